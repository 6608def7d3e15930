/**
 * The functions a query may call: every function of DuckDB 1.5.6 that computes from its arguments alone, by name.
 * A test compares these lists with `duckdb_functions()`, so that an upgrade of the engine is reviewed function by
 * function. What is missing here is refused; the reasons stand in {@link REFUSED}.
 * @module
 */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const OPERATORS = words(`
  !__postfix !~~ !~~* % & && * ** + - ->> / // <-> << <=> <@ >> @ @> ^ ^@ | || ~ ~~ ~~* ~~~
  ilike_escape like_escape not_ilike_escape not_like_escape
`);

const NUMBERS = words(`
  abs acos acosh add asin asinh atan atan2 atanh bin bit_count cbrt ceil ceiling cos cosh cot degrees divide even exp
  factorial fdiv floor fmod gamma gcd greatest_common_divisor hex isfinite isinf isnan lcm least_common_multiple
  lgamma ln log log10 log2 mod multiply nextafter pi pow power radians random round round_even roundbankers sign
  signbit sin sinh sqrt subtract tan tanh to_base to_binary to_hex trunc xor
`);

const TEXT = words(`
  array_to_string array_to_string_comma_default ascii bar base64 bit_length char_length character_length chr concat
  concat_ws contains damerau_levenshtein decode editdist3 encode ends_with format format_bytes
  formatReadableDecimalSize formatReadableSize from_base64 from_binary from_hex grade_up hamming hash
  icu_sort_key instr jaccard jaro_similarity jaro_winkler_similarity lcase left left_grapheme len length
  length_grapheme levenshtein lower lpad ltrim md5 md5_number md5_number_lower md5_number_upper mismatches
  nfc_normalize octet_length ord parse_dirname parse_dirpath parse_filename parse_formatted_bytes parse_path
  position prefix printf regexp_escape regexp_extract regexp_extract_all regexp_full_match regexp_matches
  regexp_replace regexp_split_to_array regexp_split_to_table repeat replace reverse right right_grapheme rpad rtrim
  sha1 sha256 split split_part starts_with str_split str_split_regex string_split string_split_regex
  string_to_array strip_accents strlen strpos substr substring substring_grapheme suffix to_base64 translate trim
  ucase unbin unhex unicode upper url_decode url_encode
`);

const BITS = words(`bit_position bitstring get_bit set_bit`);

const DATES = words(`
  age ago century current_date current_localtime current_localtimestamp current_time current_timestamp date_add
  date_diff date_part date_sub date_trunc datediff datepart datesub datetrunc day dayname dayofmonth dayofweek
  dayofyear days_in_month decade epoch epoch_ms epoch_ns epoch_us era get_current_time get_current_timestamp hour
  isodow isoyear julian last_day localtime localtimestamp make_date make_time make_timestamp make_timestamp_ms
  make_timestamp_ns make_timestamptz microsecond millennium millisecond minute month monthname nanosecond
  normalized_interval now quarter second strftime strptime time_bucket timezone timezone_hour timezone_minute
  to_centuries to_days to_decades to_hours to_microseconds to_millennia to_milliseconds to_minutes to_months
  to_quarters to_seconds to_timestamp to_weeks to_years today transaction_timestamp try_strptime week weekday
  weekofyear year yearweek
`);

const LISTS = words(`
  aggregate apply array_aggr array_aggregate array_append array_apply array_cat array_concat array_contains
  array_cosine_distance array_cosine_similarity array_cross_product array_distance array_distinct
  array_dot_product array_extract array_filter array_grade_up array_has array_has_all array_has_any array_indexof
  array_inner_product array_intersect array_length array_negative_dot_product array_negative_inner_product
  array_pop_back array_pop_front array_position array_prepend array_push_back array_push_front array_reduce
  array_resize array_reverse array_reverse_sort array_select array_slice array_sort array_transform array_unique
  array_value array_where array_zip element_at equi_width_bins filter flatten generate_series generate_subscripts
  list_aggr list_aggregate list_any_value list_append list_apply list_approx_count_distinct list_avg list_bit_and
  list_bit_or list_bit_xor list_bool_and list_bool_or list_cat list_concat list_contains list_cosine_distance
  list_cosine_similarity list_count list_distance list_distinct list_dot_product list_element list_entropy
  list_extract list_filter list_first list_grade_up list_has list_has_all list_has_any list_histogram list_indexof
  list_inner_product list_intersect list_kurtosis list_kurtosis_pop list_last list_mad list_max list_median
  list_min list_mode list_negative_dot_product list_negative_inner_product list_pack list_position list_prepend
  list_product list_reduce list_resize list_reverse list_reverse_sort list_select list_sem list_skewness
  list_slice list_sort list_stddev_pop list_stddev_samp list_string_agg list_sum list_transform list_unique
  list_value list_var_pop list_var_samp list_where list_zip range reduce unnest
`);

const NESTED = words(`
  cardinality map map_concat map_contains map_contains_entry map_contains_value map_entries map_extract
  map_extract_value map_from_entries map_keys map_values row struct_concat struct_contains struct_extract
  struct_extract_at struct_has struct_indexof struct_insert struct_keys struct_pack struct_position struct_update
  struct_values union_extract union_tag union_value variant_extract variant_normalize variant_typeof
  enum_code enum_first enum_last enum_range enum_range_boundary
`);

const JSON_FUNCTIONS = words(`
  array_to_json from_json from_json_strict json json_array json_array_length json_contains json_exists json_extract
  json_extract_path json_extract_path_text json_extract_string json_group_array json_group_object
  json_group_structure json_keys json_merge_patch json_object json_pretty json_quote json_structure json_transform
  json_transform_strict json_type json_valid json_value row_to_json to_json
`);

const OTHERS = words(`
  alias can_cast_implicitly cast_to_type constant_or_null gen_random_uuid greatest ifnull is_histogram_other_bin
  least nullif pg_size_pretty pg_typeof st_asbinary st_astext st_aswkb st_aswkt st_geomfromwkb
  st_intersects_extent switch typeof uuid uuid_extract_timestamp uuid_extract_version uuidv4 uuidv7 version
  current_catalog current_database current_role current_schema current_schemas current_user session_user user
`);

const AGGREGATES = words(`
  any_value approx_count_distinct approx_quantile approx_top_k arbitrary arg_max arg_max_null arg_max_nulls_last
  arg_min arg_min_null arg_min_nulls_last argmax argmin array_agg avg bit_and bit_or bit_xor bitstring_agg bool_and
  bool_or corr count count_if count_star countif covar_pop covar_samp entropy favg first fsum geomean
  geometric_mean group_concat histogram histogram_exact kahan_sum kurtosis kurtosis_pop last list listagg mad max
  max_by mean median min min_by mode product quantile quantile_cont quantile_disc regr_avgx regr_avgy regr_count
  regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy reservoir_quantile sem skewness stddev stddev_pop
  stddev_samp string_agg sum sum_no_overflow sumkahan var_pop var_samp variance wavg weighted_avg
`);

const WINDOWS = words(`
  cume_dist dense_rank fill first_value lag last_value lead nth_value ntile percent_rank rank rank_dense row_number
`);

/** Scalar, aggregate and window functions and operators, lower case. */
export const FUNCTIONS: ReadonlySet<string> = new Set(
  [OPERATORS, NUMBERS, TEXT, BITS, DATES, LISTS, NESTED, JSON_FUNCTIONS, OTHERS, AGGREGATES, WINDOWS].flat()
    .map((name) => name.toLowerCase()),
);

/** Functions a FROM clause may call, lower case. */
export const TABLE_FUNCTIONS: ReadonlySet<string> = new Set(
  words("generate_series json_each json_tree range unnest"),
);

/**
 * DuckDB's own macros: an argument used twice is bound twice, so nesting them costs exponentially.
 * Names that `duckdb_functions()` calls macros and that are allowed above; a test keeps the list true.
 */
export const MACROS: ReadonlySet<string> = new Set(words(`
  ago array_append array_pop_back array_pop_front array_prepend array_push_back array_push_front array_reverse
  array_to_string array_to_string_comma_default current_catalog current_database current_role current_schema
  current_schemas current_user date_add days_in_month fdiv fmod generate_subscripts geomean geometric_mean json
  json_group_array json_group_object json_group_structure list_any_value list_append list_approx_count_distinct
  list_avg list_bit_and list_bit_or list_bit_xor list_bool_and list_bool_or list_count list_entropy list_first
  list_histogram list_kurtosis list_kurtosis_pop list_last list_mad list_max list_median list_min list_mode
  list_prepend list_product list_reverse list_sem list_skewness list_stddev_pop list_stddev_samp list_string_agg
  list_sum list_var_pop list_var_samp map_contains_entry map_contains_value md5_number_lower md5_number_upper nullif
  pg_size_pretty pg_typeof regexp_split_to_table round_even roundbankers session_user split_part user wavg
  weighted_avg
`));

/** What to write for functions of other engines that no near name says. */
export const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ["top", "LIMIT at the end of the SELECT"],
  ["nvl", "COALESCE(a, b)"],
  ["nvl2", "CASE WHEN a IS NOT NULL THEN b ELSE c END"],
  ["isnull", "COALESCE(a, b), or a IS NULL"],
  ["iif", "CASE WHEN … THEN … ELSE … END, or if(…, a, b)"],
  ["getdate", "now()"],
  ["sysdate", "now()"],
  ["curdate", "current_date"],
  ["to_char", "strftime(t, '%Y-%m-%d') of a time, or format('{:.2f}', n) of a number"],
  ["date_format", "strftime(t, '%Y-%m-%d')"],
  ["format_date", "strftime(t, '%Y-%m-%d')"],
  ["format_timestamp", "strftime(t, '%Y-%m-%d')"],
  ["to_date", "strptime(t, '%Y-%m-%d')::DATE, or t::DATE of ISO 8601"],
  ["parse_date", "strptime(t, '%Y-%m-%d')::DATE, or t::DATE of ISO 8601"],
  ["str_to_date", "strptime(t, '%Y-%m-%d')"],
  ["from_unixtime", "to_timestamp(seconds)"],
  ["unix_timestamp", "epoch(t)"],
  ["to_number", "CAST(t AS DECIMAL(18,2))"],
  ["dateadd", "t + INTERVAL 1 DAY"],
  ["charindex", "position(part IN text)"],
  ["safe_cast", "TRY_CAST(a AS type)"],
  ["array_size", "len(list)"],
  ["json_query", "json_extract(j, '$.key')"],
  ["regexp_like", "regexp_matches(t, pattern)"],
  ["regexp_substr", "regexp_extract(t, pattern)"],
  ["explode", "unnest(list)"],
  ["openjson", "json_each(j), or unnest(list)"],
  ["convert", "CAST(a AS type)"],
  ["substring_index", "split_part(t, ',', 1)"],
  ["collect_list", "list(a) FILTER (WHERE a IS NOT NULL)"],
  ["collect_set", "list(DISTINCT a) FILTER (WHERE a IS NOT NULL)"],
  ["add_months", "t + INTERVAL 1 MONTH, or last_day(t + INTERVAL 1 MONTH) to stay at the end of months"],
  ["date_parse", "strptime(t, '%Y-%m-%d')"],
  ["parse_datetime", "strptime(t, '%Y-%m-%d')"],
  ["parse_timestamp", "strptime(t, '%Y-%m-%d')"],
  ["format_datetime", "strftime(t, '%Y-%m-%d')"],
  ["to_varchar", "strftime(t, '%Y-%m-%d') of a time, or CAST(a AS VARCHAR)"],
  [
    "timestampdiff",
    "date_sub('month', from, to) of whole months, or date_diff('month', from, to) of begun ones",
  ],
  ["every", "bool_and(a)"],
  ["mid", "substr(t, 2)"],
  ["locate", "strpos(t, part)"],
  ["approx_distinct", "count(DISTINCT a)"],
  ["begins_with", "starts_with(a, 'x'), or a LIKE 'x%'"],
  ["attribute_exists", "a IS NOT NULL"],
  ["attribute_not_exists", "a IS NULL"],
  ["size", "length(text), or len(list)"],
  ["eomonth", "last_day(t)"],
  ["rand", "random()"],
  ["count_big", "count(*)"],
  ["truncate", "trunc(n)"],
  ["percentile_cont", "quantile_cont(n, 0.5) OVER (…)"],
  ["percentile_disc", "quantile_disc(n, 0.5) OVER (…)"],
]);

/** Functions that take more arguments elsewhere: how many they take here, and what to write. */
export const SHORTER: ReadonlyMap<string, { readonly most: number; readonly instead: string }> = new Map([
  ["decode", { most: 2, instead: "CASE a WHEN 1 THEN 'x' ELSE 'y' END" }],
  ["to_timestamp", { most: 1, instead: "strptime(t, '%Y-%m-%d %H:%M')" }],
]);

/** Why a function of DuckDB is refused; for messages and for the test that finds functions nobody judged. */
export const REFUSED: readonly { readonly why: string; readonly names: RegExp }[] = [
  {
    why: "it reads files",
    names:
      /^(read_.*|(arrow|parquet|seq)_scan.*|parquet_.*|glob|sniff_csv|st_read.*|duckdb_external_file_cache|which_secret)$/,
  },
  {
    why: "it runs a query of its own",
    names:
      /^(query|query_table|json_execute_serialized_sql|json_(de)?serialize_.*|histogram_values|summary)$/,
  },
  {
    why: "it tells of the server",
    names:
      /^(getenv|current_setting|getvariable|current_(connection|query|transaction)(_id)?|txid_current|duckdb_.*|pragma_.*|pg_.*|inet_.*|has_.*_privilege|(col|obj|shobj)_description|format_(pg_)?type|map_to_pg_oid|in_search_path|get_block_size|sql_auto_complete|icu_calendar_names|parse_duckdb_log_message)$/,
  },
  {
    why: "it changes the server's state",
    names:
      /^(nextval|currval|setseed|write_log|truncate_.*|(en|dis)able_.*|(force_)?checkpoint|check_peg_parser|add_parquet_key)$/,
  },
  { why: "it only takes time", names: /^(sleep_ms|pg_sleep)$/ },
  { why: "its message could show data", names: /^error$/ },
  {
    why: "it is internal to the engine",
    names:
      /^(__internal_.*|combine|finalize|create_sort_key|get_type|make_type|replace_type|remap_struct|stats|test_(all|vector)_types|timetz_byte_comparable|unpivot_list|variant_bytes_to_variant|variant_to_parquet_variant|vector_type|arrow_scan_dumb|repeat_row|icu_collate_.*|st_crs|st_setcrs)$/,
  },
];
