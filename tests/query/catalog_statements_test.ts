/**
 * `SHOW TABLES`, `DESCRIBE` and `information_schema`, answered by the catalogue through the whole query service.
 */
import assert from "node:assert/strict";
import { asksOnlyThese, catalogQuestion, tablesAsked } from "../../src/sql/catalog_words.ts";
import { ANN } from "../fault/scripted.ts";
import { createTable, putItems } from "../fixtures/tables.ts";
import { withLocal } from "./local.ts";

Deno.test("the catalogue answers SHOW, DESCRIBE and information_schema, and reads no item but to look at a table", async () => {
  await withLocal({}, 12, async (service) => {
    await createTable(service.database, { name: "my-orders.v2", hash: "id" });
    await putItems(service.database, "my-orders.v2", [{ id: "a", Total: 7, tags: ["x"] }]);
    const rows = async (sql: string) => (await service.run(sql)).rows;

    assert.deepEqual(await rows("SHOW TABLES"), [["my-orders.v2"], ["numbers"]]);
    assert.deepEqual(await rows("show tables like 'num%';"), [["numbers"]]);
    assert.deepEqual(await rows("SHOW TABLES FROM EAST"), [["my-orders.v2"], ["numbers"]]);
    assert.deepEqual((await rows("SHOW ALL TABLES")).map((row) => row.slice(0, 3)), [
      ["east", "my-orders.v2", "my-orders.v2"],
      ["east", "numbers", "numbers"],
    ]);
    assert.deepEqual(await rows("SHOW SCHEMAS"), [["east"]]);

    for (
      const sql of ["DESCRIBE numbers", "-- what is there\ndesc NUMBERS", "SHOW COLUMNS FROM east.numbers"]
    ) {
      assert.deepEqual(await rows(sql), [
        ["g", "VARCHAR", "NO", "HASH"],
        ["n", "BIGINT", "NO", "SORT"],
        ["text", "VARCHAR", "YES", null],
      ], sql);
    }
    const described = await service.run('DESCRIBE "my-orders.v2"');
    assert.deepEqual(described.rows, [
      ["id", "VARCHAR", "NO", "HASH"],
      ["Total", "BIGINT", "YES", null],
      ["tags", "VARCHAR[]", "YES", null],
    ]);
    assert.equal(described.stats.itemsRead, 0);

    assert.deepEqual(
      await rows(
        "SELECT t.table_name, count(*) FROM information_schema.tables t JOIN information_schema.columns c " +
          "USING (table_schema, table_name) WHERE t.table_name = 'numbers' GROUP BY 1",
      ),
      [["numbers", 3]],
    );
    assert.deepEqual(
      await rows(
        "SELECT column_name, data_type FROM INFORMATION_SCHEMA.COLUMNS WHERE table_name IN ('numbers', 'none') ORDER BY 1",
      ),
      [["g", "VARCHAR"], ["n", "BIGINT"], ["text", "VARCHAR"]],
    );
    assert.deepEqual(await rows("SELECT * FROM information_schema.columns WHERE table_name = 'none'"), []);
    // Beside a table: what is in it, and what the catalogue says of it.
    assert.deepEqual(
      await rows(
        "SELECT count(*), (SELECT count(*) FROM information_schema.tables) FROM numbers WHERE g = 'g1'",
      ),
      [[3, 2]],
    );
  });
});

Deno.test("columns are of all tables that a statement may have rows of", async () => {
  await withLocal({}, 4, async (service) => {
    await createTable(service.database, { name: "orders", hash: "id" });
    await createTable(service.database, { name: "unseen", hash: "id" });
    await putItems(service.database, "unseen", [{ id: "a", more: 1, less: 2 }]);
    await service.run("SELECT count(*) FROM numbers");
    await service.run("DESCRIBE unseen");
    const all = [["numbers", 3], ["orders", 1], ["unseen", 3]];
    const others = [["numbers", 3], ["unseen", 3]];
    for (
      const [condition, right] of [
        ["table_name = 'orders' OR column_name = 'n'", [["numbers", 1], ["orders", 1]]],
        ["table_name = 'orders' OR table_name LIKE 'num%'", all.slice(0, 2)],
        ["NOT table_name = 'orders'", others],
        ["(table_name = 'orders') = false", others],
        ["column_name <> '' -- table_name = 'orders'", all],
      ] as const
    ) {
      const { rows } = await service.run(
        `SELECT table_name, count(*) FROM information_schema.columns WHERE ${condition}\nGROUP BY 1 ORDER BY 1`,
      );
      assert.deepEqual(rows, right, condition);
    }
    assert.deepEqual(
      (await service.run(
        "SELECT count(*) FILTER (WHERE table_name = 'orders'), count(*) FROM information_schema.columns",
      )).rows,
      [[1, 7]],
    );
    const { rows, warnings } = await service.run(
      "SELECT count(*) FROM information_schema.columns WHERE table_name = 'orders' AND is_default",
    );
    assert.deepEqual([rows, warnings], [[[1]], []]);
    assert.deepEqual((await service.run("DESCRIBE `orders`")).rows, [["id", "VARCHAR", "NO", "HASH"]]);
  });
});

Deno.test("asking for all columns reads no table that nobody looked at, and says so", async () => {
  await withLocal({}, 12, async (service) => {
    const sql = "SELECT table_name, column_name FROM information_schema.columns ORDER BY 1, 2";
    const before = await service.run(sql);
    assert.deepEqual(before.rows, []);
    assert.match(
      before.warnings.join(),
      /^Columns of 1 of 1 tables are not known, as nobody looked at these tables yet/,
    );
    await service.run("SELECT count(*) FROM numbers WHERE g = 'g1'");
    const after = await service.run(sql);
    assert.deepEqual(after.rows, [["numbers", "g"], ["numbers", "n"], ["numbers", "text"]]);
    assert.deepEqual(after.warnings, []);
  });
});

Deno.test("what the catalogue says is never what it said before, and pages go on in it", async () => {
  await withLocal({ metadata_seconds: 1 }, 4, async (service) => {
    const sql = "SHOW TABLES";
    assert.deepEqual((await service.run(sql)).rows, [["numbers"]]);
    await createTable(service.database, { name: "second", hash: "id" });
    // What was listed is stale then.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    assert.deepEqual((await service.run(sql)).rows, [["numbers"], ["second"]]);
    const first = await service.run(sql, { maxRows: 1 });
    assert.deepEqual(first.rows, [["numbers"]]);
    await assert.rejects(
      service.as(ANN, { cursor: first.nextCursor ?? "", seesCatalog: false }),
      { code: "cursor_invalid", message: /lacks the scope schemas:read/ },
    );
    const second = await service.as(ANN, { sql, cursor: first.nextCursor ?? "", maxRows: 1 });
    assert.deepEqual(second.rows, [["second"]]);
  });
});

Deno.test("what the catalogue does not have is an error that says what there is", async () => {
  await withLocal({}, 4, async (service) => {
    const fails = async (sql: string) => {
      const error = await service.run(sql).then(() => null, (error) => error);
      return `${error?.code}: ${error?.message}`;
    };
    assert.match(await fails("SHOW TABLES IN nope"), /^schema_not_found: Schema not found: nope/);
    assert.match(await fails("DESCRIBE nope.numbers"), /^schema_not_found: Schema not found: nope/);
    assert.match(await fails("DESCRIBE numbrs"), /^table_not_found: Table not found: .*numbers/s);
    assert.match(await fails("SELECT * FROM information_schema.views"), /information_schema\.tables and /);
    assert.match(await fails("SHOW CREATE TABLE numbers"), /^(?:statement_not_allowed|syntax_error): /);
    assert.match(await fails("SHOW TABLES; DROP TABLE numbers"), /^statement_not_allowed: /);
    assert.match(await fails("DESCRIBE (SELECT 1)"), /^statement_not_allowed: /);
  });
});

Deno.test("statements that only look like these ask no catalogue", () => {
  for (
    const sql of [
      "SELECT show FROM tables",
      "SELECT * FROM t WHERE a = 'show tables'",
      'SELECT describe, "desc" FROM t ORDER BY a desc',
      "WITH show AS (SELECT 1) FROM show",
      "SELECT * FROM t WHERE a = 'information_schema' -- information_schema",
    ]
  ) {
    assert.equal(catalogQuestion(sql), null, sql);
  }
  assert.deepEqual(tablesAsked("WHERE t.table_name = 'o''x' AND table_schema = 's'"), [{
    schema: "s",
    table: "o'x",
  }]);
  assert.deepEqual(tablesAsked("WHERE \"table_name\" in ('a', 'b')"), [{ table: "a" }, { table: "b" }]);
  assert.deepEqual(tablesAsked("WHERE column_name = 'a'"), []);
  for (
    const [rest, isOnly] of [
      ["WHERE c.table_name = 'a' AND table_schema = 's' ORDER BY 1", true],
      ["WHERE lower(\"table_name\") IN ('a', 'b') AND column_name LIKE '%or%';", true],
      ["WHERE column_name = 'x' AND lower(table_name) = lower('A') LIMIT 5", true],
      ["WHERE table_name = 'a' OR column_name = 'b'", false],
      ["WHERE (is_default AND table_name = 'a' AND true) = false", false],
      ["ORDER BY is_default AND table_name = 'a'", false],
      ["WHERE column_name IN (SELECT 'id' WHERE table_name = 'a')", false],
      ["JOIN t USING (x) WHERE table_name = 'a'", false],
      ["WHERE table_name = 'a' IS NULL", false],
      ["WHERE column_name BETWEEN 'a' AND table_name = 'b'", false],
    ] as const
  ) {
    assert.equal(asksOnlyThese(`SELECT * FROM information_schema.columns c ${rest}`), isOnly, rest);
  }
  assert.equal(
    asksOnlyThese("SELECT table_schema = 's' FROM information_schema.columns WHERE table_name = 'a'"),
    false,
  );
});
