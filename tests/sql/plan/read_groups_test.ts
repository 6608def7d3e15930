/** Which relations of a statement share a read. */
import assert from "node:assert/strict";
import { withRelations } from "../../../src/sql/plan/read_groups.ts";
import { planned } from "../described.ts";
import { dialect, shown, tables } from "./tables.ts";

/** The reads of a statement in one line each, with whom they serve. */
async function reads(sql: string): Promise<string[]> {
  const { reads } = await planned(dialect, sql, tables);
  return reads.map(({ access, relations, lookupPlan }) =>
    `${relations.map(({ alias }) => alias).join(" ")}: ${shown(access)}${
      lookupPlan === null ? "" : ", by keys of another"
    }`
  );
}

Deno.test("two uses of one table that are both scanned are one read of what either wants", async () => {
  assert.deepEqual(
    await reads("SELECT count(*) FROM rare a, rare b WHERE a.filler = 'x' AND b.filler = 'y'"),
    ["a b: scan where filler = 'x' OR filler = 'y'"],
  );
});

Deno.test("one key looked up for two uses is one read; two keys are two, each of its own", async () => {
  assert.deepEqual(
    await reads("SELECT a.name, b.age FROM users a, users b WHERE a.id = 1 AND b.id = 1"),
    ['a b: get {"id":{"N":"1"}}'],
  );
  assert.deepEqual(
    await reads("SELECT a.name, b.age FROM users a, users b WHERE a.id = 1 AND b.id = 2"),
    ['a: get {"id":{"N":"1"}}', 'b: get {"id":{"N":"2"}}'],
  );
});

Deno.test("a read asks for what any of its relations needs, and costs what the dearest does at least", async () => {
  const sql = "SELECT a.name, b.age FROM users a, users b WHERE a.id = 1 AND b.id = 1";
  const { reads: [read, ...others], leastReadUnits } = await planned(dialect, sql, tables);
  assert.equal(others.length, 0);
  assert.deepEqual(
    read !== undefined && "attributes" in read.access ? [...read.access.attributes ?? []].sort() : null,
    ["age", "id", "name"],
  );
  assert.deepEqual([read?.leastReadUnits, leastReadUnits], [0.5, 0.5]);
});

Deno.test("a plan with other relations has their reads", async () => {
  const plan = await planned(dialect, "SELECT * FROM tiny, users", tables);
  const [tiny] = plan.relations;
  const other = withRelations(plan, tiny === undefined ? [] : [tiny]);
  assert.deepEqual(other.reads.map(({ relations }) => relations.map(({ alias }) => alias)), [["tiny"]]);
});
