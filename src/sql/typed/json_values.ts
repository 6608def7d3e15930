/**
 * JSON meets text, numbers and truth values by value: a JSON string `x` equals the text `x`, a JSON number 5 equals
 * 5. DuckDB would parse the other value as JSON. Results of `->` and of JSON functions stay as they are.
 * @module
 */
import { list, type Node, node, nodes, str } from "../tree.ts";
import { type BoundType, digitsOf, isNumber, plain } from "./bound_type.ts";
import { nullConstant } from "../constant.ts";
import { taken as takenApart } from "./comparisons.ts";
import { keyOfNumber, keyOfNumbersIn } from "./json_key.ts";
import { exactBeside, jsonAs, type JsonReading, shortJson } from "./json_reading.ts";
import { apart } from "./json_apart.ts";
import {
  isCompared,
  isNull,
  isNullIf,
  isPlainJson,
  meetingOf,
  type Plainly,
  readingFor,
} from "./json_meetings.ts";
import type { TypeOf } from "./markers.ts";
import { asJson } from "./json_text.ts";
import { call, caseOf, castTo, comparison } from "./nodes.ts";
import { callName, type Rewrite } from "./rewrite.ts";
import { unitingType } from "./uniting.ts";
import type { Widening } from "./widening.ts";
import { isFraction, numberAsText } from "./written.ts";

/** JSON beside text, numbers and truth values. */
export const jsonValues = (widening: Widening): Rewrite => ({
  wants(of, world) {
    const meeting = meetingOf(of);
    const some = (meeting !== null && world.json && meeting.parts.some(isPlainJson)) ||
      meeting?.text === true && meeting.parts.some(isExtract);
    return meeting !== null && some ? meeting.parts : [];
  },
  rewrite(of, typeOf) {
    const alike = (of: Node, typeOf: TypeOf) => together(of, typeOf, widening);
    return apart(of, typeOf, alike) ?? alike(of, typeOf);
  },
});

/** Rewrites an expression so that its parts are all read alike; null = it stays as it is. */
function together(of: Node, typeOf: TypeOf, widening: Widening): ((now: Node) => Node) | null {
  const meeting = meetingOf(of);
  if (meeting === null) return null;
  const jsons = meeting.parts.filter((part) => isPlainJson(part) && typeOf(part)?.id === "JSON");
  const extracted = new Set(
    meeting.text ? meeting.parts.filter((part) => isExtract(part) && typeOf(part)?.id === "JSON") : [],
  );
  const reading = jsons.length === 0
    ? extracted.size === 0 ? null : "VARCHAR"
    : meeting.text
    ? "VARCHAR"
    : readingBy(meeting.parts, jsons, typeOf);
  if (reading === null) return null;
  const compared = (callName(of) === "" || isNullIf(of)) && reading === "DOUBLE";
  const exact = compared && widening !== "double" ? exactFor(meeting.parts, jsons, typeOf) : reading;
  const others = meeting.parts.filter((part) => !jsons.includes(part)).map(typeOf);
  const keyed = compared && exact === "DOUBLE" && isCompared(of) &&
    others.every((type) => type === null || digitsOf(type) !== null);
  const read = new Set(jsons.map((part) => meeting.parts.indexOf(part)));
  const shortened = new Set([...extracted].map((part) => meeting.parts.indexOf(part)));
  // If the expression returns one of its parts, no value may be lost. So the other parts become JSON, unless JSON is
  // read as text.
  const taken = reading !== "VARCHAR" && isTaking(of);
  const types = meeting.parts.map(typeOf);
  // DuckDB takes no numbers beside texts that are made.
  const mixed = !meeting.text && reading === "VARCHAR";
  return (now) => {
    const parts = meetingOf(now)?.parts ?? [];
    const changed = new Map<Node, Node>();
    for (const [at, part] of parts.entries()) {
      const by = taken && !read.has(at)
        ? asJson(part, types[at] ?? null)
        : read.has(at) && !taken
        ? keyed ? keyOfNumbersIn(part) : jsonAs(exact, part)
        : keyed
        ? keyedNumber(part, types[at] ?? null)
        : mixed
        ? textOf(part, types[at] ?? null)
        : shortened.has(at)
        ? shortJson(asCall(part))
        : part;
      if (by !== part) changed.set(part, { ...by, alias: str(part, "alias") });
    }
    const whole = replaced(now, changed);
    if (isNullIf(now)) return unlessEqual(now, whole);
    return keyed && str(now, "class") === "BETWEEN" ? takenApart(whole) : whole;
  };
}

/** A number or truth value as its text. */
function textOf(of: Node, type: BoundType | null): Node {
  if (type === null || isNull(of)) return of;
  if (isFraction(type)) return numberAsText(of, type);
  return isNumber(type) || type.id === "BOOLEAN" ? castTo(of, plain("VARCHAR")) : of;
}

const keyedNumber = (of: Node, type: BoundType | null) => type === null ? of : keyOfNumber(of, type);

/** `nullif(a, b)` that compares what is read, and gives `a` as it is. */
function unlessEqual(now: Node, read: Node): Node {
  const [value = {}] = nodes(now, "children");
  const [left = {}, right = {}] = nodes(read, "children");
  const equal = comparison("COMPARE_EQUAL", left, right);
  return { ...caseOf([{ when: equal, then: nullConstant() }], value), alias: str(now, "alias") };
}

/** Whether an expression takes one of its parts as it is. */
function isTaking(of: Node): boolean {
  return str(of, "class") === "CASE" || str(of, "type") === "OPERATOR_COALESCE" ||
    ["ifnull", "nvl"].includes(callName(of));
}

/** How the other parts say that JSON is read; null if they say nothing, or different things. */
function readingBy(parts: readonly Node[], jsons: readonly Node[], typeOf: TypeOf): Plainly | null {
  const readings = new Set<Plainly>();
  for (const part of parts) {
    if (jsons.includes(part)) continue;
    const type = typeOf(part);
    const reading = type === null ? null : readingFor(type);
    if (reading !== null) readings.add(reading);
    else if (!isNull(part)) return null;
  }
  if (readings.has("VARCHAR")) return "VARCHAR";
  const [only, ...others] = readings;
  return only === undefined ? null : others.length === 0 ? only : "VARCHAR";
}

/** How numbers in JSON are read beside numbers: with all digits, if the others are exact. */
function exactFor(parts: readonly Node[], jsons: readonly Node[], typeOf: TypeOf): JsonReading {
  const types = parts.filter((part) => !jsons.includes(part)).map((part) => unitingType(part, typeOf));
  return exactBeside(types.filter((type) => type !== null).map(digitsOf));
}

/** JSON out of JSON, which is written with its quotes. To the parser, `->` makes a lambda. */
const isExtract = (of: Node) =>
  (["->", "json_extract"].includes(callName(of)) && nodes(of, "children").length === 2) ||
  (str(of, "class") === "LAMBDA" && str(node(of, "expr") ?? {}, "class") === "CONSTANT");

function asCall(extract: Node): Node {
  const [json, path] = [node(extract, "lhs"), node(extract, "expr")];
  return json === null || path === null ? extract : call("json_extract", [json, path]);
}

/** The node with parts of it replaced, wherever among its members they are. */
export function replaced(of: Node, by: ReadonlyMap<Node, Node>): Node {
  const copy: Record<string, Node[string]> = {};
  for (const [name, value] of Object.entries(of)) {
    const own = node(of, name);
    if (own !== null) copy[name] = by.get(own) ?? (name === "subquery" ? replaced(own, by) : own);
    else if (Array.isArray(value)) {
      copy[name] = list(of, name).map((_, at) => {
        const entry = nodes(of, name)[at];
        return entry === undefined
          ? _
          : by.get(entry) ?? (name === "case_checks" ? replaced(entry, by) : entry);
      });
    } else copy[name] = value;
  }
  const query = str(of, "class") === "SUBQUERY" ? node(node(copy, "subquery") ?? {}, "node") : null;
  if (query === null) return copy;
  return { ...copy, subquery: { ...node(copy, "subquery"), node: replaced(query, by) } };
}
