import assert from "node:assert/strict";
import { badConstantIn } from "../../../src/engine/run/bad_constants.ts";
import { parse } from "../../../src/sql/parse.ts";
import { openEvidenceWorld } from "../../evidence/world.ts";
import { withSession } from "../../fixtures/duckdb.ts";
import { toItem } from "../../fixtures/tables.ts";

const DAY = "Write DATE '2026-01-31', or current_date - 1.";
const INSTANT = "Write TIMESTAMP '2026-01-31 12:00:00', or now() - INTERVAL 1 DAY.";

const REFUSED: readonly (readonly [string, string])[] = [
  ["SELECT id FROM tab WHERE d > DATE 'yesterday'", `'yesterday' is no DATE (line 1, column 35). ${DAY}`],
  ["SELECT id FROM tab WHERE d > date '2026-13-01'", `'2026-13-01' is no DATE (line 1, column 35). ${DAY}`],
  [
    "SELECT id FROM tab WHERE d::DATE > '2026-02-30'::DATE",
    `'2026-02-30' is no DATE (line 1, column 36). ${DAY}`,
  ],
  [
    "SELECT id FROM tab WHERE d > TIMESTAMP '2026-01-01 25:00'",
    `'2026-01-01 25:00' is no TIMESTAMP (line 1, column 40). ${INSTANT}`,
  ],
  [
    "SELECT now() - INTERVAL '30 daze' FROM tab",
    "'30 daze' is no INTERVAL (line 1, column 25). Write INTERVAL '30 days', or INTERVAL 30 DAY.",
  ],
  ["SELECT n FROM tab WHERE n = 'x'::INT", "'x' is no INTEGER (line 1, column 29)."],
  [
    "SELECT id FROM tab WHERE id = 'a' AND n = CAST('5 EUR' AS DECIMAL(9,2))",
    "'5 EUR' is no DECIMAL (line 1, column 48).",
  ],
  ["SELECT id FROM tab WHERE n::BIGINT IN (5, 'x')", "'x' is no BIGINT (line 1, column 43)."],
  // Beside other constants.
  ["SELECT id FROM tab WHERE n::INT BETWEEN -5 AND 'x'", "'x' is no INTEGER (line 1, column 48)."],
  ["SELECT id FROM tab WHERE n::INT IN (7, 'x')", "'x' is no INTEGER (line 1, column 40)."],
  [
    "SELECT id FROM tab WHERE d::DATE IN (NULL, 'yesterday')",
    `'yesterday' is no DATE (line 1, column 44). ${DAY}`,
  ],
  [
    "SELECT id FROM tab WHERE d::DATE BETWEEN current_date - 1 AND 'yesterday'",
    `'yesterday' is no DATE (line 1, column 63). ${DAY}`,
  ],
  ["SELECT id FROM tab WHERE 'x' IN (n::BIGINT, 5)", "'x' is no BIGINT (line 1, column 26)."],
];

const FORM = "The text of a date is not in the form in which dates are read";

/** Forms that DuckDB reads, and that mean no date in a column either. */
const OTHER_FORMS: readonly (readonly [string, string])[] = [
  ["SELECT count(*) FROM tab WHERE d > DATE '2026/01/31'", "(line 1, column 41): write it as 2026-01-31."],
  ["SELECT count(*) FROM tab WHERE d < DATE 'infinity'", "(line 1, column 41): write it as 2026-01-31."],
  ["SELECT count(*) FROM tab WHERE d::DATE > '2026-1-31'", "(line 1, column 42): write it as 2026-01-31."],
  [
    "SELECT count(*) FROM tab WHERE d::DATE IN ('2026/01/05')",
    "(line 1, column 44): write it as 2026-01-31.",
  ],
  [
    "SELECT count(*) FROM tab WHERE d < TIMESTAMP ' 2026-01-31 12:00'",
    "(line 1, column 46): write it as 2026-01-31 12:00:00.",
  ],
  [
    "SELECT TRY_CAST('2026/01/31' AS DATE) FROM tab WHERE id = 'a'",
    "(line 1, column 17): write it as 2026-01-31.",
  ],
  [
    "SELECT date_diff('day', '2026/01/05', DATE '2026-01-07')",
    "(line 1, column 25): write it as 2026-01-31.",
  ],
  ["SELECT 'epoch'::TIMESTAMP", "(line 1, column 8): write it as 2026-01-31 12:00:00."],
  ["SELECT coalesce(d::DATE, '2026/01/05') FROM tab", "(line 1, column 26): write it as 2026-01-31."],
  [
    "SELECT '2026-01-31 10:00:00 Asia/Tokyo'::TIMESTAMPTZ",
    "(line 1, column 8): write it as 2026-01-31 12:00:00Z.",
  ],
];

const RUN: readonly (readonly [string, readonly string[]])[] = [
  ["SELECT count(*) FROM tab WHERE d > DATE '2026-01-31'", ["[1]"]],
  ["SELECT count(*) FROM tab WHERE d > TIMESTAMP '2026-01-31T00:00Z'", ["[1]"]],
  ["SELECT count(*) FROM tab WHERE d::DATE > '2026-01-31'", ["[1]"]],
  ["SELECT count(*) FROM tab WHERE d::DATE IN ('2026-01-05')", ["[1]"]],
  ["SELECT count(*) FROM tab WHERE d < TIMESTAMP '2026-01-31 12:00'", ["[1]"]],
  ["SELECT TRY_CAST('2026-01-31' AS DATE) FROM tab WHERE id = 'a'", ['["2026-01-31"]']],
  ["SELECT date_diff('day', '2026-01-05', DATE '2026-01-07')", ["[2]"]],
  ["SELECT '2026-01-31'::TIMESTAMP", ['["2026-01-31T00:00:00"]']],
  ["SELECT id FROM tab WHERE id = '2026/01/05'", []],
  ["SELECT count(*) FROM tab WHERE n = ' 5 '::INT", ["[1]"]],
  ["SELECT TRY_CAST('x' AS INT) FROM tab WHERE id = 'a'", ["[null]"]],
  // No TINYINT, but numbers are compared in the widest of their types.
  ["SELECT count(*) FROM tab WHERE n::TINYINT IN (n::INT, '300')", ["[2]"]],
  ["SELECT count(*) FROM tab WHERE n::TINYINT IN (500, '300')", ["[0]"]],
  // What is never reached, or may fail, is no mistake.
  ["SELECT CASE WHEN id = 'z' THEN 'x'::INT ELSE n END FROM tab WHERE id = 'a'", ["[5]"]],
  ["SELECT coalesce(n, 'x'::INT) FROM tab WHERE id = 'a'", ["[5]"]],
];

Deno.test("A constant that is not what it is cast to is named before anything is read, and again where the shape is known", async () => {
  const world = await openEvidenceWorld();
  try {
    world.tables.set("tab", {
      name: "tab",
      hash: "id",
      items: [{ id: "a", d: "2026-01-05", n: 5 }, { id: "b", d: "2026-02-05T10:00:00Z", n: 7 }].map(toItem),
      served: [],
    });
    const who = await world.fresh(100);
    await who.look("tab");
    for (const [sql, rows] of RUN) {
      const outcome = await who.run(sql);
      assert.ok("answer" in outcome, `${sql}: ${"message" in outcome ? outcome.message : ""}`);
      assert.deepEqual(outcome.answer.rows, rows, sql);
    }
    // The shapes of some are known by now.
    for (let round = 0; round < 2; round++) {
      for (const [sql, message] of REFUSED) {
        assert.deepEqual(await who.run(sql), { code: "type_mismatch", message }, sql);
        await who.run(sql.replace("'yesterday'", "'2026-01-01'").replace("'x'", "'1'"));
      }
      for (const [sql, message] of OTHER_FORMS) {
        assert.deepEqual(await who.run(sql), { code: "type_mismatch", message: `${FORM} ${message}` }, sql);
      }
    }
  } finally {
    await world.close();
  }
});

Deno.test("Days of the calendar are not tried; all other constants of a statement are tried in one query", async () => {
  await withSession(async (session) => {
    let tried = 0;
    const counting = {
      ...session,
      rows(sql: string) {
        tried++;
        return session.rows(sql);
      },
    };
    const look = async (sql: string) => {
      tried = 0;
      return { bad: (await badConstantIn(await parse(sql, session), counting))?.message, tried };
    };
    const days = Array.from(
      { length: 365 },
      (_, day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10),
    );
    assert.deepEqual([days[58], days[364]], ["2026-02-28", "2026-12-31"]);
    const written = days.map((day) => `DATE '${day}', TIMESTAMP '${day} 23:59:59'`);
    assert.deepEqual(await look(`SELECT ${written.join(", ")}`), { bad: undefined, tried: 0 });
    for (const none of ["02-29", "02-30", "02-31", "04-31", "06-31", "09-31", "11-31", "01-32", "00-10"]) {
      assert.deepEqual(await look(`SELECT DATE '2026-${none}'`), {
        bad: `'2026-${none}' is no DATE (line 1, column 13). ${DAY}`,
        tried: 1,
      });
    }
    const many = Array.from({ length: 300 }, (_, at) => `'${100 + at}'::INT`).join(", ");
    const leap = "DATE '2024-02-29', INTERVAL '1 month 2 days'";
    assert.deepEqual(await look(`SELECT ${leap}, ${many}`), { bad: undefined, tried: 1 });
    assert.deepEqual(await look(`SELECT ${leap}, 'x'::INT, ${many}, 'y'::INT`), {
      bad: "'x' is no INTEGER (line 1, column 54).",
      tried: 1,
    });
  });
});
