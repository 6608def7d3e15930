import assert from "node:assert/strict";
import fc from "fast-check";
import type { AttributeValue, Item } from "../../../src/dynamodb/access.ts";
import { matches } from "../../../src/dynamodb/evaluate.ts";
import { openDatabase } from "../../../src/engine/duckdb/database.ts";
import { loadColumn } from "../../../src/engine/load/column.ts";
import { createLoadTable } from "../../../src/engine/load/table.ts";
import { candidatesFor } from "../../../src/sql/plan/access_paths.ts";
import { attributesIn } from "../../../src/sql/resolve/conditions.ts";
import { internalNames, tableColumns } from "../../../src/sql/resolve/draft.ts";
import { described, key, resolved } from "../described.ts";
import { wouldRead } from "../reads.ts";
import { madePredicates } from "./made_predicates.ts";

/** Values of every type at every attribute, some hard ones among them. */
const texts = [
  "",
  "a",
  "ab",
  "abc",
  "b",
  "B",
  "5",
  "5.0",
  "05",
  "é",
  "😀",
  "\uffff",
  "a%b",
  "a_b",
  "true",
  "10",
];
const numbers = [
  "0",
  "1",
  "5",
  "-5",
  "5.5",
  "2.25",
  "9007199254740993",
  "9007199254740992",
  "10",
  "0.1",
  "1e-3",
];
const wide = ["5", "12345678901234567890123456789012345678", "0.1234567890123456789012345678", "5.5", "1e60"];

const s = (S: string): AttributeValue => ({ S });
const n = (N: string): AttributeValue => ({ N });
const others: AttributeValue[] = [
  { BOOL: true },
  { BOOL: false },
  { NULL: true },
  { B: "YWI=" },
  { M: { x: { N: "1" } } },
  { L: [{ S: "a" }] },
  { SS: ["a", "b"] },
];

const valueOf = {
  text: fc.constantFrom(...texts.map(s)),
  int: fc.constantFrom(...["0", "1", "5", "-5", "10", "9007199254740993", "9007199254740992"].map(n)),
  dec: fc.constantFrom(...numbers.map(n)),
  dbl: fc.constantFrom(...wide.map(n)),
  mixed: fc.constantFrom(...texts.map(s), ...numbers.map(n), { BOOL: true }, { BOOL: false }, { B: "YWI=" }),
  flag: fc.constantFrom({ BOOL: true }, { BOOL: false }),
  bin: fc.constantFrom({ B: "" }, { B: "YQ==" }, { B: "YWI=" }, { B: "/wA=" }),
  map: fc.constant({ M: { x: { N: "1" } } }),
  list: fc.constantFrom({ L: [{ S: "a" }] }, { SS: ["a", "b"] }),
};

/** Now and then a value of a type that the catalogue never saw there, or none. */
function dirty(clean: fc.Arbitrary<AttributeValue>): fc.Arbitrary<AttributeValue | undefined> {
  return fc.oneof(
    { arbitrary: clean, weight: 8 },
    { arbitrary: fc.constant(undefined), weight: 2 },
    { arbitrary: fc.constantFrom(s("a"), n("5"), ...others), weight: 2 },
  );
}

const attributes = Object.keys(valueOf);
const cleanItems = fc.array(fc.record(valueOf), { minLength: 30, maxLength: 30 });
const dirtyItems = fc.array(
  fc.record(Object.fromEntries(Object.entries(valueOf).map(([name, value]) => [name, dirty(value)]))),
  { minLength: 60, maxLength: 60 },
);

const keySchema = key("pk S", "sk N");
const indexes = [
  { name: "by_text", key: key("text S", "int N") },
  { name: "by_dec", key: key("dec N"), projection: "KEYS_ONLY" as const },
  { name: "by_bin", key: key("bin B", "text S"), projection: "INCLUDE" as const, include: ["int", "flag"] },
  { name: "local", type: "LSI" as const, key: key("pk S", "text S") },
];

/** Indexes fix the types of their keys, and DynamoDB refuses others there. */
function storable(item: Record<string, AttributeValue | undefined>): Item {
  const kept: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(item)) {
    const types = indexes.flatMap((index) => [index.key.hash, index.key.sort])
      .filter((part) => part?.name === name).map((part) => part?.type ?? "");
    if (value === undefined) continue;
    if (types.some((type) => !(type in value))) continue;
    if (types.length > 0 && (("S" in value && value.S === "") || ("B" in value && value.B === ""))) continue;
    kept[name] = value;
  }
  return kept;
}

const quoteText = (text: string) => `'${text.replaceAll("'", "''")}'`;
const literal = fc.oneof(
  fc.constantFrom(...texts).map(quoteText),
  fc.constantFrom(
    ...numbers,
    "9007199254740992e0",
    "5e0",
    "5.50",
    "2.2500001",
    "0.1e0",
    "12345678901234567890123456789012345678",
  ),
  fc.constantFrom(
    "true",
    "false",
    "NULL",
    "'a' || 'b'",
    "substr('xab', 2)",
    "CASE WHEN 1 < 2 THEN 'abc' END",
    "abs(-5) + 5",
    "11 / 2",
    "9 / 4e0",
    "0.1::DECIMAL(4, 2) * 50",
    "TRY_CAST('a' AS INTEGER)",
    "-(5)",
    "2 + 3",
    "'5'::INTEGER",
    "5::DOUBLE",
    "'ab'::BLOB",
    "'\\xFF'::BLOB",
  ),
);
const textLiteral = fc.constantFrom(...texts).map(quoteText);
const numberLiteral = fc.constantFrom(
  ...numbers,
  "5e0",
  "9007199254740992e0",
  "5.50",
  "2.2500001",
  "'5'",
  "'5.5'",
);
const columns = fc.constantFrom(...attributes, "pk", "sk");
const textColumns = fc.constantFrom("text", "mixed", "pk");
const numberColumns = fc.constantFrom("int", "dec", "dbl", "sk");
const operators = fc.constantFrom(
  "=",
  "<>",
  "<",
  "<=",
  ">",
  ">=",
  "IS DISTINCT FROM",
  "IS NOT DISTINCT FROM",
);
const patterns = fc.constantFrom("a%", "a", "%b%", "%", "", "a_%", "_b%", "%b", "a%c", "a!%%", "5%", "é%");

const made = madePredicates({ textColumns, numberColumns, textLiteral });
const typed = fc.oneof(
  fc.tuple(textColumns, textLiteral),
  fc.tuple(numberColumns, numberLiteral),
  fc.tuple(columns, literal),
);
const atom = fc.oneof(
  fc.tuple(typed, operators).map(([[column, value], op]) => `${column} ${op} ${value}`),
  fc.tuple(typed, operators).map(([[column, value], op]) => `${value} ${op} ${column}`),
  fc.tuple(columns, fc.constantFrom("IS NULL", "IS NOT NULL")).map((parts) => parts.join(" ")),
  fc.tuple(
    fc.oneof(
      fc.tuple(textColumns, fc.tuple(textLiteral, textLiteral)),
      fc.tuple(numberColumns, fc.tuple(numberLiteral, numberLiteral)),
    ),
    fc.constantFrom("", "NOT "),
  ).map(
    ([[column, [low, high]], not]) => `${column} ${not}BETWEEN ${low} AND ${high}`,
  ),
  fc.tuple(
    fc.oneof(
      fc.tuple(
        textColumns,
        fc.array(fc.oneof(textLiteral, fc.constant("NULL")), { minLength: 1, maxLength: 4 }),
      ),
      fc.tuple(
        numberColumns,
        fc.array(fc.oneof(numberLiteral, fc.constant("NULL")), { minLength: 1, maxLength: 4 }),
      ),
    ),
    fc.constantFrom("", "NOT "),
  ).map(([[column, values], not]) => `${column} ${not}IN (${values.join(", ")})`),
  fc.tuple(textColumns, patterns, fc.constantFrom("LIKE", "NOT LIKE", "ILIKE", "GLOB", "NOT ILIKE", "^@"))
    .map(
      ([column, pattern, op]) =>
        `${column} ${op} ${
          quoteText(op === "GLOB" ? pattern.replaceAll("%", "*").replaceAll("_", "?") : pattern)
        }`,
    ),
  fc.tuple(textColumns, patterns, fc.constantFrom("", "NOT ")).map(
    ([column, pattern, not]) => `${column} ${not}LIKE ${quoteText(pattern)} ESCAPE '!'`,
  ),
  fc.tuple(fc.constantFrom("starts_with", "contains", "prefix"), textColumns, textLiteral).map(
    ([name, column, value]) => `${name}(${column}, ${value})`,
  ),
  fc.constantFrom(
    "flag",
    "flag IS TRUE",
    "flag IS NOT TRUE",
    "flag = true",
    "flag <> true",
    "1 = 1",
    "false",
    "NULL",
  ),
  fc.tuple(textColumns, numberColumns, textLiteral, numberLiteral, literal, fc.constantFrom("=", "IN", "OF"))
    .map(([column, number, text, value, other, op]) =>
      op === "="
        ? `(${column}, ${number}) = (${text}, ${value})`
        : op === "IN"
        ? `(${column}, ${number}) IN ((${text}, ${value}), ('a', 5))`
        : `(${number}, ${column}) IN ((${value}, ${text}), (${other}, 'b'))`
    ),
  fc.tuple(textColumns, textLiteral).map(([column, value]) => `${column}::VARCHAR = ${value}`),
  fc.tuple(textColumns, textLiteral).map(([column, value]) => `lower(${column}) = ${value}`),
  made,
  fc.constantFrom("int = dec", "text = mixed", "int + 1 > 5", "length(text) > 1"),
  fc.constantFrom(
    "text > DATE '2026-06-01'::VARCHAR",
    "TRY_CAST(text AS DATE) < current_date",
    "TRY_CAST(text AS INTEGER) BETWEEN 1 AND length(pk)",
    "TRY_CAST(text AS INTEGER) IN (sk, 5, 10)",
    "TRY_CAST(int AS DATE) IS NULL",
    "5 BETWEEN 6 AND length(text)",
    "coalesce(text, 'a') > pk",
    "(text, 1) <= (pk, 1)",
    "concat(text, 'a') > pk",
    "length(upper(text)) IS DISTINCT FROM int",
    "int * 2 > dec",
    "text ILIKE pk",
    "regexp_matches(text, 'a')",
    "CAST(text AS JSON) IS NOT NULL",
    "CASE WHEN text IS NULL THEN 'a' ELSE text END > lower(pk)",
  ),
);
const { predicate } = fc.letrec<{ predicate: string }>((tie) => ({
  predicate: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    atom,
    fc.tuple(tie("predicate"), fc.constantFrom("AND", "OR"), tie("predicate")).map(([a, op, b]) =>
      `(${a} ${op} ${b})`
    ),
    tie("predicate").map((inner) => `NOT (${inner})`),
  ),
}));

Deno.test("whatever SQL finds, every read that the planner would take finds too, and exact reads find no more", async () => {
  const temp = await Deno.makeTempDir();
  const database = await openDatabase({
    memoryBytes: 2 ** 28,
    tempBytes: 2 ** 20,
    tempDirectory: temp,
    threads: 1,
  });
  const seed = Number(Deno.env.get("SUPERSET_SEED") ?? "20240917");
  const runs = Number(Deno.env.get("SUPERSET_RUNS") ?? "250");
  const seen = { run: 0, pushed: 0, exact: 0, refusedBySql: 0, reads: 0, foreign: 0 };
  try {
    for (let round = 0; round < 4; round++) {
      const [clean] = fc.sample(cleanItems, { seed: seed + round, numRuns: 1 });
      const [later] = fc.sample(dirtyItems, { seed: seed + round, numRuns: 1 });
      const withKeys = (items: readonly Record<string, AttributeValue | undefined>[], from: string) =>
        items.map((item, at): Item => ({
          ...storable(item),
          pk: s(`${from}${texts[at % 8] || "k"}`),
          sk: n(String(at)),
        }));
      const sampled = withKeys(clean ?? [], "");
      const items = [...sampled, ...withKeys(later ?? [], "x")];
      const table = described("t", {
        key: keySchema,
        indexes,
        items: sampled,
        complete: false,
        itemCount: 1000,
      });
      const session = await database.session(new AbortController().signal);
      const columns = tableColumns(table, internalNames([table]));
      const load = await createLoadTable(
        session,
        "loaded_0",
        columns.map((column) => loadColumn(column, table)),
      );
      await load.append({ items, count: items.length });
      await load.flush();
      await fc.assert(
        fc.asyncProperty(predicate, async (where) => {
          seen.run++;
          const { relations } = await resolved(session, `SELECT pk, sk FROM t WHERE ${where}`, [table]);
          const relation = relations[0];
          if (relation === undefined) throw new Error("no relation");
          const { condition, conditionExact, assumed = [] } = relation;
          const tested = condition === null ? [] : [...attributesIn(condition)];
          const isForeign = (item: Item, attribute: string) => {
            const value = item[attribute];
            const types = assumed.find((each) => each.attribute === attribute)?.shown;
            return value !== undefined && types !== undefined && !("NULL" in value) &&
              !types.some((type) => type in value);
          };
          const reads = [false, true].flatMap((consistentRead) =>
            candidatesFor(relation, { consistentRead, scanSegmentsMax: 8 })
              .filter((candidate) => candidate.refused === undefined)
          );
          let rows: readonly (readonly unknown[])[];
          try {
            rows = await session.rows(`SELECT pk, sk::BIGINT FROM loaded_0 AS t WHERE ${where}`);
          } catch {
            // DuckDB refuses the comparison, or a value in it: there is no answer to contain.
            seen.refusedBySql++;
            return;
          }
          const found = new Set(rows.map(([pk, sk]) => `${pk}/${sk}`));
          if (condition !== null) seen.pushed++;
          for (const item of items) {
            const { pk, sk } = item;
            if (pk === undefined || !("S" in pk) || sk === undefined || !("N" in sk)) {
              throw new Error("no key");
            }
            const wanted = found.has(`${pk.S}/${sk.N}`);
            const passes = condition === null || matches(item, condition);
            const shown = () => `${where}: ${JSON.stringify(item)} by ${JSON.stringify(condition)}`;
            if (wanted) assert.ok(passes, `lost by the condition: ${shown()}`);
            if (conditionExact) {
              seen.exact++;
              assert.equal(passes, wanted, `not exact: ${shown()}`);
            }
            for (const { access, exact } of reads) {
              seen.reads++;
              const read = wouldRead(access, item, table);
              // A value of a type that nobody knew of there comes along, for it may show in the end.
              if (access.kind === "scan" && tested.every((name) => isForeign(item, name))) {
                assert.ok(read, `not seen by ${JSON.stringify(access)}: ${shown()}`);
                seen.foreign++;
              }
              if (wanted) assert.ok(read, `lost by ${JSON.stringify(access)}: ${shown()}`);
              if (conditionExact && exact && !tested.some((name) => isForeign(item, name))) {
                assert.equal(read, wanted, `not exact: ${JSON.stringify(access)}: ${shown()}`);
              }
            }
          }
        }),
        { seed: seed + round, numRuns: runs },
      );
      load.close();
      session.close();
    }
  } finally {
    database.close();
    await Deno.remove(temp, { recursive: true });
  }
  // The test would prove little if most predicates were not pushed.
  assert.ok(seen.pushed > seen.run * 0.4, JSON.stringify(seen));
  assert.ok(seen.exact > 0 && seen.foreign > 0, JSON.stringify(seen));
});
