/**
 * One executor over DynamoDB in memory, and catalogues in any state of knowledge over the same tables.
 * @module
 */
import { createCatalog, createSchemas } from "../../src/catalog/mod.ts";
import type { Learned } from "../../src/catalog/description.ts";
import { createExecutor } from "../../src/engine/execute.ts";
import type { Job } from "../../src/engine/messages/job.ts";
import type { Resume } from "../../src/sql/query.ts";
import { DynamoSqlError } from "../../src/errors.ts";
import { openMemory } from "../../src/store/drivers/memory.ts";
import type { Rows } from "../differential/same_rows.ts";
import { job } from "../engine/world.ts";
import { uniqueRegion, useLocalCredentials } from "../fixtures/tables.ts";
import { type MemoryTable, openMemoryDynamodb } from "./dynamodb/server.ts";

/** What a statement came to. */
export type Outcome =
  | { readonly answer: Rows; readonly warnings: readonly string[] }
  | { readonly code: string; readonly message: string };

/** What somebody knows of the tables. */
export interface Knowledge {
  /** Runs a statement to its last page, and keeps what it learned; `between` happens after each page but the last. */
  run(
    sql: string,
    pageRows?: number,
    between?: () => Promise<unknown>,
    parameters?: Job["parameters"],
  ): Promise<Outcome>;
  /** Looks at a table, as the first statement over it would. */
  look(table: string): Promise<void>;
}

/** The world of the trials. */
export interface EvidenceWorld {
  readonly tables: Map<string, MemoryTable>;
  /** Nothing is known yet; `sampleItems` of a table are looked at. */
  fresh(sampleItems: number): Promise<Knowledge>;
  close(): Promise<void>;
}

const tenant = "default";

/** Opens it. */
export async function openEvidenceWorld(): Promise<EvidenceWorld> {
  useLocalCredentials();
  const dynamodb = openMemoryDynamodb();
  const tempDirectory = await Deno.makeTempDir();
  const executor = await createExecutor({
    memoryBytes: 2 ** 30,
    tempBytes: 2 ** 30,
    tempDirectory,
    threads: 1,
  });

  async function fresh(sampleItems: number): Promise<Knowledge> {
    const store = openMemory();
    const schemas = createSchemas({ store });
    await schemas.add(tenant, { schemaName: "s", region: uniqueRegion(), endpoint: dynamodb.endpoint });
    const catalog = createCatalog({ store, limits: { metadata_seconds: 900, sample_items: sampleItems } });

    async function page(
      sql: string,
      pageRows: number,
      resume: Resume | undefined,
      parameters: Job["parameters"],
    ) {
      const rows: string[] = [];
      const failed: Learned[] = [];
      const asked = job(sql, { pageRows, parameters, ...(resume === undefined ? {} : { resume }) });
      try {
        const result = await executor.execute(asked, {
          signal: new AbortController().signal,
          lookup: (names, again) => catalog.lookup(tenant, "s", names, again),
          startOver: () => void rows.splice(0),
          learned: (learned) => void failed.push(...learned),
          rows(given) {
            rows.push(...given);
            return Promise.resolve();
          },
          progress() {},
        });
        if (result.mode !== "execute") throw new Error("Planned instead of executed.");
        await catalog.learn(tenant, result.learned);
        return { ...result, rows };
      } catch (error) {
        await catalog.learn(tenant, failed);
        throw error;
      }
    }

    return {
      async look(table) {
        await catalog.lookup(tenant, "s", [{ table }]);
      },
      async run(sql, pageRows = 1_000, between = () => Promise.resolve(), parameters = []) {
        const rows: string[] = [];
        const warnings = new Set<string>();
        let resume: Resume | undefined;
        try {
          for (;;) {
            const result = await page(sql, pageRows, resume, parameters);
            rows.push(...result.rows);
            for (const warning of result.warnings) warnings.add(warning);
            resume = result.resume;
            if (resume !== undefined) {
              await between();
              continue;
            }
            const { columns } = result;
            const [names, types] = [columns.map(({ name }) => name), columns.map(({ type }) => type)];
            return { answer: { names, types, rows }, warnings: [...warnings] };
          }
        } catch (error) {
          if (!(error instanceof DynamoSqlError)) throw error;
          return { code: error.code, message: error.message };
        }
      },
    };
  }

  return {
    tables: dynamodb.tables,
    fresh,
    async close() {
      await executor.close();
      await dynamodb.close();
      await Deno.remove(tempDirectory, { recursive: true });
    },
  };
}
