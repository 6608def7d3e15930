/**
 * Repairs calls whose arguments DuckDB does not take: numbers where it takes integers of fewer digits (`lpad(s, n)`,
 * `DATE '…' + n`), JSON where it takes text or numbers. The arguments are cast to what the function takes.
 * @module
 */
import { bindError } from "../text_dates/mismatches.ts";
import { type BoundTree, nodesOf, reread } from "../text_dates/bound_tree.ts";
import { replaceNodes, rewriteScope, shapeOf } from "../text_dates/scope.ts";
import { type Mismatch, readMismatch } from "../text_dates/signatures.ts";
import type { Dialect } from "../dialect.ts";
import { type DuckDbError, readDuckDbError } from "../duckdb_error.ts";
import { nullConstant } from "../constant.ts";
import { printSql } from "../print.ts";
import { type Node, type NodeChange, nodes, str } from "../tree.ts";
import { plain } from "./bound_type.ts";
import { jsonAs, jsonList } from "./json_reading.ts";
import { isAboutMaps, withMaps } from "./map_calls.ts";
import { castTo, each } from "./nodes.ts";
import { callName, hasColumn, withChild } from "./rewrite.ts";
import type { Widening } from "./widening.ts";
import { wholeNumber } from "./whole_number.ts";

/** Repairs of one statement, at most. */
const ROUNDS = 60;

/** Whether an error says that a function takes no arguments of these types. */
export function isCallMismatch(error: unknown): boolean {
  const read = readDuckDbError(error);
  return read !== null && (readMismatch(read) !== null || isAboutMaps(read) || isAboutDigits(read));
}

/** The statement with its calls' arguments read as what the functions take; itself if nothing is to be repaired. */
export async function repairCalls(
  query: Node,
  dialect: Dialect,
  widening: Widening = "none",
): Promise<Node> {
  let tree = query;
  for (let round = 0; round < ROUNDS; round++) {
    const bound = await reread(tree, await printSql(tree, dialect), dialect);
    const error = await bindError(bound.text, dialect);
    const next = error === null ? null : await repaired(bound, error, dialect, widening);
    if (next === null) return tree;
    tree = next;
  }
  return tree;
}

async function repaired(
  bound: BoundTree,
  error: DuckDbError,
  dialect: Dialect,
  widening: Widening,
): Promise<Node | null> {
  if (isAboutMaps(error)) return await withMaps(bound, error, dialect);
  if (isAboutDigits(error)) return await roundedInDoubles(bound.tree, dialect);
  const mismatch = readMismatch(error);
  const readings = mismatch === null ? null : readingsOf(mismatch, widening);
  if (mismatch === null) return null;
  if (readings === null) return await wholeInMacro(bound.tree, dialect);
  // Errors about subscripts have no place. A constant subscript is not the cause.
  const calls = nodesOf(
    bound.tree,
    (of) =>
      isCallOf(of, mismatch.name) &&
      nodes(of, "children").slice(1).some((each) => str(each, "class") !== "CONSTANT"),
  );
  const target = error.position === null && calls.length === 1
    ? calls[0]
    : nodesOf(bound.tree, (of) => isCallOf(of, mismatch.name)).find((of) =>
      bound.placeOf(of) === error.position
    );
  if (target === undefined) return await wholeInMacro(bound.tree, dialect);
  const shape = shapeOf(target);
  return await rewriteScope(
    bound.tree,
    target,
    (of) =>
      of !== target && shapeOf(of) !== shape ? null : {
        ...of,
        children: nodes(of, "children").map((argument, at) => readings[at]?.(argument) ?? argument),
      },
    dialect,
  );
}

/** Whether an error says that decimals are rounded to as many digits as a constant says, not as an item does. */
function isAboutDigits({ message }: DuckDbError): boolean {
  return /^(ROUND|TRUNC)\(DECIMAL, INTEGER\) with non-constant precision/.test(message);
}

/** The statement with the first such call in doubles. The error does not say which it is: the one that fails alone. */
async function roundedInDoubles(tree: Node, dialect: Dialect): Promise<Node | null> {
  const calls = nodesOf(tree, (of) => {
    const [, digits] = nodes(of, "children");
    return /^(round|trunc)$/.test(callName(of)) && digits !== undefined && hasColumn(digits);
  });
  for (const target of calls) {
    const others = new Map(calls.flatMap((of) => of === target ? [] : [[of, nullConstant()] as const]));
    const error = await bindError(await printSql(replaceNodes(tree, others), dialect), dialect);
    if (error === null || !isAboutDigits(error)) continue;
    const shape = shapeOf(target);
    const asDouble = (of: Node) =>
      of !== target && shapeOf(of) !== shape
        ? null
        : withChild(of, 0, (value) => castTo(value, plain("DOUBLE")));
    return await rewriteScope(tree, target, asDouble, dialect);
  }
  return null;
}

/**
 * DuckDB's macros that take an integer, and which argument that is. Errors name the functions that a macro is made
 * of.
 */
const WHOLE_IN_MACROS: ReadonlyMap<string, number> = new Map([
  ["pg_size_pretty", 0],
  ["list_bit_and", 0],
  ["list_bit_or", 0],
  ["list_bit_xor", 0],
  ["split_part", 2],
]);

/** The statement with such an argument read as an integer; null if there is none, or all are read so already. */
async function wholeInMacro(tree: Node, dialect: Dialect): Promise<Node | null> {
  const [target] = nodesOf(tree, (of) => {
    const argument = nodes(of, "children")[WHOLE_IN_MACROS.get(callName(of)) ?? -1];
    return argument !== undefined && hasColumn(argument) &&
      nodesOf(argument, (each) => callName(each) === "error").length === 0;
  });
  if (target === undefined) return null;
  const name = callName(target);
  const shape = shapeOf(target);
  const whole = (value: Node) => wholeNumber(value, "BIGINT", "DOUBLE", name);
  return await rewriteScope(
    tree,
    target,
    (of) =>
      of !== target && shapeOf(of) !== shape
        ? null
        : withChild(of, WHOLE_IN_MACROS.get(name) ?? 0, (value) =>
          name.startsWith("list_") ? each(value, "__whole", whole) : whole(value)),
    dialect,
  );
}

/** Whether a node is a call, windowed or not, or an operator, of this name. */
export function isCallOf(of: Node, name: string): boolean {
  const kind = str(of, "class");
  return kind === "FUNCTION" || kind === "WINDOW"
    ? str(of, "function_name").toLowerCase() === name.toLowerCase()
    : kind === "OPERATOR" && str(of, "type").toLowerCase() === name;
}

/** How to read each argument, by the nearest signature; null where no reading helps. */
function readingsOf(
  { name, args, signatures }: Mismatch,
  widening: Widening,
): readonly (NodeChange | null)[] | null {
  let best: { readonly cost: number; readonly ways: readonly ArgumentCast[] } | null = null;
  for (const signature of signatures) {
    if (signature.length !== args.length) continue;
    const ways = args.map((type, at) => wayTo(type, signature[at] ?? "", name, widening));
    const whole = ways.filter((way) => way !== null);
    if (whole.length < ways.length || whole.every(({ reading }) => reading === null)) continue;
    const cost = whole.reduce((sum, way) => sum + way.cost, 0);
    if (best === null || cost < best.cost) best = { cost, ways: whole };
  }
  if (best === null) return null;
  return best.ways.map(({ reading }) => reading);
}

/** How an argument gets to a signature's type, and how far that is. */
interface ArgumentCast {
  readonly cost: number;
  readonly reading: NodeChange | null;
}

const WHOLE: ReadonlyMap<string, number> = new Map([
  ["TINYINT", 16],
  ["SMALLINT", 14],
  ["INTEGER", 12],
  ["BIGINT", 10],
  ["HUGEINT", 11],
]);
const NUMBER = /^(?:(?:U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER)|FLOAT|DOUBLE|DECIMAL(?:\(\d+,\s*\d+\))?)$/;
const AS_IT_IS: ArgumentCast = { cost: 0, reading: null };

/**
 * Sums keep all digits: each number has as many after the point as columns of decimals have at most, or more. An
 * average of so many digits is calculated in doubles.
 */
const SUMMED: ReadonlySet<string> = new Set(["sum", "avg", "mean"]);
const SUM_SCALES: Readonly<Record<Exclude<Widening, "double">, number>> = { none: 9, decimal: 19 };

function wayTo(from: string, to: string, name: string, widening: Widening): ArgumentCast | null {
  const plainTo = to.replace(/^col\d+ |\.\.\.$/g, "");
  if (from === plainTo || /^"?NULL"?$/.test(from) || plainTo === "ANY" || plainTo === "T") return AS_IT_IS;
  if (from === "STRING_LITERAL") return plainTo === "VARCHAR" ? AS_IT_IS : null;
  if (from === "INTEGER_LITERAL") return NUMBER.test(plainTo) ? AS_IT_IS : null;
  if (from === "JSON") {
    if (plainTo === "T[]" || plainTo === "ANY[]") return { cost: 30, reading: jsonList };
    if (plainTo === "VARCHAR") return { cost: 20, reading: (of) => jsonAs("VARCHAR", of) };
    if (plainTo === "BOOLEAN") return { cost: 40, reading: (of) => jsonAs("BOOLEAN", of) };
    if (plainTo === "DECIMAL" && SUMMED.has(name) && widening !== "double") {
      return {
        cost: 9,
        reading: (of) => jsonAs({ scale: SUM_SCALES[name === "sum" ? widening : "none"] }, of),
      };
    }
    return plainTo === "DOUBLE" ? { cost: 10, reading: (of) => jsonAs("DOUBLE", of) } : null;
  }
  if (from.endsWith("[]")) {
    if (plainTo === "T[]" || plainTo === "ANY[]") return AS_IT_IS;
    const element = plainTo.endsWith("[]")
      ? wayTo(from.slice(0, -2), plainTo.slice(0, -2), name, widening)
      : null;
    const reading = element?.reading ?? null;
    return element === null || reading === null
      ? element
      : { ...element, reading: (of) => each(of, "__value", reading) };
  }
  if (!NUMBER.test(from)) return null;
  if (from === "INTEGER" || from === "SMALLINT" || from === "TINYINT") {
    if (plainTo === "BIGINT" || plainTo === "INTEGER") return AS_IT_IS;
  }
  if (plainTo === "DOUBLE" || (plainTo === "DECIMAL" && from.startsWith("DECIMAL"))) {
    return { cost: 1, reading: null };
  }
  const far = WHOLE.get(plainTo);
  return far === undefined ? null : { cost: far, reading: (of) => wholeNumber(of, plainTo, from, name) };
}
