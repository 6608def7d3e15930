/**
 * Where DuckDB makes one type of several decimals (COALESCE, CASE, lists, set operations, …) and they need more than
 * 38 digits together, it keeps the digits before the point and rounds those after it, without a word.
 * @module
 */
import type { SqlType } from "../../catalog/sql_type.ts";
import { type Node, node, numeral, str, strs, walk } from "../../sql/tree.ts";
import type { Loaded } from "../load/loads.ts";

/** A decimal that the statement uses. */
interface Decimal {
  readonly label: string;
  readonly intDigits: number;
  readonly scale: number;
}

const UNIFYING_CALLS = /^(greatest|least|list_value|ifnull|nvl|map|map_from_entries)$/;

/** A warning if the statement may round decimals that it brings together. Judged by names: it may warn in vain. */
export function roundingWarnings(statement: Node, loads: readonly Loaded[]): string[] {
  const columns = decimalColumns(loads);
  if (columns.size === 0) return [];
  const warnings = new Set<string>();
  walk(statement, (at) => {
    if (!unifies(at)) return;
    const [rounded, by] = clash(decimalsIn(at, columns)) ?? [];
    if (rounded === undefined || by === undefined) return;
    warnings.add(
      `${rounded.label} and ${by.label} need more than 38 digits in one column: DuckDB rounds the digits after the ` +
        "point. Cast one of them to choose.",
    );
  });
  return [...warnings];
}

function decimalColumns(loads: readonly Loaded[]): ReadonlyMap<string, Decimal> {
  const columns = new Map<string, Decimal>();
  for (const { description, table } of loads) {
    for (const { name, attribute, type } of table.columns) {
      const decimal = decimalOf(type);
      if (decimal !== null) {
        columns.set(name.toLowerCase(), { label: `${description.name}.${attribute}`, ...decimal });
      }
    }
  }
  return columns;
}

function decimalOf(type: SqlType): Omit<Decimal, "label"> | null {
  return type.kind === "DECIMAL" ? { intDigits: type.width - type.scale, scale: type.scale } : null;
}

function unifies(at: Node): boolean {
  const type = str(at, "type");
  return type === "SET_OPERATION_NODE" || type === "RECURSIVE_CTE_NODE" || type === "CASE_EXPR" ||
    type === "OPERATOR_COALESCE" || type === "ARRAY_CONSTRUCTOR" ||
    UNIFYING_CALLS.test(str(at, "function_name").toLowerCase());
}

/** The decimal columns and literals below a node. */
function decimalsIn(root: Node, columns: ReadonlyMap<string, Decimal>): Decimal[] {
  const found = new Map<string, Decimal>();
  walk(root, (at) => {
    const column = columns.get(strs(at, "column_names").at(-1)?.toLowerCase() ?? "");
    if (column !== undefined) found.set(column.label, column);
    const literal = literalOf(at);
    if (literal !== null) found.set(literal.label, literal);
  });
  return [...found.values()];
}

function literalOf(at: Node): Decimal | null {
  if (str(at, "class") !== "CONSTANT") return null;
  const type = node(node(at, "value") ?? {}, "type");
  const info = type === null || str(type, "id") !== "DECIMAL" ? null : node(type, "type_info");
  const width = numeral(info ?? {}, "width");
  const scale = numeral(info ?? {}, "scale");
  if (width === null || scale === null) return null;
  return { label: "a number in the SQL", intDigits: Number(width) - Number(scale), scale: Number(scale) };
}

/** One whose fraction does not fit beside the other's digits before the point, and the other. */
function clash(decimals: readonly Decimal[]): [Decimal, Decimal] | null {
  for (const rounded of decimals) {
    for (const by of decimals) {
      if (rounded.scale > 0 && by !== rounded && by.intDigits + rounded.scale > 38) return [rounded, by];
    }
  }
  return null;
}
