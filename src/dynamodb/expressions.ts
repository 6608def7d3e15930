/**
 * Conditions and projections → DynamoDB's expression texts. Every name and value goes through a placeholder, so
 * reserved words, dots and spaces in attribute names are no matter.
 * @module
 */
import type { AttributeValue, Condition, Scalar, SortRange } from "./access.ts";
import { isStorable } from "./decimal.ts";
import { compareScalars, scalarIdentity, toWire } from "./scalar.ts";
import { defined } from "../lib/defined.ts";

/** Developer Guide, "Service quotas: Expression parameters": 4 KB of text, 300 operators, 100 operands of IN. */
const textMax = 4096;
const operatorsMax = 300;
const inMax = 100;

/** The placeholders of one request, shared by all its expressions. */
export interface Placeholders {
  /** `#0` for an attribute. */
  name(attribute: string): string;
  /** `:0` for a value. */
  value(scalar: Scalar): string;
  /**
   * `ExpressionAttributeNames` and `ExpressionAttributeValues` for the request with these expressions: only what
   * they mention, for DynamoDB refuses unused ones.
   */
  parameters(...texts: readonly (string | undefined)[]): Record<string, unknown>;
}

/** A fresh set of placeholders. Equal names and values share one. */
export function placeholders(): Placeholders {
  const names = new Map<string, string>();
  const values = new Map<string, [string, AttributeValue]>();
  return {
    name(attribute) {
      const known = names.get(attribute) ?? `#${names.size}`;
      names.set(attribute, known);
      return known;
    },
    value(scalar) {
      const identity = scalarIdentity(scalar);
      const [text] = values.get(identity) ?? [`:${values.size}`];
      if (!values.has(identity)) values.set(identity, [text, toWire(scalar)]);
      return text;
    },
    parameters(...texts) {
      const used = new Set(texts.flatMap((text) => text?.match(/[#:]\d+/g) ?? []));
      const usedNames = [...names].filter(([, text]) => used.has(text)).map(([name, text]) => [text, name]);
      const usedValues = [...values.values()].filter(([text]) => used.has(text));
      return defined({
        ExpressionAttributeNames: usedNames.length > 0 ? Object.fromEntries(usedNames) : undefined,
        ExpressionAttributeValues: usedValues.length > 0 ? Object.fromEntries(usedValues) : undefined,
      });
    },
  };
}

/** A filter: its text, or that it is always true or always false, or that DynamoDB would refuse it. */
export type FilterText = { readonly text: string } | { readonly constant: boolean } | "unfit";

/** The condition as a filter expression with exactly the meaning that `Condition` states. */
export function filterExpression(condition: Condition, markers: Placeholders): FilterText {
  const writer = { markers, operators: 0, storable: true };
  const text = write(condition, writer);
  if (typeof text === "boolean") return { constant: text };
  if (!writer.storable || writer.operators > operatorsMax || text.length > textMax) return "unfit";
  return { text };
}

/** The projection of these attributes; null where it would not fit (then all attributes are read). */
export function projectionExpression(attributes: readonly string[], markers: Placeholders): string | null {
  const text = [...new Set(attributes)].map((attribute) => markers.name(attribute)).join(",");
  return text.length > textMax ? null : text;
}

/** The key condition of one partition, with its sort range. */
export function keyExpression(
  hash: { readonly attribute: string; readonly value: Scalar },
  sort: { readonly attribute: string; readonly range: SortRange } | null,
  markers: Placeholders,
): string {
  const partition = `${markers.name(hash.attribute)} = ${markers.value(hash.value)}`;
  if (sort === null) return partition;
  const name = markers.name(sort.attribute);
  const { range } = sort;
  switch (range.op) {
    case "between":
      return `${partition} AND ${name} BETWEEN ${markers.value(range.low)} AND ${markers.value(range.high)}`;
    case "begins_with":
      return `${partition} AND begins_with(${name}, ${markers.value(range.value)})`;
    default:
      return `${partition} AND ${name} ${range.op} ${markers.value(range.value)}`;
  }
}

interface ExpressionWriter {
  readonly markers: Placeholders;
  operators: number;
  /** False once a number came that DynamoDB would refuse. */
  storable: boolean;
}

/** Text of a condition, or its constant truth. */
function write(condition: Condition, writer: ExpressionWriter): string | boolean {
  switch (condition.op) {
    case "and":
    case "or":
      return writeJunction(condition.op, condition.args, writer);
    case "not": {
      const arg = write(condition.arg, writer);
      if (typeof arg === "boolean") return !arg;
      writer.operators++;
      return `(NOT ${arg})`;
    }
    case "exists":
      return call(writer, "attribute_exists", writer.markers.name(condition.attribute));
    case "not_exists":
      return call(writer, "attribute_not_exists", writer.markers.name(condition.attribute));
    case "type":
      return writeType(condition.attribute, condition.type, writer);
    case "foreign":
      return writeForeign(condition.attribute, condition.shown, writer);
    case "in":
      return writeIn(condition.attribute, condition.values, writer);
    case "between":
      return writeBetween(condition.attribute, condition.low, condition.high, writer);
    case "begins_with":
      // DynamoDB refuses a prefix of another type; it is simply never true.
      if (condition.value.type !== "S" && condition.value.type !== "B") return false;
      return call(writer, "begins_with", name(condition.attribute, writer), value(condition.value, writer));
    case "contains":
      return call(writer, "contains", name(condition.attribute, writer), value(condition.value, writer));
    default:
      return writeComparison(condition.op, condition.attribute, condition.value, writer);
  }
}

function writeJunction(
  op: "and" | "or",
  args: readonly Condition[],
  writer: ExpressionWriter,
): string | boolean {
  const absorbing = op === "or";
  const texts: string[] = [];
  for (const arg of args) {
    const text = write(arg, writer);
    if (text === absorbing) return absorbing;
    if (typeof text === "string") texts.push(text);
  }
  if (texts.length === 0) return !absorbing;
  if (texts.length === 1) return texts[0] ?? false;
  writer.operators += texts.length - 1;
  return `(${texts.join(op === "and" ? " AND " : " OR ")})`;
}

function writeComparison(
  op: "=" | "<>" | "<" | "<=" | ">" | ">=",
  attribute: string,
  scalar: Scalar,
  writer: ExpressionWriter,
): string | boolean {
  if (scalar.type === "BOOL" && op !== "=" && op !== "<>") return false;
  const text = `${name(attribute, writer)} ${op} ${value(scalar, writer)}`;
  writer.operators++;
  if (op !== "<>") return text;
  // DynamoDB's own `<>` is true of a missing attribute and of another type.
  const ofType = writeType(attribute, scalar.type, writer);
  writer.operators++;
  return `(${ofType} AND ${text})`;
}

function writeType(attribute: string, type: string, writer: ExpressionWriter): string {
  return call(writer, "attribute_type", name(attribute, writer), value({ type: "S", value: type }, writer));
}

function writeForeign(attribute: string, shown: readonly string[], writer: ExpressionWriter): string {
  const types = [...shown, "NULL"].map((type) => writeType(attribute, type, writer));
  writer.operators += types.length + 1;
  return `(${call(writer, "attribute_exists", name(attribute, writer))} AND NOT (${types.join(" OR ")}))`;
}

/** IN takes operands of one type, and 100 of them. */
function writeIn(attribute: string, values: readonly Scalar[], writer: ExpressionWriter): string | boolean {
  const groups = Map.groupBy(values, (scalar) => scalar.type);
  const texts: string[] = [];
  for (const group of groups.values()) {
    const operands = [...new Set(group.map((scalar) => value(scalar, writer)))];
    for (let from = 0; from < operands.length; from += inMax) {
      writer.operators++;
      texts.push(`${name(attribute, writer)} IN (${operands.slice(from, from + inMax).join(",")})`);
    }
  }
  if (texts.length === 0) return false;
  writer.operators += texts.length - 1;
  return texts.length === 1 ? texts[0] ?? false : `(${texts.join(" OR ")})`;
}

/** BETWEEN with bounds of two types, or the wrong way round, is refused by DynamoDB; it is simply never true. */
function writeBetween(
  attribute: string,
  low: Scalar,
  high: Scalar,
  writer: ExpressionWriter,
): string | boolean {
  const order = compareScalars(low, high);
  if (low.type === "BOOL" || order === null || order > 0) return false;
  writer.operators++;
  return `${name(attribute, writer)} BETWEEN ${value(low, writer)} AND ${value(high, writer)}`;
}

function call(writer: ExpressionWriter, name: string, ...args: string[]): string {
  writer.operators++;
  return `${name}(${args.join(",")})`;
}

function name(attribute: string, writer: ExpressionWriter): string {
  return writer.markers.name(attribute);
}

function value(scalar: Scalar, writer: ExpressionWriter): string {
  if (scalar.type === "N" && !isStorable(scalar.value)) writer.storable = false;
  return writer.markers.value(scalar);
}
