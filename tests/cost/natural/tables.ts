/**
 * The tables of the natural questions: a shop's orders, customers, metrics, a single table of several kinds, numbers,
 * and line items. Times end with the present, as in a table that is in use.
 * @module
 */
import { createTable, type LocalDatabase, putItems, type TestTable } from "../../fixtures/tables.ts";
import type { KeyNames } from "./expert.ts";

/** The present, in whole hours: what `now()` is compared with. */
export const PRESENT = Math.floor(Date.now() / 3_600_000) * 3_600_000;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** ISO 8601 in UTC, in seconds. */
export const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");

/** The day, `YYYY-MM-DD`, so many days ago. */
export const daysAgo = (days: number): string => iso(PRESENT - days * DAY).slice(0, 10);

/** The instant so many hours ago, as the tables write it. */
export const hoursAgo = (hours: number): string => iso(PRESENT - hours * HOUR);

/** `c0001` to `c0050`. */
export const customerId = (at: number): string => `c${String(at).padStart(4, "0")}`;

const each = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));
const pad = (bytes: number): string => "-".repeat(bytes);

/** 50 customers × 60 orders, one each 12 hours; a partition is 45 KB. */
const orders = {
  table: {
    name: "orders",
    hash: "customer_id",
    sort: "created_at",
    lsis: [{ name: "by_total", hash: "customer_id", sort: "total:N" }],
    gsis: [{ name: "by_status", hash: "status", sort: "created_at" }],
  },
  items: each(50, (customer) =>
    each(60, (order) => ({
      customer_id: customerId(customer + 1),
      // A minute apart, so that no two orders of all are of one instant.
      created_at: iso(PRESENT - (order * 12 + 6) * HOUR - (customer + 1) * 60_000),
      order_id: `o${customer + 1}-${order}`,
      total: ((order * 37) % 60) * 10 + customer,
      status: ["open", "paid", "shipped", "returned"][(order + customer) % 4],
      note: pad(640),
    }))).flat(),
};

/** 50 customers of 2,500 bytes under a hash key alone. */
const customers = {
  table: {
    name: "customers",
    hash: "id",
    gsis: [
      { name: "by_email", hash: "email" },
      { name: "by_city", hash: "city", sort: "name" },
    ],
  },
  items: each(50, (at) => ({
    id: customerId(at + 1),
    email: `${customerId(at + 1)}@example.com`,
    city: ["Oslo", "Rome", "Lima", "Kyiv", "Cork"][at % 5],
    name: `Customer ${String(at + 1).padStart(2, "0")}`,
    bio: pad(2_400),
  })),
};

/** 5 devices, 1,000 readings each, one an hour; a partition is 97 KB. */
const metrics = {
  table: { name: "metrics", hash: "device", sort: "ts:N" },
  items: each(5, (device) =>
    each(1_000, (at) => ({
      device: `d${device}`,
      ts: PRESENT / 1000 - at * 3_600,
      reading: (at * 7) % 100,
      note: pad(60),
    }))).flat(),
};

/** The same in milliseconds. */
const metricsMs = {
  table: { name: "metrics_ms", hash: "device", sort: "ms:N" },
  items: each(
    2,
    (device) =>
      each(
        1_000,
        (at) => ({ device: `d${device}`, ms: PRESENT - at * HOUR, reading: at % 50, note: pad(60) }),
      ),
  ).flat(),
};

/** One table of several kinds: 40 users, each a profile and 5 orders, each order with 3 lines. */
const app = {
  table: { name: "app", hash: "pk", sort: "sk" },
  items: each(40, (user) => [
    { pk: `USER#${user}`, sk: "PROFILE", name: `user ${user}`, note: pad(700) },
    ...each(5, (order) => ({
      pk: `USER#${user}`,
      sk: `ORDER#${order}`,
      order_id: `${user}-${order}`,
      note: pad(700),
    })),
    ...each(5, (order) =>
      each(3, (line) => ({
        pk: `ORDER#${user}-${order}`,
        sk: `LINE#${line}`,
        amount: line + order,
        note: pad(100),
      }))).flat(),
  ]).flat(),
};

/** 150 numbers of 1,000 bytes. */
const nums = {
  table: { name: "nums", hash: "num:N" },
  items: each(150, (num) => ({ num, word: `word ${num}`, note: pad(950) })),
};

/** 3,000 line items over seven years, in indexes that hold them all. */
const lineitem = {
  table: {
    name: "lineitem",
    hash: "l_orderkey:N",
    sort: "l_linenumber:N",
    gsis: [
      { name: "by_mode", hash: "l_shipmode", sort: "l_receiptdate" },
      { name: "by_part", hash: "l_partkey:N", sort: "l_suppkey:N" },
    ],
  },
  items: each(750, (order) =>
    each(4, (line) => {
      const at = order * 4 + line;
      const received = Date.UTC(1992, 0, 5) + ((at * 977) % 2_500) * DAY;
      return {
        l_orderkey: order + 1,
        l_linenumber: line + 1,
        l_partkey: at % 200,
        l_suppkey: (at * 3) % 40,
        l_shipmode: ["MAIL", "AIR", "RAIL", "SHIP", "TRUCK", "FOB", "REG AIR"][at % 7],
        l_receiptdate: iso(received).slice(0, 10),
        l_commitdate: iso(received + ((at % 21) - 10) * DAY).slice(0, 10),
        l_quantity: (at % 50) + 1,
        l_comment: pad(150),
      };
    })).flat(),
};

/** Two hundred parts. */
const part = {
  table: { name: "part", hash: "p_partkey:N" },
  items: each(200, (at) => ({ p_partkey: at, p_name: `part ${at}`, p_size: at % 25 })),
};

const all: readonly { readonly table: TestTable; readonly items: readonly Record<string, unknown>[] }[] = [
  orders,
  customers,
  metrics,
  metricsMs,
  app,
  nums,
  lineitem,
  part,
];

/** Makes them. */
export async function createNaturalTables(database: LocalDatabase): Promise<void> {
  for (const { table, items } of all) {
    await createTable(database, table);
    await putItems(database, table.name, items);
  }
}

/** Their keys, and those of their indexes. */
export const keys = {
  orders: { table: "orders", hash: "customer_id", sort: "created_at" },
  orders_by_total: { table: "orders", index: "by_total", hash: "customer_id", sort: "total" },
  orders_by_status: { table: "orders", index: "by_status", hash: "status", sort: "created_at" },
  customers: { table: "customers", hash: "id" },
  customers_by_email: { table: "customers", index: "by_email", hash: "email" },
  customers_by_city: { table: "customers", index: "by_city", hash: "city", sort: "name" },
  metrics: { table: "metrics", hash: "device", sort: "ts" },
  metrics_ms: { table: "metrics_ms", hash: "device", sort: "ms" },
  app: { table: "app", hash: "pk", sort: "sk" },
  nums: { table: "nums", hash: "num" },
  lineitem: { table: "lineitem", hash: "l_orderkey", sort: "l_linenumber" },
  lineitem_by_mode: { table: "lineitem", index: "by_mode", hash: "l_shipmode", sort: "l_receiptdate" },
  lineitem_by_part: { table: "lineitem", index: "by_part", hash: "l_partkey", sort: "l_suppkey" },
  part: { table: "part", hash: "p_partkey" },
} as const satisfies Record<string, KeyNames>;
