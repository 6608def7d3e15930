/**
 * Averages, deviations and quotients, which DuckDB calculates in doubles. Where a number has more digits than those
 * keep, averages and deviations are calculated again from exact differences, and of what cannot be, the answer says so.
 * @module
 */
import { nodes, str } from "../tree.ts";
import { average, deviation, KEPT, unlessLost } from "./exact.ts";
import { plain } from "./bound_type.ts";
import { castTo } from "./nodes.ts";
import { callName, columnsIn, isDecimal, type Rewrite, withChild } from "./rewrite.ts";
import type { Widening } from "./widening.ts";

const AVERAGES: ReadonlySet<string> = new Set(["avg", "mean"]);
const DEVIATIONS: ReadonlySet<string> = new Set([
  "stddev",
  "stddev_pop",
  "stddev_samp",
  "variance",
  "var_pop",
  "var_samp",
]);
const IN_DOUBLES =
  /^(favg|fsum|sumkahan|kahan_sum|list_avg|sem|skewness|kurtosis|kurtosis_pop|corr|covar_pop|covar_samp|regr_\w+|product|geomean|geometric_mean)$/;

/** Averages and the like. */
export function spreads(widening: Widening): Rewrite {
  return {
    wants(of, world) {
      const name = callName(of);
      const children = nodes(of, "children");
      const exact = (AVERAGES.has(name) || DEVIATIONS.has(name)) && children.length === 1;
      if (!world.wide) return [];
      // Of a quotient, columns alone: a sum is wide whatever it is a sum of.
      if (name === "/") return children.filter((child) => str(child, "class") === "COLUMN_REF");
      return exact || IN_DOUBLES.test(name) ? children : [];
    },
    rewrite(of, typeOf, notes) {
      const name = callName(of);
      const wide = nodes(of, "children").filter((child) => {
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
      const what = name === "/" ? "A quotient" : name;
      for (const child of wide) {
        notes.warn(`${what} of ${columnsIn(child)} is calculated in DOUBLE, which keeps about 15 digits.`);
      }
      // Its sum may need more digits than there are.
      const averages = AVERAGES.has(name) || name === "list_avg";
      if (!averages || type === null) return null;
      const double = plain("DOUBLE");
      const target = type.child === null ? double : { ...type, child: double };
      return (now) => withChild(now, 0, (child) => castTo(child, target));
    },
  };
}
