/**
 * The rules of the house that a machine can keep. Each has a made-up bad input beside it, which shows that it can fail.
 * What the house does not keep yet stands in `house/allowed.ts`.
 * @module
 */
import assert from "node:assert/strict";
import { CIRCLES, LINES_MAX } from "./house/allowed.ts";
import { circlesOf } from "./house/circles.ts";
import {
  anchorsOf,
  citedPages,
  deadCitations,
  linkedPages,
  namedInCode,
  namedPaths,
} from "./house/citations.ts";
import { docFindings, docLint, unexportedTypes } from "./house/doc_lint.ts";
import { exists, filesBelow, lineCount, textOf } from "./house/files.ts";
import { asks, EXAMPLE_ROOMS, headerLacks } from "./house/header_examples.ts";
import {
  type Graph,
  importGraph,
  importsOfEngine,
  importsOfReaders,
  importsUp,
  readGraph,
  roomsAsText,
} from "./house/imports.ts";
import { compareWithAllowed } from "./house/ratchet.ts";
import { KINDS_ROOMS, kindsAsked } from "./house/kinds.ts";
import { ownTimeOrChance } from "./house/runtime.ts";
import { quotedRooms, roomOf, ROOMS } from "./house/rooms.ts";
import { declaredTwice } from "./house/types.ts";

const CODE = [".ts", ".tsx", ".js"];

let reading: Promise<Graph> | undefined;
const graph = () => reading ??= importGraph();

/** Fails with the findings, and with the rooms as they are. */
async function none(findings: readonly string[], rule: string): Promise<void> {
  assert.ok(
    findings.length === 0,
    `${rule}\n${findings.join("\n")}\n\nThe rooms, and what each imports:\n${roomsAsText(await graph())}`,
  );
}

Deno.test("every file is reached from the executable, its Worker, or what a task starts", async () => {
  const reached = await graph();
  const unreached = [...filesBelow("src", [".ts", ".tsx"])].filter((file) => !reached.has(file));
  await none(unreached, "Nothing imports these files:");
});

Deno.test("imports point down the list of rooms", async () => {
  await none(importsUp(await graph()), "Imports point down the list of rooms, never up:");
});

Deno.test("an import that points up is seen, and so is a room that nobody listed", () => {
  const bad: Graph = new Map([
    ["src/sql/parse.ts", ["src/errors.ts", "src/engine/execute.ts"]],
    ["src/attic/box.ts", []],
  ]);
  assert.deepEqual(importsUp(bad), [
    "src/attic/box.ts: the room attic is not in the list",
    "src/sql/parse.ts → src/engine/execute.ts",
  ]);
  assert.equal(roomsAsText(bad), "attic → nothing\nsql → engine errors");
  assert.equal(roomOf("src/config_load.ts"), "config");
  assert.equal(roomOf("src/sql/resolve/resolve.ts"), "sql");
});

Deno.test("imports of types and imports at run time count like all others", () => {
  const root = "file:///house/";
  const info = {
    modules: [
      {
        specifier: "file:///house/src/a.ts",
        dependencies: [
          { specifier: "./b.ts", type: { specifier: "file:///house/src/b.ts" } },
          { specifier: "./c.ts", code: { specifier: "file:///house/src/c.ts" }, isDynamic: true },
          { specifier: "zod", code: { specifier: "npm:zod" } },
          { specifier: "./missing.ts", code: { error: "not found" } },
        ],
      },
      { specifier: "npm:zod" },
    ],
  };
  assert.deepEqual(readGraph(info, root), new Map([["src/a.ts", ["src/b.ts", "src/c.ts"]]]));
});

Deno.test("the outside knows the engine by its messages alone", async () => {
  await none(importsOfEngine(await graph()), "Only the engine's messages may be imported from above it:");
});

Deno.test("an import of the engine's inside is seen", () => {
  const bad: Graph = new Map([
    ["src/main.ts", ["src/engine/host/process.ts"]],
    ["src/query/pool.ts", ["src/engine/messages/job.ts", "src/engine/execute.ts"]],
    ["src/engine/host/process.ts", ["src/engine/execute.ts"]],
  ]);
  assert.deepEqual(importsOfEngine(bad), ["src/query/pool.ts → src/engine/execute.ts"]);
});

Deno.test("sql/ knows DynamoDB's vocabulary, and none of its readers", async () => {
  await none(importsOfReaders(await graph()), "sql/ and dynamodb/ meet only in engine/:");
});

Deno.test("an import of a reader by sql/ is seen", () => {
  const bad: Graph = new Map([
    ["src/sql/plan/plan.ts", ["src/dynamodb/access.ts", "src/dynamodb/readers/reader.ts"]],
    ["src/engine/read/open_reader.ts", ["src/dynamodb/readers/reader.ts"]],
  ]);
  assert.deepEqual(importsOfReaders(bad), ["src/sql/plan/plan.ts → src/dynamodb/readers/reader.ts"]);
});

Deno.test("files import each other in no circles but the known ones", async () => {
  const text = (circles: readonly (readonly string[])[]) => circles.map((files) => files.join(" ↔ "));
  const wrong = compareWithAllowed("circles of imports", text(circlesOf(await graph())), text(CIRCLES));
  await none(wrong === null ? [] : [wrong], "No circles of imports but the known ones:");
});

Deno.test("circles are seen: of two, of itself, and two that share a file as one", () => {
  const bad: Graph = new Map([
    ["a", ["b"]],
    ["b", ["a", "c"]],
    ["c", ["c"]],
    ["d", ["e", "f"]],
    ["e", ["d"]],
    ["f", ["d", "a"]],
    ["g", ["d"]],
  ]);
  assert.deepEqual(circlesOf(bad), [["a", "b"], ["c"], ["d", "e", "f"]]);
});

Deno.test("a list of debts fails when something new comes, and when something listed is gone", () => {
  assert.equal(compareWithAllowed("things", ["a"], ["a"]), null);
  assert.match(compareWithAllowed("things", ["a", "b"], ["a"]) ?? "", /not allowed \(things\): b/);
  assert.match(compareWithAllowed("things", [], ["a"]) ?? "", /take it out of the list .*: a/);
});

Deno.test(`no file has more than ${LINES_MAX} lines`, () => {
  const long = [...filesBelow("src", CODE), ...filesBelow("tests", CODE)]
    .filter((file) => lineCount(textOf(file)) > LINES_MAX);
  assert.deepEqual(long, []);
});

Deno.test("lines are counted as an editor counts them", () => {
  assert.equal(lineCount("a\nb\n"), 2);
  assert.equal(lineCount("a\nb"), 2);
});

Deno.test("files that plan, resolve, aggregate and read begin with an example, SQL and its effect", () => {
  const files = EXAMPLE_ROOMS.flatMap((room) => [...filesBelow(room, CODE)]);
  assert.ok(files.length > 80);
  const wrong = files.flatMap((file) => {
    const lacks = headerLacks(textOf(file));
    return lacks === null ? [] : [`${file} lacks ${lacks}`];
  });
  assert.deepEqual(wrong, []);
});

Deno.test("a header without an example is seen, and one that is an example alone", () => {
  const good = "/**\n * A Scan reads every item.\n *\n * `SELECT 1\n * FROM t` → Scan\n * @module\n */\n";
  assert.equal(headerLacks(good), null);
  assert.match(headerLacks("/**\n * A Scan reads every item.\n * @module\n */\n") ?? "", /SQL/);
  assert.match(headerLacks("/**\n * A Scan.\n *\n * `SELECT 1` is read.\n * @module\n */\n") ?? "", /SQL/);
  assert.match(headerLacks("/**\n * `SELECT 1` → Scan\n * @module\n */\n") ?? "", /first sentence/);
  assert.match(headerLacks('import x from "y";\n') ?? "", /header/);
});

Deno.test("a file's header says what it is: it asks nothing", () => {
  const wrong = [...filesBelow("src", CODE)].flatMap((file) => {
    const first = asks(textOf(file));
    return first === null ? [] : [`${file}: ${first}`];
  });
  assert.deepEqual(wrong, []);
});

Deno.test("a header that asks is seen, and one that says is not", () => {
  const header = (first: string) => `/**\n * ${first}\n * @module\n */\n`;
  for (
    const first of ["How a job ends.", "Whether it runs.", "What is kept: all.", "From a name to a table."]
  ) {
    assert.equal(asks(header(first)), first);
  }
  for (const first of ["The job ends.", "Whatever is read.", "Tokens live how long.", "Howitzers are out."]) {
    assert.equal(asks(header(first)), null);
  }
});

Deno.test("no two types have one name", () => {
  assert.deepEqual(declaredTwice([...filesBelow("src", CODE)].map(textOf)), []);
});

Deno.test("types of one name are seen, of whatever kind they are", () => {
  const texts = [
    "export interface Scope {\n}\nexport type Key = string;\ninterface Hidden {\n}\n",
    "export class Scope {}\nexport interface Keys {}\ninterface Hidden {\n}\n",
    "export type Scope<T> = T;\n",
  ];
  assert.deepEqual(declaredTwice(texts), ["Hidden ×2", "Scope ×3"]);
});

Deno.test("only the rooms of the kinds of reads ask of which kind a read is", () => {
  const wrong = [...filesBelow("src/sql", CODE), ...filesBelow("src/engine", CODE)]
    .filter((file) => !KINDS_ROOMS.some((room) => file.startsWith(room)))
    .flatMap((file) => kindsAsked(textOf(file)).map((line) => `${file}: ${line}`));
  assert.deepEqual(wrong, []);
});

Deno.test("a question of which kind a read is is seen", () => {
  const text = 'if (access.kind !== "scan") return;\n  if (type.kind === "LIST") {\n    case "get":\n';
  assert.deepEqual(kindsAsked(text), ['if (access.kind !== "scan") return;', 'case "get":']);
});

Deno.test("identity, OAuth and pages take time and chance from their Runtime", () => {
  const wrong = ["src/identity", "src/oauth", "src/portal", "src/pages"]
    .flatMap((room) => [...filesBelow(room, CODE)])
    .flatMap((file) => ownTimeOrChance(textOf(file)).map((line) => `${file}: ${line}`));
  assert.deepEqual(wrong, []);
});

Deno.test("a look at the system's time or chance is seen, and what is given is not", () => {
  const text = "const now = Date.now();\n  clock = () => Date.now(),\nconst at = new Date(clock());\n" +
    "const today = new Date();\nconst { random = systemRandom } = deps;\nconst bytes = random(16);\n" +
    'const { clock } = systemRuntime;\nconst id = crypto.randomUUID();\nimport type { Runtime } from "a";\n';
  assert.deepEqual(ownTimeOrChance(text), [
    "const now = Date.now();",
    "clock = () => Date.now(),",
    "const today = new Date();",
    "const { random = systemRandom } = deps;",
    "const { clock } = systemRuntime;",
    "const id = crypto.randomUUID();",
  ]);
});

Deno.test("what rooms export by their mod.ts is documented, to the last member", async () => {
  const mods = [...filesBelow("src", CODE)].filter((file) => file.endsWith("/mod.ts"));
  assert.ok(mods.length > 0);
  const found = (await docLint(mods)).filter(({ rule }) => rule !== "private-type-ref");
  assert.deepEqual(found.map(({ rule, place }) => `${place}: ${rule}`), []);
});

Deno.test("what a file exports refers to no type that only the file sees", async () => {
  const files = [...filesBelow("src", CODE)];
  const own = unexportedTypes(files.map(textOf));
  const found = (await docLint(files)).filter(({ type }) => type !== undefined && own.has(type));
  assert.deepEqual(found.map(({ place, type }) => `${place}: ${type}`), []);
});

Deno.test("undocumented exports are seen, and types that are not exported", () => {
  const report = [
    "error[missing-jsdoc]: exported symbol is missing JSDoc documentation",
    "  --> /house/src/store/mod.ts:21:12",
    "   | ",
    "error[private-type-ref]: public type 'A' references private type 'B'",
    "  --> /house/src/store/store.ts:3:1",
    "error: Found 2 documentation lint errors.",
  ].join("\n");
  assert.deepEqual(docFindings(report), [
    { rule: "missing-jsdoc", place: "src/store/mod.ts:21", type: undefined },
    { rule: "private-type-ref", place: "src/store/store.ts:3", type: "B" },
  ]);
  const texts = [
    "export interface A {\n}\ninterface B {\n}\n",
    "type C = B;\n// type D\nexport class E {}\n",
  ];
  assert.deepEqual([...unexportedTypes(texts)], ["B", "C"]);
});

/** Documents of the repository for its readers. */
function documents(): string[] {
  const top = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "tests/README.md"];
  return [...top.filter(exists), ...(exists("docs") ? filesBelow("docs", [".md"]) : [])];
}

/** Why a page, or a place on it, cannot be opened; null = it can. */
function unopened(cited: string): string | null {
  const [page = "", anchor] = cited.split("#");
  if (!exists(page)) return `${cited}: there is no such file`;
  if (anchor === undefined || anchorsOf(textOf(page)).has(anchor)) return null;
  return `${cited}: the page has no such place`;
}

Deno.test("every page that a comment cites exists, and the place on it", () => {
  const wrong: string[] = [];
  for (const file of [...filesBelow("src", CODE), ...filesBelow("tests", CODE)]) {
    if (file.startsWith("tests/meta/")) continue;
    for (const cited of citedPages(textOf(file))) {
      const why = unopened(cited);
      if (why !== null) wrong.push(`${file} cites ${why}`);
    }
  }
  assert.deepEqual(wrong, []);
});

Deno.test("no comment cites a document that a reader of the repository does not have", () => {
  const pages = [
    ...documents(),
    "CHANGELOG.md",
    ...filesBelow("src", [".md"]),
    ...filesBelow("tests", [".md"]),
  ];
  const wrong: string[] = [];
  for (const file of [...filesBelow("src", CODE), ...filesBelow("tests", CODE)]) {
    if (file.startsWith("tests/meta/")) continue;
    wrong.push(...deadCitations(textOf(file), pages).map((line) => `${file}: ${line}`));
  }
  assert.deepEqual(wrong, []);
});

Deno.test("every link of a document leads somewhere, and every file that it names exists", () => {
  const wrong: string[] = [];
  for (const path of documents()) {
    const text = textOf(path);
    for (const target of linkedPages(path, text)) {
      const why = unopened(target);
      if (why !== null) wrong.push(`${path} links to ${why}`);
    }
    for (const named of namedPaths(text)) if (!exists(named)) wrong.push(`${path} names ${named}`);
  }
  assert.deepEqual(wrong, []);
});

Deno.test("citations, links and names of files are found, and those that lead nowhere", () => {
  const comment = " * Lives of tokens (docs/reference/oauth.md#lives), see docs/nowhere.md.\n";
  assert.deepEqual(citedPages(comment), ["docs/nowhere.md", "docs/reference/oauth.md#lives"]);
  assert.deepEqual(citedPages('import sql from "../docs/sql.md"; // dynamosql://docs/sql.md'), []);
  const dead = [
    "// See the ATLAS.",
    "// ATLAS section 3",
    "// as NOTES.md has it",
    "// of issue #12",
    "// the checklist",
  ];
  const alive = [
    "// SELECT 1",
    '"../docs/b.md"',
    "// a checklist item (docs/a.md#f1)",
    "// https://a.example/NOTES.md",
  ];
  assert.deepEqual(deadCitations([...dead, ...alive].join("\n"), ["docs/a.md", "src/docs/b.md"]), dead);
  assert.deepEqual(namedInCode("`PASSES` of `src/a.ts`, `showX`, `a b`"), ["PASSES"]);
  const text =
    '# A b: `c`\n\n[x](../b.md#there) [y](#a-b-c) [z](https://a.example) `src/a.ts` `src/b/*` <a id="p8"></a>\n';
  assert.deepEqual(linkedPages("docs/a/a.md", text), ["docs/b.md#there", "docs/a/a.md#a-b-c"]);
  assert.deepEqual(namedPaths(text), ["src/a.ts", "src/b/"]);
  assert.deepEqual(anchorsOf(text), new Set(["p8", "a-b-c"]));
  assert.match(unopened("docs/nowhere.md") ?? "", /no such file/);
  assert.match(unopened("README.md#nowhere") ?? "", /no such place/);
});

Deno.test("the tests' README has a row for every folder of tests, and names every fixture", () => {
  const text = textOf("tests/README.md");
  const folders = new Set(
    [...filesBelow("tests", CODE)].map((file) => file.split("/").slice(0, 2).join("/")),
  );
  for (const folder of folders) {
    if (!folder.endsWith(".ts")) assert.match(text, new RegExp(`^\\| \`${folder}\` `, "m"), folder);
  }
  const fixtures = [...filesBelow("tests/fixtures", CODE)].filter((file) => !file.endsWith("_test.ts"));
  assert.deepEqual(fixtures.filter((file) => !text.includes(`\`${file}\``)), []);
});

Deno.test("what recipes name in backticks stands in the code", () => {
  // The made-up bad inputs of this test are no code.
  const files = [...filesBelow("src", CODE), ...filesBelow("tests", CODE)]
    .filter((file) => !file.startsWith("tests/meta/"));
  const words = new Set(files.map(textOf).join("\n").match(/\w+/g));
  for (const path of filesBelow("docs/contributing", [".md"])) {
    assert.deepEqual(namedInCode(textOf(path)).filter((name) => !words.has(name)), [], path);
  }
});

Deno.test("the table of rooms has a row for each room, and no other", () => {
  const rows = [...textOf("docs/architecture.md").matchAll(/^\| `([a-z]+)` +\|/gm)].map(([, room]) => room);
  assert.deepEqual(rows.toSorted(), [...ROOMS].sort());
});

Deno.test("a room's tests stand in folders of the same names as what they test", () => {
  const folders = new Set([...filesBelow("tests", ["_test.ts"])].map((file) => file.replace(/\/[^/]+$/, "")));
  const astray = [...folders].filter((folder) =>
    ROOMS.includes(folder.split("/")[1] ?? "") && !exists(folder.replace(/^tests/, "src"))
  );
  assert.deepEqual(astray, []);
});

Deno.test("documents quote the list of rooms as it is", () => {
  for (const path of ["CONTRIBUTING.md", "docs/architecture.md"]) {
    const text = textOf(path).replaceAll(/\s+/g, " ");
    assert.ok(text.includes(quotedRooms()), `${path} must quote this list: ${quotedRooms()}`);
  }
});
