/** Statements on which a printer can go wrong: names, precedence, nesting, rare clauses. One per line. */
export const PRINT_CORPUS: readonly string[] = String.raw`
SELECT "a""b", "select", "Mixed Case", "ümlaut", "😀", "a.b", "1a", "''" || 'x' FROM "t t"."u.u"
SELECT a AS "x y", b "select", c AS "a""b" FROM t AS "T t"("c 1", "c""2")
SELECT 'it''s', '', '''', E'\t\n\\', '--', '/*', ';', '$1', '?', '\'
SELECT -1, - -1, -(-a), +a, 1 - -1, -a ** 2, (-2) ** 2, NOT NOT a, NOT (a AND b), (a OR b) AND c, a OR b AND c FROM t
SELECT a - (b - c), (a - b) - c, a / (b / c), a * (b + c), a || (b || c), a = (b = c), (a = b) = c FROM t
SELECT a::INT::TEXT, (a + b)::INT, -a::INT, (-a)::INT, a::INT[][], a::DECIMAL(38, 37), a::STRUCT("x y" INT, z INT[]) FROM t
SELECT a[1][2], a[1:][2], a[:-1], a[-1], a[1:10:2], a['k']['l'], (a || b)[1], f.g[1].h, ("a b"."c d") FROM t
SELECT (a).b, (a.b).c, (x).y['z'], struct_pack("a b" := 1, "select" := 2), {'a b': 1, "c": 2, d: 3} FROM t
SELECT a IN (1), a NOT IN (1, 2), (a, b) IN ((1, 2)), a IN (SELECT 1), (a, b) IN (SELECT 1, 2), a NOT IN (SELECT 1) FROM t
SELECT a = ANY (SELECT 1), a <> ALL (SELECT 1), a >= ANY (SELECT 1), a < ALL (SELECT 1), a = ALL (SELECT 1) FROM t
SELECT a BETWEEN b AND c AND d FROM t
SELECT a BETWEEN 1 AND 2 OR a NOT BETWEEN 3 AND 4, NOT a BETWEEN 1 AND 2, (a BETWEEN 1 AND 2) = b FROM t
SELECT a LIKE 'x' ESCAPE '!', a NOT LIKE 'x' ESCAPE '!', a ILIKE b, a NOT ILIKE b, a ~~ b, a !~~ b, a SIMILAR TO b FROM t
SELECT a IS NULL, a IS NOT NULL, (a = b) IS NULL, a ISNULL, a NOTNULL, NOT a IS NULL, a IS NOT DISTINCT FROM NULL FROM t
SELECT CASE WHEN a THEN CASE WHEN b THEN 1 END ELSE 2 END, CASE a WHEN 1 THEN 2 ELSE 3 END + 1, CASE WHEN a THEN 1 END IS NULL FROM t
SELECT count(*), count(DISTINCT a), sum(DISTINCT a) FILTER (WHERE b), list(a ORDER BY b DESC NULLS FIRST, c), string_agg(DISTINCT a, ',' ORDER BY a) FROM t
SELECT sum(a) OVER (), sum(a) OVER (PARTITION BY b, c ORDER BY d DESC NULLS FIRST, e), count(*) OVER (ORDER BY a RANGE UNBOUNDED PRECEDING) FROM t
SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM t
SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN CURRENT ROW AND 3 FOLLOWING EXCLUDE CURRENT ROW) FROM t
SELECT sum(a) OVER (ORDER BY b GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE GROUP) FROM t
SELECT sum(a) OVER (ORDER BY b RANGE BETWEEN 10 PRECEDING AND INTERVAL 1 DAY FOLLOWING) FROM t
SELECT first_value(a ORDER BY c) OVER (ORDER BY b), last_value(a IGNORE NULLS) OVER w, lag(a, b + 1, 'x') OVER w FROM t WINDOW w AS (PARTITION BY c)
SELECT nth_value(a, 2 IGNORE NULLS) OVER (ORDER BY b), ntile(3) OVER (ORDER BY a), sum(DISTINCT a) OVER () FROM t
SELECT * EXCLUDE ("a b", c), t.* EXCLUDE (t.a), t.* REPLACE (a + 1 AS "a", b AS c) FROM t
SELECT * EXCLUDE (a) REPLACE (b + 1 AS b) RENAME (c AS "d e") FROM t
SELECT COLUMNS('^a'), COLUMNS(t.*), COLUMNS(x -> x LIKE 'a%'), COLUMNS(* EXCLUDE (b)) + 1, COLUMNS(['a', 'b']) FROM t
SELECT max(COLUMNS(*)) AS "max_\0", COLUMNS('(.*)_id') AS '\1' FROM t
SELECT x -> x + 1, list_transform(l, x -> y -> x + y), list_reduce(l, (a, b) -> a + b, 0), list_filter(l, lambda "x y": "x y" > 1) FROM t
SELECT a -> 'b' ->> 'c' = 'd', (a ->> 'b')::INT + 1, a -> 0 -> 'x', (a ->> '$.b') LIKE 'x%', a -> 'b' IS NULL FROM t
SELECT [x + 1 FOR x IN l IF x > 1], [[1, 2], []], [NULL], MAP {}, MAP {'a': [1]}, [{'a': 1}] FROM t
SELECT a COLLATE NOCASE = b, a COLLATE de, (a || b) COLLATE NOCASE FROM t ORDER BY a COLLATE NOCASE DESC
SELECT DATE '2024-01-01', TIMESTAMP '2024-01-01 00:00:00', TIMESTAMPTZ '2024-01-01 00:00:00+00', INTERVAL '1' DAY, INTERVAL (a + 1) MONTH FROM t
SELECT extract(epoch FROM a), EXTRACT('dow' FROM a), a AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin', date_trunc('day', a) FROM t
SELECT 1e5, 1e-5, 1.0e10, 1e300, -1e5, 123456789e3, 1e400, -1e400, 5., 0.0, 1.10, 00012, .5e1
SELECT 2147483647, 2147483648, -2147483648, -2147483649, 9223372036854775808, 170141183460469231731687303715884105728
SELECT 0.12345678901234567890123456789012345678, 1234567890123456789.0123456789012345678, -0.5, 99999999999999999999999999999999999999
SELECT TRUE, FALSE, NULL, true AND a, a = TRUE, a IS TRUE, a IS NOT FALSE, a IS UNKNOWN FROM t
SELECT $1 + $2, $1::INT
SELECT $name FROM t WHERE a = $name LIMIT $lim
SELECT ? + ?, list_transform([1], x -> x + ?) FROM t WHERE a = ? LIMIT ? OFFSET ?
SELECT DISTINCT ON (a, b + 1) a, * FROM t ORDER BY 1 DESC, b NULLS FIRST LIMIT 1 OFFSET 2
SELECT a FROM t LIMIT 10.5%
SELECT a FROM t OFFSET 5
SELECT a FROM t LIMIT ALL
SELECT a FROM t LIMIT (SELECT max(b) FROM u) OFFSET 1 + 1
SELECT a FROM t GROUP BY a, 2, b + 1 HAVING sum(c) > 1 QUALIFY rank() OVER (ORDER BY a) = 1
SELECT a FROM t GROUP BY GROUPING SETS ((a, b), ROLLUP (a, b), CUBE (c), ()), d
SELECT a FROM t GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL DESC NULLS LAST
SELECT a FROM t GROUP BY ()
SELECT * FROM t a, u b, v c
SELECT * FROM t, u JOIN v ON u.a = v.a, w
SELECT * FROM t JOIN (u JOIN v USING (a)) USING (b)
SELECT * FROM (t JOIN u ON t.a = u.a) LEFT JOIN v ON true
SELECT * FROM (t JOIN u USING (a)) AS j(x, y)
SELECT * FROM t LEFT JOIN u ON t.a = u.a AND t.b = u.b RIGHT JOIN v USING ("a b", c) FULL OUTER JOIN w ON NOT true
SELECT * FROM t NATURAL LEFT JOIN u NATURAL FULL JOIN v CROSS JOIN w POSITIONAL JOIN x
SELECT * FROM t ASOF LEFT JOIN u USING (a, b)
SELECT * FROM t ASOF JOIN u ON t.a = u.a AND t.b >= u.b
SELECT * FROM t SEMI JOIN u ON t.a = u.a ANTI JOIN v USING (b)
SELECT * FROM t LEFT JOIN LATERAL (SELECT t.a) x ON true, LATERAL unnest(t.l) AS u("x y")
SELECT * FROM t, unnest(t.l, u.m) WITH ORDINALITY AS x(y, z)
SELECT * FROM range(1, 10, 2) AS r("n n"), generate_series(1, 3) g(i), json_each('{}', '$.a')
SELECT * FROM (VALUES (1, 'a'), (2, NULL)) AS v("a b", c) WHERE "a b" > 1
VALUES (1, 2), (3, 4) ORDER BY 1 LIMIT 1
SELECT * FROM (FROM t SELECT a) x, (TABLE u) y
SELECT * FROM t AS "x y" TABLESAMPLE 10 PERCENT (bernoulli, 42)
SELECT * FROM t TABLESAMPLE reservoir(100 ROWS) REPEATABLE (7)
SELECT * FROM t USING SAMPLE 5 ROWS
SELECT 1 UNION SELECT 2 UNION ALL SELECT 3
SELECT 1 UNION (SELECT 2 UNION ALL SELECT 3)
(SELECT 1 UNION SELECT 2) INTERSECT SELECT 3 EXCEPT ALL (SELECT 4 ORDER BY 1 LIMIT 1)
SELECT a FROM t UNION ALL BY NAME SELECT b FROM u ORDER BY a DESC LIMIT 3 OFFSET 1
SELECT 1 EXCEPT SELECT 2 EXCEPT SELECT 3
SELECT 1 EXCEPT (SELECT 2 EXCEPT SELECT 3)
(SELECT a FROM t ORDER BY a LIMIT 2) UNION ALL (SELECT a FROM u ORDER BY a DESC LIMIT 3) ORDER BY a
WITH "c c"("a b", c) AS (SELECT 1, 2), d AS MATERIALIZED (FROM "c c"), e AS NOT MATERIALIZED (FROM d) FROM e
WITH a AS (WITH b AS (SELECT 1) SELECT * FROM b) SELECT * FROM a UNION ALL SELECT * FROM a
WITH RECURSIVE r(n, p) AS (SELECT 1, [1] UNION ALL SELECT n + 1, p || [n + 1] FROM r WHERE n < 5) SELECT * FROM r
WITH RECURSIVE r AS (SELECT 1 AS n UNION SELECT n + 1 FROM r WHERE n < 5), s AS (FROM r) SELECT * FROM s ORDER BY 1
WITH RECURSIVE r(a, b) USING KEY (a) AS (SELECT 1, 2 UNION SELECT a, b + 1 FROM r WHERE b < 5) FROM r
SELECT (WITH c AS (SELECT 1) SELECT * FROM c), EXISTS (WITH c AS (SELECT 1) FROM c), ARRAY(SELECT a FROM t ORDER BY a) FROM u
(WITH c AS (SELECT 1) SELECT * FROM c) UNION ALL SELECT 2
SELECT "order"."group", "t"."Select" FROM "order" JOIN "t" USING ("id") GROUP BY "order"."group"
SELECT coalesce(a), coalesce(a, b), ifnull(a, b), nullif(a, b), if(a, b, c), try(a / b), greatest(a) FROM t
SELECT substring(a FROM 2), substring(a FROM 1 FOR 2), trim(LEADING 'x' FROM a), trim(a), position('a' IN b), overlay FROM t
SELECT mode() WITHIN GROUP (ORDER BY a), percentile_disc(0.5) WITHIN GROUP (ORDER BY a DESC), quantile_cont(a, [0.1, 0.5]) FROM t
SELECT a.b.c.d, t.a, s.t.a, rowid FROM s.t
SELECT #1, #2 FROM t ORDER BY #1
SELECT unnest(l), unnest(s, max_depth := 2), unnest(s, recursive := true) FROM t
SELECT a & b | c, a << 1 + 2, ~a, a ^ b ^ c, a ** b ** c, @a, a!, a // b % c FROM t
SELECT a == b, a != b, a <> b, a && b, a @> b, a <@ b, a <-> b, a <=> b, a ^@ b, a ~ b, a !~ b, a ~* b FROM t
SELECT current_date, current_timestamp, current_time, localtimestamp, current_user, user, current_schema, now() FROM t
SELECT a::VARCHAR COLLATE NOCASE, a::JSON, a::ENUM('x', 'y''z'), a::UNION(a INT, b VARCHAR), a::MAP(VARCHAR, INT[]), a::TIME WITH TIME ZONE FROM t
SELECT a::UTINYINT, a::USMALLINT, a::UINTEGER, a::UBIGINT, a::UHUGEINT, a::TINYINT, a::REAL, a::BIT, a::TIMESTAMP_S, a::TIMESTAMP_MS, a::TIMESTAMP_NS FROM t
SELECT ((SELECT 1)), (SELECT a FROM t WHERE b = (SELECT max(b) FROM u WHERE u.c = t.c)) + 1 FROM t
SELECT CASE WHEN EXISTS (SELECT 1) THEN 1 END, NOT EXISTS (SELECT 1), a = (SELECT 1) AND b FROM t
SELECT grouping(a, b), grouping_id(a) FROM t GROUP BY CUBE (a, b)
`.trim().split("\n").concat("SELECT 'a\nb', 'a'\n'b'");
