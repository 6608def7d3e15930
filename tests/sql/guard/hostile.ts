/**
 * Queries that must be refused before DuckDB binds them, each group with the code it is refused by. One per line.
 */
export const HOSTILE: Readonly<Record<"statement" | "function" | "query" | "name", readonly string[]>> = {
  /** `statement_not_allowed` */
  statement: String.raw`
INSERT INTO t VALUES (1)
INSERT INTO t SELECT * FROM u
UPDATE t SET a = 1
DELETE FROM t
delete/**/from t
TRUNCATE t
MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE
CREATE TABLE x AS SELECT 1
CREATE TEMP TABLE x (a INT)
CREATE VIEW v AS SELECT 1
CREATE OR REPLACE MACRO f(a) AS a
CREATE MACRO f() AS TABLE SELECT 1
CREATE FUNCTION upper(a) AS getenv(a)
CREATE SEQUENCE s
CREATE TYPE x AS ENUM ('a')
CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')
CREATE SCHEMA x
CREATE INDEX i ON t (a)
DROP TABLE t
ALTER TABLE t ADD COLUMN a INT
COPY t TO '/tmp/x.csv'
COPY (SELECT 1) TO '/tmp/x.parquet'
COPY t FROM '/etc/passwd'
COPY FROM DATABASE a TO b
ATTACH '/tmp/x.db'
ATTACH 'http://127.0.0.1/x.db' AS x
DETACH memory
USE memory
SET threads = 1
SET memory_limit = '100GB'
SET enable_external_access = true
SET VARIABLE x = 1
RESET threads
PRAGMA version
PRAGMA enable_profiling
PRAGMA database_list
CALL pragma_version()
CALL duckdb_settings()
INSTALL httpfs
LOAD '/tmp/x.duckdb_extension'
FORCE INSTALL httpfs
UPDATE EXTENSIONS
EXPORT DATABASE '/tmp/x'
IMPORT DATABASE '/tmp/x'
CHECKPOINT
FORCE CHECKPOINT
VACUUM
VACUUM ANALYZE
ANALYZE
BEGIN
BEGIN TRANSACTION READ ONLY
COMMIT
ROLLBACK
PREPARE p AS SELECT 1
EXECUTE p
DEALLOCATE p
EXPLAIN SELECT 1
EXPLAIN ANALYZE SELECT 1
COMMENT ON TABLE t IS 'x'
SELECT 1; SELECT 2
SELECT 1; DROP TABLE t
SELECT 1;;;DROP TABLE t;
DROP TABLE t; SELECT 1
SELECT 1 /* ; */; DELETE FROM t
SELECT '; --'; DELETE FROM t
SELECT 1;﻿ DROP TABLE t
WITH x AS (SELECT 1) DELETE FROM t
WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x
WITH x AS (INSERT INTO t VALUES (1) RETURNING *) SELECT * FROM x
WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x
SELECT * INTO x FROM t
SELECT * FROM t FOR UPDATE
SELECT * FROM t FOR SHARE
SELECT * FROM t FOR NO KEY UPDATE
DESCRIBE t
DESCRIBE SELECT * FROM t
DESC t
SUMMARIZE t
SUMMARIZE SELECT 1
SHOW TABLES
SHOW ALL TABLES
SHOW DATABASES
SHOW t
SELECT * FROM (DESCRIBE t)
SELECT * FROM (SUMMARIZE t)
SELECT * FROM (SHOW TABLES)
SELECT * FROM (SHOW ALL TABLES) x JOIN t ON true
WITH x AS (FROM (DESCRIBE t)) FROM x
SELECT (SELECT count(*) FROM (SHOW TABLES))
PIVOT t ON a USING sum(b)
UNPIVOT t ON a, b INTO NAME n VALUE v
FROM t PIVOT (sum(b) FOR a IN (1, 2))
SELECT * FROM t UNPIVOT (v FOR n IN (a, b))
WITH p AS (PIVOT t ON a USING sum(b)) FROM p
SELECT * FROM a.b.c
SELECT * FROM memory.main.t
SELECT * FROM system.information_schema.tables
SELECT * FROM temp.main.t
SELECT * FROM system.pg_catalog.pg_class
SELECT * FROM t AT (VERSION => 1)
SELECT * FROM t AT (TIMESTAMP => now())
SELECT DEFAULT
VALUES (DEFAULT)
`.trim().split("\n"),

  /** `function_not_allowed` */
  function: String.raw`
SELECT getenv('HOME')
SELECT GETENV('HOME')
SELECT GetEnv('HOME')
SELECT "getenv"('HOME')
SELECT "GETENV"('HOME')
SELECT main.getenv('HOME')
SELECT system.main.getenv('HOME')
SELECT pg_catalog.getenv('HOME')
SELECT "main"."getenv"('HOME')
SELECT 'HOME'.getenv FROM (SELECT a.getenv() FROM t)
SELECT a.getenv() FROM t
SELECT t.a.getenv() FROM t
SELECT a.upper().getenv() FROM t
SELECT getenv/**/('HOME')
SELECT getenv('HOME')
SELECT current_setting('threads')
SELECT getvariable('x')
SELECT current_query()
SELECT current_query_id(), current_connection_id()
SELECT txid_current()
SELECT nextval('s')
SELECT currval('s')
SELECT setseed(0.5)
SELECT sleep_ms(100000)
SELECT pg_sleep(100)
SELECT write_log('x')
SELECT error('x')
SELECT stats(a) FROM t
SELECT in_search_path('a', 'b')
SELECT has_table_privilege('t', 'select')
SELECT pg_get_viewdef(1)
SELECT inet_server_addr()
SELECT format_type(1, 2)
SELECT pg_postmaster_start_time()
SELECT json_serialize_sql('SELECT 1')
SELECT json_serialize_plan('SELECT * FROM read_csv(''/etc/passwd'')')
SELECT json_deserialize_sql('{}')
SELECT * FROM json_execute_serialized_sql('{}')
SELECT __internal_compress_string_ubigint('x')
SELECT create_sort_key(a) FROM t
SELECT finalize(a) FROM t
SELECT combine(a, a) FROM t
SELECT sum(a) EXPORT_STATE FROM t
SELECT vector_type(a) FROM t
SELECT variant_bytes_to_variant(a, b) FROM t
SELECT make_type('INT')
SELECT * FROM read_csv('/etc/passwd')
SELECT * FROM read_csv_auto('/etc/passwd')
SELECT * FROM READ_CSV('/etc/passwd')
SELECT * FROM "read_csv"('/etc/passwd')
SELECT * FROM main.read_csv('/etc/passwd')
SELECT * FROM system.main.read_csv('/etc/passwd')
SELECT * FROM read_text('/proc/self/environ')
SELECT * FROM read_blob('/etc/shadow')
SELECT * FROM read_json('x.json')
SELECT * FROM read_json_auto('x.json')
SELECT * FROM read_ndjson('x.json')
SELECT * FROM read_parquet('s3://bucket/x')
SELECT * FROM parquet_scan('x')
SELECT * FROM parquet_metadata('x')
SELECT * FROM parquet_kv_metadata('x')
SELECT * FROM read_duckdb('x.db')
SELECT * FROM glob('/**')
SELECT * FROM sniff_csv('/etc/passwd')
SELECT * FROM query('DROP TABLE t')
SELECT * FROM query('SELECT getenv(''HOME'')')
SELECT * FROM query_table('t')
SELECT * FROM query_table(['t', 'u'])
SELECT * FROM query_table((SELECT 't'))
SELECT * FROM histogram('t', 'a')
SELECT * FROM histogram_values(t, a)
SELECT * FROM summary(t)
SELECT * FROM seq_scan('t')
SELECT * FROM arrow_scan(1, 2, 3)
SELECT * FROM duckdb_settings()
SELECT * FROM duckdb_secrets()
SELECT * FROM duckdb_tables()
SELECT * FROM duckdb_functions()
SELECT * FROM duckdb_extensions()
SELECT * FROM duckdb_databases()
SELECT * FROM duckdb_temporary_files()
SELECT * FROM duckdb_prepared_statements()
SELECT * FROM duckdb_logs_parsed('x')
SELECT * FROM Duckdb_Settings()
SELECT * FROM pragma_version()
SELECT * FROM pragma_database_size()
SELECT * FROM pragma_table_info('t')
SELECT * FROM pragma_storage_info('t')
SELECT * FROM pg_timezone_names()
SELECT * FROM icu_calendar_names()
SELECT * FROM sql_auto_complete('SEL')
SELECT * FROM test_all_types()
SELECT * FROM test_vector_types(1)
SELECT * FROM enable_logging('x')
SELECT * FROM enable_profiling()
SELECT * FROM truncate_duckdb_logs()
SELECT * FROM checkpoint()
SELECT * FROM force_checkpoint()
SELECT * FROM which_secret('x', 's3')
SELECT * FROM repeat_row(1, num_rows := 1000000000000)
SELECT * FROM repeat('x', 1000000000000)
SELECT * FROM upper('x')
SELECT * FROM getenv('HOME')
SELECT * FROM t, read_csv(t.a)
SELECT * FROM t, LATERAL (SELECT * FROM read_text(t.a))
SELECT * FROM t WHERE a = (SELECT content FROM read_text('/etc/passwd'))
SELECT * FROM t WHERE EXISTS (FROM glob('/*'))
SELECT * FROM t WHERE a IN (SELECT file FROM glob('/*'))
SELECT * FROM t JOIN glob('/*') g ON g.file = t.a
SELECT * FROM t JOIN u ON getenv('HOME') = u.a
WITH x AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM x
WITH x AS (SELECT 1), y AS MATERIALIZED (WITH z AS (FROM glob('*')) FROM z) SELECT * FROM x
WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT getenv('x')::INT FROM r) SELECT * FROM r
SELECT 1 UNION ALL SELECT getenv('HOME')
SELECT 1 UNION ALL (FROM glob('*'))
SELECT a FROM t GROUP BY getenv('HOME')
SELECT a FROM t GROUP BY GROUPING SETS ((getenv('HOME')), ())
SELECT a FROM t GROUP BY a HAVING getenv('HOME') = 'x'
SELECT a FROM t ORDER BY getenv('HOME')
SELECT a FROM t LIMIT getenv('HOME')::INT
SELECT a FROM t LIMIT 1 OFFSET getenv('HOME')::INT
SELECT a FROM t LIMIT (SELECT count(*) FROM glob('*'))
SELECT a FROM t QUALIFY getenv('HOME') = 'x'
SELECT DISTINCT ON (getenv('HOME')) a FROM t
SELECT sum(a) FILTER (WHERE getenv('HOME') = 'x') FROM t
SELECT string_agg(a ORDER BY getenv('HOME')) FROM t
SELECT sum(a) OVER (PARTITION BY getenv('HOME')) FROM t
SELECT sum(a) OVER (ORDER BY getenv('HOME')) FROM t
SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN getenv('x')::INT PRECEDING AND CURRENT ROW) FROM t
SELECT lag(a, 1, getenv('HOME')) OVER () FROM t
SELECT sum(a) OVER w FROM t WINDOW w AS (PARTITION BY getenv('HOME'))
SELECT getenv('HOME') OVER () FROM t
SELECT list_transform([1], x -> getenv('HOME'))
SELECT list_transform(['HOME'], lambda x: getenv(x))
SELECT [getenv(x) FOR x IN ['HOME']]
SELECT [x FOR x IN ['HOME'] IF getenv(x) = 'y']
SELECT list_reduce(['a', 'b'], (x, y) -> getenv(x))
SELECT {'a': getenv('HOME')}
SELECT [getenv('HOME')]
SELECT MAP {'a': getenv('HOME')}
SELECT CASE WHEN getenv('HOME') = 'x' THEN 1 END
SELECT CASE WHEN true THEN getenv('HOME') END
SELECT coalesce(NULL, getenv('HOME'))
SELECT a BETWEEN getenv('a') AND 'z' FROM t
SELECT a IN ('x', getenv('HOME')) FROM t
SELECT getenv('HOME')::VARCHAR
SELECT getenv('HOME')[1]
SELECT l[getenv('HOME')::INT] FROM t
SELECT getenv('HOME') COLLATE NOCASE
SELECT try(getenv('HOME'))
SELECT NOT getenv('HOME')::BOOL
SELECT * REPLACE (getenv('HOME') AS a) FROM t
SELECT COLUMNS(c -> getenv(c) = 'x') FROM t
SELECT COLUMNS(getenv('HOME')) FROM t
SELECT * FROM (VALUES (getenv('HOME'))) v
SELECT * FROM unnest([getenv('HOME')])
SELECT * FROM range(getenv('HOME')::INT)
VALUES (getenv('HOME'))
SELECT array(SELECT getenv('HOME'))
SELECT t.COLUMNS('a') FROM t
SELECT memory.main.upper('x')
SELECT temp.main.upper('x')
SELECT nosuchfunction(1)
SELECT list_aggregate_x([1], 'sum')
SELECT 1 OPERATOR(pg_catalog.+) 2
SELECT repeat('x', 1000000000)
SELECT repeat('0123456789', 200000)
SELECT REPEAT('x', 10 ** 9)
SELECT repeat('x', 1000 * 1000 * 1000)
SELECT repeat('x', '1000000000'::INT)
SELECT repeat('x', 1e9::BIGINT)
SELECT repeat([1, 2], 1000000)
SELECT main.repeat('x', 1000000000)
SELECT len(range(100000000))
SELECT len(range(0, 100000000))
SELECT len(range(0, -100000000, -1))
SELECT len(generate_series(1, 100000000))
SELECT len(range(2 ** 40))
SELECT len(range((1::BIGINT << 40)))
SELECT unnest(range(1000000000))
SELECT list_sum(list_transform(range(10000000), x -> x))
SELECT lpad('x', 1000000000, 'y')
SELECT rpad('x', 1000000000, 'y')
SELECT list_resize([1], 1000000000)
SELECT array_resize([1], 1000000000, 0)
SELECT bitstring('1', 1000000000)
SELECT format('{:>1000000000}', 'x')
SELECT format('{:>{}}', 'x', 1000000000)
SELECT format('{:.1000000000f}', 1.5)
SELECT printf('%1000000000d', 1)
SELECT printf('%*d', 1000000000, 1)
SELECT equi_width_bins(0, 1000000000, 1000000000, false)
SELECT * FROM range(1000000000000)
SELECT count(*) FROM range(1000000000000) a, range(1000000000000) b
SELECT * FROM generate_series(1, 1000000000000)
SELECT * FROM t WHERE a = repeat('x', 1000000000)
`.trim().split("\n"),

  /** `invalid_query`: too deep, too wide, or of types nobody has */
  query: [
    "SELECT NULL::INT[100000]",
    "SELECT NULL::INT[1000][1000]",
    "SELECT NULL::STRUCT(a INT[20000])",
    "SELECT NULL::memory.main.x",
    "SELECT NULL::nosuchtype",
    "SELECT NULL::aggregate_state",
    "SELECT NULL::pointer",
    `SELECT ${"abs(".repeat(300)}1${")".repeat(300)}`,
    `SELECT 1${" + 1".repeat(300)}`,
    `SELECT ${"[".repeat(300)}1${"]".repeat(300)}`,
    `SELECT ${"nullif(".repeat(12)}1${", 2)".repeat(12)}`,
    `SELECT ${"fmod(".repeat(12)}1${", 2)".repeat(12)}`,
    `SELECT ${"(SELECT ".repeat(20)}1${")".repeat(20)}`,
    `SELECT ${"list_transform([1], x -> ".repeat(20)}1${")".repeat(20)}`,
    `SELECT ${"[".repeat(20)}1${" FOR x IN [1] IF x > 1]".repeat(20)}`,
    `SELECT * FROM t${", t".repeat(200)}`,
    `SELECT * FROM t${" JOIN t ON true".repeat(200)}`,
    `SELECT * FROM ${"(SELECT * FROM ".repeat(200)}t${")".repeat(200)}`,
    `WITH c0 AS (SELECT 1)${
      Array.from({ length: 200 }, (_, at) => `, c${at + 1} AS (FROM c${at})`).join("")
    } FROM c200`,
    `SELECT 1${" EXCEPT (SELECT 1".repeat(300)}${")".repeat(300)}`,
  ],

  /**
   * Tables that only DuckDB would know: the guard lets them through as mere names, since every name is looked up in
   * the catalogue of DynamoDB tables and nowhere else.
   */
  name: String.raw`
SELECT * FROM '/etc/passwd'
SELECT * FROM "/etc/passwd"
SELECT * FROM 'x.csv'
SELECT * FROM "https://example.com/x.parquet"
SELECT * FROM 's3://bucket/x.parquet'
SELECT * FROM duckdb_settings
SELECT * FROM duckdb_tables
SELECT * FROM pg_catalog.pg_class
SELECT * FROM information_schema.tables
SELECT * FROM sqlite_master
SELECT * FROM t, t.list
`.trim().split("\n"),
};
