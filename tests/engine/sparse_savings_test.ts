/** What an executed answer says of an index that could have spared most of what was read. */
import assert from "node:assert/strict";
import { createTable, putItems } from "../fixtures/tables.ts";
import { open, openWorld } from "./world.ts";

const world = await openWorld();
Deno.test.afterAll(() => world.close());

/** 200 items of 1,000 bytes, names included: 49 blocks of 4,096 bytes, 24.5 read units. Four have one status. */
const sale = (at: number) => {
  const item = {
    id: `s${String(at).padStart(3, "0")}`,
    status: `st${at % 50}`,
    sold_at: `2026-01-0${at % 9 + 1}`,
  };
  const used = Object.entries(item).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return { ...item, pad: "-".repeat(1_000 - used - "pad".length) };
};
await createTable(world.database, {
  name: "sales",
  hash: "id",
  gsis: [{ name: "by_status", hash: "status", sort: "sold_at" }],
});
await putItems(world.database, "sales", Array.from({ length: 200 }, (_, at) => sale(at)));
// A table of which a Scan takes 3 read units.
await createTable(world.database, {
  name: "few",
  hash: "id",
  gsis: [{ name: "by_status", hash: "status", sort: "sold_at" }],
});
await putItems(world.database, "few", Array.from({ length: 20 }, (_, at) => sale(at)));

const said = (clause: string) =>
  "sales was read for about 25 read units. Its index by_status would do for about 0.5 read units, but lacks items " +
  `without sold_at: if those do not matter, add AND ${clause} IS NOT NULL. If there are none, an administrator can ` +
  "say so once: dynamosql schema index-complete sales by_status --schema s";

Deno.test("an answer that was dear for want of a clause says which, and then it is not", open, async () => {
  for (const columns of ["*", "id, pad", "count(*)", "max(pad)"]) {
    const sql = `SELECT ${columns} FROM sales WHERE status = 'st1'`;
    const dear = await world.run(sql);
    assert.deepEqual([dear.warnings, dear.stats.readUnits], [[said("sold_at")], 24.5], sql);
    const [, clause = ""] = /add (AND .* IS NOT NULL)\./.exec(dear.warnings.join("\n")) ?? [];
    const cheap = await world.run(`${sql} ${clause}`);
    assert.deepEqual([cheap.warnings, cheap.rows.toSorted(), cheap.stats.readUnits], [
      [],
      dear.rows.toSorted(),
      0.5,
    ]);
  }
  const joined = await world.run(
    "SELECT b.id FROM few a JOIN sales b ON a.id = b.pad WHERE b.status = 'st1'",
  );
  assert.deepEqual(joined.warnings, [said("b.sold_at")]);
});

Deno.test("it is said once a statement, and on the first page alone", open, async () => {
  const one = "SELECT id FROM sales WHERE status = 'st1'";
  assert.deepEqual((await world.run(`${one} UNION ALL ${one}`)).warnings, [said("sales.sold_at")]);
  const pages = { pageRows: 3, pageBytes: 2 ** 24 };
  const first = await world.run(one, pages);
  assert.deepEqual([first.warnings, first.rows.length], [[said("sold_at")], 3]);
  const { resume } = first;
  assert.ok(resume !== undefined);
  assert.deepEqual((await world.run(one, { ...pages, resume })).warnings, []);
});

Deno.test("nothing is said of what was cheap, and where the clause would not help", open, async () => {
  const silent = [
    "SELECT * FROM few WHERE status = 'st1'",
    // The very items that the index lacks.
    "SELECT id FROM sales WHERE status = 'st1' AND sold_at IS NULL",
    // It serves the clause, and there is another reason to read all.
    "SELECT id FROM sales WHERE status = 'st1' UNION ALL SELECT id FROM sales WHERE pad = ''",
    "SELECT id FROM sales WHERE pad = ''",
    "SELECT max(sold_at), count(sold_at) FROM sales WHERE status = 'st1'",
    "SELECT id FROM sales WHERE status = 'st1' AND sold_at > '2026'",
  ];
  for (const sql of silent) assert.deepEqual((await world.run(sql)).warnings, [], sql);
  const consistent = await world.run("SELECT id FROM sales WHERE status = 'st1'", { consistentRead: true });
  assert.deepEqual([consistent.warnings, consistent.stats.readUnits], [[], 49]);
});

Deno.test(
  "a plan's advice names the declaration, too, and neither says so once it is made",
  open,
  async () => {
    const sql = "SELECT id FROM sales WHERE status = 'st2'";
    const declaration = "dynamosql schema index-complete sales by_status --schema s";
    assert.ok((await world.plan(sql)).advice.join("\n").includes(declaration));
    await world.catalog.declareComplete("default", {
      tableName: "sales",
      schemaName: "s",
      index: "by_status",
      on: true,
    });
    assert.deepEqual((await world.plan(sql)).advice, []);
    const { warnings, stats } = await world.run(sql);
    assert.deepEqual([warnings, stats.readUnits], [[], 0.5]);
  },
);
