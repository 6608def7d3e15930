/**
 * Averages, deviations and quotients, which DuckDB calculates in doubles: of numbers with more digits than those keep,
 * the answer says so.
 * @module
 */
import { nodes, str } from "../tree.ts";
import { callName, columnsIn, isDecimal, type Rewrite } from "./rewrite.ts";

const IN_DOUBLES =
  /^(avg|mean|favg|fsum|sumkahan|kahan_sum|list_avg|stddev|stddev_pop|stddev_samp|variance|var_pop|var_samp|sem|skewness|kurtosis|kurtosis_pop|corr|covar_pop|covar_samp|regr_\w+|product|geomean|geometric_mean)$/;

/** Warnings of what doubles cannot keep. */
export const spreads: Rewrite = {
  wants(of, world) {
    if (!world.wide) return [];
    const children = nodes(of, "children");
    // Of a quotient, columns alone: a sum is wide whatever it is a sum of.
    return callName(of) === "/"
      ? children.filter((child) => str(child, "class") === "COLUMN_REF")
      : IN_DOUBLES.test(callName(of))
      ? children
      : [];
  },
  rewrite(of, typeOf, notes) {
    const wide = nodes(of, "children").filter((child) => {
      const type = typeOf(child);
      const inner = type?.child ?? type;
      return isDecimal(inner) && inner.width > 18;
    });
    const what = callName(of) === "/" ? "A quotient" : callName(of);
    for (const child of wide) {
      notes.warn(`${what} of ${columnsIn(child)} is calculated in DOUBLE, which keeps about 15 digits.`);
    }
    return null;
  },
};
