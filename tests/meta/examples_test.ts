/** The examples in comments are true. */
import assert from "node:assert/strict";
import { examplesIn, runExamples } from "./house/examples.ts";
import { filesBelow, textOf } from "./house/files.ts";

/** Rooms whose rules are pure, or nearly so: a reader finds examples there. */
const SHOWN = ["catalog", "dynamodb", "http", "identity", "lib", "oauth", "pages", "query", "sql", "store"];

Deno.test("the examples of functions compile and do what they say", async () => {
  const examples = [...filesBelow("src", [".ts", ".tsx"])].flatMap((file) => examplesIn(file, textOf(file)));
  for (const room of SHOWN) {
    assert.ok(examples.some(({ name }) => name.startsWith(`src/${room}/`)), `${room} has no example`);
  }
  const { success, report } = await runExamples(examples);
  assert.ok(success, report);
  assert.ok(report.includes(` ${examples.length} passed `), report);
});

Deno.test("an example that is not true fails, one that does not compile, and one that is no TypeScript", async () => {
  const example = (code: string) =>
    examplesIn(
      "src/lib/defined.ts",
      `/**\n * X.\n * @example Made up\n * \`\`\`ts\n${code}\n * \`\`\`\n */\nexport function defined() {}\n`,
    );
  const ran = await runExamples([
    ...example(" * assert.deepEqual(defined({ a: 1 }), { a: 1 });"),
    ...example(" * assert.deepEqual(defined({ a: 1 }), { a: 2 });"),
  ]);
  assert.equal(ran.success, false);
  assert.match(ran.report, / 1 passed \| 1 failed /);
  const compiled = await runExamples(example(' * const n: number = "one";\n * defined({ n });'));
  assert.equal(compiled.success, false);
  assert.match(compiled.report, /TS2322/);
  assert.throws(
    () => examplesIn("src/a.ts", " * @example X\n * `a()` → 1\n"),
    /src\/a\.ts:1: an example is a block of TypeScript/,
  );
});
