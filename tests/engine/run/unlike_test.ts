import assert from "node:assert/strict";
import { createTable, num, putItems } from "../../fixtures/tables.ts";
import { failure, open, openWorld } from "../world.ts";
import { tableIn, worldsOf } from "../worlds.ts";

/** Of one world's tables the sample is ten items, of the other's it is all. */
const worlds = await worldsOf([10, 1_000]);
const [few, all] = worlds;

/** By ten: one text, nine numbers in `v` and `w.a`; one text among all of `n`; all else is of one kind. */
const items = Array.from({ length: 400 }, (_, at) => ({
  id: "k",
  no: num(String(at)),
  v: at % 10 === 0 ? `t${at}` : num(String(at)),
  w: { a: at % 10 === 0 ? `t${at}` : num(`${at}.5`) },
  n: at === 399 ? "oops" : num(String(at)),
  title: `title ${at}`,
  total: num(`${at}.25`),
  flag: at % 2 === 0,
  tags: [num(String(at))],
  bin: new Uint8Array([at % 256]),
  status: at % 2 === 0 ? { name: "BAD" } : "BAD",
  crew: { lead: `n${at % 4}`, since: num(String(at)) },
  place: { city: "Oslo", country: "NO" },
}));
await tableIn(worlds, { name: "things", hash: "id", sort: "no:N" }, items);

const V = "v is VARCHAR (90 % numbers, 10 % texts)";
const W = "w.a is VARCHAR (90 % numbers, 10 % texts)";
const N = "n is BIGINT (99 % numbers, under 1 % texts)";
const TITLE = "title is VARCHAR (texts only)";
const TOTAL = "total is DECIMAL(18,2) (numbers only)";

/** A condition, what is said of it, and (where there is one) the condition to write and how many items pass it. */
const conditions: readonly (readonly [string, string, string?, number?])[] = [
  ["title = 5", `${TITLE}, 5 is INTEGER: write title = '5'`, "title = '5'", 0],
  ["title <> 5", `${TITLE}, 5 is INTEGER: write title != '5'`, "title != '5'", 400],
  ["title IN (5, 6)", `${TITLE}, 5 is INTEGER, 6 is INTEGER: write title IN ('5', '6')`],
  [
    "title > 5.5",
    `${TITLE}, 5.5 is DECIMAL(2,1): a text that is no number is neither more nor less than one`,
  ],
  ["id = 5", "id is VARCHAR (texts only), 5 is INTEGER: write id = '5'"],
  ["id = -5", "id is VARCHAR (texts only), -5 is INTEGER: write id = '-5'"],
  [
    "v = 5",
    `${V}, 5 is INTEGER: write TRY_CAST(v AS DECIMAL(38,9)) = 5`,
    "TRY_CAST(v AS DECIMAL(38,9)) = 5",
    1,
  ],
  [
    "v > 380",
    `${V}, 380 is INTEGER: write TRY_CAST(v AS DECIMAL(38,9)) > 380`,
    "TRY_CAST(v AS DECIMAL(38,9)) > 380",
    18,
  ],
  [
    "v BETWEEN 1 AND 5",
    `${V}, 1 is INTEGER, 5 is INTEGER: write TRY_CAST(v AS DECIMAL(38,9)) BETWEEN 1 AND 5`,
  ],
  [
    "w.a = 1.5",
    `${W}, 1.5 is DECIMAL(2,1): write TRY_CAST(w.a AS DECIMAL(38,9)) = 1.5`,
    "TRY_CAST(w.a AS DECIMAL(38,9)) = 1.5",
    1,
  ],
  ["n = 'oops'", `${N}, 'oops' is a text: write CAST(n AS JSON) = 'oops'`, "CAST(n AS JSON) = 'oops'", 1],
  ["n IN ('1', 'oops')", `${N}, '1' is a text, 'oops' is a text: write CAST(n AS JSON) IN ('1', 'oops')`],
  ["total > 'abc'", `${TOTAL}, 'abc' is a text: the text is no number, write one`],
  [
    "flag = 'oops'",
    "flag is BOOLEAN (booleans only), 'oops' is a text: write CAST(flag AS VARCHAR) = 'oops'",
    "CAST(flag AS VARCHAR) = 'oops'",
    0,
  ],
  [
    "tags = 'x'",
    "tags is BIGINT[] (lists only), 'x' is a text: write list_contains(CAST(tags AS VARCHAR[]), 'x')",
    "list_contains(CAST(tags AS VARCHAR[]), 'x')",
    0,
  ],
  [
    "tags = 5",
    "tags is BIGINT[] (lists only), 5 is INTEGER: write list_contains(tags, 5)",
    "list_contains(tags, 5)",
    1,
  ],
  [
    "status->'name' = 'BAD'",
    "status -> 'name' is JSON, 'BAD' is none: write (status ->> 'name') = 'BAD'",
    "(status ->> 'name') = 'BAD'",
    200,
  ],
  // A map's text is JSON, which no word is.
  [
    "crew = 'n1'",
    "crew is STRUCT(lead VARCHAR, since BIGINT) (maps only), 'n1' is a text: write crew.lead = 'n1'",
    "crew.lead = 'n1'",
    100,
  ],
  [
    "crew IN ('n1', 'n2')",
    "crew is STRUCT(lead VARCHAR, since BIGINT) (maps only), 'n1' is a text, 'n2' is a text: write crew.lead IN ('n1', 'n2')",
    "crew.lead IN ('n1', 'n2')",
    200,
  ],
  [
    "place = 'Oslo'",
    "place is STRUCT(city VARCHAR, country VARCHAR) (maps only), 'Oslo' is a text: a cast of the values found there does not help",
  ],
];

for (const [condition, said, better, passing] of conditions) {
  Deno.test({
    name: `a constant of another kind than its column is told before anything is read: ${condition}`,
    ...open,
    async fn() {
      const error = await failure(all.run(`SELECT count(*) FROM things WHERE ${condition}`));
      assert.equal(error.code, "type_mismatch");
      assert.ok(error.message.startsWith(`${said} (line 1, column `), error.message);
      assert.doesNotMatch(error.message, /Consumed/);
      if (better === undefined) return;
      for (const world of worlds) {
        assert.deepEqual((await world.run(`SELECT count(*) FROM things WHERE ${better}`)).rows, [
          `[${passing}]`,
        ]);
      }
    },
  });
}

Deno.test({
  name: "where too little was looked at, a text beside numbers waits for what is read",
  ...open,
  async fn() {
    const error = await failure(few.run("SELECT count(*) FROM things WHERE n = 'oops'"));
    assert.match(
      error.message,
      /n is BIGINT \(.*numbers, under 1 % texts\).* write CAST\(n AS JSON\) = 'oops'/,
    );
    assert.match(error.message, /400 items/);
    const texts = await openWorld({ sampleItems: 10 });
    try {
      await createTable(texts.database, { name: "later", hash: "id", sort: "no:N" });
      await putItems(
        texts.database,
        "later",
        Array.from(
          { length: 100 },
          (_, at) => ({ id: "k", no: num(String(at)), s: at < 50 ? num("1") : "BAD" }),
        ),
      );
      assert.deepEqual((await texts.run("SELECT count(*) FROM later WHERE s = 'BAD'")).rows, ["[50]"]);
    } finally {
      await texts.close();
    }
  },
});

/** An expression and what its error says. */
const calls: readonly (readonly [string, string, (string | null)?])[] = [
  ["sum(v)", `${V}: write sum(TRY_CAST(v AS DECIMAL(38,9))).`, "[72000]"],
  ["avg(w.a)", `${W}: write avg(TRY_CAST(w.a AS DECIMAL(38,9))).`, "[200.5]"],
  ["max(v + 1)", `${V}, 1 is INTEGER: write TRY_CAST(v AS DECIMAL(38,9)) + 1.`],
  ["max(abs(v))", `${V}: write abs(TRY_CAST(v AS DECIMAL(38,9))).`],
  ["sum(title)", `${TITLE}: a cast of the values found there does not help.`],
  ["max(substr(total, 1, 2))", `${TOTAL}: write substr(CAST(total AS VARCHAR), 1, 2).`],
  ["sum(v) OVER (ORDER BY id)", `${V}: write sum(TRY_CAST(v AS DECIMAL(38,9))) OVER (ORDER BY id).`],
];
for (const [expression, said, answer] of calls) {
  Deno.test({
    name: `a function that takes no such type says what was found, and what to write: ${expression}`,
    ...open,
    async fn() {
      const error = await failure(all.run(`SELECT ${expression} FROM things`));
      assert.equal(error.code, "type_mismatch");
      assert.ok(error.message.endsWith(` ${said}`), error.message);
      if (answer === undefined) return;
      const better = /: write (.*)\.$/.exec(error.message)?.[1];
      assert.deepEqual((await all.run(`SELECT ${better} FROM things`)).rows, [answer]);
    },
  });
}

/** What fails while it runs. */
const running: readonly (readonly [string, RegExp])[] = [
  [
    "SELECT max(title::BIGINT) FROM things",
    /title is VARCHAR \(texts only\): a cast of the values found there does not help\./,
  ],
  [
    "SELECT no FROM things WHERE v::INT > 3",
    /v is VARCHAR \(9\d % numbers, \d+ % texts\): write TRY_CAST\(v AS INTEGER\)\./,
  ],
  [
    "SELECT count(*) FROM things WHERE upper(title) = 5",
    /upper\(title\) is VARCHAR, 5 is INTEGER: write upper\(title\) = '5'\./,
  ],
  [
    "SELECT count(*) FROM things a JOIN things b ON a.title = b.no",
    /a\.title is VARCHAR \(texts only\), b\."no" is BIGINT \(numbers only\): write a\.title = CAST\(b\."no" AS VARCHAR\)\./,
  ],
];
for (const [sql, said] of running) {
  Deno.test({
    name: `a conversion that fails while it runs names the column and the cast: ${sql}`,
    ...open,
    async fn() {
      for (const world of worlds) {
        const error = await failure(world.run(sql));
        assert.equal(error.code, "type_mismatch");
        assert.match(error.message, said);
        // No value of an item.
        assert.doesNotMatch(error.message, /title \d|t\d|TITLE/);
      }
    },
  });
}

/** By hand: a text that says a number is that number, whatever type the column has. */
const numerals: readonly (readonly [string, number])[] = [
  ["no = '5'", 1],
  ["no = '5.0'", 1],
  ["no = '5.5'", 0],
  ["no < '5.5'", 6],
  ["no > '-5.5'", 400],
  ["no IN ('5.4', '6')", 1],
  ["no BETWEEN '4.5' AND '6.5'", 2],
  ["total = '5.25'", 1],
  ["total = '5.254'", 0],
  ["total < '5.254'", 6],
];
for (const [condition, passing] of numerals) {
  Deno.test({
    name: `a text that says a number is not rounded to its column's digits: ${condition}`,
    ...open,
    async fn() {
      for (const world of worlds) {
        for (const more of [{}, { pushDown: false }]) {
          const { rows } = await world.run(`SELECT count(*) FROM things WHERE ${condition}`, more);
          assert.deepEqual(rows, [`[${passing}]`]);
        }
      }
    },
  });
}

Deno.test({
  name: "a known statement does not round a text that says a number",
  ...open,
  async fn() {
    const sql = (text: string) => `SELECT no FROM things WHERE id = 'k' AND no = '${text}'`;
    for (let round = 0; round < 3; round++) {
      assert.deepEqual((await all.run(sql("6"))).rows, ["[6]"]);
      assert.deepEqual((await all.run(sql("5.5"))).rows, []);
    }
  },
});
