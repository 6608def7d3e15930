import assert from "node:assert/strict";
import { madeTables } from "../../../src/engine/duckdb/known_answers.ts";
import type { Session } from "../../../src/engine/duckdb/session.ts";
import { describeStatement, runStatement } from "../../../src/engine/run/statement.ts";
import { withDatabase } from "../../fixtures/duckdb.ts";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { open, openWorld } from "../world.ts";

const { signal } = new AbortController();

const typesOf = async (session: Session, sql: string) =>
  (await describeStatement(session, sql, new Map())).columns.map(({ type }) => type);

Deno.test({
  name: "the binder is asked anew where tables of the same names were made in another way",
  ...open,
  fn: () =>
    withDatabase(async (database) => {
      const sql = "SELECT a, a + 1 FROM t";
      const made = [
        { by: ["CREATE TEMP TABLE t (a INTEGER)"], types: ["INTEGER", "INTEGER"] },
        { by: ["CREATE TEMP TABLE t (a DECIMAL(9,2))"], types: ["DECIMAL(9,2)", "DECIMAL(13,2)"] },
        {
          by: ["CREATE TEMP TABLE t (a INTEGER)", "ALTER TABLE t ALTER a TYPE DOUBLE"],
          types: ["DOUBLE", "DOUBLE"],
        },
        {
          by: [
            "CREATE TEMP TABLE t (a INTEGER)",
            "DROP TABLE t",
            "CREATE TEMP VIEW t AS SELECT 1::BIGINT AS a",
          ],
          types: ["BIGINT", "BIGINT"],
        },
      ];
      for (let round = 0; round < 2; round++) {
        for (const { by, types } of made) {
          const session = await database.session(signal);
          for (const each of by) await session.run(each);
          assert.deepEqual(await typesOf(session, sql), types);
          assert.ok((await session.plan(sql)).startsWith('{"error":false'));
          await session.prepare(sql);
          session.close();
        }
        const session = await database.session(signal);
        await session.run("CREATE TEMP TABLE t (b INTEGER)");
        await assert.rejects(session.prepare(sql), /"exception_type":"Binder"/);
        assert.ok((await session.plan(sql)).startsWith('{"error":true'));
        // In mid-session, too. (An INTEGER is ten digits, and a sum one more.)
        await session.run("ALTER TABLE t ADD COLUMN a BIGINT");
        await session.prepare(sql);
        assert.deepEqual(await typesOf(session, sql), ["BIGINT", "BIGINT"]);
        session.close();
      }
    }),
});

Deno.test("texts that are parsed and printed at once are each answered by their own", () =>
  withDatabase(async (database) => {
    const parser = await database.link(signal);
    const texts = Array.from({ length: 40 }, (_, at) => `SELECT ${at}`);
    await parser.deserialize(await parser.serialize("SELECT 'first'"));
    const trees = await Promise.all(texts.map((sql) => parser.serialize(sql)));
    assert.deepEqual(await Promise.all(trees.map((tree) => parser.deserialize(tree))), texts);
    // What is remembered is, too.
    assert.deepEqual(await Promise.all(texts.map((sql) => parser.serialize(sql))), trees);
    parser.close();
  }));

Deno.test({
  name: "an aborted query is answered by nothing, also where the answer is known",
  ...open,
  fn: () =>
    withDatabase(async (database) => {
      const sql = "SELECT 1 AS x";
      const first = await database.session(signal);
      await first.prepare(sql);
      first.close();
      const abort = new AbortController();
      const second = await database.session(abort.signal);
      abort.abort(new Error("over"));
      await assert.rejects(second.prepare(sql), /over/);
      second.close();
    }),
});

Deno.test("tables made by too many statements have no name any more", async () => {
  const tables = madeTables();
  const make = (sql: string) => tables.making(sql, () => Promise.resolve());
  await make("SELECT 'CREATE TABLE'");
  assert.equal(tables.by, "");
  await make("CREATE TEMP TABLE t (a INTEGER)");
  await make("  alter table t add column b INTEGER");
  assert.ok(tables.by?.includes("alter table"));
  for (let time = 0; time < 1_000; time++) await make("CREATE OR REPLACE TEMP TABLE answer AS SELECT 1");
  assert.equal(tables.by, null);
});

Deno.test("while a table is made, and nobody knows of what it will be, tables have no name", async () => {
  const tables = madeTables();
  const done = Promise.withResolvers<void>();
  const making = tables.making("CREATE TEMP TABLE t (a INTEGER)", () => done.promise);
  const by = () => tables.by;
  assert.equal(by(), null);
  done.resolve();
  await making;
  assert.ok(by()?.includes("CREATE"));
});

Deno.test({
  name: "the binder is asked anew where a table is still what it was, for its change has failed",
  ...open,
  fn: () =>
    withDatabase(async (database) => {
      const sql = "SELECT a FROM t";
      const change = "ALTER TABLE t ALTER a TYPE INTEGER";
      for (
        const { value, type } of [{ value: "x", type: "VARCHAR" }, { value: "7", type: "INTEGER" }, {
          value: "y",
          type: "VARCHAR",
        }]
      ) {
        const session = await database.session(signal);
        await session.run("CREATE TEMP TABLE t (a VARCHAR)");
        await session.run(`INSERT INTO t VALUES ('${value}')`);
        await session.run(change).catch((error) => assert.match(String(error), /Conversion/));
        assert.deepEqual(await typesOf(session, sql), [type]);
        session.close();
      }
    }),
});

Deno.test({
  name:
    "tables of an engine's own, beside those that statements look at, leave what is known of these as it is",
  ...open,
  fn: () =>
    withDatabase(async (database) => {
      let asked = 0;
      for (const beside of ["SELECT 1 AS x", "SELECT 2 AS y"]) {
        const session = await database.session(signal);
        await session.run("CREATE TEMP TABLE t (a INTEGER)");
        const statement = await describeStatement(session, beside, new Map());
        await runStatement(session, statement, 10, () => Promise.resolve(true));
        await session.bound("error", "SELECT a FROM t", () => (asked++, Promise.resolve(null)));
        session.close();
      }
      assert.equal(asked, 1);
    }),
});

Deno.test({
  name:
    "one statement, asked again over wider numbers, other parameters and a table made anew, is bound to what is",
  ...open,
  fn: async () => {
    const world = await openWorld({ sampleItems: 20 });
    try {
      await createTable(world.database, { name: "sales", hash: "id" });
      await putItems(
        world.database,
        "sales",
        Array.from({ length: 20 }, (_, at) => ({ id: `s${at}`, price: at, day: `2024-01-${10 + at % 9}` })),
      );
      const sum = "SELECT sum(price) AS total, max(price) AS most, count(day::DATE) AS days FROM sales";
      for (let time = 0; time < 3; time++) {
        assert.deepEqual((await world.run(sum)).rows, ["[190,19,20]"]);
      }
      await putItems(world.database, "sales", [{ id: "half", price: num("0.25"), day: "no date" }]);
      for (let time = 0; time < 3; time++) {
        const { rows, warnings } = await world.run(sum);
        assert.deepEqual(rows, ["[190.25,19,20]"]);
        assert.ok(warnings.some((warning) => warning.includes("day")));
      }
      await putItems(world.database, "sales", [{ id: "map", price: num("1e30"), day: { y: 1 } }]);
      for (let time = 0; time < 2; time++) {
        assert.deepEqual(
          (await world.run("SELECT max(price) = 1000000000000000000000000000000 FROM sales")).rows,
          [
            "[true]",
          ],
        );
      }
      const typed = "SELECT $1 AS it, typeof($1) AS kind";
      for (let time = 0; time < 2; time++) {
        assert.deepEqual((await world.run(typed, { parameters: ["7"] })).rows, ['["7","VARCHAR"]']);
        assert.deepEqual((await world.run(typed, { parameters: [7] })).rows, ['[7,"BIGINT"]']);
        assert.deepEqual((await world.run(typed, { parameters: [true] })).rows, ['[true,"BOOLEAN"]']);
        assert.deepEqual((await world.run("select 1")).rows, ["[1]"]);
        assert.deepEqual((await world.run("select unnest([3, 1, 2]) AS n")).rows, ["[3]", "[1]", "[2]"]);
      }
    } finally {
      await world.close();
    }
  },
});
