/**
 * Rewrites averages, deviations and quotients, which DuckDB calculates in doubles. If a number has more digits than
 * those keep, averages and deviations are calculated from exact differences; for what cannot be, the answer has a
 * warning.
 * @module
 */
import { children, type Node, nodes, str } from "../tree.ts";
import { average, deviation, KEPT, nearAverage, unlessLost, unlessLostInList } from "./exact.ts";
import { plain } from "./bound_type.ts";
import { call, castTo, each, once, operator, unnamed } from "./nodes.ts";
import { mayBeWide } from "./sums.ts";
import { aggregateNamed, callName, columnsIn, isDecimal, type Rewrite, withChild } from "./rewrite.ts";
import type { Widening } from "./widening.ts";

const AVERAGES: ReadonlySet<string> = new Set(["avg", "mean"]);
const DEVIATIONS: ReadonlySet<string> = new Set([
  "stddev",
  "stddev_pop",
  "stddev_samp",
  "variance",
  "var_pop",
  "var_samp",
  "sem",
  "skewness",
  "kurtosis",
  "kurtosis_pop",
]);
const IN_DOUBLES =
  /^(favg|fsum|sumkahan|kahan_sum|list_avg|weighted_avg|corr|covar_pop|covar_samp|regr_\w+|(list_)?product|geomean|geometric_mean|pow|power|list_(negative_)?(dot|inner)_product|list_distance|list_cosine_(distance|similarity)|reservoir_quantile)$/;
/** What operators that calculate in doubles make. */
const OPERATORS: ReadonlyMap<string, string> = new Map([["/", "A quotient"], ["**", "A power"], [
  "^",
  "A power",
]]);

/** Whether an operator, not a function, calculates in doubles. */
export const isOperatorInDoubles = (name: string): boolean => OPERATORS.has(name);

/** What messages call a function or an operator that calculates in doubles. */
export const shownInDoubles = (name: string): string => OPERATORS.get(name) ?? name;

/** An average or deviation of a list, by whatever call. */
function listOf(of: Node): { readonly name: string; readonly values: Node } | null {
  const [values] = nodes(of, "children");
  const name = aggregateNamed(of) || (/^list_(.+)$/.exec(callName(of))?.[1] ?? "");
  const inDoubles = AVERAGES.has(name) || DEVIATIONS.has(name) ||
    (name !== "" && IN_DOUBLES.test(aggregateNamed(of)));
  return values !== undefined && inDoubles ? { name, values } : null;
}

/** Expressions that depend on columns, but not on the digits of their numbers. */
const DIGITLESS_CLASSES = /^(SUBQUERY|COMPARISON|CONJUNCTION|BETWEEN)$/;
const DIGITLESS_CALLS =
  /^(count.*|len|length|regr_count|approx_count_distinct|sign|.*rank|row_number|ntile)$/;

/** The function or operator that calculates in doubles; null for other nodes. */
export function nameInDoubles(of: Node): string | null {
  const name = callName(of);
  if (OPERATORS.has(name) || AVERAGES.has(name) || DEVIATIONS.has(name) || IN_DOUBLES.test(name)) return name;
  return listOf(of)?.name ?? null;
}

/** The columns whose numbers an expression is made of. */
export function columnRefs(of: Node): readonly Node[] {
  const kind = str(of, "class");
  if (kind === "COLUMN_REF") return [of];
  if (DIGITLESS_CLASSES.test(kind) || DIGITLESS_CALLS.test(callName(of))) return [];
  return (kind === "WINDOW" ? nodes(of, "children") : children(of)).flatMap(columnRefs);
}

/** How much more each is than the least: exact, and as spread as the numbers. */
function differences(values: Node): Node {
  const least = call("list_min", [values]);
  return each(values, "__each", (value) => castTo(operator("-", value, least), plain("DOUBLE")));
}

/** Averages and the like. */
export function spreads(widening: Widening): Rewrite {
  return {
    wants(of, world) {
      const name = callName(of);
      const children = nodes(of, "children");
      const exact = (AVERAGES.has(name) || DEVIATIONS.has(name)) && children.length === 1;
      if (!world.wide && !(exact && mayBeWide(children[0], world.decimals))) return [];
      // Of a quotient, the columns in it: a sum is wide whatever it is a sum of.
      if (OPERATORS.has(name)) return columnRefs(of);
      const listed = listOf(of);
      if (listed !== null) return [listed.values];
      return exact || IN_DOUBLES.test(name) ? children : [];
    },
    rewrite(of, typeOf, notes) {
      const name = callName(of);
      const listed = listOf(of);
      const deviates = listed !== null && DEVIATIONS.has(listed.name);
      const wide = (OPERATORS.has(name) ? columnRefs(of) : nodes(of, "children")).filter((child) => {
        const type = typeOf(child);
        const inner = type?.child ?? type;
        return isDecimal(inner) && inner.width > 18;
      });
      const [argument] = wide;
      const type = argument === undefined ? null : typeOf(argument);
      const exact = AVERAGES.has(name) || DEVIATIONS.has(name);
      if (exact && isDecimal(type) && widening === "none") return (now) => unlessLost(now, type);
      if (exact && isDecimal(type) && widening === "decimal" && type.scale < KEPT) {
        return (now) => AVERAGES.has(name) ? average(now, type) : deviation(now);
      }
      if (deviates) {
        if (argument === undefined || type === null) return null;
        if (widening === "none") return (now) => unlessLostInList(now, type.child ?? type);
        return (now) => withChild(now, 0, (values) => once(unnamed(values), differences, "__values"));
      }
      const what = shownInDoubles(listed?.name ?? name);
      for (const columns of new Set(wide.map(columnsIn))) {
        notes.warn(`${what} of ${columns} is calculated in DOUBLE, which keeps about 15 digits.`);
      }
      if (AVERAGES.has(name) && isDecimal(type) && widening === "decimal") {
        return (now) => nearAverage(now, type);
      }
      // Its sum may need more digits than there are.
      const averages = AVERAGES.has(listed?.name ?? name) || name === "list_avg";
      if (!averages || type === null) return null;
      const double = plain("DOUBLE");
      const target = type.child === null ? double : { ...type, child: double };
      return (now) => withChild(now, 0, (child) => castTo(child, target));
    },
  };
}
