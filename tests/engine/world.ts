/** A database of DynamoDB Local of its own, the real catalogue over it, and an executor. */
import assert from "node:assert/strict";
import { createCatalog, createSchemas } from "../../src/catalog/mod.ts";
import type { Again, Learned, TableName } from "../../src/catalog/description.ts";
import { createExecutor, type Executor } from "../../src/engine/execute.ts";
import { ALWAYS_SMALL, NEVER_SMALL } from "../../src/engine/run/optimizing.ts";
import type { Executed, Job, Planned } from "../../src/engine/messages/job.ts";
import { createTableHints } from "../../src/query/table_hints.ts";
import { DynamoSqlError } from "../../src/errors.ts";
import { openMemory } from "../../src/store/drivers/memory.ts";
import { dynamodbLocal } from "../fixtures/dynamodb_local.ts";
import { type LocalDatabase, uniqueRegion, useLocalCredentials } from "../fixtures/tables.ts";

/** What a job gave. */
export interface Answer extends Executed {
  /** JSON texts. */
  readonly rows: readonly string[];
}

/** A world for tests of the executor. */
export interface World {
  readonly database: LocalDatabase;
  readonly executor: Executor;
  readonly catalog: ReturnType<typeof createCatalog>;
  lookup(names: readonly TableName[], again?: Again): ReturnType<ReturnType<typeof createCatalog>["lookup"]>;
  /**
   * Runs SQL; `more` overrides members of the job. With `twoPhase`, rows are aggregated in two phases, a few at a time, where they can be. With
   * `plainly`, nothing is known of the statement, whatever ran before.
   */
  run(
    sql: string,
    more?: Partial<Job> & {
      readonly twoPhase?: boolean;
      readonly plainly?: boolean;
      /** Always, or never, with DuckDB's optimizer; then nothing runs without a table. */
      readonly optimized?: boolean;
    },
    signal?: AbortSignal,
  ): Promise<Answer>;
  plan(sql: string, more?: Partial<Job>): Promise<Planned>;
  /** What the last statement that failed has learned all the same; nothing of it is kept. */
  readonly learnedByFailing: readonly Learned[];
  close(): Promise<void>;
}

/** What a test over a world leaves behind: the AWS client keeps connections between tests. */
export const open = { sanitizeResources: false, sanitizeOps: false };

const tenant = "default";

/** The error that a promise fails with. */
export async function failure(promise: Promise<unknown>): Promise<DynamoSqlError> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof DynamoSqlError, String(error));
    return error;
  }
  assert.fail("It did not fail.");
}

/** A job with roomy limits. */
export function job(sql: string, more: Partial<Job> = {}): Job {
  return {
    sql,
    parameters: [],
    mode: "execute",
    budget: { readUnits: 5_000, items: 5_000_000, bytes: 2 ** 31, deadline: Date.now() + 120_000 },
    consistentRead: false,
    pageRows: 1_000,
    pageBytes: 2 ** 24,
    resultRowsMax: 50_000,
    resultBytesMax: 2 ** 26,
    scanSegmentsMax: 4,
    pushDown: true,
    ...more,
  };
}

/** How a world is. */
export interface WorldOptions {
  /** Of each table, so many items are looked at; absent = 5,000. */
  readonly sampleItems?: number;
  readonly memoryBytes?: number;
  readonly tablePrefix?: string;
  readonly fewItems?: number;
  /** Of a proxy, for the schema; absent = DynamoDB Local's own. */
  readonly endpoint?: string;
}

/** Opens a world with a schema `s`. */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  useLocalCredentials();
  const endpoint = await dynamodbLocal();
  const region = uniqueRegion();
  const store = openMemory();
  const schemas = createSchemas({ store });
  const { tablePrefix } = options;
  await schemas.add(tenant, {
    schemaName: "s",
    region,
    endpoint: options.endpoint ?? endpoint,
    ...(tablePrefix ? { tablePrefix } : {}),
  });
  const catalog = createCatalog({
    store,
    limits: { metadata_seconds: 900, sample_items: options.sampleItems ?? 5_000 },
  });
  const tempDirectory = await Deno.makeTempDir();
  const executorOptions = {
    memoryBytes: options.memoryBytes ?? 2 ** 30,
    tempBytes: 2 ** 30,
    tempDirectory,
    threads: 2,
    ...(options.fewItems === undefined ? {} : { fewItems: options.fewItems }),
  };
  const executor = await createExecutor(executorOptions);
  // As with a large table: a few rows are aggregated at a time.
  const inTwoPhases = await createExecutor({ ...executorOptions, aggregateScan: { rows: 5, worth: 1 } });
  const plain = await createExecutor({ ...executorOptions, fewItems: 0 });
  const optimizing = new Map<boolean, Executor>();
  async function optimizer(on: boolean): Promise<Executor> {
    const made = optimizing.get(on) ??
      await createExecutor({ ...executorOptions, fewItems: 0, small: on ? NEVER_SMALL : ALWAYS_SMALL });
    optimizing.set(on, made);
    return made;
  }
  let runs = 0;
  let learnedByFailing: readonly Learned[] = [];
  const lookup: World["lookup"] = (names, again) => catalog.lookup(tenant, "s", names, again);

  const hints = createTableHints();

  async function execute(job: Job, signal: AbortSignal, by: Executor = executor) {
    const rows: string[] = [];
    // As the query service does it: tables come with a job once it is known which it asks for.
    const known = hints.of("s", job.sql);
    const given = known === undefined ? undefined : { names: known, tables: await lookup(known) };
    const result = await by.execute(job, {
      signal,
      given,
      lookup(names, again) {
        if (again !== undefined) return lookup(names, again);
        if (JSON.stringify(names) === JSON.stringify(given?.names)) {
          return Promise.resolve(given?.tables ?? []);
        }
        hints.learn("s", job.sql, names);
        return lookup(names);
      },
      learned: (learned) => void (learnedByFailing = learned),
      startOver: () => void rows.splice(0),
      rows(given) {
        rows.push(...given);
        return Promise.resolve();
      },
      progress() {},
    });
    return { result, rows };
  }

  return {
    database: { endpoint, region },
    executor,
    catalog,
    lookup,
    get learnedByFailing() {
      return learnedByFailing;
    },
    async run(sql, more = {}, signal = new AbortController().signal) {
      const { twoPhase = false, plainly = false, optimized, ...members } = more;
      // As many blanks at the end as nobody has seen.
      const text = plainly ? sql + " ".repeat(++runs) : sql;
      const usual = plainly ? plain : twoPhase ? inTwoPhases : executor;
      const by = optimized === undefined ? usual : await optimizer(optimized);
      const { result, rows } = await execute(job(text, members), signal, by);
      if (result.mode !== "execute") throw new Error("Planned instead of executed.");
      return { ...result, rows };
    },
    async plan(sql, more = {}) {
      const { result } = await execute(job(sql, { mode: "plan", ...more }), new AbortController().signal);
      if (result.mode !== "plan") throw new Error("Executed instead of planned.");
      return result;
    },
    async close() {
      await executor.close();
      await inTwoPhases.close();
      await plain.close();
      for (const each of optimizing.values()) await each.close();
      await Deno.remove(tempDirectory, { recursive: true });
    },
  };
}
