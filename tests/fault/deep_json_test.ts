import assert from "node:assert/strict";
import { putItems } from "../fixtures/tables.ts";
import { type Local, withLocal } from "../query/local.ts";
import { codeOf } from "./scripted.ts";

/** JSON of many levels, at a real engine process: DuckDB 1.5.6 descends natively, and its stack is bounded. */

const nested = (open: string, middle: string, close: string, levels: number) =>
  open.repeat(levels) + middle + close.repeat(levels);

/** The same as SQL. */
const nestedSql = (open: string, middle: string, close: string, levels: number) =>
  `(repeat('${open}',${levels})||'${middle}'||repeat('${close}',${levels}))`;

const SHAPES: readonly (readonly [open: string, middle: string, close: string])[] = [
  ["[", "", "]"],
  ['{"a":', "1", "}"],
  ['[{"a":', "1", "}]"],
  ['{"a]}":[', "", "]}"],
];

/** Calls of a JSON text X. */
const DESCENDING = [
  "json_structure(X)",
  "JSON_Structure(X::JSON)",
  "json_group_structure(X)",
  "json_contains(X, '1')",
  "json_merge_patch(X, '{}')",
  "json_merge_patch('{}', '{\"b\":1}', X)",
];

/** Calls that are answered at any depth: the lengths of their answers, as texts, over 100,000 levels of `[`. */
const ANSWERED: Readonly<Record<string, number>> = {
  "json_valid(X)": 4,
  "json_type(X)": 5,
  "json_array_length(X)": 1,
  "json_keys(X)": 2,
  "X::JSON": 200_000,
  "json(X)": 200_000,
  "from_json(X, '[\"JSON\"]')": 200_000,
  "json_transform(X, '[\"JSON\"]')": 200_000,
  "json_contains('[1]', X)": 5,
  "json_extract(X, '$[0]')": 199_998,
  "json_array(X::JSON)": 200_002,
};

/** Runs statements in one engine process, which must be the same one afterwards, with a neighbour in it. */
async function inOneEngine(work: (service: Local) => Promise<void>): Promise<void> {
  await withLocal({ engines: 1, query_seconds: 20 }, 4, async (service) => {
    await service.run("SELECT 1");
    const [{ pid } = { pid: 0 }] = service.engines();
    let done = false;
    const neighbour = (async () => {
      while (!done) {
        assert.deepEqual((await service.run("SELECT count(*) FROM numbers WHERE g = 'g1'")).rows, [[1]]);
      }
    })();
    await work(service).finally(() => done = true);
    await neighbour;
    assert.deepEqual(service.engines().map((engine) => engine.pid), [pid], "no engine has died");
  });
}

Deno.test("functions that descend into JSON of 100,000 levels end in a sentence, and nobody is disturbed", async () => {
  await inOneEngine(async ({ run }) => {
    for (const shape of SHAPES) {
      for (const call of DESCENDING) {
        const sql = `SELECT ${call.replaceAll("X", nestedSql(...shape, 100_000))}`;
        const error = await run(sql).then(() => null, (error) => error);
        assert.equal(error?.code, "invalid_query", `${call} of ${shape[0]}`);
        assert.match(error.message, /^JSON is nested more than 1000 levels deep for json_\w+\(\)\.$/);
      }
    }
  });
});

Deno.test("functions that do not descend are answered at 100,000 levels", async () => {
  await inOneEngine(async ({ run }) => {
    for (const [call, length] of Object.entries(ANSWERED)) {
      const sql = `SELECT length((${call.replaceAll("X", nestedSql("[", "", "]", 100_000))})::VARCHAR)`;
      assert.deepEqual((await run(sql)).rows, [[length]], call);
    }
  });
});

Deno.test("texts of a table that are nested deeply end in the same sentence, rows without them in their answers", async () => {
  await inOneEngine(async ({ run, database }) => {
    const docs = [
      { g: "g9", n: 1, doc: nested("[", "", "]", 30_000) },
      { g: "g9", n: 2, doc: nested('{"a":', "1", "}", 30_000) },
      { g: "g9", n: 3, doc: '{"a": [1, {"b": "]"}]}' },
      { g: "g9", n: 4 },
    ];
    await putItems(database, "numbers", docs);
    const of = (where: string, call: string) =>
      run(`SELECT ${call} FROM numbers WHERE g = 'g9' AND ${where}`);
    for (const n of [1, 2]) {
      for (const call of ["json_structure(doc)", "json_contains(doc, '1')", "json_merge_patch(doc, doc)"]) {
        assert.equal(await codeOf(of(`n = ${n}`, call)), "invalid_query", call);
      }
    }
    const page = await of("n > 2", "json_structure(doc), json_contains(doc, '1')");
    assert.deepEqual(page.columns.map(({ name }) => name), [
      "json_structure(doc)",
      "json_contains(doc, '1')",
    ]);
    assert.deepEqual(page.rows[1], [null, null]);
    assert.equal(page.rows[0]?.[1], true);
    const deep = await run(
      "SELECT json_structure(doc) AS s, count(*) FROM numbers WHERE n = 3 AND g = 'g9' GROUP BY s HAVING s IS NOT NULL",
    );
    assert.equal(deep.rows.length, 1);
  });
});

Deno.test("JSON that is wide, or nested a thousand levels, has its structure; brackets in texts are none", async () => {
  await inOneEngine(async ({ run }) => {
    const structure = async (json: string) =>
      (await run("SELECT json_structure($1)::VARCHAR", { parameters: [json] })).rows[0]?.[0];
    const rows = Array.from(
      { length: 5_000 },
      (_, n) => ({ id: n, tags: ["a[", "}{"], deep: { x: [{ y: 1 }] } }),
    );
    assert.equal(
      await structure(JSON.stringify(rows)),
      '[{"id":"UBIGINT","tags":["VARCHAR"],"deep":{"x":[{"y":"UBIGINT"}]}}]',
    );
    assert.equal(await structure(JSON.stringify({ text: "[{".repeat(20_000) })), '{"text":"VARCHAR"}');
    assert.equal(await structure(nested('{"a":', "1", "}", 1_000)), nested('{"a":', '"UBIGINT"', "}", 1_000));
    assert.equal(
      await codeOf(run("SELECT json_structure($1)", { parameters: [nested('{"a":', "1", "}", 1_100)] })),
      "invalid_query",
    );
  });
});
