import assert from "node:assert/strict";
import { bindDates } from "../../../src/sql/text_dates/dates.ts";
import { printSql } from "../../../src/sql/print.ts";
import { rewriteTyped } from "../../../src/sql/typed/typed.ts";
import { nextWidening, type Widening } from "../../../src/sql/typed/widening.ts";
import { type TestDialect, testDialect } from "../duckdb_dialect.ts";

/** Numbers as the hundredths that they are. */
type Hundredths = bigint;

const SEED = Number(Deno.env.get("TYPED_SEED") ?? 20261129);
const ROUNDS = Number(Deno.env.get("TYPED_ROUNDS") ?? 12);

/** Types that hold all numbers of up to two digits after the point; others' digits decide which a column has. */
const FRACTIONS = ["DECIMAL(18,2)", "DECIMAL(18,6)", "DECIMAL(38,9)", "DOUBLE"];
const WHOLE = ["BIGINT", "DECIMAL(18,0)", "DECIMAL(18,1)", "DECIMAL(38,0)", "DECIMAL(38,5)", "DOUBLE"];

function dice(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** The shortest decimal of hundredths, or of another power of ten. */
function shown(value: bigint, scale = 2): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, "");
  return `${value < 0n ? "-" : ""}${digits.slice(0, digits.length - scale)}${
    fraction === "" ? "" : `.${fraction}`
  }`;
}

const sorted = (values: readonly Hundredths[]) => values.toSorted((a, b) => a < b ? -1 : a > b ? 1 : 0);

/** Twice the median. */
function middle(values: readonly Hundredths[]): bigint {
  const all = sorted(values);
  const [low = 0n, high = 0n] = [all[(all.length - 1) >> 1], all[all.length >> 1]];
  return low + high;
}

/** A quotient, half-way away from zero. */
function rounded(value: bigint, by: bigint): bigint {
  const size = (value < 0n ? -value : value) + by / 2n;
  return (value < 0n ? -1n : 1n) * (size / by);
}

interface Claim {
  readonly sql: string;
  /** Decimal texts, truth values as `true` and `false`. */
  readonly right: readonly string[];
  /** The texts themselves are to be equal, not the numbers in them. */
  readonly exact?: boolean;
}

function claims(values: readonly Hundredths[], by: Hundredths, literal: Hundredths): readonly Claim[] {
  const l = shown(literal);
  const b = shown(by);
  const total = values.reduce((sum, value) => sum + value, 0n);
  const range = (sorted(values).at(-1) ?? 0n) - (sorted(values)[0] ?? 0n);
  const per = (
    expression: string,
    right: (value: Hundredths, at: number) => string,
    exact = false,
  ): Claim => ({
    sql: `SELECT ${expression} FROM t ORDER BY id`,
    right: values.map(right),
    exact,
  });
  const deviations = (doubled: bigint) =>
    values.map((value) => 2n * value > doubled ? 2n * value - doubled : doubled - 2n * value);
  return [
    per("x::VARCHAR", (value) => shown(value), true),
    per("x || ''", (value) => shown(value), true),
    per(`x // ${b}`, (value) => String(value / by)),
    per(`x % ${b}`, (value) => shown(value % by)),
    per(`x // ${b} * ${b} + x % ${b}`, (value) => shown(value)),
    per(`x * 3 - ${l}`, (value) => shown(value * 3n - literal)),
    per(`lag(x, 1, 0.555) OVER (ORDER BY id)`, (_, at) => at === 0 ? "0.555" : shown(values[at - 1] ?? 0n)),
    per(`(x, 'a') = (${l}, 'a')`, (value) => String(value === literal)),
    per(`(x, id) > (${l}, 1)`, (value, at) => String(value > literal || (value === literal && at > 1))),
    per(`[x, 1] < [${l}, 1]`, (value) => String(value < literal)),
    per(`(id, x) IN ((0, ${l}), (1, ${l}))`, (value, at) => String(at < 2 && value === literal)),
    per(`{'v': x} = {'v': ${l}}`, (value) => String(value === literal)),
    per(`coalesce(NULL, x, ${l})`, (value) => shown(value)),
    { sql: "SELECT median(x) FROM t", right: [shown(middle(values) * 5n, 3)] },
    { sql: "SELECT list_median(list(x)) FROM t", right: [shown(middle(values) * 5n, 3)] },
    { sql: "SELECT quantile_cont(x, 0.5) FROM t", right: [shown(middle(values) * 5n, 3)] },
    { sql: "SELECT mad(x) FROM t", right: [shown(middle(deviations(middle(values))) * 25n, 4)] },
    { sql: "SELECT sum(x) FROM t", right: [shown(total)] },
    { sql: `SELECT sum(x) = ${shown(total)} FROM t`, right: ["true"] },
    { sql: "SELECT avg(x) * count(x) FROM t", right: [shown(total)] },
    { sql: "SELECT list_sum(list(x)) FROM t", right: [shown(total)] },
    {
      sql: "SELECT sum(x * x) FROM t",
      right: [shown(values.reduce((sum, each) => sum + each * each, 0n), 4)],
    },
    { sql: `SELECT max(x) - ${l} - min(x) FROM t`, right: [shown(range - literal)] },
    {
      sql: "SELECT sum(x) OVER (ORDER BY id) FROM t ORDER BY id",
      right: values.map((_, at) => shown(values.slice(0, at + 1).reduce((sum, value) => sum + value, 0n))),
    },
    per("round(x, 1)", (value) => shown(rounded(value, 10n), 1)),
    per("x::INT", (value) => String(rounded(value, 100n))),
    {
      sql: `SELECT median(x // ${b}) FROM t`,
      right: [shown(middle(values.map((value) => value / by)) * 5n, 1)],
    },
  ];
}

async function answer(
  sql: string,
  dialect: TestDialect,
  widening: Widening = "none",
): Promise<unknown[]> {
  const { tree } = await bindDates(sql, dialect);
  const world = { decimals: true, wide: true, floats: true, json: false, nested: true };
  const typed = await rewriteTyped(tree, dialect, world, widening);
  try {
    return (await dialect.rows(await printSql(typed.tree, dialect))).map(([value]) => value);
  } catch (error) {
    const next = nextWidening(error, widening);
    if (next === null) throw error;
    return await answer(sql, dialect, next);
  }
}

function same(came: unknown, right: string, exact: boolean | undefined): boolean {
  if (exact === true || typeof came === "boolean") return String(came) === right;
  return Number(came) === Number(right);
}

async function holds(types: readonly string[], hundredth: boolean): Promise<void> {
  const roll = dice(SEED + types.length);
  const step = hundredth ? 1n : 100n;
  const dialect = await testDialect();
  for (let round = 0; round < ROUNDS; round++) {
    const number = (below: number) => BigInt(roll(2 * below) - below) * step;
    const values = Array.from({ length: 2 + roll(5) }, () => number(roll(2) === 0 ? 30 : 500_000));
    const by = (BigInt(roll(40)) + 1n) * step;
    // Another literal, or a number of the column with one digit more than the column may have.
    const literal = (values[0] ?? 0n) + (roll(3) === 0 ? 0n : BigInt(roll(9) - 4));
    for (const type of types) {
      await dialect.connection.run(
        `CREATE OR REPLACE TABLE t AS SELECT id::BIGINT AS id, x::${type} AS x FROM (VALUES ${
          values.map((value, at) => `(${at}, ${shown(value)})`).join(", ")
        }) v(id, x)`,
      );
      for (const { sql, right, exact } of claims(values, by, literal)) {
        const came = await answer(sql, dialect);
        const fits = came.length === right.length &&
          came.every((value, at) => same(value, right[at] ?? "", exact));
        assert.ok(
          fits,
          `seed ${SEED}, round ${round}, ${type}: ${sql} over ${
            values.map((value) => shown(value))
          }: came ${came}; right ${right}`,
        );
      }
    }
  }
}

Deno.test("fractions have one answer whatever digits a column has for others' sake", () =>
  holds(FRACTIONS, true));

Deno.test("whole numbers have one answer whatever digits a column has for others' sake", () =>
  holds(WHOLE, false));
