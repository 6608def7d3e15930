import assert from "node:assert/strict";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { openWorld } from "../world.ts";

Deno.test("a NUL in attribute names, map keys and values breaks nothing", async () => {
  const w = await openWorld();
  try {
    await createTable(w.database, { name: "odd", hash: "pk" });
    await putItems(w.database, "odd", [
      { pk: "1", "a\0b": 5, "\0": "x", "ab#1": true, doc: { "k\0": 1, k: 2 }, deep: [{ "\0": "y\0z" }] },
    ]);
    const { columns, rows } = await w.run("SELECT * FROM odd");
    const row: unknown[] = JSON.parse(rows[0] ?? "");
    const shown = Object.fromEntries(columns.map(({ name }, at) => [name, row[at]]));
    assert.deepEqual(shown, {
      pk: "1",
      "a\0b": 5,
      "\0": "x",
      "ab#1": true,
      doc: { "k\0": 1, k: 2 },
      deep: [{ "\0": "y\0z" }],
    });
    assert.deepEqual((await w.run("SELECT count(*), count(doc) FROM odd")).rows, ["[1,1]"]);
    await assert.rejects(w.run('SELECT "a\0b" FROM odd'), { code: "syntax_error" });
  } finally {
    await w.close();
  }
});

Deno.test("column.* gives the fields of a STRUCT by name, also of a column that has another name inside", async () => {
  const w = await openWorld();
  try {
    await createTable(w.database, { name: "trips", hash: "pk" });
    await putItems(w.database, "trips", [
      { pk: "1", leg: { to: "Bergen", from: "Oslo", km: 463 }, Twin: { x: 1 }, twin: 2 },
      { pk: "2", leg: { to: "Rome", from: "Pisa" } },
    ]);
    const fields = await w.run("SELECT leg.* FROM trips ORDER BY pk");
    assert.deepEqual(fields.columns.map(({ name }) => name), ["from", "km", "to"]);
    assert.deepEqual(fields.rows, ['["Oslo",463,"Bergen"]', '["Pisa",null,"Rome"]']);
    assert.deepEqual((await w.run("SELECT pk, LEG.* EXCLUDE (km) FROM trips t ORDER BY pk")).rows, [
      '["1","Oslo","Bergen"]',
      '["2","Pisa","Rome"]',
    ]);
    const sub = "SELECT s.km FROM (SELECT pk, leg.* FROM trips) s WHERE s.to = 'Bergen'";
    assert.deepEqual((await w.run(sub)).rows, ["[463]"]);
    assert.deepEqual((await w.run("SELECT trips.* FROM trips WHERE pk = '2'")).rows.length, 1);
    await assert.rejects(w.run("SELECT nothing.* FROM trips"), { code: "table_not_found" });
  } finally {
    await w.close();
  }
});

Deno.test("an attribute whose name has a dot is told to be quoted where it is written as a path", async () => {
  const w = await openWorld();
  try {
    await createTable(w.database, { name: "dots", hash: "pk" });
    await putItems(w.database, "dots", [{ pk: "1", "a.b": 5, "x.y.z": 6, a: 7 }]);
    for (
      const [sql, right] of [["SELECT x.y.z FROM dots", '"x.y.z"'], ["SELECT d.x FROM dots d", null]] as const
    ) {
      await assert.rejects(w.run(sql), (error: Error & { code: string }) => {
        assert.equal(error.code, "column_not_found");
        assert.equal(error.message.includes("Did you mean"), right !== null, error.message);
        assert.ok(right === null || error.message.includes(`Did you mean ${right}?`), error.message);
        return true;
      });
    }
    assert.deepEqual((await w.run('SELECT "a.b", "x.y.z" FROM dots')).rows, ["[5,6]"]);
  } finally {
    await w.close();
  }
});

Deno.test("columns whose names differ by the case of other letters than A to Z are not taken for each other", async () => {
  const w = await openWorld();
  try {
    await createTable(w.database, { name: "umlauts", hash: "pk" });
    // "ä" holds numbers as texts and as numbers, "Ä" holds texts.
    await putItems(w.database, "umlauts", [
      { pk: "1", "ä": num("10"), "Ä": "2026-01-02" },
      { pk: "2", "ä": "9", "Ä": "2026-01-03" },
    ]);
    const texts = await w.run('SELECT pk FROM umlauts ORDER BY "Ä" DESC');
    assert.deepEqual([texts.rows, texts.warnings], [['["2"]', '["1"]'], []]);
    const both = await w.run('SELECT pk, "Ä" FROM umlauts ORDER BY "ä"');
    assert.deepEqual(both.rows.map((row) => row.slice(0, 4)), ['["1"', '["2"']);
    assert.equal(both.warnings.filter((each) => each.includes("put in order as text")).length, 1);
  } finally {
    await w.close();
  }
});
