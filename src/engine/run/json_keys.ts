/**
 * Gives keys that a statement asks JSON for the case that the maps there have them in: DuckDB finds them by their very case,
 * those of a STRUCT in any. Places of columns are found so when names are resolved; what is left is in elements of lists.
 *
 * `SELECT x.KEY FROM (SELECT unnest(l) AS x FROM t)`, `l` is JSON[] of maps with `Key` → `x.Key`; beside `key`, an error
 * @module
 */
import type { Evidence } from "../../catalog/description.ts";
import { quoteName } from "../../catalog/names.ts";
import { evidenceAt, placeText } from "../../catalog/path.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import { DynamoSqlError } from "../../errors.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { placeIn } from "../../sql/errors.ts";
import type { Statement } from "../../sql/parse.ts";
import { lineAndColumn } from "../../sql/position.ts";
import { matching } from "../../sql/resolve/identifiers.ts";
import { type Forms, originsIn, type TextPlace } from "../../sql/text_dates/origin.ts";
import {
  location,
  mapChildren,
  type Node,
  node,
  type NodeChange,
  nodes,
  str,
  strs,
  walk,
} from "../../sql/tree.ts";
import { coalesced } from "../../sql/typed/nodes.ts";
import { callName, withChild } from "../../sql/typed/rewrite.ts";
import { withNames } from "../../sql/typed/typed.ts";
import { evidenceOf } from "../load/kinds.ts";
import { columnAt } from "./facts.ts";
import type { Looked } from "./looked.ts";

/** A statement with keys in their case. */
export interface Keyed {
  readonly tree: Node;
  /** Of keys that items which were not looked at may have in the very case. */
  readonly warnings: readonly string[];
}

/**
 * The statement with such keys in their case.
 * @throws DynamoSqlError `ambiguous_name` where maps have a key in several cases, and none is the one that is asked for
 */
export async function withJsonKeys(
  tree: Node,
  written: Statement,
  loads: readonly Looked[],
  forms: Forms,
  dialect: Dialect,
): Promise<Keyed> {
  const asking: Node[] = [];
  walk(tree, (of) => void (keysOf(of).length > 0 && asking.push(of)));
  if (asking.length === 0) return { tree, warnings: [] };
  const origins = originsIn(tree, forms);
  const changes = new Map<Node, NodeChange>();
  const warnings = new Set<string>();
  for (const of of asking) {
    const place = origins.placeOf(of);
    if (place === null) continue;
    const keys = keysAsked(of, place);
    let isSure = true;
    const held = heldIn(place, place.path.length - keys.length, loads, ({ asked, alike, where, sure }) => {
      const [only, ...others] = alike.map(quoteName);
      if (others.length > 0) throw refused(asked, [only, ...others].join(" or "), where, of, written);
      if (sure) return;
      isSure = false;
      warnings.add(
        `${
          quoteName(asked)
        } is read as ${only} of the maps in ${where}, which differs by case, where they have ` +
          "no such key: none was known to have it before this was read.",
      );
    });
    if (held.every((key, at) => key === keys[at])) continue;
    const sure = isSure;
    // A map that is read later may have the very key.
    changes.set(of, (now) => sure ? withKeys(now, held) : veryKeyOr(now, withKeys(now, held)));
  }
  if (changes.size === 0) return { tree, warnings: [] };
  const visit = (of: Node): Node => {
    const now = mapChildren(of, visit);
    return changes.get(of)?.(now) ?? now;
  };
  return { tree: await withNames(tree, visit(tree), dialect), warnings: [...warnings] };
}

const BY_KEY = /^(struct_extract|array_extract|list_extract|list_element)$/;

/** The keys that an expression may ask for, where its first name is no table. */
function keysOf(of: Node): readonly string[] {
  if (str(of, "class") === "COLUMN_REF") return strs(of, "column_names").slice(1);
  const [, by, ...others] = nodes(of, "children");
  const takes = ["STRUCT_EXTRACT", "ARRAY_EXTRACT"].includes(str(of, "type")) || BY_KEY.test(callName(of));
  const key = str(node(by ?? {}, "value") ?? {}, "value");
  return takes && others.length === 0 && str(by ?? {}, "class") === "CONSTANT" && key !== "" ? [key] : [];
}

/** Of these the last ones: before them may be a column of a table. */
function keysAsked(of: Node, { path }: TextPlace): readonly string[] {
  const keys = keysOf(of);
  const first = keys.findIndex((_, at) =>
    keys.slice(at).every((key, i, { length }) => path.at(i - length) === key)
  );
  return first < 0 ? [] : keys.slice(first);
}

function withKeys(of: Node, held: readonly string[]): Node {
  if (str(of, "class") === "COLUMN_REF") {
    return { ...of, column_names: [...strs(of, "column_names").slice(0, -held.length), ...held] };
  }
  const [key = ""] = held;
  return withChild(of, 1, (by) => ({ ...by, value: { ...node(by, "value"), value: key } }));
}

function veryKeyOr(now: Node, other: Node): Node {
  const either = [now, other].map((each) => ({ ...each, alias: "" }));
  return { ...coalesced(either), alias: str(now, "alias") };
}

/** A key that no map of a place was seen to have in its very case. */
interface OtherCase {
  readonly asked: string;
  readonly alike: readonly string[];
  /** The place. */
  readonly where: string;
  /** All items were looked at. */
  readonly sure: boolean;
}

/** The steps of the path from one on, the keys that JSON is asked for as its maps have them. */
function heldIn(
  { table, column, path, lists }: TextPlace,
  from: number,
  loads: readonly Looked[],
  note: (key: OtherCase) => void,
): readonly string[] {
  const written = path.slice(from).map(String);
  const found = lists > 0 ? null : columnAt(loads, { table, column });
  if (found === null) return written;
  const { load: { description }, column: { attribute, path: own, type, complete } } = found;
  let at = evidenceOf(found.column) ?? undefined;
  let held: SqlType | undefined = type;
  const to: (string | number)[] = [];
  for (const [place, step] of path.entries()) {
    if (at === undefined) return written;
    const isJson: boolean = held?.kind === "JSON";
    if (typeof step === "number") {
      [at, held] = [elementIn(at), isJson ? held : elementOf(held)];
      to.push(step);
      continue;
    }
    const alike: readonly string[] = matching(step, Object.keys(at.fields ?? {}), (each) => each);
    const [key = step, ...others] = alike;
    if (isJson && place >= from && key !== step) {
      const where = placeText({ attribute: quoteName(attribute), path: [...own, ...to] });
      note({ asked: step, alike, where: `${quoteName(description.name)}.${where}`, sure: complete });
    } else if (others.length > 0) return written;
    to.push(isJson ? key : step);
    [at, held] = [evidenceAt(at, [key]), isJson ? held : fieldOf(held, key)];
  }
  return to.slice(from).map(String);
}

/** Lists of lists are one place, as in the path. */
function elementIn(evidence: Evidence): Evidence | undefined {
  let at = evidenceAt(evidence, [0]);
  while (at?.element !== undefined && at.fields === undefined) at = evidenceAt(at, [0]);
  return at;
}

function elementOf(type: SqlType | undefined): SqlType | undefined {
  let at = type;
  while (at?.kind === "LIST") at = at.element;
  return at?.kind === "MAP" ? at.value : at;
}

function fieldOf(type: SqlType | undefined, key: string): SqlType | undefined {
  return type?.kind === "STRUCT" ? type.fields.find(({ name }) => name === key)?.type : undefined;
}

function refused(asked: string, keys: string, where: string, of: Node, written: Statement): DynamoSqlError {
  const at = location(of);
  const position = at === null ? undefined : placeIn(written, at);
  return new DynamoSqlError(
    "ambiguous_name",
    `Ambiguous column name: ${quoteName(asked)} can be ${keys}, keys of the maps in ${where}${
      lineAndColumn(position)
    }.`,
    position === undefined ? {} : { position },
  );
}
