import assert from "node:assert/strict";
import { explain } from "../../../src/sql/plan/explain.ts";
import { plan, tracePasses } from "../../../src/sql/plan/plan.ts";
import { planned, resolved } from "../described.ts";
import { dialect, tables } from "./tables.ts";

Deno.test("a plan explains itself: what is read and how, what was not chosen and why", async () => {
  const plan = await planned(
    dialect,
    "SELECT e.note FROM events e WHERE e.status = 'open' AND e.ts > '2024' AND e.kind = 'x' AND e.amount > 1",
    tables,
  );
  const { plan: text, tables: reads } = explain(plan);
  assert.match(text, /^Stream, reading stops when a page is full: about \d/);
  assert.match(text, /main\.events AS e: Query on index by_status, about \d+ items, /);
  assert.match(text, /key: status = 'open' AND ts > '2024'/);
  assert.match(text, /filter: kind = 'x' AND amount > 1/);
  assert.match(text, /attributes: ts, amount, kind, note, status/);
  assert.match(text, /not: Query on index by_kind.* \(about \d+(\.\d+)? read units\)/);
  assert.match(text, /not: Scan in up to 8 segments \(about \d+(\.\d+)? read units\)/);
  assert.deepEqual(
    reads.map(({ table, access, index, keyConditions, filter }) => ({
      table,
      access,
      index,
      keyConditions,
      filter,
    })),
    [{
      table: "main.events",
      access: "query",
      index: "by_status",
      keyConditions: `status = 'open' AND ts > '2024'`,
      filter: "kind = 'x' AND amount > 1",
    }],
  );
});

Deno.test("a read in several parts, and one that fetches what an index lacks, explain themselves", async () => {
  const explained = async (sql: string) => explain(await planned(dialect, sql, tables));
  const union = await explained("SELECT * FROM events WHERE device = 'd' OR (status = 'open' AND ts > 'c')");
  assert.match(union.plan, /main\.events: Query, and 1 more on index by_status, about/);
  assert.match(union.plan, /key: device = 'd' OR status = 'open' AND ts > 'c'/);
  assert.match(union.plan, /filter: NOT device = 'd'/);
  const fetched = await explained("SELECT amount FROM events WHERE kind = 'x'");
  assert.match(
    fetched.plan,
    /main\.events: Query on index by_kind, then BatchGetItem of what it finds, about/,
  );
});

Deno.test("the access of a plan is named for what it is", async () => {
  const cases: readonly (readonly [string, string])[] = [
    ["SELECT * FROM users WHERE id = 1", "get"],
    ["SELECT * FROM users WHERE id IN (1, 2)", "batch_get"],
    ["SELECT * FROM users WHERE 1 = 0", "empty"],
    ["SELECT * FROM users", "scan"],
  ];
  for (const [sql, expected] of cases) {
    assert.deepEqual(explain(await planned(dialect, sql, tables)).tables.map(({ access }) => access), [
      expected,
    ], sql);
  }
  assert.equal(explain(await planned(dialect, "SELECT 1", tables)).plan, "Compute (no table is read)");
});

Deno.test("advice names the keys to constrain, what an index lacked, and the index to create", async () => {
  const advice = async (sql: string) => explain(await planned(dialect, sql, tables)).advice.join("\n");
  const plain = await advice("SELECT max(note) FROM events");
  assert.match(
    plain,
    /events is scanned \(about \d+ read units\)\. To read it by key, constrain device \(its partition key\) or status \(partition key of index by_status\)/,
  );
  assert.doesNotMatch(plain, /global secondary index on/);
  assert.match(
    await advice("SELECT max(note) FROM events WHERE code = 'a'::BLOB"),
    /Index by_code of events could serve this if every item had attribute amount; add amount IS NOT NULL to the query if items without it do not matter\./,
  );
  // What is constrained already is not what to constrain.
  const constrained = await advice("SELECT max(note) FROM events WHERE code = 'a'::BLOB");
  assert.match(constrained, /constrain device \(its partition key\) or status/);
  assert.doesNotMatch(constrained, /partition key of index by_code/);
  assert.match(
    await advice("SELECT max(age) FROM users WHERE name = 'a' AND age > 3"),
    /A global secondary index on users with partition key name \(S\) and sort key age \(N\) would serve/,
  );
  assert.match(
    await advice("SELECT max(age) FROM users WHERE name = 'a' AND age > 3"),
    /CREATE GSI ON \(name, age\) would turn this Scan of about \d+ read units into a Query of about \d+ read units?\./,
  );
  assert.equal(await advice("SELECT * FROM users WHERE id = 1"), "");
  assert.equal(await advice("SELECT * FROM tiny"), "");
});

Deno.test("an index that only some items are in is advised with the predicate that lets it serve; then it does", async () => {
  const sql = "SELECT max(note) FROM events WHERE code = 'a'::BLOB";
  const { advice } = explain(await planned(dialect, sql, tables));
  const [, predicate] = /add (.* IS NOT NULL) to the query/.exec(advice.join("\n")) ?? [];
  assert.equal(predicate, "amount IS NOT NULL");
  const [relation] = (await planned(dialect, `${sql} AND ${predicate}`, tables)).relations;
  assert.ok(relation?.chosen.access.kind === "query" && relation.chosen.access.index === "by_code");
});

Deno.test("a plan says what each pass changed, in its last line, and nothing where none changed anything", async () => {
  const options = { consistentRead: false, scanSegmentsMax: 1, pushDown: true };
  const last = async (sql: string) => {
    const found = await resolved(dialect, sql, tables);
    return explain(plan(found, options), tracePasses(found, options)).plan.split("\n").at(-1);
  };
  assert.equal(
    await last("SELECT * FROM users u JOIN events e ON e.device = u.name WHERE u.id = 1"),
    "  passes: choose_reads (u), lookup_join (e)",
  );
  assert.equal(await last('SELECT count(*) FROM users AS "my users"'), '  passes: count_only ("my users")');
  assert.match(await last("SELECT * FROM events") ?? "", /^ {4}attributes: /);
});
