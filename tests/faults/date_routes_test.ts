/** Dates of one place have one form, YYYYMMDD here, by whatever route a statement comes to them. */
import assert from "node:assert/strict";
import { asking, faultTest } from "./asking.ts";

const day = (n: number) => `202601${String(n % 28 + 1).padStart(2, "0")}`;

/** Thirty items, with two dates in a list, one in the map of a list, five in a map of many keys, two in one of few. */
const items = Array.from({ length: 30 }, (_, n) => ({
  id: `i${n}`,
  d: day(n),
  e: "none",
  l: [day(n), day(n + 1)],
  lm: [{ d: day(n), k: "x" }],
  deep: [{ a: { d: day(n) } }],
  ll: [[day(n)]],
  many: Object.fromEntries(Array.from({ length: 5 }, (_, k) => [`k${n * 5 + k}`, day(k)])),
  few: { a: day(n), b: day(n) },
}));

/** How many dates each reads. */
const routes: readonly (readonly [sql: string, dates: number])[] = [
  ["SELECT count(x::DATE) FROM tab t, LATERAL (SELECT unnest(t.l)) u(x)", 60],
  ["SELECT count(u.x::DATE) FROM tab t, LATERAL (SELECT unnest(t.l) AS x) u", 60],
  ["SELECT count(x::DATE) FROM tab, LATERAL (SELECT unnest(l) AS x)", 60],
  ["SELECT count(u.d::DATE) FROM tab t, LATERAL (SELECT t.d) u", 30],
  ["SELECT count(unnest::DATE) FROM tab t, unnest(t.l)", 60],
  ["SELECT count(u.unnest::DATE) FROM tab t, unnest(t.l) u", 60],
  ["SELECT count(x::DATE) FROM tab t, LATERAL (SELECT max(x) AS x FROM unnest(t.l) u(x))", 30],
  ["SELECT count(d::DATE) FROM (SELECT unnest(lm, recursive := true) FROM tab)", 30],
  ["SELECT count(u.d::DATE) FROM tab t, LATERAL (SELECT unnest(t.lm, max_depth := 2)) u", 30],
  ["SELECT count(x::DATE) FROM (SELECT unnest(ll, recursive := true) AS x FROM tab)", 30],
  ["SELECT count(map_values(many)[1]::DATE), count(map_values(few)[2]::DATE) FROM tab", 30],
  ["SELECT count(x::DATE) FROM tab, unnest(map_values(many)) u(x)", 150],
  ["SELECT count(x::DATE) FROM tab, unnest(map_values(few)) u(x)", 60],
  ["SELECT count(list_transform(map_values(many), lambda x: x::DATE)[1]) FROM tab", 30],
  ["WITH c(x) AS (SELECT unnest(l) FROM tab) SELECT count(x::DATE) FROM c", 60],
  ["WITH c(y, x) AS (SELECT id, d FROM tab) SELECT count(x::DATE) FROM c", 30],
  ["WITH c(y, x) AS (SELECT id, d FROM tab) SELECT count(x::DATE) FROM c AS q(z)", 30],
  ["SELECT count(x::DATE) FROM (SELECT id, d FROM tab) q(y, x)", 30],
  ["SELECT count(d::DATE) FROM (SELECT id, d FROM tab) q(y)", 30],
];

for (const sample of [10, 1_000]) {
  faultTest(
    `Dates have one form by every route, with a sample of ${sample}`,
    () =>
      asking({ tab: items }, async (asks) => {
        for (const [sql, dates] of routes) {
          const { answer: { rows: [row = "[]"] }, warnings } = await asks.answer(sql);
          assert.equal(JSON.parse(row)[0], dates, sql);
          assert.deepEqual(warnings, [], sql);
        }
      }, sample),
  );
}

faultTest(
  "A name that an alias hides is that of another source",
  () =>
    asking({ tab: items, other: items.map(({ id, d }) => ({ id, d: `x${d}` })) }, async (asks) => {
      const sql =
        "SELECT count(d::DATE), count(y::DATE) FROM (SELECT d, e FROM tab) q(y), other WHERE other.id = 'i1'";
      const { answer, warnings } = await asks.answer(sql);
      assert.deepEqual(answer.rows, ["[0,30]"]);
      assert.match(warnings.join(), /^1 value of other\.d is not a date/);
    }),
);

faultTest(
  "Where a name stands deeper in the maps of a list, what is not read is told of",
  () =>
    asking({ tab: items }, async (asks) => {
      const { answer, warnings } = await asks.answer(
        "SELECT count(d::DATE) FROM (SELECT unnest(deep, recursive := true) FROM tab)",
      );
      assert.deepEqual(answer.rows, ["[0]"]);
      assert.deepEqual(warnings, ["30 values made of tab.deep are not dates and read as NULL."]);
    }),
);

faultTest("Values of maps that are no dates are told of, each map by its name", () => {
  const odd = items.map((item, n) => ({
    id: item.id,
    few: { ...item.few, ...(n === 3 ? { a: "n/a" } : {}) },
    many: { ...item.many, ...(n === 3 ? { k17: "n/a" } : {}) },
  }));
  return asking({ tab: odd }, async (asks) => {
    const { answer, warnings } = await asks.answer(
      "SELECT count(map_values(few)[1]::DATE), count(map_values(many)[3]::DATE) FROM tab",
    );
    assert.deepEqual(answer.rows, ["[29,29]"]);
    assert.deepEqual(warnings, [
      "1 value of tab.few[] is not a date and reads as NULL.",
      "1 value of tab.many[] is not a date and reads as NULL.",
    ]);
  });
});
