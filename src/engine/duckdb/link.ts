/**
 * Connections that serve one query after another: for the parser, the printer, and statements that leave nothing
 * behind. Opening one, and preparing its two statements, takes longer than what they are used for.
 * @module
 */
import type { DuckDBConnection, DuckDBInstance, DuckDBPreparedStatement } from "@duckdb/node-api";
import type { Dialect } from "../../sql/dialect.ts";
import { interruptible } from "./interruptible.ts";
import { createKnownAnswers, type KnownAnswers } from "./known_answers.ts";
import { answerOn } from "./answer.ts";
import { planSql, WITHOUT_OPTIMIZER } from "./session.ts";

/** A connection lent to one query. No temporary table may be made on it, no setting changed. */
export interface Link extends Dialect {
  readonly connection: DuckDBConnection;
  /** Waits for one step of DuckDB's, interrupted when the query is aborted. */
  during<T>(step: () => Promise<T>): Promise<T>;
  /**
   * Prepares a statement. To be given back by `done`.
   * @param kept it stays prepared on the connection, for the next query that wants it
   */
  statement(sql: string, kept: boolean): Promise<DuckDBPreparedStatement>;
  done(statement: DuckDBPreparedStatement): void;
  /** Gives the connection back, or closes it if anything failed on it. */
  close(): void;
}

const SERIALIZE = "SELECT json_serialize_sql($1::VARCHAR)::VARCHAR";
const DESERIALIZE = "SELECT json_deserialize_sql($1::JSON)";

/** Connections kept for the next query, at most. */
const IDLE_MOST = 8;

/** Statements kept on a connection, at most. */
const KEPT_MOST = 64;

/** One connection with its parser and printer. */
interface Open {
  readonly connection: DuckDBConnection;
  /** By their texts, the one used last at the end. */
  readonly kept: Map<string, DuckDBPreparedStatement>;
  serialize?: DuckDBPreparedStatement;
  deserialize?: DuckDBPreparedStatement;
}

/** Lends connections of an instance. */
export interface Links {
  /** @param signal interrupts what the query runs on the connection */
  lend(signal: AbortSignal): Promise<Link>;
  close(): void;
}

/**
 * No connection open yet.
 * @param answers what the parser and the printer said on other connections of the instance
 */
export function createLinks(instance: DuckDBInstance, answers: KnownAnswers = createKnownAnswers()): Links {
  const idle: Open[] = [];
  let closed = false;

  function giveBack(open: Open, spoilt: boolean): void {
    if (spoilt || closed || idle.length >= IDLE_MOST) open.connection.closeSync();
    else idle.push(open);
  }

  return {
    async lend(signal) {
      const open = idle.pop() ?? { connection: await connect(instance), kept: new Map() };
      return linkOn(open, signal, answers, (spoilt) => giveBack(open, spoilt));
    },
    close() {
      closed = true;
      for (const { connection } of idle.splice(0)) connection.closeSync();
    },
  };
}

/** What runs here is a few items at most: no optimizer is wanted, nor waited for. */
async function connect(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  await connection.run(WITHOUT_OPTIMIZER);
  return connection;
}

function linkOn(
  open: Open,
  signal: AbortSignal,
  { trees, prints, rows }: KnownAnswers,
  giveBack: (spoilt: boolean) => void,
): Link {
  const { connection, kept } = open;
  let spoilt = false;
  let turn: Promise<unknown> = Promise.resolve();
  const lent = new Set<DuckDBPreparedStatement>();

  async function during<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await interruptible(connection, signal, step);
    } catch (error) {
      spoilt = true;
      throw error;
    }
  }

  /** The text that a statement of one parameter and one value gives. Two at once would share the one parameter. */
  function textOf(statement: () => Promise<DuckDBPreparedStatement>, argument: string): Promise<string> {
    const ask = async () => {
      const asked = await statement();
      asked.bindVarchar(1, argument);
      const result = await during(() => asked.run());
      const [value] = result.rowCount === 0 ? [] : result.getChunk(0).getColumnValues(0);
      return typeof value === "string" ? value : "";
    };
    const answer = turn.then(ask, ask);
    turn = answer.catch(() => {});
    return answer;
  }

  /** Puts a statement at the end; the first one makes room. */
  function keep(sql: string, statement: DuckDBPreparedStatement): void {
    kept.delete(sql);
    kept.set(sql, statement);
    const [oldest] = kept;
    if (kept.size <= KEPT_MOST || oldest === undefined) return;
    kept.delete(oldest[0]);
    oldest[1].destroySync();
  }

  return {
    connection,
    during,
    async statement(sql, stays) {
      const known = stays ? kept.get(sql) : undefined;
      const statement = known ?? await during(() => connection.prepare(sql));
      if (stays) keep(sql, statement);
      else lent.add(statement);
      return statement;
    },
    done(statement) {
      if (lent.delete(statement)) statement.destroySync();
      else statement.clearBindings();
    },
    serialize: (sql) =>
      trees(sql, () =>
        textOf(
          async () => open.serialize ??= await during(() => connection.prepare(SERIALIZE)),
          sql,
        )),
    deserialize: (json) =>
      prints(json, () =>
        textOf(
          async () => open.deserialize ??= await during(() => connection.prepare(DESERIALIZE)),
          json,
        )),
    async plan(sql) {
      const reader = await during(() => connection.runAndReadAll(planSql(sql)));
      const json = reader.getRows()[0]?.[0];
      return typeof json === "string" ? json : "";
    },
    async prepare(sql) {
      const prepared = await during(() => connection.prepare(sql));
      prepared.destroySync();
    },
    answer: (sql) => rows(sql, () => during(() => answerOn(connection, sql))),
    close: () => giveBack(spoilt),
  };
}
