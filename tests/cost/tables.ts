/** The tables of the read-cost suite: sizes are round, so that read units can be worked out by hand. */
import type { Item } from "../../src/dynamodb/access.ts";
import { createTable, type LocalDatabase, putWireItems, type TestTable, toItem } from "../fixtures/tables.ts";

/** A table and what is in it. */
export interface CostTable {
  readonly table: TestTable;
  readonly items: readonly Item[];
}

/** An item of so many bytes, names included (Developer Guide, "DynamoDB item sizes"), filled up by `pad`. */
function sized(bytes: number, object: Record<string, unknown>): Item {
  const used = Object.entries(object).reduce(
    (sum, [name, value]) => value === undefined ? sum : sum + name.length + sizeOf(value),
    "pad".length,
  );
  return toItem({ ...object, pad: "-".repeat(bytes - used) });
}

/** A number takes a byte for two digits and one more. */
function sizeOf(value: unknown): number {
  return typeof value === "number" ? Math.ceil(String(value).length / 2) + 1 : String(value).length;
}

function three(number: number): string {
  return String(number).padStart(3, "0");
}

function each<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at));
}

/** `2026-01-01` and the days after, forty of them. */
function day(at: number): string {
  return at < 31 ? `2026-01-${String(at + 1).padStart(2, "0")}` : `2026-02-0${at - 30}`;
}

/** That day, in one of three forms of ISO 8601: by its day in UTC, which the last text does not begin with. */
function shippedAt(at: number, form: number): string {
  const texts = [day(at), `${day(at)} 12:00`, `${day(Math.max(0, at - 1))}T23:30:00-05:00`];
  return texts[form] ?? "";
}

/** 200 items of 1,000 bytes under a hash key alone: 200,000 bytes = 49 blocks of 4,096. */
const customers: CostTable = {
  table: {
    name: "customers",
    hash: "id",
    gsis: [
      { name: "by_email", hash: "email" },
      { name: "by_city", hash: "city", sort: "age:N", project: [] },
      // Sparse: one customer in twenty has a tier.
      { name: "by_tier", hash: "tier", sort: "age:N", project: ["email"] },
    ],
  },
  items: each(200, (at) =>
    sized(1_000, {
      id: `c${three(at)}`,
      email: `c${three(at)}@example.com`,
      city: `city${at % 10}`,
      age: 20 + Math.floor(at / 10),
      status: at % 4 === 0 ? "closed" : "active",
      tier: at % 20 === 0 ? "gold" : undefined,
    })),
};

/** 10 customers × 40 days, 1,000 bytes each: a partition is 40,000 bytes = 10 blocks, the table 98 blocks. */
const orders: CostTable = {
  table: {
    name: "orders",
    hash: "customer",
    sort: "placed",
    gsis: [
      { name: "by_state", hash: "state", sort: "placed" },
      // Sparse: the orders of one day in four were shipped.
      { name: "by_shipped", hash: "state", sort: "shipped" },
    ],
    lsis: [
      { name: "by_total", hash: "customer", sort: "total:N", project: [] },
      { name: "by_note", hash: "customer", sort: "note" },
    ],
  },
  items: each(400, (at) =>
    sized(1_000, {
      customer: `c${three(at % 10)}`,
      placed: day(Math.floor(at / 10)),
      total: Math.floor(at / 10) * 10,
      // One customer's order of eight days is open: 50 in all.
      state: Math.floor(at / 10) % 8 === 0 ? "open" : "paid",
      shipped: Math.floor(at / 10) % 4 === 0 ? shippedAt(Math.floor(at / 10), at % 3) : undefined,
      note: Math.floor(at / 10) % 10 === 0 ? `note${Math.floor(at / 100)}` : undefined,
    })),
};

/** 5 devices × 100 seconds, 200 bytes each: a partition is 20,000 bytes = 5 blocks, the table 25 blocks. */
const metrics: CostTable = {
  table: { name: "metrics", hash: "device:N", sort: "ts:N" },
  items: each(
    500,
    (at) =>
      sized(200, { device: at % 5, ts: Math.floor(at / 5), reading: at, bad: at % 50 === 0 ? 1 : undefined }),
  ),
};

/** 20 items of 9,000 bytes: 3 blocks each by key, 44 blocks in one go. */
const docs: CostTable = {
  table: {
    name: "docs",
    hash: "id:N",
    gsis: [
      { name: "by_owner", hash: "owner", project: [] },
      { name: "by_kind", hash: "kind", project: ["title"] },
    ],
  },
  items: each(
    20,
    (at) => sized(9_000, { id: at, owner: `o${at % 4}`, kind: `k${at % 2}`, title: `title ${three(at)}` }),
  ),
};

/** One table of several kinds: 20 users, each a profile and 10 orders, 500 bytes each; 110,000 bytes = 27 blocks. */
const app: CostTable = {
  table: { name: "app", hash: "pk", sort: "sk", gsis: [{ name: "gsi1", hash: "gsi1pk", sort: "gsi1sk" }] },
  items: each(20, (user) => [
    sized(500, { pk: `USER#${three(user)}`, sk: "PROFILE", name: `user ${user}` }),
    ...each(10, (at) =>
      sized(500, {
        pk: `USER#${three(user)}`,
        sk: `ORDER#${three(at)}`,
        amount: at,
        // Two of ten are open, and only those are in the index.
        gsi1pk: at < 2 ? "STATUS#open" : undefined,
        gsi1sk: at < 2 ? `${day(user)}#${at}` : undefined,
      })),
  ]).flat(),
};

/** 150 items of 20,000 bytes: 3 MB, three pages. */
const big: CostTable = {
  table: { name: "big", hash: "id" },
  items: each(150, (at) => sized(20_000, { id: `b${three(at)}`, kind: `k${at % 3}` })),
};

/** 150 items of 200 bytes: 30,000 bytes = 8 blocks. Nearly all are hot, and each of those names two customers. */
const links: CostTable = {
  table: { name: "links", hash: "id" },
  items: each(150, (at) =>
    sized(200, {
      id: `l${three(at)}`,
      one: `c${three(at)}`,
      two: `c${three((at * 7) % 200)}`,
      day: day(at % 20),
      kind: at < 140 ? "hot" : "cold",
    })),
};

/** All of them. */
export const costTables: readonly CostTable[] = [customers, orders, metrics, docs, app, big, links];

/** Makes them. */
export async function createCostTables(database: LocalDatabase): Promise<void> {
  for (const { table, items } of costTables) {
    await createTable(database, table);
    await putWireItems(database, table.name, items);
  }
}
