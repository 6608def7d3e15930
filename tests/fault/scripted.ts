/** A query service over scripted engine processes (scripted_engine.ts) and an in-memory store. */
import { type Limits, limitsSchema } from "../../src/config.ts";
import type { Catalog } from "../../src/catalog/catalog.ts";
import { openStore } from "../../src/store/mod.ts";
import type { Principal, QueryOptions, QueryPage, QueryRequest } from "../../src/query/service.ts";
import {
  createQueryService,
  type QueryServiceOptions,
  type RunningQueryService,
} from "../../src/query/query_service.ts";

export const ANN: Principal = { kind: "client", id: "ann", tenantId: "default" };
export const BEN: Principal = { kind: "client", id: "ben", tenantId: "default" };
export const EVE: Principal = { kind: "client", id: "ann", tenantId: "other" };

const MODULE = import.meta.resolve("./scripted_engine.ts");

/** Memory limit of a scripted engine process: well above what an idle one takes. */
export const ENGINE_MEMORY = 300 * 2 ** 20;

export interface Scripted extends RunningQueryService {
  run(script: string, request?: QueryRequest, options?: Partial<QueryOptions>): Promise<QueryPage>;
  page(principal: Principal, request: QueryRequest): Promise<QueryPage>;
}

/** Runs `work` with a service that is closed afterwards. */
export async function withScripted(
  limits: Partial<Limits>,
  work: (service: Scripted) => Promise<void>,
  more: Partial<QueryServiceOptions> = {},
): Promise<void> {
  const store = await openStore("memory:");
  const service = createQueryService({
    limits: limitsSchema.parse({
      engine_memory: ENGINE_MEMORY,
      concurrent_queries: 50,
      concurrent_queries_tenant: 50,
      concurrent_queries_principal: 50,
      ...limits,
    }),
    catalog: NO_TABLES,
    store,
    engineCommand: () => ({ file: Deno.execPath(), args: ["run", "-A", "--quiet", MODULE] }),
    ...more,
  });
  const page = (principal: Principal, request: QueryRequest, options: Partial<QueryOptions> = {}) =>
    service.execute(principal, request, { signal: new AbortController().signal, ...options });
  try {
    await work({
      ...service,
      page,
      run: (sql, request = {}, options = {}) => page(ANN, { sql, ...request }, options),
    });
  } finally {
    await service.close();
    await store.close();
  }
}

/** A catalogue in which no table exists: scripts read none. */
const NO_TABLES: Catalog = {
  list: () => Promise.reject(new Error("not asked for here")),
  describe: () => Promise.reject(new Error("not asked for here")),
  lookup: (_tenant, schema, names) =>
    Promise.resolve(
      names.map(({ table }) => ({
        missing: { code: "table_not_found", message: `Table not found: ${schema ?? "main"}.${table}` },
      })),
    ),
  learn: () => Promise.resolve(),
};

/** The code of the error that a promise fails with. Fails where it does not. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  const failure: unknown = await promise.then(() => new Error("it succeeded"), (error: unknown) => error);
  if (failure instanceof Error && "code" in failure) return String(failure.code);
  throw failure;
}

/** True while a process runs. One that is dead but that nobody has waited for yet does not count. */
export function isAlive(pid: number): boolean {
  try {
    if (Deno.build.os === "linux") return !/\) Z /.test(Deno.readTextFileSync(`/proc/${pid}/stat`));
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch {
    return false;
  }
}

/** Resolves when `condition` holds; fails after `seconds`. */
export async function until(condition: () => boolean, seconds = 10): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!condition()) {
    if (Date.now() > end) throw new Error("The awaited condition did not come about in time.");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
