import assert from "node:assert/strict";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { failure, open, openWorld, type World } from "../world.ts";

/** Only three items of each table are sampled: what the others hold is met while reading. */
const world: World = await openWorld({ sampleItems: 3 });
Deno.test.afterAll(() => world.close());

const manyKeys = (n: number) =>
  Object.fromEntries(Array.from({ length: 70 }, (_, key) => [`k${key}`, n * 100 + key]));

// A partition is read in the order of its sort key, and so is the sample.
await createTable(world.database, { name: "docs", hash: "p", sort: "n:N" });
await putItems(world.database, "docs", [
  { p: "a", n: 1, doc: { price: num("1.5"), name: "x", items: [{ sku: "s1" }, { sku: "s2", qty: 2 }] } },
  { p: "a", n: 2, doc: { price: num("999.5"), name: "y", items: [] }, tags: ["t1", "t2"], big: manyKeys(2) },
  { p: "a", n: 3, doc: { name: "z" }, tags: ["t3"], big: manyKeys(3), price: 7 },
  { p: "a", n: 4, doc: { price: num("4999.5"), name: "x", rare: "only here" }, tags: [] },
  { p: "a", n: 5, doc: { price: num("4999.5"), name: "y" }, tags: ["t5", "t6", "t7"], late: { deep: 5 } },
]);

// All of these are sampled.
await createTable(world.database, { name: "few", hash: "p", sort: "n:N" });
await putItems(world.database, "few", [
  { p: "a", n: 1, doc: { name: "x" }, tags: ["t1"] },
  { p: "a", n: 2, doc: { name: "y" } },
]);

async function rows(sql: string): Promise<unknown[]> {
  const usual = await world.run(sql);
  await world.executor.learned();
  const again = await world.run(sql);
  const plainly = await world.run(sql, { plainly: true });
  assert.deepEqual(again.rows, usual.rows, sql);
  assert.deepEqual(plainly.rows, usual.rows, sql);
  return usual.rows.map((row) => JSON.parse(row));
}

async function refusal(sql: string): Promise<string> {
  const { code, message } = await failure(world.run(sql));
  return `${code}: ${message}`;
}

const cases: readonly (readonly [string, unknown[]])[] = [
  ["SELECT max(docs.doc.price) FROM docs", [[4999.5]]],
  ["SELECT n, doc.price FROM docs ORDER BY n", [[1, 1.5], [2, 999.5], [3, null], [4, 4999.5], [5, 4999.5]]],
  ["SELECT n FROM docs WHERE doc.price > 1000 ORDER BY n", [[4], [5]]],
  ["SELECT n FROM docs WHERE doc['price'] = 1.5", [[1]]],
  ["SELECT n FROM docs WHERE p = 'a' AND n = 2 AND (doc).price = 999.5", [[2]]],
  ["SELECT doc.name, count(*) FROM docs GROUP BY doc.name ORDER BY doc.name", [["x", 2], ["y", 2], ["z", 1]]],
  ["SELECT doc.name AS k, max(doc.price) FROM docs GROUP BY k HAVING max(doc.price) > 5 ORDER BY 1", [
    ["x", 4999.5],
    ["y", 4999.5],
  ]],
  ["SELECT n FROM docs ORDER BY doc.name DESC, n", [[3], [2], [5], [1], [4]]],
  [
    "SELECT a.n, b.n FROM docs a JOIN docs b ON a.doc.price = b.doc.price AND a.n < b.n",
    [[4, 5]],
  ],
  [
    "SELECT n, row_number() OVER (PARTITION BY doc.name ORDER BY n) FROM docs ORDER BY n",
    [[1, 1], [2, 1], [3, 1], [4, 2], [5, 2]],
  ],
  ["SELECT n FROM docs QUALIFY rank() OVER (ORDER BY doc.price DESC NULLS LAST) = 1 ORDER BY n", [[4], [5]]],
  [
    "SELECT n FROM docs o WHERE doc.price = (SELECT max(i.doc.price) FROM docs i WHERE i.doc.name = o.doc.name) ORDER BY n",
    [[4], [5]],
  ],
  ["SELECT price FROM (SELECT doc.price FROM docs) x WHERE price < 5", [[1.5]]],
  ["WITH x AS (SELECT n, doc.price AS q FROM docs) SELECT sum(q) FROM x", [[11000]]],
  ["SELECT n, tags[1], tags[-1] FROM docs WHERE n > 1 ORDER BY n", [
    [2, "t1", "t2"],
    [3, "t3", "t3"],
    [4, null, null],
    [5, "t5", "t7"],
  ]],
  ["SELECT doc.items[2].sku, doc.items[2].qty FROM docs WHERE n = 1", [["s2", 2]]],
  ["SELECT list_transform(tags, lambda t: t || doc.name) FROM docs WHERE n = 2", [[["t1y", "t2y"]]]],
  ["SELECT big.k69, big['k1'] + 1 FROM docs WHERE big.k69 > 0 ORDER BY 1", [[269, 202], [369, 302]]],
  ["SELECT substr(doc.name, 1, 1) || tags[2][1] FROM docs WHERE n = 2", [["yt"]]],
  ["SELECT doc.name[1] FROM docs WHERE n = 3", [["z"]]],
  ['SELECT n, doc."rare" FROM docs WHERE doc."rare" IS NOT NULL', [[4, "only here"]]],
  ['SELECT "late".deep + 1 FROM docs WHERE "late" IS NOT NULL', [[6]]],
  ['SELECT n, doc."never" FROM docs WHERE doc."never" IS NULL AND n < 3 ORDER BY n', [[1, null], [2, null]]],
  ["SELECT doc.price FROM docs WHERE n IN (2, 3) ORDER BY price", [[999.5], [null]]],
  ["SELECT * EXCLUDE (doc, big, tags) FROM docs WHERE doc.price = 999.5", [["a", 2, null, null]]],
  ["SELECT x.doc.price FROM (SELECT doc FROM docs WHERE n = 1) x", [[1.5]]],
  ["SELECT list_sort(json_keys(doc)), doc->>'$.items[0].sku', to_json(doc.items) FROM docs WHERE n = 1", [
    [["items", "name", "price"], "s1", [{ sku: "s1" }, { sku: "s2", qty: 2 }]],
  ]],
  ["SELECT json_keys(doc) FROM docs WHERE n = 3 AND doc.name = 'z'", [[["name"]]]],
  ["SELECT docs.price, docs.doc.price FROM docs WHERE n = 3", [[7, null]]],
];

for (const [sql, expected] of cases) {
  Deno.test({
    name: `a place inside an attribute is a column: ${sql}`,
    ...open,
    fn: async () => assert.deepEqual(await rows(sql), expected),
  });
}

Deno.test({
  name: "columns of places keep the names that DuckDB gives them",
  ...open,
  async fn() {
    const { columns } = await world.run(
      "SELECT doc.price, docs.doc.price AS q, tags[1], doc['k'], (doc).name, doc.items[2].sku, doc.price * 2, " +
        "max(doc.items[1].sku) OVER () FROM docs WHERE n = 1",
    );
    assert.deepEqual(columns.map(({ name }) => name), [
      "price",
      "q",
      "tags[1]",
      "doc['k']",
      "(doc).name",
      "(doc.items[2]).sku",
      "(doc.price * 2)",
      "max((doc.items[1]).sku) OVER ()",
    ]);
  },
});

Deno.test({
  name: "columns of places inside what is grouped by keep them, too",
  ...open,
  async fn() {
    const { columns } = await world.run(
      "SELECT doc.price, doc.price * 2, doc['name'], upper(doc.name), doc::JSON, max(n), max(doc.price) + doc.price " +
        "FROM docs WHERE n = 1 GROUP BY ROLLUP (doc)",
    );
    assert.deepEqual(columns.map(({ name }) => name), [
      "price",
      "(doc.price * 2)",
      "doc['name']",
      'upper(doc."name")',
      'CAST(doc AS "JSON")',
      "max(n)",
      "(max(doc.price) + doc.price)",
    ]);
  },
});

Deno.test({
  name:
    "a key that no map has is refused, with the nearest keys; a step into what is no map is NULL, and told",
  ...open,
  async fn() {
    assert.match(
      await refusal("SELECT doc.pric FROM docs"),
      /^column_not_found: .*doc\.pric \(line 1, column 8\)\. Nearest: doc\.price\. /,
    );
    const { rows, warnings } = await world.run("SELECT doc.name.first, tags.x FROM few LIMIT 1");
    assert.deepEqual(rows, ["[null,null]"]);
    assert.match(warnings.join(), /few\.doc\.name is not a map.*few\.tags is not a map/);
  },
});
