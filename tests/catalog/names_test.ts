import assert from "node:assert/strict";
import { DuckDBInstance } from "@duckdb/node-api";
import { keywords, matchName, nearestNames, quoteName } from "../../src/catalog/names.ts";
import { startEmulator } from "../../src/demo/emulator.ts";
import { createTable } from "../fixtures/tables.ts";
import { world } from "./world.ts";

Deno.test("names match exactly first, then without case, and ambiguity names the candidates", () => {
  const names = ["users", "USERS", "Orders"];
  assert.deepEqual(matchName("users", names), { found: "users" });
  assert.deepEqual(matchName("ORDERS", names), { found: "Orders" });
  assert.deepEqual(matchName("Users", names), { candidates: ["users", "USERS"] });
  assert.deepEqual(matchName("oders", names), { nearest: ["Orders"] });
});

Deno.test("near misses are offered nearest first, strangers are not", () => {
  const names = ["orders", "order_items", "customers", "x"];
  assert.deepEqual(nearestNames("order", names), ["order_items", "orders"]);
  assert.deepEqual(nearestNames("custmers", names), ["customers"]);
  assert.deepEqual(nearestNames("invoice_lines", names), []);
  // A word of a name is near, however short; its letters alone are not.
  assert.deepEqual(nearestNames("id", ["order_id", "customerId", "paid", "idle"]), [
    "customerId",
    "order_id",
  ]);
});

Deno.test("two tables that differ only by case are told apart by their exact names", async () => {
  const emulator = await startEmulator();
  try {
    const w = world(emulator.endpoint);
    for (const name of ["Users", "USERS"]) await createTable(w.database, { name, hash: "pk" });
    await w.schema("t1", "east");
    const [exact, ambiguous] = await w.catalog.lookup("t1", undefined, [{ table: "USERS" }, {
      table: "uSERS",
    }]);
    assert.ok(exact && "found" in exact);
    assert.equal(exact.found.description.physicalName, "USERS");
    assert.deepEqual(ambiguous, {
      missing: {
        code: "ambiguous_name",
        message: "east.uSERS may be one of USERS, Users: write the name in its exact case.",
      },
    });
  } finally {
    await emulator.close();
  }
});

Deno.test("the keywords that are quoted are DuckDB's", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const sql = "select distinct keyword_name from duckdb_keywords() where keyword_category <> 'unreserved'";
  const rows = (await connection.runAndReadAll(sql)).getRows();
  assert.deepEqual([...keywords].sort(), rows.map(([name]) => String(name)).sort());
  for (const name of ["order", "Select", "semi", "with-dash", 'a"b', "é", "1st", "plain"]) {
    const quoted = quoteName(name);
    const reader = await connection.runAndReadAll(`select * from (select 1 as ${quoted}) ${quoted}`);
    assert.deepEqual(reader.columnNames(), [name]);
  }
  connection.closeSync();
  instance.closeSync();
});

Deno.test("a name that nobody mistyped has no near ones, and costs nothing to look for", () => {
  const names = Array.from({ length: 1_000 }, (_, at) => "n".repeat(200) + at);
  assert.deepEqual(nearestNames("n".repeat(200_000), names), []);
  assert.equal(nearestNames("n".repeat(199), names).length, 3);
});
