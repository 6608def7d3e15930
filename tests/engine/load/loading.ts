/** Loads values of the wire into a column. */
import type { AttributeValue, Item } from "../../../src/dynamodb/access.ts";
import type { Evidence, TableDescription } from "../../../src/catalog/description.ts";
import { columnType, typeName } from "../../../src/catalog/column_type.ts";
import { observe } from "../../../src/catalog/evidence.ts";
import type { SqlType } from "../../../src/catalog/sql_type.ts";
import { type Database, openDatabase } from "../../../src/engine/duckdb/database.ts";
import type { Session } from "../../../src/engine/duckdb/session.ts";
import { learnedOf, loadColumn } from "../../../src/engine/load/column.ts";
import { contradictionsIn } from "../../../src/engine/read/found.ts";
import { createLoadTable } from "../../../src/engine/load/table.ts";
import { answerReader } from "../../../src/engine/values/answer.ts";

const tempDirectory = await Deno.makeTempDir();
/** What the values are loaded into. */
export const database: Database = await openDatabase({
  memoryBytes: 512e6,
  tempBytes: 1e9,
  tempDirectory,
  threads: 2,
});
globalThis.addEventListener("unload", () => Deno.removeSync(tempDirectory, { recursive: true }));

/** A table of which a sample is known. */
export function described(sample: readonly Item[]): TableDescription {
  return {
    schemaName: "s",
    name: "t",
    physicalName: "t",
    itemCount: sample.length,
    sizeBytes: 0,
    key: { hash: { name: "the key", type: "S" } },
    indexes: [],
    attributes: observe(sample),
    sample: { items: sample.length, complete: false },
    refreshedAt: 0,
  };
}

/** A column that was loaded. */
export interface Loaded {
  readonly session: Session;
  readonly type: string;
  readonly contradictions: number;
  readonly learned: Evidence | null;
  /** The answers of `SELECT column`, in load order. */
  values(expression?: string): Promise<string[]>;
}

/** Loads values of one attribute, typed by a sample of values, and gives the table to `look`. */
export async function loaded(
  sample: readonly AttributeValue[],
  values: readonly AttributeValue[],
  look: (loaded: Loaded) => Promise<void>,
): Promise<void> {
  const table = described(sample.map((a) => ({ a })));
  const type: SqlType = columnType(table.attributes["a"]);
  const session = await database.session(new AbortController().signal);
  try {
    const column = loadColumn({ attribute: "a", path: [], column: "a", type }, table);
    const load = await createLoadTable(session, "t", [column]);
    for (const value of values) await load.append({ items: [{ a: value }], count: 1 });
    await load.flush();
    await load.settle(false);
    await look({
      session,
      get type() {
        return typeName(column.type);
      },
      contradictions: contradictionsIn(column.type, column.tally, undefined).reduce(
        (sum, { count }) => sum + count,
        0,
      ),
      learned: learnedOf(column),
      async values(expression = "a") {
        const result = await session.stream(`SELECT ${expression} FROM t ORDER BY rowid`);
        const read = answerReader(result.columnType(0));
        const texts: string[] = [];
        for (
          let chunk = await result.fetchChunk();
          chunk && chunk.rowCount > 0;
          chunk = await result.fetchChunk()
        ) {
          for (let row = 0; row < chunk.rowCount; row++) texts.push(read(chunk.getColumnVector(0), row));
        }
        return texts;
      },
    });
    load.close();
  } finally {
    session.close();
  }
}

/** A number of the wire. */
export const N = (text: string): AttributeValue => ({ N: text });
/** A text of the wire. */
export const S = (text: string): AttributeValue => ({ S: text });
/** As many times the same value. */
export const many = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
