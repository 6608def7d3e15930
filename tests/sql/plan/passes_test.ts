import assert from "node:assert/strict";
import { tracePasses } from "../../../src/sql/plan/plan.ts";
import { resolved } from "../described.ts";
import { dialect, tables } from "./tables.ts";

/** Statements, and the passes that change something of their plans, with the relations that they read otherwise. */
const statements: readonly (readonly [string, readonly string[]])[] = [
  ["SELECT * FROM events", []],
  ["SELECT * FROM events a JOIN events b ON a.ts = b.ts", []],
  ["SELECT * FROM events WHERE device = 'd1'", ["choose_reads: events"]],
  ["SELECT count(*) FROM users", ["count_only: users"]],
  ["SELECT count(*) FROM events WHERE device = 'd1'", ["choose_reads: events", "count_only: events"]],
  ["SELECT * FROM users u JOIN events e ON e.device = u.name WHERE u.id = 1", [
    "choose_reads: u",
    "lookup_join: e",
  ]],
  ["SELECT u.name, e.ts FROM events e JOIN users u ON u.id = e.seq LIMIT 5", ["limit_join: u"]],
  [
    "SELECT * FROM events a WHERE device = 'd1' UNION ALL SELECT * FROM events b WHERE device = 'd1' AND ts > '2024'",
    ["choose_reads: a, b", "contained_reads: b"],
  ],
];

for (const [sql, expected] of statements) {
  Deno.test(`the passes that changed a plan are told, with what they changed: ${sql}`, async () => {
    const notes = tracePasses(await resolved(dialect, sql, tables), {
      consistentRead: false,
      scanSegmentsMax: 1,
      pushDown: true,
    });
    assert.deepEqual(notes.map(({ pass, relations }) => `${pass}: ${relations.join(", ")}`), expected);
  });
}
