/**
 * Attempts on files, the network and settings, against which two walls stand: the guard, and the engine's own lock.
 * `$D` is a folder that holds `canary.csv`, `canary.json` and a DuckDB file `canary.db`.
 */

/** Reach files or the network. Each of the two walls alone must hold against every one. */
export const OUTWARD: readonly string[] = String.raw`
SELECT * FROM '$D/canary.csv'
SELECT * FROM "$D/canary.csv"
FROM '$D/canary.json'
SELECT * FROM read_csv('$D/canary.csv')
SELECT * FROM read_csv_auto('$D/*.csv')
SELECT * FROM read_csv(['$D/canary.csv', '$D/canary.csv'])
SELECT * FROM read_text('$D/canary.csv')
SELECT * FROM read_text('file://$D/canary.csv')
SELECT * FROM read_blob('$D/canary.csv')
SELECT * FROM read_json('$D/canary.json')
SELECT * FROM read_json_auto('$D/canary.json')
SELECT * FROM read_json_objects('$D/canary.json')
SELECT * FROM read_ndjson('$D/canary.json')
SELECT * FROM read_duckdb('$D/canary.db')
SELECT * FROM parquet_scan('$D/canary.csv')
SELECT * FROM glob('$D/*')
SELECT * FROM sniff_csv('$D/canary.csv')
SELECT * FROM query('SELECT * FROM read_text(''$D/canary.csv'')')
SELECT * FROM query_table('$D/canary.csv')
SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT * FROM read_text(''$D/canary.csv'')'))
WITH x AS MATERIALIZED (SELECT content FROM read_text('$D/canary.csv')) SELECT * FROM x
SELECT (SELECT content FROM read_text('$D/canary.csv'))
COPY t FROM '$D/canary.csv'
COPY (SELECT 1) TO '$D/out.csv'
COPY (SELECT 1) TO '$D/out.json' (FORMAT json)
COPY (SELECT 1) TO '$D/out.parquet' (FORMAT parquet)
COPY t TO '$D/out' (PARTITION_BY a)
COPY (SELECT 1) TO '/dev/full'
EXPORT DATABASE '$D/export'
IMPORT DATABASE '$D'
ATTACH '$D/canary.db' AS canary
ATTACH '$D/canary.db' AS canary (READ_ONLY)
ATTACH '$D/new.db' AS new
INSTALL httpfs
INSTALL '$D/x.duckdb_extension'
LOAD httpfs
LOAD '$D/x.duckdb_extension'
SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')
SELECT * FROM read_parquet('s3://bucket/x.parquet')
ATTACH 'http://127.0.0.1:9/x.db'
CREATE PERSISTENT SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')
`.trim().split("\n");

/** Change the engine's settings. Each of the two walls alone must hold against every one. */
export const SETTINGS: readonly string[] = String.raw`
SET threads = 64
SET GLOBAL threads = 64
SET memory_limit = '100GB'
SET max_temp_directory_size = '100GB'
SET temp_directory = '$D'
SET enable_external_access = true
SET GLOBAL enable_external_access = true
SET allowed_directories = ['$D']
SET allowed_paths = ['$D/canary.csv']
SET autoload_known_extensions = true
SET allow_unsigned_extensions = true
SET allow_community_extensions = true
SET extension_directory = '$D'
SET secret_directory = '$D'
SET home_directory = '$D'
SET lock_configuration = false
SET GLOBAL lock_configuration = false
SET TimeZone = 'America/New_York'
SET default_null_order = 'nulls_last'
SET errors_as_json = false
SET profiling_output = '$D/profile.json'
SET log_query_path = '$D/queries.log'
RESET memory_limit
RESET GLOBAL enable_external_access
RESET lock_configuration
PRAGMA threads = 64
PRAGMA memory_limit = '100GB'
PRAGMA profile_output = '$D/profile.json'
PRAGMA enable_external_access = true
`.trim().split("\n");
