/**
 * One query's connection to DuckDB: everything it runs stops when the query is aborted.
 * @module
 */
import { textLiteral } from "../../catalog/names.ts";
import type { DuckDBConnection, DuckDBInstance, DuckDBResult, DuckDBValue } from "@duckdb/node-api";
import type { Dialect } from "../../sql/dialect.ts";
import { answerOn } from "./answer.ts";
import { interruptible } from "./interruptible.ts";
import { type Bindings, createKnownAnswers, type KnownAnswers, madeTables } from "./known_answers.ts";

/** A query's connection. Not for two statements at once: {@link Session.exclusive} puts users in a row. */
export interface Session extends Dialect {
  readonly connection: DuckDBConnection;
  /** Runs a statement to its end, its rows unread. */
  run(sql: string): Promise<void>;
  /** All rows of a small answer. */
  rows(sql: string): Promise<readonly (readonly DuckDBValue[])[]>;
  /** The same of a statement that makes or drops a table at which none looks that is bound: {@link Session.bound}. */
  beside(sql: string): Promise<readonly (readonly DuckDBValue[])[]>;
  /** Starts a statement; its rows are computed as they are fetched, by {@link Session.during}. */
  stream(sql: string): Promise<DuckDBResult>;
  /** What the binder says of a statement: as before, where it was asked over tables made alike. */
  bound<What extends keyof Bindings>(
    what: What,
    sql: string,
    ask: () => Promise<Bindings[What]>,
  ): Promise<Bindings[What]>;
  /** Waits for one step of DuckDB's, interrupted when the query is aborted. */
  during<T>(step: () => Promise<T>): Promise<T>;
  /** Runs `work` when all earlier exclusive work is done. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  /** Ends a result whose remaining rows nobody wants, so that it does not hold the connection. */
  abandon(result: DuckDBResult): Promise<void>;
  /**
   * Switches DuckDB's optimizer on, as it is at first, or off altogether, for what is prepared and run from now on. It is on
   * while rows are appended: without it, DuckDB 1.5 takes what an appender gives it by several threads, in any order, and
   * rows are no more where they were counted.
   */
  optimize(on: boolean): Promise<void>;
  /** Whether it is on. */
  readonly optimized: boolean;
  /** Ends the connection; its temporary tables are gone. */
  close(): void;
}

/**
 * Holds for one connection, and works where settings are locked. No statement of a caller's gets near it: only queries
 * are parsed, and what runs is printed from their trees.
 */
export const WITHOUT_OPTIMIZER = "PRAGMA disable_optimizer";

/**
 * Opens a connection.
 * @param parser parses and prints for it
 * @param answers what the binder said on other connections of the instance
 */
export async function openSession(
  instance: DuckDBInstance,
  signal: AbortSignal,
  parser: Pick<Dialect, "serialize" | "deserialize">,
  answers: KnownAnswers = createKnownAnswers(),
): Promise<Session> {
  const { bindings } = answers;
  const connection = await instance.connect();
  let tail: Promise<unknown> = Promise.resolve();
  let optimized = true;
  const tables = madeTables();

  const during = <T>(step: () => Promise<T>) => interruptible(connection, signal, step);

  async function bound<What extends keyof Bindings>(
    what: What,
    sql: string,
    ask: () => Promise<Bindings[What]>,
  ): Promise<Bindings[What]> {
    signal.throwIfAborted();
    return tables.by === null ? await ask() : await bindings[what](`${optimized}\0${tables.by}\0${sql}`, ask);
  }

  const beside = (sql: string) => during(async () => (await connection.runAndReadAll(sql)).getRows());
  const rows = (sql: string) => tables.making(sql, () => beside(sql));

  return {
    connection,
    during,
    rows,
    beside,
    bound,
    async run(sql) {
      await tables.making(sql, () => during(() => connection.run(sql)));
    },
    stream: (sql) => during(() => connection.stream(sql)),
    exclusive(work) {
      const turn = tail.then(work, work);
      tail = turn.catch(() => {});
      return turn;
    },
    async abandon(result) {
      connection.interrupt();
      try {
        // At its end, and after an interrupt, a result gives chunks without rows for ever.
        for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0;) {
          chunk = await result.fetchChunk();
        }
      } catch {
        // "Interrupted!" is what was wanted: the result has let go of the connection.
      }
    },
    get optimized() {
      return optimized;
    },
    async optimize(on) {
      if (on === optimized) return;
      await during(() => connection.run(on ? "PRAGMA enable_optimizer" : WITHOUT_OPTIMIZER));
      optimized = on;
    },
    serialize: (sql) => parser.serialize(sql),
    deserialize: (json) => parser.deserialize(json),
    plan: (sql) =>
      bound("plan", sql, async () => {
        const [[json] = []] = await rows(planSql(sql));
        return typeof json === "string" ? json : "";
      }),
    answer: (sql) => answers.rows(sql, () => during(() => answerOn(connection, sql))),
    async prepare(sql) {
      const error = await bound("error", sql, async () => {
        try {
          const prepared = await during(() => connection.prepare(sql));
          prepared.destroySync();
          return null;
        } catch (thrown) {
          if (thrown instanceof Error && BINDERS.test(thrown.message)) return thrown;
          throw thrown;
        }
      });
      if (error !== null) throw error;
    },
    close: () => connection.closeSync(),
  };
}

/** Errors that a statement has by its text and its tables. */
const BINDERS = /^\{"exception_type":"Binder"/;

/** SQL that gives the plan of a statement as JSON. */
export function planSql(sql: string): string {
  return `SELECT json_serialize_plan(${
    textLiteral(sql)
  }, skip_null := true, skip_empty := true, skip_default := true)::VARCHAR`;
}
