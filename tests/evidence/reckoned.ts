/**
 * Answers of simple statements worked out by hand, without DuckDB: counts, sums, minima, maxima, filters by comparison and
 * groups over the raw items, by the published rules of types. Numbers are exact.
 * @module
 */
import type { AttributeValue, Item } from "../../src/dynamodb/access.ts";
import { familiesOf, familyOf } from "../differential/judge/types.ts";
import { type Chance, chance } from "../sql/plan/random_sql.ts";
import { compareNumbers, numberOf, sumOf } from "./decimals.ts";
import { type Place, randomTable } from "./items.ts";
import type { EvidenceWorld } from "./world.ts";

/** What came of it. */
export interface Reckoned {
  compared: number;
  /** Answers that a warning says are others. */
  said: number;
  readonly failures: string[];
}

/** A value as a place shows it; numbers as the shortest text. */
type Value = string | null;
type Row = (place: Known) => Value;
type Test = (row: Row) => boolean | null;

/** A place of one family. */
interface Known {
  readonly path: string;
  readonly isNumber: boolean;
  valueIn(item: Item): Value;
}

interface Simple {
  readonly sql: string;
  readonly rows: readonly (readonly Value[])[];
  /** All items are needed for it. */
  readonly whole: boolean;
}

/** Attributes and keys of plain names, of which no other case is about. */
const PLAIN = /^"(?:id|g|a\d)"(?:\.[pqrz]|\.inner\.[zw])*$/;
const NUMBERS = ["0", "3", "7.5", "10.25", "-2", "20"];
const TEXTS = ["a", "fox", "Oslo", "10", ""];
/** Past so many decimals, numbers may be doubles. */
const SCALE = 9;

/** Compares some statements over the tables of a seed, in several states of knowledge. */
export async function reckonSeed(world: EvidenceWorld, seed: number, reckoned: Reckoned): Promise<void> {
  const dice = chance(seed);
  const { table, places } = randomTable(dice, `items_${seed}`);
  const known = places.flatMap((place) => knownPlace(place, table.items));
  world.tables.set(table.name, table);
  try {
    for (let at = 0; at < 5; at++) {
      const { sql, rows, whole } = simple(dice, known, table.name, table.items);
      const expected = rows.map((row) => JSON.stringify(row)).sort();
      for (const sample of whole ? [1_000_000, 3] : [1_000_000]) {
        const knowledge = await world.fresh(sample);
        const outcome = await knowledge.run(sql, 10_000);
        reckoned.compared++;
        const given = "code" in outcome ? [outcome.message] : outcome.answer.rows.map(shortest).sort();
        const same = given.length === expected.length && given.every((row, index) => row === expected[index]);
        if (same) continue;
        // What a sample made a column show, and is too rare among all, is told of.
        const told = "code" in outcome ? [outcome.message] : outcome.warnings;
        if (sample === 3 && told.some((text) => namesPlace(text, sql, table.name))) {
          reckoned.said++;
          continue;
        }
        const differs = expected.findIndex((row, index) => row !== given[index]);
        reckoned.failures.push(
          `seed ${seed}, sample of ${sample}: ${sql}: ${given.length} rows for ${expected.length}: ${
            given[Math.max(0, differs)]
          }, reckoned ${expected[Math.max(0, differs)]}`,
        );
      }
    }
  } finally {
    world.tables.delete(table.name);
  }
}

/** Whether a warning or an error names a place of the statement, or one that it is in. */
function namesPlace(text: string, sql: string, table: string): boolean {
  const plain = text.replaceAll('"', "");
  return [...sql.matchAll(/"\w+"(?:\."\w+")*/g)].some(([path]) => {
    const steps = path.replaceAll('"', "").split(".");
    return steps.some((_, at) =>
      new RegExp(`\\b(?:${table}\\.)?${steps.slice(0, at + 1).join("\\.")}(?!\\w|\\.\\w)`).test(plain)
    );
  });
}

/** A row of an answer, its numbers as their shortest texts. */
function shortest(row: string): string {
  const values: unknown[] = JSON.parse(row);
  return JSON.stringify(values.map((value) => value === null ? null : shortestText(String(value))));
}

/** A text is the same whether or not it says a number. */
const shortestText = (text: string) => /^-?\d+(\.\d+)?$/.test(text) ? numberOf(text) : text;

/** Of a place whose values are texts or exact numbers; what is rarer than 1 % reads as NULL. */
function knownPlace({ path }: Place, items: readonly Item[]): Known[] {
  if (!PLAIN.test(path)) return [];
  const steps = path.replaceAll('"', "").split(".");
  const at = (item: Item) => steps.reduce<AttributeValue | undefined>(stepInto, { M: item });
  const values = items.flatMap((item) => at(item) ?? []);
  const [family, ...others] = familiesOf(values);
  if (others.length > 0 || (family !== "text" && family !== "number")) return [];
  if (values.some((value) => "N" in value && (value.N.split(".")[1]?.length ?? 0) > SCALE)) return [];
  return [{
    // Without quotes, a key that the sample lacks is an error.
    path: steps.map((step) => `"${step}"`).join("."),
    isNumber: family === "number",
    valueIn(item) {
      const value = at(item);
      if (value === undefined || familyOf(value) !== family) return null;
      return "N" in value ? numberOf(value.N) : "S" in value ? value.S : null;
    },
  }];
}

function stepInto(value: AttributeValue | undefined, step: string): AttributeValue | undefined {
  return value !== undefined && "M" in value && Object.hasOwn(value.M, step) ? value.M[step] : undefined;
}

function simple(dice: Chance, places: readonly Known[], table: string, items: readonly Item[]): Simple {
  const number = () => dice.pick(places.filter(({ isNumber }) => isNumber));
  const text = () => dice.pick(places.filter(({ isNumber }) => !isNumber));
  const any = () => dice.pick(places);
  const condition = dice.maybe(0.6) ? conditionOf(dice, number, text) : null;
  const where = condition === null ? "" : ` WHERE ${condition.sql}`;
  const rows = items.map((item): Row => (place) => place.valueIn(item))
    .filter((row) => condition === null || condition.test(row) === true);
  const whole = condition === null;
  switch (dice.below(3)) {
    case 0: {
      const [n, s] = [number(), text()];
      return {
        sql: `SELECT count(*), count(${n.path}), sum(${n.path}), min(${n.path}), max(${n.path}), ` +
          `count(DISTINCT ${s.path}), min(${s.path}), max(${s.path}) FROM ${table} t${where}`,
        rows: [[
          String(rows.length),
          ...[countOf, totalOf, leastOf, mostOf].map((make) => make(rows, n)),
          String(new Set(rows.map((row) => row(s)).filter((value) => value !== null)).size),
          leastOf(rows, s),
          mostOf(rows, s),
        ].map(told)],
        whole,
      };
    }
    case 1: {
      const [k, n, s] = [any(), number(), text()];
      const groups = Map.groupBy(rows, (row) => row(k));
      return {
        sql: `SELECT ${k.path}, count(*), sum(${n.path}), max(${s.path}) FROM ${table} t${where} GROUP BY 1`,
        rows: [...groups].map(([key, group]) =>
          [key, String(group.length), totalOf(group, n), mostOf(group, s)].map(told)
        ),
        whole,
      };
    }
    default: {
      const shown = [any(), any()];
      return {
        sql: `SELECT ${shown.map(({ path }) => path).join(", ")} FROM ${table} t${where}`,
        rows: rows.map((row) => shown.map(row).map(told)),
        // It stops early, so that families may be those of a part.
        whole: false,
      };
    }
  }
}

const told = (value: Value) => value === null ? null : shortestText(value);

const valuesOf = (rows: readonly Row[], place: Known) =>
  rows.map((row) => row(place)).filter((value) => value !== null);
const countOf = (rows: readonly Row[], place: Known): Value => String(valuesOf(rows, place).length);

function totalOf(rows: readonly Row[], place: Known): Value {
  const values = valuesOf(rows, place);
  return values.length === 0 ? null : sumOf(values);
}

function mostOf(rows: readonly Row[], place: Known): Value {
  return valuesOf(rows, place).reduce<Value>(
    (most, value) => most === null || compare(place, value, most) > 0 ? value : most,
    null,
  );
}

function leastOf(rows: readonly Row[], place: Known): Value {
  return valuesOf(rows, place).reduce<Value>(
    (least, value) => least === null || compare(place, value, least) < 0 ? value : least,
    null,
  );
}

/** Texts go by their characters' code points; here none is beyond those of two bytes. */
function compare({ isNumber }: Known, one: string, other: string): number {
  return isNumber ? compareNumbers(one, other) : one < other ? -1 : one > other ? 1 : 0;
}

const SIGNS: Readonly<Record<string, (order: number) => boolean>> = {
  "=": (order) => order === 0,
  "<>": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};

interface Condition {
  readonly sql: string;
  readonly test: Test;
}

function conditionOf(dice: Chance, number: () => Known, text: () => Known, depth = 0): Condition {
  const compared = (place: Known, constant: string): Condition => {
    const [sign, holds] = dice.pick(Object.entries(SIGNS));
    return {
      sql: `${place.path} ${sign} ${place.isNumber ? constant : `'${constant}'`}`,
      test(row) {
        const value = row(place);
        return value === null ? null : holds(compare(place, value, constant));
      },
    };
  };
  const among = (place: Known, constants: readonly string[]): Condition => ({
    sql: `${place.path} IN (${
      constants.map((constant) => place.isNumber ? constant : `'${constant}'`).join(", ")
    })`,
    test(row) {
      const value = row(place);
      return value === null ? null : constants.some((constant) => compare(place, value, constant) === 0);
    },
  });
  const inner = () => conditionOf(dice, number, text, depth + 1);
  return dice.pick<() => Condition>([
    () => compared(number(), dice.pick(NUMBERS)),
    () => compared(number(), dice.pick(NUMBERS)),
    () => compared(text(), dice.pick(TEXTS)),
    () => compared(text(), dice.pick(TEXTS)),
    () => among(number(), [dice.pick(NUMBERS), dice.pick(NUMBERS)]),
    () => among(text(), [dice.pick(TEXTS), dice.pick(TEXTS)]),
    () => {
      const place = dice.maybe(0.5) ? number() : text();
      const not = dice.maybe(0.5);
      return {
        sql: `${place.path} IS ${not ? "NOT " : ""}NULL`,
        test: (row) => (row(place) === null) !== not,
      };
    },
    ...(depth > 1 ? [] : [
      () => {
        const [one, other] = [inner(), inner()];
        return {
          sql: `(${one.sql} AND ${other.sql})`,
          test: (row: Row) => both(one.test(row), other.test(row)),
        };
      },
      () => {
        const [one, other] = [inner(), inner()];
        const test = (row: Row) => negated(both(negated(one.test(row)), negated(other.test(row))));
        return { sql: `(${one.sql} OR ${other.sql})`, test };
      },
      () => {
        const one = inner();
        return { sql: `NOT (${one.sql})`, test: (row: Row) => negated(one.test(row)) };
      },
    ]),
  ])();
}

const negated = (truth: boolean | null) => truth === null ? null : !truth;
const both = (one: boolean | null, other: boolean | null) =>
  one === false || other === false ? false : one === null || other === null ? null : true;
