/**
 * Ways to write a side so that it is of another kind.
 * @module
 */
import { textConstant } from "../constant.ts";
import { dateType } from "../text_dates/signatures.ts";
import { location, type Node, node, nodes, Numeral } from "../tree.ts";
import { decimal, isInteger, plain } from "../typed/bound_type.ts";
import { call, castTo, constantType, integer, isThere } from "../typed/nodes.ts";
import { callName } from "../typed/rewrite.ts";
import { numberOf, textOf } from "../typed/unlike.ts";
import type { ColumnFacts } from "./facts.ts";
import { type Kind, kindOf, type Side } from "./sides.ts";

/** Digits before the point from which on a number of seconds since 1970 would be of the year 5138 and later. */
const MILLISECONDS = 12;

/** What is asked for is a condition: that a value is there is one. */
export const CONDITION = "condition";

/** `30 days`. */
const LENGTH_OF_TIME = /^\s*-?\d+\s*(micro|milli)?(second|sec|minute|min|hour|day|week|month|year)s?\b/i;

/** Scale that texts are read with at least. */
const TEXT_SCALE = 9;

/** One way to write a side. */
export interface Wording {
  readonly of: Node;
  /** Whether its values may all be NULL: it is no advice before it is seen that they are not. */
  readonly unsure: boolean;
  /** They are, as a rule: it is advice only where it is seen that they are not. */
  readonly rare?: boolean;
}

const sure = (of: Node): Wording => ({ of, unsure: false });

/**
 * How a side is read as another kind, the better way first.
 * @param like the type that it meets; empty = not known
 */
export function readingsAs({ of, type, kind, facts, says }: Side, to: Kind, like = ""): readonly Wording[] {
  const attempt = (as: string): Wording => ({
    of: castTo(of, typeOf(as), true),
    unsure: says.number === null,
  });
  const plainText = call("->>", [of, textConstant("$")], true);
  switch (to) {
    case "text":
      if (kind === "binary") return [sure(call("to_base64", [of]))];
      // JSON has the texts that contradict the column, too.
      if (facts !== null && /, .*texts/.test(facts.kinds)) return [sure(castTo(of, plain("JSON")))];
      return [sure(kind === "json" ? plainText : digitsOf(of) ?? castTo(of, plain("VARCHAR")))];
    case "number":
      if (kind === "text") {
        const number = location(of) === null ? null : numberOf(textOf(of));
        if (number !== null) return [sure(number)];
        return says.number === false ? [] : [attempt(fitting(facts, like))];
      }
      if (kind === "boolean") return [sure(castTo(of, plain("INTEGER")))];
      if (kind === "date") return [sure(call("epoch", [of]))];
      if (kind === "binary") return [sure(call("octet_length", [of]))];
      if (kind === "json") return [{ of: castTo(plainText, plain("DOUBLE"), true), unsure: true }];
      return partsOf(of, type, kind, facts, "number");
    case "boolean":
      if (kind === "number") return [sure(castTo(of, plain("BOOLEAN")))];
      return [
        ...(kind === "text" || kind === "json"
          ? [{
            of: castTo(kind === "json" ? plainText : of, plain("BOOLEAN"), true),
            unsure: true,
            rare: true,
          }]
          : partsOf(of, type, kind, facts, "boolean")),
        ...(like === CONDITION ? [sure(isThere(of))] : []),
      ];
    case "date": {
      if (kind === "number") {
        return facts !== null && facts.digits >= MILLISECONDS
          ? [sure(call("epoch_ms", [/BIGINT/.test(type) ? of : castTo(of, plain("BIGINT"))]))]
          : [sure(call("to_timestamp", [of]))];
      }
      const date = { of: castTo(of, plain(dateType(like) ?? "DATE"), true), unsure: says.date === null };
      if (kind === "text") return says.date === false ? [] : [date];
      return kind === "json" ? [{ of: castTo(plainText, plain("TIMESTAMP"), true), unsure: true }] : [];
    }
    case "interval":
      if (LENGTH_OF_TIME.test(textOf(of) ?? "")) return [sure(castTo(of, plain("INTERVAL")))];
      return kind === "text" && like !== "" && textOf(of) === null
        ? [{ of: castTo(of, plain("INTERVAL"), true), unsure: true }]
        : [];
    case "list":
      if (kind === "list") return [sure(castTo(of, { ...plain("LIST"), child: plain("VARCHAR") }))];
      if (kind === "json") {
        return [{ of: castTo(of, { ...plain("LIST"), child: plain("JSON") }, true), unsure: true }];
      }
      return elementLike({ of, type, kind, facts, says }, like).map((element) =>
        sure(call("list_value", [element]))
      );
    case "json":
      return [sure(call("to_json", [of]))];
    default:
      return [];
  }
}

/** A whole number that the statement says, as a text. What a parameter says has no place, and is in no advice. */
function digitsOf(of: Node): Node | null {
  const [only = of, ...others] = callName(of) === "-" ? nodes(of, "children") : [];
  const type = others.length > 0 || location(only) === null ? null : constantType(only);
  const value = node(only, "value")?.["value"];
  return type !== null && isInteger(type) && value instanceof Numeral
    ? textConstant(only === of ? value.text : `-${value.text}`)
    : null;
}

/** A value as one that a list of some type can have. */
function elementLike(side: Side, list: string): readonly Node[] {
  const element = list.replace(/\[\d*\]$/, "");
  if (list === element || kindOf(element) === side.kind) return [side.of];
  return readingsAs(side, kindOf(element), element).slice(0, 1).map(({ of }) => of);
}

/** An element of a list, or a field of a map, of some kind. */
function partsOf(
  of: Node,
  type: string,
  kind: Kind,
  facts: ColumnFacts | null,
  wanted: Kind,
): readonly Wording[] {
  // What a column's type has, some item has.
  const unsure = facts === null;
  if (kind === "list") {
    const is = kindOf(type.replace(/\[\d*\]$/, ""));
    const part = extract("ARRAY_EXTRACT", of, integer(1));
    return is === wanted ? [{ of: part, unsure }] : [];
  }
  if (kind !== "map") return [];
  return fieldsOf(type).filter(([, field]) => kindOf(field) === wanted).map(([name]) => ({
    of: extract("STRUCT_EXTRACT", of, textConstant(name)),
    unsure,
  }));
}

/** `of[1]`, `of.name`. */
export function extract(type: "ARRAY_EXTRACT" | "STRUCT_EXTRACT", of: Node, place: Node): Node {
  return { ...isThere(of), type, children: [of, place] };
}

/** The fields of a STRUCT's type: names and types. */
export function fieldsOf(type: string): readonly (readonly [string, string])[] {
  const inner = /^STRUCT\((.*)\)$/s.exec(type)?.[1];
  if (inner === undefined) return [];
  const fields: (readonly [string, string])[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  const take = (end: number) => {
    const [, plainName, quotedName, field = ""] = /^\s*(?:(\w+)|"((?:[^"]|"")*)") (.*)$/s.exec(
      inner.slice(from, end),
    ) ?? [];
    const name = plainName ?? quotedName?.replaceAll('""', '"');
    if (name !== undefined) fields.push([name, field]);
    from = end + 1;
  };
  for (let at = 0; at < inner.length; at++) {
    const char = inner[at];
    if (char === '"') quoted = !quoted;
    else if (!quoted && char === "(") depth++;
    else if (!quoted && char === ")") depth--;
    else if (!quoted && depth === 0 && char === ",") take(at);
  }
  take(inner.length);
  return fields;
}

/**
 * The type to read texts as beside another type: what the numbers among them need, and nine digits after the point at
 * least. A cast of a text to a whole number rounds: '7.5' would be 8; one to a double loses what has more than 15 digits.
 */
function fitting(facts: ColumnFacts | null, other: string): string {
  const numbers = facts?.numbers ?? other;
  if (/^(DOUBLE|FLOAT)/.test(numbers)) return numbers;
  const scale = (type: string) => Number(/^DECIMAL\(\d+, *(\d+)\)/.exec(type)?.[1] ?? 0);
  return `DECIMAL(38,${Math.max(scale(numbers), scale(other), TEXT_SCALE)})`;
}

function typeOf(name: string) {
  const [, width, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(name) ?? [];
  return width === undefined ? plain(name) : decimal(Number(width), Number(scale));
}
