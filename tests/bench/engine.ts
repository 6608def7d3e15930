/**
 * `deno task bench:engine`: the engine against what one would write by hand, as ratios within one run.
 * `deno run -A tests/bench/engine.ts scan` measures only that part.
 * @module
 */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { measureClients, measureKeyLookup, measureKeys } from "./engine_keys.ts";
import { measureScan } from "./engine_scan.ts";
import { measureTop } from "./engine_top.ts";
import { measureWide } from "./engine_wide.ts";
import { openEngineWorld } from "./engine_world.ts";
import { type Measured, report } from "./measure.ts";

const parts = new Set(Deno.args.length > 0 ? Deno.args : ["scan", "key", "keys", "clients", "wide", "top"]);
const rows: Measured[] = [];
const world = await openEngineWorld();
const client = new DynamoDBClient({
  endpoint: world.database.endpoint,
  region: world.database.region ?? "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});
try {
  if (parts.has("key")) rows.push(...await measureKeyLookup(world, client));
  if (parts.has("keys")) rows.push(...await measureKeys(world, client));
  if (parts.has("clients")) rows.push(...await measureClients(world));
  if (parts.has("wide")) rows.push(...await measureWide(world));
  if (parts.has("top")) rows.push(...await measureTop(world));
  if (parts.has("scan")) rows.push(...await measureScan(world));
} finally {
  client.destroy();
  await world.close();
}
console.log(report(rows));
Deno.exit(0);
