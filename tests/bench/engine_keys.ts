/**
 * Reads by key, against the AWS SDK used by hand: one key, many keys, many clients.
 * @module
 */
import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { type EngineWorld, orderId, ORDERS, WANTED } from "./engine_world.ts";
import { type Measured, median, took } from "./measure.ts";

const LOOKUPS = 400;
/** Rounds that are measured, after those in which both get warm. */
const KEYS_ROUNDS = 9;
const KEYS_WARM_ROUNDS = 4;
/** Requests that the engine has in flight for many keys: an expert's loop has as many. */
const LOOP_AT_ONCE = 8;
const CLIENTS = 16;
const CLIENT_MS = 4_000;

/** One item by its key, in turn with the SDK's GetItem. */
export async function measureKeyLookup(world: EngineWorld, client: DynamoDBClient): Promise<Measured[]> {
  const bare = (n: number) =>
    client.send(new GetItemCommand({ TableName: "orders", Key: { order_id: { S: orderId(n) } } }));
  for (let n = 0; n < 100; n++) await Promise.all([bare(n), lookup(world, n)]);
  const [direct, through]: [number[], number[]] = [[], []];
  for (let n = 0; n < LOOKUPS; n++) {
    direct.push(await took(() => bare(n)));
    through.push(await took(() => lookup(world, n)));
  }
  const added = median(through) - median(direct);
  return [
    line("key lookup, GetItem by the SDK, p50", `${median(direct).toFixed(2)} ms`, "(no aim)"),
    line("key lookup, through the engine, p50", `${median(through).toFixed(2)} ms`, "(no aim)"),
    line("key lookup, added p50", `${added.toFixed(2)} ms`, "≤ 2 ms", added <= 2),
  ];
}

async function lookup(world: EngineWorld, n: number): Promise<void> {
  const { rows } = await world.run(`SELECT * FROM orders WHERE order_id = '${orderId(n % ORDERS)}'`);
  if (rows.length !== 1) throw new Error("The engine did not find the item.");
}

/** A join that reads 10,000 items by the keys of another table, in turn with the loops that one would write. */
export async function measureKeys(world: EngineWorld, client: DynamoDBClient): Promise<Measured[]> {
  const sql = "SELECT o.status, count(*), sum(o.total) FROM wanted w JOIN many_orders o " +
    "ON o.order_id = w.order_id GROUP BY 1";
  const engine = async () => {
    const { executed } = await world.run(sql);
    const { itemsMatched, requests } = executed.stats;
    if (itemsMatched !== 2 * WANTED || requests < WANTED / 100) {
      throw new Error(`The engine read ${itemsMatched} items with ${requests} requests: not by key.`);
    }
  };
  const loop = async (atOnce: number) => {
    const items = await batchGet(client, await scanKeys(client), atOnce);
    if (items !== WANTED) throw new Error(`The loop read ${items}.`);
  };
  for (let round = 0; round < KEYS_WARM_ROUNDS; round++) {
    await loop(LOOP_AT_ONCE);
    await engine();
  }
  const rounds: KeysRound[] = [];
  for (let round = 0; round < KEYS_ROUNDS; round++) {
    rounds.push({
      engine: await took(engine),
      one: await took(() => loop(1)),
      many: await took(() => loop(LOOP_AT_ONCE)),
    });
  }
  const ratio = median(rounds.map(({ engine, one }) => one / engine));
  const ratioMany = median(rounds.map(({ engine, many }) => many / engine));
  const ms = (which: keyof KeysRound) => `${median(rounds.map((round) => round[which])).toFixed(0)} ms`;
  return [
    line("join of 10,000 keys, Scan and BatchGetItem loops by the SDK", ms("one"), "(no aim)"),
    line(`join of 10,000 keys, the same with ${LOOP_AT_ONCE} requests in flight`, ms("many"), "(no aim)"),
    line("join of 10,000 keys, through the engine", ms("engine"), "(no aim)"),
    line("join of 10,000 keys, speed of the engine ÷ loops", ratio.toFixed(2), "≥ 1.0", ratio >= 1),
    line(
      `join of 10,000 keys, speed of the engine ÷ loops with ${LOOP_AT_ONCE}`,
      ratioMany.toFixed(2),
      "≥ 1.0",
      ratioMany >= 1,
    ),
  ];
}

/** Milliseconds of the engine, and of loops with one request in flight and with many. */
interface KeysRound {
  readonly engine: number;
  readonly one: number;
  readonly many: number;
}

async function scanKeys(client: DynamoDBClient): Promise<string[]> {
  const keys: string[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const answer = await client.send(
      new ScanCommand({ TableName: "wanted", ...(start === undefined ? {} : { ExclusiveStartKey: start }) }),
    );
    for (const item of answer.Items ?? []) keys.push(item["order_id"]?.S ?? "");
    start = answer.LastEvaluatedKey;
  } while (start !== undefined);
  return keys;
}

async function batchGet(client: DynamoDBClient, keys: readonly string[], atOnce: number): Promise<number> {
  let items = 0;
  let next = 0;
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (next < keys.length) {
      const from = next;
      next += 100;
      let left: Record<string, AttributeValue>[] = keys.slice(from, from + 100).map((key) => ({
        order_id: { S: key },
      }));
      while (left.length > 0) {
        const answer = await client.send(
          new BatchGetItemCommand({ RequestItems: { orders: { Keys: left } } }),
        );
        items += answer.Responses?.["orders"]?.length ?? 0;
        left = answer.UnprocessedKeys?.["orders"]?.Keys ?? [];
      }
    }
  }));
  return items;
}

/** Key lookups by one client and by sixteen at once, in one engine process. */
export async function measureClients(world: EngineWorld): Promise<Measured[]> {
  await clients(world, CLIENTS, 500);
  const rounds: { one: Load; many: Load }[] = [];
  for (let round = 0; round < 3; round++) {
    rounds.push({ one: await clients(world, 1, CLIENT_MS), many: await clients(world, CLIENTS, CLIENT_MS) });
  }
  const gain = median(rounds.map(({ one, many }) => many.rate / one.rate));
  const spread = median(rounds.map(({ many }) => many.p99 / many.p50));
  return [
    line("1 client, lookups", `${median(rounds.map((r) => r.one.rate)).toFixed(0)} /s`, "(no aim)"),
    line("16 clients, lookups", `${median(rounds.map((r) => r.many.rate)).toFixed(0)} /s`, "(no aim)"),
    line("16 clients ÷ 1, lookups", gain.toFixed(2), "≥ 1.0", gain >= 1),
    line("16 clients, p99 ÷ p50", spread.toFixed(2), "≤ 10", spread <= 10),
  ];
}

interface Load {
  /** Lookups a second. */
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
}

async function clients(world: EngineWorld, count: number, milliseconds: number): Promise<Load> {
  const times: number[] = [];
  const from = performance.now();
  await Promise.all(Array.from({ length: count }, async (_, client) => {
    for (let n = client; performance.now() - from < milliseconds; n += count) {
      times.push(await took(() => lookup(world, n)));
    }
  }));
  const rate = times.length / (performance.now() - from) * 1000;
  times.sort((a, b) => a - b);
  const at = (part: number) => times[Math.floor(times.length * part)] ?? Number.NaN;
  return { rate, p50: at(0.5), p99: at(0.99) };
}

function line(name: string, value: string, aim: string, met = true): Measured {
  return { name, value, aim, met };
}
