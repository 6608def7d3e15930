/** Tables that were others when they were looked at, with another key: the first statement that meets them answers. */
import assert from "node:assert/strict";
import type { Item } from "../../../src/dynamodb/access.ts";
import { type EvidenceWorld, openEvidenceWorld } from "../../evidence/world.ts";

const owners: readonly Item[] = [
  { id: { S: "o1" }, g: { N: "1" }, u: { S: "a" } },
  { id: { S: "o2" }, g: { N: "2" }, u: { S: "b" } },
];
const things: readonly Item[] = [
  { id: { S: "t1" }, g: { N: "1" }, x: { N: "5" } },
  { id: { S: "t2" }, g: { N: "1" }, x: { N: "7" } },
  { id: { S: "t3" }, g: { N: "3" }, x: { N: "9" } },
];
const kinds: readonly Item[] = [{ id: { S: "k1" }, g: { N: "1" } }];

function put({ tables }: EvidenceWorld, name: string, items: readonly Item[], wasAnother: boolean): void {
  tables.set(
    name,
    wasAnother
      ? {
        name,
        tableId: "another",
        hash: "old",
        items: items.map((item, at) => ({ ...item, old: { S: `${at}` } })),
        served: [],
      }
      : { name, hash: "id", items, served: [] },
  );
}

/** A row as JSON, by statement; in any order. */
const cases: readonly (readonly [sql: string, ...rows: unknown[][]])[] = [
  ["SELECT o.id, (SELECT count(t) FROM things t WHERE t.g = o.g) AS n FROM owners o", ["o1", 2], ["o2", 0]],
  ["SELECT o.id, (SELECT count(*) FROM things t WHERE t.g = o.g) AS n FROM owners o", ["o1", 2], ["o2", 0]],
  ["SELECT o.*, t.* FROM owners o JOIN things t ON t.g = o.g WHERE t.x > 5", [
    "o1",
    1,
    "a",
    "t2",
    1,
    7,
  ]],
  ["SELECT o.id, t.id, k.* FROM owners o, things t, kinds k WHERE o.g = t.g AND k.g = t.g", [
    "o1",
    "t1",
    "k1",
    1,
  ], ["o1", "t2", "k1", 1]],
  ["SELECT t.g, count(t) AS n FROM things t WHERE t.g IN (SELECT g FROM owners) GROUP BY 1", [1, 2]],
  [
    "SELECT id, g FROM (SELECT * FROM owners) UNION ALL SELECT id, g FROM (SELECT * FROM kinds)",
    ["o1", 1],
    ["o2", 2],
    ["k1", 1],
  ],
];

Deno.test({
  name:
    "Tables made anew with another key, some or all of a statement's, are read by the first that meets them",
  async fn() {
    const world = await openEvidenceWorld();
    const all = { owners, things, kinds };
    try {
      for (const [sql, ...expected] of cases) {
        for (
          const anew of [["owners"], ["things"], ["kinds"], ["owners", "things"], [
            "owners",
            "things",
            "kinds",
          ]]
        ) {
          for (const [name, items] of Object.entries(all)) put(world, name, items, anew.includes(name));
          const knowledge = await world.fresh(1_000);
          for (const name of Object.keys(all)) await knowledge.look(name);
          for (const [name, items] of Object.entries(all)) put(world, name, items, false);
          const outcome = await knowledge.run(sql);
          const said = "code" in outcome
            ? outcome
            : { rows: [...outcome.answer.rows].sort(), warnings: outcome.warnings };
          const rows = expected.map((row) => JSON.stringify(row)).sort();
          assert.deepEqual(said, { rows, warnings: [] }, `${sql}, when made anew: ${anew.join()}`);
        }
      }
    } finally {
      await world.close();
    }
  },
  // The shared AWS client keeps connections.
  sanitizeResources: false,
  sanitizeOps: false,
});
