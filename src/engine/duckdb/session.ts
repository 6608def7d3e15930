/**
 * One query's connection to DuckDB: everything it runs stops when the query is aborted.
 * @module
 */
import type { DuckDBConnection, DuckDBInstance, DuckDBResult, DuckDBValue } from "@duckdb/node-api";
import type { Dialect } from "../../sql/dialect.ts";
import { interruptible } from "./interruptible.ts";

/** A query's connection. Not for two statements at once: {@link Session.exclusive} puts users in a row. */
export interface Session extends Dialect {
  readonly connection: DuckDBConnection;
  /** Runs a statement to its end, its rows unread. */
  run(sql: string): Promise<void>;
  /** All rows of a small answer. */
  rows(sql: string): Promise<readonly (readonly DuckDBValue[])[]>;
  /** Starts a statement; its rows are computed as they are fetched, by {@link Session.during}. */
  stream(sql: string): Promise<DuckDBResult>;
  /** Waits for one step of DuckDB's, interrupted when the query is aborted. */
  during<T>(step: () => Promise<T>): Promise<T>;
  /** Runs `work` when all earlier exclusive work is done. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  /** Ends a result whose remaining rows nobody wants, so that it does not hold the connection. */
  abandon(result: DuckDBResult): Promise<void>;
  /** Switches DuckDB's optimizer on, as it is at first, or off altogether, for what is prepared and run from now on. */
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
 */
export async function openSession(
  instance: DuckDBInstance,
  signal: AbortSignal,
  parser: Pick<Dialect, "serialize" | "deserialize">,
): Promise<Session> {
  const connection = await instance.connect();
  let tail: Promise<unknown> = Promise.resolve();
  let optimized = true;

  const during = <T>(step: () => Promise<T>) => interruptible(connection, signal, step);

  async function rows(sql: string): Promise<readonly (readonly DuckDBValue[])[]> {
    return await during(async () => (await connection.runAndReadAll(sql)).getRows());
  }

  return {
    connection,
    during,
    rows,
    async run(sql) {
      await during(() => connection.run(sql));
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
    async plan(sql) {
      const [[json] = []] = await rows(planSql(sql));
      return typeof json === "string" ? json : "";
    },
    async prepare(sql) {
      const prepared = await during(() => connection.prepare(sql));
      prepared.destroySync();
    },
    close: () => connection.closeSync(),
  };
}

/** SQL that gives the plan of a statement as JSON. */
export function planSql(sql: string): string {
  return `SELECT json_serialize_plan(${
    textLiteral(sql)
  }, skip_null := true, skip_empty := true, skip_default := true)::VARCHAR`;
}

/** A text in single quotes. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
