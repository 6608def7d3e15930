import assert from "node:assert/strict";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { pagesOf, rowsOf } from "../pages.ts";
import { open, openWorld, type World } from "../world.ts";

async function withWorld(work: (world: World) => Promise<void>): Promise<void> {
  const world = await openWorld();
  try {
    await createTable(world.database, { name: "orders", hash: "id" });
    await createTable(world.database, { name: "events", hash: "day", sort: "no:N" });
    await putItems(
      world.database,
      "orders",
      [
        ...Array.from({ length: 60 }, (_, at) => ({
          id: `o${at}`,
          total: num(`${at}.50`),
          status: at % 2 === 0 ? "paid" : "open",
          parts: [{ sku: `s${at}`, n: at }],
          ...(at % 3 === 0 ? { note: `n'${at}` } : {}),
        })),
        { id: "", total: num("1") },
      ].filter(({ id }) => id !== ""),
    );
    await putItems(
      world.database,
      "events",
      Array.from({ length: 400 }, (_, at) => ({ day: `d${at % 4}`, no: at, text: "x".repeat(at % 50) })),
    );
    await work(world);
  } finally {
    await world.close();
  }
}

/** Runs a statement and waits until it is known. */
async function teach(world: World, sql: string): Promise<void> {
  await world.run(sql);
  await world.executor.learned();
}

Deno.test({
  name: "the second lookup by key runs without a table and says the same, whatever the key",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      const sql = (id: string) => `SELECT * FROM orders WHERE id = '${id}'`;
      const first = await world.run(sql("o3"));
      await world.executor.learned();
      assert.equal(world.executor.fastPath.runs, 0);
      for (const id of ["o3", "o5", "none", "o6", "it''s", "o59"]) {
        const before: number = world.executor.fastPath.runs;
        const known = await world.run(sql(id));
        assert.equal(world.executor.fastPath.runs, before + 1);
        const plain = await world.run(sql(id), { plainly: true, pushDown: false });
        assert.deepEqual(known.rows, plain.rows);
        assert.deepEqual(known.columns, first.columns);
        assert.deepEqual(known.warnings, []);
        assert.equal(known.stats.requests, 1);
        assert.equal(known.resume, undefined);
      }
    }),
});

Deno.test({
  name: "parameters of the caller are texts like any other",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      const sql = "SELECT id, total FROM orders WHERE id = $1 AND status <> $2";
      for (const id of ["o1", "o2", "o3", "o4"]) {
        const { rows } = await world.run(sql, { parameters: [id, "void"] });
        assert.deepEqual(rows, [`["${id}",${id.slice(1)}.5]`]);
        await world.executor.learned();
      }
      assert.equal(world.executor.fastPath.runs, 3);
    }),
});

Deno.test({
  name: "a text may be compared, projected, cast and measured: each known statement is what it was unknown",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      const statements: readonly ((text: string) => string)[] = [
        (text) => `SELECT 'x', '${text}' AS t, id FROM orders WHERE id = 'o7'`,
        (text) => `SELECT '${text}', id FROM orders WHERE id IN ('o7', 'o8')`,
        (text) => `SELECT id || '${text}' FROM orders WHERE id = 'o7'`,
        (text) => `SELECT id FROM orders WHERE id = 'o7' AND total > '${text.length}'`,
        (text) => `SELECT length('${text}') + total FROM orders WHERE id = 'o7' AND note IS NULL`,
        (text) => `SELECT len(parts) = length('${text}'), note FROM orders WHERE id IN ('o9', 'nothing')`,
        (text) => `SELECT o FROM orders o WHERE id = 'o7' AND (status = '${text}' OR status = 'open')`,
        // Columns that are called by what they are.
        (text) => `SELECT id <> '${text}', id = 'o7' FROM orders WHERE id = 'o7'`,
        (text) => `SELECT status IN ('${text}', 'open') FROM orders WHERE id = 'o7'`,
        (text) => `SELECT id, total > 2, total = 5 AND id < '${text}' FROM orders WHERE id = 'o7'`,
        (text) => `SELECT id <> '${text}' AS other, total = ${text.length} AS n FROM orders WHERE id = 'o7'`,
      ];
      for (const sql of statements) {
        await teach(world, sql("ab"));
        for (const text of ["ab", "c", "", "ü'".replaceAll("'", "''")]) {
          const before: number = world.executor.fastPath.runs;
          const known = await world.run(sql(text));
          assert.equal(world.executor.fastPath.runs, before + 1, sql(text));
          const unknown = await world.run(sql(text), { plainly: true });
          assert.deepEqual(known.rows, unknown.rows, sql(text));
          assert.deepEqual(known.columns, unknown.columns, sql(text));
        }
      }
    }),
});

Deno.test({
  name: "a known statement whose value fails says what it says unknown",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      const sql = (text: string) => `SELECT CAST('${text}' AS INTEGER) + total FROM orders WHERE id = 'o7'`;
      await teach(world, sql("5"));
      assert.deepEqual((await world.run(sql("6"))).rows, ["[13.5]"]);
      const known = await world.run(sql("no number")).catch((error) => error);
      const unknown = await world.run(sql("no number"), { plainly: true }).catch((error) => error);
      assert.equal(known.code, "type_mismatch");
      assert.equal(known.message, unknown.message);
      assert.deepEqual((await world.run(sql("7"))).rows, ["[14.5]"]);
    }),
});

Deno.test({
  name: "a read that turns out longer than known goes on in the usual way, pauses, and reads no item twice",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      const sql = "SELECT no FROM events WHERE day = 'd1' LIMIT 12";
      await teach(world, sql);
      const before: number = world.executor.fastPath.runs;
      const short = await world.run("SELECT no FROM events WHERE day = 'd2' LIMIT 12");
      assert.equal(short.rows.length, 12);
      const pages = await pagesOf(world, "SELECT no FROM events WHERE day = 'd3' LIMIT 12", { pageRows: 5 });
      assert.deepEqual(rowsOf(pages), Array.from({ length: 12 }, (_, at) => [at * 4 + 3]));
      assert.equal(pages.reduce((sum, { stats }) => sum + stats.itemsMatched, 0), 12);
      assert.ok(world.executor.fastPath.runs - before <= 2);
    }),
});

Deno.test({
  name:
    "an item that its columns cannot hold makes them wider in the usual way, whether or not the statement is known",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      const sql = (id: string) => `SELECT total, parts, status FROM orders WHERE id = '${id}'`;
      await teach(world, sql("o1"));
      await putItems(world.database, "orders", [
        { id: "odd", total: num("0.123456789"), parts: [{ other: "shape" }], status: 5 },
      ]);
      const odd = await world.run(sql("odd"));
      assert.deepEqual(odd.rows, ['[0.123456789,[{"n":null,"other":"shape","sku":null}],"5"]']);
      // One of 40 is more than 1 %: the column shows it, in either way.
      assert.deepEqual(odd.warnings, []);
      await putItems(world.database, "orders", [{ id: "odd2", total: num("2"), parts: [], status: 5 }]);
      const before: number = world.executor.fastPath.runs;
      const warned = await world.run(sql("odd2"));
      assert.equal(world.executor.fastPath.runs, before);
      assert.deepEqual(warned.rows, ['[2,[],"5"]']);
      assert.deepEqual(warned.warnings, []);
      assert.ok(warned.learned.length > 0);
    }),
});

Deno.test({
  name: "a statement cancelled while it is known leaves the next one unharmed",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      const sql = (id: string) => `SELECT * FROM orders WHERE id = '${id}'`;
      await teach(world, sql("o1"));
      for (let time = 0; time < 30; time++) {
        const abort = new AbortController();
        const answer = world.run(sql(`o${time}`), {}, abort.signal).then(() => "done", (error) => error.code);
        await new Promise((resolve) => setTimeout(resolve, time / 8));
        abort.abort();
        assert.ok(["done", "cancelled"].includes(await answer));
      }
      assert.deepEqual((await world.run(sql("o2"))).rows.length, 1);
      assert.equal(await world.executor.tableBytes(), 0);
    }),
});

Deno.test({
  name: "several known statements at once do not meet",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      const sql = (id: string) => `SELECT id, status FROM orders WHERE id = '${id}'`;
      await teach(world, sql("o1"));
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, at) => world.run(sql(`o${at % 60}`))),
      );
      for (const [at, { rows }] of answers.entries()) {
        assert.deepEqual(rows, [`["o${at % 60}","${at % 2 === 0 ? "paid" : "open"}"]`]);
      }
    }),
});

Deno.test({
  name: "a budget stops a known statement as any other",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      const sql = "SELECT * FROM orders WHERE id IN ('o1', 'o2', 'o3')";
      await teach(world, sql);
      const budget = { readUnits: 1, items: 5_000, bytes: 2 ** 31, deadline: Date.now() + 60_000 };
      const known = await world.run(sql, { budget }).catch((error) => error);
      assert.ok(known.code === "budget_exceeded" || known.stats.readUnits > 1);
      const items = { ...budget, readUnits: 100, items: 2 };
      assert.equal((await world.run(sql, { budget: items }).catch((error) => error)).code, "budget_exceeded");
    }),
});

Deno.test({
  name: "a number may be another number: in SQL and as a parameter, beside columns of any kind of number",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      await createTable(world.database, { name: "numbers", hash: "id:N" });
      const values = ["0", "1", "42", "-7", "2147483647", "2147483648", "9007199254740993", "-2147483649"];
      await putItems(
        world.database,
        "numbers",
        values.map((id, at) => ({
          id: num(id),
          price: num(`${at}.25`),
          huge: num(`1${"0".repeat(30)}.${at}`),
          wild: num(at % 2 === 0 ? "1e-100" : id),
          ...(at % 3 === 0 ? {} : { small: num(String(at)) }),
        })),
      );
      const statements: readonly ((number: string) => string)[] = [
        (number) => `SELECT * FROM numbers WHERE id = ${number}`,
        (number) => `SELECT price, wild FROM numbers WHERE ${number} = id AND price < 4`,
        (number) => `SELECT id FROM numbers WHERE id = 42 AND price <> ${number}`,
        (number) => `SELECT id FROM numbers WHERE id IN (1, ${number}) AND huge > ${number}`,
        (number) => `SELECT small FROM numbers WHERE id = 1 AND small IN (${number}, 1)`,
        (number) => `SELECT id FROM numbers WHERE id = 1 AND wild <= ${number} AND NOT small > ${number}`,
      ];
      for (const sql of statements) {
        for (const taught of ["5", "3000000000"]) await teach(world, sql(taught));
        let atOnce = 0;
        for (const number of [...values, "1.0", "42.5", "1e0", "99999999999999999999", "0042"]) {
          const before: number = world.executor.fastPath.runs;
          const known = await world.run(sql(number));
          atOnce += world.executor.fastPath.runs - before;
          const plain = await world.run(sql(number), { plainly: true, pushDown: false });
          assert.deepEqual(known.rows.toSorted(), plain.rows.toSorted(), sql(number));
          assert.deepEqual(known.columns, plain.columns, sql(number));
        }
        assert.ok(atOnce >= 6, `${sql("n")}: ${atOnce}`);
      }
      const parameter = "SELECT * FROM numbers WHERE id = $1";
      for (const number of [5, 42, 0, -7, 2147483648, 1.5, 42]) {
        const known = await world.run(parameter, { parameters: [number] });
        const plain = await world.run(parameter, {
          parameters: [number],
          plainly: true,
          pushDown: false,
        });
        assert.deepEqual(known.rows, plain.rows, String(number));
        await world.executor.learned();
      }
    }),
});

Deno.test({
  name: "numbers that count or name a column are what they are",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      const statements: readonly ((number: number) => string)[] = [
        (number) => `SELECT no FROM events WHERE day = 'd1' AND no < 50 ORDER BY no LIMIT ${number}`,
        (number) => `SELECT no FROM events WHERE day = 'd1' AND no < 50 ORDER BY no LIMIT 3 OFFSET ${number}`,
        (number) => `SELECT no, -no AS o FROM events WHERE day = 'd1' AND no < 20 ORDER BY ${number}`,
        (number) =>
          `SELECT no % 3, no % 2, count(*) FROM events WHERE day = 'd1' AND no < 40 GROUP BY ${number}, 1, 2 ORDER BY 1, 2`,
        (number) => `SELECT no::DECIMAL(9, ${number}) FROM events WHERE day = 'd1' AND no = 5`,
        (number) =>
          `SELECT no + INTERVAL ${number} DAY FROM (SELECT DATE '2024-01-01' AS no FROM events WHERE day = 'd1' AND no = 5)`,
        (number) => `SELECT text[${number}], ${number} AS n${number} FROM events WHERE day = 'd1' AND no = 5`,
      ];
      for (const sql of statements) {
        await teach(world, sql(1));
        for (const number of [2, 1, 2]) {
          const known = await world.run(sql(number));
          const plain = await world.run(sql(number), { plainly: true, pushDown: false });
          assert.deepEqual(known.rows, plain.rows, sql(number));
          assert.deepEqual(known.columns, plain.columns, sql(number));
        }
      }
    }),
});

Deno.test({
  name: "one item is the same as parameters and in a table, whatever its attributes are",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      await createTable(world.database, { name: "things", hash: "id" });
      const full = {
        text: "plain",
        whole: 5,
        exact: num("12345678901234567890123456789012345.678"),
        wild: num("1e-120"),
        truth: true,
        bytes: new Uint8Array([0, 255, 39]),
        list: ["a", "b"],
        map: { x: 1, y: "z", nothing: null },
        anything: [1, "a"],
        odd: { z: [{ y: null }] },
      };
      const texts = ["", "\0", "a\0b", "'\"\\", "ü😀\u2028", "x".repeat(3_000), "NULL", "$1", "\ud800"];
      await putItems(world.database, "things", [
        { id: "full", ...full },
        { id: "none" },
        { id: "null", ...Object.fromEntries(Object.keys(full).map((name) => [name, null])) },
        {
          id: "false",
          truth: false,
          whole: 0,
          exact: 0,
          wild: 0,
          list: [],
          map: {},
          bytes: new Uint8Array([1]),
        },
        { id: "minus", whole: num("-9223372036854775808"), exact: num("-0.001"), wild: num("-1e120") },
        { id: "mixed", anything: "text", text: 7, whole: "seven" },
        ...texts.slice(0, -1).map((text, at) => ({ id: `t${at}`, text, list: [text], map: { y: text } })),
      ]);
      const ids = [
        "full",
        "none",
        "null",
        "false",
        "minus",
        "mixed",
        "nobody",
        ...texts.map((_, at) => `t${at}`),
      ];
      for (const columns of ["*", "text, exact", "list, map", "id, truth, bytes, wild"]) {
        const sql = (id: string) => `SELECT ${columns} FROM things WHERE id = '${id}'`;
        await teach(world, sql("full"));
        const before: number = world.executor.fastPath.runs;
        for (const id of ids) {
          const known = await world.run(sql(id));
          const plain = await world.run(sql(id), { plainly: true, pushDown: false });
          assert.deepEqual(known.rows, plain.rows, `${columns} of ${id}`);
          assert.deepEqual(known.columns, plain.columns, `${columns} of ${id}`);
        }
        assert.ok(world.executor.fastPath.runs - before >= ids.length - 3, columns);
      }
    }),
});
