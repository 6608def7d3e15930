/** Every sentence that `docs/limitations` and `docs/costs` promise something with has its test. */
import assert from "node:assert/strict";
import { filesBelow, textOf } from "../meta/house/files.ts";
import { HELD, NO_PROMISES } from "./held.ts";
import { sentencesOf } from "./sentences.ts";

/** What the examples of this folder hold, word by word. */
const examples = [...filesBelow("tests/documents", ["_test.ts"])].flatMap((file) =>
  [
    ...textOf(file).matchAll(
      /^promised\(\s*"(?:limitations|costs)",\s*((?:"(?:\\.|[^"\\])*"(?:\s*\+\s*)?)+)/gm,
    ),
  ]
    .map(([, words = ""]) =>
      [...words.matchAll(/"((?:\\.|[^"\\])*)"/g)].map(([text]) => JSON.parse(text)).join("")
    )
);

for (const [name, held] of Object.entries(HELD)) {
  const sentences = sentencesOf(textOf(`src/mcp/docs/${name}.md`));

  Deno.test(`docs/${name}: each sentence is an example, is held by a test, or promises nothing`, () => {
    assert.ok(sentences.length > 30);
    const without = sentences.filter((sentence) =>
      !examples.some((words) => words.includes(sentence) || sentence.includes(words)) &&
      ![...held.map(([beginning]) => beginning), ...NO_PROMISES].some((each) => sentence.startsWith(each))
    );
    assert.deepEqual(without, []);
  });

  Deno.test(`docs/${name}: the tests that hold it are there, and what they hold is still said`, () => {
    const wrong = held.flatMap(([beginning, file, words]) => {
      if (!sentences.some((sentence) => sentence.startsWith(beginning))) {
        return [`Nothing begins so: ${beginning}`];
      }
      const text = textOf(`tests/${file}`).replaceAll(/"\s*\+\s*"/g, "");
      return words.length > 6 && text.includes(words) ? [] : [`${file} has no test: ${words}`];
    });
    assert.deepEqual(wrong, []);
  });
}

Deno.test("what promises nothing is still said", () => {
  const sentences = Object.keys(HELD).flatMap((name) => sentencesOf(textOf(`src/mcp/docs/${name}.md`)));
  const gone = NO_PROMISES.filter((each) => !sentences.some((sentence) => sentence.startsWith(each)));
  assert.deepEqual(gone, []);
});

Deno.test("sentences are told apart: of paragraphs, lists and tables", () => {
  const text =
    "# Head\n\nOne `a.b`\ntwo. Three (e.g. x).\n\n| What | How |\n| --- | --- |\n| a | b |\n\n- Four.\n  Five.\n1. Six\n";
  assert.deepEqual(sentencesOf(text), [
    "One `a.b` two.",
    "Three (e.g. x).",
    "| a | b |",
    "Four.",
    "Five.",
    "Six",
  ]);
});
