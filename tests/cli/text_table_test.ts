import assert from "node:assert/strict";
import { textTable } from "../../src/cli/text_table.ts";
import { visible } from "../../src/cli/visible.ts";

Deno.test("without a width nothing is cut", () => {
  const long = "x".repeat(300);
  assert.equal(textTable(["a", "b"], [["1", long]]), `a  b\n-  ${"-".repeat(300)}\n1  ${long}\n`);
});

Deno.test("with a width every line fits: the widest columns give first, and a cut shows", () => {
  const text = textTable(
    ["id", "note", "tag"],
    [["1", "x".repeat(50), "short"], ["22", "y", "z".repeat(20)]],
    30,
  );
  const lines = text.trimEnd().split("\n");
  assert.deepEqual(lines, [
    "id  note          tag",
    "--  ------------  ------------",
    "1   xxxxxxxxxxx…  short",
    "22  y             zzzzzzzzzzz…",
  ]);
});

Deno.test("where even eight cells a column are too many, each row stands by itself", () => {
  const names = Array.from({ length: 6 }, (_, n) => `column_${n}`);
  const text = textTable(names, [names.map(() => "v".repeat(40)), names.map(() => "w")], 30);
  const lines = text.trimEnd().split("\n");
  assert.equal(lines.length, 14);
  assert.match(lines[0] ?? "", /^-\[ row 1 \]-+$/);
  assert.equal(lines[1], "column_0 | vvvvvvvvvvvvvvvvvv…");
  assert.equal(lines[8], "column_0 | w");
  for (const line of lines) assert.ok([...line].length <= 30, line);
});

Deno.test("what steers a terminal or turns text round is written out, and nothing else", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["plain äöü 日本 🙂", "plain äöü 日本 🙂"],
    ["a\u001b[2Jb", "a\\x1b[2Jb"],
    ["\u202eevil\u202c", "\\u202eevil\\u202c"],
    ["\u2066\u2069\u200f\u061c", "\\u2066\\u2069\\u200f\\u061c"],
    ["\u200b\ufeff", "\\u200b\\ufeff"],
    ["\n\t\r\u0000\u009b", "\\n\\t\\r\\x00\\x9b"],
  ];
  for (const [text, shown] of cases) assert.equal(visible(text), shown);
  assert.equal(textTable(["a"], [["\u202ex"]]), "a\n-------\n\\u202ex\n");
});
