/**
 * Runs a statement three ways over one data set: push-down on, push-down off, and plain DuckDB over the raw items.
 * @module
 */
import assert from "node:assert/strict";
import { type Answer, openWorld, type World } from "../engine/world.ts";
import { createTable, putWireItems, toItem } from "../fixtures/tables.ts";
import type { Case } from "./cases.ts";
import type { Dataset } from "./dataset.ts";
import { type PlainAnswer, type PlainDuckdb, plainDuckdb } from "./plain_duckdb.ts";
import { assertSameRows, comparable } from "./same_rows.ts";

/** A data set in DynamoDB Local and in plain DuckDB. */
export interface Bench {
  readonly world: World;
  readonly plain: PlainDuckdb;
  close(): Promise<void>;
}

/** Puts a data set into both. The catalogue samples every item; `keep` as {@link plainDuckdb} has it. */
export async function openBench(dataset: Dataset, keep: readonly string[] = []): Promise<Bench> {
  // Statements known by their third time run without a table over any number of items that these tables have.
  const world = await openWorld({ sampleItems: 100_000, fewItems: 2_000 });
  for (const table of dataset.tables) {
    await createTable(world.database, table);
    await putWireItems(world.database, table.name, table.items.map(toItem));
  }
  // Looks at every item.
  for (const { name } of dataset.tables) await world.lookup([{ table: name }]);
  const plain = await plainDuckdb(dataset, keep);
  return {
    world,
    plain,
    async close() {
      plain.close();
      await world.close();
    },
  };
}

/**
 * The statement gives the same answer all three ways, and push-down reads no more than a scan.
 * @param atOnce false = one way after the other: DynamoDB Local stops answering where large tables are read several times
 *   at once
 */
export async function differential({ world, plain }: Bench, test: Case, atOnce = true): Promise<void> {
  const ways = [
    () => all(world, test, true),
    () => all(world, test, false),
    // Aggregated a few rows at a time, where the engine takes that to give the same.
    ...(AGGREGATES.test(test.sql) ? [() => all(world, test, true, true)] : []),
  ];
  const answers: Whole[] = atOnce ? await Promise.all(ways.map((way) => way())) : [];
  if (!atOnce) { for (const way of ways) answers.push(await way()); }
  const [on, off, twoPhase = null] = answers;
  assert.ok(on !== undefined && off !== undefined);
  const judge = await plain.run(test.plain);
  assert.deepEqual(on.types, off.types, "column types with push-down on and off");
  if (twoPhase !== null) assert.deepEqual(twoPhase.types, on.types, "column types in two phases and not");
  const how = { ordered: test.compare === "ordered", byName: STAR.test(test.sql) };
  if (test.compare === "contained") {
    const whole = await plain.run(withoutLimit(test.plain));
    for (const answer of [on, off, ...(twoPhase === null ? [] : [twoPhase])]) {
      assert.equal(answer.rows.length, judge.rows.length, "row count");
      const [rows, all] = comparable(answer, whole, { ...how, ordered: false });
      const left = Map.groupBy(all, (row) => row);
      for (const row of rows) {
        assert.ok(
          left.get(row)?.pop() !== undefined,
          `a row that is not in the answer, or not so often: ${row}`,
        );
      }
    }
  } else {
    assertSameRows("push-down on", on, judge, how);
    assertSameRows("push-down off", off, judge, how);
    if (twoPhase !== null) assertSameRows("in two phases", twoPhase, judge, how);
  }
  await staysTheSame(world, test, on);
  if (test.mayReadMore) return;
  // A request costs half a unit at least, and push-down may make more of them: on tables this small that shows. The
  // planner doubts a table's measured size, so a Scan must be cheaper by more than that to win; here nothing grew.
  const bound = off.readUnits * 1.5 + 1 + on.requests * 0.5;
  assert.ok(
    on.readUnits <= bound,
    `push-down reads more (${on.readUnits} in ${on.requests} requests) than scans (${off.readUnits})`,
  );
}

/** What never runs without a table. */
const NEEDS_TABLE =
  /\b(join|union|intersect|except|with|group|having|over|distinct|count|sum|min|max|avg|exists)\b/i;

/** A statement asked again and again gives what it gave at first, whatever the engine remembers of it by then. */
async function staysTheSame(world: World, test: Case, first: Whole): Promise<void> {
  if (NEEDS_TABLE.test(test.sql)) return;
  const ordered = test.compare === "ordered";
  for (const time of ["second", "third"]) {
    const again = await all(world, test, true);
    assert.deepEqual(again.columns, first.columns, `columns of the ${time} time`);
    assert.deepEqual(again.warnings, first.warnings, `warnings of the ${time} time`);
    if (test.compare === "contained") assert.equal(again.rows.length, first.rows.length);
    else assertSameRows(`the ${time} time`, again, first, { ordered, byName: false });
    assert.equal(again.readUnits, first.readUnits, `read units of the ${time} time`);
  }
}

/** Statements in which a `*` stands for columns: their order is another test's matter. */
const STAR = /^\s*from\b|(^|[\s,.(])\*\s*($|,|\)|from|exclude|replace|rename|like|ilike|not)|columns\(/i;

/** Words without which a statement aggregates nothing in two phases. */
const AGGREGATES = /group by|count|sum|avg|mean|min|max|bool_/i;

interface Whole extends PlainAnswer {
  readonly columns: Answer["columns"];
  /** Of the last page. */
  readonly warnings: Answer["warnings"];
  readonly readUnits: number;
  readonly requests: number;
}

/** All pages of an answer, small ones, so that pausing and resuming is tested on the way. */
async function all(
  world: World,
  { sql, parameters }: Case,
  pushDown: boolean,
  twoPhase = false,
): Promise<Whole> {
  const rows: string[] = [];
  let readUnits = 0;
  let requests = 0;
  let answer: Answer | null = null;
  do {
    answer = await world.run(sql, {
      pushDown,
      twoPhase,
      parameters,
      pageRows: 40,
      ...(answer?.resume === undefined ? {} : { resume: answer.resume }),
    });
    rows.push(...answer.rows);
    readUnits += answer.stats.readUnits;
    requests += answer.stats.requests;
  } while (answer.resume !== undefined);
  assert.equal(answer.complete, true);
  const { columns, warnings } = answer;
  const names = columns.map((column) => column.name);
  const types = columns.map((column) => column.type);
  return { names, types, columns, warnings, rows, readUnits, requests };
}

/** The statement whose rows those of a statement with a LIMIT are among. */
export function withoutLimit(sql: string): string {
  return sql.replace(/\blimit\b(?![\s\S]*\blimit\b)[\s\S]*$/i, "");
}
