/**
 * Calls that DuckDB has, but not for arguments of these types: numbers where it takes whole ones of fewer digits
 * (`lpad(s, n)`, `DATE '…' + n`), JSON where it takes text or numbers. The arguments are read as what is taken.
 * @module
 */
import { bindError } from "../bind/mismatches.ts";
import { type BoundTree, nodesOf, reread } from "../bind/bound_tree.ts";
import { rewriteScope, shapeOf } from "../bind/scope.ts";
import { type Mismatch, readMismatch } from "../bind/signatures.ts";
import type { Dialect } from "../dialect.ts";
import { type DuckDbError, readDuckDbError } from "../duckdb_error.ts";
import { printSql } from "../print.ts";
import { type Node, nodes, str } from "../tree.ts";
import { plain } from "./bound_type.ts";
import { jsonAs } from "./json_reading.ts";
import { castTo } from "./nodes.ts";
import type { Widening } from "./widening.ts";
import { wholeNumber } from "./whole_number.ts";

/** Repairs of one statement, at most. */
const ROUNDS = 60;

/** A way to read an argument. */
type Reading = (argument: Node) => Node;

/** Whether an error says that a function takes no arguments of these types. */
export function isCallMismatch(error: unknown): boolean {
  const read = readDuckDbError(error);
  return read !== null && readMismatch(read) !== null;
}

/** The statement with its calls' arguments read as what the functions take; itself where nothing is to be done. */
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
  const mismatch = readMismatch(error);
  const readings = mismatch === null ? null : readingsOf(mismatch, widening);
  if (mismatch === null || readings === null) return null;
  // Of subscripts, no place is told; a constant one is not what the error is about.
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
  if (target === undefined) return null;
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

/** Whether a node is a call, windowed or not, or an operator, of this name. */
export function isCallOf(of: Node, name: string): boolean {
  const kind = str(of, "class");
  return kind === "FUNCTION" || kind === "WINDOW"
    ? str(of, "function_name").toLowerCase() === name
    : kind === "OPERATOR" && str(of, "type").toLowerCase() === name;
}

/** How to read each argument, by the nearest signature; null where no reading helps. */
function readingsOf(
  { name, args, signatures }: Mismatch,
  widening: Widening,
): readonly (Reading | null)[] | null {
  let best: { readonly cost: number; readonly ways: readonly Way[] } | null = null;
  for (const signature of signatures) {
    if (signature.length !== args.length) continue;
    const ways = args.map((type, at) => wayTo(type, signature[at] ?? "", name, widening));
    const whole = ways.filter((way) => way !== null);
    if (whole.length < ways.length || whole.every(({ reading }) => reading === null)) continue;
    const cost = whole.reduce((sum, way) => sum + way.cost, 0);
    if (best === null || cost < best.cost) best = { cost, ways: whole };
  }
  if (best === null) return null;
  const ways = best.ways.map(({ reading }) => reading);
  // Decimals are rounded to as many digits as the statement says, not as an item does.
  const loose = name === "round" && (ways[1] ?? null) !== null && args[0]?.startsWith("DECIMAL");
  return loose ? [(of) => castTo(of, plain("DOUBLE")), ...ways.slice(1)] : ways;
}

/** How an argument gets to a signature's type, and how far that is. */
interface Way {
  readonly cost: number;
  readonly reading: Reading | null;
}

const WHOLE: ReadonlyMap<string, number> = new Map([
  ["TINYINT", 16],
  ["SMALLINT", 14],
  ["INTEGER", 12],
  ["BIGINT", 10],
  ["HUGEINT", 11],
]);
const NUMBER = /^(?:(?:U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER)|FLOAT|DOUBLE|DECIMAL(?:\(\d+,\s*\d+\))?)$/;
const AS_IT_IS: Way = { cost: 0, reading: null };

/** Sums keep all digits; each number has as many after the point as columns of decimals have at most. */
const SUMMED: ReadonlySet<string> = new Set(["sum", "avg", "mean"]);
const SUM_SCALE = 9;

function wayTo(from: string, to: string, name: string, widening: Widening): Way | null {
  const plainTo = to.replace(/^col\d+ |\.\.\.$/g, "");
  if (from === plainTo || /^"?NULL"?$/.test(from) || plainTo === "ANY" || plainTo === "T") return AS_IT_IS;
  if (from === "STRING_LITERAL") return plainTo === "VARCHAR" ? AS_IT_IS : null;
  if (from === "INTEGER_LITERAL") return NUMBER.test(plainTo) ? AS_IT_IS : null;
  if (from === "JSON") {
    if (plainTo === "VARCHAR") return { cost: 20, reading: (of) => jsonAs("VARCHAR", of) };
    if (plainTo === "BOOLEAN") return { cost: 40, reading: (of) => jsonAs("BOOLEAN", of) };
    if (plainTo === "DECIMAL" && SUMMED.has(name) && widening !== "double") {
      return { cost: 9, reading: (of) => jsonAs({ scale: SUM_SCALE }, of) };
    }
    return plainTo === "DOUBLE" ? { cost: 10, reading: (of) => jsonAs("DOUBLE", of) } : null;
  }
  if (from.endsWith("[]")) return plainTo === "T[]" || plainTo === "ANY[]" ? AS_IT_IS : null;
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
