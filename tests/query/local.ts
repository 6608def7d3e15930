/** A query service over real engine processes, a real catalogue and a database of DynamoDB Local of its own. */
import { type Limits, limitsSchema } from "../../src/config.ts";
import { createCatalog, createSchemas } from "../../src/catalog/mod.ts";
import { createQueryService, type RunningQueryService } from "../../src/query/query_service.ts";
import type { QueryPage, QueryRequest } from "../../src/query/service.ts";
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
}

/** Runs `work` with a service whose schema `east` has the table `numbers`: `items` items, hash `g`, sort `n`. */
export async function withLocal(
  limits: Partial<Limits>,
  items: number,
  work: (service: Local) => Promise<void>,
): Promise<void> {
  useLocalCredentials();
  const endpoint = await dynamodbLocal();
  const region = uniqueRegion();
  const database = { endpoint, region };
  await createTable(database, { name: "numbers", hash: "g", sort: "n:N" });
  await putItems(
    database,
    "numbers",
    Array.from({ length: items }, (_, n) => ({ g: `g${n % 4}`, n, text: `item ${n} `.repeat(20) })),
  );
  const store = await openStore("memory:");
  const all = limitsSchema.parse({
    concurrent_queries: 50,
    concurrent_queries_tenant: 50,
    concurrent_queries_principal: 50,
    ...limits,
  });
  const schemas = createSchemas({ store });
  await schemas.add(ANN.tenantId, { schemaName: "east", region, endpoint });
  const service = createQueryService({ limits: all, catalog: createCatalog({ store, limits: all }), store });
  try {
    await work({
      ...service,
      database,
      run: (sql, request = {}, signal = new AbortController().signal) =>
        service.execute(ANN, { sql, schemaName: "east", ...request }, { signal }),
    });
  } finally {
    await service.close();
    await store.close();
  }
}
