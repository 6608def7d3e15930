/**
 * A reading writes a side so that it is of another kind.
 *
 * `placed`, a text, as a date → `TRY_CAST(placed AS DATE)`
 * @module
 */
import { textConstant } from "../constant.ts";
import { dateType } from "../text_dates/signatures.ts";
import { location, type Node, node, nodes, Numeral } from "../tree.ts";
import { decimal, isInteger, plain } from "../typed/bound_type.ts";
import { call, castTo, constantType, integer, isThere } from "../typed/nodes.ts";
import { callName } from "../typed/rewrite.ts";
import { numberOf } from "../typed/said_number.ts";
import { textOf } from "../typed/unlike.ts";
import type { ColumnFacts } from "./facts.ts";
import { type Kind, kindOf, type Side } from "./sides.ts";

/** A number of seconds since 1970 with so many digits would be of the year 5138 or later. */
const MILLISECONDS = 12;

/** Where a condition is wanted, the test that a value is there is one. */
export const CONDITION = "condition";

/** Matches `30 days`. */
const LENGTH_OF_TIME = /^\s*-?\d+\s*(micro|milli)?(second|sec|minute|min|hour|day|week|month|year)s?\b/i;

/** The least scale that texts are read with. */
const TEXT_SCALE = 9;

/** One reading of a side. */
export interface Wording {
  readonly of: Node;
  /** All its values may be NULL: it is no advice before somebody has looked. */
  readonly unsure: boolean;
  /** All its values are NULL as a rule: it is advice only where some were seen that are not. */
  readonly rare?: boolean;
}

const sure = (of: Node): Wording => ({ of, unsure: false });

/**
 * The readings of a side as another kind, the better first.
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
      // JSON also has the texts that contradict the column.
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
      const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(textOf(of) ?? "") ?? [];
      if (year !== undefined) return [sure(textConstant(`${year}-${month}-${day}`))];
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

/** Writes a whole number of the statement as a text. A parameter has no place in the text, and is in no advice. */
function digitsOf(of: Node): Node | null {
  const [only = of, ...others] = callName(of) === "-" ? nodes(of, "children") : [];
  const type = others.length > 0 || location(only) === null ? null : constantType(only);
  const value = node(only, "value")?.["value"];
  return type !== null && isInteger(type) && value instanceof Numeral
    ? textConstant(only === of ? value.text : `-${value.text}`)
    : null;
}

/** The only text in a map, as what is compared with a word: the map's own text is JSON. Empty where there are more, or none. */
export function onlyTextIn({ of, type, kind, facts }: Side): readonly Wording[] {
  const texts = partsOf(of, type, kind, facts, "text");
  return texts.length === 1 ? texts : [];
}

/** Writes a value as one that a list of some type can have. */
function elementLike(side: Side, list: string): readonly Node[] {
  const element = list.replace(/\[\d*\]$/, "");
  // A map is compared with maps: in a list it would be found nowhere.
  if (list === element && side.kind === "map") return [];
  if (list === element || kindOf(element) === side.kind) return [side.of];
  return readingsAs(side, kindOf(element), element).slice(0, 1).map(({ of }) => of);
}

/** Finds an element of a list, or a field of a map, of some kind. */
function partsOf(
  of: Node,
  type: string,
  kind: Kind,
  facts: ColumnFacts | null,
  wanted: Kind,
): readonly Wording[] {
  // Some item has each field of a column's type.
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

/** Writes `of[1]`, `of.name`. */
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
 * The type to read texts as beside another type: wide enough for the numbers among them, with nine digits after the point at
 * least. A cast to a whole number would make 8 of '7.5'; one to a double loses what has more than 15 digits.
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
