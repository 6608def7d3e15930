import assert from "node:assert/strict";
import { answer, type Harness, legacy, startHarness } from "./harness.ts";

async function refused(harness: Harness, args: unknown): Promise<string | undefined> {
  const { result } = await answer(await legacy(harness, "tools/call", { name: "run_sql", arguments: args }));
  if (!result.isError) return undefined;
  const { code, message } = JSON.parse(result.content[0].text);
  assert.equal(code, "invalid_parameter");
  return message;
}

const named = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 1]));

Deno.test("64 arguments are told what is wrong with ten of them, 65 only that they are too many", async () => {
  await using harness = await startHarness();
  const message = await refused(harness, named(64)) ?? "";
  assert.match(message, /^there is no "k0", no "k1", .*no "k9" and 54 more: there are sql, /);
  assert.doesNotMatch(message, /k10/);
  assert.equal(await refused(harness, named(65)), "There are 65 arguments; a call has at most 64.");
  assert.equal(harness.asked.length, 0);
});

Deno.test("4,096 parameters are taken, one more is not, by number or by name", async () => {
  await using harness = await startHarness();
  for (const make of [(count: number) => Array(count).fill(1), named]) {
    assert.equal(await refused(harness, { sql: "SELECT 1", params: make(4_096) }), undefined);
    assert.equal(
      await refused(harness, { sql: "SELECT 1", params: make(4_097) }),
      "params: has 4097 values; at most 4096 are taken",
    );
  }
});

Deno.test("ten wrong parameters are told one by one, more of them in one sentence", async () => {
  await using harness = await startHarness();
  const told = await refused(harness, { sql: "SELECT 1", params: Array(10).fill({}) }) ?? "";
  assert.equal(told.split("must be a text, a number").length - 1, 10);
  for (const [wrong, count] of [[[], 11], [{}, 4_096], [2 ** 53, 12]]) {
    const message = await refused(harness, {
      sql: "SELECT 1",
      params: [1, ...Array(Number(count) - 1).fill(wrong), wrong].slice(-Number(count)),
    });
    assert.match(message ?? "", new RegExp(`^params: ${count} of its values are lists, objects or integers`));
  }
});

Deno.test("a name of 100,000 characters is repeated in part, and near to nothing", async () => {
  await using harness = await startHarness();
  const message = await refused(harness, { [`sql${"x".repeat(100_000)}`]: 1 }) ?? "";
  assert.ok(message.length < 400, message);
});
