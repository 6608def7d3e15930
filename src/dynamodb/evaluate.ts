/**
 * Evaluates a `Condition` in code: for conditions too long for DynamoDB's expression limits, and as the judge in tests
 * of the expressions.
 * @module
 */
import type { AttributeValue, Condition, Item, Scalar, SortRange } from "./access.ts";
import { compareScalars, scalarIdentity, toScalar } from "./scalar.ts";

/**
 * Whether the item satisfies the condition. A comparison is false on a missing attribute or another type.
 * @example NOT is true of what is missing, `<>` is not
 * ```ts
 * const isX = { op: "=", attribute: "kind", value: { type: "S", value: "x" } } as const;
 * assert.equal(matches({ kind: { S: "x" } }, isX), true);
 * assert.equal(matches({}, { op: "not", arg: isX }), true);
 * assert.equal(matches({}, { ...isX, op: "<>" }), false);
 * ```
 */
export function matches(item: Item, condition: Condition): boolean {
  switch (condition.op) {
    case "and":
      return condition.args.every((arg) => matches(item, arg));
    case "or":
      return condition.args.some((arg) => matches(item, arg));
    case "not":
      return !matches(item, condition.arg);
    case "exists":
      return Object.hasOwn(item, condition.attribute);
    case "not_exists":
      return !Object.hasOwn(item, condition.attribute);
  }
  const value = Object.hasOwn(item, condition.attribute) ? item[condition.attribute] : undefined;
  if (value === undefined) return false;
  switch (condition.op) {
    case "type":
      return Object.hasOwn(value, condition.type);
    case "foreign":
      return !Object.hasOwn(value, "NULL") && !condition.shown.some((type) => Object.hasOwn(value, type));
    case "contains":
      return contains(value, condition.value);
    case "begins_with":
      return beginsWith(value, condition.value);
  }
  const scalar = toScalar(value);
  if (scalar === null) return false;
  switch (condition.op) {
    case "in":
      return isAmong(scalar, condition.values);
    case "between":
      return holds(">=", scalar, condition.low) && holds("<=", scalar, condition.high);
    default:
      return holds(condition.op, scalar, condition.value);
  }
}

/** A longer IN list is looked up by hash: thousands of keys against thousands of items would take minutes. */
const FEW_VALUES = 8;

/** The identities of a long list of values, made once and kept as long as the list. */
const identities = new WeakMap<readonly Scalar[], ReadonlySet<string>>();

function isAmong(scalar: Scalar, values: readonly Scalar[]): boolean {
  if (values.length <= FEW_VALUES) return values.some((each) => holds("=", scalar, each));
  let known = identities.get(values);
  if (known === undefined) {
    known = new Set(values.map(scalarIdentity));
    identities.set(values, known);
  }
  return known.has(scalarIdentity(scalar));
}

/** A sort range as a condition on its attribute. */
export function rangeCondition(attribute: string, range: SortRange): Condition {
  return { ...range, attribute };
}

/** Every attribute that the condition names. */
export function attributesOf(condition: Condition, into = new Set<string>()): Set<string> {
  switch (condition.op) {
    case "and":
    case "or":
      for (const arg of condition.args) attributesOf(arg, into);
      break;
    case "not":
      attributesOf(condition.arg, into);
      break;
    default:
      into.add(condition.attribute);
  }
  return into;
}

function holds(op: "=" | "<>" | "<" | "<=" | ">" | ">=", left: Scalar, right: Scalar): boolean {
  if (left.type !== right.type) return false;
  const order = compareScalars(left, right);
  if (left.type === "BOOL" && op !== "=" && op !== "<>") return false;
  switch (op) {
    case "=":
      return order === 0;
    case "<>":
      return order !== 0;
    case "<":
      return order !== null && order < 0;
    case "<=":
      return order !== null && order <= 0;
    case ">":
      return order !== null && order > 0;
    case ">=":
      return order !== null && order >= 0;
  }
}

function beginsWith(value: AttributeValue, prefix: Scalar): boolean {
  if ("S" in value && prefix.type === "S") return value.S.startsWith(prefix.value);
  if (!("B" in value) || prefix.type !== "B") return false;
  const bytes = Uint8Array.fromBase64(value.B);
  return Uint8Array.fromBase64(prefix.value).every((byte, at) => bytes[at] === byte);
}

/** Substring of text, member of a set, element of a list. */
function contains(value: AttributeValue, part: Scalar): boolean {
  if ("S" in value) return part.type === "S" && value.S.includes(part.value);
  if ("B" in value && part.type === "B") {
    return atob(value.B).includes(atob(part.value));
  }
  const wanted = scalarIdentity(part);
  const among = (type: "S" | "N" | "B", members: readonly string[]) =>
    members.some((member) => scalarIdentity({ type, value: member }) === wanted);
  if ("SS" in value) return among("S", value.SS);
  if ("NS" in value) return among("N", value.NS);
  if ("BS" in value) return among("B", value.BS);
  if (!("L" in value)) return false;
  return value.L.some((element) => {
    const scalar = toScalar(element);
    return scalar !== null && scalarIdentity(scalar) === wanted;
  });
}
