/**
 * The tables of a test file: built by its own statements in plain DuckDB, then copied to DynamoDB, one item a row.
 * @module
 */
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";
import { openWorld, type World } from "../engine/world.ts";
import { createTable, putItems, type TestIndex } from "../fixtures/tables.ts";

/** The key of tables that have none of their own. */
const rowNumber = "slt_row";

/** DynamoDB takes no name shorter than three characters. The schema hides the prefix. */
const tablePrefix = "slt_";

/** A table as the statements left it. */
interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  /** Without values that are NULL: the attribute is missing then. */
  readonly items: readonly Record<string, unknown>[];
  /** Key attribute, for example `x:N`. */
  readonly key: string;
  readonly indexes: readonly TestIndex[];
}

/** The tables of a test file, in DynamoDB. */
export interface Tables {
  readonly world: World;
  /** The query as it is put to the product: `*` does not show the key that only the test gave a table. */
  query(sql: string): string;
}

/** Takes a file's statements one by one. */
export interface Builder {
  run(sql: string): Promise<void>;
  /** The tables as they are now, in a database of their own. The caller closes their world. */
  build(): Promise<Tables>;
  close(): void;
}

/** Opens an empty builder. */
export async function openBuilder(): Promise<Builder> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  return {
    async run(sql) {
      await connection.run(asDuckDb(sql));
    },
    async build() {
      const tables = await readTables(connection);
      const world = await openWorld({ tablePrefix });
      for (const { name, key, items, indexes } of tables) {
        await createTable(world.database, { name: tablePrefix + name, hash: key, gsis: indexes });
        await putItems(world.database, tablePrefix + name, items);
      }
      return { world, query: (sql) => withoutRowNumbers(sql, tables) };
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** SQLite's INTEGER has 64 bits, and shifting into the sign is no error there. */
function asDuckDb(sql: string): string {
  return sql.replaceAll(/\bINTEGER\b/g, "BIGINT").replaceAll("1<<63", "-9223372036854775808");
}

async function readTables(connection: DuckDBConnection): Promise<Table[]> {
  const names = await texts(connection, "SELECT table_name FROM duckdb_tables() ORDER BY 1");
  return await Promise.all(names.map((name) => readTable(connection, name)));
}

async function readTable(connection: DuckDBConnection, name: string): Promise<Table> {
  const result = await connection.runAndReadAll(`SELECT * FROM ${name} ORDER BY rowid`);
  const columns = result.columnNames();
  const letters = result.columnTypes().map((type) => String(type) === "VARCHAR" ? "S" : "N");
  const keyOf = (column: string) => `${column}:${letters[columns.indexOf(column)] ?? "S"}`;
  const rows = result.getRows();
  const unique = await texts(
    connection,
    `SELECT constraint_column_names[1] FROM duckdb_constraints() WHERE table_name = '${name}'
     AND constraint_type IN ('PRIMARY KEY', 'UNIQUE') AND len(constraint_column_names) = 1`,
  );
  // Of an empty table DynamoDB knows nothing but the key: there, the first column has to be it.
  const own = unique.find((column) => rows.every((row) => row[columns.indexOf(column)] !== null)) ??
    (rows.length === 0 ? columns[0] : undefined);
  const indexed = await texts(
    connection,
    `SELECT index_name || ' ' || trim(expressions, '[]''"') FROM duckdb_indexes() WHERE table_name = '${name}'`,
  );
  return {
    name,
    columns,
    items: rows.map((row, at) => ({
      ...(own === undefined ? { [rowNumber]: at } : {}),
      ...itemOf(columns, row),
    })),
    key: own === undefined ? `${rowNumber}:N` : keyOf(own),
    indexes: indexed.map((text) => {
      const [index = "", column = ""] = text.split(" ");
      return { name: index, hash: keyOf(column) };
    }),
  };
}

function itemOf(columns: readonly string[], row: readonly DuckDBValue[]): Record<string, unknown> {
  return Object.fromEntries(
    columns.map((column, at) => [column, row[at] ?? undefined] as const),
  );
}

async function texts(connection: DuckDBConnection, sql: string): Promise<string[]> {
  return (await connection.runAndReadAll(sql)).getRows().map(([value]) => String(value));
}

/** Puts a table without its row number in the way of its own name, in queries that say `*`. */
function withoutRowNumbers(sql: string, tables: readonly Table[]): string {
  if (!/\bselect\s+((all|distinct)\s+)?\*|\.\s*\*|,\s*\*/i.test(sql)) return sql;
  const hidden = tables.filter(({ name, key }) =>
    key.startsWith(`${rowNumber}:`) && new RegExp(`\\b${name}\\b`, "i").test(sql)
  );
  const views = hidden.map(({ name, columns }) => `${name} AS (SELECT ${columns.join(", ")} FROM s.${name})`);
  return views.length === 0 ? sql : `WITH ${views.join(", ")} ${sql}`;
}
