/** A catalogue over a store in memory and a database of DynamoDB Local of its own, with a clock that tests turn. */
import { createCatalog, createSchemas } from "../../src/catalog/mod.ts";
import { dynamoClient } from "../../src/dynamodb/client/client.ts";
import type { Connection } from "../../src/dynamodb/access.ts";
import { openMemory } from "../../src/store/drivers/memory.ts";
import { localAccessKey, type LocalDatabase, uniqueRegion } from "../fixtures/tables.ts";

export function world(endpoint: string, options: { sampleItems?: number } = {}) {
  const region = uniqueRegion();
  const database: LocalDatabase = { endpoint, region };
  const store = openMemory();
  const time = { now: Date.UTC(2026, 0, 1) };
  const clock = () => time.now;
  const calls: string[] = [];
  // The real client; only what it is asked is written down.
  const clientFor = (connection: Connection) => {
    const credentials = { accessKeyId: localAccessKey, secretAccessKey: "local" };
    const client = dynamoClient(connection, { credentials, maxAttempts: 2 });
    return {
      ...client,
      send: (...[operation, input, signal]: Parameters<typeof client.send>) => {
        calls.push(operation);
        return client.send(operation, input, signal);
      },
    };
  };
  const limits = { metadata_seconds: 900, sample_items: options.sampleItems ?? 1000 };
  const open = () => createCatalog({ store, clock, limits, clientFor });
  return {
    endpoint,
    region,
    database,
    store,
    time,
    schemas: createSchemas({ store, clock, clientFor }),
    catalog: open(),
    /** Another process on the same store. */
    another: open,
    clientFor,
    /** The operations asked of DynamoDB since the last call of this. */
    asked: () => calls.splice(0),
    /** Adds a schema that reaches the database. */
    async schema(tenantId: string, schemaName: string, more: Record<string, unknown> = {}) {
      return await this.schemas.add(tenantId, { schemaName, region, endpoint, ...more });
    },
  };
}
