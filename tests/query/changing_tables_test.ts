/** Tables that change under way, at the service over DynamoDB Local: the first statement that meets a change answers. */
import assert from "node:assert/strict";
import { call, createTable, deleteTable, putItems, type TestTable } from "../fixtures/tables.ts";
import { type Local, rowsOf, withLocal } from "./local.ts";

async function replace({ database }: Local, table: TestTable, items: Record<string, unknown>[]) {
  await deleteTable(database, table.name);
  await createTable(database, table);
  await putItems(database, table.name, items);
}

async function dropIndex({ database }: Local, table: string, IndexName: string): Promise<void> {
  await call(database, "UpdateTable", {
    TableName: table,
    GlobalSecondaryIndexUpdates: [{ Delete: { IndexName } }],
  });
  for (let tried = 0; tried < 200; tried++) {
    const { Table } = await call(database, "DescribeTable", { TableName: table });
    if (!JSON.stringify(Table).includes(`"${IndexName}"`)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("The index did not go away.");
}

Deno.test("A table made again with other keys is read by the first statement that meets it", async () => {
  await withLocal({ engines: 1 }, 0, async (service) => {
    const { database } = service;
    await createTable(database, { name: "things", hash: "pk", sort: "sk" });
    await putItems(database, "things", [{ pk: "a", sk: "1", old: 1 }]);
    const byKey = "SELECT old FROM things WHERE pk = 'a' AND sk = '1'";
    // Often enough that the read begins before the statement is planned.
    for (let n = 0; n < 4; n++) assert.deepEqual(await rowsOf(service, byKey), [[1]]);

    await replace(service, { name: "things", hash: "pk" }, [{ pk: "a", sk: "1", old: 2 }]);
    assert.deepEqual(await rowsOf(service, byKey), [[2]], "GetItem");

    await replace(service, { name: "things", hash: "id:N" }, [{ id: 7, pk: "a", sk: "1", old: 3 }]);
    assert.deepEqual(await rowsOf(service, "SELECT id, old FROM things WHERE pk = 'a'"), [[7, 3]], "Query");

    await replace(service, { name: "things", hash: "name" }, [{ name: "x", n: 9 }]);
    assert.deepEqual(await rowsOf(service, "SELECT * FROM things"), [["x", 9]], "Scan");
    assert.deepEqual((await service.run("SELECT * FROM things")).columns.map(({ name }) => name), [
      "name",
      "n",
    ]);
  });
});

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A table that was empty when it was first seen, and is filled: the statement that reads it asks what else it is. */
async function fillsLate(service: Local, name: string): Promise<void> {
  const { database } = service;
  await createTable(database, { name, hash: "pk" });
  assert.deepEqual((await service.run(`SELECT count(*) FROM ${name}`)).rows, [[0]]);
  await putItems(database, name, [{ pk: "a", price: 2.5, doc: { k: 1 } }]);
  assert.equal((await service.run(`SELECT * FROM ${name}`)).rows.length, 1);
}

Deno.test("A table that was empty, was filled, and was made again with other keys is read by its keys at once", async () => {
  await withLocal({ engines: 1 }, 0, async (service) => {
    const { database } = service;
    await createTable(database, { name: "ids", hash: "id" });
    await putItems(database, "ids", [{ id: "q" }, { id: "a" }]);
    const item = { price: 1, pk: "q", doc: "text now" };
    for (
      const [hash, sort, sql] of [
        // GetItem, then Query, then BatchGetItem: all by the key of before.
        ["price:N", "pk", "SELECT doc FROM fills WHERE price = 1 AND pk = 'q'"],
        ["price:N", "pk", "SELECT doc FROM fills WHERE pk = 'q'"],
        ["price:N", "pk", "SELECT f.doc FROM ids JOIN fills f ON f.pk = ids.id"],
        ["doc", "pk", "SELECT doc FROM fills WHERE pk = 'q' AND price = 1"],
        ["price:N", undefined, "SELECT doc FROM fills WHERE pk IN ('q', 'r')"],
        ["doc", "price:N", "SELECT a.doc FROM fills a JOIN fills b ON a.pk = b.pk WHERE b.pk = 'q'"],
      ] as const
    ) {
      await fillsLate(service, "fills");
      await wait(1_100);
      await replace(service, { name: "fills", hash, ...(sort === undefined ? {} : { sort }) }, [item]);
      assert.deepEqual((await service.run(sql)).rows, [["text now"]], sql);
      await deleteTable(database, "fills");
      await assert.rejects(service.run(sql), { code: "table_not_found" });
    }
  });
});

Deno.test("A table made again at any pace is read by its keys, also where another of the statement was as well", async () => {
  await withLocal({ engines: 1 }, 0, async (service) => {
    await fillsLate(service, "fills");
    await fillsLate(service, "others");
    const sql = "SELECT f.doc, o.doc FROM fills f, others o WHERE f.pk = 'a' AND o.pk = 'a'";
    for (const key of ["price:N", "k", "pk:S", "price:N", "k"]) {
      const item = { pk: "a", price: 1, k: "x", doc: key };
      for (const name of ["fills", "others"]) await replace(service, { name, hash: key }, [item]);
      assert.deepEqual((await service.run(sql)).rows, [[key, key]], key);
    }
  });
});

Deno.test("An index dropped from a table that was empty when it was first seen is missed by nobody", async () => {
  await withLocal({ engines: 1 }, 0, async (service) => {
    const { database } = service;
    await createTable(database, { name: "things", hash: "pk", gsis: [{ name: "by_owner", hash: "owner" }] });
    assert.deepEqual((await service.run("SELECT count(*) FROM things")).rows, [[0]]);
    const items = Array.from({ length: 50 }, (_, n) => ({ pk: `k${n}`, owner: `o${n % 25}`, n }));
    await putItems(database, "things", items);
    assert.equal((await service.run("SELECT * FROM things")).rows.length, 50);
    const byOwner = "SELECT pk FROM things WHERE owner = 'o7'";
    assert.equal((await service.run(byOwner)).stats.itemsRead, 2, "the index is used");
    await dropIndex(service, "things", "by_owner");
    assert.deepEqual(await rowsOf(service, byOwner), [["k32"], ["k7"]]);
  });
});

Deno.test("A key of a table made again is known at once, however lately names were looked for", async () => {
  await withLocal({ engines: 1 }, 0, async (service) => {
    const { database } = service;
    await createTable(database, { name: "fills", hash: "pk" });
    await service.run("SELECT * FROM fills");
    await assert.rejects(service.run("SELECT colour FROM fills"), { code: "column_not_found" });
    await wait(1_100);
    await replace(service, { name: "fills", hash: "price:N", sort: "pk" }, [
      { price: 1, pk: "q", tags: { a: 5 } },
    ]);
    const { rows, stats } = await service.run("SELECT * FROM fills WHERE price = 1 AND pk = 'q'");
    assert.equal(rows.length, 1);
    assert.equal(stats.metadataReadUnits, 0.5, "another table is looked at whenever it comes");
    assert.deepEqual((await service.run("SELECT tags.a FROM fills")).rows, [[5]]);
  });
});

Deno.test("SELECT * meets a table made again whose attributes are those of the old one, under other keys", async () => {
  await withLocal({ engines: 1 }, 0, async (service) => {
    await createTable(service.database, { name: "things", hash: "pk", sort: "sk" });
    await putItems(service.database, "things", [{ pk: "a", sk: "1", old: 1 }]);
    const shown = async (sql: string) => {
      const { columns, rows, warnings } = await service.run(sql);
      return [columns.map(({ name }) => name).join(), ...rows.map((row) => row.join()), ...warnings];
    };
    assert.deepEqual(await shown("SELECT * FROM things"), ["pk,sk,old", "a,1,1"]);

    // A new key, and another kind of value under an old name.
    await replace(service, { name: "things", hash: "id:N" }, [{ id: 7, pk: "a", sk: "1", old: "3" }]);
    assert.deepEqual(await shown("SELECT * FROM things"), ["id,old,pk,sk", "7,3,a,1"]);

    // Nothing that is read is new: only the keys are others. Nobody deletes a table and makes it again within a second.
    for (
      const [sql, ...expected] of [
        ["SELECT * FROM things", "sk,pk,id,old", "1,a,7,3"],
        ["SELECT * FROM things WHERE old = '3' ORDER BY 1", "old,id,pk,sk", "3,7,a,1"],
        ["SELECT * FROM things UNION ALL SELECT * FROM things", "id,pk,old,sk", "7,a,3,1", "7,a,3,1"],
        ["SELECT x.* FROM (SELECT * FROM things) x", "pk,sk,id,old", "a,1,7,3"],
      ] as const
    ) {
      const [hash = "", sort = ""] = expected[0].split(",");
      const typed = (name: string) => name === "id" ? "id:N" : name;
      const keys = sql.includes("'3'") ? { hash: typed(hash) } : { hash: typed(hash), sort: typed(sort) };
      await new Promise((resolve) => setTimeout(resolve, 1_050));
      await replace(service, { name: "things", ...keys }, [{ id: 7, pk: "a", sk: "1", old: "3" }]);
      assert.deepEqual(await shown(sql), expected, sql);
    }
  });
});

Deno.test("A table made again with the same names and other types is read as what it is by the first statement", async () => {
  await withLocal({ engines: 1 }, 0, async (service) => {
    const before = { pk: "a", v: 1, m: { k: 1 }, l: [1], n: 1 };
    const after = { pk: "a", v: "x", m: { k: "y" }, l: ["z"], n: { deep: true } };
    for (
      const [sql, ...rows] of [
        ["SELECT v FROM things", "x"],
        ["SELECT count(*) FROM things WHERE v = 'x'", "1"],
        ["SELECT v || '!' FROM things WHERE pk = 'a'", "x!"],
        ["SELECT m.k, l[1] FROM things", "y,z"],
        ["SELECT n.deep FROM things", "true"],
        ["SELECT max(v) FROM things GROUP BY pk", "x"],
      ] as const
    ) {
      const table = { name: "things", hash: "pk" };
      await createTable(service.database, table);
      await putItems(service.database, "things", [before]);
      assert.deepEqual((await service.run("SELECT v + n FROM things")).rows, [[2]]);
      await replace(service, table, [after]);
      const answer = await service.run(sql);
      assert.deepEqual([answer.rows.map((row) => row.join()), answer.warnings], [rows, []], sql);
      await deleteTable(service.database, "things");
      await assert.rejects(service.run("SELECT v FROM things"), { code: "table_not_found" });
    }
  });
});

Deno.test("A table made again with the same keys keeps nothing of the one before, once it is refreshed", async () => {
  await withLocal({ engines: 1, metadata_seconds: 1 }, 0, async (service) => {
    await createTable(service.database, { name: "things", hash: "pk" });
    await putItems(service.database, "things", [{ pk: "a", v: "text" }]);
    assert.deepEqual(await rowsOf(service, "SELECT v || '!' FROM things"), [["text!"]]);
    await replace(service, { name: "things", hash: "pk" }, [{ pk: "a", v: 5 }]);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const { columns, rows, warnings } = await service.run("SELECT v FROM things");
    assert.deepEqual([columns, rows, warnings], [[{ name: "v", type: "BIGINT" }], [[5]], []]);
  });
});

Deno.test("A statement whose types do not go together is planned again where its table was made again", async () => {
  await withLocal({ engines: 1 }, 0, async (service) => {
    await createTable(service.database, { name: "things", hash: "pk", sort: "sk" });
    await putItems(service.database, "things", [{ pk: "a", sk: "1", old: 1 }]);
    const sql = "SELECT pk + 1, old[1] FROM things WHERE sk = '1'";
    assert.deepEqual(await rowsOf(service, "SELECT old FROM things"), [[1]]);
    await replace(service, { name: "things", hash: "pk:N", sort: "sk" }, [{ pk: 1, sk: "1", old: [1] }]);
    assert.deepEqual(await rowsOf(service, sql), [[2, 1]]);
  });
});

Deno.test("A table that is gone is not found, and one made again is", async () => {
  await withLocal({ engines: 1 }, 0, async (service) => {
    await createTable(service.database, { name: "things", hash: "pk" });
    await putItems(service.database, "things", [{ pk: "a" }]);
    assert.deepEqual(await rowsOf(service, "SELECT pk FROM things"), [["a"]]);
    await deleteTable(service.database, "things");
    await assert.rejects(service.run("SELECT pk FROM things"), {
      code: "table_not_found",
      message: /^Table not found: east\.things\./,
    });
    await createTable(service.database, { name: "things", hash: "pk" });
    assert.deepEqual(await rowsOf(service, "SELECT pk FROM things"), []);
  });
});

Deno.test("An index that is dropped is missed by nobody", async () => {
  await withLocal({ engines: 1 }, 0, async (service) => {
    const { database } = service;
    await createTable(database, {
      name: "things",
      hash: "pk",
      gsis: [{ name: "by_owner", hash: "owner" }, { name: "by_kind", hash: "kind" }],
    });
    const items = Array.from({ length: 300 }, (_, n) => ({
      pk: `k${n}`,
      owner: `o${n % 100}`,
      kind: `t${n % 60}`,
      filler: "x".repeat(900),
    }));
    await putItems(database, "things", items);
    const byOwner = "SELECT pk FROM things WHERE owner = 'o7'";
    const indexed = await service.run(byOwner);
    assert.equal(indexed.stats.itemsRead, 3, "the index is used");
    await dropIndex(service, "things", "by_owner");
    const { rows, stats } = await service.run(byOwner);
    assert.deepEqual(rows.map(([pk]) => pk).sort(), ["k107", "k207", "k7"]);
    assert.equal(stats.itemsRead, 300);

    // One of two tables of a statement, in the middle of it: what the first try read is counted too.
    await createTable(database, { name: "kinds", hash: "kind" });
    await putItems(database, "kinds", [{ kind: "t5" }]);
    const join = "SELECT t.pk FROM kinds k JOIN things t ON t.kind = k.kind ORDER BY 1";
    const before = await service.run(join);
    assert.deepEqual(before.rows.length, 5);
    await dropIndex(service, "things", "by_kind");
    const after = await service.run(join);
    assert.deepEqual(after.rows, before.rows);
    const whole = await service.run("SELECT count(filler) FROM things");
    const kinds = await service.run("SELECT count(kind) FROM kinds");
    assert.ok(
      after.stats.readUnits >= whole.stats.readUnits + kinds.stats.readUnits,
      `${after.stats.readUnits} units`,
    );
  });
});

Deno.test("A cursor over a table that was replaced has expired; over one that is gone, it says so", async () => {
  await withLocal({ engines: 1 }, 0, async (service) => {
    const { database } = service;
    const items = (of: (n: number) => Record<string, unknown>) =>
      Array.from({ length: 400 }, (_, n) => ({ ...of(n), filler: "x".repeat(5_000) }));
    await createTable(database, { name: "things", hash: "pk" });
    await putItems(database, "things", items((n) => ({ pk: `k${n}` })));
    const first = async () => {
      const { nextCursor } = await service.run("SELECT pk FROM things", { maxRows: 50 });
      assert.ok(nextCursor);
      return nextCursor;
    };
    const sentence = {
      code: "cursor_expired",
      message: /^The table has changed since the first page\. Run the SQL again without a cursor\./,
    };
    const later = async (cursor: string) => {
      // What is kept of the first read comes first.
      for (let next: string | undefined = cursor, n = 0; next !== undefined && n < 20; n++) {
        next = (await service.run("SELECT pk FROM things", { cursor: next, maxRows: 50 })).nextCursor;
      }
    };
    const gone = await first();
    await deleteTable(database, "things");
    await assert.rejects(later(gone), { code: "table_not_found", message: /\bthings\b/ });

    await createTable(database, { name: "things", hash: "pk" });
    await putItems(database, "things", items((n) => ({ pk: `k${n}` })));
    const replaced = await first();
    await replace(service, { name: "things", hash: "id:N" }, items((n) => ({ id: n, pk: "p" })));
    await assert.rejects(later(replaced), sentence);

    const same = await first();
    await replace(service, { name: "things", hash: "id:N" }, items((n) => ({ id: n, pk: "q" })));
    await replace(service, { name: "things", hash: "pk" }, items((n) => ({ pk: `k${n}` })));
    await service.run("SELECT pk FROM things WHERE pk = 'k1'");
    await assert.rejects(later(same), sentence);
  });
});
