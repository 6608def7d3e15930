import assert from "node:assert/strict";
import type { QueryRecord } from "../../src/query/audit.ts";
import { createTableHints } from "../../src/query/table_hints.ts";
import { withLocal } from "./local.ts";

Deno.test("Statements that differ by texts and numbers have one hint, others their own", () => {
  const hints = createTableHints(2);
  hints.learn("s", "SELECT * FROM t WHERE a = 'x' AND b = 1", [{ table: "t" }]);
  assert.deepEqual(hints.of("s", "SELECT * FROM t WHERE a = 'y''' AND b = 22"), undefined);
  assert.deepEqual(hints.of("s", "SELECT * FROM t WHERE a = 'yy' AND b = 22"), [{ table: "t" }]);
  assert.equal(hints.of(undefined, "SELECT * FROM t WHERE a = 'yy' AND b = 22"), undefined);
  assert.equal(hints.of("s", "SELECT * FROM u WHERE a = 'yy' AND b = 22"), undefined);
});

Deno.test({
  name: "A statement asked again is recorded with its tables, and with none where it names others by a text",
  sanitizeResources: false,
  sanitizeOps: false,
  async fn() {
    const records: QueryRecord[] = [];
    await withLocal({}, 20, async (local) => {
      const sql = (n: number) => `SELECT n FROM numbers WHERE g = 'a' AND n = ${n}`;
      for (let n = 0; n < 4; n++) await local.run(sql(n));
      await assert.rejects(local.run("SELECT n FROM numbers WHERE g = 'a' AND n = 5 +"));
      await local.run("SELECT * FROM 'numbers'");
      await assert.rejects(local.run("SELECT * FROM 'nowhere'"));
      assert.deepEqual(
        records.map(({ tables, outcome }) => [tables.join(), outcome === "ok"]),
        [
          ...Array.from({ length: 4 }, () => ["east.numbers", true]),
          ["", false],
          ["east.numbers", true],
          ["", false],
        ],
      );
    }, { service: { onQuery: (record) => void records.push(record) } });
  },
});
