import assert from "node:assert/strict";
import { createTable, num, putItems, raw } from "../../fixtures/tables.ts";
import type { Job } from "../../../src/engine/messages/job.ts";
import { open, openWorld, type World } from "../world.ts";

const padding = "x".repeat(400);
const big = "9".repeat(30);

/** Two thousand customers of half a kilobyte: a Scan costs about 120 units. Orders of every kind of dirt. */
async function fill({ database }: World): Promise<void> {
  await createTable(database, {
    name: "customers",
    hash: "id:N",
    gsis: [
      { name: "by_city", hash: "city", project: ["name"] },
      { name: "by_mail", hash: "mail", sort: "since:N" },
    ],
  });
  await putItems(
    database,
    "customers",
    Array.from({ length: 2_000 }, (_, id) => ({
      id: id === 1_999 ? num(big) : num(id === 7 ? "7.50" : String(id)),
      name: `customer ${id}`,
      city: `city ${id % 400}`,
      mail: id % 3 === 0 ? undefined : `m${id}`,
      since: id % 3 === 0 ? undefined : id,
      region: `r${id % 5}`,
      padding,
    })),
  );
  await createTable(database, { name: "orders", hash: "shop", sort: "no:N" });
  const dirty = [num("1.0"), num("1E0"), 2, 2, 3, num("7.5"), num("5000000"), null, undefined, num(big)];
  await putItems(database, "orders", [
    ...[11, 12, 12].map((customer, no) => ({ shop: "clean", no, customer, city: `city ${no}`, text: "11" })),
    ...dirty.map((customer, no) => ({
      shop: "dirty",
      no,
      customer,
      city: no === 4 ? null : `city ${no % 3}`,
    })),
    ...Array.from({ length: 900 }, (_, no) => ({ shop: "many", no, customer: no, parent: no - 1 })),
  ]);
  await createTable(database, { name: "notes", hash: "id:N" });
  await putItems(database, "notes", [
    { id: 1, customer: "11" },
    { id: 2, customer: 12 },
    { id: 3, customer: raw({ NULL: true }) },
    { id: 4 },
  ]);
  await createTable(database, { name: "lines", hash: "shop", sort: "line" });
  await putItems(
    database,
    "lines",
    Array.from({ length: 1_200 }, (_, at) => ({
      shop: at % 3 === 0 ? "clean" : `shop ${at % 50}`,
      line: `${at}`,
      product: `p${at % 7}`,
      padding,
    })),
  );
  await createTable(database, { name: "picks", hash: "id" });
  await putItems(database, "picks", [
    { id: "a", shop: "clean", line: "3" },
    { id: "b", shop: "clean", line: "6" },
    { id: "c", shop: "clean", line: "4" },
    { id: "d", shop: "clean" },
    { id: "e", line: "6" },
  ]);
  await createTable(database, { name: "regions", hash: "code", sort: "year:N" });
  await putItems(
    database,
    "regions",
    Array.from(
      { length: 2_000 },
      (_, at) => ({ code: `r${at % 1_000}`, year: 2020 + Math.floor(at / 1_000), padding }),
    ),
  );
}

let shared: Promise<World> | null = null;

/** One world for all tests of this file; the last one closes it. */
function world(): Promise<World> {
  shared ??= (async () => {
    const opened = await openWorld();
    await fill(opened);
    return opened;
  })();
  return shared;
}

function test(name: string, run: (world: World) => Promise<void>): void {
  Deno.test({ name, fn: async () => run(await world()), ...open });
}

/** The answer with push-down, which is the answer without; what it read. */
async function same(world: World, sql: string, more: Partial<Job> = {}) {
  const on = await world.run(sql, more);
  const off = await world.run(sql, { ...more, pushDown: false });
  assert.deepEqual(on.rows.toSorted(), off.rows.toSorted(), sql);
  assert.deepEqual(on.columns, off.columns, sql);
  assert.ok(on.stats.readUnits <= off.stats.readUnits, `${sql}: ${on.stats.readUnits}`);
  return { rows: on.rows, units: on.stats.readUnits, whole: off.stats.readUnits };
}

test("two customers of three orders are gotten by their keys, whichever way they are joined", async (world) => {
  const orders = "orders o";
  const cases: readonly [string, number, number][] = [
    [
      `SELECT o.no, c.name FROM ${orders} JOIN customers c ON c.id = o.customer WHERE o.shop = 'clean'`,
      3,
      1.5,
    ],
    [
      `SELECT o.no, c.name FROM customers c JOIN ${orders} ON c.id = o.customer WHERE o.shop = 'clean'`,
      3,
      1.5,
    ],
    [`SELECT o.no, c.name FROM ${orders}, customers c WHERE c.id = o.customer AND o.shop = 'clean'`, 3, 1.5],
    [
      `SELECT o.no, c.name FROM ${orders} LEFT JOIN customers c ON c.id = o.customer WHERE o.shop = 'clean'`,
      3,
      1.5,
    ],
    [`SELECT name FROM customers WHERE id IN (SELECT customer FROM orders WHERE shop = 'clean')`, 2, 1.5],
    [
      `SELECT name FROM customers c SEMI JOIN orders o ON c.id = o.customer AND o.shop = 'clean'`,
      2,
      1.5,
    ],
    [
      `SELECT no FROM ${orders} WHERE shop = 'clean' AND EXISTS (SELECT 1 FROM customers c WHERE c.id = o.customer)`,
      3,
      1.5,
    ],
    [
      `SELECT no FROM ${orders} WHERE shop = 'clean' AND NOT EXISTS (SELECT 1 FROM customers c WHERE c.id = o.customer)`,
      0,
      1.5,
    ],
    [
      `SELECT no FROM ${orders} ANTI JOIN customers c ON c.id = o.customer WHERE o.shop = 'clean'`,
      0,
      1.5,
    ],
    [
      `WITH o AS (SELECT no, customer FROM orders WHERE shop = 'clean'), n AS (SELECT id, name FROM customers)
       SELECT o.no, n.name FROM o JOIN n ON n.id = o.customer`,
      3,
      1.5,
    ],
    [
      `SELECT c.name, count(*) FROM ${orders} JOIN customers c ON c.id = o.customer WHERE o.shop = 'clean' GROUP BY 1`,
      2,
      1.5,
    ],
  ];
  for (const [sql, rows, units] of cases) {
    const found = await same(world, sql);
    assert.equal(found.rows.length, rows, sql);
    assert.equal(found.units, units, sql);
  }
});

test("keys that are NULL, missing, equal by value, without a partner or of 30 digits find what a scan finds", async (world) => {
  const inner = await same(
    world,
    "SELECT o.no, c.id, c.name FROM orders o JOIN customers c ON c.id = o.customer WHERE o.shop = 'dirty'",
  );
  assert.equal(inner.rows.length, 7);
  // One Query, and a key each for 1, 2, 3, 7.5 and the long one. DynamoDB Local counts nothing for 5000000, a miss.
  assert.equal(inner.units, 0.5 + 2.5);
  const outer = await same(
    world,
    "SELECT o.no, c.id, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer WHERE o.shop = 'dirty'",
  );
  assert.equal(outer.rows.length, 10);
  assert.equal(outer.units, 0.5 + 2.5);
});

test("a comparison that casts drives nothing", async (world) => {
  const found = await same(
    world,
    "SELECT o.no, c.name FROM orders o LEFT JOIN customers c ON c.id::VARCHAR = o.text WHERE o.shop = 'clean'",
  );
  assert.equal(found.rows.length, 3);
  assert.ok(found.units > 50, "a cast is no key");
  await same(
    world,
    "SELECT n.id, c.name FROM notes n LEFT JOIN customers c ON c.id = n.customer",
  );
});

test("partitions of an index are queried for the values found; of a sparse or narrow index only what it holds", async (world) => {
  const found = await same(
    world,
    "SELECT o.no, c.name FROM orders o JOIN customers c ON c.city = o.city WHERE o.shop = 'clean'",
  );
  assert.equal(found.rows.length, 15);
  assert.equal(found.units, 0.5 + 3 * 0.5);
  const dirty = await same(
    world,
    "SELECT o.no, c.name FROM orders o LEFT JOIN customers c ON c.city = o.city WHERE o.shop = 'dirty'",
  );
  assert.ok(dirty.units <= 2, String(dirty.units));
  await same(
    world,
    "SELECT o.no, c.region FROM orders o JOIN customers c ON c.city = o.city WHERE o.shop = 'clean'",
  );
  // Needs the sort key of the index to be there: items of it always have both.
  await same(world, "SELECT p.id, c.name FROM picks p LEFT JOIN customers c ON c.mail = 'm' || p.line");
});

test("both parts of a key may come from one relation, or one of them from the SQL", async (world) => {
  const both = await same(
    world,
    "SELECT p.id, l.product FROM picks p LEFT JOIN lines l ON l.shop = p.shop AND l.line = p.line WHERE p.id IN ('a', 'b', 'c', 'd', 'e')",
  );
  assert.equal(both.rows.length, 5);
  // A Scan of five items, and the two that are there.
  assert.equal(both.units, 0.5 + 2 * 0.5);
  const sort = await same(
    world,
    "SELECT p.id, l.product FROM picks p JOIN lines l ON l.line = p.line WHERE l.shop = 'clean' AND p.id IN ('a', 'b')",
  );
  assert.equal(sort.rows.length, 2);
  assert.equal(sort.units, 2 * 0.5 + 2 * 0.5);
  const year = await same(
    world,
    "SELECT c.name, r.year FROM customers c JOIN regions r ON r.code = c.region AND r.year = 2021 WHERE c.id IN (11, 12)",
  );
  assert.equal(year.units, 2 * 0.5 + 2 * 0.5);
});

test("keys travel along a chain of joins, and through the middle of it", async (world) => {
  const chain = await same(
    world,
    `SELECT o.no, c.name, r.year FROM orders o JOIN customers c ON c.id = o.customer
     JOIN regions r ON r.code = c.region WHERE o.shop = 'clean'`,
  );
  assert.equal(chain.rows.length, 6);
  assert.equal(chain.units, 0.5 + 2 * 0.5 + 2 * 0.5);
});

test("a table used twice is right both times", async (world) => {
  const twice = await same(
    world,
    `SELECT o.no, a.name, b.name FROM orders o JOIN customers a ON a.id = o.customer
     LEFT JOIN customers b ON b.id = o.no WHERE o.shop = 'clean'`,
  );
  assert.equal(twice.rows.length, 3);
  assert.equal(twice.units, 0.5 + 2 * 0.5 + 3 * 0.5);
  const parents = await same(
    world,
    "SELECT o.no, p.no FROM orders o JOIN orders p ON p.no = o.parent AND p.shop = 'many' WHERE o.shop = 'many' AND o.no = 5",
  );
  assert.equal(parents.rows.length, 1);
  assert.equal(parents.units, 0.5 + 0.5);
});

test("where keys prove too many while the query runs, the table is scanned", async (world) => {
  const sql = "SELECT count(*) FROM orders o JOIN customers c ON c.id = o.customer WHERE o.shop = 'many'";
  const { plan } = await world.plan(sql);
  assert.match(plan, /keys from o\.customer/);
  const { rows, units, whole } = await same(world, sql);
  assert.deepEqual(rows, ["[899]"]);
  // 900 keys would cost 450.
  assert.ok(units <= whole && units < 200, `${units} of ${whole}`);
});

test("a plan shows where keys come from; an answer, what was expected", async (world) => {
  const sql =
    "SELECT o.no, c.name FROM orders o JOIN customers c ON c.id = o.customer WHERE o.shop = 'clean'";
  const { plan, tables, estimatedReadUnits } = await world.plan(sql);
  assert.match(plan, /keys from o\.customer → BatchGetItem customers, about \d+ keys/);
  assert.deepEqual(tables.map(({ access }) => access), ["query", "batch_get"]);
  assert.equal(tables[1]?.keyConditions, "id = o.customer");
  const { stats } = await world.run(sql);
  assert.equal(stats.estimatedReadUnits, estimatedReadUnits);
});

test("keys that the budget cannot pay for are not begun", async (world) => {
  await assert.rejects(
    world.run(
      "SELECT count(c.name) FROM orders o JOIN customers c ON c.id = o.customer WHERE o.shop = 'dirty'",
      {
        budget: { readUnits: 2, items: 1e6, bytes: 1e9, deadline: Date.now() + 30_000 },
      },
    ),
    /stopped before reading customers: it takes at least 3 read units \(6 keys\), and 1\.5 of its budget of 2/,
  );
});

Deno.test({
  name: "no temporary table is left behind",
  async fn() {
    const opened = await world();
    assert.equal(await opened.executor.tableBytes(), 0);
    await opened.close();
  },
  ...open,
});
