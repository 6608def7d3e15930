import assert from "node:assert/strict";
import type { Item } from "../../src/dynamodb/access.ts";
import { DynamoSqlError } from "../../src/errors.ts";
import { parse } from "../../src/sql/parse.ts";
import { conditionText } from "../../src/sql/plan/print_condition.ts";
import { AGGREGATES } from "../../src/sql/resolve/aggregates.ts";
import { tableNames } from "../../src/sql/resolve/table_names.ts";
import { described, key, resolved, rewrittenSql } from "./described.ts";
import { testDialect } from "./duckdb_dialect.ts";

const dialect = await testDialect();

const order: Item = {
  id: { S: "o1" },
  customer: { S: "c1" },
  total: { N: "12.50" },
  count: { N: "3" },
  paid: { BOOL: true },
  address: { M: { city: { S: "Oslo" }, zip: { S: "0150" } } },
  tags: { L: [{ S: "a" }] },
  note: { S: "x" },
};
const tables = [
  described("orders", { key: key("id S"), items: [order], complete: false }),
  described("customers", {
    key: key("id S"),
    items: [{ id: { S: "c1" }, Name: { S: "Ada" }, country: { S: "NO" } }],
  }),
  described("twins", {
    key: key("id S"),
    items: [{ id: { S: "1" }, Name: { S: "a" }, name: { S: "b" }, plain: { N: "1" } }],
  }),
  described("orders", {
    key: key("id S"),
    items: [{ id: { S: "o9" }, legacy: { S: "y" } }],
    schemaName: "old",
  }),
  described("dot.ted name", { key: key("a.b S"), items: [{ "a.b": { S: "1" }, "select": { S: "2" } }] }),
];

const names = async (sql: string) =>
  tableNames((await parse(sql, dialect)).node).map(({ schema, table }) =>
    schema === undefined ? table : `${schema}.${table}`
  );
/** `orders(id, total) customers(*)`, by relation. */
const needed = async (sql: string) =>
  (await resolved(dialect, sql, tables)).relations.map(({ alias, columns, allColumns }) =>
    `${alias}(${allColumns ? "*" : columns.map((column) => column.attribute).join(", ")})`
  ).join(" ");
const rewritten = async (sql: string) => {
  const found = await resolved(dialect, sql, tables);
  return await rewrittenSql(dialect, found);
};
const conditions = async (sql: string) =>
  (await resolved(dialect, sql, tables)).relations.map(({ condition }) =>
    condition === null ? "all" : conditionText(condition)
  ).join("; ");

Deno.test("base tables are found in order, each once, and common table expressions are not among them", async () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["SELECT 1", []],
    ["FROM a", ["a"]],
    ["SELECT * FROM a, b JOIN c USING (x), a", ["a", "b", "c"]],
    ["SELECT (SELECT max(x) FROM b) FROM a WHERE EXISTS (FROM c)", ["b", "a", "c"]],
    ["WITH a AS (SELECT * FROM b) SELECT * FROM a", ["b"]],
    ["WITH a AS (SELECT * FROM a) SELECT * FROM a", ["a"]],
    ["WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a, b", ["b"]],
    ["WITH A AS (SELECT 1) SELECT * FROM a", []],
    ["WITH a AS (SELECT 1) SELECT * FROM s.a", ["s.a"]],
    ["WITH RECURSIVE r AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM r) SELECT * FROM r", []],
    ["WITH RECURSIVE r AS (SELECT x FROM r UNION ALL SELECT x + 1 FROM r) SELECT * FROM r", ["r"]],
    ["WITH a AS (SELECT 1) SELECT * FROM (WITH b AS (SELECT * FROM a) SELECT * FROM b, c)", ["c"]],
    ["SELECT * FROM (WITH b AS (SELECT 1) SELECT * FROM b) x, b", ["b"]],
    ["SELECT * FROM a UNION SELECT * FROM b ORDER BY 1", ["a", "b"]],
    ["SELECT * FROM range(3), unnest((SELECT l FROM a))", ["a"]],
    ["(VALUES ((SELECT x FROM a)))", ["a"]],
    ['SELECT * FROM "a.b" , s."c d"', ["a.b", "s.c d"]],
    ["WITH c AS (SELECT 1) SELECT * FROM t WHERE x IN (SELECT * FROM c) LIMIT (SELECT n FROM u)", ["t", "u"]],
  ];
  for (const [sql, expected] of cases) {
    assert.deepEqual((await names(sql)).toSorted(), [...expected].toSorted(), sql);
  }
});

Deno.test("a relation needs the attributes that the statement can look at, and no others", async () => {
  const cases: readonly (readonly [string, string])[] = [
    ["SELECT id FROM orders", "orders(id)"],
    ["SELECT ID, Orders.TOTAL FROM Orders", "Orders(id, total)"],
    ["SELECT * FROM orders", "orders(*)"],
    ["SELECT o.* FROM orders o, customers c", "o(*) c()"],
    ["SELECT o.* EXCLUDE (note) FROM orders o", "o(*)"],
    ["SELECT COLUMNS('t.*') FROM orders", "orders(*)"],
    ["SELECT o FROM orders o", "o(*)"],
    ["SELECT count(*) FROM orders", "orders()"],
    ["SELECT 1 FROM orders WHERE paid", "orders(paid)"],
    ["SELECT address.city FROM orders", "orders(address)"],
    ["SELECT orders.address.city FROM orders", "orders(address)"],
    ["SELECT address['city'] FROM orders", "orders(address)"],
    ["SELECT main.orders.note FROM main.orders", "orders(note)"],
    ["SELECT total AS t FROM orders WHERE t > 5 ORDER BY t", "orders(total)"],
    ["SELECT total FROM orders ORDER BY note", "orders(total, note)"],
    [
      "SELECT customer, sum(total) FROM orders GROUP BY ALL HAVING max(count) > 1",
      "orders(customer, total, count)",
    ],
    [
      "SELECT id FROM orders QUALIFY row_number() OVER (PARTITION BY customer ORDER BY total) = 1",
      "orders(id, customer, total)",
    ],
    ["SELECT id, sum(total) OVER w FROM orders WINDOW w AS (ORDER BY count)", "orders(id, total, count)"],
    ["SELECT #2 FROM orders", "orders(*)"],
    ["SELECT p FROM orders AS o(p)", "o(*)"],
    ["SELECT list_transform(tags, t -> t || note) FROM orders", "orders(tags, note)"],
    ["SELECT [t || note FOR t IN tags IF t > 'a'] FROM orders", "orders(tags, note)"],
    ["SELECT address -> 'city' = note FROM orders", "orders(address, note)"],
    ["SELECT unnest(tags) FROM orders", "orders(tags)"],
    ["SELECT u.v FROM orders, unnest(tags) AS u(v)", "orders(tags)"],
    ["SELECT o.id FROM orders o JOIN customers c ON o.customer = c.id", "o(id, customer) c(id)"],
    ["SELECT total FROM orders JOIN customers USING (id)", "orders(id, total) customers(id)"],
    ["SELECT total FROM orders NATURAL JOIN customers", "orders(*) customers(*)"],
    [
      "SELECT id FROM orders o WHERE EXISTS (SELECT 1 FROM customers c WHERE c.id = o.customer)",
      "o(id, customer) c(id)",
    ],
    [
      "SELECT id FROM orders WHERE customer IN (SELECT id FROM customers WHERE country = note)",
      "orders(id, customer, note) customers(id, country)",
    ],
    ["SELECT l.z FROM orders o, LATERAL (SELECT o.address.zip AS z) l", "o(address)"],
    ["SELECT x.total FROM (SELECT total, note FROM orders) x", "orders(total, note)"],
    ["WITH x AS (SELECT * FROM orders) SELECT id FROM x", "orders(*)"],
    ["SELECT current_date, id FROM orders", "orders(id)"],
    [
      "SELECT count(*) FILTER (WHERE paid), string_agg(note, ',' ORDER BY count) FROM orders",
      "orders(count, paid, note)",
    ],
    [
      "SELECT id FROM orders UNION ALL SELECT country FROM customers ORDER BY id",
      "orders(id) customers(country)",
    ],
    ['SELECT "a.b", "select" FROM "dot.ted name"', "dot.ted name(a.b, select)"],
    ["SELECT DISTINCT ON (customer) id FROM orders ORDER BY customer, total", "orders(id, customer, total)"],
    ["SELECT customer FROM orders GROUP BY ROLLUP (customer, paid)", "orders(customer, paid)"],
    ["SELECT CASE WHEN paid THEN total ELSE 0 END FROM orders", "orders(total, paid)"],
    ["SELECT a.id FROM orders a, orders b WHERE a.id = b.note", "a(id) b(note)"],
  ];
  for (const [sql, expected] of cases) {
    const attributes = (text: string) =>
      text.replace(/\(([^)]*)\)/g, (_, list: string) => `(${list.split(", ").toSorted().join(", ")})`);
    assert.equal(attributes(await needed(sql)), attributes(expected), sql);
  }
});

Deno.test("table names become load names, aliases stay, and qualified names still bind", async () => {
  const cases: readonly (readonly [string, string])[] = [
    ["SELECT id FROM orders", "SELECT id FROM loaded_0 AS orders"],
    ["SELECT o.id FROM main.orders o", "SELECT o.id FROM loaded_0 AS o"],
    ["SELECT main.orders.id FROM main.orders", "SELECT orders.id FROM loaded_0 AS orders"],
    [
      "SELECT main.orders.address.city FROM main.orders",
      "SELECT orders.address.city FROM loaded_0 AS orders",
    ],
    [
      "SELECT main.orders.id, old.orders.legacy FROM main.orders, old.orders",
      'SELECT orders.id, "old.orders".legacy FROM loaded_0 AS orders , loaded_1 AS "old.orders"',
    ],
    [
      "WITH orders AS (SELECT * FROM orders) SELECT id FROM orders",
      "WITH orders AS (SELECT * FROM loaded_0 AS orders)SELECT id FROM orders",
    ],
    ["SELECT loaded_0.id FROM orders AS loaded_0", "SELECT loaded_0.id FROM loaded__0 AS loaded_0"],
    [
      'SELECT "Name" FROM twins WHERE name = $$x$$',
      `SELECT twins."Name#1" FROM loaded_0 AS twins WHERE (twins."name#2" = 'x')`,
    ],
    ['SELECT t."name" AS n FROM twins t ORDER BY n', 'SELECT t."name#2" AS n FROM loaded_0 AS t ORDER BY n'],
    ['SELECT * EXCLUDE ("Name") FROM twins', 'SELECT * EXCLUDE ("Name#1") FROM loaded_0 AS twins'],
    [
      'SELECT "Name" FROM (SELECT * FROM twins) AS x WHERE "name" = \'b\'',
      `SELECT x."Name#1" FROM (SELECT * FROM loaded_0 AS twins) AS x WHERE (x."name#2" = 'b')`,
    ],
  ];
  for (const [sql, expected] of cases) {
    const plain = (text: string) => text.replace(/\s+/g, " ").replace(/ \)/g, ")").trim();
    assert.equal(plain(await rewritten(sql)), plain(expected), sql);
  }
});

Deno.test("internal column names are given back as the attributes' own", async () => {
  const { outputNames, relations } = await resolved(
    dialect,
    'SELECT "Name", "name", plain FROM twins',
    tables,
  );
  assert.deepEqual([...outputNames], [["Name#1", "Name"], ["name#2", "name"]]);
  assert.deepEqual(relations[0]?.columns.map((column) => column.column), ["Name#1", "name#2", "plain"]);
  assert.equal((await resolved(dialect, "SELECT plain FROM twins", tables)).outputNames.size, 0);
});

Deno.test("a name that means nothing is refused at its place, with the nearest names", async () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    [
      "SELECT totl FROM orders",
      "column_not_found",
      /^Column not found: totl\. Nearest: total\. Double-quote it .*line 1, column 8/,
    ],
    ["SELECT o.nte FROM orders o", "column_not_found", /Column not found: o\.nte\. Nearest: note/],
    [
      "SELECT id\nFROM customers\nWHERE contry = 'NO'",
      "column_not_found",
      /Nearest: country \(line 3, column 7\)/,
    ],
    ['SELECT "contry" FROM customers', "column_not_found", /Nearest: country/],
    ["SELECT id FROM orders WHERE missing = 1", "column_not_found", /^Column not found: missing/],
    ["SELECT NAME FROM twins", "ambiguous_name", /Ambiguous column name: NAME can be Name or name/],
    ["SELECT rowid FROM orders", "column_not_found", /rowid/],
    [
      "SELECT id FROM orders o WHERE EXISTS (SELECT 1 FROM customers c WHERE c.idd = o.customer)",
      "column_not_found",
      /c\.idd\. Nearest: id/,
    ],
  ];
  for (const [sql, code, message] of cases) {
    await assert.rejects(
      () => resolved(dialect, sql, tables),
      (error) => error instanceof DynamoSqlError && error.code === code && message.test(error.message),
      sql,
    );
  }
});

Deno.test("a quoted unknown attribute of a partly sampled table reads as a sparse one, typed JSON", async () => {
  const { relations } = await resolved(
    dialect,
    'SELECT id, "coupon" FROM orders o WHERE o."x y" IS NULL',
    tables,
  );
  assert.deepEqual(
    relations[0]?.columns.map(({ attribute, type }) => [attribute, type.kind]),
    [["id", "VARCHAR"], ["coupon", "JSON"], ["x y", "JSON"]],
  );
  // Two tables could hold it.
  await assert.rejects(
    () => resolved(dialect, 'SELECT "coupon" FROM orders a, orders b', tables),
    (error) => error instanceof DynamoSqlError && error.code === "ambiguous_name",
  );
  // Only one of these is partly sampled.
  assert.equal(await needed('SELECT "coupon" FROM orders o, customers c'), "o(coupon) c()");
});

Deno.test("names that DuckDB alone can know are left to it", async () => {
  for (
    const sql of [
      "SELECT range FROM range(3)",
      "SELECT col0 FROM (VALUES (1))",
      "SELECT x FROM orders, (SELECT 1 AS x) y",
      'SELECT "count_star()" FROM (SELECT count(*) FROM orders)',
      "SELECT k FROM (SELECT unnest(tags) FROM orders) AS x(k)",
      "SELECT total + 1 AS t, t * 2 FROM orders",
      "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT n FROM r",
      "SELECT struct_pack(a := id).a FROM orders",
    ]
  ) {
    await resolved(dialect, sql, tables);
  }
});

Deno.test("predicates reach the relation they restrict, and no other", async () => {
  const cases: readonly (readonly [string, string])[] = [
    ["SELECT id FROM orders WHERE customer = 'c1' AND total > 5", "customer = 'c1' AND total > 5"],
    ["SELECT id FROM orders WHERE customer = 'c1' OR lower(note) = 'x'", "all"],
    ["SELECT id FROM orders WHERE customer = 'c1' AND lower(note) = 'x'", "customer = 'c1'"],
    ["SELECT id FROM orders WHERE NOT (customer = 'c1' OR paid)", "customer <> 'c1' AND paid = false"],
    ["SELECT id FROM orders WHERE note LIKE 'a' || 'b%'", "begins_with(note, 'ab')"],
    ["SELECT id FROM orders WHERE count BETWEEN -(1) AND 2 + 3", "count BETWEEN -1 AND 5"],
    ["SELECT id FROM orders WHERE customer IN ('a', NULL, 'b')", "customer IN ('a', 'b')"],
    ["SELECT id FROM orders WHERE customer = NULL", "false"],
    ["SELECT id FROM orders WHERE id IS NULL", "false"],
    ["SELECT id FROM orders WHERE id IS NOT NULL", "all"],
    ["SELECT id FROM orders WHERE count = 5.5", "count = 5.5"],
    ["SELECT id FROM orders WHERE count = '5'", "count = 5"],
    ["SELECT id FROM orders WHERE count = '5.5'", "all"],
    ["SELECT id FROM orders WHERE note > 5", "all"],
    ["SELECT id FROM orders WHERE (customer, count) = ('c', 5)", "customer = 'c' AND count = 5"],
    ["SELECT id FROM orders WHERE (customer, count) = ('c', 5.5)", "customer = 'c'"],
    ["SELECT id FROM orders WHERE note ILIKE 'a%'", "all"],
    ["SELECT id FROM orders WHERE note COLLATE NOCASE = 'a'", "all"],
    ["SELECT id FROM orders WHERE note LIKE 'a!%%' ESCAPE '!'", "begins_with(note, 'a%')"],
    ["SELECT id FROM orders WHERE CASE WHEN paid THEN true END", "all"],
    [
      "SELECT id FROM orders WHERE count > 12345678901234567890123456789012345678",
      "count > 12345678901234567890123456789012345678",
    ],
    ["SELECT id FROM orders WHERE count = 1e400", "all"],
    ["SELECT id FROM orders TABLESAMPLE 10% WHERE customer = 'c'", "all"],
    [
      "SELECT o.id FROM orders o JOIN customers c ON o.customer = c.id AND c.country = 'NO' WHERE o.id = 'x'",
      "id = 'x'; country = 'NO'",
    ],
    [
      "SELECT o.id FROM orders o JOIN customers c ON o.customer = c.id WHERE c.id = 'x'",
      "customer = 'x'; id = 'x'",
    ],
    [
      "SELECT o.id FROM orders o LEFT JOIN customers c ON o.customer = c.id AND c.country = 'NO' AND o.paid",
      "all; country = 'NO'",
    ],
    [
      "SELECT o.id FROM orders o LEFT JOIN customers c ON o.customer = c.id WHERE c.country IS NULL",
      "all; all",
    ],
    [
      "SELECT o.id FROM orders o LEFT JOIN customers c ON o.customer = c.id WHERE c.country = 'NO'",
      "all; country = 'NO'",
    ],
    [
      "SELECT o.id FROM orders o LEFT JOIN customers c ON o.customer = c.id WHERE o.customer = 'x'",
      "customer = 'x'; id = 'x'",
    ],
    ["SELECT o.id FROM orders o FULL JOIN customers c ON o.customer = c.id AND o.paid", "all; all"],
    [
      "SELECT o.id FROM orders o ANTI JOIN customers c ON o.customer = c.id AND c.country = 'NO' AND o.paid",
      "all; country = 'NO'",
    ],
    ["SELECT o.id FROM orders o SEMI JOIN customers c ON o.customer = c.id AND o.paid", "paid = true; all"],
    [
      "SELECT x.id FROM (SELECT * FROM orders WHERE paid) x WHERE x.customer = 'c'",
      "paid = true AND customer = 'c'",
    ],
    ["SELECT x.c FROM (SELECT customer AS c FROM orders) x WHERE x.c = 'c'", "customer = 'c'"],
    ["SELECT x.id FROM (SELECT * FROM orders LIMIT 5) x WHERE x.customer = 'c'", "all"],
    [
      "SELECT x.customer FROM (SELECT customer, count(*) FROM orders GROUP BY 1) x WHERE x.customer = 'c'",
      "customer = 'c'",
    ],
    [
      "SELECT x.customer FROM (SELECT customer, count(*) FROM orders GROUP BY ALL) x WHERE x.customer = 'c'",
      "customer = 'c'",
    ],
    [
      "SELECT x.who FROM (SELECT o.customer AS who, sum(total) AS s FROM orders o GROUP BY o.customer) x WHERE x.who = 'c' AND s > 1",
      "customer = 'c'",
    ],
    [
      "SELECT x.note FROM (SELECT customer, max(note) AS note FROM orders GROUP BY customer) x WHERE x.note = 'c'",
      "all",
    ],
    [
      "SELECT x.customer FROM (SELECT customer, id, count(*) FROM orders GROUP BY ROLLUP(customer, id)) x WHERE x.customer = 'c'",
      "all",
    ],
    [
      "SELECT x.customer FROM (SELECT customer, rank() OVER (ORDER BY count(*)) FROM orders GROUP BY customer) x WHERE x.customer = 'c'",
      "all",
    ],
    [
      "SELECT x.customer FROM (SELECT customer FROM orders GROUP BY customer LIMIT 3) x WHERE x.customer = 'c'",
      "all",
    ],
    ["SELECT x.n FROM (SELECT count(*) AS n FROM orders) x WHERE x.n = 3", "all"],
    [
      "SELECT customer, sum(total) FROM orders GROUP BY customer HAVING customer = 'c' AND sum(total) > 3",
      "customer = 'c'",
    ],
    ["SELECT customer FROM orders GROUP BY customer HAVING customer = 'c' OR sum(total) > 3", "all"],
    ["SELECT customer, max(note) AS note FROM orders GROUP BY customer HAVING note = 'c'", "all"],
    ["SELECT upper(customer) AS customer FROM orders GROUP BY customer HAVING customer = 'c'", "all"],
    ["SELECT customer FROM orders GROUP BY GROUPING SETS ((customer), ()) HAVING customer = 'c'", "all"],
    ["SELECT x.id FROM (SELECT id, row_number() OVER () AS n FROM orders) x WHERE x.id = 'c'", "all"],
    ["SELECT x.id FROM (SELECT DISTINCT id FROM orders) x WHERE x.id = 'c'", "id = 'c'"],
    ["SELECT x.id FROM (SELECT DISTINCT ON (note) id FROM orders) x WHERE x.id = 'c'", "all"],
    ["SELECT x.id FROM (SELECT DISTINCT id FROM orders LIMIT 2) x WHERE x.id = 'c'", "all"],
    ["WITH x AS (SELECT * FROM orders) SELECT id FROM x WHERE id = 'a'", "id = 'a'"],
    ["WITH x AS (SELECT * FROM orders) SELECT a.id FROM x a, x b WHERE a.id = 'a'", "all"],
    [
      "WITH x AS (SELECT * FROM orders) SELECT a.id FROM x a, x b WHERE a.id = 'a' AND b.customer = 'c'",
      "id = 'a' OR customer = 'c'",
    ],
    [
      "WITH x AS (SELECT * FROM orders) SELECT a.id FROM x a, x b WHERE a.id = 'a' AND (b.customer = 'c' OR a.paid)",
      "all",
    ],
    [
      "WITH x AS (SELECT * FROM orders), y AS (SELECT * FROM x) SELECT 1 FROM y WHERE id = 'a' UNION SELECT 2 FROM y",
      "all",
    ],
    [
      "WITH x AS (SELECT * FROM orders) SELECT a.id FROM x a LEFT JOIN x b ON b.id = 'b' WHERE a.id = 'a'",
      "id = 'b' OR id = 'a'",
    ],
    ["WITH x AS (SELECT * FROM orders) SELECT 1", "false"],
    ["SELECT p FROM orders AS o(p) WHERE p = 'a'", "id = 'a'"],
    ["SELECT id AS customer FROM orders WHERE customer = 'a'", "customer = 'a'"],
    ["SELECT id FROM orders WHERE address.city = 'Oslo'", "all"],
    ["SELECT id FROM orders HAVING id = 'a'", "all"],
    ["SELECT id FROM orders QUALIFY id = 'a'", "all"],
    [
      "SELECT id FROM orders o WHERE EXISTS (SELECT 1 FROM customers c WHERE c.id = o.customer AND o.paid AND c.country = 'x')",
      "all; country = 'x'",
    ],
    ["SELECT id FROM orders WHERE false", "false"],
    ["SELECT id FROM orders UNION SELECT id FROM customers WHERE id = 'x'", "all; id = 'x'"],
    [
      "SELECT * FROM (SELECT customer AS who FROM orders UNION ALL SELECT id FROM customers) WHERE who = 'x'",
      "customer = 'x'; id = 'x'",
    ],
    [
      "SELECT * FROM (SELECT customer AS who FROM orders EXCEPT SELECT id FROM customers) WHERE who = 'x'",
      "customer = 'x'; id = 'x'",
    ],
    [
      "SELECT * FROM (SELECT customer AS who FROM orders LIMIT 1) t(who) WHERE who = 'x'",
      "all",
    ],
    // Of two types, one of which is cast; of a column and a value.
    [
      "SELECT * FROM (SELECT customer AS who FROM orders UNION ALL SELECT count FROM orders) WHERE who = '5'",
      "all; all",
    ],
    ["SELECT * FROM (SELECT count AS n FROM orders UNION ALL SELECT 'x') WHERE n = '5'", "all"],
    [
      "SELECT * FROM (SELECT customer AS who FROM orders UNION BY NAME SELECT id AS who FROM customers) WHERE who = 'x'",
      "all; all",
    ],
    [
      "SELECT * FROM (SELECT customer AS who FROM orders UNION SELECT id FROM customers LIMIT 4) WHERE who = 'x'",
      "all; all",
    ],
  ];
  for (const [sql, expected] of cases) {
    const found = await conditions(sql).catch((error) => String(error));
    assert.equal(found, expected, sql);
  }
});

Deno.test("without push-down every relation is wanted whole", async () => {
  const found = await resolved(
    dialect,
    "SELECT id FROM orders WHERE id = 'x' LIMIT 3",
    tables,
    false,
  );
  assert.equal(found.relations[0]?.condition, null);
  assert.equal(found.streamable, null);
  assert.equal(found.counted, null);
  assert.deepEqual(found.edges, []);
});

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
    ["SELECT id FROM orders WHERE total > (SELECT 5)", null],
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
      "o.customer>c.id",
    ]],
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
