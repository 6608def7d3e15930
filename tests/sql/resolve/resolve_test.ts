import assert from "node:assert/strict";
import { DynamoSqlError } from "../../../src/errors.ts";
import { resolved } from "../described.ts";
import { dialect, names, needed, rewritten, tables } from "./tables.ts";

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
      "SELECT dynamosql_place_1 AS city FROM loaded_0 AS orders",
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
      /^Column not found: totl \(line 1, column 8\)\. Nearest: total\. If few items have it, write "totl": in double quotes it is read all the same\.$/,
    ],
    ["SELECT o.nte FROM orders o", "column_not_found", /Column not found: o\.nte \(.*\)\. Nearest: note\./],
    [
      "SELECT id\nFROM customers\nWHERE contry = 'NO'",
      "column_not_found",
      /contry \(line 3, column 7\)\. Nearest: country\./,
    ],
    ['SELECT "contry" FROM (SELECT country FROM customers)', "column_not_found", /Nearest: country/],
    [
      "SELECT id FROM customers WHERE missing = 1",
      "column_not_found",
      /^Column not found: missing \(line 1, column 32\)\. There are id, Name, country\. If few items have it, write "missing": /,
    ],
    [
      "SELECT x FROM (SELECT 1 a, 2 b, 3 c, 4 d, 5 e, 6 f, 7 g, 8 h, 9 i, 10 j, 11 k, 12 l)",
      "column_not_found",
      /^Column not found: x \(line 1, column 8\)\. There are a, b, c, d, e, f, g, h, i, j, and 2 more\.$/,
    ],
    [
      "SELECT address.town FROM orders",
      "column_not_found",
      /^Column not found: address\.town \(line 1, column 8\)\. There are address\..*\. If few maps have it, write address\."town": /,
    ],
    ["SELECT NAME FROM twins", "ambiguous_name", /Ambiguous column name: NAME can be Name or name/],
    ["SELECT rowid FROM orders", "column_not_found", /rowid/],
    [
      "SELECT id FROM orders o WHERE EXISTS (SELECT 1 FROM customers c WHERE c.idd = o.customer)",
      "column_not_found",
      /c\.idd \(.*\)\. Nearest: id\./,
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

Deno.test("a quoted unknown attribute reads as a sparse one, whatever the sample was", async () => {
  const { relations } = await resolved(
    dialect,
    'SELECT id, "coupon" FROM orders o WHERE o."x y" IS NULL',
    tables,
  );
  assert.deepEqual(
    relations[0]?.columns.map(({ attribute, type }) => [attribute, type.kind]),
    [["id", "VARCHAR"], ["coupon", "UNSEEN"], ["x y", "UNSEEN"]],
  );
  // Two tables could hold it.
  await assert.rejects(
    () => resolved(dialect, 'SELECT "coupon" FROM orders a, orders b', tables),
    (error) => error instanceof DynamoSqlError && error.code === "ambiguous_name",
  );
  assert.equal(await needed('SELECT c."coupon" FROM orders o, customers c, range(3) r'), "o() c(coupon)");
  assert.equal(await needed('SELECT "contry" FROM customers'), "customers(contry)");
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
