import assert from "node:assert/strict";
import { answer, bearer, legacy, modern, startHarness } from "../harness.ts";

Deno.test("three prompts are listed with their arguments", async () => {
  await using harness = await startHarness();
  for (const send of [modern, legacy]) {
    const { result } = await answer(await send(harness, "prompts/list"));
    assert.deepEqual(
      result.prompts.map((prompt: { name: string; arguments: { name: string; required: boolean }[] }) => [
        prompt.name,
        prompt.arguments.map(({ name, required }) => `${name}${required ? "" : "?"}`),
      ]),
      [["explore_data", ["schema_name?"]], ["write_query", ["question", "schema_name?"]], ["explain_cost", [
        "sql",
      ]]],
    );
    for (const prompt of result.prompts) assert.ok(prompt.title.length > 0 && prompt.description.length > 0);
  }
});

Deno.test("a prompt becomes one user message that holds its arguments", async () => {
  await using harness = await startHarness();
  const cases: [string, Record<string, string>, RegExp][] = [
    ["explore_data", {}, /the default schema/],
    ["explore_data", { schema_name: "west" }, /"west"/],
    ["write_query", { question: "Who bought most?" }, /Who bought most\?/],
    ["explain_cost", { sql: "SELECT * FROM orders" }, /SELECT \* FROM orders/],
  ];
  for (const [name, args, expected] of cases) {
    const { result } = await answer(await modern(harness, "prompts/get", { name, arguments: args }));
    assert.equal(result.messages.length, 1);
    assert.equal(result.messages[0].role, "user");
    assert.match(result.messages[0].content.text, expected);
  }
});

Deno.test("an unknown prompt, a missing argument and an argument that is no text are -32602", async () => {
  await using harness = await startHarness();
  const cases = [
    { name: "nothing" },
    { name: "write_query" },
    { name: "write_query", arguments: { schema_name: "east" } },
    { name: "explain_cost", arguments: {} },
  ];
  for (const params of cases) {
    const { error } = await answer(await modern(harness, "prompts/get", params));
    assert.equal(error?.code, -32602, JSON.stringify(params));
  }
  const wrongType = await answer(
    await modern(harness, "prompts/get", { name: "explain_cost", arguments: { sql: 5 } }),
  );
  assert.ok(wrongType.error !== undefined);
});

const complete = async (
  harness: Parameters<typeof modern>[0],
  ref: Record<string, string>,
  argument: { name: string; value: string },
  extra: Record<string, unknown> = {},
  token = "full",
) =>
  await answer(
    await modern(harness, "completion/complete", { ref, argument, ...extra }, {
      authorization: bearer(token),
    }),
  );

const TEMPLATE = { type: "ref/resource", uri: "dynamosql://{schema}/{table}" };

Deno.test("schema and table names complete, within the caller's tenant only", async () => {
  await using harness = await startHarness();
  const values = async (
    ...args: Parameters<typeof complete> extends [unknown, ...infer Rest] ? Rest : never
  ) => (await complete(harness, ...args)).result.completion.values;
  assert.deepEqual(await values(TEMPLATE, { name: "schema", value: "" }), ["east", "west"]);
  assert.deepEqual(await values(TEMPLATE, { name: "schema", value: "W" }), ["west"]);
  assert.deepEqual(await values(TEMPLATE, { name: "table", value: "c" }), ["customers"]);
  const west = { context: { arguments: { schema: "west" } } };
  assert.deepEqual(await values(TEMPLATE, { name: "table", value: "" }, west), ["parts"]);
  const vault = { context: { arguments: { schema: "vault" } } };
  assert.deepEqual(await values(TEMPLATE, { name: "table", value: "" }, vault), []);
  assert.deepEqual(await values(TEMPLATE, { name: "table", value: "" }, vault, "rival"), ["secrets"]);
  const prompt = { type: "ref/prompt", name: "explore_data" };
  assert.deepEqual(await values(prompt, { name: "schema_name", value: "e" }), ["east"]);
  assert.deepEqual(
    await values({ type: "ref/prompt", name: "explain_cost" }, { name: "sql", value: "S" }),
    [],
  );
});

Deno.test("without schemas:read nothing completes; unknown references are -32602", async () => {
  await using harness = await startHarness();
  const hidden = await complete(harness, TEMPLATE, { name: "schema", value: "" }, {}, "query");
  assert.deepEqual(hidden.result.completion, { values: [], total: 0, hasMore: false });
  for (const ref of [{ type: "ref/prompt", name: "nothing" }, { type: "ref/resource", uri: "test://{x}" }]) {
    assert.equal((await complete(harness, ref, { name: "x", value: "" })).error?.code, -32602);
  }
});
