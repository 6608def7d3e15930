/**
 * One engine process with a table of DynamoDB Local, and the same table replayed at any length: what the engine's
 * bench measures.
 * @module
 */
import { fileURLToPath } from "node:url";
import { createCatalog, createSchemas } from "../../src/catalog/mod.ts";
import type { BoundTable, TableName } from "../../src/catalog/description.ts";
import type { Executed, Job } from "../../src/engine/messages/job.ts";
import { engineCommand } from "../../src/query/engine_command.ts";
import { createEnginePool } from "../../src/query/pool.ts";
import { createTableHints } from "../../src/query/table_hints.ts";
import { openMemory } from "../../src/store/drivers/memory.ts";
import { dynamodbLocal } from "../fixtures/dynamodb_local.ts";
import {
  call,
  createTable,
  type LocalDatabase,
  num,
  putItems,
  uniqueRegion,
  useLocalCredentials,
} from "../fixtures/tables.ts";

/** An engine as a server on two cores runs it. */
const ENGINE = { memoryBytes: 2 ** 30, tempBytes: 2 ** 33, threads: 1 };

/** What a query gave. */
export interface Answer {
  readonly executed: Executed;
  readonly rows: readonly unknown[];
}

/** An answer to Scan, without its end. */
export interface RecordedPage {
  readonly Items: readonly unknown[];
}

/** The world of the engine's bench. */
export interface EngineWorld {
  readonly database: LocalDatabase;
  /** Where the recorded pages are replayed. */
  readonly replayUrl: string;
  /**
   * Runs SQL in an engine process. `orders` and `wanted` are real tables, `many_orders` is `orders` with the
   * catalogue taking it for a large one, `replay_1000000` is that many items replayed.
   */
  run(sql: string, more?: Partial<Job>): Promise<Answer>;
  /**
   * Makes a table known that is like another one, and has these pages instead of its items; where they are read.
   * @param pages answers to Scan, one after the other
   */
  replay(name: string, like: string, pages: Iterable<RecordedPage>): Promise<string>;
  /** Ends the engine process: the next query gets a new one. */
  freshEngine(): Promise<void>;
  /** Peak resident memory of the engine process, MB (10^6 bytes). Linux only. */
  peakMb(): number;
  close(): Promise<void>;
}

/** Items in the real table. */
export const ORDERS = 20_000;

const STATUSES = ["paid", "pending", "shipped", "returned", "cancelled"];

function* orders(): Generator<Record<string, unknown>> {
  for (let n = 0; n < ORDERS; n++) {
    yield {
      order_id: orderId(n),
      customer_id: `customer-${(n * 7919) % 5000}`,
      status: STATUSES[n % STATUSES.length],
      total: num(`${(n * 37) % 900}.${String(n % 100).padStart(2, "0")}`),
      created_at: `2026-0${1 + n % 9}-${10 + n % 19}T0${n % 10}:3${n % 10}:00Z`,
      quantity: 1 + n % 12,
      note: `Order ${n}: "leave at the door", please – ${"x".repeat(n % 40)}`,
    };
  }
}

/** Items in `wanted`: keys of orders. */
export const WANTED = 10_000;

/** The key of wanted order `n`. */
export function wantedId(n: number): string {
  return orderId((n * 7) % ORDERS);
}

/** The key of order `n`. */
export function orderId(n: number): string {
  return `order-${String(n).padStart(8, "0")}`;
}

/** Builds the table, records its pages, starts the replay. */
export async function openEngineWorld(): Promise<EngineWorld> {
  useLocalCredentials();
  const endpoint = await dynamodbLocal();
  const database = { endpoint, region: uniqueRegion() };
  await createTable(database, { name: "orders", hash: "order_id" });
  await putItems(database, "orders", orders());
  await createTable(database, { name: "wanted", hash: "order_id" });
  await putItems(database, "wanted", Array.from({ length: WANTED }, (_, n) => ({ order_id: wantedId(n) })));
  const directory = await Deno.makeTempDir({ prefix: "dynamosql-bench-" });
  const recorded = `${directory}/pages.jsonl`;
  await record(database, recorded);
  const replay = await startReplay(recorded);

  const store = openMemory();
  const schemas = createSchemas({ store });
  await schemas.add("t", { schemaName: "s", ...database });
  const catalog = createCatalog({ store, limits: { metadata_seconds: 3_600, sample_items: 1_000 } });
  const described = async (table: string): Promise<BoundTable> => {
    const [lookup] = await catalog.lookup("t", "s", [{ table }]);
    if (lookup === undefined || !("found" in lookup)) throw new Error(`The catalogue has no ${table}.`);
    return lookup.found;
  };
  const real = await described("orders");
  const wanted = await described("wanted");
  const hints = createTableHints();
  const lookup = (names: readonly TableName[]) =>
    names.map(({ table }) => ({ found: bound(table), metadataReadUnits: 0 }));
  const openPool = () => createEnginePool({ ...ENGINE, command: engineCommand, enginesMax: 1 });
  let pool = openPool();
  const added = new Map<string, BoundTable>();
  const stops = [replay.stop];

  const bound = (table: string): BoundTable => {
    const found = added.get(table);
    if (found !== undefined) return found;
    if (table === "orders") return real;
    if (table === "wanted") return wanted;
    if (table === "many_orders") {
      const { description } = real;
      // Said to be so large that its items are worth reading one by one.
      return { ...real, description: { ...description, itemCount: 50_000_000, sizeBytes: 12_500_000_000 } };
    }
    const itemCount = Number(table.replace(/\D/g, ""));
    const { itemCount: counted, sizeBytes } = real.description;
    return {
      connection: { ...real.connection, endpoint: replay.url },
      description: {
        ...real.description,
        name: table,
        physicalName: table,
        itemCount,
        sizeBytes: Math.round(itemCount * sizeBytes / Math.max(1, counted)),
      },
    };
  };

  return {
    database,
    replayUrl: replay.url,
    async run(sql, more = {}) {
      const decoder = new TextDecoder();
      const rows: unknown[] = [];
      // As the query service does it.
      const known = hints.of("s", sql);
      const { result } = pool.run({
        owner: "bench",
        job: {
          sql,
          parameters: [],
          mode: "execute",
          budget: { readUnits: 1e9, items: 1e9, bytes: 1e12, deadline: Date.now() + 300_000 },
          consistentRead: false,
          pageRows: 1_000,
          pageBytes: 2 ** 20,
          resultRowsMax: 100_000,
          resultBytesMax: 2 ** 26,
          scanSegmentsMax: 4,
          pushDown: true,
          ...more,
        },
        rowBytes: 2 ** 20,
        signal: new AbortController().signal,
        ...(known === undefined ? {} : { given: { names: known, tables: lookup(known) } }),
        lookup(names) {
          hints.learn("s", sql, names);
          return Promise.resolve(lookup(names));
        },
        rows(_count, payload) {
          for (const line of decoder.decode(payload).trim().split("\n")) rows.push(JSON.parse(line));
        },
        progress() {},
        restarted() {
          throw new Error("An engine process died under the bench.");
        },
      });
      const executed = await result;
      if (executed.mode !== "execute") throw new Error("Planned instead of executed.");
      return { executed, rows };
    },
    async replay(name, like, pages) {
      const path = `${directory}/${name}.jsonl`;
      const file = await Deno.open(path, { write: true, create: true });
      const writer = file.writable.getWriter();
      let items = 0;
      for (const page of pages) {
        await writer.write(new TextEncoder().encode(JSON.stringify(page) + "\n"));
        items += page.Items.length;
      }
      await writer.close();
      const { url, stop } = await startReplay(path);
      stops.push(stop);
      const { connection, description } = await described(like);
      added.set(name, {
        connection: { ...connection, endpoint: url },
        description: {
          ...description,
          name,
          physicalName: `${name}_${items}`,
          itemCount: items,
          sizeBytes: Math.round(items * description.sizeBytes / Math.max(1, description.itemCount)),
          sample: { ...description.sample, complete: false },
        },
      });
      return url;
    },
    async freshEngine() {
      await pool.close();
      pool = openPool();
    },
    peakMb() {
      const [engine] = pool.status();
      if (engine === undefined) throw new Error("No engine process.");
      const kib = /^VmHWM:\s+(\d+) kB/m.exec(Deno.readTextFileSync(`/proc/${engine.pid}/status`))?.[1];
      return Number(kib) * 1024 / 1e6;
    },
    async close() {
      await pool.close();
      for (const stop of stops) await stop();
      await Deno.remove(directory, { recursive: true });
    },
  };
}

/** Scans the real table and keeps its answers. */
async function record(database: LocalDatabase, path: string): Promise<void> {
  const lines: string[] = [];
  let ExclusiveStartKey: unknown;
  do {
    const answer = await call(database, "Scan", { TableName: "orders", ExclusiveStartKey });
    ExclusiveStartKey = answer["LastEvaluatedKey"];
    // The last page is a short one: not what a long scan consists of.
    if (ExclusiveStartKey !== undefined || lines.length === 0) lines.push(JSON.stringify(answer));
  } while (ExclusiveStartKey !== undefined);
  await Deno.writeTextFile(path, lines.join("\n"));
}

async function startReplay(recorded: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", module("replay_server.ts"), recorded],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await reader.read();
  return {
    url: value.trim(),
    async stop() {
      child.kill();
      await child.status;
      await reader.cancel();
    },
  };
}

/** The file of a module of this folder. */
export function module(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
