/**
 * Column warnings tell of values that a column does not show, and of numbers that it does not hold exactly.
 *
 * `v` holds numbers, and 2 items have a text → `2 values of t.v are not numbers and read as NULL.`
 * @module
 */
import type { Family } from "../../catalog/families.ts";
import { quoteName } from "../../catalog/names.ts";
import { typeName } from "../../catalog/column_type.ts";
import { type Path, placeText } from "../../catalog/path.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import { evidentType, type LoadColumn } from "./column.ts";
import { oddContainers } from "./astray.ts";
import { doubtfulIn } from "./doubtful.ts";
import { evidenceOf } from "./kinds.ts";
import { contradictionsIn } from "../read/found.ts";
import { isInexact } from "./wider.ts";

const nouns: Readonly<Record<Family, readonly [one: string, many: string]>> = {
  text: ["a text", "texts"],
  number: ["a number", "numbers"],
  boolean: ["a boolean", "booleans"],
  binary: ["binary", "binary"],
  map: ["a map", "maps"],
  list: ["a list", "lists"],
};

/** A warning, and what it says of values that read as NULL. */
export interface ColumnWarning {
  readonly text: string;
  /** The place whose values it counts, or whose values it cannot count. */
  readonly place?: string;
  readonly counted?: boolean;
}

/** The warnings on a column of a table. */
export function columnWarnings(table: string, column: LoadColumn): readonly ColumnWarning[] {
  const { attribute, path, type, tally, known } = column;
  const warnings = contradictionsIn(type, tally, known).map((found): ColumnWarning => {
    const name = `${table}.${placeText({ attribute, path: [...path, ...found.path] })}`;
    const shown = `CAST(${expressionOf(column)} AS JSON) shows ${found.count === 1 ? "it" : "them"}.`;
    const kinds = (at: 0 | 1) =>
      found.families.length > 1 ? "a single value" : found.families.map((family) => nouns[family][at]).join();
    const text = found.count === 1
      ? `1 value of ${name} is not ${kinds(0)} and reads as NULL. ${shown}`
      : found.count > 0
      ? `${found.count} values of ${name} are not ${kinds(1)} and read as NULL. ${shown}`
      : `Some values of ${name} are not ${kinds(1)}: where they are read, they are NULL. ${shown}`;
    return { text, place: name, counted: found.count > 0 };
  });
  const more: string[] = [];
  const name = `${table}.${placeText({ attribute, path })}`;
  const evident = evidentType(column);
  for (const turned of evident === null ? [] : turnedIn(type, evident)) {
    const place = `${table}.${placeText({ attribute, path: [...path, ...turned.path] })}`;
    more.push(
      `Of ${place}, more than 1 % turned out to be of other kinds when earlier values were not at hand any more. This is ` +
        `known now: run the SQL again, without a cursor, and it is read as ${
          typeName(turned.type, quoteName)
        }.`,
    );
  }
  more.push(...doubtfulWarnings(table, column), ...astrayWarnings(table, column));
  if (isInexact(type)) more.push(`${name} holds numbers beyond 38 digits: it is DOUBLE, and not exact.`);
  return [...warnings, ...more.map((text) => ({ text }))];
}

/**
 * Finds the innermost places with values of another kind, and what these are read as; the whole where no place inside is.
 */
function turnedIn(now: SqlType, then: SqlType, path: Path = []): readonly { path: Path; type: SqlType }[] {
  const inner = now.kind === "LIST" && then.kind === "LIST"
    ? turnedIn(now.element, then.element, [...path, 0])
    : now.kind === "STRUCT" && then.kind === "STRUCT"
    ? then.fields.flatMap((field) => {
      const was = now.fields.find(({ name }) => name === field.name);
      return was === undefined ? [] : turnedIn(was.type, field.type, [...path, field.name]);
    })
    : kindOf(now) === kindOf(then)
    ? []
    : [{ path, type: then }];
  return inner.length === 0 && path.length === 0 ? [{ path, type: then }] : inner;
}

/** Types of numbers are one kind, however many digits they have. */
const kindOf = ({ kind }: SqlType) => /^(BIGINT|DECIMAL|DOUBLE)$/.test(kind) ? "number" : kind;

/**
 * The texts of warnings. A warning of "some values" is left out where another one counts them: two loads can have one column.
 */
export function withoutVague(warnings: readonly ColumnWarning[]): readonly string[] {
  const counted = new Set(warnings.flatMap(({ place, counted }) => counted === true ? [place] : []));
  return warnings.filter(({ place, counted: isCounted }) => isCounted !== false || !counted.has(place))
    .map(({ text }) => text);
}

/** Finds values that would be NULL if all items had been looked at. */
function doubtfulWarnings(table: string, column: LoadColumn): string[] {
  const { attribute, path, type, key } = column;
  return key !== undefined ? [] : doubtfulIn(type, { ...column, now: evidenceOf(column) }).map((found) => {
    const name = `${table}.${placeText({ attribute, path: [...path, ...found.path] })}`;
    const [one, many] = nouns[found.family];
    const [values, shown] = found.count === 1
      ? [`1 value of ${name} is ${one}: it is`, "it"]
      : [`${found.count} values of ${name} are ${many}: they are`, "they"];
    return `${values} shown because more than 1 % of the sample were such. ` +
      `If fewer of all values are, ${shown} would be NULL to who knows the whole table.`;
  });
}

/** Warns of a path that meets another kind of value before its end. */
function astrayWarnings(table: string, { attribute, astray, whole }: LoadColumn): string[] {
  return astray === null ? [] : oddContainers(astray, whole).map(({ path, needs, count }) => {
    const name = `${table}.${placeText({ attribute, path })}`;
    const shown = `CAST(${expressionOf({ attribute, path })} AS JSON) shows ${count === 1 ? "it" : "them"}.`;
    const [one, many] = nouns[needs];
    if (count === 1) return `1 value of ${name} is not ${one}: paths into it read as NULL. ${shown}`;
    return count > 0
      ? `${count} values of ${name} are not ${many}: paths into them read as NULL. ${shown}`
      : `Some values of ${name} are not ${many}: where they are read, paths into them are NULL. ${shown}`;
  });
}

/** Writes SQL that names the place. */
export function expressionOf({ attribute, path }: Pick<LoadColumn, "attribute" | "path">): string {
  return quoteName(attribute) +
    path.map((step) => typeof step === "string" ? `.${quoteName(step)}` : `[${step}]`).join("");
}
