import assert from "node:assert/strict";
import { TAKEN_FOR_STRICT } from "../../../src/sql/resolve/never_of_null.ts";
import { plan } from "../../../src/sql/plan/plan.ts";
import { conditionText } from "../../../src/sql/plan/print_condition.ts";
import { described, key, resolved } from "../described.ts";
import { testDialect } from "../duckdb_dialect.ts";

const dialect = await testDialect();

const orders = described("orders", {
  key: key("id S"),
  indexes: [
    { name: "by_status", key: key("status S", "created_at S") },
    { name: "by_size", key: key("status S", "size N") },
  ],
  items: [{
    id: { S: "1" },
    status: { S: "shipped" },
    created_at: { S: "2026-06-01" },
    size: { N: "5" },
    note: { S: "x" },
  }],
  complete: false,
  itemCount: 100_000,
});

const read = async (sql: string) => {
  const { relations: [relation] } = plan(await resolved(dialect, sql, [orders]), {
    consistentRead: false,
    scanSegmentsMax: 1,
    pushDown: true,
  });
  assert.ok(relation !== undefined);
  const { relation: { condition }, chosen: { access } } = relation;
  return [
    access.kind === "query" ? access.index : access.kind,
    condition === null ? "all" : conditionText(condition),
  ];
};

const THERE = "status = 'shipped' AND attribute_type(created_at, S)";

for (
  const predicate of [
    "created_at >= DATE '2026-06-01'",
    "created_at::DATE >= DATE '2026-06-01'",
    "TRY_CAST(created_at AS TIMESTAMP) < now()",
    "NOT created_at < TIMESTAMP '2026-06-01 12:00:00'",
    "created_at BETWEEN DATE '2026-06-01' AND DATE '2026-06-30'",
    "created_at NOT BETWEEN DATE '2026-06-01' AND DATE '2026-06-30'",
    "created_at IN (DATE '2026-06-01', DATE '2026-06-02')",
    "created_at::DATE = current_date - 7",
    "date_trunc('month', created_at::DATE) = DATE '2026-06-01'",
    "year(created_at::DATE) = 2026",
    "extract(year FROM created_at::DATE) = 2026",
    "created_at::DATE - DATE '2026-06-01' > 3",
    "strftime(created_at::DATE, '%Y') = '2026'",
    "created_at ILIKE '2026%'",
    "DATE '2026-06-01' <= created_at",
    "created_at > lower(note)",
    "(created_at >= DATE '2026-06-01' OR created_at = '2026-01-01')",
  ]
) {
  Deno.test(`An index is read whose sort key the predicate proves to be there: ${predicate}`, async () => {
    const [index, condition] = await read(`SELECT id FROM orders WHERE status = 'shipped' AND ${predicate}`);
    assert.equal(index, "by_status");
    // Where its range is known, that says as much.
    if (condition !== THERE) {
      assert.match(condition ?? "", /^status = 'shipped' AND .*\bcreated_at (?:[<>=]|BETWEEN )/);
    }
  });
}

for (
  const predicate of [
    "created_at IS DISTINCT FROM DATE '2026-06-01'",
    "coalesce(created_at, '2026-06-01') >= DATE '2026-06-01'",
    "CASE WHEN created_at IS NULL THEN true ELSE created_at >= DATE '2026-06-01' END",
    "(created_at >= DATE '2026-06-01' OR note > lower(note))",
    "(created_at, id) >= (DATE '2026-06-01', 'a')",
    "to_json(created_at) > '5'",
    "CAST(created_at AS JSON) = '5'",
    "concat(created_at, 'x') > lower(note)",
    "(created_at >= DATE '2026-06-01') IS NOT TRUE",
    "TRY_CAST(created_at AS DATE) IS NULL",
    "5 NOT BETWEEN 6 AND length(created_at)",
    "note > DATE '2026-06-01'",
  ]
) {
  Deno.test(`The table is read where items without the sort key can matter: ${predicate}`, async () => {
    const [index] = await read(`SELECT id FROM orders WHERE status = 'shipped' AND ${predicate}`);
    assert.equal(index, "scan");
  });
}

Deno.test("A number that is a sort key is proven to be there by arithmetic, and not by an outer join", async () => {
  assert.equal(
    (await read("SELECT id FROM orders WHERE status = 'a' AND size * 2 > length(note)"))[0],
    "by_size",
  );
  assert.equal(
    (await read("SELECT id FROM orders WHERE status = 'a' AND to_timestamp(size) > now()"))[0],
    "by_size",
  );
  assert.equal(
    (await read("SELECT o.id FROM orders o LEFT JOIN orders p ON o.size = p.size WHERE o.status = 'a'"))[0],
    "scan",
  );
});

/** A value of each type of an argument that can be made of a key. */
const SAMPLES: ReadonlyMap<string, readonly string[]> = new Map([
  ["VARCHAR", ["'a'", "'year'", "'%Y'", "'2026'"]],
  ["BIGINT", ["1::BIGINT"]],
  ["INTEGER", ["1::INTEGER"]],
  ["DOUBLE", ["1.5::DOUBLE"]],
  ["DECIMAL", ["1.5"]],
  ["BLOB", ["'a'::BLOB"]],
  ["DATE", ["DATE '2026-06-01'"]],
  ["TIME", ["TIME '12:00:00'"]],
  ["INTERVAL", ["INTERVAL 1 DAY"]],
  ["TIMESTAMP", ["TIMESTAMP '2026-06-01 12:00:00'"]],
  ["TIMESTAMP WITH TIME ZONE", ["TIMESTAMPTZ '2026-06-01 12:00:00+00'"]],
]);

Deno.test("DuckDB gives NULL for each function and cast taken for strict, whichever argument is NULL", async () => {
  const signatures = await dialect.rows(
    "SELECT DISTINCT function_name, parameter_types FROM duckdb_functions() WHERE function_type = 'scalar'",
  );
  for (const name of TAKEN_FOR_STRICT.functions) {
    let answers = 0;
    for (const [, types] of signatures.filter(([each]) => each === name)) {
      assert.ok(Array.isArray(types));
      const given = types.map((type) => SAMPLES.get(String(type)) ?? []);
      if (given.length === 0 || given.some((values) => values.length === 0)) continue;
      for (const [at] of types.entries()) {
        const values = given.map((each, place) => place === at ? [`NULL::${String(types[place])}`] : each);
        let calls: readonly (readonly string[])[] = [[]];
        for (const each of values) calls = calls.flatMap((left) => each.map((value) => [...left, value]));
        for (const call of calls) {
          let rows: unknown[][];
          try {
            rows = await dialect.rows(`SELECT "${name}"(${call.join(", ")})`);
          } catch {
            // Not every text is a part of a date.
            continue;
          }
          answers++;
          assert.deepEqual(rows, [[null]], `${name}(${call.join(", ")})`);
        }
      }
    }
    assert.ok(answers > 0, name);
  }
  for (const type of TAKEN_FOR_STRICT.types) {
    for (const from of ["VARCHAR", "BIGINT", "DOUBLE", "BLOB"]) {
      assert.deepEqual(await dialect.rows(`SELECT TRY_CAST(TRY_CAST(NULL::${from} AS VARCHAR) AS ${type})`), [
        [null],
      ]);
    }
  }
});
