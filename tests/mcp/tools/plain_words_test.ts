import assert from "node:assert/strict";
import type { z } from "zod";
import { newSchemaFields, schemaPatchFields } from "../../../src/catalog/schema_fields.ts";
import { limitsSchema, settingsSchema } from "../../../src/config.ts";
import { findingsOf, inWords } from "../../../src/errors_of_values.ts";
import { createTools } from "../../../src/mcp/tools/mod.ts";
import { issuesToError } from "../../../src/mcp/error_body.ts";

/** Values of every kind of JSON, some of which anything refuses. */
const VALUES: readonly unknown[] = [
  ...["", "x", "a b", "x".repeat(3_000), "\0", "-1", "http://"],
  ...[-1, 0, 1.5, 1e20, true, false, [], [1], [[]], [{}], ["a b"], ["x", "*"], {}, { a: 1 }, { a: {} }],
];

/** What a validator says by itself, or what says nothing. */
const RAW =
  /Invalid|expected|received|Too (small|big)|Unrecognized|undefined|\bNaN\b|\bis not valid|another type|must match/;

/** The findings for each value at each member, and for members that do not exist. */
function* findings(schema: z.ZodObject): Iterable<[string, string]> {
  for (const name of [...Object.keys(schema.shape), "no_such_name"]) {
    for (const value of VALUES) {
      const parsed = schema.safeParse({ [name]: value }, inWords);
      for (const { place, message } of parsed.success ? [] : findingsOf(parsed.error.issues)) {
        yield [`${name} = ${JSON.stringify(value).slice(0, 60)}`, `${place} ${message}`];
      }
    }
  }
  for (const value of VALUES) {
    const parsed = schema.safeParse(value, inWords);
    for (const { message } of parsed.success ? [] : findingsOf(parsed.error.issues)) {
      yield [JSON.stringify(value).slice(0, 60), message];
    }
  }
}

const schemas: readonly (readonly [string, z.ZodObject])[] = [
  ...createTools(limitsSchema.parse({})).map(({ name, input }) => [name, input] as const),
  ["a schema to add", newSchemaFields],
  ["a change of a schema", schemaPatchFields],
  ["the settings", settingsSchema],
];

for (const [name, schema] of schemas) {
  Deno.test(`whatever is wrong with the values of ${name} is said in plain words, which repeat no value`, () => {
    let said = 0;
    for (const [given, message] of findings(schema)) {
      said++;
      assert.doesNotMatch(message, RAW, `${given}: ${message}`);
      assert.doesNotMatch(message, /x{10}|a b/, given);
    }
    assert.ok(said > 20, `${said}`);
  });
}

Deno.test("no validator is asked for values from outside without the plain words", async () => {
  // What it says goes nowhere: records of the store, tokens, keys, browsers' answers.
  const silent = /^src\/(store|oauth|identity|sql|cli)\//;
  for await (const [file, text] of sources("src")) {
    if (silent.test(file)) continue;
    for (const [, args] of text.matchAll(/safeParse\(([^;]*?)\);/gs)) {
      assert.match(args ?? "", /inWords/, `${file}: safeParse(${args})`);
    }
  }
  assert.equal(
    issuesToError([{ code: "custom", path: ["a", 0, "b"], message: "is odd", input: 1 }]).message,
    "a[0].b: is odd",
  );
});

async function* sources(folder: string): AsyncIterable<[string, string]> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* sources(path);
    else if (name.endsWith(".ts")) yield [path, await Deno.readTextFile(path)];
  }
}
