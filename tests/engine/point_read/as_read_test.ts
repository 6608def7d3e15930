import assert from "node:assert/strict";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { open, openWorld, type World } from "../world.ts";

async function withWorld(work: (world: World) => Promise<void>): Promise<void> {
  const world = await openWorld();
  try {
    await createTable(world.database, { name: "orders", hash: "id" });
    await createTable(world.database, { name: "events", hash: "day", sort: "no:N" });
    await putItems(world.database, "orders", [
      ...Array.from({ length: 40 }, (_, at) => ({
        id: `o${at}`,
        total: num(`${at}.50`),
        wild: num(at % 2 === 0 ? "1e-120" : String(at)),
        status: at % 2 === 0 ? "paid" : "open",
        truth: at % 3 === 0,
        map: { x: at, y: at % 2 === 0 ? [`"${at}"`] : [], z: null },
        parts: [{ sku: `s${at}`, n: at }],
        tags: new Set([`t${at}`]),
        bytes: new Uint8Array([at, 255]),
        anything: at % 2 === 0 ? at : `${at}`,
        mixed: at % 2 === 0 ? [at] : `${at}`,
      })),
      { id: "none" },
      { id: "nul", status: "a\0b", map: { x: 1, y: ["\0"] } },
    ]);
    await putItems(
      world.database,
      "events",
      Array.from({ length: 30 }, (_, at) => ({ day: `d${at % 3}`, no: at, text: `e${at}` })),
    );
    await work(world);
  } finally {
    await world.close();
  }
}

/** Teaches a statement, then runs it with each value: how often nothing but the read was needed. */
async function asReadOf(
  world: World,
  sql: (value: string) => string,
  values: readonly string[],
): Promise<number> {
  await world.run(sql(values[0] ?? ""));
  await world.executor.learned();
  // The second one lets DuckDB say how its columns are called.
  await world.run(sql(values[0] ?? ""));
  const before: number = world.executor.fastPath.ranAsRead;
  for (const value of values) {
    const known = await world.run(sql(value));
    const plain = await world.run(sql(value), { plainly: true, pushDown: false });
    // Several keys come in their own order.
    assert.deepEqual(known.rows.toSorted(), plain.rows.toSorted(), sql(value));
    assert.deepEqual(known.columns, plain.columns, sql(value));
    assert.deepEqual(known.warnings, plain.warnings, sql(value));
  }
  return world.executor.fastPath.ranAsRead - before;
}

Deno.test({
  name: "a lookup that shows columns is answered by the item, in the words of the whole way",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      const statements: readonly ((id: string) => string)[] = [
        (id) => `SELECT * FROM orders WHERE id = '${id}'`,
        (id) => `SELECT o.* FROM orders o WHERE o.id = '${id}'`,
        (id) => `SELECT TOTAL, "status" AS "S t", total, o.map FROM orders AS o WHERE '${id}' = id`,
        (id) => `SELECT map.x, o.map.y AS ys, parts[1].sku FROM orders o WHERE id = '${id}'`,
        (id) => `SELECT *, id AS again FROM orders WHERE id IN ('${id}')`,
        (id) =>
          `SELECT parts, tags, bytes, anything, mixed, wild, truth FROM orders WHERE id = '${id}' LIMIT 5`,
      ];
      const ids = ["o1", "o2", "o39", "none", "nobody", "it''s", "o2"];
      for (const sql of statements) assert.equal(await asReadOf(world, sql, ids), ids.length, sql("…"));
      const whole = (no: string) => `SELECT text, no, day FROM events WHERE day = 'd1' AND no = ${no}`;
      assert.equal(await asReadOf(world, whole, ["1", "4", "2", "28"]), 4);
      const { rows } = await world.run("SELECT text, no, day FROM events WHERE day = 'd1' AND no = 7");
      assert.deepEqual(rows, ['["e7",7,"d1"]']);
    }),
});

Deno.test({
  name: "what DuckDB may change or must calculate is asked of DuckDB",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      const all = (id: string) => `SELECT * FROM orders WHERE id = '${id}'`;
      assert.equal(await asReadOf(world, all, ["o1", "nul", "o2"]), 2);
      const statements: readonly ((value: string) => string)[] = [
        (value) => `SELECT total FROM orders WHERE id = 'o1' AND status = '${value}'`,
        (value) => `SELECT total * 2 FROM orders WHERE id = '${value}'`,
        (value) => `SELECT * EXCLUDE (map) FROM orders WHERE id = '${value}'`,
        (value) => `SELECT 1, id FROM orders WHERE id = '${value}'`,
        (value) => `SELECT status FROM orders WHERE id = 'o1' AND id <> '${value}'`,
        (value) => `SELECT id FROM orders WHERE id = 'o2' OR id = '${value}'`,
        (value) => `SELECT no FROM events WHERE day = 'd1' AND no < 20 AND text <> '${value}'`,
      ];
      const counts: number[] = [];
      for (const sql of statements) counts.push(await asReadOf(world, sql, ["o1", "open", "o2", "o1"]));
      // Of `id = 'o2' OR id = 'o2'`, one key is left.
      assert.deepEqual(counts, [0, 0, 0, 0, 0, 1, 0]);
      assert.deepEqual(
        (await world.run("SELECT status FROM orders WHERE id = 'o1' AND id <> 'o1'")).rows,
        [],
      );
    }),
});

Deno.test({
  name:
    "what an item teaches is learned and shown, however often its statement was answered by the item alone",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      const all = (id: string) => `SELECT * FROM orders WHERE id = '${id}'`;
      assert.equal(await asReadOf(world, all, ["o1", "o2"]), 2);
      await putItems(world.database, "orders", [
        { id: "new", surprise: "!", total: num("1") },
        { id: "long", total: num("0.123456789012345678901") },
        { id: "key", map: { x: 1, rare: true } },
        { id: "odd", status: { a: 1 }, total: "text" },
      ]);
      const fresh = await world.run(all("new"));
      assert.ok(fresh.columns.some(({ name }) => name === "surprise"));
      assert.ok(fresh.rows[0]?.includes('"!"'));
      assert.ok(fresh.learned.length > 0);
      const { rows: [long = ""] } = await world.run(all("long"));
      assert.ok(long.includes("0.123456789012345678901"));
      assert.ok((await world.run(all("key"))).rows[0]?.includes('"rare":true'));
      const odd = await world.run("SELECT id, status FROM orders WHERE id = 'odd'");
      const plain = await world.run("SELECT id, status FROM orders WHERE id = 'odd'", {
        plainly: true,
        pushDown: false,
      });
      assert.deepEqual(odd.rows, plain.rows);
      assert.ok(odd.learned.length > 0);
    }),
});

Deno.test({
  name: "a column that was missing whenever DuckDB gave a row is asked of DuckDB where it has a value",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      const two = (id: string) => `SELECT id, total, status FROM orders WHERE id = '${id}'`;
      // No value is shown by these; those are given by DuckDB while the statement is taught.
      assert.equal(await asReadOf(world, two, ["none", "nobody", "none"]), 3);
      assert.equal(await asReadOf(world, two, ["o1", "o3", "none"]), 3);
      const parts = (id: string) => `SELECT parts, id, map FROM orders WHERE id = '${id}'`;
      await putItems(world.database, "orders", [{ id: "half", map: { x: 1, y: [], z: null } }]);
      assert.equal(await asReadOf(world, parts, ["none", "half", "half", "o1", "o1", "half", "o2"]), 5);
    }),
});
