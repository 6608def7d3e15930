/**
 * Makes functions of maps (`map_keys(doc)`, `cardinality(doc)`) work on maps that are loaded as STRUCT: how many keys
 * were seen decides between MAP and STRUCT. The STRUCT becomes a map of the keys that are there.
 * @module
 */
import { type BoundTree, nodesOf } from "../text_dates/bound_tree.ts";
import { bindError } from "../text_dates/mismatches.ts";
import { replaceNodes, rewriteScope, shapeOf } from "../text_dates/scope.ts";
import { readMismatch } from "../text_dates/signatures.ts";
import { nullConstant, textConstant } from "../constant.ts";
import type { Dialect } from "../dialect.ts";
import type { DuckDbError } from "../duckdb_error.ts";
import { parse } from "../parse.ts";
import { printSql } from "../print.ts";
import { mapChildren, type Node, nodes } from "../tree.ts";
import { type BoundType, isNumber, plain, united } from "./bound_type.ts";
import { typesIn } from "./markers.ts";
import { call, caseOf, castTo, each, integer, isNullOf, isThere, lambda, once, text } from "./nodes.ts";
import { callName, withChild } from "./rewrite.ts";

/** Stands for a call while types are asked for: it has the map as its argument, and binds wherever the call does. */
type Stub = (map: Node) => Node;

const nothings: Stub = (map) => each(call("list_value", [map]), "__map", nullConstant);
const count: Stub = (map) => call("len", [call("list_value", [map])]);
const entry = () => struct([["key", text("")], ["value", nullConstant()]]);
const entries: Stub = (map) => each(call("list_value", [map]), "__map", entry);
const nothing: Stub = (map) => call("list_extract", [nothings(map), integer(1)]);

const STUBS: ReadonlyMap<string, Stub> = new Map([
  ["map_keys", nothings],
  ["map_values", nothings],
  ["map_entries", entries],
  ["cardinality", count],
  ["element_at", nothings],
  ["map_extract", nothings],
  ["map_extract_value", nothing],
  ["map_contains", isNullOf],
  ["map_contains_value", isNullOf],
  ["map_contains_entry", isNullOf],
]);

/** Whether an error is that a function takes maps alone. */
export function isAboutMaps(error: DuckDbError): boolean {
  const mismatch = readMismatch(error);
  return /^Cardinality can only operate on MAPs/.test(error.message) ||
    (mismatch !== null && STUBS.has(mismatch.name) && mismatch.args[0]?.startsWith("STRUCT(") === true);
}

/** The statement with a STRUCT made a map where one is needed; null if there is none. */
export async function withMaps(
  bound: BoundTree,
  error: DuckDbError,
  dialect: Dialect,
): Promise<Node | null> {
  const { tree } = bound;
  const calls = nodesOf(tree, (of) => STUBS.has(callName(of)));
  const maps = calls.flatMap((of) => nodes(of, "children").slice(0, 1));
  const build = (wrap: (was: Node, now: Node) => Node): Node => {
    const visit = (of: Node): Node => {
      const now = wrap(of, mapChildren(of, visit));
      const [map] = calls.includes(of) ? nodes(now, "children") : [];
      return map === undefined ? now : { ...STUBS.get(callName(of))?.(map), alias: now["alias"] ?? "" };
    };
    return visit(tree);
  };
  const typeOf = await typesIn(maps, build, (built) => Promise.resolve(built), dialect);
  // Where something else does not bind either, the error tells the one type.
  if (typeOf === null) return await withNamedMap(bound, error, dialect);
  for (const of of calls) {
    const type = typeOf(nodes(of, "children")[0]);
    if (type?.id !== "STRUCT" || type.fields.some(({ name }) => name === "")) continue;
    return await asMaps(tree, of, type, dialect);
  }
  return null;
}

/** The same for the one call that an error is about. */
async function withNamedMap(bound: BoundTree, error: DuckDbError, dialect: Dialect): Promise<Node | null> {
  const { tree, placeOf } = bound;
  const mismatch = readMismatch(error);
  if (mismatch === null) {
    // The error of `cardinality` has neither type nor place: the one of its like has both.
    const counted = nodesOf(tree, (of) => callName(of) === "cardinality");
    for (const of of counted) {
      const keys = { ...of, function_name: "map_keys" };
      const other = replaceNodes(tree, new Map([[of, keys]]));
      const said = await bindError(await printSql(other, dialect), dialect);
      const type = said === null ? null : await structIn(said, dialect);
      if (type !== null) return await asMaps(tree, of, type, dialect);
    }
    return null;
  }
  const type = await structIn(error, dialect);
  const of = nodesOf(tree, (each) => callName(each) === mismatch.name).find((each) =>
    placeOf(each) === error.position
  );
  return type === null || of === undefined ? null : await asMaps(tree, of, type, dialect);
}

/** The STRUCT that an error says a function of maps was given. */
async function structIn(error: DuckDbError, dialect: Dialect): Promise<BoundType | null> {
  const mismatch = readMismatch(error);
  const [name] = mismatch !== null && STUBS.has(mismatch.name) ? mismatch.args : [];
  if (name?.startsWith("STRUCT(") !== true) return null;
  const { node: query } = await parse(`SELECT CAST(NULL AS ${name})`, dialect);
  const wanted = nodes(query, "select_list");
  const build = (wrap: (was: Node, now: Node) => Node): Node => {
    const visit = (of: Node): Node => wrap(of, mapChildren(of, visit));
    return visit(query);
  };
  const typeOf = await typesIn(wanted, build, (built) => Promise.resolve(built), dialect);
  return typeOf?.(wanted[0]) ?? null;
}

async function asMaps(tree: Node, of: Node, type: BoundType, dialect: Dialect): Promise<Node> {
  const shape = shapeOf(of);
  return await rewriteScope(
    tree,
    of,
    (each) => each !== of && shapeOf(each) !== shape ? null : withChild(each, 0, (map) => asMap(map, type)),
    dialect,
  );
}

/** A STRUCT as the map of its keys that are there. */
export function asMap(of: Node, { fields }: BoundType): Node {
  const to = valueReading(fields.map(({ type }) => type));
  return once(of, (value) => {
    const all = fields.map(({ name, type }) =>
      struct([["key", text(name)], ["value", to(call("struct_extract", [value, textConstant(name)]), type)]])
    );
    const there = lambda("__entry", (one) => isThere(call("struct_extract", [one, text("value")])));
    const map = call("map_from_entries", [call("list_filter", [call("list_value", all), there])]);
    return caseOf([{ when: isNullOf(value), then: nullConstant() }], map);
  }, "__map");
}

/** How values are brought to one type: numbers to one that holds all, those of several kinds to JSON. */
function valueReading(types: readonly BoundType[]): (value: Node, type: BoundType) => Node {
  if (types.every(isNumber)) {
    const whole = types.reduce<BoundType | null>(
      (to, type) => to === null ? null : united(to, type),
      types[0] ?? null,
    );
    return (value) => castTo(value, whole ?? plain("DOUBLE"));
  }
  const kinds = new Set(types.map((type) => isNumber(type) ? "number" : type.id));
  if (kinds.size < 2) return (value) => value;
  return (value, type) => type.id === "JSON" ? value : call("to_json", [value]);
}

function struct(parts: readonly (readonly [string, Node])[]): Node {
  const packed = call("struct_pack", []);
  return { ...packed, children: parts.map(([name, value]) => ({ ...value, alias: name })) };
}
