/** What is written after a table was looked at is known to the first statement that needs it. */
import assert from "node:assert/strict";
import { codeOf } from "../fault/scripted.ts";
import { createTable, putItems } from "../fixtures/tables.ts";
import { rowsOf, withLocal } from "./local.ts";

Deno.test("An attribute written after a complete sample is found by the first statement that names it", async () => {
  await withLocal({ engines: 1 }, 0, async (service) => {
    const { database } = service;
    await createTable(database, { name: "things", hash: "pk" });
    await putItems(database, "things", [{ pk: "a", n: 1 }]);
    assert.deepEqual(await rowsOf(service, "SELECT pk, n FROM things"), [["a", 1]]);
    await putItems(database, "things", [{ pk: "b", n: 2, colour: "red" }]);
    const { rows, stats } = await service.run("SELECT pk, colour FROM things ORDER BY pk");
    assert.deepEqual(rows, [["a", null], ["b", "red"]]);
    assert.equal(stats.metadataReadUnits, 0.5, "one page of two small items");
    // Again within 30 s: nothing is looked at, and the error says how to go on.
    await putItems(database, "things", [{ pk: "c", size: 5 }]);
    await assert.rejects(service.run("SELECT size FROM things"), {
      code: "column_not_found",
      message:
        /write "size": in double quotes it is read all the same\. For an unknown name the items of things are looked at once in 30 s: \d s ago, and next in (2\d|30) s\.$/,
    });
    const quoted = await service.run(`SELECT pk, "size" FROM things ORDER BY pk`);
    assert.deepEqual(quoted.rows, [["a", null], ["b", null], ["c", 5]]);
    assert.equal(quoted.stats.metadataReadUnits, 0);
    // What it met is known from then on, once it is written down.
    const known = () => service.run("SELECT pk, size FROM things ORDER BY pk").catch(() => null);
    let after = await known();
    for (let tried = 0; after === null && tried < 50; tried++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      after = await known();
    }
    assert.deepEqual(after?.rows.at(-1), ["c", 5]);
  });
});

Deno.test("A name that is still unknown after a look says what the look took", async () => {
  await withLocal({ engines: 1 }, 10, async (service) => {
    await service.run("SELECT count(*) FROM numbers");
    const message =
      /^Column not found: numbr \(line 1, column 8\)\. There are .* Looking at the table again took 0\.5 read units\.$/;
    await assert.rejects(service.run("SELECT numbr FROM numbers"), { code: "column_not_found", message });
    await assert.rejects(
      service.run("SELECT numbr FROM numbers"),
      (error: Error) =>
        !message.test(error.message) && /For an unknown name the items of numbers /.test(error.message),
    );
    // A key that only the engine looks for, within a map that a subquery makes.
    await assert.rejects(
      service.run("SELECT m.nokey FROM (SELECT {'k': n} AS m FROM numbers)"),
      { code: "column_not_found" },
    );
  });
});

Deno.test("A name beside a table function or in a subquery is looked for again as well", async () => {
  await withLocal({ engines: 1 }, 0, async (service) => {
    const { database } = service;
    for (
      const [name, sql] of [
        ["one", "SELECT colour FROM one, range(2) r ORDER BY 1"],
        ["two", `SELECT two."colour" FROM two, range(2) r ORDER BY 1`],
        ["three", "SELECT colour FROM (SELECT * FROM three), range(2) r ORDER BY 1"],
      ] as const
    ) {
      await createTable(database, { name, hash: "pk" });
      await service.run(`SELECT * FROM ${name}`);
      await putItems(database, name, [{ pk: "a", colour: "red" }]);
      assert.deepEqual((await service.run(sql)).rows, [["red"], ["red"]], sql);
    }
  });
});

Deno.test("A table first seen empty answers by what was written since", async () => {
  await withLocal({ engines: 1 }, 0, async (service) => {
    const { database } = service;
    await createTable(database, { name: "things", hash: "pk" });
    assert.deepEqual((await service.run("SELECT * FROM things")).rows, []);
    assert.deepEqual((await service.run("SELECT count(*) FROM things")).rows, [[0]]);
    await putItems(database, "things", Array.from({ length: 50 }, (_, n) => ({ pk: `k${n}`, n: n + 0.5 })));
    const { rows, columns } = await service.run("SELECT sum(n), count(*) FROM things WHERE n > 10");
    // 10.5 + … + 49.5 = 40 numbers of 30 on average.
    assert.deepEqual(rows.map((row) => row.map(Number)), [[1200, 40]]);
    assert.match(columns[0]?.type ?? "", /^DECIMAL/);
  });
});

Deno.test("A table made after the listing is found in another case and named among the nearest", async () => {
  await withLocal({ engines: 1 }, 1, async (service) => {
    assert.equal(await codeOf(service.run("SELECT * FROM nothing_like_it")), "table_not_found");
    await createTable(service.database, { name: "Invoices", hash: "pk" });
    await putItems(service.database, "Invoices", [{ pk: "a" }]);
    await assert.rejects(service.run("SELECT * FROM invoicez"), { message: /Did you mean Invoices\?/ });
    await createTable(service.database, { name: "Shipments", hash: "pk" });
    assert.deepEqual(await rowsOf(service, "SELECT pk FROM shipments"), []);
  });
});

Deno.test("What a statement that fails has learned is known to the next one", async () => {
  await withLocal({ engines: 1, sample_items: 10 }, 0, async (service) => {
    const { database } = service;
    await createTable(database, { name: "things", hash: "pk" });
    await putItems(
      database,
      "things",
      Array.from({ length: 2_000 }, (_, n) => ({ pk: `k${n}`, v: n === 1_234 ? 0.25 : n, word: "five" })),
    );
    const one = "SELECT v FROM things WHERE pk = 'k5'";
    assert.equal((await service.run(one)).columns[0]?.type, "BIGINT", "the sample has no fraction");
    await assert.rejects(service.run("SELECT sum(v), sum(CAST(word AS INTEGER)) FROM things"), {
      code: "type_mismatch",
    });
    assert.match((await service.run(one)).columns[0]?.type ?? "", /^DECIMAL/);
  });
});
