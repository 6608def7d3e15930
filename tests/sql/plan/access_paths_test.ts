import assert from "node:assert/strict";
import type { Item } from "../../../src/dynamodb/access.ts";
import { matches } from "../../../src/dynamodb/evaluate.ts";
import { createReader } from "../../../src/dynamodb/mod.ts";
import { candidatesFor } from "../../../src/sql/plan/access_paths.ts";
import { dynamodbLocal } from "../../fixtures/dynamodb_local.ts";
import { createTable, putWireItems, uniqueRegion, useLocalCredentials } from "../../fixtures/tables.ts";
import { described, key, resolved } from "../described.ts";
import { testDialect } from "../duckdb_dialect.ts";
import { kindOf } from "../../../src/sql/plan/access_kinds.ts";
import { asRead, itemsRead } from "../reads.ts";

const items: Item[] = Array.from({ length: 60 }, (_, at): Item => ({
  pk: { S: `p${at % 4}` },
  sk: { N: String(at) },
  note: { S: `n${at % 7}` },
  ...(at % 2 === 0 ? { g: { S: `g${at % 3}` } } : {}),
  ...(at % 3 === 0 ? { h: { N: String(at % 5) } } : {}),
  ...(at % 5 === 0
    ? { v: { BOOL: true } }
    : at % 5 === 1
    ? { v: { S: "x" } }
    : at % 5 === 2
    ? { v: { NULL: true } }
    : {}),
}));

const table = described("reads", {
  key: key("pk S", "sk N"),
  items,
  complete: false,
  itemCount: 1_000_000,
  indexes: [
    { name: "by_g", key: key("g S", "h N") },
    { name: "by_h", key: key("h N"), projection: "KEYS_ONLY" },
    { name: "by_note", key: key("note S", "sk N"), projection: "INCLUDE", include: ["v"] },
    { name: "local_h", type: "LSI", key: key("pk S", "h N"), projection: "KEYS_ONLY" },
    { name: "local_g", type: "LSI", key: key("pk S", "g S") },
  ],
});

const wheres = [
  "pk = 'p1'",
  "pk = 'p1' AND sk = 5",
  "pk IN ('p0', 'p1', 'nobody') AND sk IN (4, 5, 100)",
  "pk = 'p1' AND sk > 10 AND note = 'n3'",
  "pk = 'p0' AND h > 1",
  "pk = 'p0' AND h BETWEEN 1 AND 3 AND note = 'n0'",
  "pk = 'p0' AND g LIKE 'g%' AND sk > 5",
  "g = 'g0' AND h >= 0",
  "g = 'g0' AND h = 1 AND pk = 'p2'",
  "g IN ('g0', 'g2') AND h < 3 AND sk < 40 AND v IS NULL",
  "h = 3",
  "h = 3 AND pk > 'p1' AND sk <> 18",
  "h IN (1, 2) AND note = 'n1'",
  "note = 'n2' AND sk BETWEEN 10 AND 50 AND v IS NOT NULL",
  "note IN ('n2', 'n3') AND v = 'x'",
  "h IS NOT NULL",
  "g IS NOT NULL AND h IS NOT NULL",
  "g IS NULL",
  "v IS NULL AND pk = 'p2'",
  "v IS NOT NULL",
  "NOT (note = 'n1' OR h = 2)",
  "note LIKE '%2' AND note LIKE 'n%'",
  "pk = 'p3' OR h = 0",
  "pk = 'p3' OR g = 'g0' AND h > 1",
  "(g = 'g2' AND h BETWEEN 1 AND 3) OR (note = 'n3' AND sk > 10) OR pk = 'p0'",
  "pk = 'p1' AND (sk < 10 OR sk > 40 OR sk IN (21, 25))",
  "pk = 'p1' AND sk IN (1, 5, 6, 59)",
  "(pk = 'p1' AND sk < 10) OR (pk = 'p2' AND sk > 30) OR (pk = 'p0' AND sk = 4)",
  "(pk = 'p1' AND note = 'n1') OR (pk = 'p2' AND note = 'n2')",
  "g = 'g0' AND (h = 1 OR h > 3)",
  "g = 'g1' AND h < 2 OR g = 'g2' AND (h = 0 OR h >= 3)",
  "note IN ('n1', 'n2') AND (sk < 20 OR sk > 50)",
  "h = 2 AND v = 'x' OR h = 1 AND note = 'n3'",
  "(h = 2 OR g = 'g0' AND h IS NOT NULL) AND sk < 50",
];
const lists = ["*", "pk, sk", "sk, g, h", "sk, note, v", "pk, sk, note"];

Deno.test("DynamoDB itself gives for every candidate read what the planner counts on", async () => {
  useLocalCredentials();
  const database = { endpoint: await dynamodbLocal(), region: uniqueRegion() };
  await createTable(database, {
    name: "reads",
    hash: "pk",
    sort: "sk:N",
    gsis: [
      { name: "by_g", hash: "g", sort: "h:N" },
      { name: "by_h", hash: "h:N", project: [] },
      { name: "by_note", hash: "note", sort: "sk:N", project: ["v"] },
    ],
    lsis: [
      { name: "local_h", hash: "pk", sort: "h:N", project: [] },
      { name: "local_g", hash: "pk", sort: "g" },
    ],
  });
  await putWireItems(database, "reads", items);
  const dialect = await testDialect();
  const reader = createReader(database);
  const kinds = new Map<string, number>();
  const count = (kind: string) => kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  for (const where of wheres) {
    for (const list of lists) {
      const { relations: [relation] } = await resolved(dialect, `SELECT ${list} FROM reads WHERE ${where}`, [
        table,
      ]);
      if (relation === undefined) throw new Error("no relation");
      const { condition, columns } = relation;
      const needed = new Set(columns.map((column) => column.attribute));
      for (const consistentRead of [false, true]) {
        for (
          const { access, refused, exact } of candidatesFor(relation, { consistentRead, scanSegmentsMax: 2 })
        ) {
          if (refused !== undefined) continue;
          const read: Item[] = [];
          for await (const page of reader.read(access, { signal: AbortSignal.timeout(20_000) })) {
            read.push(...page.items);
          }
          const only = (item: Item) =>
            Object.fromEntries(Object.entries(item).filter(([name]) => needed.has(name)));
          const texts = (all: readonly Item[]) =>
            all.map((item) =>
              JSON.stringify(Object.entries(only(item)).toSorted(([a], [b]) => a < b ? -1 : 1))
            ).sort();
          const what: string = `${list} WHERE ${where}: ${JSON.stringify(access)}`;
          const expected: readonly Item[] = itemsRead(access, items, table).map((item) =>
            asRead(access, item, table)
          );
          assert.deepEqual(texts(read), texts(expected), what);
          // Of partitions only the first items matter, where those alone are read.
          if (condition !== null && kindOf(access).topCount(access) === 0) {
            const given = new Set(texts(read));
            for (const text of texts(items.filter((item) => matches(item, condition)))) {
              assert.ok(given.has(text), `an item that matters is missing: ${what}`);
            }
          }
          if (condition !== null && exact) {
            assert.deepEqual(
              texts(read),
              texts(items.filter((item) => matches(item, condition))),
              `exact: ${what}`,
            );
          }
          const index = access.kind === "query" || access.kind === "scan" ? access.index ?? "table" : "table";
          if (access.kind === "query") {
            const forms = [access, ...access.more ?? []];
            if (forms.length > 1) count("query in parts");
            if (new Set(forms.map((part) => part.index)).size > 1) count("query of several indexes");
            if (forms.some((part) => part.fetchBack !== undefined)) count("query and fetch");
          }
          count(`${access.kind} ${index}`);
        }
      }
    }
  }
  for (
    const kind of [
      "get table",
      "query table",
      "query by_g",
      "query by_h",
      "query by_note",
      "query local_h",
      "query local_g",
      "scan table",
      "scan by_h",
      "scan local_h",
      "query in parts",
      "query of several indexes",
      "query and fetch",
    ]
  ) {
    assert.ok((kinds.get(kind) ?? 0) > 0, `${kind} was never tried: ${[...kinds.keys()].join(", ")}`);
  }
});
