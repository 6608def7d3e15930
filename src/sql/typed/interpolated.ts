/**
 * Interpolates quantiles of decimals in decimals: DuckDB interpolates in doubles, which do not keep all digits.
 * @module
 */
import { nullConstant, textConstant } from "../constant.ts";
import { type Node, node, nodes, numeral } from "../tree.ts";
import { type BoundType, decimal, isInteger, plain } from "./bound_type.ts";
import {
  both,
  call,
  caseOf,
  castTo,
  comparison,
  constantType,
  integer,
  isThere,
  lambda,
  onceEach,
  operator,
} from "./nodes.ts";
import { isWrittenList } from "./made.ts";

/** Digits of 64-bit integers that decimals of 64 bits hold: more values are in no list. */
const COUNT = 18;

/** The fractions of a quantile that are written as constants between 0 and 1. */
export interface Fractions {
  readonly each: readonly Node[];
  /** They stand in a list, as the answers then do. */
  readonly several: boolean;
  /** Digits after the point. */
  readonly scale: number;
}

/** The fractions; null if they are not all constants between 0 and 1. */
export function fractionsOf(fraction: Node | undefined): Fractions | null {
  if (fraction === undefined) return null;
  const several = isWrittenList(fraction);
  const each = several ? nodes(fraction, "children") : [fraction];
  const scales = each.map(scaleOf);
  if (each.length === 0 || scales.includes(null)) return null;
  const scale = Math.max(...scales.map((scale) => scale ?? 0));
  return scale > COUNT ? null : { each, several, scale };
}

function scaleOf(of: Node): number | null {
  const type = constantType(of);
  const written = numeral(node(of, "value") ?? {}, "value");
  // Decimals of more than 18 digits are in two halves.
  if (type === null || written === null) return null;
  if (isInteger(type)) return ["0", "1"].includes(written) ? 0 : null;
  if (type.id !== "DECIMAL" || written.startsWith("-")) return null;
  return BigInt(written) > 10n ** BigInt(type.scale) ? null : type.scale;
}

/** The answers of a list of decimals, in all their digits: DECIMAL(38) with those of the values and of the fractions. */
export function interpolated(
  values: Node,
  { scale }: BoundType,
  fractions: Fractions,
  falling: boolean,
): Node {
  const there = call("list_filter", [castTo(values, listOf(decimal(38, scale))), lambda("__each", isThere)]);
  const sorted = call(falling ? "list_reverse_sort" : "list_sort", [there]);
  return onceEach([sorted, integer(1)], ([values, one]) => {
    const answers = fractions.each.map((fraction) => between(values, one, scale, fraction, fractions.scale));
    const [first = nullConstant()] = answers;
    const answer = fractions.several ? call("list_value", answers) : first;
    const some = comparison("COMPARE_GREATERTHANOREQUALTO", call("len", [values]), one);
    return caseOf([{ when: some, then: answer }], nullConstant());
  }, "__sorted");
}

const listOf = (child: BoundType): BoundType => ({ ...plain("LIST"), child });

function between(values: Node, one: Node, scale: number, fraction: Node, digits: number): Node {
  const part = decimal(digits + 1, digits);
  const last = castTo(operator("-", call("len", [values]), one), decimal(COUNT, 0));
  const place = operator("*", last, castTo(fraction, part));
  const at = (round: string) =>
    call("list_extract", [values, operator("+", castTo(call(round, [place]), plain("BIGINT")), one)]);
  const [low, high] = [at("floor"), at("ceil")];
  const rest = castTo(operator("-", place, call("floor", [place])), part);
  const answer = operator(
    "+",
    castTo(low, decimal(38, scale + digits)),
    operator("*", operator("-", high, low), rest),
  );
  const type = constantType(fraction);
  if (type === null || !isInteger(type)) return answer;
  // Statements that differ by a whole number only share what was made of one of them.
  const fits = both(
    comparison("COMPARE_GREATERTHANOREQUALTO", fraction, integer(0)),
    comparison("COMPARE_LESSTHANOREQUALTO", fraction, integer(1)),
  );
  const range = textConstant("QUANTILE can only take parameters in the range [-1, 1]");
  return caseOf([{ when: fits, then: answer }], call("error", [range]));
}
