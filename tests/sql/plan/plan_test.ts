import assert from "node:assert/strict";
import { planned } from "../described.ts";
import { check, dialect, tables } from "./tables.ts";

Deno.test("joins read each relation by what is known of it; a table scanned anyway is scanned once", async () => {
  await check([
    [
      "SELECT 1 FROM users u JOIN events e ON e.device = u.name WHERE u.id = 5 AND u.name = 'd'",
      `get {"id":{"N":"5"}}; query [device = 'd']`,
    ],
    ["SELECT 1 FROM users a JOIN users b ON a.age = b.id", "scan; scan"],
    [
      "SELECT a.name, b.age FROM users a, users b WHERE a.age = 3 AND b.age = 4",
      "scan where age = 3 OR age = 4; scan where age = 3 OR age = 4",
    ],
    ["SELECT 1 FROM users a JOIN users b ON a.age = b.age WHERE a.id = 5", "scan; scan"],
    [
      "WITH unused AS (SELECT * FROM events) SELECT name FROM users WHERE id = 1",
      `empty; get {"id":{"N":"1"}}`,
    ],
  ]);
  const self = await planned(dialect, "SELECT 1 FROM users a JOIN users b ON a.age = b.id", tables);
  const once = await planned(dialect, "SELECT max(age) FROM users", tables);
  assert.equal(self.estimatedReadUnits, once.estimatedReadUnits);
});

Deno.test("without push-down every relation is a full scan", async () => {
  await check([
    ["SELECT * FROM users WHERE id = 5", "scan"],
    ["SELECT count(*) FROM events WHERE status = 'open' LIMIT 1", "scan"],
    ["SELECT 1 FROM users u JOIN events e ON e.device = u.name WHERE u.id = 5", "scan; scan"],
  ], { pushDown: false });
});

Deno.test("only needed attributes are asked for, and never none", async () => {
  const attributes = async (sql: string) => {
    const { relations: [first] } = await planned(dialect, sql, tables);
    const access = first?.chosen.access;
    return access !== undefined && "attributes" in access ? access.attributes : "none";
  };
  assert.deepEqual(await attributes("SELECT note FROM events WHERE device = 'd'"), ["device", "note"]);
  assert.equal(await attributes("SELECT * FROM events WHERE device = 'd'"), null);
  assert.deepEqual(await attributes("SELECT 1 FROM events"), ["device"]);
});

Deno.test("units follow DynamoDB's rounding: per item when gotten, per page when queried or scanned", async () => {
  const units = async (sql: string, consistentRead = false) =>
    (await planned(dialect, sql, tables, { consistentRead })).estimatedReadUnits;
  assert.equal(await units("SELECT * FROM users WHERE id = 1"), 0.5);
  assert.equal(await units("SELECT * FROM users WHERE id IN (1, 2, 3)"), 1.5);
  assert.equal(await units("SELECT * FROM users WHERE id = 1", true), 1);
  assert.equal(await units("SELECT max(age) FROM users"), Math.ceil(1_000_000 / 4096) / 2);
  assert.equal(await units("SELECT max(age) FROM users", true), Math.ceil(1_000_000 / 4096));
});

Deno.test("a refusal before reading goes by what the read costs at least", async () => {
  const scan = await planned(dialect, "SELECT max(note) FROM events", tables);
  assert.ok(scan.leastReadUnits > 5_000 && scan.leastReadUnits < scan.estimatedReadUnits);
  const query = await planned(dialect, "SELECT max(note) FROM events WHERE device = 'd'", tables);
  assert.equal(query.leastReadUnits, 0.5);
});
