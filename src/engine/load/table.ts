/**
 * A temporary table that items are loaded into, through one reused data chunk. Types widen as items demand.
 * @module
 */
import { type DuckDBAppender, DuckDBDataChunk, type DuckDBValue } from "@duckdb/node-api";
import type { AttributeValue, Item, ReadPage } from "../../dynamodb/access.ts";
import { typeName } from "../../catalog/column_type.ts";
import type { NumberEvidence } from "../../catalog/description.ts";
import { mergeNumbers, numberEvidence } from "../../catalog/number_evidence.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import type { Session } from "../duckdb/session.ts";
import { readDuckDbError } from "../../sql/duckdb_error.ts";
import { quoted, vectorType } from "../values/column_type.ts";
import { type EncodingFindings, noFindings } from "../values/encode.ts";
import { markTally, takeBack, turnTally } from "../values/tally.ts";
import { type AsideValue, createAside, Misfit } from "./aside.ts";
import {
  type LoadColumn,
  noteAside,
  noteContradiction,
  retype,
  settledType,
  turnedTypes,
  typeSoFar,
  widerTypes,
} from "./column.ts";
import { convertSql } from "./convert_sql.ts";
import { addColumns, type Growth } from "./growth.ts";
import type { Watch } from "./watch.ts";

/** Rows of a data chunk (DuckDB's vector size). */
export const CHUNK_ROWS = 2048;

/** A table being loaded. */
export interface LoadTable {
  readonly name: string;
  readonly columns: readonly LoadColumn[];
  /** Rows loaded since it was last empty. */
  readonly rows: number;
  /** A column got another type since the table was made. */
  readonly widened: boolean;
  /** What is met becomes columns. */
  readonly grows: boolean;
  /** Where items' texts are carried: whether a column is one of the table, too. Absent = each is. */
  readonly isHeld?: (column: LoadColumn) => boolean;
  /** Makes the table anew and empty, with the types as they are now. */
  reset(): Promise<void>;
  /** Loads a page. */
  append(page: Pick<ReadPage, "items" | "count">): Promise<void>;
  /**
   * Empties the table, but lets no column widen later to a type that what was in it does not fit, and keeps the family of
   * each. (Not for columns of lists and maps: of those nothing is remembered.)
   */
  forget(): Promise<void>;
  /** To be called before anything is forgotten: columns of which the sample is not sure become what was read so far. */
  judge(): Promise<void>;
  /**
   * To be called when all is loaded: a column that turned out to hold many values of other families becomes what shows them.
   * @param whole all items of the table were loaded
   */
  settle(whole: boolean): Promise<void>;
  /**
   * Gives a column a type that is wider than its own.
   * @param recalls it may show what the column did not
   * @throws what {@link isMisfit} knows, where something loaded does not fit
   */
  retype(column: LoadColumn, type: SqlType, recalls?: boolean): Promise<void>;
  /** Adds columns that no loaded item has. */
  add(columns: readonly LoadColumn[]): Promise<void>;
  /** Looks at all that contradicted a column, before it gets another type. */
  lookAside(column: LoadColumn): Promise<void>;
  /** What the loaded numbers of a column need; null where there are none, or they are not its own place's. */
  numbersIn(column: LoadColumn): Promise<NumberEvidence | null>;
  /** Makes everything appended visible. */
  flush(): Promise<void>;
  /** Lets go of native memory; the table itself goes with its session. */
  close(): void;
}

/**
 * Makes the empty table. It needs at least one column: see count_table.ts for those without.
 * @param looks what looks at items before they are loaded: `growth` makes columns of what is met beside those given
 */
export async function createLoadTable(
  session: Session,
  name: string,
  given: readonly LoadColumn[],
  { growth, watch }: { readonly growth?: Growth | undefined; readonly watch?: Watch | undefined } = {},
): Promise<LoadTable> {
  const columns = [...given];
  let appender: DuckDBAppender | null = null;
  let chunk: DuckDBDataChunk | null = null;
  let rows = 0;
  let widened = false;
  const aside = createAside(session, name);

  async function reset(): Promise<void> {
    // The chunk stays: native memory would only go with a garbage collection.
    closeAppender();
    aside.clear();
    rows = 0;
    const definition = columns.map((column) => `${quoted(column.name)} ${typeName(column.type)}`).join(", ");
    await session.run(`CREATE OR REPLACE TEMP TABLE ${quoted(name)} (${definition})`);
  }

  async function open(): Promise<{ appender: DuckDBAppender; chunk: DuckDBDataChunk }> {
    await session.optimize(true);
    appender ??= await session.during(() => session.connection.createAppender(name));
    chunk ??= DuckDBDataChunk.create(columns.map((column) => vectorType(column.type)));
    return { appender, chunk };
  }

  function flush(): void {
    appender?.flushSync();
  }

  function close(): void {
    closeAppender();
    chunk = null;
  }

  function closeAppender(): void {
    // Pending rows are not wanted any more; closing would flush them.
    appender?.clear();
    appender?.closeSync();
    appender = null;
  }

  /** Appends one chunk's worth of items; false if a column had to be widened first and nothing was appended. */
  async function appendSlice(items: readonly Item[]): Promise<boolean> {
    const { appender, chunk } = await open();
    chunk.rowCount = items.length;
    const notes: SliceNotes = { misfits: new Map(), contradictions: [], aside: [] };
    for (const [at, column] of columns.entries()) fillColumn(chunk, at, column, items, notes);
    if (notes.misfits.size > 0) {
      chunk.reset();
      for (const { tally, astray } of columns) {
        takeBack(tally);
        astray?.takeBack();
      }
      for (const [column, misfits] of notes.misfits) await widen(column, misfits);
      return false;
    }
    appender.appendDataChunk(chunk);
    chunk.reset();
    for (const { tally, astray } of columns) {
      markTally(tally);
      astray?.mark();
    }
    for (const { column, value } of notes.contradictions) noteContradiction(column, value);
    if (notes.aside.length > 0) {
      await aside.add(notes.aside.map((each) => ({ ...each, row: rows + each.row })));
    }
    rows += items.length;
    return true;
  }

  async function widen(column: LoadColumn, misfits: readonly AttributeValue[]): Promise<void> {
    if (rows > 0) flush();
    close();
    const candidates = widerTypes(column, misfits, rows > 0 ? await extremesOf(column) : null);
    await becomeFirst(column, candidates, isNested(column.type) ? "widened" : null);
  }

  /** Gives the column the first of these types that holds what is loaded. */
  async function becomeFirst(
    column: LoadColumn,
    candidates: readonly SqlType[],
    recalls: Recalling,
  ): Promise<void> {
    for (const [at, type] of candidates.entries()) {
      try {
        return await become(column, type, recalls);
      } catch (error) {
        // A loaded value does not fit this type: the next one is wider. The last takes all.
        if (at === candidates.length - 1 || !isMisfit(error)) throw error;
      }
    }
  }

  async function lookAside(column: LoadColumn): Promise<void> {
    noteAside(column, await aside.evidenceOf(columns.indexOf(column)));
  }

  async function settle(whole: boolean): Promise<void> {
    for (const column of columns) {
      column.readWhole = whole;
      if (settledType(column) === null) continue;
      flush();
      close();
      await lookAside(column);
      await becomeFirst(column, turnedTypes(column), "turned");
      column.settled = true;
    }
  }

  /**
   * Gives the column a type, and what is loaded with it.
   * @param recalls what lies aside may show in it
   */
  async function become(column: LoadColumn, type: SqlType, recalls: Recalling): Promise<void> {
    const { name: columnName, type: from } = column;
    const recalled = recalls !== null && rows > 0
      ? await aside.recall(columns.indexOf(column), type, column.form === "json")
      : null;
    if (recalled !== null) await rewrite(column, type, recalled.table);
    else if (typeName(from) !== typeName(type) || from.kind !== type.kind) {
      const converted = convertSql(from, type, quoted(columnName));
      await session.run(
        `ALTER TABLE ${quoted(name)} ALTER ${quoted(columnName)} TYPE ${typeName(type)} USING ${converted}`,
      );
    }
    retype(column, type);
    if (recalled !== null && recalls === "turned") turnTally(column.tally, recalled.tally);
    widened = true;
  }

  /** Not by UPDATE: of lists it makes rows anew, at the table's end. */
  async function rewrite(column: LoadColumn, type: SqlType, recalled: string): Promise<void> {
    const made = quoted(`${name}__rewritten`);
    // An attribute may be called as the columns of what is recalled are.
    const values = columns.map((each) => {
      const value = `loaded.${quoted(each.name)}`;
      if (each !== column) return value;
      const converted = `(${convertSql(column.type, type, value)})::${typeName(type)}`;
      return `CASE WHEN recalled."row" IS NULL THEN ${converted} ELSE recalled."value" END AS ${
        quoted(each.name)
      }`;
    });
    await session.run(
      `CREATE OR REPLACE TEMP TABLE ${made} AS SELECT ${values.join(", ")} FROM ${quoted(name)} AS loaded ` +
        `LEFT JOIN ${quoted(recalled)} AS recalled ON recalled."row" = loaded.rowid ORDER BY loaded.rowid`,
    );
    await session.beside(`DROP TABLE ${quoted(recalled)}`);
    await session.run(`DROP TABLE ${quoted(name)}`);
    await session.run(`ALTER TABLE ${made} RENAME TO ${quoted(name)}`);
  }

  /** What the loaded numbers need; null where there are none. */
  async function extremesOf(column: LoadColumn): Promise<NumberEvidence | null> {
    if (!isNumbers(column)) return null;
    const number = quoted(column.name);
    const found = await session.rows(
      `SELECT min(${number})::VARCHAR, max(${number})::VARCHAR FROM ${quoted(name)}`,
    );
    const numbers = found.flat().flatMap((text) => text === null ? [] : numberEvidence(String(text)) ?? []);
    return numbers.length === 0 ? null : { ...numbers.reduce(mergeNumbers), double: column.tally.doubles };
  }

  async function judge(): Promise<void> {
    for (const column of columns) {
      if (typeSoFar(column) === null) {
        column.unsure = false;
        continue;
      }
      flush();
      close();
      await lookAside(column);
      await becomeFirst(column, turnedTypes(column, typeSoFar(column)), "turned");
      column.unsure = false;
    }
  }

  async function forget(): Promise<void> {
    for (const column of columns) {
      const extremes = await extremesOf(column) ?? { intDigits: 0, scale: 0, bigint: true, double: true };
      column.forgotten = column.forgotten === null ? extremes : mergeNumbers(column.forgotten, extremes);
    }
    await reset();
  }

  async function grow(fresh: readonly LoadColumn[]): Promise<void> {
    if (fresh.length === 0) return;
    flush();
    close();
    columns.push(...fresh);
    widened = true;
    if (rows === 0) await reset();
    else await addColumns(session, name, fresh);
  }

  await reset();
  return {
    name,
    columns,
    get rows() {
      return rows;
    },
    get widened() {
      return widened;
    },
    grows: growth !== undefined,
    reset,
    forget,
    judge,
    settle,
    async retype(column, type, recalls = false) {
      flush();
      close();
      await become(column, type, recalls ? "turned" : null);
    },
    add: grow,
    lookAside,
    numbersIn: extremesOf,
    async append({ items }) {
      watch?.(items);
      if (growth !== undefined) await grow(growth(items));
      for (let from = 0; from < items.length; from += CHUNK_ROWS) {
        const slice = items.length <= CHUNK_ROWS ? items : items.slice(from, from + CHUNK_ROWS);
        while (!await appendSlice(slice));
      }
    },
    flush() {
      flush();
      return Promise.resolve();
    },
    close,
  };
}

/** What lies aside may show in a column's next type: it is wider, or of another family somewhere. Null = it cannot. */
type Recalling = "widened" | "turned" | null;

/** What filling a chunk brought up. */
interface SliceNotes {
  readonly misfits: Map<LoadColumn, AttributeValue[]>;
  readonly contradictions: { readonly column: LoadColumn; readonly value: AttributeValue }[];
  /** Values that their column does not tell whole, by the row of the chunk. */
  readonly aside: AsideValue[];
}

/** What DuckDB calls values that do not fit a type. Anything else that goes wrong would only be hidden by a wider one. */
const MISFITS: ReadonlySet<string> = new Set(["Conversion", "Out of Range", "Invalid Input"]);

/** Whether values that are loaded do not fit a type. */
export function isMisfit(error: unknown): boolean {
  return error instanceof Misfit || MISFITS.has(readDuckDbError(error)?.type ?? "");
}

function isNumbers({ type }: LoadColumn): boolean {
  return type.kind === "BIGINT" || type.kind === "DECIMAL" || type.kind === "DOUBLE";
}

function isNested({ kind }: SqlType): boolean {
  return kind === "STRUCT" || kind === "LIST" || kind === "MAP";
}

function fillColumn(
  chunk: DuckDBDataChunk,
  at: number,
  column: LoadColumn,
  items: readonly Item[],
  notes: SliceNotes,
): void {
  const vector = chunk.getColumnVector(at);
  const { encode, valueIn, astray } = column;
  const findings: EncodingFindings = noFindings();
  let own = 0;
  for (let row = 0; row < items.length; row++) {
    const item = items[row];
    const value = item === undefined ? undefined : valueIn(item);
    if (value === undefined) {
      if (astray !== null && item !== undefined) astray.note(item);
      vector.setItem(row, null);
      continue;
    }
    const encoded: DuckDBValue = encode(value, findings);
    vector.setItem(row, encoded);
    if (encoded !== null) own++;
    if (findings.unfit) noteMisfit(notes, column, value);
    if (findings.contradictions > 0) notes.contradictions.push({ column, value });
    if (findings.contradictions > 0 || findings.lossy) notes.aside.push({ row, column: at, value });
    findings.unfit = findings.lossy = false;
    findings.contradictions = 0;
  }
  column.tally.own += own;
  vector.flush();
}

function noteMisfit(notes: SliceNotes, column: LoadColumn, value: AttributeValue): void {
  const misfits = notes.misfits.get(column);
  if (misfits === undefined) notes.misfits.set(column, [value]);
  else misfits.push(value);
}
