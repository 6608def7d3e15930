/**
 * Rewrites sums and averages of doubles, so that they are those of the decimals that the doubles print as: 0.1 three
 * times is 0.3, in any order, as in a column of decimals. (One computed float in an attribute makes its column
 * DOUBLE, while its other numbers are as short as before.) Doubles with more digits are added up with compensation,
 * as near as doubles get.
 * @module
 */
import { nullConstant, textConstant } from "../constant.ts";
import { type Node, nodes, str } from "../tree.ts";
import { isFloat, plain } from "./bound_type.ts";
import { call, caseOf, castTo, comparison, each, integer, once, operator, unnamed } from "./nodes.ts";
import { longDouble, shortDecimal } from "./short_decimal.ts";
import { aggregateNamed, callName, type Rewrite, withChild } from "./rewrite.ts";

const SUMS: ReadonlySet<string> = new Set(["sum", "list_sum"]);
const AVERAGES: ReadonlySet<string> = new Set(["avg", "mean", "list_avg"]);

/** An aggregate of doubles: of rows, or of the list that is the argument. */
interface FloatAggregate {
  readonly averages: boolean;
  readonly listed: boolean;
}

function foundIn(of: Node): FloatAggregate | null {
  const name = callName(of);
  const [first, second, third] = nodes(of, "children");
  if (first === undefined || third !== undefined) return null;
  const aggregate = aggregateNamed(of);
  const which = aggregate === "" ? name : `list_${aggregate}`;
  if (second !== undefined && which === name) return null;
  const averages = AVERAGES.has(which);
  return averages || SUMS.has(which) ? { averages, listed: which.startsWith("list_") } : null;
}

/** Sums and averages of doubles. */
export const floatSums: Rewrite = {
  wants(of, world) {
    const [argument] = nodes(of, "children");
    if (argument === undefined || foundIn(of) === null) return [];
    return world.floats ? [argument] : [];
  },
  rewrite(of, typeOf) {
    const found = foundIn(of);
    const type = typeOf(nodes(of, "children")[0]);
    const inner = found?.listed === true ? type?.child ?? null : type;
    if (found === null || inner === null || !isFloat(inner)) return null;
    return (now) => {
      const aggregate = found.listed ? ofList(now) : ofRows(now);
      return { ...(found.averages ? average : total)(aggregate), alias: str(now, "alias") };
    };
  },
};

/** The aggregate `name` over the results of `make` for each value. */
type Aggregate = (name: string, make: (value: Node) => Node) => Node;

const ofRows = (now: Node): Aggregate => (name, make) => ({
  ...withChild(unnamed(now), 0, (child) => once(child, make)),
  function_name: name,
});

const ofList = (now: Node): Aggregate => (name, make) => {
  const [values = nullConstant()] = nodes(now, "children");
  return call("list_aggregate", [each(unnamed(values), "__value", make), textConstant(name)]);
};

/** Adds up short doubles exactly, and the others with compensation. */
function total(aggregate: Aggregate): Node {
  const short = castTo(aggregate("sum", shortDecimal), plain("DOUBLE"));
  const compensated = aggregate("fsum", longDouble);
  // Compensation makes NaN of infinities.
  const rest = caseOf(
    [{ when: call("isfinite", [compensated]), then: compensated }],
    aggregate("sum", longDouble),
  );
  return call("list_sum", [call("list_value", [short, rest])]);
}

function average(aggregate: Aggregate): Node {
  const allShort = comparison("COMPARE_EQUAL", aggregate("count", longDouble), integer(0));
  const count = aggregate("count", (value) => value);
  return caseOf(
    [{ when: allShort, then: aggregate("avg", shortDecimal) }],
    operator("/", total(aggregate), count),
  );
}
