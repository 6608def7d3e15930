/**
 * Small tables and statements with right values worked out by hand, through the real executor and catalogue.
 * @module
 */
import assert from "node:assert/strict";
import { type EvidenceWorld, type Knowledge, openEvidenceWorld, type Outcome } from "../evidence/world.ts";
import { toItem } from "../fixtures/tables.ts";

/** Items by table, as plain objects; each has the key `id`, a text. */
export type Tables = Readonly<Record<string, readonly Record<string, unknown>[]>>;

/** Somebody who asks. */
export interface Asking {
  /** Rows, each as the text of its JSON, in order of these texts. */
  rows(sql: string): Promise<readonly string[]>;
  /** Rows in the order they came in. */
  inOrder(sql: string): Promise<readonly string[]>;
  /** The one value of the one row. */
  value(sql: string): Promise<unknown>;
  /** Whatever it comes to. */
  outcome(sql: string, pageRows?: number): Promise<Outcome>;
  /** What it fails with. */
  refused(sql: string): Promise<Extract<Outcome, { readonly code: unknown }>>;
  /** Columns, rows and warnings, of all pages. */
  answer(sql: string, pageRows?: number): Promise<Extract<Outcome, { readonly answer: unknown }>>;
  /** Writes one more item. */
  write(table: string, item: Record<string, unknown>): void;
}

/** Runs a test over tables of which so many items are looked at beforehand. */
export async function asking(
  tables: Tables,
  test: (asking: Asking) => Promise<void>,
  sampleItems = 1_000,
): Promise<void> {
  const world = await openEvidenceWorld();
  try {
    for (const [name, items] of Object.entries(tables)) {
      world.tables.set(name, { name, hash: "id", items: items.map(toItem), served: [] });
    }
    await test(over(world, await world.fresh(sampleItems)));
  } finally {
    await world.close();
  }
}

/** The same with few items looked at beforehand, with one, and with all. */
export async function askingAnyhow(
  tables: Tables,
  test: (asking: Asking, sampled: string) => Promise<void>,
): Promise<void> {
  for (const sample of [7, 1, 1_000]) {
    await asking(tables, (asks) => test(asks, `${sample} sampled`), sample);
  }
}

/** Statements with their rows, in the order they come in. */
export type Cases = readonly (readonly [sql: string, rows: readonly unknown[]])[];

/** Checks what statements give, all of them twice: then what they taught is known. */
export async function giveTwice({ inOrder }: Pick<Asking, "inOrder">, cases: Cases): Promise<void> {
  for (const run of ["first", "second"]) {
    for (const [sql, right] of cases) {
      assert.deepEqual((await inOrder(sql)).map((row) => JSON.parse(row)), right, `${run}: ${sql}`);
    }
  }
}

function over(world: EvidenceWorld, knowledge: Knowledge): Asking {
  const answer: Asking["answer"] = async (sql, pageRows = 10_000) => {
    const outcome = await knowledge.run(sql, pageRows);
    if ("code" in outcome) return assert.fail(`${sql}: ${outcome.code}: ${outcome.message}`);
    return outcome;
  };
  const inOrder: Asking["inOrder"] = async (sql) => (await answer(sql)).answer.rows;
  return {
    answer,
    inOrder,
    outcome: (sql, pageRows) => knowledge.run(sql, pageRows),
    async refused(sql) {
      const outcome = await knowledge.run(sql, 10_000);
      return "code" in outcome ? outcome : assert.fail(`${sql}: ${JSON.stringify(outcome)}`);
    },
    rows: async (sql) => [...await inOrder(sql)].sort(),
    async value(sql) {
      const [row = "[]", ...others] = await inOrder(sql);
      assert.equal(others.length, 0, "one row");
      return JSON.parse(row)[0];
    },
    write(table, item) {
      const there = world.tables.get(table);
      assert.ok(there !== undefined);
      there.items = [...there.items, toItem(item)];
    },
  };
}

/** What the tests of these faults share: the AWS client keeps connections. */
export function faultTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, sanitizeResources: false, sanitizeOps: false });
}
