import assert from "node:assert/strict";
import { openProxy, type Proxy } from "../../fault/proxy.ts";
import { dynamodbLocal } from "../../fixtures/dynamodb_local.ts";
import { createTable, putItems } from "../../fixtures/tables.ts";
import { openWorld, type World } from "../world.ts";

const PADDING = "x".repeat(900);

async function withTables(work: (world: World, proxy: Proxy) => Promise<void>): Promise<void> {
  const proxy = openProxy(await dynamodbLocal());
  const world = await openWorld({ endpoint: proxy.url });
  try {
    await createTable(world.database, { name: "picks", hash: "pick:N" });
    await putItems(
      world.database,
      "picks",
      Array.from(
        { length: 80 },
        (_, pick) => ({ pick, day: pick % 24, one: pick, two: 299 - pick, kind: `k${pick % 2}` }),
      ),
    );
    await createTable(world.database, {
      name: "events",
      hash: "id:N",
      gsis: [{ name: "by_day", hash: "place", sort: "day:N" }],
    });
    await putItems(
      world.database,
      "events",
      Array.from({ length: 300 }, (_, id) => ({ id, place: `p${id % 3}`, day: id % 100, padding: PADDING })),
    );
    await world.plan("SELECT * FROM picks, events");
    proxy.reset();
    await work(world, proxy);
  } finally {
    await world.close();
    await proxy.close();
  }
}

Deno.test("reads that keys drive", async (t) => {
  await withTables(async (world, proxy) => {
    await t.step("many sort keys of one partition of an index are asked for several at once", async () => {
      let most = 0;
      proxy.script = ({ operation }) => {
        if (operation === "Query") most = Math.max(most, proxy.underWay);
        return operation === "Query" ? { kind: "delay", ms: 50 } : null;
      };
      const sql = "SELECT p.pick, e.id FROM picks p JOIN events e ON e.day = p.day AND e.place = 'p1'";
      const answer = await world.run(sql);
      const queries = proxy.passed.filter(({ operation }) => operation === "Query").length;
      proxy.reset();
      assert.equal(queries, 24);
      assert.ok(most >= 4, `${most} at once`);
      assert.deepEqual(answer.rows.toSorted(), (await world.run(sql, { pushDown: false })).rows.toSorted());
    });

    await t.step(
      "two relations of a table whose keys together are too many share one Scan of it",
      async () => {
        const sql =
          "SELECT p.pick, a.place, b.day FROM picks p JOIN events a ON a.id = p.one LEFT JOIN events b " +
          "ON b.id = p.two AND b.place <> 'p0'";
        proxy.reset();
        const answer = await world.run(sql);
        const operations = proxy.passed.map(({ operation, body }) =>
          `${operation} ${body["TableName"] ?? ""}`
        );
        assert.deepEqual(operations, ["Scan picks", "Scan events"]);
        assert.deepEqual(answer.rows.toSorted(), (await world.run(sql, { pushDown: false })).rows.toSorted());
      },
    );

    await t.step(
      "so do those whose keys come from different relations",
      async () => {
        const sql =
          "SELECT count(*), max(a.place), max(b.day) FROM picks p JOIN picks q ON q.pick = p.day JOIN events a " +
          "ON a.id = p.one JOIN events b ON b.id = q.two";
        proxy.reset();
        const answer = await world.run(sql);
        const operations = proxy.passed.map(({ operation, body }) =>
          `${operation} ${body["TableName"] ?? ""}`
        );
        assert.deepEqual(operations, ["Scan picks", "Scan events"]);
        assert.deepEqual(answer.rows, (await world.run(sql, { pushDown: false })).rows);
      },
    );

    await t.step("few keys still are keys, for both", async () => {
      const sql = "SELECT p.pick, a.place, b.day FROM picks p JOIN events a ON a.id = p.one JOIN events b " +
        "ON b.id = p.two WHERE p.pick < 3";
      proxy.reset();
      const answer = await world.run(sql);
      const operations = proxy.passed.map(({ operation }) => operation).sort();
      assert.deepEqual(operations, ["BatchGetItem", "BatchGetItem", "Scan"]);
      assert.equal(answer.rows.length, 3);
    });
  });
});
