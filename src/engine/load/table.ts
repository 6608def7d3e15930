/**
 * A load table is a temporary table that items are loaded into through one reused data chunk. Its types widen as items need
 * it.
 * @module
 */
import { type DuckDBAppender, DuckDBDataChunk } from "@duckdb/node-api";
import type { AttributeValue, Item, ReadPage } from "../../dynamodb/access.ts";
import { typeName } from "../../catalog/column_type.ts";
import type { NumberEvidence } from "../../catalog/description.ts";
import { mergeNumbers, numberEvidence } from "../../catalog/number_evidence.ts";
import { isContainer, isNumeric, type SqlType } from "../../catalog/sql_type.ts";
import type { Session } from "../duckdb/session.ts";
import { readDuckDbError } from "../../sql/duckdb_error.ts";
import { quoted, vectorType } from "../values/column_type.ts";
import { markTally, takeBack, turnTally } from "../values/tally.ts";
import { type Aside, createAside, Misfit } from "./aside.ts";
import {
  type LoadColumn,
  noteAside,
  noteContradiction,
  noteSettled,
  retype,
  settledType,
  turnedTypes,
  typeSoFar,
  widerTypes,
} from "./column.ts";
import { convertSql } from "./convert_sql.ts";
import { fillColumn, type SliceNotes } from "./fill_column.ts";
import { addColumns, type Growth } from "./growth.ts";
import type { Watch } from "./watch.ts";

/** Rows of a data chunk (DuckDB's vector size). */
export const CHUNK_ROWS = 2048;

/** A table being loaded. */
export interface LoadTable {
  readonly name: string;
  readonly columns: readonly LoadColumn[];
  /** Rows loaded since the table was last empty. */
  readonly rows: number;
  /** Attributes that nobody knew become columns. */
  readonly grows: boolean;
  /** Where items' texts are carried: whether a column is also one of the table. Absent = each is. */
  readonly isHeld?: (column: LoadColumn) => boolean;
  /** Makes the table anew and empty, with its present types. */
  reset(): Promise<void>;
  /** Loads a page. */
  append(page: Pick<ReadPage, "items" | "count">): Promise<void>;
  /**
   * Empties the table. From then on no column widens to a type that does not fit what was in it, and each keeps its family.
   * (Not for columns of lists and maps, of which nothing is remembered.)
   */
  forget(): Promise<void>;
  /** Gives columns whose sample is not certain the type by what was read so far. Called before anything is forgotten. */
  judge(): Promise<void>;
  /**
   * To be called when all is loaded: a column that turned out to hold many values of other families becomes what shows them.
   * @param whole all items of the table were loaded; what was once, stays so
   */
  settle(whole: boolean): Promise<void>;
  /**
   * Gives a column a wider type.
   * @param recalls it may show what the column did not
   * @throws what {@link isMisfit} knows, where a loaded value does not fit
   */
  retype(column: LoadColumn, type: SqlType, recalls?: boolean): Promise<void>;
  /** Adds columns that no loaded item has. */
  add(columns: readonly LoadColumn[]): Promise<void>;
  /** Looks at all that contradicted a column, before its type changes. */
  lookAside(column: LoadColumn): Promise<void>;
  /** What the loaded numbers of a column need; null where there are none, or where they are not at its own place. */
  numbersIn(column: LoadColumn): Promise<NumberEvidence | null>;
  /** Makes all appended rows visible. */
  flush(): Promise<void>;
  /** Frees native memory. The table itself is dropped with its session. */
  close(): void;
}

/**
 * Makes the empty table. It needs at least one column: count_table.ts has those without.
 * @param looks what looks at items before they are loaded: `growth` makes columns of attributes beside those given
 */
export async function createLoadTable(
  session: Session,
  name: string,
  columns: readonly LoadColumn[],
  looks: LooksAtItems = {},
): Promise<LoadTable> {
  const table = new TypedTable(session, name, columns, looks);
  await table.reset();
  return table;
}

/** What looks at items before they are loaded. */
export interface LooksAtItems {
  readonly growth?: Growth | undefined;
  readonly watch?: Watch | undefined;
}

/** A load table. */
class TypedTable implements LoadTable {
  readonly name: string;
  readonly columns: LoadColumn[];
  readonly #session: Session;
  readonly #aside: Aside;
  readonly #growth: Growth | undefined;
  readonly #watch: Watch | undefined;
  #appender: DuckDBAppender | null = null;
  #chunk: DuckDBDataChunk | null = null;
  #rows = 0;

  constructor(
    session: Session,
    name: string,
    columns: readonly LoadColumn[],
    { growth, watch }: LooksAtItems,
  ) {
    this.name = name;
    this.columns = [...columns];
    this.#session = session;
    this.#aside = createAside(session, name);
    this.#growth = growth;
    this.#watch = watch;
  }

  get rows(): number {
    return this.#rows;
  }

  get grows(): boolean {
    return this.#growth !== undefined;
  }

  async reset(): Promise<void> {
    // The chunk is kept: its native memory is freed only by a garbage collection.
    this.#closeAppender();
    this.#aside.clear();
    this.#rows = 0;
    const definition = this.columns.map((column) => `${quoted(column.name)} ${typeName(column.type)}`).join(
      ", ",
    );
    await this.#session.run(`CREATE OR REPLACE TEMP TABLE ${quoted(this.name)} (${definition})`);
  }

  async append({ items }: Pick<ReadPage, "items" | "count">): Promise<void> {
    this.#watch?.(items);
    if (this.#growth !== undefined) await this.add(this.#growth(items));
    for (let from = 0; from < items.length; from += CHUNK_ROWS) {
      const slice = items.length <= CHUNK_ROWS ? items : items.slice(from, from + CHUNK_ROWS);
      while (!await this.#appendSlice(slice));
    }
  }

  async forget(): Promise<void> {
    for (const column of this.columns) {
      const extremes = await this.#extremesOf(column) ??
        { intDigits: 0, scale: 0, bigint: true, double: true };
      column.forgotten = column.forgotten === null ? extremes : mergeNumbers(column.forgotten, extremes);
    }
    await this.reset();
  }

  async judge(): Promise<void> {
    for (const column of this.columns) {
      if (typeSoFar(column) === null) {
        column.unsure = false;
        continue;
      }
      this.#flush();
      this.close();
      await this.lookAside(column);
      await this.#becomeFirst(column, turnedTypes(column, typeSoFar(column)), "turned");
      column.unsure = false;
    }
  }

  async settle(whole: boolean): Promise<void> {
    for (const column of this.columns) {
      column.readWhole ||= whole;
      if (settledType(column) === null) continue;
      this.#flush();
      this.close();
      await this.lookAside(column);
      await this.#becomeFirst(column, turnedTypes(column), "turned");
      noteSettled(column);
    }
  }

  async retype(column: LoadColumn, type: SqlType, recalls = false): Promise<void> {
    this.#flush();
    this.close();
    await this.#become(column, type, recalls ? "turned" : null);
  }

  async add(fresh: readonly LoadColumn[]): Promise<void> {
    if (fresh.length === 0) return;
    this.#flush();
    this.close();
    this.columns.push(...fresh);
    if (this.#rows === 0) await this.reset();
    else await addColumns(this.#session, this.name, fresh);
  }

  async lookAside(column: LoadColumn): Promise<void> {
    noteAside(column, await this.#aside.evidenceOf(this.columns.indexOf(column)));
  }

  async numbersIn(column: LoadColumn): Promise<NumberEvidence | null> {
    return await this.#extremesOf(column);
  }

  flush(): Promise<void> {
    this.#flush();
    return Promise.resolve();
  }

  close(): void {
    this.#closeAppender();
    this.#chunk = null;
  }

  async #open(): Promise<{ appender: DuckDBAppender; chunk: DuckDBDataChunk }> {
    await this.#session.optimize(true);
    const appender = this.#appender ??= await this.#session.during(() =>
      this.#session.connection.createAppender(this.name)
    );
    const chunk = this.#chunk ??= DuckDBDataChunk.create(
      this.columns.map((column) => vectorType(column.type)),
    );
    return { appender, chunk };
  }

  #flush(): void {
    this.#appender?.flushSync();
  }

  #closeAppender(): void {
    // Closing the appender would flush pending rows, which nobody wants any more.
    this.#appender?.clear();
    this.#appender?.closeSync();
    this.#appender = null;
  }

  /** Appends one chunk of items. Returns false where a column had to be widened first, and nothing was appended. */
  async #appendSlice(items: readonly Item[]): Promise<boolean> {
    const { appender, chunk } = await this.#open();
    chunk.rowCount = items.length;
    const notes: SliceNotes = { misfits: new Map(), contradictions: [], aside: [] };
    for (const [at, column] of this.columns.entries()) fillColumn(chunk, at, column, items, notes);
    if (notes.misfits.size > 0) {
      chunk.reset();
      for (const { tally, astray } of this.columns) {
        takeBack(tally);
        astray?.takeBack();
      }
      for (const [column, misfits] of notes.misfits) await this.#widen(column, misfits);
      return false;
    }
    appender.appendDataChunk(chunk);
    chunk.reset();
    for (const { tally, astray, everyElement } of this.columns) {
      markTally(tally);
      astray?.mark();
      everyElement?.count(items);
    }
    for (const { column, value } of notes.contradictions) noteContradiction(column, value);
    if (notes.aside.length > 0) {
      await this.#aside.add(notes.aside.map((each) => ({ ...each, row: this.#rows + each.row })));
    }
    this.#rows += items.length;
    return true;
  }

  async #widen(column: LoadColumn, misfits: readonly AttributeValue[]): Promise<void> {
    if (this.#rows > 0) this.#flush();
    this.close();
    const candidates = widerTypes(column, misfits, this.#rows > 0 ? await this.#extremesOf(column) : null);
    await this.#becomeFirst(column, candidates, isContainer(column.type) ? "widened" : null);
  }

  /** Gives the column the first of these types that holds what is loaded. */
  async #becomeFirst(
    column: LoadColumn,
    candidates: readonly SqlType[],
    recalls: Recalling,
  ): Promise<void> {
    for (const [at, type] of candidates.entries()) {
      try {
        return await this.#become(column, type, recalls);
      } catch (error) {
        // A loaded value does not fit this type. The next one is wider, and the last holds anything.
        if (at === candidates.length - 1 || !isMisfit(error)) throw error;
      }
    }
  }

  /**
   * Converts the column, with what is loaded, to a type.
   * @param recalls values kept aside may show in it
   */
  async #become(column: LoadColumn, type: SqlType, recalls: Recalling): Promise<void> {
    const { name: columnName, type: from } = column;
    const recalled = recalls !== null && this.#rows > 0
      ? await this.#aside.recall(this.columns.indexOf(column), type, column.form === "json")
      : null;
    if (recalled !== null) await this.#rewrite(column, type, recalled.table);
    else if (typeName(from) !== typeName(type) || from.kind !== type.kind) {
      const converted = convertSql(from, type, quoted(columnName));
      await this.#session.run(
        `ALTER TABLE ${quoted(this.name)} ALTER ${quoted(columnName)} TYPE ${
          typeName(type)
        } USING ${converted}`,
      );
    }
    retype(column, type);
    if (recalled !== null && recalls === "turned") turnTally(column.tally, recalled.tally);
  }

  /** Makes the table anew with the column converted: an UPDATE of lists would move rows to the table's end. */
  async #rewrite(column: LoadColumn, type: SqlType, recalled: string): Promise<void> {
    const made = quoted(`${this.name}__rewritten`);
    // An attribute may have the name of a column of the recalled table.
    const values = this.columns.map((each) => {
      const value = `loaded.${quoted(each.name)}`;
      if (each !== column) return value;
      const converted = `(${convertSql(column.type, type, value)})::${typeName(type)}`;
      return `CASE WHEN recalled."row" IS NULL THEN ${converted} ELSE recalled."value" END AS ${
        quoted(each.name)
      }`;
    });
    await this.#session.run(
      `CREATE OR REPLACE TEMP TABLE ${made} AS SELECT ${values.join(", ")} FROM ${
        quoted(this.name)
      } AS loaded ` +
        `LEFT JOIN ${quoted(recalled)} AS recalled ON recalled."row" = loaded.rowid ORDER BY loaded.rowid`,
    );
    await this.#session.beside(`DROP TABLE ${quoted(recalled)}`);
    await this.#session.run(`DROP TABLE ${quoted(this.name)}`);
    await this.#session.run(`ALTER TABLE ${made} RENAME TO ${quoted(this.name)}`);
  }

  /** What the loaded numbers need; null where there are none. */
  async #extremesOf(column: LoadColumn): Promise<NumberEvidence | null> {
    if (!isNumeric(column.type)) return null;
    const number = quoted(column.name);
    const found = await this.#session.rows(
      `SELECT min(${number})::VARCHAR, max(${number})::VARCHAR FROM ${quoted(this.name)}`,
    );
    const numbers = found.flat().flatMap((text) => text === null ? [] : numberEvidence(String(text)) ?? []);
    return numbers.length === 0 ? null : { ...numbers.reduce(mergeNumbers), double: column.tally.doubles };
  }
}

/**
 * Why values kept aside may show in a column's next type: it is wider, or of another family somewhere. Null = they cannot.
 */
type Recalling = "widened" | "turned" | null;

/** DuckDB's words for values that do not fit a type. A wider type would only hide any other failure. */
const MISFITS: ReadonlySet<string> = new Set(["Conversion", "Out of Range", "Invalid Input"]);

/** Whether values that are loaded do not fit a type. */
export function isMisfit(error: unknown): boolean {
  return error instanceof Misfit || MISFITS.has(readDuckDbError(error)?.type ?? "");
}
