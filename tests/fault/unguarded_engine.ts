/**
 * An engine process without guard, planner and DynamoDB: any SQL goes straight to DuckDB. It shows what the
 * process's own limits hold, alone, when every wall before them has fallen.
 */
import { runEngineProcess } from "../../src/engine/host/process.ts";
import { openDatabase } from "../../src/engine/duckdb/database.ts";

await runEngineProcess(async (options) => {
  // DuckDB's own limit is out of the way as well.
  const memoryBytes = options.memoryBytes * 4;
  const database = await openDatabase({ ...options, memoryBytes, threads: 2 });
  return {
    async execute(job, { signal, rows }) {
      const session = await database.session(signal);
      try {
        const answer = await session.rows(job.sql);
        await rows(answer.map((row) => JSON.stringify(row.map(String))));
      } finally {
        session.close();
      }
      return {
        mode: "execute",
        columns: [],
        complete: true,
        warnings: [],
        stats: {
          readUnits: 0,
          itemsRead: 0,
          itemsMatched: 0,
          requests: 0,
          planMs: 0,
          execMs: 0,
          metadataReadUnits: 0,
        },
        learned: [],
      };
    },
  };
});
