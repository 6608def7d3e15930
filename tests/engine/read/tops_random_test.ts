/** Random statements that need the first items of groups: by keys, by indexes that lack items, and by reading all. */
import assert from "node:assert/strict";
import { random } from "../../differential/dataset.ts";
import { createTable, putItems } from "../../fixtures/tables.ts";
import { openWorld, type World } from "../world.ts";

const HASHES = ["a", "b", "c", "d"];
const STATEMENTS = 250;

type Pick = <T>(from: readonly T[]) => T;

/** Items with values that no two of them share in what is ordered by, so that no answer is left open. */
function items(chance: () => number) {
  const pick: Pick = (from) => from[Math.floor(chance() * from.length)] as never;
  const seen = new Set<number>();
  const unique = () => {
    for (;;) {
      const value = Math.floor(chance() * 1_000);
      if (!seen.has(value)) return seen.add(value), value;
    }
  };
  return Array.from({ length: 120 }, (_, at) => ({
    h: pick(HASHES),
    s: unique() * 1_000 + at,
    // Sparse, and the sort key of a global and of a local index.
    u: chance() < 0.5 ? undefined : unique(),
    g: pick(["x", "y", undefined]),
    v: pick(["p", "q", "r", undefined]),
    // A value of another kind now and then, which is NULL to SQL.
    pad: "-".repeat(1_500),
    w: at === 60 ? "text" : chance() < 0.08 ? undefined : Math.floor(chance() * 5),
  }));
}

/** A statement; each is a shape that reads can be cut short for, or is near to one. */
function statement(pick: Pick): string {
  const filter = pick([
    "",
    "",
    " AND v = 'p'",
    " AND w > 1",
    " AND v <> 'q'",
    " AND s > 300000",
    " AND u IS NOT NULL",
    " AND w IS NULL",
    " AND coalesce(v, 'p') = 'p'",
  ]);
  const keys = pick([
    `h IN ('a', 'b')`,
    `h = 'a'`,
    `h = 'c' OR h = 'd'`,
    `h IN ('a', 'b', 'zz')`,
    `g = 'x'`,
    `g IN ('x', 'y')`,
    `h LIKE 'a%' AND h = 'a'`,
  ]);
  const where = `WHERE (${keys})${filter}`;
  const by = pick(["s", "u"]);
  // Items without `u` tie: what is shown of them must not tell which they are.
  const [order, shown, sparse] = by === "s"
    ? [pick(["s", "s DESC", "s DESC, v"]), "h, s, v, w", false]
    : [pick(["u", "u DESC", "u DESC NULLS FIRST", "u NULLS LAST", "u DESC, s"]), "u", true];
  const group = pick(["h", "g", "h, g", "v"]);
  const limit = pick([1, 2, 3, 7, 40]);
  const number = pick(["row_number", "row_number", "rank", "dense_rank"]);
  const window = `${sparse ? "row_number" : number}() OVER (PARTITION BY ${group} ORDER BY ${order})`;
  const later = sparse ? "" : " AND v = 'p'";
  const ends = pick([
    `max(${by})`,
    `min(${by})`,
    `min(${by}), max(${by})`,
    `arg_max(v, ${by})`,
    `arg_min(w, ${by}), max(${by})`,
    `max(${by}), count(*)`,
    "first(v ORDER BY s)",
    "last(w ORDER BY s), last(v ORDER BY s)",
    "max(s), max(u)",
    `max(${by}) - min(${by})`,
  ]);
  return pick([
    `SELECT ${ends} FROM tab ${where}`,
    `SELECT ${group}, ${ends} FROM tab ${where} GROUP BY ${group}`,
    `SELECT ${group}, ${ends} FROM tab ${where} GROUP BY ALL`,
    `SELECT ${group}, max(${by}) AS m FROM tab ${where} GROUP BY ${group} HAVING min(${by}) < 500000`,
    `SELECT ${shown} FROM tab ${where} ORDER BY ${order} LIMIT ${limit}`,
    `SELECT ${shown} FROM tab ${where} ORDER BY ${order} LIMIT ${limit} OFFSET ${pick([0, 1, 3])}`,
    `SELECT DISTINCT ON (${group}) ${group}, ${shown} FROM tab ${where} ORDER BY ${group}, ${order}`,
    `SELECT ${shown} FROM tab ${where} QUALIFY ${window} <= ${limit}`,
    `SELECT ${shown}, n FROM (SELECT *, ${window} AS n FROM tab ${where}) WHERE n <= ${limit}`,
    `WITH r AS (SELECT *, ${window} AS n FROM tab ${where}) SELECT ${shown} FROM r WHERE n < ${limit}${later}`,
    `WITH r AS (SELECT h, ${window} AS n FROM tab ${where}) SELECT count(*) FROM r WHERE n = 1 UNION ALL SELECT count(*) FROM r`,
    `SELECT ${shown}, n FROM (SELECT *, ${window} AS n FROM tab ${where}) WHERE n BETWEEN 2 AND ${limit} OR n = 9`,
    `SELECT k.h, (SELECT max(${by}) FROM tab WHERE tab.h = k.h${filter}) FROM keys k`,
    `SELECT k.h, x.${by} FROM keys k, LATERAL (SELECT ${by} FROM tab WHERE tab.h = k.h${filter} ORDER BY ${order} LIMIT ${limit}) x`,
    `SELECT k.h, x.m FROM keys k LEFT JOIN (SELECT h, max(${by}) AS m FROM tab GROUP BY h) x ON x.h = k.h`,
    `SELECT k.h, x.n FROM keys k LEFT JOIN (SELECT h, ${window} AS n FROM tab) x ON x.h = k.h AND x.n <= ${limit}`,
    `SELECT h, s FROM tab ${where} AND s = (SELECT max(s) FROM tab AS i WHERE i.h = tab.h)`,
    `SELECT count(*) FROM (SELECT ${shown} FROM tab ${where} ORDER BY ${order} LIMIT ${limit})${
      sparse ? "" : " WHERE h = 'a'"
    }`,
    `SELECT ${shown} FROM (SELECT * FROM tab ${where} ORDER BY ${order} LIMIT ${limit})`,
  ]);
}

async function fill(world: World, seed: number): Promise<void> {
  const chance = random(seed);
  await createTable(world.database, {
    name: "tab",
    hash: "h",
    sort: "s:N",
    gsis: [{ name: "by_g", hash: "g", sort: "u:N" }, { name: "by_gs", hash: "g", sort: "s:N" }],
    lsis: [{ name: "by_u", hash: "h", sort: "u:N" }],
  });
  await putItems(world.database, "tab", items(chance));
  await createTable(world.database, { name: "keys", hash: "h" });
  await putItems(world.database, "keys", ["a", "b", "e"].map((h) => ({ h })));
}

for (const sampleItems of [5_000, 3]) {
  Deno.test(`The first items of groups are the same read alone and among all, ${sampleItems} items looked at before`, async () => {
    const world = await openWorld({ sampleItems });
    const seed = sampleItems;
    try {
      await fill(world, seed);
      const chance = random(seed + 1);
      const pick: Pick = (from) => from[Math.floor(chance() * from.length)] as never;
      let cut = 0;
      for (let at = 0; at < STATEMENTS; at++) {
        const sql = statement(pick);
        const whole = await world.run(sql, { pushDown: false });
        const answer = await world.run(sql);
        const without = await world.run(sql, { withoutPasses: ["partition_tops"] });
        assert.deepEqual(answer.rows.toSorted(), whole.rows.toSorted(), sql);
        assert.deepEqual(without.rows.toSorted(), whole.rows.toSorted(), sql);
        if (answer.stats.itemsRead < without.stats.itemsRead) cut++;
      }
      assert.ok(cut > STATEMENTS / 8, `Only ${cut} of ${STATEMENTS} read less.`);
    } finally {
      await world.close();
    }
  });
}
