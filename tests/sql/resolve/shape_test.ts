import assert from "node:assert/strict";
import { parse } from "../../../src/sql/parse.ts";
import { AGGREGATES } from "../../../src/sql/resolve/aggregates.ts";
import { resolved } from "../described.ts";
import { dialect, tables } from "./tables.ts";

Deno.test("a statement is streamable when its rows do not depend on each other, and only then", async () => {
  const cases: readonly (readonly [string, string | null])[] = [
    ["SELECT id FROM orders", "all from 0"],
    ["SELECT id, upper(note), unnest(tags) FROM orders WHERE paid LIMIT 5 OFFSET 2", "5 from 2"],
    ["SELECT * FROM orders LIMIT NULL", "all from 0"],
    ["FROM orders LIMIT 1 + 1", "2 from 0"],
    ["SELECT id FROM orders LIMIT 10%", null],
    ["SELECT id FROM orders ORDER BY note", null],
    ["SELECT DISTINCT id FROM orders", null],
    ["SELECT count(*) FROM orders", null],
    ["SELECT max(total) + 1 FROM orders", null],
    ["SELECT id FROM orders GROUP BY id", null],
    ["SELECT row_number() OVER () FROM orders", null],
    ["SELECT id FROM orders QUALIFY true", null],
    ["SELECT id FROM orders HAVING true", null],
    ["SELECT id FROM orders USING SAMPLE 3", null],
    // A subquery over values of the row alone; over a table, or an aggregate, which may be one of the query around.
    ["SELECT id FROM orders WHERE total > (SELECT 5)", "all from 0"],
    ["SELECT id FROM orders WHERE 'a' = ANY(tags) LIMIT 1", "1 from 0"],
    ["SELECT id FROM orders WHERE 'a' <> ALL(tags)", "all from 0"],
    ["SELECT id, 'a' = ANY(tags) FROM orders", "all from 0"],
    ["SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM unnest(tags) t(x) WHERE x = 'a')", "all from 0"],
    ["SELECT id FROM orders WHERE id IN (SELECT customer FROM orders)", null],
    ["SELECT id FROM orders o WHERE 'a' = ANY(SELECT x FROM unnest(tags) t(x), orders)", null],
    ["SELECT (SELECT max(total)) FROM orders", null],
    ["SELECT id FROM orders WHERE 1 = (SELECT count(*) FROM unnest(tags))", null],
    ["SELECT id, (SELECT random()) FROM orders", null],
    ["SELECT id FROM orders UNION ALL SELECT id FROM orders", null],
    ["SELECT id FROM (SELECT id FROM orders)", null],
    ["WITH x AS (SELECT 1) SELECT id FROM orders", null],
    ["SELECT weighted_avg(total, count) FROM orders", null],
    ["SELECT json_group_array(id) FROM orders", null],
    ["SELECT list_sum(tags) FROM orders", "all from 0"],
    ["SELECT 1", null],
  ];
  for (const [sql, expected] of cases) {
    const { streamable, rewritten } = await resolved(dialect, sql, tables);
    const shown = streamable === null ? null : `${streamable.limit ?? "all"} from ${streamable.offset}`;
    assert.equal(shown, expected, sql);
    if (streamable !== null) assert.doesNotMatch(JSON.stringify(rewritten), /LIMIT_MODIFIER/, sql);
  }
});

Deno.test("equalities between relations are edges that keys can travel along, the way that is sound", async () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["SELECT 1 FROM orders o JOIN customers c ON o.customer = c.id", ["o.customer>c.id", "c.id>o.customer"]],
    ["SELECT 1 FROM orders o, customers c WHERE c.id = o.customer", ["o.customer>c.id", "c.id>o.customer"]],
    ["SELECT 1 FROM orders o LEFT JOIN customers c ON o.customer = c.id", ["o.customer>c.id"]],
    ["SELECT 1 FROM orders o RIGHT JOIN customers c ON o.customer = c.id", ["c.id>o.customer"]],
    ["SELECT 1 FROM orders o FULL JOIN customers c ON o.customer = c.id", []],
    ["SELECT 1 FROM orders o ANTI JOIN customers c ON o.customer = c.id", ["o.customer>c.id"]],
    ["SELECT 1 FROM orders o JOIN customers c USING (id)", ["o.id>c.id", "c.id>o.id"]],
    ["SELECT 1 FROM orders o WHERE customer IN (SELECT id FROM customers c)", ["c.id>o.customer"]],
    ["SELECT 1 FROM orders o WHERE customer NOT IN (SELECT id FROM customers c)", []],
    ["SELECT 1 FROM orders o WHERE EXISTS (SELECT 1 FROM customers c WHERE c.id = o.customer)", [
      "c.id>o.customer",
      "o.customer>c.id",
    ]],
    ["SELECT 1 FROM orders o WHERE NOT EXISTS (SELECT 1 FROM customers c WHERE c.id = o.customer)", [
      "o.customer>c.id",
    ]],
    ["SELECT 1 FROM orders o WHERE o.paid OR EXISTS (SELECT 1 FROM customers c WHERE c.id = o.customer)", [
      "o.customer>c.id",
    ]],
    ["SELECT 1 FROM orders o WHERE EXISTS (SELECT max(id) FROM customers c WHERE c.id = o.customer)", [
      "o.customer>c.id",
    ]],
    [
      "SELECT 1 FROM orders o WHERE o.note IN (SELECT country FROM customers c WHERE c.id = o.customer)",
      ["c.country>o.note", "c.id>o.customer", "o.customer>c.id"],
    ],
    ["SELECT 1 FROM orders o JOIN customers c ON o.total = c.id", []],
    ["SELECT 1 FROM orders o JOIN (SELECT id, country FROM customers c) x ON o.customer = x.id", [
      "o.customer>customers.id",
      "customers.id>o.customer",
    ]],
    ["SELECT 1 FROM orders o JOIN (SELECT id FROM customers LIMIT 5) x ON o.customer = x.id", [
      "customers.id>o.customer",
    ]],
  ];
  for (const [sql, expected] of cases) {
    const { edges, relations } = await resolved(dialect, sql, tables);
    const shown = edges.map(({ from, to }) => {
      const name = ({ relation, attribute }: typeof from) => `${relations[relation]?.alias}.${attribute}`;
      return `${name(from)}>${name(to)}`;
    });
    const plain = expected.map((edge) =>
      edge.replaceAll("customers.", sql.includes("customers c") ? "c." : "customers.")
    );
    assert.deepEqual(shown.toSorted(), plain.toSorted(), sql);
  }
});

Deno.test("the aggregates known here are DuckDB's", async () => {
  const rows = await dialect.rows(
    "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'aggregate'",
  );
  for (const [name] of rows) assert.ok(AGGREGATES.has(String(name)), String(name));
  const macros = await dialect.rows(
    "SELECT DISTINCT function_name, macro_definition FROM duckdb_functions() WHERE function_type = 'macro'",
  );
  for (const [name, definition] of macros) {
    const { node } = await parse(`SELECT ${String(definition)}`, dialect).catch(() => ({ node: {} }));
    const text = JSON.stringify(node);
    const aggregates = [...text.matchAll(/"function_name":"([^"]+)"/g)].some(([, called = ""]) =>
      AGGREGATES.has(called)
    );
    // `first` and `last` read as list functions inside list_aggr's arguments only.
    if (aggregates) assert.ok(AGGREGATES.has(String(name)), `${String(name)}: ${String(definition)}`);
  }
});
