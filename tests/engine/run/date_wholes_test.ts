import assert from "node:assert/strict";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { open, openWorld } from "../world.ts";

/** Of nine items, two have texts that are no dates: one of each group. One text of one list is none. */
const items = Array.from({ length: 9 }, (_, no) => ({
  id: `o${no}`,
  g: num(String(no % 2)),
  d: no === 3 ? "never" : no === 8 ? "2026-13-01" : `2026-01-0${1 + no}`,
  l: no === 3 ? ["never", "2026-01-01"] : ["2026-01-01"],
}));

const JOINED = "FROM (SELECT a.d || '' AS x, a.g FROM ord a JOIN ord b USING (id)) s";
const of = (count: number, what = "made of ord.d") =>
  count === 1
    ? `1 value ${what} is not a date and reads as NULL.`
    : `${count} values ${what} are not dates and read as NULL.`;
const uncounted = (columns: string) =>
  `Texts made of ${columns} are read as dates where they cannot be counted: those that are no dates read as NULL there.`;
const PLAIN = "2 values of ord.d are not dates and read as NULL. " +
  "WHERE d IS NOT NULL AND CAST(d AS DATE) IS NULL shows them.";

/** By hand. */
const cases: readonly (readonly [sql: string, row: string, warnings: readonly string[]])[] = [
  [`SELECT count(x::DATE), count(x::TIMESTAMP), min(x::DATE) ${JOINED}`, '[7,7,"2026-01-01"]', [of(2)]],
  [`SELECT g, count(x::DATE) ${JOINED} GROUP BY g ORDER BY g LIMIT 1`, "[0,4]", [of(2)]],
  [`SELECT x::DATE, count(*) ${JOINED} GROUP BY ALL ORDER BY 1 LIMIT 1`, "[null,2]", [of(2)]],
  [`SELECT count(*) ${JOINED} WHERE x::DATE > DATE '2026-01-01'`, "[6]", [of(2)]],
  [`SELECT count(x::DATE) ${JOINED} WHERE g = 1 AND x::DATE > DATE '2026-01-01'`, "[3]", [of(1)]],
  [`SELECT count(s.x::DATE) ${JOINED} WHERE x::DATE > DATE '2026-01-02'`, "[5]", [of(2)]],
  [
    `WITH s AS (SELECT x ${JOINED}), t AS (SELECT max(x::DATE) AS m FROM s) SELECT m FROM t`,
    '["2026-01-08"]',
    [
      of(2),
    ],
  ],
  [
    "SELECT count(*) FROM ord JOIN (SELECT a.d || '' AS x FROM ord a JOIN ord b USING (id)) s ON s.x::DATE = ord.d::DATE",
    "[7]",
    [PLAIN, of(2)],
  ],
  ["SELECT count(y) FROM (SELECT string_agg(d, '')::DATE AS y FROM ord GROUP BY id)", "[7]", [of(2)]],
  ["SELECT count(x::DATE) FROM (SELECT d AS x FROM ord UNION ALL SELECT d FROM ord)", "[14]", [of(4)]],
  ["SELECT count(x::DATE) FROM (VALUES ('never'), ('2026-01-01')) v(x), ord WHERE id = 'o1'", "[1]", [
    of(1, "that the statement makes"),
  ]],
  ["SELECT sum((SELECT count((a.d || b.id)::DATE) FROM ord b WHERE b.id = a.id)) FROM ord a", "[0]", [
    of(9, "made of ord.d, ord.id"),
  ]],
  [
    "SELECT count(*) FROM ord a WHERE EXISTS (SELECT 1 FROM ord b WHERE b.id = a.id AND " +
    "(a.d || substr(b.d, 1, 0))::DATE > DATE '2026-01-01')",
    "[6]",
    [of(2)],
  ],
  ["SELECT sum(len(list_filter(l, lambda x: (x || '')::DATE IS NOT NULL))) FROM ord", "[9]", [
    of(1, "made of ord.l"),
  ]],
  [
    "SELECT count(y) FROM ord a, LATERAL (SELECT (a.d || substr(b.d, 1, 0))::DATE AS y FROM ord b WHERE a.id = b.id) q",
    "[7]",
    [uncounted("ord.d")],
  ],
  [
    "SELECT list_reduce(list_transform(l, lambda x: x || ''), lambda y, z: CASE WHEN y::DATE > z::DATE THEN y ELSE z END) " +
    "FROM ord WHERE id = 'o3'",
    '["2026-01-01"]',
    [uncounted("ord.l")],
  ],
  [`SELECT count(x::DATE) ${JOINED} WHERE x NOT IN ('never', '2026-13-01')`, "[7]", []],
];

for (const [sql, row, warnings] of cases) {
  Deno.test({
    name:
      `texts made in a query inside are counted where they are no dates, or named where they cannot be: ${sql}`,
    ...open,
    async fn() {
      const world = await openWorld({ sampleItems: 10 });
      try {
        await createTable(world.database, { name: "ord", hash: "id" });
        await putItems(world.database, "ord", items);
        const answer = await world.run(sql);
        assert.equal(answer.rows.join(), row);
        assert.deepEqual([...answer.warnings].sort(), [...warnings].sort());
      } finally {
        await world.close();
      }
    },
  });
}
