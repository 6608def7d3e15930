/** Queries that any analyst may write: the guard must let every one of them through. One per line. */
export const HONEST: readonly string[] = String.raw`
SELECT 1
SELECT * FROM orders
SELECT * FROM east.orders
SELECT * FROM "my.table"
SELECT * FROM east."my-table.v2"
FROM orders
FROM orders SELECT id
TABLE orders
VALUES (1, 'a'), (2, 'b')
SELECT a, b AS c, d "E" FROM t AS x
SELECT t.* FROM t
SELECT * EXCLUDE (a) FROM t
SELECT * REPLACE (a + 1 AS a) FROM t
SELECT * RENAME (a AS b) FROM t
SELECT * LIKE 'a%' FROM t
SELECT COLUMNS('a.*') FROM t
SELECT COLUMNS(c -> c LIKE 'a%') FROM t
SELECT min(COLUMNS(*)) FROM t
SELECT COLUMNS(* EXCLUDE (a)) + 1 FROM t
SELECT coalesce(*COLUMNS('a|b')) FROM t
SELECT DISTINCT a FROM t
SELECT DISTINCT ON (a) a, b FROM t ORDER BY a, b
SELECT a FROM t WHERE a = 1 AND (b = 2 OR c <> 3) AND NOT d
SELECT a FROM t WHERE a IN (1, 2, 3) AND b NOT IN ('x')
SELECT a FROM t WHERE a BETWEEN 1 AND 2 AND b NOT BETWEEN 3 AND 4
SELECT a FROM t WHERE a LIKE 'x%' AND b NOT LIKE '_y' AND c ILIKE 'Z%' AND d LIKE '10!%' ESCAPE '!'
SELECT a FROM t WHERE a NOT LIKE '!_' ESCAPE '!' OR a NOT ILIKE 'b' ESCAPE '!' OR a ILIKE 'c' ESCAPE '!'
SELECT a FROM t WHERE a SIMILAR TO 'x|y' AND b ~ '^a' AND c !~ 'b' AND a GLOB 'x*'
SELECT a FROM t WHERE a IS NULL OR b IS NOT NULL OR c IS DISTINCT FROM d OR e IS NOT DISTINCT FROM f
SELECT a FROM t WHERE a IS TRUE OR b IS NOT FALSE OR c IS UNKNOWN
SELECT a FROM t WHERE (a, b) IN ((1, 2), (3, 4)) AND (a, b) > (1, 2)
SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.a = t.a) AND NOT EXISTS (SELECT 1 FROM v)
SELECT a FROM t WHERE a IN (SELECT b FROM u) AND a NOT IN (SELECT c FROM v)
SELECT a FROM t WHERE a = ANY (SELECT b FROM u) AND a > ALL (SELECT c FROM v)
SELECT a FROM t WHERE a = ANY ([1, 2])
SELECT (SELECT max(a) FROM t) AS m
SELECT a, (SELECT count(*) FROM u WHERE u.a = t.a) FROM t
SELECT * FROM t JOIN u ON t.a = u.a
SELECT * FROM t LEFT JOIN u USING (a) RIGHT JOIN v USING (b) FULL JOIN w ON true
SELECT * FROM t NATURAL JOIN u
SELECT * FROM t CROSS JOIN u, v
SELECT * FROM t SEMI JOIN u USING (a)
SELECT * FROM t ANTI JOIN u ON t.a = u.a
SELECT * FROM t ASOF JOIN u ON t.a = u.a AND t.ts >= u.ts
SELECT * FROM t POSITIONAL JOIN u
SELECT * FROM t, LATERAL (SELECT t.a + 1 AS b) x
SELECT * FROM t, unnest(t.list) AS u(x)
SELECT * FROM t, LATERAL unnest(t.list) WITH ORDINALITY AS u(x, n)
SELECT unnest(l), unnest(s, recursive := true) FROM t
SELECT * FROM range(10) r(n)
SELECT * FROM generate_series(1, 100, 2) g
SELECT * FROM generate_series(DATE '2024-01-01', DATE '2024-12-31', INTERVAL 1 DAY)
SELECT * FROM range(TIMESTAMP '2024-01-01', now()::TIMESTAMP, INTERVAL '1 month')
SELECT * FROM json_each('{"a":1}') e
SELECT * FROM t, json_each(t.doc) e WHERE e.key = 'a'
SELECT * FROM t, json_tree(t.doc)
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) v(n, s)
SELECT * FROM (SELECT a FROM t) x
WITH c AS (SELECT 1 AS a) SELECT * FROM c
WITH c(a, b) AS MATERIALIZED (SELECT 1, 2), d AS NOT MATERIALIZED (SELECT * FROM c) SELECT * FROM d
WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 10) SELECT * FROM r
WITH RECURSIVE r(n) AS (SELECT 1 UNION SELECT n + 1 FROM r WHERE n < 10) SELECT max(n) FROM r
SELECT 1 UNION SELECT 2 UNION ALL SELECT 3 EXCEPT SELECT 4 INTERSECT SELECT 5
SELECT 1 AS a UNION BY NAME SELECT 2 AS b
SELECT 1 EXCEPT ALL SELECT 2 INTERSECT ALL SELECT 3
(SELECT a FROM t ORDER BY a LIMIT 1) UNION ALL (SELECT b FROM u LIMIT 2) ORDER BY 1 LIMIT 5 OFFSET 2
SELECT a FROM t ORDER BY a DESC NULLS LAST, b ASC NULLS FIRST, 3 LIMIT 10 OFFSET 5
SELECT * FROM t ORDER BY ALL
SELECT a FROM t LIMIT 10%
SELECT a FROM t FETCH FIRST 5 ROWS ONLY
SELECT a FROM t LIMIT (SELECT 5)
SELECT a FROM t LIMIT ? OFFSET ?
SELECT a FROM t WHERE a = $1 AND b = $2
SELECT a FROM t WHERE a = $name::INT
SELECT a FROM t TABLESAMPLE 10%
SELECT a FROM t USING SAMPLE reservoir(10 ROWS) REPEATABLE (1)
SELECT a, count(*), count(DISTINCT b), sum(c) FILTER (WHERE d) FROM t GROUP BY a HAVING count(*) > 1
SELECT a, b, sum(c) FROM t GROUP BY ALL
SELECT a, b, sum(c), grouping(a) FROM t GROUP BY GROUPING SETS ((a, b), (a), ())
SELECT a, b, sum(c) FROM t GROUP BY ROLLUP (a, b)
SELECT a, b, sum(c), grouping_id(a, b) FROM t GROUP BY CUBE (a, b)
SELECT string_agg(a, ',' ORDER BY b DESC), array_agg(a ORDER BY b), list(a) FROM t
SELECT median(a), mode(a), quantile_cont(a, 0.5), quantile_disc(a, [0.1, 0.9]), approx_quantile(a, 0.5) FROM t
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a), mode() WITHIN GROUP (ORDER BY a) FROM t
SELECT stddev(a), stddev_pop(a), variance(a), var_samp(a), corr(a, b), covar_pop(a, b), regr_slope(a, b) FROM t
SELECT arg_max(a, b), max_by(a, b), min(a, 3), max(a, 3), any_value(a), first(a), last(a) FROM t
SELECT bool_and(a), bool_or(a), bit_and(b), bit_or(b), bit_xor(b), product(c), histogram(d) FROM t
SELECT approx_count_distinct(a), approx_top_k(a, 5), entropy(a), skewness(a), kurtosis(a), mad(a) FROM t
SELECT row_number() OVER (), rank() OVER (ORDER BY a), dense_rank() OVER (PARTITION BY b ORDER BY a) FROM t
SELECT lag(a) OVER w, lead(a, 2, 0) OVER w, first_value(a IGNORE NULLS) OVER w, nth_value(a, 2) OVER w FROM t WINDOW w AS (ORDER BY b)
SELECT ntile(4) OVER (ORDER BY a), percent_rank() OVER (ORDER BY a), cume_dist() OVER (ORDER BY a) FROM t
SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN 2 PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM t
SELECT avg(a) OVER (ORDER BY b RANGE BETWEEN INTERVAL 7 DAYS PRECEDING AND CURRENT ROW) FROM t
SELECT sum(a) FILTER (WHERE b > 1) OVER (PARTITION BY c) FROM t
SELECT a FROM t QUALIFY row_number() OVER (PARTITION BY b ORDER BY c DESC) = 1
SELECT CASE WHEN a > 1 THEN 'x' WHEN a < 0 THEN 'y' ELSE 'z' END, CASE b WHEN 1 THEN 2 END FROM t
SELECT coalesce(a, b, 0), nullif(a, 0), ifnull(a, 1), if(a > 1, 2, 3), greatest(a, b), least(a, b) FROM t
SELECT a::INT, CAST(a AS DECIMAL(10, 2)), TRY_CAST(a AS DATE), a::VARCHAR[], a::STRUCT(x INT, y VARCHAR) FROM t
SELECT a::JSON, a::MAP(VARCHAR, INT), a::INT[3], a::UUID, a::BLOB, a::TIMESTAMPTZ, a::INTERVAL, a::HUGEINT FROM t
SELECT a::ENUM('x', 'y'), a::BIT, a::UNION(n INT, s VARCHAR), a::FLOAT[1536], a::TIME, a::TEXT, a::NUMERIC FROM t
SELECT abs(a), ceil(a), floor(a), round(a, 2), trunc(a), sign(a), sqrt(a), power(a, 2), exp(a), ln(a), log10(a) FROM t
SELECT a + b, a - b, a * b, a / b, a // b, a % b, a ** b, a ^ b, -a, +a, a & b, a | b, ~a, a << 1, a >> 1, @a, a! FROM t
SELECT sin(a), cos(a), tan(a), atan2(a, b), radians(a), degrees(a), pi(), cbrt(a), mod(a, b), gcd(a, b), lcm(a, b) FROM t
SELECT random(), uuid(), gen_random_uuid(), hash(a), md5(a), sha256(a), sha1(a) FROM t
SELECT upper(a), lower(a), initcap FROM t
SELECT a || b, concat(a, b), concat_ws('-', a, b), length(a), len(a), strlen(a), reverse(a), ascii(a), chr(65) FROM t
SELECT substring(a FROM 1 FOR 2), substr(a, 1), left(a, 2), right(a, 2), position('x' IN a), strpos(a, 'x') FROM t
SELECT trim(a), ltrim(a), rtrim(a, 'x'), trim(BOTH 'x' FROM a), lpad(a, 10, '0'), rpad(a, 10, ' '), repeat(a, 3) FROM t
SELECT replace(a, 'x', 'y'), translate(a, 'abc', 'xyz'), split_part(a, '-', 1), string_split(a, ','), str_split(a, ',') FROM t
SELECT starts_with(a, 'x'), ends_with(a, 'y'), contains(a, 'z'), a ^@ 'x', prefix(a, 'x'), suffix(a, 'y') FROM t
SELECT regexp_matches(a, 'x'), regexp_replace(a, 'x', 'y', 'g'), regexp_extract(a, '(x)', 1), regexp_extract_all(a, 'x') FROM t
SELECT format('{} has {:>10}', a, b), printf('%s: %05.2f', a, b), format('{:,}', c), bar(a, 0, 100, 40) FROM t
SELECT format('{:*>10}', 'a'), format('{:*^12.2f}', 5), format('{0:*<8}|{0}', a), printf('%5.1f *', 2000000)
SELECT levenshtein(a, b), jaccard(a, b), jaro_winkler_similarity(a, b), hamming(a, b), damerau_levenshtein(a, b) FROM t
SELECT url_encode(a), url_decode(a), base64(b), to_base64(b), from_base64(a), hex(a), unhex(a), encode(a), decode(b) FROM t
SELECT now(), current_date, current_timestamp, today(), current_time, localtimestamp, transaction_timestamp()
SELECT * FROM t WHERE created_at >= now() - INTERVAL 7 DAYS
SELECT * FROM t WHERE created_at >= current_date - 7
SELECT extract(year FROM a), date_part('month', a), year(a), month(a), day(a), hour(a), dayname(a), monthname(a) FROM t
SELECT date_trunc('month', a), date_diff('day', a, b), datediff('hour', a, b), date_add(a, INTERVAL 1 DAY), age(a, b) FROM t
SELECT strftime(a, '%Y-%m-%d'), strptime(b, '%Y-%m-%d'), try_strptime(b, ['%Y', '%Y-%m']), to_timestamp(c), epoch_ms(c) FROM t
SELECT make_date(2024, 1, 2), make_timestamp(2024, 1, 2, 3, 4, 5), last_day(a), week(a), isodow(a), quarter(a) FROM t
SELECT time_bucket(INTERVAL '15 minutes', a), a AT TIME ZONE 'America/New_York', epoch(a), julian(a) FROM t
SELECT DATE '2024-01-02' + INTERVAL '1 month', TIMESTAMP '2024-01-02 03:04:05' - INTERVAL 1 HOUR, TIME '10:00'
SELECT INTERVAL '1 year 2 days', INTERVAL 5 MINUTES, to_days(3), to_months(a) FROM t
SELECT [1, 2, 3], {'a': 1, 'b': 'x'}, MAP {'k': 1}, MAP(['a'], [1]), (1, 2), row(1, 'a'), struct_pack(a := 1)
SELECT l[1], l[-1], l[1:2], l[:2], s.a, s['a'], m['k'], t.s.a.b FROM t
SELECT list_transform(l, x -> x + 1), list_filter(l, lambda x: x > 1), list_reduce(l, (a, b) -> a + b) FROM t
SELECT [x * 2 FOR x IN l IF x > 1], [[y FOR y IN x] FOR x IN ll] FROM t
SELECT list_transform(l, (x, i) -> x + i), apply(l, x -> x || 'a'), array_transform(l, x -> list_sum(x)) FROM t
SELECT list_contains(l, 1), array_length(l), list_sort(l), list_distinct(l), list_sum(l), list_avg(l), list_concat(l, m) FROM t
SELECT flatten([[1], [2]]), list_zip(l, m), list_aggregate(l, 'sum'), list_has_any(l, m), l && m, l @> m, l <@ m FROM t
SELECT list_append(l, 1), list_prepend(1, l), array_push_back(l, 1), list_position(l, 1), list_unique(l), list_reverse(l) FROM t
SELECT map_keys(m), map_values(m), map_entries(m), element_at(m, 'k'), cardinality(m), map_contains(m, 'k') FROM t
SELECT struct_extract(s, 'a'), struct_insert(s, b := 1), struct_keys(s), row_to_json(s) FROM t
SELECT doc->'a'->>'b', doc->>'$.a.b', doc->'$.x[0]', json_extract(doc, '$.a'), json_extract_string(doc, '$.a') FROM t
SELECT json_array_length(doc), json_keys(doc), json_type(doc), json_valid(doc), json_object('a', 1), json_array(1, 2) FROM t
SELECT to_json(s), json_group_array(a), json_group_object(a, b), json_transform(doc, '{"a":"INT"}'), json_pretty(doc) FROM t
SELECT json_merge_patch(a, b), json_contains(a, b), json_structure(doc), from_json(doc, '{"a":"INT"}') FROM t
SELECT typeof(a), pg_typeof(a), version(), current_user, current_schema() FROM t
SELECT a COLLATE NOCASE FROM t ORDER BY a COLLATE NOACCENT
SELECT 'it''s', E'a\nb', $$dollar$$, 'é😀', '/etc/passwd', 'read_csv(''x'')', 'getenv'
SELECT 0.1, 1e5, 12345678901234567890123456789012345678, .5, 1_000, -9223372036854775808
SELECT TRUE, FALSE, NULL, NULL::INT
SELECT "select", "from" FROM "order" WHERE "group" = 1
SELECT /* a comment; DROP TABLE t */ 1 -- and another
SELECT a.upper(), a.trim().lower(), t.a.length() FROM t
SELECT t FROM t
SELECT #1 FROM t ORDER BY #1
SELECT try(1 / a) FROM t
SELECT array(SELECT a FROM t)
SELECT range(5), generate_series(1, 5), range(len(l)), generate_series(1, n) FROM t
SELECT repeat('-', 80), repeat('x', n), lpad(a, 20), rpad(a, len(b)) FROM t
SELECT list_resize(l, 10), list_resize(l, n, 0), array_resize(l, 3) FROM t
SELECT unnest(generate_series(DATE '2024-01-01', DATE '2024-02-01', INTERVAL 1 DAY))
SELECT to_base(a, 16), bin(a), to_binary(a), bit_count(a), xor(a, b), bitstring('101', 8) FROM t
SELECT count(), count(*), count(1), count_if(a), sum(a)::DOUBLE / count(*) FROM t
SELECT x.n FROM (SELECT count(*) AS n FROM t) AS x WHERE x.n > (SELECT avg(a) FROM u)
SELECT a: 1, b: 2
SELECT o.id, c.name, sum(i.qty * i.price) FROM orders o JOIN customers c ON c.id = o.customer_id JOIN items i ON i.order_id = o.id GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 10
SELECT date_trunc('month', created_at::TIMESTAMP) AS m, status, count(*) FROM orders GROUP BY ALL ORDER BY m
SELECT * FROM t WHERE lower(email) = 'a@b.c' AND regexp_matches(email, '@.*\.c$')
SELECT count(*) FILTER (status = 'open') AS open, count(*) FILTER (status = 'done') AS done FROM t
SELECT sum(CASE WHEN a THEN 1 ELSE 0 END) FROM t
SELECT any_value(a ORDER BY b), list(DISTINCT a ORDER BY a) FROM t
SELECT cosine FROM (SELECT array_cosine_similarity(a::FLOAT[3], b::FLOAT[3]) AS cosine FROM t)
SELECT a, sum(b) OVER (PARTITION BY a ORDER BY c ROWS UNBOUNDED PRECEDING) AS running FROM t
SELECT main.upper('a'), pg_catalog.lower('A'), system.main.abs(-1)
SELECT nullif(nullif(a, ''), 'N/A'), split_part(split_part(a, '@', 2), '.', 1) FROM t
SELECT * FROM t WHERE a > (SELECT avg(a) FROM t WHERE b = (SELECT max(b) FROM t WHERE c IN (SELECT c FROM u)))
SELECT date_part(['year', 'month'], a) FROM t
SELECT age(TIMESTAMP '2024-01-01'), ago(INTERVAL 1 DAY), date_sub('day', a, b) FROM t
SELECT formatReadableSize(a), format_bytes(a), pg_size_pretty(a) FROM t
SELECT UPPER(a), Count(*), SuM(b) FROM t GROUP BY ALL
SELECT strip_accents(a), nfc_normalize(a), unicode(a), ord(a), left_grapheme(a, 1) FROM t
SELECT isnan(a), isinf(a), isfinite(a), even(a), factorial(5), gamma(a), nextafter(a, b) FROM t
SELECT fmod(a, b), fdiv(a, b), round_even(a, 1), wavg(a, b), geomean(a) FROM t
SELECT equi_width_bins(0, 10, 5, true), width FROM t
SELECT weekofyear(a), yearweek(a), dayofyear(a), isoyear(a), century(a), era(a), days_in_month(a) FROM t
SELECT uuidv7(), uuid_extract_timestamp(a), md5_number(a), current_schemas(true) FROM t
SELECT enum_range(NULL::ENUM('a', 'b')), list_value(1, 2), list_pack(1, 2), array_value(1, 2)
SELECT generate_subscripts(l, 1), list_where(l, [true, false]), list_select(l, [1]), list_grade_up(l) FROM t
SELECT kahan_sum(a), fsum(a), favg(a), sem(a), bitstring_agg(a, 0, 10), listagg(b, ','), group_concat(b) FROM t
SELECT fill(a) OVER (ORDER BY b), last_value(a) OVER (ORDER BY b), rank_dense() OVER (ORDER BY b) FROM t
`.trim().split("\n");
