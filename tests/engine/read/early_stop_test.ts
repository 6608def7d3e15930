import assert from "node:assert/strict";
import { createTable, putItems } from "../../fixtures/tables.ts";
import { open, openWorld } from "../world.ts";

Deno.test({
  name:
    "reads stop at what the answer needs: the first items of an order, the least and the greatest sort key",
  async fn(t) {
    const world = await openWorld();
    try {
      await createTable(world.database, {
        name: "readings",
        hash: "device",
        sort: "no:N",
        lsis: [{ name: "by_name", hash: "device", sort: "name" }],
      });
      await putItems(
        world.database,
        "readings",
        Array.from({ length: 1_500 }, (_, at) => ({
          device: at % 3 === 0 ? "b" : "a",
          no: at - 700,
          name: at % 2 === 0 ? `n${at}` : undefined,
          kind: at % 10 === 9 ? "rare" : "usual",
          padding: "x".repeat(300),
        })),
      );
      // SQL, rows, units; null = not more than without push-down, the answer the same.
      const cases: readonly [string, string, number | null][] = [
        ["SELECT max(no) FROM readings WHERE device = 'a'", "[799]", 0.5],
        ["SELECT min(no) FROM readings WHERE device = 'a'", "[-699]", 0.5],
        ["SELECT min(r.no) AS m, min(no) FROM readings r WHERE device = 'a'", "[-699,-699]", 0.5],
        ["SELECT max(no) FROM readings WHERE device = 'a' AND no < 100", "[99]", 0.5],
        ["SELECT min(no) FROM readings WHERE device = 'a' AND no BETWEEN 5 AND 9", "[6]", 0.5],
        ["SELECT max(no) FROM readings WHERE device = 'none'", "[null]", 0],
        ["SELECT min(name) FROM readings WHERE device = 'a' AND name > 'n2'", '["n20"]', 0.5],
        ["SELECT no FROM readings WHERE device = 'a' ORDER BY no DESC LIMIT 2", "[799],[798]", 0.5],
        ["SELECT no FROM readings WHERE device = 'a' ORDER BY no LIMIT 1 OFFSET 1", "[-698]", 0.5],
        ["SELECT no FROM readings WHERE device = 'b' LIMIT 1", "[-700]", 0.5],
        ["SELECT max(no) FROM readings WHERE device = 'a' AND kind = 'rare'", "[799]", null],
        ["SELECT min(no), max(no) FROM readings WHERE device = 'a'", "[-699,799]", null],
        ["SELECT max(no) FILTER (WHERE kind = 'usual') FROM readings WHERE device = 'a'", "[798]", null],
        ["SELECT max(no) FROM readings WHERE device = 'a' AND lower(kind) = 'usual'", "[798]", null],
        ["SELECT max(no) FROM readings WHERE device IN ('a', 'b')", "[799]", null],
        ["SELECT max(no) FROM readings", "[799]", null],
        ["SELECT max(-no) FROM readings WHERE device = 'a'", "[699]", null],
        ["SELECT max(no, 2) FROM readings WHERE device = 'a'", "[[799,798]]", null],
        ["SELECT max(no) + count(*) FROM readings WHERE device = 'a'", "[1799]", null],
        ["SELECT max(no) FROM readings WHERE device = 'a' GROUP BY kind ORDER BY 1", "[798],[799]", null],
        ["SELECT max(no) FROM readings WHERE device = 'a' HAVING count(*) > 2000", "", null],
        ["SELECT max(no) FROM readings WHERE device = 'a' AND name IS NOT NULL", "[798]", null],
        ["SELECT max(name) FROM readings WHERE device = 'a'", '["n998"]', null],
      ];
      for (const [sql, rows, units] of cases) {
        await t.step(sql, async () => {
          const on = await world.run(sql);
          const off = await world.run(sql, { pushDown: false });
          assert.equal(on.rows.join(), rows);
          assert.deepEqual(on.rows, off.rows);
          // Each partition's pages are rounded up on their own.
          assert.ok(on.stats.readUnits <= off.stats.readUnits + 1, String(on.stats.readUnits));
          if (units !== null) assert.equal(on.stats.readUnits, units);
        });
      }
    } finally {
      await world.close();
    }
  },
  ...open,
});
