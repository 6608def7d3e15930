/** Dates of one place have one form, by whatever route a statement comes to the place. */
import assert from "node:assert/strict";
import { asking, faultTest, type Tables } from "./asking.ts";

const NUMBERS = Array.from({ length: 20 }, (_, n) => n);

/** Of twenty texts, n = 9 and 19 are no dates. */
function tableOf(date: (n: number) => string): Tables {
  const text = (n: number) => n % 10 === 9 ? "xx" : date(n);
  return {
    lst: NUMBERS.map((n) => ({
      id: `i${n}`,
      one: 1,
      v: text(n),
      ds: [text(n)],
      lg: [{ t: text(n) }],
      ll: [[text(n)]],
      m: { l: [text(n)], g: [{ t: text(n) }] },
      nl: [{ of: [{ t: text(n) }], more: [text(n)] }],
    })),
  };
}

const day = (n: number) => String(n + 1).padStart(2, "0");

const routes: readonly (readonly [sql: string, place: string])[] = [
  ["SELECT count(v::DATE) FROM lst", "v"],
  ["SELECT count(ds[1]::DATE) FROM lst", "ds[1]"],
  ["SELECT count(ds[one]::DATE) FROM lst", "ds"],
  ["SELECT count(d::DATE) FROM lst, unnest(ds) u(d)", "ds"],
  ["SELECT count(d::DATE) FROM (SELECT unnest(ds) AS d FROM lst)", "ds"],
  ["WITH c AS (SELECT unnest(list_sort(ds)) AS d FROM lst) SELECT count(d::DATE) FROM c", "ds"],
  ["SELECT count(d::DATE) FROM lst, unnest(list_distinct(ds)) u(d)", "ds"],
  ["SELECT count(list_min(ds)::DATE) FROM lst", "ds"],
  ["SELECT count(list_transform(ds, lambda x: x::DATE)[1]) FROM lst", "ds"],
  ["SELECT count((ds::DATE[])[1]) FROM lst", "ds"],
  ["SELECT count(date_trunc('day', d)) FROM lst, unnest(ds) u(d)", "ds"],
  ["SELECT count(*) FROM lst, unnest(ds) u(d) WHERE d >= DATE '2020-01-01'", "ds"],
  ["SELECT sum(len(list_filter(ds, lambda x: x >= DATE '2020-01-01'))) FROM lst", "ds"],
  [
    "SELECT count(*) FROM lst WHERE EXISTS (SELECT 1 FROM unnest(ds) u(d) WHERE d::DATE > '2020-01-01')",
    "ds",
  ],
  ["SELECT count(lg[1].t::DATE) FROM lst", "lg[1].t"],
  ["SELECT count(x.t::DATE) FROM lst, unnest(lg) u(x)", "lg[].t"],
  ["SELECT count(d::DATE) FROM (SELECT x.t AS d FROM (SELECT unnest(lg) AS x FROM lst))", "lg[].t"],
  ["SELECT count(list_transform(lg, lambda x: x.t::DATE)[1]) FROM lst", "lg[].t"],
  ["SELECT count(x['t']::DATE) FROM lst, unnest(list_filter(lg, lambda y: y.t > '')) u(x)", "lg[].t"],
  ["SELECT count(d::DATE) FROM lst, unnest(ll) u(l), unnest(l) w(d)", "ll"],
  ["SELECT count(list_transform(ll, lambda x: list_transform(x, lambda y: y::DATE))[1][1]) FROM lst", "ll"],
  ["SELECT count(d::DATE) FROM lst, unnest(m.l) u(d)", "m.l"],
  ["SELECT count(q.l[1]::DATE) FROM (SELECT m AS q FROM lst)", "m.l[1]"],
  ["SELECT count(x.t::DATE) FROM lst, unnest(m.g) u(x)", "m.g[].t"],
  ["SELECT count(y.t::DATE) FROM lst, unnest(nl) u(x), unnest(x.of) w(y)", "nl[].of[].t"],
  ["SELECT count(y::DATE) FROM lst, unnest(nl) u(x), unnest(x.more) w(y)", "nl[].more[]"],
];

for (
  const [form, date] of [
    ["basic", (n: number) => `202601${day(n)}`],
    ["extended", (n: number) => `2026-01-${day(n)}`],
  ] as const
) {
  faultTest(
    `Dates of the ${form} form are read at every place in lists and maps, by every route`,
    async () => {
      for (const sample of [1, 1_000]) {
        await asking(tableOf(date), async (asks) => {
          for (const [sql, place] of routes) {
            const { answer, warnings } = await asks.answer(sql);
            assert.deepEqual(answer.rows, ["[18]"], `${sql}, sample of ${sample}`);
            assert.equal(warnings.length, 1, warnings.join());
            const [told = ""] = warnings;
            assert.ok(
              told.startsWith(`2 values of lst.${place} are not dates and read as NULL.`),
              `${sql}: ${told}`,
            );
          }
        }, sample);
      }
    },
  );
}

faultTest("All that is read decides the form in lists, where the sample met only the rarer one", async () => {
  // The first is extended, 199 are basic: half of one in a hundred.
  const text = (n: number) => n === 0 ? "2026-01-01" : `202601${day(n % 28)}`;
  const items = Array.from({ length: 200 }, (_, n) => ({
    id: `i${String(n).padStart(3, "0")}`,
    ds: [text(n)],
    lg: [{ t: text(n) }],
  }));
  for (const sample of [1, 10, 1_000]) {
    await asking({ lst: items }, async (asks) => {
      for (
        const sql of [
          "SELECT count(d::DATE) FROM lst, unnest(ds) u(d)",
          "SELECT count(x.t::DATE) FROM lst, unnest(lg) u(x)",
          "SELECT count(ds[1]::DATE) FROM lst",
        ]
      ) {
        // The first time and again, when it is known.
        for (const _ of [1, 2]) assert.equal(await asks.value(sql), 199, `${sql}, sample of ${sample}`);
      }
      const both = "SELECT count(ds[1]::DATE), count(list_transform(ds, lambda x: x::DATE)[1]) FROM lst";
      assert.deepEqual(await asks.rows(both), ["[199,199]"]);
    }, sample);
  }
});

for (const sample of [1_000, 7, 1]) {
  faultTest(
    `Texts in a list that the statement makes are read as dates, and are no lists, of ${sample} items looked at`,
    async () => {
      const texts = NUMBERS.map((n) => ({
        id: `i${n}`,
        zip: `0${n}`,
        m: { z: `x${n}` },
        tags: [`a${n}`],
        basic: `202601${day(n)}`,
      }));
      const asked: readonly (readonly [sql: string, right: readonly string[]])[] = [
        ["SELECT id FROM texts WHERE list_contains([zip], DATE '2026-01-05')", []],
        ["SELECT id FROM texts WHERE list_contains([[zip]][1], DATE '2026-01-05')", []],
        ["SELECT id FROM texts WHERE list_contains([m.z], DATE '2026-01-05')", []],
        ["SELECT id FROM texts WHERE list_contains([tags[1]], DATE '2026-01-05')", []],
        ["SELECT id FROM texts WHERE [zip]::DATE[] = [DATE '2026-01-05']", []],
        ["SELECT id FROM texts WHERE list_contains([basic], DATE '2026-01-05')", ['["i4"]']],
      ];
      await asking({ texts }, async ({ rows, answer, outcome }) => {
        for (const [sql, right] of asked) assert.deepEqual(await rows(sql), right, sql);
        for (const place of ["zip", "m.z", "tags[1]", "basic"]) {
          const { answer: given, warnings } = await answer(
            `SELECT count(*) FROM texts WHERE ${place} = 'none'`,
          );
          assert.deepEqual([given.rows, warnings], [["[0]"], []], place);
        }
        const given = await outcome("SELECT id FROM texts WHERE zip = 5");
        assert.ok("code" in given, JSON.stringify(given));
        assert.match(given.message, /^zip is VARCHAR \(texts only\)/);
      }, sample);
    },
  );
}
