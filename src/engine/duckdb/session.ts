/**
 * One query's connection to DuckDB: everything it runs stops when the query is aborted.
 * @module
 */
import type { DuckDBConnection, DuckDBInstance, DuckDBResult, DuckDBValue } from "@duckdb/node-api";
import type { Dialect } from "../../sql/dialect.ts";

/** Milliseconds between interrupts of a statement that goes on after an abort: one may fall between two steps. */
const INTERRUPT_AGAIN_MS = 20;

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
  /** Ends the connection; its temporary tables are gone. */
  close(): void;
}

/** Opens a connection. */
export async function openSession(instance: DuckDBInstance, signal: AbortSignal): Promise<Session> {
  const connection = await instance.connect();
  let tail: Promise<unknown> = Promise.resolve();

  async function during<T>(step: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    let again: ReturnType<typeof setInterval> | undefined;
    const interrupt = () => {
      connection.interrupt();
      again ??= setInterval(() => connection.interrupt(), INTERRUPT_AGAIN_MS);
    };
    signal.addEventListener("abort", interrupt, { once: true });
    try {
      return await step();
    } catch (error) {
      // The abort is the cause; "Interrupted!" is only how DuckDB says it.
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener("abort", interrupt);
      clearInterval(again);
    }
  }

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
    async serialize(sql) {
      return firstText(await rows(`SELECT json_serialize_sql(${textLiteral(sql)})::VARCHAR`));
    },
    async deserialize(json) {
      return firstText(await rows(`SELECT json_deserialize_sql(${textLiteral(json)}::JSON)`));
    },
    async prepare(sql) {
      const prepared = await during(() => connection.prepare(sql));
      prepared.destroySync();
    },
    close: () => connection.closeSync(),
  };
}

/** A text in single quotes. As a bound parameter it would take three trips to the engine's threads, not one. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function firstText(rows: readonly (readonly DuckDBValue[])[]): string {
  const value = rows[0]?.[0];
  return typeof value === "string" ? value : "";
}
