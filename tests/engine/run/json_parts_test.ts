/** JSON within rows, lists and structs goes by value, as JSON that stands alone does. */
import assert from "node:assert/strict";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { open, openWorld, type World } from "../world.ts";

const world: World = await openWorld({ sampleItems: 100_000 });
Deno.test.afterAll(() => world.close());

const LARGE = "12345678901234567890123456789012345678";
const LARGER = "12345678901234567890123456789012345679";

await createTable(world.database, { name: "parts", hash: "id" });
await putItems(world.database, "parts", [
  { id: "a_five", j: 5, k: 10, n: num("1.5"), s: { j: 5, t: "x" } },
  { id: "b_ten", j: 10, k: 9, n: num("1.5"), s: { j: "a", t: "x" } },
  { id: "c_five", j: 5, k: 5, n: num("2.25"), s: { j: { a: 1 }, t: "x" } },
  { id: "d_half", j: num("0.5"), k: "x", n: num("2"), s: { j: 40, t: "x" } },
  { id: "e_text", j: "x", k: { a: 1 }, n: num("2") },
  { id: "f_five_text", j: "5", k: 5, n: num("2") },
  { id: "g_true", j: true, k: true, n: num("2") },
  { id: "h_map", j: { a: 1 }, k: { a: 1 }, n: num("2") },
  { id: "i_large", j: num(LARGE), k: num(LARGER), n: num("2") },
  { id: "j_tiny", j: num("1e-7"), k: num("0.0000001"), n: num("2") },
]);

/** In order of (j, id): numbers, texts, truth values, maps. */
const ORDER = [
  "j_tiny",
  "d_half",
  "a_five",
  "c_five",
  "b_ten",
  "i_large",
  "f_five_text",
  "e_text",
  "g_true",
  "h_map",
];
const after = (id: string) => ORDER.slice(ORDER.indexOf(id) + 1);
const upTo = (id: string) => ORDER.slice(0, ORDER.indexOf(id) + 1);

async function ids(sql: string): Promise<unknown[]> {
  const { rows } = await world.run(sql);
  return rows.map((row): unknown => JSON.parse(row)[0]);
}

Deno.test({
  name: "rows, lists and structs with JSON in them are ordered by value",
  ...open,
  async fn() {
    for (
      const [sql, right] of [
        ["SELECT id FROM parts ORDER BY (j, id)", ORDER],
        ["SELECT id FROM parts ORDER BY (j, id) DESC", ORDER.toReversed()],
        ["SELECT id FROM parts ORDER BY row(j, id)", ORDER],
        ["SELECT id FROM parts ORDER BY {'v': j, 'i': id}", ORDER],
        ["SELECT id FROM parts ORDER BY [j], id", ORDER],
        ["SELECT id FROM parts ORDER BY [(j, id)]", ORDER],
        ["SELECT id FROM parts ORDER BY MAP {'m': j}, id", ORDER],
        ["SELECT id, (j, id) AS r FROM parts ORDER BY r", ORDER],
        ["SELECT id, (j, id) FROM parts ORDER BY 2", ORDER],
        ["SELECT id FROM (SELECT id, (j, id) AS r FROM parts) ORDER BY r", ORDER],
        ["SELECT r[2] FROM (SELECT (j, id) AS r FROM parts) ORDER BY ALL", ORDER.toSorted()],
        [
          "SELECT i FROM (SELECT [j] AS l, id AS i FROM parts UNION ALL SELECT [j], id FROM parts WHERE false) ORDER BY l, i",
          ORDER,
        ],
        ["SELECT id FROM parts ORDER BY row_number() OVER (ORDER BY (j, id))", ORDER],
        ["SELECT id FROM parts WHERE s IS NOT NULL ORDER BY s", ["a_five", "d_half", "b_ten", "c_five"]],
        ["SELECT min((j, id))[2] FROM parts", ["j_tiny"]],
        ["SELECT max((j, id))[2] FROM parts", ["h_map"]],
        ["SELECT max((j, id))[2] FROM parts WHERE id < 'd'", ["b_ten"]],
        ["SELECT min({'j': j, 'id': id}).id FROM parts WHERE id < 'd'", ["a_five"]],
        ["SELECT arg_max(id, (j, id)) FROM parts WHERE id < 'd'", ["b_ten"]],
        ["SELECT first(id ORDER BY (j, id) DESC) FROM parts WHERE id < 'd'", ["b_ten"]],
        ["SELECT greatest((j, 1), (k, 1))[1]::VARCHAR FROM parts WHERE id < 'd' ORDER BY id", [
          "10",
          "10",
          "5",
        ]],
        ["SELECT least([j], [k])[1]::VARCHAR FROM parts WHERE id < 'd' ORDER BY id", ["5", "9", "5"]],
        ["SELECT list_sort(list((j, id)))[1][2] FROM parts WHERE id < 'd'", ["a_five"]],
        ["SELECT list_max(list((j, id)))[2] FROM parts WHERE id < 'd'", ["b_ten"]],
      ] as const
    ) {
      assert.deepEqual(await ids(sql), right, sql);
    }
  },
});

Deno.test({
  name: "rows, lists and structs with JSON in them are compared by value",
  ...open,
  async fn() {
    for (
      const [where, right] of [
        ["(j, id) > (5, 'a_five')", after("a_five")],
        ["(j, id) >= (5, 'a_five')", ORDER.slice(2)],
        ["(j, id) <= (5, 'a_five')", upTo("a_five")],
        ["(5, 'a_five') >= (j, id)", upTo("a_five")],
        ["(j, id) > (5.0, 'c_five')", after("c_five")],
        ["(j, id) < (5e0, 'c_five')", upTo("a_five")],
        ["(j, n) > (5, 1.5)", ORDER.slice(3)],
        ["(j, n, id) <= (5, 2.25, 'c_five')", upTo("c_five")],
        ["(j, id) BETWEEN (0.5, 'd_half') AND (5, 'c_five')", ["d_half", "a_five", "c_five"]],
        [`(j, id) > (${LARGER}, '')`, after("i_large")],
        [`(j, id) >= (${LARGE}, '')`, ["i_large", ...after("i_large")]],
        ["row(j) = row(5)", ["a_five", "c_five"]],
        ["row(j) = row(5.00)", ["a_five", "c_five"]],
        ["row(j) = row('x')", ["e_text"]],
        ["row(j) = row('5')", ["a_five", "c_five", "f_five_text"]],
        ["row(j) = row('0.0000001')", ["j_tiny"]],
        ["row(j) = row(1e-7)", ["j_tiny"]],
        ["row(j) = row(true)", ["g_true"]],
        ["row(j) = row({'a': 1})", ["h_map"]],
        [`row(j) = row(${LARGE})`, ["i_large"]],
        [`row(j) = row(${LARGER})`, []],
        ["row(j) <> row(5) AND id < 'd'", ["b_ten"]],
        ["row(j) IS DISTINCT FROM row(5) AND id < 'd'", ["b_ten"]],
        ["{'a': j} = {'a': 5}", ["a_five", "c_five"]],
        ["{'a': j} = {'a': 'x'}", ["e_text"]],
        ["{'a': {'b': j}} = {'a': {'b': 'x'}}", ["e_text"]],
        ["[j] = [5]", ["a_five", "c_five"]],
        ["[j] = ['x']", ["e_text"]],
        ["[j] < [k] AND id <> 'i_large'", ["d_half", "a_five", "e_text"].toSorted()],
        ["row(j) < row(k) AND id <> 'd_half'", ["i_large", "a_five", "e_text"].toSorted()],
        ["row(j) = row(k)", ["c_five", "g_true", "h_map", "j_tiny"]],
        ["[j] > [5] AND id < 'd'", ["b_ten"]],
        ["(j, id) IN ((5, 'a_five'), (10, 'a_five'))", ["a_five"]],
        ["(j, id) IN ((5, 'a_five'), ('x', 'e_text'))", ["a_five", "e_text"]],
        ["(j, id) NOT IN ((5, 'a_five'), (10, 'a_five')) AND id < 'd'", ["b_ten", "c_five"]],
        ["s = {'j': 40, 't': 'x'}", ["d_half"]],
        ["s > {'j': 5, 't': 'x'}", ["d_half", "b_ten", "c_five"]],
        ["nullif((j, id), (5, 'a_five')) IS NULL", ["a_five"]],
        ["(j, id) IN (SELECT k, 'c_five' FROM parts)", ["c_five"]],
        ["(j, id) IN (SELECT 5, 'a_five')", ["a_five"]],
        ["(j, id) IN (SELECT 'x', 'e_text')", ["e_text"]],
        ["(j, id) IN (SELECT '5', 'f_five_text' UNION SELECT '10', 'b_ten')", ["b_ten", "f_five_text"]],
        ["(j, id) IN (SELECT n * 2 + 2, 'a_five' FROM parts)", ["a_five"]],
        ["(j, id) NOT IN (SELECT 5, 'a_five') AND id < 'd'", ["b_ten", "c_five"]],
        ["(n, j) IN (SELECT 1.50, 10.0)", ["b_ten"]],
        ["(j, id) = ANY (SELECT 5, 'a_five')", ["a_five"]],
        ["(j, id) > ALL (SELECT 5, 'a_five')", after("a_five")],
        ["(j, id) IN (SELECT (5, 'a_five'))", ["a_five"]],
        ["(j, id) = (SELECT (5, 'a_five'))", ["a_five"]],
        ["(j, id) >= (SELECT min((j, id)) FROM parts WHERE j = 5)", ORDER.slice(2)],
        ["(j, id) IN (SELECT DISTINCT 5, id FROM parts ORDER BY id LIMIT 1)", ["a_five"]],
        ["row(j) IN (SELECT 5)", ["a_five", "c_five"]],
        ["([j], id) IN (SELECT [5], 'a_five')", ["a_five"]],
      ] as const
    ) {
      for (const from of ["parts", "(SELECT * FROM parts OFFSET 0)"]) {
        const sql = `SELECT id FROM ${from} WHERE ${where}`;
        assert.deepEqual((await ids(sql)).toSorted(), [...right].toSorted(), sql);
      }
    }
  },
});
