/** Texts reach DuckDB as they are, whether a row of a chunk holds them itself or not. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { textLiteral } from "../../../src/catalog/names.ts";
import { loadColumn } from "../../../src/engine/load/column.ts";
import { createLoadTable } from "../../../src/engine/load/table.ts";
import { database, described } from "./loading.ts";

/** Loads texts, each list as one chunk (null = the item has none), and gives what a statement over `t` answers. */
async function over(chunks: readonly (readonly (string | null)[])[], sql: string): Promise<unknown[]> {
  const table = described([{ a: { S: "text" } }]);
  const session = await database.session(new AbortController().signal);
  try {
    const column = loadColumn({ attribute: "a", path: [], column: "a", type: { kind: "VARCHAR" } }, table);
    const load = await createLoadTable(session, "t", [column]);
    for (const texts of chunks) {
      const items = texts.map((text) => text === null ? {} : { a: { S: text } });
      await load.append({ items, count: items.length });
    }
    await load.flush();
    const rows = await session.rows(sql);
    load.close();
    return rows.map((row) => row.length === 1 ? row[0] : row);
  } finally {
    session.close();
  }
}

// DuckDB holds up to 12 bytes in the row itself, and compares the first 4 by themselves.
const BOUNDS = ["", "a", "abcd", "abcde", "0123456789a", "0123456789ab", "0123456789abc", "x".repeat(3000)];
const BEYOND_ASCII = ["é", "€uro", "\u{1F600}", "twelve bytèé", "ab\u007f", "ab\u0080", "\tline\n", "q'\"\\"];

Deno.test("texts of every length and alphabet come back as they were, beside rows without one", async () => {
  const texts = [...BOUNDS, null, ...BEYOND_ASCII, null, ...BOUNDS.toReversed()];
  assert.deepEqual(await over([texts], "SELECT a FROM t ORDER BY rowid"), texts);
});

Deno.test("a chunk shows nothing of the chunk before, and its texts group with those of a statement", async () => {
  const chunks = [["123456789012", "ab", null], [null, "x", "y"], ["a", null, "longer than twelve"], [""]];
  assert.deepEqual(await over(chunks, "SELECT a FROM t ORDER BY rowid"), chunks.flat());
  assert.deepEqual(
    await over(
      [["123456789012", "ab"], ["a", "b"], ["a", ""]],
      "SELECT a, count(*)::INTEGER FROM (FROM t UNION ALL VALUES ('a'), (''), ('ab')) GROUP BY a ORDER BY a",
    ),
    [["", 2], ["123456789012", 1], ["a", 3], ["ab", 2], ["b", 1]],
  );
});

Deno.test("texts loaded and texts in a statement are equal, ordered and measured alike", async () => {
  const text = fc.oneof(
    fc.string({ maxLength: 16 }),
    fc.string({ unit: "binary", maxLength: 8 }),
    fc.constantFrom(...BOUNDS, ...BEYOND_ASCII),
    // DuckDB's literals know no NUL.
  ).map((text) => text.replaceAll("\0", "0"));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(text), { minLength: 1, maxLength: 20 }), async (texts) => {
      const values = texts.map((each, at) => `(${at}, ${each === null ? "NULL" : textLiteral(each)})`);
      const found = await over(
        [texts],
        `WITH l AS (SELECT rowid::INTEGER AS r, a FROM t), v(r, a) AS (VALUES ${values.join(", ")}) ` +
          "SELECT count(*)::INTEGER FROM l JOIN v ON l.a IS NOT DISTINCT FROM v.a AND l.r = v.r AND " +
          "strlen(l.a) IS NOT DISTINCT FROM strlen(v.a) AND hash(l.a) = hash(v.a) AND " +
          "(SELECT count(*) FROM l o WHERE o.a < l.a) = (SELECT count(*) FROM v o WHERE o.a < v.a)",
      );
      assert.deepEqual(found, [texts.length]);
    }),
    { numRuns: 50, seed: 20261130 },
  );
});

Deno.test("a text keeps the NUL in it", async () => {
  const texts = ["\0", "a\0b", "a\0b, and more than twelve", "é\0b"];
  assert.deepEqual(await over([texts], "SELECT strlen(a)::INTEGER FROM t ORDER BY rowid"), [1, 3, 25, 4]);
});

Deno.test("more rows than a chunk has are loaded with the text of each", async () => {
  const texts = Array.from(
    { length: 5000 },
    (_, at) => at % 7 === 0 ? null : at % 5 === 0 ? `order number ${at}` : `${at}`,
  );
  assert.deepEqual(await over([texts], "SELECT a FROM t ORDER BY rowid"), texts);
});
