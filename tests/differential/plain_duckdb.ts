/**
 * The judge: DuckDB without its optimizer over the raw items, typed by all of them and loaded by SQL literals. Types
 * and values are derived here a second time; nothing of the product's catalogue or loading code is used.
 *
 * Where the product gives another meaning than DuckDB on purpose, the judge's text of the statement says so: a case
 * writes it after `==>`, a random statement where it is made (`random/text.ts`), with the macros of {@linkcode MACROS}.
 * @module
 */
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { Item } from "../../src/dynamodb/access.ts";
import { answerReader } from "../../src/engine/values/answer.ts";
import { resultTypeName } from "../../src/engine/run/result_type.ts";
import { toItem } from "../fixtures/tables.ts";
import type { Dataset, DataTable } from "./dataset.ts";
import { literal } from "./judge/literals.ts";
import { type JudgeType, quoted, typeOf, typeText } from "./judge/types.ts";

/** An answer: JSON texts of its rows. */
export interface PlainAnswer {
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly string[];
}

/** DuckDB with a data set in it. */
export interface PlainDuckdb {
  run(sql: string): Promise<PlainAnswer>;
  close(): void;
}

/** What the product says otherwise than DuckDB, for statements of the judge. */
export const MACROS = [
  // A number's text is its shortest, whatever decimals other items have: 10.5 and never 10.50.
  `CREATE MACRO number_text(x) AS CASE WHEN contains(x::VARCHAR, '.') AND NOT contains(x::VARCHAR, 'e')
     THEN rtrim(rtrim(x::VARCHAR, '0'), '.') ELSE x::VARCHAR END`,
  // Division with // gives the whole part, whether its operands are whole numbers or decimals.
  `CREATE MACRO whole_part(a, b) AS CASE WHEN b = 0 THEN NULL ELSE trunc(a / b) END`,
] as const;

/** Without an optimizer a join written with commas is a cross product: a statement that needs more is not compared. */
const MEMORY = "1GB";
const SECONDS = 20;

/**
 * Loads a data set, typed by all its items.
 * @param keep optimizer rules that stay on, where nothing runs without them: TPC-H's joins of eight tables by commas
 */
export async function plainDuckdb(dataset: Dataset, keep: readonly string[] = []): Promise<PlainDuckdb> {
  const instance = await DuckDBInstance.create(":memory:", {
    default_null_order: "nulls_first_on_asc_last_on_desc",
    memory_limit: MEMORY,
    threads: "1",
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  // Nothing spills: what does not fit is refused at once.
  await connection.run("SET max_temp_directory_size = '0B'");
  await switchOff(connection, keep);
  for (const macro of MACROS) await connection.run(macro);
  const renamed = distinctNames(dataset.tables.map((table) => attributesOf(table, table.items.map(toItem))));
  for (const table of dataset.tables) await load(connection, table, renamed);
  const original = new Map([...renamed].map(([attribute, column]) => [column, attribute]));
  const inQuotes = new Map([...renamed].map(([attribute, column]) => [quoted(attribute), quoted(column)]));
  return {
    async run(sql) {
      const text = sql.replaceAll(/"(?:[^"]|"")*"/g, (name) => inQuotes.get(name) ?? name);
      const { names, ...rest } = await run(connection, text);
      return { names: names.map((name) => original.get(name) ?? name), ...rest };
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function switchOff(connection: DuckDBConnection, keep: readonly string[]): Promise<void> {
  if (keep.length === 0) {
    await connection.run("PRAGMA disable_optimizer");
    return;
  }
  const known = (await connection.runAndReadAll("SELECT name FROM duckdb_optimizers()")).getRows();
  const off = known.map(([name]) => String(name)).filter((name) => !keep.includes(name));
  await connection.run(`SET disabled_optimizers = '${off.join()}'`);
}

async function load(
  connection: DuckDBConnection,
  table: DataTable,
  renamed: ReadonlyMap<string, string>,
): Promise<void> {
  const items = table.items.map(toItem);
  const columns = attributesOf(table, items).map((attribute) => ({
    attribute,
    type: columnOf(table, attribute, items),
  }));
  const definition = columns.map(({ attribute, type }) =>
    `${quoted(renamed.get(attribute) ?? attribute)} ${typeText(type)}`
  );
  await connection.run(`CREATE TABLE ${quoted(table.name)} (${definition.join(", ")})`);
  for (let from = 0; from < items.length; from += 100) {
    const rows = items.slice(from, from + 100).map((item) =>
      `(${
        columns.map(({ attribute, type }) =>
          literal(Object.hasOwn(item, attribute) ? item[attribute] : undefined, type)
        ).join(", ")
      })`
    );
    await connection.run(`INSERT INTO ${quoted(table.name)} VALUES ${rows.join(", ")}`);
  }
}

/** Key attributes of the table and its indexes, each with the letter of its type. */
function keysOf({ hash, sort, gsis = [], lsis = [] }: DataTable): ReadonlyMap<string, string> {
  const texts = [hash, sort, ...[...gsis, ...lsis].flatMap((index) => [index.hash, index.sort])];
  return new Map(texts.flatMap((text) => {
    if (text === undefined) return [];
    const [, name = text, letter = "S"] = /^(.*):([SNB])$/s.exec(text) ?? [];
    return [[name, letter] as const];
  }));
}

/** A key's type comes from the table's definition, the width of its numbers from the items. */
function columnOf(table: DataTable, attribute: string, items: readonly Item[]): JudgeType {
  const values = items.flatMap((item) => {
    const value = Object.hasOwn(item, attribute) ? item[attribute] : undefined;
    return value === undefined ? [] : [value];
  });
  const letter = keysOf(table).get(attribute);
  if (letter === "S") return { kind: "VARCHAR" };
  if (letter === "B") return { kind: "BLOB" };
  if (letter !== "N") return typeOf(values);
  return values.length === 0 ? { kind: "BIGINT" } : typeOf(values.filter((value) => "N" in value));
}

/** In the order of `*`: the table's key, then by name. */
function attributesOf(table: DataTable, items: readonly Item[]): readonly string[] {
  const all = new Set([...items.flatMap((item) => Object.keys(item)), ...keysOf(table).keys()]);
  const first = [table.hash, ...(table.sort === undefined ? [] : [table.sort])]
    .map((text) => text.replace(/:[SNB]$/, ""));
  return [...first, ...[...all].filter((name) => !first.includes(name)).sort()];
}

/** Attributes of one table whose names differ only by case have other names in DuckDB, the same in every table. */
function distinctNames(tables: readonly (readonly string[])[]): ReadonlyMap<string, string> {
  const renamed = new Map<string, string>();
  for (const attributes of tables) {
    for (const alike of Map.groupBy(attributes, (name) => name.toLowerCase()).values()) {
      if (alike.length === 1) continue;
      for (const name of alike) {
        if (!renamed.has(name)) renamed.set(name, `${name}~${renamed.size}`);
      }
    }
  }
  return renamed;
}

async function run(connection: DuckDBConnection, sql: string): Promise<PlainAnswer> {
  const timer = setTimeout(() => connection.interrupt(), SECONDS * 1_000);
  const result = await connection.run(sql).finally(() => clearTimeout(timer));
  const types = result.columnTypes();
  const readers = types.map((type) => answerReader(type));
  const rows: string[] = [];
  for (const chunk of await result.fetchAllChunks()) {
    for (let row = 0; row < chunk.rowCount; row++) {
      rows.push(`[${readers.map((read, at) => read(chunk.getColumnVector(at), row)).join(",")}]`);
    }
  }
  return { names: result.columnNames(), types: types.map(resultTypeName), rows };
}
