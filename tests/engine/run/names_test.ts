import assert from "node:assert/strict";
import { createTable, putItems } from "../../fixtures/tables.ts";
import { open, openWorld, type World } from "../world.ts";

const world: World = await openWorld();
Deno.test.afterAll(() => world.close());

await createTable(world.database, { name: "nums", hash: "id" });
await putItems(world.database, "nums", [{ id: "a", p: 1, n: 2, l: [1, 2], s: " x " }, {
  id: "b",
  p: 3,
  n: 4,
}]);
await createTable(world.database, { name: "twins", hash: "id" });
await putItems(world.database, "twins", [{ id: "a", temp: 1, Temp: 10 }, { id: "b", temp: 2, Temp: 20 }]);

Deno.test({
  name: "columns without a name are named by what was written, with no internal name in it",
  ...open,
  async fn() {
    const cases: readonly (readonly [sql: string, name: string, first: unknown])[] = [
      ["SELECT (SELECT max(p) FROM nums) FROM nums LIMIT 1", "(SELECT max(p) FROM nums)", 3],
      ["SELECT EXISTS (SELECT 1 FROM nums WHERE n = 2)", "EXISTS(SELECT 1 FROM nums WHERE (n = 2))", true],
      ["SELECT 2 IN (SELECT n FROM nums)", "(2 = ANY(SELECT n FROM nums))", true],
      [
        "SELECT (SELECT count(*) FROM nums x WHERE x.n > d.p) FROM nums d WHERE d.id = 'a'",
        "(SELECT count(*) FROM nums AS x WHERE (x.n > d.p))",
        2,
      ],
      [
        "SELECT list_reduce(l, (x, y) -> x + y) FROM nums WHERE id = 'a'",
        "list_reduce(l, ((x, y) -> (x + y)))",
        3,
      ],
      ["SELECT [n, p] FROM nums WHERE id = 'a'", "list_value(n, p)", [2, 1]],
      ["SELECT trim(s) FROM nums WHERE id = 'a'", "trim(s)", "x"],
      [
        "SELECT concat('main.\"row\"(', trim(s)) FROM nums WHERE id = 'a'",
        "concat('main.\"row\"(', trim(s))",
        'main."row"(x',
      ],
      ["SELECT * FROM (SELECT (SELECT max(p) FROM nums) FROM nums LIMIT 1)", "(SELECT max(p) FROM nums)", 3],
      [
        "SELECT [n, p] FROM nums WHERE id = 'a' UNION BY NAME SELECT [n, p] FROM nums WHERE id = 'a'",
        "list_value(n, p)",
        [2, 1],
      ],
      ['SELECT sum("Temp") FROM twins', 'sum("Temp")', 30],
      [
        "SELECT \"main.list_value(n, p)\" FROM (SELECT [n, p] FROM nums WHERE id = 'a')",
        "main.list_value(n, p)",
        [2, 1],
      ],
      ["SELECT count(*) FROM nums", "count_star()", 2],
    ];
    for (const [sql, name, first] of cases) {
      for (const time of ["first", "known"]) {
        const { columns, rows } = await world.run(sql);
        assert.deepEqual(columns.map((column) => column.name), [name], `${time}: ${sql}`);
        const [value]: unknown[] = JSON.parse(rows[0] ?? "[]");
        assert.deepEqual(value, first, sql);
      }
    }
  },
});
