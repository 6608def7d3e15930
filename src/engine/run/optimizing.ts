/**
 * Decides whether a statement runs with DuckDB's optimizer. Without it nothing can be rewritten wrongly, but every join
 * is as dear as the product of its sides, and a window as the square of its rows: so it is off where what is loaded is
 * small, and on, without the rules that are known to be wrong (duckdb/faulty_rules.ts), where it is large.
 * @module
 */
import { cteDefinitions, cteOf, type Ctes, withCte } from "../../sql/resolve/ctes.ts";
import { children, list, type Node, node, str } from "../../sql/tree.ts";

/** The bounds up to which a statement is small. */
export interface SmallBounds {
  /** Rows of all sources of a statement, multiplied. */
  readonly product: number;
  /** The same where there is a window, or a source whose rows nobody has counted. */
  readonly windowed: number;
  /** Rows of a single source. */
  readonly rows: number;
}

/**
 * Measured in plain DuckDB, one thread: at the bound a comma join of 1,000 by 1,000 rows takes 3 ms instead of 1, NOT
 * EXISTS over as many 30 instead of 12, an unpartitioned running sum over 1,000 rows 28 instead of 2, sorting 10,000
 * rows 36 instead of 26; small statements are planned faster than with it. At ten times the product it is 100 ms and
 * more, at 10,000 rows in a window 4 s.
 */
export const SMALL: SmallBounds = { product: 1_000_000, windowed: 1_000, rows: 10_000 };

/** Everything is small, for tests. */
export const ALWAYS_SMALL: SmallBounds = { product: Infinity, windowed: Infinity, rows: Infinity };
export const NEVER_SMALL: SmallBounds = { product: -1, windowed: -1, rows: -1 };

/** A table by its name in the statement, and the rows it holds. */
export type RowsOf = (loadName: string) => number | undefined;

/** Whether a statement is so small that it runs without the optimizer. */
export function isSmall(statement: Node, rowsOf: RowsOf, bounds: SmallBounds): boolean {
  if (bounds.product < 0) return false;
  const weight: Weight = { product: 1, largest: 0, uncounted: 0, uses: 0, windows: false, endless: false };
  weigh(statement, new Map(), rowsOf, weight);
  if (bounds.product === Infinity) return true;
  if (weight.endless || weight.uncounted > 1 || weight.largest > bounds.rows) return false;
  const most = weight.windows || weight.uncounted > 0 ? bounds.windowed : bounds.product;
  return weight.product <= most;
}

/** How much a statement's sources hold together. */
interface Weight {
  product: number;
  largest: number;
  /** Sources that make rows of their own: `range(…)`, UNNEST. */
  uncounted: number;
  /** Uses of CTEs, with those inside of other CTEs. */
  uses: number;
  windows: boolean;
  /** Whether there is a recursive term, whose number of runs is unknown. */
  endless: boolean;
}

/** Uses of CTEs beyond which a statement is not small. */
const MOST_USES = 1_000;

/** Functions that make rows where they stand among expressions. */
const MAKES_ROWS = /^(unnest|unlist|generate_series|range|generate_subscripts|json_each|json_tree)$/;

/** Adds what a node's sources hold; each use of a CTE counts as its definition does. */
function weigh(of: Node, ctes: Ctes<Node>, rowsOf: RowsOf, weight: Weight): void {
  // CTEs that use each other twice, again and again, would take for ever.
  if (weight.uses > MOST_USES || weight.endless) {
    weight.endless = true;
    return;
  }
  let inner = ctes;
  for (const { name, query } of cteDefinitions(of)) inner = withCte(inner, name, query);
  switch (str(of, "type")) {
    case "BASE_TABLE": {
      const cte = cteOf(of, ctes);
      if (cte !== undefined) {
        weight.uses++;
        return weigh(cte, without(ctes, of), rowsOf, weight);
      }
      return count(weight, rowsOf(str(of, "table_name")) ?? 1);
    }
    case "EXPRESSION_LIST":
      count(weight, list(of, "values").length);
      break;
    case "RECURSIVE_CTE_NODE":
      weight.endless = true;
      return;
    case "TABLE_FUNCTION":
      weight.uncounted++;
      return;
  }
  if (str(of, "class") === "WINDOW") weight.windows = true;
  else if (str(of, "class") === "FUNCTION" && MAKES_ROWS.test(str(of, "function_name").toLowerCase())) {
    weight.uncounted++;
  }
  const definitions = node(of, "cte_map");
  for (const child of children(of)) if (child !== definitions) weigh(child, inner, rowsOf, weight);
}

/** In its own definition a name means what it meant before. */
function without(ctes: Ctes<Node>, table: Node): Ctes<Node> {
  const name = str(table, "table_name").toLowerCase();
  return new Map([...ctes].filter(([key]) => key.toLowerCase() !== name));
}

function count(weight: Weight, rows: number): void {
  weight.product *= Math.max(1, rows);
  weight.largest = Math.max(weight.largest, rows);
}
