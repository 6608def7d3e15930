/** Constants that have to be worked out, epoch numbers, and functions round a key. */
import { get, query } from "../expert.ts";
import type { Kind } from "../question.ts";
import { daysAgo, keys, PRESENT } from "../tables.ts";

const sinceMidnight = (days: number) => [query(keys.orders, "c0001", [">=", daysAgo(days)])];
const seconds = (hours: number) => PRESENT / 1000 - hours * 3_600;
const lastDay = [query(keys.metrics, "d1", [">", seconds(24)])];
const lastDayMs = [query(keys.metrics_ms, "d1", [">", PRESENT - 24 * 3_600_000])];
const user7 = [query(keys.app, "USER#7", ["begins", "ORDER#"])];

const folded: Kind = {
  title: "constants that DuckDB could fold",
  questions: [
    {
      sql:
        "SELECT order_id FROM orders WHERE customer_id = 'c0001' AND created_at >= strftime(now() - INTERVAL 7 DAYS, '%Y-%m-%d')",
      reads: sinceMidnight(7),
    },
    {
      sql:
        "SELECT order_id FROM orders WHERE customer_id = 'c0001' AND created_at >= (now() - INTERVAL 7 DAYS)::VARCHAR",
      reads: sinceMidnight(7),
    },
    {
      sql:
        "SELECT order_id FROM orders WHERE customer_id = 'c0001' AND created_at < (current_date - 28)::VARCHAR",
      reads: [query(keys.orders, "c0001", ["<", daysAgo(28)])],
    },
    {
      sql:
        "SELECT order_id FROM orders WHERE customer_id = substr('xc0001', 2) AND created_at >= substr('x2000-01', 2) AND created_at < concat('2000', '-02')",
      reads: [query(keys.orders, "c0001", ["between", "2000-01", "2000-02"])],
    },
    {
      sql: "SELECT reading FROM metrics WHERE device = 'd1' AND ts > epoch(now() - INTERVAL 1 DAY)",
      reads: lastDay,
    },
    {
      sql: `SELECT reading FROM metrics WHERE device = 'd1' AND ts > ${PRESENT / 1000} - 24 * 3600`,
      reads: lastDay,
    },
    {
      sql: "SELECT name FROM customers WHERE id = CASE WHEN true THEN 'c0001' END",
      reads: [get(keys.customers, ["c0001"])],
    },
    {
      sql: "SELECT name FROM customers WHERE id = lower('C0001')",
      reads: [get(keys.customers, ["c0001"])],
    },
    {
      sql: "SELECT name FROM customers WHERE id = 'c' || lpad(1::VARCHAR, 4, '0')",
      reads: [get(keys.customers, ["c0001"])],
    },
    {
      sql: "SELECT name FROM customers WHERE id = format('c{:04d}', $1)",
      parameters: [1],
      reads: [get(keys.customers, ["c0001"])],
    },
  ],
};

const epochs: Kind = {
  title: "epoch functions round a numeric sort key",
  questions: [
    {
      sql: "SELECT reading FROM metrics WHERE device = 'd1' AND to_timestamp(ts) >= now() - INTERVAL 1 DAY",
      reads: lastDay,
    },
    {
      sql:
        "SELECT reading FROM metrics_ms WHERE device = 'd1' AND epoch_ms(ms) >= now()::TIMESTAMP - INTERVAL 1 DAY",
      reads: lastDayMs,
    },
    {
      sql: `SELECT reading FROM metrics_ms WHERE device = 'd1' AND ms / 1000 >= ${seconds(24)}`,
      reads: lastDayMs,
    },
    {
      sql:
        "SELECT avg(reading) FROM metrics WHERE device = 'd1' AND to_timestamp(ts)::TIMESTAMP > now()::TIMESTAMP - INTERVAL 24 HOURS",
      reads: lastDay,
    },
    {
      sql:
        "SELECT reading FROM metrics_ms WHERE device = 'd1' AND make_timestamp(ms * 1000) >= now()::TIMESTAMP - INTERVAL 1 DAY",
      reads: lastDayMs,
    },
    {
      sql: `SELECT reading FROM metrics WHERE device = 'd1' AND ts + 86400 > ${PRESENT / 1000}`,
      reads: lastDay,
    },
    {
      sql: `SELECT reading FROM metrics WHERE device = 'd1' AND ts - ${PRESENT / 1000} > -86400`,
      reads: lastDay,
    },
    {
      sql: `SELECT count(*) FROM metrics WHERE device = 'd1' AND to_timestamp(ts)::DATE = DATE '${
        daysAgo(2)
      }'`,
      reads: [
        query(keys.metrics, "d1", ["between", Date.parse(daysAgo(2)) / 1000, Date.parse(daysAgo(1)) / 1000]),
      ],
    },
  ],
};

const prefixes: Kind = {
  title: "prefix functions on the sort key",
  questions: [
    { sql: "SELECT order_id FROM app WHERE pk = 'USER#7' AND substr(sk, 1, 6) = 'ORDER#'", reads: user7 },
    { sql: "SELECT order_id FROM app WHERE pk = 'USER#7' AND left(sk, 6) = 'ORDER#'", reads: user7 },
    { sql: "SELECT order_id FROM app WHERE pk = 'USER#7' AND sk[:6] = 'ORDER#'", reads: user7 },
    {
      sql: "SELECT order_id FROM app WHERE pk = 'USER#7' AND split_part(sk, '#', 1) = 'ORDER'",
      reads: user7,
    },
    { sql: "SELECT order_id FROM app WHERE pk = 'USER#7' AND regexp_matches(sk, '^ORDER#')", reads: user7 },
    {
      sql: "SELECT order_id FROM app WHERE pk = 'USER#7' AND regexp_full_match(sk, 'ORDER#.*')",
      reads: user7,
    },
    {
      sql:
        "SELECT order_id FROM app WHERE pk = 'USER#7' AND starts_with(upper(sk), 'ORDER#') AND sk GLOB 'ORDER#*'",
      reads: user7,
    },
    {
      sql: "SELECT order_id FROM app WHERE pk = 'USER#7' AND substring(sk FROM 1 FOR 6) = 'ORDER#'",
      reads: user7,
    },
    { sql: "SELECT order_id FROM app WHERE pk = 'USER#7' AND begins_with(sk, 'ORDER#')", reads: user7 },
    {
      sql: "SELECT order_id FROM app WHERE pk = 'USER#7' AND string_split(sk, '#')[1] = 'ORDER'",
      reads: user7,
    },
  ],
};

const wholeKeys: Kind = {
  title: "a function round a whole key",
  questions: [
    { sql: "SELECT word FROM nums WHERE CAST(num AS VARCHAR) = '5'", reads: [get(keys.nums, [5])], aim: 2 },
    { sql: "SELECT word FROM nums WHERE num + 1 = 6", reads: [get(keys.nums, [5])], aim: 2 },
    {
      sql: "SELECT name FROM customers WHERE coalesce(id, '') = 'c0001'",
      reads: [get(keys.customers, ["c0001"])],
      aim: 2,
    },
    { sql: "SELECT word FROM nums WHERE num - 1 = 4", reads: [get(keys.nums, [5])], aim: 2 },
    { sql: "SELECT word FROM nums WHERE num * 2 = 10", reads: [get(keys.nums, [5])], aim: 2 },
    {
      sql: "SELECT name FROM customers WHERE id::VARCHAR IN ('c0001', 'c0002')",
      reads: [get(keys.customers, ["c0001"], ["c0002"])],
      aim: 2,
    },
    {
      sql: "SELECT name FROM customers WHERE concat(id, '') = 'c0001'",
      reads: [get(keys.customers, ["c0001"])],
      aim: 2,
    },
    {
      sql: "SELECT word FROM nums WHERE num BETWEEN 5 AND 7",
      reads: [get(keys.nums, [5], [6], [7])],
      aim: 2,
    },
  ],
};

/** The questions about constants and functions. */
export const constants: readonly Kind[] = [folded, epochs, prefixes, wholeKeys];
