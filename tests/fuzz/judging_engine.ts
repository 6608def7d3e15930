/**
 * An engine process like any other whose every way into DuckDB is watched: before a text is prepared or run, the judge
 * (judge.ts) says whether it may. What may not is not run, and fails its query as `internal`. The "SQL" `changes`
 * answers how many settings there are, which of them (or which tables) have changed since the start, and the files in
 * the temporary directory.
 */
import { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { createExecutor } from "../../src/engine/execute.ts";
import { runEngineProcess } from "../../src/engine/host/process.ts";
import { openJudge, VERDICT } from "./judge.ts";

const { connection: judges, objection } = await openJudge();
/** Connections that are no query's. */
const trusted = new WeakSet([judges]);
const passed = new Set<string>();

async function judge(sql: string): Promise<void> {
  if (passed.has(sql)) return;
  const why = await objection(sql);
  if (why !== null) throw new Error(`${VERDICT} ${why} in ${sql}`);
  if (passed.size > 1_000) passed.clear();
  passed.add(sql);
}

// Everything else that takes a text comes down to one of these.
for (const name of ["run", "stream", "prepare", "extractStatements"] as const) {
  // `as`: each has its own further parameters, which are handed on as they are.
  const original = DuckDBConnection.prototype[name] as (sql: string, ...rest: unknown[]) => Promise<unknown>;
  Object.defineProperty(DuckDBConnection.prototype, name, {
    async value(this: DuckDBConnection, sql: string, ...rest: unknown[]) {
      if (!trusted.has(this)) await judge(sql);
      return await original.call(this, sql, ...rest);
    },
  });
}

/** The engine's own instance: the one that is connected to after the judge's. */
let engines: DuckDBInstance | undefined;
const connect = DuckDBInstance.prototype.connect;
DuckDBInstance.prototype.connect = function (this: DuckDBInstance) {
  engines = this;
  return connect.call(this);
};

async function settings(): Promise<string[]> {
  if (engines === undefined) return [];
  const connection = await connect.call(engines);
  trusted.add(connection);
  try {
    const all = "SELECT name, value FROM duckdb_settings() UNION ALL " +
      "SELECT 'table', table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY ALL";
    return (await connection.runAndReadAll(all)).getRowsJson().map(String);
  } finally {
    connection.closeSync();
  }
}

await runEngineProcess(async (options) => {
  const executor = await createExecutor(options);
  const before = await settings();
  return {
    async execute(job, context) {
      if (job.sql !== "changes") return await executor.execute(job, context);
      const changes = (await settings()).filter((setting) => !before.includes(setting));
      const files = [...Deno.readDirSync(options.tempDirectory)].map(({ name }) => name);
      await context.rows([JSON.stringify([before.length, changes.join(), files.join()])]);
      const stats = {
        readUnits: 0,
        itemsRead: 0,
        itemsMatched: 0,
        requests: 0,
        planMs: 0,
        execMs: 0,
        metadataReadUnits: 0,
      };
      return { mode: "execute", columns: [], complete: true, warnings: [], stats, learned: [] };
    },
  };
});
