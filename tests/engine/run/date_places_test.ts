import assert from "node:assert/strict";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { open, openWorld } from "../world.ts";

/** Of twelve items, every third has a text that is no date; half of `forms` is in the basic form; `mixed` is JSON. */
const items = Array.from({ length: 12 }, (_, i) => {
  const at = i % 3 === 0 ? "n/a" : `2026-03-0${1 + i % 9}`;
  return {
    id: `j${i}`,
    i: num(String(i)),
    d: "2026-01-01",
    ds: [at],
    steps: [{ d: at, n: num(String(i)) }],
    mixed: i % 2 === 0 ? [{ d: at }, "x"] : [{ d: at }],
    deep: [{ inner: [{ d: at }] }],
    forms: [{ d: i % 2 === 0 ? "2026-03-01" : "20260301" }],
    seen: i % 4 === 0 ? num(String(i)) : `2026-01-0${1 + i % 9}`,
  };
});

const of = (count: number, what: string) =>
  count === 1
    ? `1 value ${what} is not a date and reads as NULL.`
    : `${count} values ${what} are not dates and read as NULL.`;
const shown = (list: string, count: number) =>
  `${of(count, `of jobs.${list}[].d`)} ` +
  `list_filter(${list}, lambda x: x.d IS NOT NULL AND CAST(x.d AS DATE) IS NULL) shows ${
    count === 1 ? "it" : "them"
  }.`;
const STEPS = shown("steps", 4);
const DS = `${of(4, "of jobs.ds")} ` +
  "list_filter(ds, lambda x: x IS NOT NULL AND CAST(x AS DATE) IS NULL) shows them.";
const SEEN = `${of(3, "of jobs.seen")} WHERE seen IS NOT NULL AND CAST(seen AS DATE) IS NULL shows them.`;
const ORDERED = "jobs.seen is put in order as text: '10' comes before '9'. " +
  "TRY_CAST(seen AS BIGINT) is its numbers.";
const UNCOUNTED = "Texts made of jobs.steps are read as dates where they cannot be counted: " +
  "those that are no dates read as NULL there.";

/** By hand. */
const cases: readonly (readonly [sql: string, row: string, warnings: readonly string[]])[] = [
  ["SELECT count(s.d::DATE) FROM jobs, UNNEST(steps) u(s)", "[8]", [STEPS]],
  ["SELECT count(u.s.d::DATE), min(s['d']::DATE) FROM jobs, UNNEST(steps) u(s)", '[8,"2026-03-02"]', [STEPS]],
  ["SELECT count(*) FROM jobs, UNNEST(steps) u(s) WHERE s.d >= DATE '2026-01-01'", "[8]", [STEPS]],
  ["SELECT s.d::DATE FROM jobs, UNNEST(steps) u(s) WHERE id = 'j0'", "[null]", [shown("steps", 1)]],
  [
    "SELECT count(*) FROM jobs j, LATERAL (SELECT UNNEST(j.steps) s) WHERE s.d::DATE >= DATE '2026-01-01'",
    "[8]",
    [STEPS],
  ],
  [
    "SELECT count(*) FROM jobs a LEFT JOIN LATERAL (SELECT UNNEST(j.steps) s FROM jobs j WHERE j.id = a.id) q " +
    "ON q.s.d::DATE > DATE '2026-01-01' WHERE q.s IS NOT NULL",
    "[8]",
    [STEPS],
  ],
  ["SELECT count(list_transform(steps, lambda s: s.d::DATE)[1]) FROM jobs", "[8]", [STEPS]],
  ["SELECT count([s.d::DATE FOR s IN steps][1]) FROM jobs", "[8]", [STEPS]],
  [
    "SELECT count(*) FROM jobs WHERE list_filter(steps, lambda s: s.d >= DATE '2026-01-01') != []",
    "[8]",
    [STEPS],
  ],
  // The second parameter is the place in the list: neither is the column of that name.
  [
    "SELECT count(list_filter(steps, lambda s, i: s.d::DATE IS NOT NULL AND i = 1)[1]) FROM jobs",
    "[8]",
    [STEPS],
  ],
  ["SELECT count(list_transform(ds, lambda d, i: d::DATE)[1]) FROM jobs", "[8]", [DS]],
  // A parameter is nearer than an alias.
  ["SELECT count(list_transform(j.steps, lambda j: j.d::DATE)[1]) FROM jobs j", "[8]", [STEPS]],
  [
    "SELECT list_reduce(steps, lambda a, b: CASE WHEN a.d::DATE > b.d::DATE THEN a ELSE b END).d FROM jobs WHERE id = 'j0'",
    '["n/a"]',
    [shown("steps", 1), UNCOUNTED],
  ],
  ["SELECT count(u.d::DATE) FROM (SELECT UNNEST(steps, recursive := true) FROM jobs) u", "[8]", [
    of(4, "made of jobs.steps"),
  ]],
  ["SELECT count(s.d::DATE) FROM (SELECT UNNEST(steps) AS s FROM jobs)", "[8]", [STEPS]],
  ["SELECT count(x.d::DATE) FROM jobs, UNNEST(deep) u(s), UNNEST(s.inner) v(x)", "[8]", [
    of(4, "of jobs.deep[].inner[].d"),
  ]],
  ["SELECT count(s.d::DATE) FROM jobs, UNNEST(mixed) u(s)", "[8]", [of(4, "of jobs.mixed[].d")]],
  ["SELECT count(s.d::DATE) FROM jobs, UNNEST(forms) u(s)", "[6]", [shown("forms", 6)]],
  // Instants are compared, not texts.
  ["SELECT count(*) FROM jobs WHERE seen < TIMESTAMP '2026-01-05 00:00'", "[6]", [SEEN]],
  ["SELECT count(*) FROM jobs WHERE seen BETWEEN DATE '2026-01-02' AND DATE '2026-01-04'", "[5]", [SEEN]],
  ["SELECT i FROM jobs WHERE seen < TIMESTAMP '2026-01-05 00:00' ORDER BY seen LIMIT 1", "[9]", [
    ORDERED,
    SEEN,
  ]],
  ["SELECT count(*) FROM jobs WHERE seen > '2026-01-07'", "[3]", [ORDERED]],
];

for (const [sql, row, warnings] of cases) {
  Deno.test({
    name: `texts that are no dates are counted at their place in the maps of a list: ${sql}`,
    ...open,
    async fn() {
      for (const sampleItems of [1_000, 1]) {
        const world = await openWorld({ sampleItems });
        try {
          await createTable(world.database, { name: "jobs", hash: "id" });
          await putItems(world.database, "jobs", items);
          for (const more of [{}, {}, { twoPhase: true }]) {
            const answer = await world.run(sql, more);
            assert.equal(answer.rows.join(), row);
            const told = answer.warnings.filter((each) => !/who knows the whole table/.test(each))
              // Shares are those of the sample.
              .map((each) => each.replace(/holds .*, and is put/, "is put"));
            assert.deepEqual(told.sort(), [...warnings].sort());
          }
        } finally {
          await world.close();
        }
      }
    },
  });
}

Deno.test({
  name: "the SQL that shows texts that are no dates in the maps of a list runs, and shows them",
  ...open,
  async fn() {
    const world = await openWorld();
    try {
      await createTable(world.database, { name: "jobs", hash: "id" });
      await putItems(world.database, "jobs", items);
      const { rows } = await world.run(
        "SELECT sum(len(list_filter(steps, lambda x: x.d IS NOT NULL AND CAST(x.d AS DATE) IS NULL))) FROM jobs",
      );
      assert.equal(rows.join(), "[4]");
    } finally {
      await world.close();
    }
  },
});
