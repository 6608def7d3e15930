/**
 * What the documents that clients read promise of answers and warnings, held by examples.
 * @module
 */
import assert from "node:assert/strict";
import { type Asking, asking, faultTest, type Tables } from "../faults/asking.ts";
import { num } from "../fixtures/tables.ts";

/** A document without its line breaks. */
function document(name: string): string {
  return Deno.readTextFileSync(new URL(`../../src/mcp/docs/${name}.md`, import.meta.url)).replaceAll(
    /\s+/g,
    " ",
  );
}

const documents = { sql: document("sql"), limitations: document("limitations"), costs: document("costs") };

/**
 * A statement, and what it answers: rows, with the beginnings of warnings if there are any, or that of an error, which
 * names at least its code: `syntax_error: `.
 */
export type Example =
  & { readonly sql: string }
  & (
    | { readonly rows: readonly (readonly unknown[])[]; readonly warns?: readonly string[] }
    | { readonly fails: string }
  );

/** Items of each table that are looked at: all, which all warnings are of, or one. */
const SAMPLES = [100_000, 1];

/** Tests what a document says, word by word. */
export function promised(
  name: keyof typeof documents,
  words: string,
  tables: Tables,
  ...examples: readonly Example[]
): void {
  faultTest(`docs/${name} holds its word: ${words}`, async () => {
    assert.ok(documents[name].includes(words), `docs/${name} does not say so.`);
    for (const sample of SAMPLES) {
      await asking(tables, async (asks) => {
        for (const example of examples) await held(asks, example, sample);
      }, sample);
    }
  });
}

async function held(asks: Asking, example: Example, sample: number): Promise<void> {
  const { sql } = example;
  const outcome = await asks.outcome(sql);
  const said = `${sql}, of which ${sample} were looked at`;
  if ("fails" in example) {
    assert.match(example.fails, /^[a-z_]+: /, `${said}: an error is told by its code at least.`);
    if (!("code" in outcome)) assert.fail(`${said}: it is answered.`);
    const error = `${outcome.code}: ${outcome.message}`;
    assert.equal(error.slice(0, example.fails.length), example.fails, said);
    return;
  }
  if ("code" in outcome) assert.fail(`${said}: ${outcome.code}: ${outcome.message}`);
  assert.deepEqual(outcome.answer.rows.map((row) => JSON.parse(row)), example.rows, said);
  if (sample === 1) return;
  const { warns = [] } = example;
  // Behind it may be the SQL that shows what is meant.
  assert.deepEqual(outcome.warnings.map((warning, at) => warning.slice(0, warns[at]?.length)), warns, said);
}

/** A number of DynamoDB. */
export const n = (value: number | string) => num(String(value));
