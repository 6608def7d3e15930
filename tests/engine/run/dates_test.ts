import assert from "node:assert/strict";
import { createTable, putItems } from "../../fixtures/tables.ts";
import { pagesOf, rowsOf } from "../pages.ts";
import { open, openWorld } from "../world.ts";

Deno.test({
  name: "texts are dates in one closed form, whatever other items hold, and those that are none are counted",
  ...open,
  async fn() {
    const world = await openWorld();
    try {
      await createTable(world.database, { name: "tex", hash: "k", sort: "id" });
      await putItems(
        world.database,
        "tex",
        ["2020-01-05 10:00:00 Asia/Tokyo", "2020-01-05", "2020-01-05T01:30:00+02:00", "2020-01-05", "epoch"]
          .map((d, id) => ({
            k: "x",
            id: `${id}`,
            d,
          })),
      );
      const warnings = [
        "2 values of tex.d are not dates and read as NULL. WHERE d IS NOT NULL AND CAST(d AS DATE) IS NULL shows them.",
      ];
      const expected = ["2020-01-05", "2020-01-04", "2020-01-05"];
      const days = ["null", ...expected.map((day) => `"${day}"`), "null"].map((day, id) =>
        `["${id}",${day}]`
      );
      for (
        const cast of [
          "d::DATE",
          "CAST(d AS TIMESTAMPTZ)::DATE",
          "TRY_CAST(d AS DATE)",
          "date_trunc('day', d)::DATE",
        ]
      ) {
        const answer = await world.run(`select id, ${cast} from tex where k = 'x' order by id`);
        assert.deepEqual(answer.rows, days, cast);
        assert.deepEqual(answer.warnings, warnings, cast);
      }
      for (
        const clause of [
          "d >= TIMESTAMP '2020-01-05'",
          "d::TIMESTAMP >= DATE '2020-01-05'",
          "d + INTERVAL 0 DAY >= '2020-01-05'",
        ]
      ) {
        const answer = await world.run(`select id from tex where ${clause} order by id`);
        assert.deepEqual(answer.rows, ['["1"]', '["3"]'], clause);
        assert.deepEqual(answer.warnings, warnings, clause);
      }
      // The shape of the statement is known after a few: a literal with a zone must still be read as one.
      for (
        const [literal, day] of [["2020-01-05", "05"], ["2020-01-06", "06"], ["2020-01-07", "07"], [
          "2020-01-05T01:00:00+02:00",
          "04",
        ]]
      ) {
        const answer = await world.run(
          `select d, (timestamp '${literal}')::date from tex where k = 'x' and id = '1'`,
        );
        assert.deepEqual(answer.rows, [`["2020-01-05","2020-01-${day}"]`], literal);
        await world.executor.learned();
      }
      const one = await world.run("select d::DATE from tex where k = 'x' and id = '2'");
      assert.deepEqual(one.rows, ['["2020-01-04"]']);
      assert.deepEqual(one.warnings, []);
    } finally {
      await world.close();
    }
  },
});

Deno.test({
  name: "a column of the basic form has that one",
  ...open,
  async fn() {
    const world = await openWorld();
    try {
      await createTable(world.database, { name: "bas", hash: "id" });
      const dates = [...Array(199).fill("20240102T013000+0200"), "2024-01-02"];
      await putItems(world.database, "bas", dates.map((d, id) => ({ id: `${id}`, d })));
      const answer = await world.run("select d::DATE, count(*) from bas group by 1 order by 2");
      assert.deepEqual(answer.rows, ["[null,1]", '["2024-01-01",199]']);
      assert.deepEqual(answer.warnings, [
        "1 value of bas.d is not a date and reads as NULL. WHERE d IS NOT NULL AND CAST(d AS DATE) IS NULL shows it.",
      ]);
    } finally {
      await world.close();
    }
  },
});

Deno.test({
  name: "what reads as NULL is counted once, by its column or path, through whatever hands it on",
  ...open,
  async fn() {
    const world = await openWorld({ sampleItems: 2 });
    try {
      await createTable(world.database, { name: "war", hash: "k", sort: "id" });
      // By hand: `never` stands in d of items 3 and 5, in doc.at of item 4, in four of the six tags, in late of item 5.
      await putItems(
        world.database,
        "war",
        ["2024-03-11", "2024-03-11T02:00:00+02:00", "2024-03-12", "never", "2024-03-11", "never"].map((
          d,
          id,
        ) => ({
          k: "x",
          id: `${id}`,
          d,
          doc: { at: id === 4 ? "never" : "2024-03-11" },
          tags: [d, id < 4 ? "2024-03-11" : "never"],
          ...(id < 2 ? {} : { late: id === 5 ? "never" : "2024-03-11" }),
        })),
      );
      const two =
        "2 values of war.d are not dates and read as NULL. WHERE d IS NOT NULL AND CAST(d AS DATE) IS NULL shows them.";
      const at = "1 value of war.doc.at is not a date and reads as NULL. " +
        'WHERE doc."at" IS NOT NULL AND CAST(doc."at" AS DATE) IS NULL shows it.';
      const tags = "4 values of war.tags are not dates and read as NULL. " +
        "list_filter(tags, lambda x: x IS NOT NULL AND CAST(x AS DATE) IS NULL) shows them.";
      const late = "1 value of war.late is not a date and reads as NULL. " +
        "WHERE late IS NOT NULL AND CAST(late AS DATE) IS NULL shows it.";
      for (
        const [sql, rows, warnings] of [
          ["select id from war where d = timestamp '2024-03-11'", ["0", "1", "4"], [two]],
          [
            "with c as (select id, d as t from war) select id from c where t > timestamp '2024-03-11'",
            ["2"],
            [two],
          ],
          ["select id from (select * from war) q where q.d = date '2024-03-12'", ["2"], [two]],
          ["select max(id) from war group by k having max(d)::date = date '2024-03-12'", [], [two]],
          ["select id from war a where exists (select 1 from war b where a.d = date '2024-03-12')", ["2"], [
            two,
          ]],
          ["select id from war where d > timestamp '2024-03-11' and d::date is not null", ["2"], [two]],
          ["select id from war where doc.\"at\" <> date '2024-03-11'", [], [at]],
          ["select distinct id from war, unnest(tags) u(t) where t > timestamp '2024-03-11'", ["2"], [tags]],
          ["select id from war where list_contains(tags, date '2024-03-12')", ["2"], [tags]],
          ["select id from war where len(list_filter(tags, x -> x > timestamp '2024-03-11')) = 1", ["2"], [
            tags,
          ]],
          [`select id from war where "late" = date '2024-03-11'`, ["2", "3", "4"], [late]],
          [
            "select id from war where substr(d, 1, 10)::date = date '2024-03-12'",
            ["2"],
            ["2 values made of war.d are not dates and read as NULL."],
          ],
          [
            "select id from war where d = date '2024-03-12' or doc.\"at\" = date '2024-03-12'",
            ["2"],
            [two, at],
          ],
        ] as const
      ) {
        const answer = await world.run(`${sql} order by 1`);
        // `max(d)` is `never`, which is no date.
        assert.deepEqual(answer.rows, rows.map((id) => `["${id}"]`), sql);
        assert.deepEqual([...answer.warnings].sort(), [...warnings].sort(), sql);
      }
    } finally {
      await world.close();
    }
  },
});

Deno.test({
  name: "the count is that of all batches and pages, each item once",
  ...open,
  async fn() {
    const world = await openWorld();
    try {
      await createTable(world.database, { name: "bat", hash: "k", sort: "id" });
      const items = Array.from({ length: 300 }, (_, id) => ({
        k: "x",
        id: String(id).padStart(3, "0"),
        d: id % 3 === 0 ? "never" : "2024-03-11",
      }));
      await putItems(world.database, "bat", items);
      for (const twoPhase of [false, true]) {
        const answer = await world.run("select d::date, count(*) from bat group by 1 order by 2", {
          twoPhase,
        });
        assert.deepEqual(answer.rows, ["[null,100]", '["2024-03-11",200]']);
        assert.deepEqual(answer.warnings, [
          "100 values of bat.d are not dates and read as NULL. WHERE d IS NOT NULL AND CAST(d AS DATE) IS NULL shows them.",
        ]);
      }
      // A page of 50 rows; what is counted is what was read for it.
      const sql = "select id from bat where k = 'x' and d = date '2024-03-11'";
      const pages = await pagesOf(world, sql, { pageRows: 50 });
      const counts = pages.flatMap(({ warnings }) => warnings).map((warning) =>
        Number(/^(\d+) values? of bat\.d /.exec(warning)?.[1] ?? 0)
      );
      assert.deepEqual([rowsOf(pages).length, counts.reduce((sum, count) => sum + count, 0)], [200, 100]);
    } finally {
      await world.close();
    }
  },
});

Deno.test({
  name:
    "a literal or parameter with an offset is the instant, on keys and attributes, with reads narrowed or not",
  ...open,
  async fn() {
    const world = await openWorld();
    try {
      await createTable(world.database, { name: "off", hash: "k", sort: "at" });
      await putItems(
        world.database,
        "off",
        ["2024-01-01T23:30:00Z", "2024-01-01T23:29:59Z", "2024-01-02T00:00:00Z", "2024-01-02T01:30:00+02:00"]
          .map((
            at,
            id,
          ) => ({ k: "x", at, d: at, id })),
      );
      // By hand: 01:30 at +02:00 is 23:30 of the day before.
      for (const text of ["'2024-01-02T01:30:00+02:00'", "'2024-01-02T01:30+02'", "$1"]) {
        for (const column of ['"at"', "d"]) {
          for (const pushDown of [true, false]) {
            const parameters = text === "$1" ? ["2024-01-02T01:30:00+02:00"] : [];
            const ids = async (condition: string) =>
              (await world.run(`select id from off where k = 'x' and ${condition} order by id`, {
                parameters,
                pushDown,
              })).rows.join("");
            assert.equal(await ids(`${column}::timestamp >= ${text}`), "[0][2][3]", text);
            assert.equal(await ids(`${column}::timestamp = ${text}`), "[0][3]", text);
            assert.equal(await ids(`${column}::timestamp in (${text})`), "[0][3]", text);
            assert.equal(await ids(`date_trunc('minute', ${column}) < ${text}`), "[1]", text);
            assert.equal(await ids(`${column}::date = ${text}`), "[0][1][3]", text);
          }
        }
      }
    } finally {
      await world.close();
    }
  },
});

Deno.test({
  name: "texts that are cast to TIME are times of their instants, or NULL and counted",
  ...open,
  async fn() {
    const world = await openWorld();
    try {
      await createTable(world.database, { name: "tod", hash: "id:N" });
      await putItems(world.database, "tod", [
        { id: 1, w: "2024-01-02T01:30:00+02:00" },
        { id: 2, w: "2024-01-02T12:00:00Z" },
        { id: 3, w: "12:30:00" },
        { id: 4, w: "soon" },
      ]);
      for (const _ of ["first", "known"]) {
        const answer = await world.run("SELECT w::TIME FROM tod ORDER BY id");
        assert.deepEqual(answer.rows.map((row) => JSON.parse(row)[0]), [
          "23:30:00",
          "12:00:00",
          "12:30:00",
          null,
        ]);
        assert.deepEqual(answer.warnings, [
          "1 value of tod.w is not a date and reads as NULL. WHERE w IS NOT NULL AND CAST(w AS TIME) IS NULL shows it.",
        ]);
      }
    } finally {
      await world.close();
    }
  },
});
