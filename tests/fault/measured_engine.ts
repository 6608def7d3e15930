/**
 * An engine process like any other that also says what it holds: the "SQL" `measure` answers one row with the bytes
 * of its temporary tables, its resident bytes after a garbage collection, its open files, and the files in its
 * temporary directory.
 */
import { createExecutor } from "../../src/engine/execute.ts";
import { runEngineProcess } from "../../src/engine/host/process.ts";
import { residentBytes } from "../../src/engine/host/watchdog.ts";

await runEngineProcess(async (options) => {
  // Rows are aggregated in two phases a few at a time, as those of large tables are many at a time.
  const executor = await createExecutor({ ...options, aggregateScan: { rows: 50, worth: 1 } });
  return {
    async execute(job, context) {
      if (job.sql !== "measure") return await executor.execute(job, context);
      const collect: unknown = Reflect.get(globalThis, "gc");
      if (typeof collect === "function") collect();
      const counts = [
        await executor.tableBytes(),
        residentBytes(),
        [...Deno.readDirSync("/proc/self/fd")].length,
        [...Deno.readDirSync(options.tempDirectory)].length,
      ];
      await context.rows([JSON.stringify(counts)]);
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
