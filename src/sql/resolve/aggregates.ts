/**
 * Aggregates and windows are the expressions that look at more than one row.
 *
 * `SELECT sum(total) FROM orders` → `sum(total)` spans rows, so the statement runs once over all of them;
 * `SELECT total + 1 FROM orders` → it spans none, so rows come as they are read
 * @module
 */
import { isVolatile } from "../volatile.ts";
import { children, list, type Node, node, str } from "../tree.ts";

/**
 * DuckDB's aggregate and window functions, and its macros over them (`duckdb_functions()` of the pinned version; a
 * test holds them equal).
 */
export const AGGREGATES: ReadonlySet<string> = new Set(
  `any_value approx_count_distinct approx_quantile approx_top_k arbitrary arg_max arg_max_null arg_max_nulls_last
  arg_min arg_min_null arg_min_nulls_last argmax argmin array_agg avg bit_and bit_or bit_xor bitstring_agg bool_and
  bool_or corr count count_if count_star countif covar_pop covar_samp cume_dist dense_rank entropy favg fill first
  first_value fsum group_concat histogram histogram_exact kahan_sum kurtosis kurtosis_pop lag last last_value lead list
  listagg mad max max_by mean median min min_by mode nth_value ntile percent_rank product quantile quantile_cont
  quantile_disc rank rank_dense regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy
  regr_syy reservoir_quantile row_number sem skewness stddev stddev_pop stddev_samp string_agg sum sum_no_overflow
  sumkahan var_pop var_samp variance geomean geometric_mean json_group_array json_group_object json_group_structure
  wavg weighted_avg grouping grouping_id`.split(/\s+/),
);

/** Whether the expression, or a subquery in it, aggregates or uses a window. */
export function spansRows(expression: Node): boolean {
  const kind = str(expression, "class");
  if (kind === "WINDOW") return true;
  if (kind === "FUNCTION") {
    if (AGGREGATES.has(str(expression, "function_name").toLowerCase())) return true;
    if (expression["distinct"] === true || node(expression, "filter") !== null) return true;
    const orders = node(expression, "order_bys");
    if (orders !== null && list(orders, "orders").length > 0) return true;
  }
  return children(expression).some(spansRows);
}

/** Whether an expression is itself an aggregate of a group's rows, or of its keys. */
export function isAggregate(of: Node): boolean {
  if (str(of, "type") === "GROUPING_FUNCTION") return true;
  return str(of, "class") === "FUNCTION" &&
    (AGGREGATES.has(str(of, "function_name").toLowerCase()) || of["distinct"] === true ||
      node(of, "filter") !== null);
}

/** Whether the expression multiplies rows. */
export function unnests(expression: Node): boolean {
  const name = str(expression, "class") === "FUNCTION" ? str(expression, "function_name").toLowerCase() : "";
  return ["unnest", "unlist", "generate_subscripts", "regexp_split_to_table"].includes(name) ||
    children(expression).some(unnests);
}

/**
 * Whether the expression holds a subquery that looks at more than values of the row: at a table, or at an aggregate, which may
 * be one of the query around. `'b2b' = ANY(tags)` does not: it is a subquery over the row's list.
 */
export function looksAtOtherRows(expression: Node): boolean {
  if (str(expression, "class") === "SUBQUERY") {
    // One that needs nothing of the row is asked once for all rows.
    return spansRows(expression) || readsTable(expression) || isVolatile(expression);
  }
  return children(expression).some(looksAtOtherRows);
}

function readsTable(of: Node): boolean {
  return str(of, "type") === "BASE_TABLE" || children(of).some(readsTable);
}

/** Whether the expression holds a subquery. */
export function hasSubquery(expression: Node): boolean {
  return str(expression, "class") === "SUBQUERY" || children(expression).some(hasSubquery);
}
