/** A query service whose DynamoDB stands behind a proxy that misbehaves as it is told. */
import type { Limits } from "../../src/config.ts";
import { dynamodbLocal } from "../fixtures/dynamodb_local.ts";
import { type Local, type LocalSettings, withLocal } from "../query/local.ts";
import { openProxy, type Proxy } from "./proxy.ts";

export interface Faulty extends Local {
  readonly proxy: Proxy;
}

/**
 * Runs `work` with a service over the table `numbers` (see {@link withLocal}) behind a proxy. The table's metadata is
 * known and an engine is up, so that the proxy sees the reads of the queries and nothing else.
 */
export async function withFaulty(
  limits: Partial<Limits>,
  items: number,
  work: (service: Faulty) => Promise<void>,
  settings: LocalSettings = {},
): Promise<void> {
  const proxy = openProxy(await dynamodbLocal());
  try {
    await withLocal(limits, items, async (service) => {
      await service.run("SELECT g FROM numbers WHERE g = 'g0' AND n = 0");
      proxy.reset();
      await work({ ...service, proxy });
    }, { endpoint: proxy.url, ...settings });
  } finally {
    await proxy.close();
  }
}
