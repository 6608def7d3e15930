/**
 * Halves of a number are what is before its point and what is after it. Exact numbers that need more than 38 digits
 * together are compared so, one half after the other: DuckDB would round one of them, or fail.
 * @module
 */
import { decimalConstant, integerConstant, nullConstant, textConstant } from "../constant.ts";
import { type Node, node, nodes, numeral, str } from "../tree.ts";
import { type BoundType, decimal, digitsOf, isNullType, plain, united } from "./bound_type.ts";
import { call, caseOf, castTo, integer, isNullOf, once, operator } from "./nodes.ts";
import { callName } from "./rewrite.ts";

const NAMES = ["__whole", "__rest", "__beyond"] as const;

/** @param scale digits after the point */
function halves(scale: number): BoundType {
  const types = [plain("HUGEINT"), decimal(38, scale), plain("INTEGER")];
  return {
    ...plain("STRUCT"),
    fields: NAMES.map((name, at) => ({ name, type: types[at] ?? plain("NULL") })),
  };
}

/** Whether a type is that of a number in halves. */
export function isInHalves({ fields }: BoundType): boolean {
  return fields[0]?.name === NAMES[0];
}

/** The type of a number that is written in halves; null for other expressions. */
export function writtenType(of: Node): BoundType | null {
  const [first = {}, rest = {}] = callName(of) === "struct_pack" ? nodes(of, "children") : [];
  if (str(first, "alias") !== NAMES[0]) return null;
  const scale = numeral(node(node(rest, "cast_type") ?? {}, "type_info") ?? {}, "scale");
  return halves(Number(scale));
}

/** The halves in which numbers of such types are compared; null where some type holds all of them, or some are not exact. */
export function halvesFor(types: readonly BoundType[]): BoundType | null {
  const there = types.filter((type) => !isNullType(type));
  const scales = there.map((type) => isInHalves(type) ? type.fields[1]?.type.scale : digitsOf(type)?.scale);
  const known = scales.filter((scale) => scale !== undefined);
  if (known.length < scales.length || known.length === 0) return null;
  const fits = !there.some(isInHalves) &&
    there.reduce<BoundType | null>((all, type) => all === null ? null : united(all, type), plain("NULL")) !==
      null;
  return fits ? null : halves(Math.max(...known));
}

/** A number in halves, or halves with more digits. NULL stays NULL. */
export function inHalves(of: Node, from: BoundType, to: BoundType): Node {
  return once(of, (value) => {
    const given = isInHalves(from);
    const whole = call("trunc", [value]);
    const parts = given
      ? NAMES.map((name) => call("struct_extract", [value, textConstant(name)]))
      : [whole, operator("-", value, whole), integer(0)];
    const there = packed(parts.map((each, at) => castTo(each, to.fields[at]?.type ?? plain("NULL"))));
    return caseOf([{ when: isNullOf(value), then: nullConstant() }], there);
  }, "__number");
}

function packed(parts: readonly Node[]): Node {
  const named = parts.map((part, at) => ({ ...part, alias: NAMES[at] ?? "" }));
  return { ...call("struct_pack", []), children: named };
}

const LARGEST = 2n ** 127n - 1n;

/** `unscaled` × 10^−`scale` in halves. */
export function writtenInHalves(unscaled: bigint, scale: number): Node | null {
  const sign = unscaled < 0n ? -1n : 1n;
  const size = unscaled * sign;
  const unit = 10n ** BigInt(scale);
  const whole = size / unit;
  if (whole > LARGEST) return constantHalves(sign * LARGEST, sign * 9n, 1, Number(sign));
  // Of more decimals, only that there is something is known: no number beside it has so many.
  const kept = Math.min(scale, 38);
  const cut = 10n ** BigInt(scale - kept);
  const rest = size % unit;
  return constantHalves(sign * whole, sign * (rest / cut), kept, rest % cut === 0n ? 0 : Number(sign));
}

function constantHalves(whole: bigint, rest: bigint, scale: number, beyond: number): Node | null {
  const parts = [integerConstant(whole), decimalConstant(rest, scale)];
  const type = halves(scale);
  const [before, after] = parts.map((part, at) =>
    part === null ? null : castTo(part, type.fields[at]?.type ?? plain("NULL"))
  );
  return !before || !after ? null : packed([before, after, integer(beyond)]);
}
