/**
 * The one DuckDB instance of an engine process: in memory, without a way to files, network or extensions.
 * @module
 */
import { DuckDBInstance } from "@duckdb/node-api";
import { disabledOptimizers } from "./faulty_rules.ts";
import { createKnownAnswers } from "./known_answers.ts";
import { createLinks, type Link } from "./link.ts";
import { openSession, type Session } from "./session.ts";

/** What the instance may use. */
export interface DatabaseOptions {
  /** Bytes of DuckDB's own buffers; what goes beyond spills to `tempDirectory`. */
  readonly memoryBytes: number;
  /** Bytes of temporary files at most. */
  readonly tempBytes: number;
  /** A directory of this process's own. */
  readonly tempDirectory: string;
  readonly threads: number;
}

/** The instance. */
export interface Database {
  /**
   * A connection for what leaves nothing behind; close it to give it back.
   * @param signal interrupts what the query runs on it
   */
  link(signal: AbortSignal): Promise<Link>;
  /**
   * A connection for one query: temporary tables are its own.
   * @param signal interrupts what the session runs
   * @param link parses and prints for it; absent = a connection of the session's own
   */
  session(signal: AbortSignal, link?: Link): Promise<Session>;
  /** Bytes held by temporary tables of all sessions: 0 when none is open. */
  tableBytes(): Promise<number>;
  close(): void;
}

/** Opens the instance and locks its settings. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const instance = await DuckDBInstance.create(":memory:", {
    // Before external access goes: afterwards the directory could not be set.
    temp_directory: options.tempDirectory,
    memory_limit: `${options.memoryBytes}B`,
    threads: String(options.threads),
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
    enable_external_access: "false",
    default_null_order: "nulls_first_on_asc_last_on_desc",
    // Without ORDER BY, rows come in the order in which DynamoDB gave them: a partition's in sort-key order.
    preserve_insertion_order: "true",
  });
  try {
    const setup = await instance.connect();
    try {
      // GLOBAL: a plain SET would hold for this connection alone, and the lock below forbids it on all others.
      await setup.run("SET GLOBAL TimeZone = 'UTC'");
      await setup.run("SET GLOBAL errors_as_json = true");
      // Given above, where the directory is, it is shown by duckdb_settings() and held by nobody (DuckDB 1.5.6).
      await setup.run(`SET GLOBAL max_temp_directory_size = '${options.tempBytes}B'`);
      await setup.run(`SET GLOBAL disabled_optimizers = '${disabledOptimizers}'`);
      await setup.run("SET GLOBAL lock_configuration = true");
    } finally {
      setup.closeSync();
    }
  } catch (error) {
    instance.closeSync();
    throw error;
  }
  const answers = createKnownAnswers();
  const links = createLinks(instance, answers);
  return {
    link: (signal) => links.lend(signal),
    async session(signal, link) {
      if (link !== undefined) return await openSession(instance, signal, link, answers);
      const own = await links.lend(signal);
      const session = await openSession(instance, signal, own, answers);
      return {
        ...session,
        close() {
          session.close();
          own.close();
        },
      };
    },
    tableBytes: () => tableBytes(instance),
    close() {
      links.close();
      instance.closeSync();
    },
  };
}

async function tableBytes(instance: DuckDBInstance): Promise<number> {
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(
      "SELECT coalesce(sum(memory_usage_bytes + temporary_storage_bytes), 0)::DOUBLE FROM duckdb_memory() " +
        "WHERE tag = 'IN_MEMORY_TABLE'",
    );
    return Number(reader.getRows()[0]?.[0] ?? 0);
  } finally {
    connection.closeSync();
  }
}
