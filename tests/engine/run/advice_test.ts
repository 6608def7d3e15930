import assert from "node:assert/strict";
import { openEvidenceWorld } from "../../evidence/world.ts";
import { num, toItem } from "../../fixtures/tables.ts";
import { open } from "../world.ts";

/** One column of each kind; of the texts, `t` are numbers, `d` dates, `w` words. */
const items = Array.from({ length: 60 }, (_, at) => ({
  id: `k${String(at).padStart(2, "0")}`,
  t: `${at}.5`,
  w: `word ${at}`,
  d: `2026-01-${String(1 + at % 28).padStart(2, "0")}`,
  n: num(String(at)),
  x: num(`${at}.25`),
  b: at % 2 === 0,
  bin: new Uint8Array([65 + at % 20]),
  m: { a: num(String(at)), k: `v${at}` },
  l: [num(String(at)), num("7")],
  s: [`e${at}`, "vip"],
  j: at % 2 === 0 ? [`e${at}`, "vip"] : { k: `v${at}` },
}));
type Parameter = string | number;
const COLUMNS = ["t", "w", "d", "n", "x", "b", "bin", "m", "l", "s"];

const world = await openEvidenceWorld();
world.tables.set("kinds", { name: "kinds", hash: "id", items: items.map(toItem), served: [] });
const [all, few] = [await world.fresh(1_000), await world.fresh(5)];
Deno.test.afterAll(() => world.close());

/** Brings two columns together; `A` and `B` stand for them. */
const MEETINGS = [
  "A = B",
  "A < B",
  "A <> B",
  "A IN (B, B)",
  "A BETWEEN B AND B",
  "A IN (SELECT B FROM kinds)",
  "A = ANY(SELECT B FROM kinds)",
  "(A, id) = (B, id)",
  "(A, id) > (B, id)",
  "coalesce(A, B)",
  "CASE WHEN n > 1 THEN A ELSE B END",
  "nullif(A, B)",
  "greatest(A, B)",
  "if(n > 1, A, B)",
  "A || B",
];

/** Takes a column, or two: there may be nothing to write. */
const CALLS = [
  "A + B",
  "A - B",
  "A * B",
  "list_contains(A, B)",
  "sum(A)",
  "avg(A)",
  "abs(A)",
  "round(A, 1)",
  "upper(A)",
  "length(A)",
  "substr(A, 1, 2)",
  "year(A)",
  "isodow(A)",
  "date_trunc('month', A)",
  "NOT A",
  "A AND B",
  "A::INT",
  "A::DATE",
  "A::BOOLEAN",
  "unnest(A)",
  "list_sum(A)",
  "A + INTERVAL 1 DAY",
  "A LIKE 'x%'",
  "bool_and(A)",
  "sum(A) OVER ()",
  "count(*) FILTER (WHERE A)",
];

const put = (shape: string, a: string, b: string) =>
  shape.replaceAll(/\b[AB]\b/g, (name) => name === "A" ? a : b);

const of = (expression: string) => `SELECT ${expression} AS r FROM kinds`;
const ADVICE = /: write (.*?)(?: \(line \d+, column \d+\))?\.(?: Consumed.*)?$/;
const NONE =
  /: (a cast of the values found there does not help|a text that is no number is neither more nor less)/;

/** Numbers beside texts that are none are no order: as texts they would answer another question. */
const hasNoOrder = (shape: string, ...sides: readonly string[]) =>
  /^A [<>] |\) > \(|BETWEEN|greatest/.test(shape) && sides.some((side) => /^[nx]$/.test(side)) &&
  sides.some((side) => /^[wd]$/.test(side));

/** What a statement's error says to write; null = it runs, or nothing would do. */
async function adviceOn(sql: string, sides: readonly string[], every = true): Promise<string | null> {
  const outcome = await all.run(sql);
  if (!("code" in outcome)) return null;
  const { code, message } = outcome;
  assert.equal(code, "type_mismatch", `${sql}: ${message}`);
  // What is in maps and lists is to be read part by part.
  if (/^A cast of \w+ to DATE/.test(message)) return "";
  const named = sides.filter((side) => new RegExp(`\\b${side} is [A-Z]`).test(message));
  assert.ok(named.length > 0 && (!every || named.length === sides.length), `${sql}: ${message}`);
  const advice = ADVICE.exec(message)?.[1];
  if (advice === undefined) assert.match(message, NONE, sql);
  assert.doesNotMatch(message, /main\.|…$/, sql);
  return advice ?? "";
}

/** Pasted in, it runs and gives values; where nothing is known yet, too. */
async function givesValues(sql: string): Promise<void> {
  for (const who of [all, few]) {
    const outcome = await who.run(sql);
    assert.ok("answer" in outcome, `${sql}: ${"message" in outcome ? outcome.message : ""}`);
    assert.ok(outcome.answer.rows.some((row) => row !== "[null]"), `only NULLs: ${sql}`);
  }
}

/** In every run, of all pairs each third; all of them where that is asked for. */
const EVERY = Deno.env.get("ADVICE_ALL") === undefined ? 5 : 1;

for (const shape of MEETINGS) {
  Deno.test({
    name: `what does not meet is told with both sides and an expression that works: ${shape}`,
    ...open,
    async fn() {
      let told = 0;
      let at = MEETINGS.indexOf(shape);
      for (const a of COLUMNS) {
        for (const b of COLUMNS) {
          if (a === b || at++ % EVERY !== 0) continue;
          const advice = await adviceOn(of(put(shape, a, b)), [a, b]);
          if (advice === null) continue;
          assert.equal(advice === "", hasNoOrder(shape, a, b), `${put(shape, a, b)}: ${advice}`);
          told++;
          if (advice === "") continue;
          await givesValues(of(advice));
        }
      }
      assert.ok(told > 2);
    },
  });
}

for (const shape of CALLS) {
  Deno.test({
    name: `an argument of another kind is told with an expression that works, if there is one: ${shape}`,
    ...open,
    async fn() {
      let told = 0;
      for (const [at, a] of COLUMNS.entries()) {
        const b = COLUMNS[(at + 3) % COLUMNS.length] ?? "n";
        const advice = await adviceOn(of(put(shape, a, b)), [a, b], false);
        if (advice === null || advice === "") continue;
        told++;
        // Of a condition, the condition is told.
        const whole = shape.includes("FILTER") ? `count(*) FILTER (WHERE ${advice})` : advice;
        await givesValues(of(whole));
      }
      assert.ok(told > 0);
    },
  });
}

for (const kind of ["UNION ALL", "UNION", "EXCEPT", "INTERSECT"]) {
  Deno.test({
    name: `columns of queries that do not meet are told with what to select instead: ${kind}`,
    ...open,
    async fn() {
      let told = 0;
      for (const [at, a] of COLUMNS.entries()) {
        for (const b of COLUMNS.slice(at + 1)) {
          const advice = await adviceOn(`SELECT ${a} FROM kinds ${kind} SELECT ${b} FROM kinds`, [a, b]);
          if (advice === null) continue;
          told++;
          const [left = a, right = b] = [a, b].map((side) =>
            advice.split(" and ").find((part) => new RegExp(`\\b${side}\\b`).test(part))
          );
          const both = await all.run(`SELECT ${left} FROM kinds ${kind} SELECT ${right} FROM kinds`);
          assert.ok(
            "answer" in both,
            `${a} ${kind} ${b}: ${advice}: ${"message" in both ? both.message : ""}`,
          );
          assert.ok(!kind.startsWith("UNION") || both.answer.rows.some((row) => row !== "[null]"));
        }
      }
      assert.ok(told > 5);
    },
  });
}

/** Statements and what they say to write, or that they say. */
const told: readonly (readonly [string, RegExp])[] = [
  // A DATE would lose the time of day.
  ["SELECT d - 1 FROM kinds", /write TRY_CAST\(d AS TIMESTAMP\) - INTERVAL 1 DAY\./],
  ["SELECT max(d - d) FROM kinds", /write TRY_CAST\(d AS TIMESTAMP\) - TRY_CAST\(d AS TIMESTAMP\)\./],
  ["SELECT now() - '30 days' FROM kinds", /write now\(\) - CAST\('30 days' AS INTERVAL\)\./],
  ["SELECT d + '2 hours' FROM kinds", /write d \+ CAST\('2 hours' AS INTERVAL\)\./],
  // A list as a whole is hardly meant.
  ["SELECT id FROM kinds WHERE l > 3", /write list_max\(l\) > 3 /],
  ["SELECT id FROM kinds WHERE 3 > l", /write 3 > list_min\(l\) /],
  ["SELECT id FROM kinds WHERE l <= 3", /write list_min\(l\) <= 3 /],
  ["SELECT id FROM kinds WHERE s >= 'f'", /write list_max\(s\) >= 'f' /],
  ["SELECT 1 = ANY(s) FROM kinds", /write '1' IN \(SELECT unnest\(s\)\)\./],
  ["SELECT id FROM kinds WHERE s = 'vip'", /write list_contains\(s, 'vip'\) \(line/],
  ["SELECT n::TIMESTAMP FROM kinds", /write CAST\(to_timestamp\(n\) AS TIMESTAMP\)\./],
  [
    "SELECT j FROM kinds WHERE 'vip' = ANY (j)",
    /take a list.* j is JSON .*: write unnest\(TRY_CAST\(j AS JSON\[\]\)\)\./,
  ],
  ["SELECT unnest(j) FROM kinds", /: write unnest\(TRY_CAST\(j AS JSON\[\]\)\)\./],
  [
    "SELECT u FROM kinds k, unnest(k.j) AS t(u)",
    /in FROM takes a list.*: write unnest\(TRY_CAST\(k\.j AS JSON\[\]\)\)\./,
  ],
  [
    "SELECT list_filter(j, lambda e: e = 'vip') FROM kinds",
    /takes a list.*: write list_filter\(TRY_CAST\(j AS JSON\[\]\), /,
  ],
  [
    "SELECT list_filter(s, lambda e: e > 2) FROM kinds",
    /e of s is VARCHAR.*write TRY_CAST\(e AS DECIMAL\(38,9\)\) > 2\b/,
  ],
  [
    "SELECT list_filter([{'q': t}], lambda e: e.q > 2) FROM kinds",
    /e\.q of .* is VARCHAR.*write TRY_CAST\(e\.q AS DECIMAL\(38,9\)\) > 2\b/,
  ],
  ["SELECT greatest(t, 5) FROM kinds", /write greatest\(TRY_CAST\(t AS DECIMAL\(38,9\)\), 5\)/],
  ["SELECT least(5, t) FROM kinds", /write least\(5, TRY_CAST\(t AS DECIMAL\(38,9\)\)\)/],
  ["SELECT n, t FROM kinds GROUP BY n, t HAVING t > 5", /write TRY_CAST\(t AS DECIMAL\(38,9\)\) > 5/],
  ["SELECT id FROM kinds WHERE list_contains(s, 5)", /holds.*write list_contains\(s, '5'\)/],
  ["SELECT id FROM kinds WHERE list_position(s, n) > 0", /write list_position\(s, CAST\(n AS VARCHAR\)\)/],
  ["SELECT id FROM kinds WHERE 5 NOT IN s", /write NOT contains\(s, '5'\)/],
  [
    "SELECT id FROM kinds WHERE list_contains(l, 'a')",
    /write list_contains\(CAST\(l AS VARCHAR\[\]\), 'a'\)/,
  ],
  ["SELECT id FROM kinds WHERE n NOT IN (l)", /write NOT list_contains\(l, n\)/],
  ["SELECT id FROM kinds WHERE n = $$abc$$", /'abc' is a text: write CAST\(n AS VARCHAR\) = 'abc'/],
  ["SELECT id FROM kinds WHERE n > $$100,50$$", /'100,50' is a text: the text is no number, write one\b/],
  [
    "SELECT id FROM kinds WHERE x BETWEEN '1,0' AND 2",
    /'1,0' is a text, 2 is INTEGER: the text is no number/,
  ],
  ["SELECT m[1] FROM kinds", /A map has no places that are counted: write the key(?!.*AS VARCHAR)/],
  ["SELECT max(n, t) FROM kinds", /write greatest\(n, TRY_CAST\(t AS DECIMAL\(38,9\)\)\)/],
  [
    "SELECT count(*) FROM kinds p JOIN (SELECT id, w AS n FROM kinds) q USING (n)",
    /USING or NATURAL would round texts of n to BIGINT: write ON a\.n = b\.n, with the tables' own names/,
  ],
  [
    "SELECT count(*) FROM kinds p JOIN kinds q ON p.w = q.n",
    /p\.w is VARCHAR \(texts only\), q\.n is BIGINT \(numbers only\): write p\.w = CAST\(q\.n AS VARCHAR\)\./,
  ],
];

/** Statements, and the rows that they have when written as is said: worked out by hand. */
const fits: readonly (readonly [string, readonly string[]])[] = [
  // l is [n, 7], n from 0 to 59.
  ["SELECT count(*) FROM kinds WHERE l > 50", ["[9]"]],
  ["SELECT count(*) FROM kinds WHERE l < 3", ["[3]"]],
  ["SELECT count(*) FROM kinds WHERE 58 <= l", ["[2]"]],
  // The days of January up to the 28th.
  ["SELECT count(*) FROM kinds WHERE d - 1 < '2026-01-01'", ["[3]"]],
];
for (const [sql, rows] of fits) {
  Deno.test({
    name: `what is advised means what was asked: ${sql}`,
    ...open,
    async fn() {
      const outcome = await all.run(sql);
      assert.ok("code" in outcome);
      const written = ADVICE.exec(outcome.message)?.[1] ?? "";
      const [wrong = ""] = /l [<>] \d+|\d+ <= l|d - 1/.exec(sql) ?? [];
      const pasted = await all.run(sql.replace(wrong, written));
      assert.deepEqual("answer" in pasted ? pasted.answer.rows : pasted.message, rows);
    },
  });
}

/** Statements under a NOT, what they say to write, and how many rows that then has. */
const refusals: readonly (readonly [string, RegExp, number])[] = [
  // `t` says n + 0.5: no `n` is among them, and only 0 is below all of them.
  [
    "n NOT IN (SELECT t FROM kinds)",
    /write n NOT IN \(SELECT TRY_CAST\(t AS DECIMAL\(38,9\)\) FROM kinds\)/,
    60,
  ],
  ["n <> ALL (SELECT t FROM kinds)", /write n NOT IN \(SELECT TRY_CAST\(t AS .*\) FROM kinds\)/, 60],
  ["n = ALL (SELECT t FROM kinds)", /write n = ALL \(SELECT TRY_CAST\(t AS .*\) FROM kinds\)/, 0],
  ["n < ALL (SELECT t FROM kinds)", /write n < ALL \(SELECT TRY_CAST\(t AS .*\) FROM kinds\)/, 1],
  ["n <> ANY (SELECT t FROM kinds)", /write n != ANY\(SELECT TRY_CAST\(t AS .*\) FROM kinds\)/, 60],
  ["NOT n > ANY (SELECT t FROM kinds)", /write n <= ALL \(SELECT TRY_CAST\(t AS .*\) FROM kinds\)/, 1],
  ["n NOT BETWEEN t AND 5", /write NOT \(n BETWEEN TRY_CAST\(t AS .*\) AND 5\)/, 60],
];
for (const [condition, said, rows] of refusals) {
  Deno.test({
    name: `what is refused stays refused in the advice: ${condition}`,
    ...open,
    async fn() {
      const outcome = await all.run(`SELECT id FROM kinds WHERE ${condition}`);
      assert.ok("code" in outcome);
      assert.match(outcome.message, said);
      const pasted = await all.run(`SELECT id FROM kinds WHERE ${ADVICE.exec(outcome.message)?.[1]}`);
      assert.ok("answer" in pasted, "message" in pasted ? pasted.message : "");
      assert.equal(pasted.answer.rows.length, rows);
    },
  });
}

for (const [sql, said] of told) {
  Deno.test({
    name: `the advice fits: ${sql}`,
    ...open,
    async fn() {
      const outcome = await all.run(sql);
      assert.ok("code" in outcome);
      assert.equal(outcome.code, "type_mismatch");
      assert.match(outcome.message, said);
    },
  });
}

/** Values of parameters, what is said to write, and the rows that this has with the same value. */
const withParameters: readonly (readonly [string, Parameter, RegExp, number])[] = [
  ["n = $x", "secret", /\$x is a text: write CAST\(n AS VARCHAR\) = \$x /, 0],
  ["list_contains(s, $x)", 7357, /write list_contains\(s, CAST\(\$x AS VARCHAR\)\)/, 0],
  ["w <> $x", 7357, /\$x is \w+: write w != CAST\(\$x AS VARCHAR\)/, 60],
];
for (const [condition, value, said, rows] of withParameters) {
  Deno.test({
    name: `a parameter is named in the advice, and what it holds is not: ${condition}`,
    ...open,
    async fn() {
      const ask = (where: string) =>
        all.run(`SELECT id FROM kinds WHERE ${where}`, undefined, undefined, { x: value });
      const outcome = await ask(condition);
      assert.ok("code" in outcome);
      assert.match(outcome.message, said);
      assert.doesNotMatch(outcome.message, /secret|7357/);
      const pasted = await ask(ADVICE.exec(outcome.message)?.[1] ?? "");
      assert.equal("answer" in pasted && pasted.answer.rows.length, rows);
    },
  });
}

Deno.test({
  name: "isodow reads texts as dates, as other functions of dates do",
  ...open,
  async fn() {
    // 2026-01-05 was a Monday.
    const outcome = await all.run("SELECT DISTINCT isodow(d) FROM kinds WHERE d = '2026-01-05'");
    assert.deepEqual("answer" in outcome && outcome.answer.rows, ["[1]"]);
  },
});
