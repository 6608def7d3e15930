/**
 * The fuzz run: texts through the real query service, real engine processes and DynamoDB Local, watched by a judge
 * inside the engines (judging_engine.ts).
 */
import { limitsSchema } from "../../src/config.ts";
import { createCatalog, createSchemas } from "../../src/catalog/mod.ts";
import { DynamoSqlError } from "../../src/errors.ts";
import type { QueryRecord } from "../../src/query/audit.ts";
import { sqlHash } from "../../src/query/audit.ts";
import { createQueryService } from "../../src/query/query_service.ts";
import type { Parameters } from "../../src/sql/query.ts";
import { openStore } from "../../src/store/mod.ts";
import { dynamodbLocal } from "../fixtures/dynamodb_local.ts";
import { createTable, num, putItems, uniqueRegion, useLocalCredentials } from "../fixtures/tables.ts";
import { inputAt } from "./inputs.ts";

/** What a run came to. */
export interface FuzzReport {
  /** Texts by what they ended in: `rows` or an error code. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** What must not be: crashes, hangs, verdicts of the judge, changed settings. Each with seed, index and text. */
  readonly faults: readonly string[];
  /** Engine processes that the run took. */
  readonly processes: number;
  /** The longest a text took, in seconds. */
  readonly longest: number;
}

const PRINCIPAL = { kind: "operator", id: "fuzz", tenantId: "default" } as const;
const QUERY_SECONDS = 3;
const AT_ONCE = 6;

/** Faults of DuckDB 1.5.6 itself, which it survives: `SELECT try(1 / a) FROM t GROUP BY a`. They are judged as known. */
const KNOWN = [/"exception_type":"INTERNAL","exception_message":"Failed to bind column reference/];

/** DynamoDB wants names of three characters. */
const PREFIX = "fuzz_";

/** Tables of the corpora's names, all alike: the attributes are what the corpora select. */
const TABLES = ["t", "u", "v", "w", "orders", "customers", "items"];

function item(n: number): Record<string, unknown> {
  return {
    id: n,
    a: n,
    b: `text ${n}`,
    c: num(`${n}.25`),
    d: n % 2 === 0,
    e: `e${n % 3}`,
    l: [n, n + 1],
    s: { a: n, b: "x" },
    m: { k: n },
    doc: { a: { b: n }, x: [1, "two"] },
    ts: `2024-01-0${n + 1}T00:00:00Z`,
    created_at: `2024-0${n + 1}-01`,
    email: `a${n}@b.c`,
    ...(n % 2 === 0 ? { sparse: n } : {}),
  };
}

/** Values for the parameters that a text seems to have: others than those are an error. */
function parametersOf(sql: string): Parameters {
  const named = [...sql.matchAll(/\$(\w+)/g)].map(([, name = ""]) => [name, 1] as const);
  if (named.length > 0) return Object.fromEntries(named);
  return [...sql.matchAll(/\?/g)].map((_, at) => at);
}

/**
 * Runs the texts `from` … `to` of a seed.
 * @param onProgress gets the number of texts done
 */
export async function fuzz(
  seed: number,
  from: number,
  to: number,
  onProgress: (done: number) => void = () => {},
): Promise<FuzzReport> {
  useLocalCredentials();
  const endpoint = await dynamodbLocal();
  const region = uniqueRegion();
  for (const name of TABLES) {
    await createTable({ endpoint, region }, { name: PREFIX + name, hash: "id:N" });
    await putItems({ endpoint, region }, PREFIX + name, Array.from({ length: 6 }, (_, n) => item(n)));
  }
  const store = await openStore("memory:");
  const limits = limitsSchema.parse({
    query_seconds: QUERY_SECONDS,
    engines: 2,
    engine_memory: 768 * 2 ** 20,
    max_read_units: 200,
    principal_day_read_units: 1e9,
    tenant_day_read_units: 1e9,
    kept_total_bytes: 2 ** 20,
    concurrent_queries: 50,
    concurrent_queries_tenant: 50,
    concurrent_queries_principal: 50,
  });
  await createSchemas({ store }).add(PRINCIPAL.tenantId, {
    schemaName: "east",
    region,
    endpoint,
    tablePrefix: PREFIX,
  });

  const outcomes = new Map<string, number>();
  const faults: string[] = [];
  const pids = new Set<number>();
  const causes = new Map<string, string>();
  let longest = 0;
  const module = import.meta.resolve("./judging_engine.ts");
  const service = createQueryService({
    limits,
    catalog: createCatalog({ store, limits }),
    store,
    engineCommand: () => ({ file: Deno.execPath(), args: ["run", "-A", "--quiet", module] }),
    onQuery({ outcome, sqlHash, cause = "" }: QueryRecord) {
      if (outcome === "internal") causes.set(sqlHash, cause);
    },
  });

  async function one(index: number): Promise<void> {
    const sql = inputAt(seed, index);
    const fault = (what: string) =>
      faults.push(`${what} (seed ${seed}, index ${index}): ${JSON.stringify(sql)}`);
    const started = performance.now();
    let outcome = "rows";
    try {
      const { signal } = new AbortController();
      const parameters = parametersOf(sql);
      const page = await service.execute(PRINCIPAL, { sql, schemaName: "east", parameters }, { signal });
      if (/root:.*:0:0:/.test(JSON.stringify(page.rows))) fault("a file's text in the answer");
    } catch (error) {
      outcome = error instanceof DynamoSqlError ? error.code : "thrown";
      if (outcome === "thrown") fault(String(error));
      const cause = causes.get(sqlHash(sql)) ?? "";
      if (outcome === "internal" && !KNOWN.some((known) => known.test(cause))) {
        fault(`internal, ${cause.slice(0, 500)}`);
      }
    }
    const seconds = (performance.now() - started) / 1000;
    longest = Math.max(longest, seconds);
    if (seconds > QUERY_SECONDS + 2) fault(`it took ${seconds} s`);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    for (const { pid } of service.engines()) pids.add(pid);
  }

  try {
    let next = from;
    let done = 0;
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      while (next < to) {
        await one(next++);
        done++;
        if (done % 1_000 === 0) onProgress(done);
      }
    }));
    const { signal } = new AbortController();
    for (let engine = 0; engine < 4; engine++) {
      const [[settings, changes, files] = []] =
        (await service.execute(PRINCIPAL, { sql: "changes" }, { signal })).rows;
      if (!(Number(settings) > 100)) faults.push("The settings could not be read.");
      if (changes !== "" || files !== "") faults.push(`Left behind: ${changes} ${files}`);
    }
  } finally {
    await service.close();
    await store.close();
  }
  return { outcomes, faults, processes: pids.size, longest };
}
