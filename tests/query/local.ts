/** A query service over real engine processes, a real catalogue and a database of DynamoDB Local of its own. */
import { type Limits, limitsSchema } from "../../src/config.ts";
import { createCatalog, createSchemas } from "../../src/catalog/mod.ts";
import {
  createQueryService,
  type QueryServiceOptions,
  type RunningQueryService,
} from "../../src/query/query_service.ts";
import type { Principal, QueryPage, QueryRequest } from "../../src/query/service.ts";
import { openStore } from "../../src/store/mod.ts";
import { dynamodbLocal } from "../fixtures/dynamodb_local.ts";
import {
  createTable,
  type LocalDatabase,
  putItems,
  uniqueRegion,
  useLocalCredentials,
} from "../fixtures/tables.ts";
import { ANN } from "../fault/scripted.ts";

export interface Local extends RunningQueryService {
  readonly database: LocalDatabase;
  run(sql: string, request?: QueryRequest, signal?: AbortSignal): Promise<QueryPage>;
  /** As someone else than ANN, or with a cursor. */
  as(principal: Principal, request: QueryRequest, signal?: AbortSignal): Promise<QueryPage>;
}

/** What a test may want otherwise. */
export interface LocalSettings {
  /** The endpoint that the service gets: a proxy's. Absent = DynamoDB Local's own. */
  readonly endpoint?: string;
  /** Of item `n`; absent = about 160 characters. */
  readonly text?: (n: number) => string;
  readonly service?: Partial<QueryServiceOptions>;
}

/** Runs `work` with a service whose schema `east` has the table `numbers`: `items` items, hash `g`, sort `n`. */
export async function withLocal(
  limits: Partial<Limits>,
  items: number,
  work: (service: Local) => Promise<void>,
  settings: LocalSettings = {},
): Promise<void> {
  useLocalCredentials();
  const endpoint = await dynamodbLocal();
  const region = uniqueRegion();
  const database = { endpoint, region };
  const text = settings.text ?? ((n: number) => `item ${n} `.repeat(20));
  await createTable(database, { name: "numbers", hash: "g", sort: "n:N" });
  await putItems(
    database,
    "numbers",
    Array.from({ length: items }, (_, n) => ({ g: `g${n % 4}`, n, text: text(n) })),
  );
  const store = await openStore("memory:");
  const all = limitsSchema.parse({
    concurrent_queries: 50,
    concurrent_queries_tenant: 50,
    concurrent_queries_principal: 50,
    ...limits,
  });
  const schemas = createSchemas({ store });
  await schemas.add(ANN.tenantId, {
    schemaName: "east",
    region,
    endpoint: settings.endpoint ?? endpoint,
  });
  const catalog = createCatalog({ store, limits: all });
  const service = createQueryService({ limits: all, catalog, store, ...settings.service });
  const as: Local["as"] = (principal, request, signal = new AbortController().signal) =>
    service.execute(principal, { schemaName: "east", ...request }, { signal });
  try {
    await work({
      ...service,
      database,
      as,
      run: (sql, request, signal) => as(ANN, { sql, ...request }, signal),
    });
  } finally {
    await service.close();
    await store.close();
  }
}

/** Rows in the order of their first value, as text. */
export async function rowsOf(service: Local, sql: string): Promise<unknown[][]> {
  const { rows } = await service.run(sql);
  return rows.map((row) => [...row]).sort((one, other) => String(one[0]) < String(other[0]) ? -1 : 1);
}
