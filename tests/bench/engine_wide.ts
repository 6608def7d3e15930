/**
 * `SELECT *` over items of thousands of attributes each, against the AWS SDK's Scan of the same pages.
 * @module
 */
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { createTable, putItems, toItem } from "../fixtures/tables.ts";
import type { EngineWorld } from "./engine_world.ts";
import { type Measured, median, took } from "./measure.ts";

const ITEMS = 2_000;
const NAMES = 5_000;
/** Items of 40 KB in a page of 1 MB. */
const PAGE = 25;
const ROUNDS = 3;

/** Every item has every name. */
function item(at: number): Record<string, unknown> {
  const attributes = Array.from(
    { length: NAMES },
    (_, name) => [`a${name}`, name % 3 === 0 ? at * name % 997 : `v${(at + name) % 89}`],
  );
  return { order_id: `i${at}`, ...Object.fromEntries(attributes) };
}

function* pages(): Generator<{ readonly Items: readonly unknown[] }> {
  for (let from = 0; from < ITEMS; from += PAGE) {
    yield { Items: Array.from({ length: PAGE }, (_, at) => toItem(item(from + at))) };
  }
}

/** Rounds of both in turn. */
export async function measureWide(world: EngineWorld): Promise<Measured[]> {
  await createTable(world.database, { name: "like_wide", hash: "order_id" });
  await putItems(world.database, "like_wide", Array.from({ length: 10 }, (_, at) => item(at)));
  const endpoint = await world.replay("wide", "like_wide", pages());
  const client = new DynamoDBClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const rounds: { star: number; distinct: number; sdk: number }[] = [];
  let mb = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await world.freshEngine();
    await world.run("SELECT 1");
    const star = await took(() => whole(world, "SELECT * FROM wide ORDER BY order_id"));
    mb = Math.max(mb, world.peakMb());
    const distinct = await took(() => whole(world, "SELECT DISTINCT * FROM wide"));
    rounds.push({ star, distinct, sdk: await took(() => scan(client)) });
  }
  client.destroy();
  const ratio = median(rounds.map(({ star, sdk }) => star / sdk));
  const distinct = median(rounds.map(({ distinct, sdk }) => distinct / sdk));
  return [
    line("SELECT *, 2,000 items of 5,000 attributes ÷ AWS SDK loop", ratio.toFixed(2), "≤ 1.5", ratio <= 1.5),
    line("SELECT DISTINCT *, the same ÷ AWS SDK loop", distinct.toFixed(2), "≤ 1.5", distinct <= 1.5),
    line("engine's peak memory, the same", `${mb.toFixed(0)} MB`, "≤ 900 MB", mb <= 900),
  ];
}

async function whole(world: EngineWorld, sql: string): Promise<void> {
  const { rows, executed } = await world.run(sql, { resultBytesMax: 2 ** 28 });
  if (rows.length < ITEMS || executed.columns.length !== NAMES + 1) {
    throw new Error(`${sql}: ${rows.length} rows of ${executed.columns.length} columns.`);
  }
}

async function scan(client: DynamoDBClient): Promise<void> {
  let items = 0;
  let ExclusiveStartKey: Record<string, { S: string }> | undefined;
  do {
    const answer = await client.send(
      new ScanCommand({ TableName: `wide_${ITEMS}`, ...(ExclusiveStartKey && { ExclusiveStartKey }) }),
    );
    items += answer.Items?.length ?? 0;
    const next = answer.LastEvaluatedKey?.["order_id"]?.S;
    ExclusiveStartKey = next === undefined ? undefined : { order_id: { S: next } };
  } while (ExclusiveStartKey !== undefined);
  if (items < ITEMS) throw new Error(`The SDK read ${items} items.`);
}

function line(name: string, value: string, aim: string, met: boolean): Measured {
  return { name, value, aim, met };
}
