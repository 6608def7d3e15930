/**
 * Calculates approximate quantiles and the bounds of histograms in doubles, whatever the type of their argument:
 * DuckDB gives the answer in that type, and rounds it.
 * @module
 */
import { type Node, nodes, str } from "../tree.ts";
import { isFloat, isNumber, plain } from "./bound_type.ts";
import { castTo } from "./nodes.ts";
import { aggregateNamed, AGGREGATES_OF_LISTS, callName, hasColumn, type Rewrite } from "./rewrite.ts";

function takenBy(of: Node): readonly Node[] {
  const name = callName(of);
  const children = nodes(of, "children");
  const [, second] = children;
  if (["approx_quantile", "reservoir_quantile"].includes(name)) return children.slice(0, 1);
  if (AGGREGATES_OF_LISTS.has(name)) {
    return ["approx_quantile", "reservoir_quantile"].includes(aggregateNamed(of)) ? children.slice(0, 1) : [];
  }
  if (name === "equi_width_bins") return children.slice(0, 2);
  return name === "histogram_exact" || (name === "histogram" && second !== undefined) ? children : [];
}

/** Arguments that are taken as doubles. */
export const inDoubles: Rewrite = {
  wants: (of) => takenBy(of).filter(hasColumn),
  rewrite(of, typeOf) {
    const taken = takenBy(of);
    const types = taken.map(typeOf);
    if (!types.some((type) => type !== null && isNumber(type.child ?? type))) return null;
    return (now) => ({
      ...now,
      children: nodes(now, "children").map((child, at) => {
        const type = types[at] ?? null;
        const inner = type?.child ?? type;
        if (type === null || inner === null || !isNumber(inner) || isFloat(inner)) return child;
        const double = plain("DOUBLE");
        return {
          ...castTo(child, type.child === null ? double : { ...type, child: double }),
          alias: str(child, "alias"),
        };
      }),
    });
  },
};
