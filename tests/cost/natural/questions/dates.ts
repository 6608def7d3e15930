/** Conditions on dates: on the sort key of a partition, and on the sort attribute of an index. */
import { query } from "../expert.ts";
import type { Kind } from "../question.ts";
import { daysAgo, hoursAgo, keys } from "../tables.ts";

const lastWeek = [query(keys.orders, "c0001", [">=", hoursAgo(7 * 24)])];
const mail = (low: string, high: string) => [query(keys.lineitem_by_mode, "MAIL", ["between", low, high])];
const allMail = [query(keys.lineitem_by_mode, "MAIL")];

/** A date, or a function of the attribute, that an index's own attribute must have. */
const proven: Kind = {
  title: "a date or function condition proves that the index's sort attribute is there",
  questions: [
    {
      sql:
        "SELECT count(*), sum(l_quantity) FROM lineitem WHERE l_shipmode = 'MAIL' AND l_receiptdate >= DATE '1994-01-01' AND l_receiptdate < DATE '1994-03-01'",
      reads: mail("1994-01-01", "1994-03-01"),
    },
    {
      sql: "SELECT sum(l_quantity) FROM lineitem WHERE l_shipmode = 'MAIL' AND year(l_receiptdate) = 1994",
      reads: mail("1994-01-01", "1995-01-01"),
    },
    {
      sql:
        "SELECT sum(l_quantity) FROM lineitem WHERE l_shipmode = 'MAIL' AND l_receiptdate::DATE >= DATE '1998-01-01'",
      reads: [query(keys.lineitem_by_mode, "MAIL", [">=", "1998-01-01"])],
    },
    {
      sql:
        "SELECT sum(l_quantity) FROM lineitem WHERE l_shipmode = 'MAIL' AND left(l_receiptdate, 4) = '1994'",
      reads: [query(keys.lineitem_by_mode, "MAIL", ["begins", "1994"])],
    },
    {
      sql: "SELECT count(*) FROM lineitem WHERE l_shipmode = 'MAIL' AND l_receiptdate > l_commitdate",
      reads: allMail,
    },
    {
      sql:
        "SELECT sum(l_quantity) FROM lineitem WHERE l_shipmode = 'MAIL' AND extract(year FROM l_receiptdate::DATE) = 1995",
      reads: mail("1995-01-01", "1996-01-01"),
    },
    {
      sql:
        "SELECT sum(l_quantity) FROM lineitem WHERE l_shipmode = 'MAIL' AND strftime(l_receiptdate::DATE, '%Y-%m') = '1994-02'",
      reads: [query(keys.lineitem_by_mode, "MAIL", ["begins", "1994-02"])],
    },
    {
      sql:
        "SELECT sum(l_quantity) FROM lineitem WHERE l_shipmode IN ('MAIL', 'SHIP') AND l_receiptdate BETWEEN '1994-01-01'::DATE AND '1994-01-31'::DATE",
      reads: [
        ...mail("1994-01-01", "1994-01-31"),
        query(keys.lineitem_by_mode, "SHIP", ["between", "1994-01-01", "1994-01-31"]),
      ],
    },
    {
      sql: "SELECT count(*) FROM lineitem WHERE l_shipmode = 'MAIL' AND isodow(l_receiptdate::DATE) = 1",
      reads: allMail,
    },
    {
      sql:
        "SELECT count(*) FROM lineitem WHERE l_shipmode = 'MAIL' AND date_diff('day', l_commitdate::DATE, l_receiptdate::DATE) > 5",
      reads: allMail,
    },
  ],
};

const extremes: Kind = {
  title: "order and extremes prove it, too: NULLs are not among the answer",
  questions: [
    {
      sql: "SELECT max(l_receiptdate) FROM lineitem WHERE l_shipmode = 'MAIL'",
      reads: [query(keys.lineitem_by_mode, "MAIL", undefined, { limit: 1, back: true })],
    },
    {
      sql: "SELECT min(l_receiptdate) FROM lineitem WHERE l_shipmode = 'MAIL'",
      reads: [query(keys.lineitem_by_mode, "MAIL", undefined, { limit: 1 })],
    },
    {
      sql:
        "SELECT l_receiptdate FROM lineitem WHERE l_shipmode = 'MAIL' ORDER BY l_receiptdate DESC NULLS LAST LIMIT 3",
      reads: [query(keys.lineitem_by_mode, "MAIL", undefined, { limit: 3, back: true })],
    },
    {
      sql: "SELECT l_receiptdate FROM lineitem WHERE l_shipmode = 'MAIL' ORDER BY l_receiptdate DESC LIMIT 3",
      reads: [query(keys.lineitem_by_mode, "MAIL", undefined, { limit: 3, back: true })],
    },
    {
      sql: "SELECT max(l_receiptdate)::DATE FROM lineitem WHERE l_shipmode = 'RAIL'",
      reads: [query(keys.lineitem_by_mode, "RAIL", undefined, { limit: 1, back: true })],
    },
  ],
};

const onText: Kind = {
  title: "a date against a sort key that holds ISO text",
  questions: [
    {
      sql:
        "SELECT order_id, total FROM orders WHERE customer_id = 'c0001' AND created_at >= now() - INTERVAL 7 DAYS",
      reads: lastWeek,
    },
    {
      sql:
        "SELECT sum(total) FROM orders WHERE customer_id = 'c0001' AND created_at::TIMESTAMP > now() - INTERVAL '7 days'",
      reads: lastWeek,
    },
    {
      sql: `SELECT count(*) FROM orders WHERE customer_id = 'c0001' AND created_at BETWEEN DATE '${
        daysAgo(9)
      }' AND DATE '${daysAgo(4)}'`,
      reads: [query(keys.orders, "c0001", ["between", daysAgo(9), daysAgo(4)])],
    },
    {
      sql:
        `SELECT order_id FROM orders WHERE customer_id = 'c0001' AND date_trunc('day', created_at::TIMESTAMP) = DATE '${
          daysAgo(3)
        }'`,
      reads: [query(keys.orders, "c0001", ["begins", daysAgo(3)])],
    },
    {
      sql: `SELECT order_id FROM orders WHERE customer_id = 'c0001' AND created_at::DATE = '${daysAgo(3)}'`,
      reads: [query(keys.orders, "c0001", ["begins", daysAgo(3)])],
    },
    {
      sql: `SELECT order_id FROM orders WHERE customer_id = 'c0001' AND CAST(created_at AS DATE) IN (DATE '${
        daysAgo(3)
      }', DATE '${daysAgo(12)}')`,
      reads: [
        query(keys.orders, "c0001", ["begins", daysAgo(3)]),
        query(keys.orders, "c0001", ["begins", daysAgo(12)]),
      ],
    },
    {
      sql:
        "SELECT order_id FROM orders WHERE customer_id = 'c0001' ORDER BY created_at::TIMESTAMP DESC LIMIT 3",
      reads: [query(keys.orders, "c0001", undefined, { limit: 3, back: true })],
    },
    {
      sql:
        "SELECT c.name, o.order_id FROM customers c JOIN orders o ON o.customer_id = c.id AND o.created_at >= now() - INTERVAL 7 DAYS WHERE c.id = 'c0001'",
      reads: [query({ table: "customers", hash: "id" }, "c0001"), ...lastWeek],
    },
    {
      sql: "SELECT count(*) FROM orders WHERE status = 'open' AND created_at > current_date - 2",
      reads: [query(keys.orders_by_status, "open", [">=", daysAgo(2)])],
    },
    {
      sql:
        "SELECT order_id FROM orders WHERE customer_id = 'c0001' AND age(now(), created_at::TIMESTAMPTZ) < INTERVAL 7 DAYS",
      reads: lastWeek,
    },
  ],
};

/** The questions about dates. */
export const dates: readonly Kind[] = [proven, extremes, onText];
