import assert from "node:assert/strict";
import process from "node:process";
import { described, key, planned } from "../described.ts";
import { testDialect } from "../duckdb_dialect.ts";

const dialect = await testDialect();
const tables = [
  described("users", { key: key("id N"), itemCount: 1_000_000, complete: false }),
  described("events", { key: key("device S", "seq N"), itemCount: 1_000_000, complete: false }),
];

Deno.test("planning takes time in proportion to the statement's lists: ten times the literals, ten times the time", async () => {
  const listed = (count: number, of: (at: number) => string) =>
    Array.from({ length: count }, (_, at) => of(at));
  const statements: readonly ((count: number) => string)[] = [
    (count) => `SELECT * FROM users WHERE id IN (${listed(count, String).join(", ")})`,
    (count) => `SELECT * FROM users WHERE ${listed(count / 10, (at) => `id = ${at}`).join(" OR ")}`,
    (count) =>
      `SELECT * FROM events WHERE (device, seq) IN (${
        listed(count / 10, (at) => `('d${at}', ${at})`).join(", ")
      })`,
  ];
  const fastest = async (sql: string) => {
    let least = Infinity;
    for (let run = 0; run < 3; run++) {
      // Processor time, not the clock: other tests may run.
      const began = process.cpuUsage();
      await planned(dialect, sql, tables);
      const { user, system } = process.cpuUsage(began);
      least = Math.min(least, (user + system) / 1_000);
    }
    return least;
  };
  for (const statement of statements) {
    const [few, many] = [await fastest(statement(1_000)), await fastest(statement(10_000))];
    // A hundred times, were it quadratic.
    assert.ok(many < few * 35 + 50, `${statement(10)}: ${few} ms of processor, ten times as many ${many} ms`);
  }
});
