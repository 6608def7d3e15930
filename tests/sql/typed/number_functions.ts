/**
 * Calls of everything in DuckDB that takes a number: `n`, of lists `l`, structs `st` and maps `m` of them, beside a text `s`.
 * @module
 */

/** Expressions of one row, or over windows. */
export const PER_ROW: readonly string[] = `
  hash(n) ; n & 6 ; n << 2 ; xor(n, 5) ; ~n ; n ** 2 ; n ^ 2 ; n! ; abs(n) ; add(n, 1) ; subtract(n, 1)
  multiply(n, 2) ; bin(n) ; to_binary(n) ; hex(n) ; to_hex(n) ; to_base(n, 2) ; to_base(10, n+2)
  bit_count(n) ; ceil(n) + ceiling(n) ; floor(n) ; divide(n, 2) ; n // 2 ; n % 2 ; mod(n, 2) ; n % 0.3 ; fdiv(n, 2)
  fmod(n, 2) ; even(n) ; factorial(n) ; gcd(n, 6) ; lcm(n, 6) ; isfinite(n) ; isinf(n) ; isnan(n)
  nextafter(n, 1) ; round(n) ; round(n, 1) ; round(n, 2) ; round(n / 3, 2) ; round(10.12345, n)
  round(123.456, 0 - n) ; round_even(n, 1) ; roundbankers(n, 0) ; sign(n) ; signbit(n) ; trunc(n)
  trunc(n, 1) ; -n ; ascii(n) ; bar(n, 0, 10) ; bar(n, 0, 10, n) ; bit_length(n) ; chr(n + 60)
  concat(n, 'x') ; concat_ws('-', n, n) ; n || 'x' ; format('{}', n) ; format('{:d}', n)
  format('{:.2f}', n) ; format('{:>8}', n) ; format('{:,}', n) ; format('{:+}', n) ; format('{:05}', n) ; format('{:,}', n * 1000) ; format('{:05d}', n) ; printf('%d', n)
  printf('%s', n) ; printf('%.2f', n) ; printf('%5d', n) ; format_bytes(n) ; formatReadableSize(n)
  pg_size_pretty(n) ; lpad(s, n, '-') ; rpad(s, n, '-') ; left(s, n) ; right(s, n) ; repeat('x', n)
  repeat([1], n) ; substr(s, n) ; substr(s, 1, n) ; substring(s from n for 2) ; split_part(s, 'l', n)
  s[n] ; s[1:n] ; s[n:] ; l[n] ; l[1:n] ; list_extract(l, n) ; list_element(l, n) ; array_extract(s, n)
  list_slice(l, 1, n) ; array_slice(l, n, 3) ; list_slice(l, 1, 3, n) ; list_resize(l, n)
  list_resize(l, n, 0) ; array_resize(l, 4, n) ; regexp_extract(s, '(.)(.)', n - n + 1) ; md5(n::VARCHAR)
  md5(n) ; sha256(n::VARCHAR) ; n::VARCHAR ; n::INT ; n::BIGINT ; n::DOUBLE ; n::DECIMAL(18,2)
  n::BOOLEAN ; n::TINYINT ; n::HUGEINT ; n::VARCHAR(10) ; TRY_CAST(n AS INT) ; CAST(n AS UINTEGER)
  n::JSON ; n::TIMESTAMP ; n::INTERVAL ; n::BIT ; n::BLOB ; to_json(n) ; to_json(l) ; to_json(st)
  to_json(m) ; json_object('a', n) ; json_array(n, l) ; json_quote(n) ; array_to_json(l) ; row_to_json(st)
  json_type(to_json(n)) ; json_type(json_object('a', n), '$.a') ; can_cast_implicitly(n, NULL::INTEGER)
  constant_or_null(n, 1) ; greatest(n, 2) ; greatest(n, 2.75) ; least(n, 2) ; coalesce(n, 0)
  ifnull(n, 0) ; nullif(n, 3) ; nullif(n, 2.5) ; CASE WHEN n > 2 THEN n ELSE 0 END
  CASE n WHEN 3 THEN 'three' WHEN 2.5 THEN 'two' ELSE 'x' END ; n IN (3, 2.5) ; n BETWEEN 1 AND 2.5
  n IS DISTINCT FROM 3 ; range(n) ; range(0, n) ; range(n, 10) ; range(0, 10, n) ; generate_series(1, n)
  generate_series(0, 10, n) ; make_date(2026, n, 1) ; make_date(2026, 1, n) ; make_date(n + 2000, 1, 1)
  make_time(n, n, n) ; make_timestamp(2026, n, n, n, n, n) ; make_timestamp(n) ; make_timestamp_ms(n)
  make_timestamptz(2026, n, 1, 0, 0, 0) ; DATE '2026-01-01' + n ; DATE '2026-01-01' - n
  n + DATE '2026-01-01' ; to_days(n) ; to_months(n) ; to_years(n) ; to_hours(n) ; to_minutes(n)
  to_seconds(n) ; to_milliseconds(n) ; to_microseconds(n) ; to_decades(n) ; to_timestamp(n) ; epoch_ms(n)
  INTERVAL (n) DAY ; INTERVAL '1 day' * n ; n * INTERVAL '1 day' ; INTERVAL '6 days' / n
  date_add(DATE '2026-01-01', INTERVAL (n) DAY) ; monthname(make_date(2026, n, 1))
  time_bucket(INTERVAL (n) DAY, DATE '2026-01-10') ; list_contains(l, n) ; list_contains(l, 3)
  list_contains(l, 2.5) ; list_position(l, n) ; list_position(l, 7) ; array_contains(l, n)
  list_has_any(l, [n]) ; list_has_any(l, [7, 100]) ; list_append(l, n) ; list_prepend(n, l)
  list_concat(l, [n]) ; list_intersect(l, [n, 1]) ; list_sort(list_distinct(l)) ; list_unique(l)
  list_sum(l) ; list_avg(l) ; list_min(l) ; list_max(l) ; list_median(l) ; list_product(l) ; list_mode(l)
  list_mad(l) ; list_stddev_pop(l) ; list_var_pop(l) ; list_sem(l) ; list_skewness(l) ; list_kurtosis(l)
  list_entropy(l) ; list_histogram(l) ; list_approx_count_distinct(l) ; list_bit_and(l) ; list_bit_or(l)
  list_bit_xor(l) ; list_count(l) ; list_first(l) ; list_string_agg(l) ; list_any_value(l) ; list_sort(l)
  list_reverse(l) ; list_reverse_sort(l) ; list_grade_up(l) ; list_aggregate(l, 'sum')
  list_aggregate(l, 'avg') ; list_aggregate(l, 'fsum') ; list_aggregate(l, 'string_agg', '|')
  list_aggregate(l, 'quantile_cont', 0.5) ; list_aggregate(l, 'quantile_disc', 0.5)
  list_aggregate(l, 'approx_quantile', 0.5) ; list_reduce(l, lambda a, b: a + b)
  list_reduce(l, lambda p, q: p * q) ; list_transform(l, lambda x: x * 2)
  list_transform(l, lambda x: x + n) ; list_transform(l, lambda x: x::VARCHAR)
  list_transform(l, lambda x: repeat('x', x)) ; list_transform(l, lambda x, i: x * i)
  list_filter(l, lambda x: x > 2) ; list_filter(l, lambda x: x % 2 = 1) ; [x * 2 FOR x IN l]
  list_zip(l, l) ; list_where(l, [true, false, true]) ; list_select(l, [1])
  list_select([10,20,30,40,50,60,70,80], l) ; list_dot_product(l, l) ; list_distance(l, l)
  list_cosine_similarity(l, l) ; array_to_string(l, ',') ; flatten([l, l]) ; unnest(l)
  equi_width_bins(0, n, 2, true) ; hash(l) ; l = [n] ; l::VARCHAR ; l::INT[] ; l::DOUBLE[] ; st::VARCHAR
  st.a ; hash(st) ; st = {a: 3} ; struct_extract(st, 'a') ; struct_insert(st, b := n) ; m['k']
  m::VARCHAR ; map([n], ['x']) ; map([n], ['x'])[3] ; map([n], ['x'])::VARCHAR ; map_extract(m, 'k')
  map_values(m) ; element_at(m, 'k') ; map_contains_value(m, 3) ; map_contains_entry(m, 'k', 3)
  map_entries(m) ; bit_position('1', n::BIT) ; get_bit('10101010101'::BIT, n) ; set_bit('10101010'::BIT, n, 0)
  bitstring('101', n + 3) ; unbin(bin(n)) ; hamming(n::VARCHAR, n::VARCHAR)
  levenshtein(n::VARCHAR, '30') ; length(n) ; length(n::VARCHAR) ; upper(n) ; n LIKE '3%'
  n::VARCHAR LIKE '3%' ; contains(n::VARCHAR, '3') ; starts_with(n::VARCHAR, '3')
  regexp_matches(n::VARCHAR, '^3$') ; replace(n::VARCHAR, '.', ',') ; encode(n::VARCHAR)
  strftime(to_timestamp(n), '%H:%M:%S') ; mismatches(n::VARCHAR, n::VARCHAR)
  sum(n) OVER (ORDER BY id) ; avg(n) OVER (ORDER BY id) ; ntile(n) OVER (ORDER BY id)
  lag(n, n, 0) OVER (ORDER BY id) ; lead(n, 1, 0.125) OVER (ORDER BY id)
  nth_value(n, n) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
  sum(n) OVER (ORDER BY n RANGE BETWEEN 2 PRECEDING AND CURRENT ROW)
  sum(n) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) ; row_number() OVER (ORDER BY n DESC)
  cume_dist() OVER (ORDER BY n) ; fill(n) OVER (ORDER BY n) ; n * 0.1 ; n * 3 = 0.3 ; n + 0.2
  n + 0.2 = 0.3 ; n - 0.3 ; n * n * n ; n / 3 ; n / 3 * 3 ; 0.1 / n ; 1e0 * n ; n * 1e-3
  (n + 1) * (n - 1) ; median(n) OVER () ; quantile_cont(n, 0.3) OVER (ORDER BY id) ; hash(n, l)
  array_length(l, 1) ; array_select(['a', 'b', 'c', 'd', 'e', 'f', 'g'], [n])
  formatReadableDecimalSize(n) ; json_extract('[1,2,3,4,5]', n) ; json_extract_string('[1,2,3,4,5]', n)
  json_value('[1,2,3,4,5]', '$[1]') ; '[1,2,3,4,5]'->>n ; right_grapheme(s, n)
  substring_grapheme(s, n, 2) ; list_cosine_distance(l, l) ; list_inner_product(l, l)
  list_negative_inner_product(l, l) ; make_timestamp_ns(n) ; regexp_extract_all(s, '(.)(.)', n - n + 1)
  struct_extract_at({a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7}, 2) ; to_centuries(n) ; to_millennia(n)
  to_quarters(n) ; jaro_similarity(n::VARCHAR, '3', 0.5)
  [least_common_multiple(n, 6), greatest_common_divisor(n, 6)] ; left_grapheme(s, n) || substring(s, n, 2)
  [acos(n/10), acosh(n+1), asin(n/100), asinh(n), atan(n), atan2(n, 2)]
  [atanh(n/100), cbrt(n), cos(n), cosh(n), cot(n), degrees(n)]
  [radians(n), exp(n), gamma(n), lgamma(n), ln(n), log(n)]
  [log(2, n), log10(n), log2(n), pow(n, 2), power(2, n), sqrt(n)] ; [sin(n) + sinh(n) + tan(n) + tanh(n)]
  list_negative_dot_product(l, l) ; [to_weeks(n), to_days(n)] ; add(n, 0.2) ; subtract(n, 0.3)
  multiply(n, 0.1) ; divide(n, 0.1) ; mod(n, 0.3) ; fdiv(n, 0.1) ; fmod(n, 0.3) ; round_even(n / 8, 2)
  round_even(n * 1.005, 2) ; roundbankers(n + 0.005, 2) ; round_even(n * 5, -1) ; (n * 1.005)::DECIMAL(18,2)
  TRY_CAST(n + 0.005 AS DECIMAL(4,2)) ; st::STRUCT(a DECIMAL(9,2)) ; st::STRUCT(a DECIMAL(9,1)) ; l::DECIMAL(9,1)[]
  m::MAP(VARCHAR, DECIMAL(9,1)) ; list_resize(l, 4, 0.125) ; list_append(l, 0.125) ; list_prepend(0.125, l)
  count(*) OVER (ORDER BY n RANGE 0.1 PRECEDING) ; sum(n) OVER (ORDER BY n - 0.1 RANGE 0.1 PRECEDING)
  list(n) OVER (ORDER BY n DESC RANGE BETWEEN 0.1 PRECEDING AND n FOLLOWING)
`.trim().split(/\s+;\s+|\n\s*/);

/** Aggregates. */
export const OF_ALL: readonly string[] = `
  sum(n), avg(n), count(n), min(n), max(n) ; sum(n) = 11, sum(n) = 12.85
  sum(DISTINCT n), avg(DISTINCT n) ; sum(n) FILTER (WHERE n > 1)
  any_value(n), first(n ORDER BY id), last(n ORDER BY id) ; approx_count_distinct(n)
  approx_quantile(n, 0.5) ; approx_top_k(n, 2)
  arg_max(id, n), arg_min(n, id), max_by(id, n), min_by(id, n) ; arg_max(id, n, 2)
  array_agg(n ORDER BY n) ; list(n ORDER BY n)::VARCHAR ; bit_and(n) ; bit_or(n) ; bit_xor(n)
  bitstring_agg(n, 0, 10) ; bool_and(n > 0) ; corr(n, n * 2) ; covar_pop(n, n) ; covar_samp(n, n)
  entropy(n) ; favg(n) ; fsum(n) ; kahan_sum(n) ; geomean(n) ; histogram(n) ; histogram_exact(n, [3, 7])
  kurtosis(n) ; mad(n) ; median(n) ; mode(n) ; product(n) ; quantile_cont(n, 0.5) ; quantile_cont(n, 0.3)
  quantile_cont(n, [0.25, 0.5]) ; quantile_disc(n, 0.5) ; percentile_cont(0.5) WITHIN GROUP (ORDER BY n)
  percentile_disc(0.5) WITHIN GROUP (ORDER BY n)
  regr_slope(n, n), regr_intercept(n, n*2), regr_r2(n, n), regr_sxx(n, n), regr_avgx(n, n) ; sem(n)
  skewness(n) ; stddev(n), stddev_pop(n), variance(n), var_pop(n) ; string_agg(n, ',' ORDER BY n)
  group_concat(n ORDER BY n) ; sum_no_overflow(n) ; count_if(n > 2) ; max(n, 2), min(n, 2)
  json_group_array(n) ; json_group_object(id, n)
  sum(n * n), sum(n * 0.1), sum(n / 3) ; sum(n) / count(*) ; sum(n) * 0.1 ; avg(n) * 3 ; median(n), mad(n)
  quantile_cont(n, 0.9), quantile_cont(n, [0.1,0.7]) ; quantile_cont(n, 0.123456789)
  median(n) FILTER (WHERE n > 0.1), median(DISTINCT n) ; arbitrary(n)
  arg_max_null(id, n), arg_max_nulls_last(id, n), arg_min_null(id, n), arg_min_nulls_last(id, n), argmax(id, n), argmin(id, n)
  weighted_avg(n, n) ; kurtosis_pop(n) ; mean(n), quantile(n, 0.5), reservoir_quantile(n, 0.5)
  regr_avgy(n, n), regr_count(n, n), regr_sxy(n, n), regr_syy(n, n), stddev_samp(n), var_samp(n), sumkahan(n)
`.trim().split(/\s+;\s+|\n\s*/);
