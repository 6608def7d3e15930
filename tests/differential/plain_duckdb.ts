/**
 * The judge: DuckDB over the raw items, loaded by SQL literals and nothing of the product's loading code.
 * @module
 */
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { AttributeValue } from "../../src/dynamodb/access.ts";
import type { SqlType } from "../../src/catalog/sql_type.ts";
import { typeName } from "../../src/catalog/column_type.ts";
import type { TableDescription } from "../../src/catalog/description.ts";
import { internalNames, tableColumns } from "../../src/sql/resolve/draft.ts";
import { answerReader } from "../../src/engine/values/answer.ts";
import { resultTypeName } from "../../src/engine/run/result_type.ts";
import { toItem } from "../fixtures/tables.ts";
import type { Dataset } from "./dataset.ts";

/** An answer: JSON texts of its rows. */
export interface PlainAnswer {
  readonly types: readonly string[];
  readonly rows: readonly string[];
}

/** DuckDB with a data set in it. */
export interface PlainDuckdb {
  run(sql: string): Promise<PlainAnswer>;
  close(): void;
}

/** Loads a data set, typed as the catalogue types it. */
export async function plainDuckdb(
  dataset: Dataset,
  described: (table: string) => TableDescription,
): Promise<PlainDuckdb> {
  const instance = await DuckDBInstance.create(":memory:", {
    default_null_order: "nulls_first_on_asc_last_on_desc",
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  // Names that differ only by case have other names in DuckDB, here as in the product.
  const renamed = new Map<string, string>();
  const internal = internalNames(dataset.tables.map((table) => described(table.name)));
  for (const table of dataset.tables) {
    const columns = tableColumns(described(table.name), internal);
    for (const { attribute, column } of columns) {
      if (column !== attribute) renamed.set(quoted(attribute), quoted(column));
    }
    const definition = columns.map((column) => `${quoted(column.column)} ${typeName(column.type)}`).join(
      ", ",
    );
    await connection.run(`CREATE TABLE ${quoted(table.name)} (${definition})`);
    for (let from = 0; from < table.items.length; from += 100) {
      const rows = table.items.slice(from, from + 100).map(toItem).map((item) =>
        `(${
          columns.map(({ attribute, type }) => {
            const value = Object.hasOwn(item, attribute) ? item[attribute] : undefined;
            return `${literal(value, type)}::${typeName(type)}`;
          }).join(", ")
        })`
      );
      await connection.run(`INSERT INTO ${quoted(table.name)} VALUES ${rows.join(", ")}`);
    }
  }
  return {
    run: (sql) => run(connection, sql.replaceAll(/"(?:[^"]|"")*"/g, (name) => renamed.get(name) ?? name)),
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function run(connection: DuckDBConnection, sql: string): Promise<PlainAnswer> {
  const result = await connection.run(sql);
  const types = result.columnTypes();
  const readers = types.map(answerReader);
  const rows: string[] = [];
  for (const chunk of await result.fetchAllChunks()) {
    for (let row = 0; row < chunk.rowCount; row++) {
      rows.push(`[${readers.map((read, at) => read(chunk.getColumnVector(at), row)).join(",")}]`);
    }
  }
  return { types: types.map(resultTypeName), rows };
}

/** A value as an SQL literal of the type. The data sets hold no contradictions, so every value has one. */
function literal(value: AttributeValue | undefined, type: SqlType): string {
  if (value === undefined || "NULL" in value) return "NULL";
  switch (type.kind) {
    case "VARCHAR":
      return text(scalarText(value));
    case "UNSEEN":
      return bad();
    case "MAP": {
      if (!("M" in value)) return bad();
      const entries = Object.entries(value.M);
      const values = entries.map(([, member]) => `${literal(member, type.value)}::${typeName(type.value)}`);
      return `map([${entries.map(([key]) => text(key)).join(", ")}], [${values.join(", ")}])`;
    }
    case "JSON":
      return text(json(value));
    case "BLOB":
      return "B" in value ? `from_base64('${value.B}')` : bad();
    case "BOOLEAN":
      return "BOOL" in value ? String(value.BOOL) : bad();
    case "BIGINT":
    case "DECIMAL":
    case "DOUBLE":
      return "N" in value ? `'${value.N}'` : bad();
    case "LIST": {
      const members: readonly AttributeValue[] = "L" in value
        ? value.L
        : "SS" in value
        ? value.SS.map((S) => ({ S }))
        : "NS" in value
        ? value.NS.map((N) => ({ N }))
        : "BS" in value
        ? value.BS.map((B) => ({ B }))
        : bad();
      return `[${
        members.map((member) => `${literal(member, type.element)}::${typeName(type.element)}`).join(", ")
      }]`;
    }
    case "STRUCT": {
      if (!("M" in value)) return bad();
      const { M } = value;
      return `{${
        type.fields.map((field) =>
          `${quoted(field.name)}: ${literal(M[field.name], field.type)}::${typeName(field.type)}`
        )
          .join(", ")
      }}`;
    }
  }
}

function bad(): never {
  throw new Error("The data set contradicts its own evidence.");
}

function scalarText(value: AttributeValue): string {
  if ("S" in value) return value.S;
  if ("N" in value) return value.N;
  if ("BOOL" in value) return String(value.BOOL);
  return "B" in value ? value.B : bad();
}

/** The data sets' JSON columns hold short numbers only, so that JSON.stringify is exact. */
function json(value: AttributeValue): string {
  return JSON.stringify(plain(value));
}

function plain(value: AttributeValue): unknown {
  if ("S" in value) return value.S;
  if ("N" in value) return Number(value.N);
  if ("BOOL" in value) return value.BOOL;
  if ("NULL" in value) return null;
  if ("B" in value) return value.B;
  if ("L" in value) return value.L.map(plain);
  if ("SS" in value) return value.SS;
  if ("NS" in value) return value.NS.map(Number);
  if ("BS" in value) return value.BS;
  return Object.fromEntries(Object.entries(value.M).map(([key, member]) => [key, plain(member)]));
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
