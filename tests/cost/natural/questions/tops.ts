/** The latest, the highest, the first few: of a key, of several keys, in a partition. */
import { type ExpertRead, query } from "../expert.ts";
import type { Kind } from "../question.ts";
import { keys } from "../tables.ts";

const ids = ["c0001", "c0002", "c0003"];
const listed = "('c0001', 'c0002', 'c0003')";
const latest = (id: string, limit = 1) => query(keys.orders, id, undefined, { limit, back: true });
const first = (id: string, limit = 1) => query(keys.orders, id, undefined, { limit });
const ofEach = (limit: number): ExpertRead[] => ids.map((id) => latest(id, limit));

const perKey: Kind = {
  title: "latest or top N per key, for few keys",
  questions: [
    {
      sql:
        `SELECT customer_id, max(created_at) FROM orders WHERE customer_id IN ${listed} GROUP BY customer_id`,
      reads: ofEach(1),
    },
    {
      sql:
        `SELECT DISTINCT ON (customer_id) customer_id, order_id FROM orders WHERE customer_id IN ${listed} ORDER BY customer_id, created_at DESC`,
      reads: ofEach(1),
    },
    {
      sql:
        `SELECT customer_id, order_id FROM (SELECT *, row_number() OVER (PARTITION BY customer_id ORDER BY created_at DESC) n FROM orders WHERE customer_id IN ${listed}) WHERE n <= 3`,
      reads: ofEach(3),
    },
    {
      sql:
        `SELECT customer_id, order_id FROM orders WHERE customer_id IN ${listed} QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY created_at DESC) = 1`,
      reads: ofEach(1),
    },
    {
      sql:
        `SELECT c.id, o.order_id FROM customers c, LATERAL (SELECT order_id FROM orders WHERE customer_id = c.id ORDER BY created_at DESC LIMIT 3) o WHERE c.id IN ${listed}`,
      reads: [...ids.map((id) => query(keys.customers, id)), ...ofEach(3)],
    },
    {
      sql:
        `SELECT c.id, (SELECT max(created_at) FROM orders o WHERE o.customer_id = c.id) FROM customers c WHERE c.id IN ${listed}`,
      reads: [...ids.map((id) => query(keys.customers, id)), ...ofEach(1)],
    },
    {
      sql:
        `SELECT customer_id, arg_max(order_id, created_at) FROM orders WHERE customer_id IN ${listed} GROUP BY customer_id`,
      reads: ofEach(1),
    },
    {
      sql: `SELECT customer_id, min(created_at) FROM orders WHERE customer_id IN ${listed} GROUP BY ALL`,
      reads: ids.map((id) => first(id)),
    },
  ],
};

const company: Kind = {
  title: "extremes in company",
  questions: [
    {
      sql: "SELECT max(created_at), min(created_at) FROM orders WHERE customer_id = 'c0001'",
      reads: [latest("c0001"), first("c0001")],
    },
    { sql: "SELECT max(created_at)::DATE FROM orders WHERE customer_id = 'c0001'", reads: [latest("c0001")] },
    {
      sql: "SELECT max(created_at::TIMESTAMP) FROM orders WHERE customer_id = 'c0001'",
      reads: [latest("c0001")],
    },
    {
      sql: "SELECT arg_max(order_id, created_at) FROM orders WHERE customer_id = 'c0001'",
      reads: [latest("c0001")],
    },
    {
      sql:
        "SELECT order_id FROM orders WHERE customer_id = 'c0001' AND created_at = (SELECT max(created_at) FROM orders WHERE customer_id = 'c0001')",
      reads: [latest("c0001"), latest("c0001")],
    },
    { sql: "SELECT count(*) > 0 FROM orders WHERE customer_id = 'c0001'", reads: [first("c0001")] },
    { sql: "SELECT EXISTS (SELECT 1 FROM orders WHERE customer_id = 'c0001')", reads: [first("c0001")] },
    {
      sql: "SELECT max(total) FROM orders WHERE customer_id = 'c0001' AND total IS NOT NULL",
      reads: [query(keys.orders_by_total, "c0001", undefined, { limit: 1, back: true })],
    },
    {
      sql: "SELECT last(order_id ORDER BY created_at) FROM orders WHERE customer_id = 'c0001'",
      reads: [latest("c0001")],
    },
  ],
};

const filtered: Kind = {
  title: "a filter with ORDER BY … LIMIT in one partition; the order of a local index",
  questions: [
    {
      sql:
        "SELECT order_id FROM orders WHERE customer_id = 'c0001' AND status = 'open' ORDER BY created_at DESC LIMIT 2",
      reads: [query(keys.orders, "c0001", undefined, { limit: 8, back: true })],
    },
    {
      sql: "SELECT order_id, total FROM orders WHERE customer_id = 'c0001' ORDER BY total DESC LIMIT 5",
      reads: [query(keys.orders_by_total, "c0001", undefined, { limit: 5, back: true })],
    },
    {
      sql:
        "SELECT order_id FROM orders WHERE customer_id = 'c0001' AND total > 100 ORDER BY created_at LIMIT 3",
      reads: [first("c0001", 5)],
      aim: 2,
    },
    {
      sql:
        "SELECT order_id FROM orders WHERE customer_id = 'c0001' AND status <> 'open' ORDER BY created_at DESC LIMIT 1",
      reads: [latest("c0001", 2)],
    },
    {
      sql:
        "SELECT order_id FROM orders WHERE customer_id = 'c0001' AND order_id LIKE 'o1-%' ORDER BY created_at DESC LIMIT 1",
      reads: [latest("c0001", 1)],
    },
  ],
};

const newest = (status: string) => query(keys.orders_by_status, status, undefined, { limit: 5, back: true });
const merged: Kind = {
  title: "IN with ORDER BY … LIMIT over an index: a merge of ordered reads",
  questions: [
    {
      sql: "SELECT order_id FROM orders WHERE status IN ('open', 'paid') ORDER BY created_at DESC LIMIT 5",
      reads: [newest("open"), newest("paid")],
    },
    {
      sql:
        "SELECT order_id FROM orders WHERE status = 'open' OR status = 'shipped' ORDER BY created_at DESC LIMIT 5",
      reads: [newest("open"), newest("shipped")],
    },
    {
      sql:
        "SELECT order_id FROM orders WHERE customer_id IN ('c0001', 'c0002') ORDER BY created_at DESC LIMIT 5",
      reads: [latest("c0001", 5), latest("c0002", 5)],
    },
    {
      sql: "SELECT max(created_at) FROM orders WHERE status IN ('open', 'paid')",
      reads: [newest("open"), newest("paid")],
    },
  ],
};

/** The questions about the first few. */
export const tops: readonly Kind[] = [perKey, company, filtered, merged];
