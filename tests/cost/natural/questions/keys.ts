/** Keys that come from elsewhere: constants in other clauses, joins, windows. */
import { get, query } from "../expert.ts";
import type { Kind } from "../question.ts";
import { customerId, keys } from "../tables.ts";

const c1 = [query(keys.orders, "c0001")];
const two = [get(keys.customers, ["c0001"], ["c0002"])];
const numbers = [get(keys.nums, [5], [6])];
const lines = [get(keys.app, ["USER#7", "ORDER#2"]), query(keys.app, "ORDER#7-2")];

const elsewhere: Kind = {
  title: "keys from constants elsewhere",
  questions: [
    {
      sql: "WITH p AS (SELECT $1 AS cid) SELECT o.order_id FROM orders o, p WHERE o.customer_id = p.cid",
      parameters: ["c0001"],
      reads: c1,
    },
    { sql: "SELECT order_id FROM orders WHERE customer_id = (SELECT 'c0001')", reads: c1 },
    { sql: "SELECT name FROM customers WHERE id IN (VALUES ('c0001'), ('c0002'))", reads: two },
    {
      sql: "SELECT c.name FROM customers c JOIN (VALUES ('c0001'), ('c0002')) v(id) ON c.id = v.id",
      reads: two,
    },
    { sql: "SELECT name FROM customers WHERE id = ANY(['c0001', 'c0002'])", reads: two },
    { sql: "SELECT name FROM customers WHERE list_contains(['c0001', 'c0002'], id)", reads: two },
    { sql: "SELECT word FROM nums WHERE num IN (SELECT unnest([5, 6]))", reads: numbers },
    { sql: "SELECT word FROM nums WHERE num IN (SELECT * FROM generate_series(5, 6))", reads: numbers },
    { sql: "SELECT n.word FROM nums n JOIN range(5, 7) r(num) ON n.num = r.num", reads: numbers },
    {
      sql:
        "WITH ids(id) AS (VALUES ('c0001'), ('c0002')) SELECT name FROM customers WHERE id IN (SELECT id FROM ids)",
      reads: two,
    },
    {
      sql:
        "WITH ids AS (SELECT unnest(['c0001', 'c0002']) AS id) SELECT c.name FROM ids JOIN customers c USING (id)",
      reads: two,
    },
    {
      sql:
        "SELECT c.name FROM (SELECT 'c0001' AS id UNION ALL SELECT 'c0002') v LEFT JOIN customers c ON c.id = v.id",
      reads: two,
    },
    {
      sql:
        "SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM (VALUES ('c0001'), ('c0002')) v(id) WHERE v.id = c.id)",
      reads: two,
    },
    {
      sql:
        "SELECT order_id FROM orders WHERE (customer_id, status) IN (VALUES ('c0001', 'open'), ('c0001', 'paid'))",
      reads: c1,
    },
    { sql: "SELECT word FROM nums WHERE num IN (SELECT 4 + i FROM range(1, 3) r(i))", reads: numbers },
    {
      sql:
        "SELECT name FROM customers WHERE id IN (SELECT max(id) FROM customers WHERE email = 'c0001@example.com')",
      reads: [query(keys.customers_by_email, "c0001@example.com"), get(keys.customers, ["c0001"])],
    },
  ],
};

const computed: Kind = {
  title: "a computed join key",
  questions: [
    {
      sql:
        "SELECT i.amount FROM app o JOIN app i ON i.pk = 'ORDER#' || o.order_id WHERE o.pk = 'USER#7' AND o.sk = 'ORDER#2'",
      reads: lines,
    },
    {
      sql:
        "SELECT i.amount FROM app o JOIN app i ON i.pk = concat('ORDER#', o.order_id) WHERE o.pk = 'USER#7' AND o.sk = 'ORDER#2'",
      reads: lines,
    },
    {
      sql:
        "SELECT i.amount FROM app o, LATERAL (SELECT * FROM app WHERE pk = 'ORDER#' || o.order_id) i WHERE o.pk = 'USER#7' AND o.sk = 'ORDER#2'",
      reads: lines,
    },
    {
      sql:
        "SELECT amount FROM app WHERE pk IN (SELECT 'ORDER#' || order_id FROM app WHERE pk = 'USER#7' AND sk = 'ORDER#2')",
      reads: lines,
    },
    {
      sql:
        "WITH o AS (SELECT 'ORDER#' || order_id AS key FROM app WHERE pk = 'USER#7' AND sk = 'ORDER#2') SELECT i.amount FROM o JOIN app i ON i.pk = o.key",
      reads: lines,
    },
    {
      sql:
        "SELECT c.name FROM nums n JOIN customers c ON c.id = 'c' || lpad(n.num::VARCHAR, 4, '0') WHERE n.num IN (1, 2)",
      reads: [get(keys.nums, [1], [2]), ...two],
    },
    {
      sql:
        "SELECT n.word FROM app o JOIN nums n ON n.num = split_part(o.order_id, '-', 1)::INT WHERE o.pk = 'USER#7' AND o.sk = 'ORDER#2'",
      reads: [get(keys.app, ["USER#7", "ORDER#2"]), get(keys.nums, [7])],
    },
    {
      sql:
        "SELECT c.name FROM orders o JOIN customers c ON c.email = o.customer_id || '@example.com' WHERE o.customer_id = 'c0001' AND o.created_at > '2999'",
      reads: [query(keys.orders, "c0001", [">", "2999"])],
    },
  ],
};

const windows: Kind = {
  title: "a condition on a window's PARTITION BY from outside",
  questions: [
    {
      sql:
        "SELECT * FROM (SELECT order_id, customer_id, rank() OVER (PARTITION BY customer_id ORDER BY total) r FROM orders) WHERE customer_id = 'c0001'",
      reads: c1,
    },
    {
      sql:
        "WITH ranked AS (SELECT order_id, customer_id, row_number() OVER (PARTITION BY customer_id ORDER BY total DESC) n FROM orders) SELECT * FROM ranked WHERE customer_id = 'c0001' AND n <= 3",
      reads: c1,
    },
    {
      sql:
        "SELECT * FROM (SELECT DISTINCT ON (customer_id) customer_id, total FROM orders ORDER BY customer_id, total) WHERE customer_id = 'c0001'",
      reads: c1,
    },
    {
      sql:
        "SELECT * FROM (SELECT customer_id, order_id, total FROM orders QUALIFY total = max(total) OVER (PARTITION BY customer_id)) WHERE customer_id = 'c0001'",
      reads: c1,
    },
    {
      sql:
        "SELECT * FROM (SELECT customer_id, sum(total) s FROM orders GROUP BY customer_id) WHERE customer_id = 'c0001'",
      reads: c1,
    },
    {
      sql:
        "SELECT * FROM (SELECT customer_id, total FROM orders UNION ALL SELECT customer_id, -total FROM orders) WHERE customer_id = 'c0001'",
      reads: c1,
    },
  ],
};

const distinct: Kind = {
  title: "distinct partition keys",
  questions: [
    {
      sql: "SELECT DISTINCT customer_id FROM orders",
      reads: Array.from(
        { length: 50 },
        (_, at) => query(keys.orders, customerId(at + 1), undefined, { limit: 1 }),
      ),
      aim: 2,
    },
  ],
};

const recursive: Kind = {
  title: "a recursive CTE by key",
  questions: [
    {
      sql:
        "WITH RECURSIVE r(num, word) AS (SELECT num, word FROM nums WHERE num = 5 UNION ALL SELECT n.num, n.word FROM r JOIN nums n ON n.num = r.num + 1 WHERE r.num < 8) SELECT * FROM r",
      reads: [get(keys.nums, [5], [6], [7], [8])],
      aim: 2,
    },
  ],
};

const indexJoin: Kind = {
  title: "a join into an index whose sort attribute may be missing",
  questions: [
    {
      sql:
        "SELECT p_name, l_quantity FROM part JOIN lineitem ON l_partkey = p_partkey WHERE p_partkey IN (5, 17) AND l_suppkey >= 0",
      reads: [get(keys.part, [5], [17]), query(keys.lineitem_by_part, 5), query(keys.lineitem_by_part, 17)],
    },
    {
      sql:
        "SELECT p_name, l_quantity FROM part JOIN lineitem ON l_partkey = p_partkey WHERE p_partkey = 5 AND l_suppkey IS NOT NULL",
      reads: [get(keys.part, [5]), query(keys.lineitem_by_part, 5)],
    },
    {
      sql:
        "SELECT p_name, sum(l_quantity) FROM part, lineitem WHERE l_partkey = p_partkey AND p_partkey = 5 AND l_suppkey + 1 > 0 GROUP BY ALL",
      reads: [get(keys.part, [5]), query(keys.lineitem_by_part, 5)],
    },
  ],
};

/** The questions about keys from elsewhere. */
export const keyQuestions: readonly Kind[] = [elsewhere, computed, windows, distinct, recursive, indexJoin];
