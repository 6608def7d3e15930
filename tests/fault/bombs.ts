/**
 * Statements of every family that want more memory or time than there is, over the table `numbers` (300 items; `n` is
 * 0 … 299, `text` about 160 characters). Sizes come from the data, where the guard cannot see them.
 */

/** A statement, and what may become of it. */
export type Bomb = readonly [sql: string, ...codes: string[]];

/** More memory than there is, wanted at once or bit by bit; where it can spill, its time is over first. */
const GROWS = ["too_large", "timeout"] as const;
/** DuckDB has a bound of its own for some of them. */
const GROWS_OR_REFUSED = [...GROWS, "invalid_query", "type_mismatch"] as const;

const PAIRS = "numbers a, numbers b";
const TRIPLES = `${PAIRS}, numbers c`;

/** Nested once per pair of brackets, `depth` deep. */
function nested(open: string, inner: string, close: string, depth: number): string {
  return open.repeat(depth) + inner + close.repeat(depth);
}

export const BOMBS: Readonly<Record<string, Bomb>> = {
  // Lists
  "a list of a written length": ["SELECT len(range(100000000))", "function_not_allowed"],
  "range()": ["SELECT sum(len(range(100000000 + n))) FROM numbers", ...GROWS_OR_REFUSED],
  "generate_series()": ["SELECT sum(len(generate_series(n, 90000000))) FROM numbers", ...GROWS_OR_REFUSED],
  "generate_series() of times": [
    "SELECT count(*) FROM range(TIMESTAMP '1000-01-01', TIMESTAMP '9000-01-01', INTERVAL 1 MICROSECOND)",
    "timeout",
  ],
  "list_resize()": ["SELECT max(len(list_resize([n], 200000000 + n))) FROM numbers", ...GROWS_OR_REFUSED],
  "repeat() of a list": ["SELECT max(len(repeat([n, n], 90000000 + n))) FROM numbers", ...GROWS_OR_REFUSED],
  "list_transform() in list_transform()": [
    "SELECT sum(len(list_transform(range(3000 + n), x -> list_transform(range(3000 + n), y -> x * y)))) FROM numbers",
    ...GROWS,
  ],
  "list_sort()": [
    "SELECT max(len(list_sort(list_transform(range(4000000 + n), x -> hash(x))))) FROM numbers",
    ...GROWS,
  ],
  "unnest() of unnest()": [
    "SELECT max(y) FROM (SELECT unnest(range(x)) AS y FROM (SELECT unnest(range(n * 1000)) AS x FROM numbers))",
    ...GROWS,
  ],
  // Texts
  "repeat()": ["SELECT max(length(repeat(text, 3000000 + n))) FROM numbers", ...GROWS],
  "repeat() of a written length": ["SELECT length(repeat(repeat('x', 100000), 40000))", ...GROWS],
  "lpad()": ["SELECT max(length(lpad(text, 1000000000 + n, text))) FROM numbers", ...GROWS_OR_REFUSED],
  "replace() of each blank by all": [
    "SELECT max(length(replace(replace(replace(replace(text, ' ', text), ' ', text), ' ', text), ' ', text))) " +
    "FROM numbers",
    ...GROWS,
  ],
  "format()": [
    "SELECT max(length(format('{:>' || (1000000000 + n) || '}', text))) FROM numbers",
    ...GROWS_OR_REFUSED,
  ],
  "printf()": [
    "SELECT max(length(printf('%' || (1000000000 + n) || 's', text))) FROM numbers",
    ...GROWS_OR_REFUSED,
  ],
  "bar()": ["SELECT max(length(bar(n, 0, 1, 1000000000 + n))) FROM numbers", ...GROWS_OR_REFUSED],
  "bitstring()": [
    "SELECT max(bit_length(bitstring('1', 2000000000 + n::INT))) FROM numbers",
    ...GROWS_OR_REFUSED,
  ],
  "levenshtein() of long texts": [
    `SELECT max(levenshtein(repeat(a.text, 2000), repeat(b.text, 2000))) FROM ${PAIRS}`,
    ...GROWS,
  ],
  "damerau_levenshtein() of long texts": [
    `SELECT max(damerau_levenshtein(repeat(a.text, 600), repeat(b.text, 600))) FROM ${PAIRS}`,
    ...GROWS,
  ],
  // Regular expressions
  "regexp_extract_all()": [
    `SELECT sum(len(regexp_extract_all(repeat(a.text, 3000), '.'))) FROM ${PAIRS}`,
    ...GROWS,
  ],
  "a regular expression that takes exponential time elsewhere": [
    `SELECT count(*) FROM ${TRIPLES} WHERE regexp_matches(repeat(a.text, 100), '(.*.*.*.*i){15}x')`,
    ...GROWS_OR_REFUSED,
    "none",
  ],
  "a regular expression of great size": [
    "SELECT regexp_matches(text, nested) FROM (SELECT text, '((((a{0,99}){0,99}){0,99}){0,99}){' || n || '}' AS nested " +
    "FROM numbers)",
    ...GROWS_OR_REFUSED,
  ],
  // Recursion and joins
  "a recursive query that never ends": [
    "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n > 0) SELECT count(*) FROM t",
    ...GROWS,
  ],
  "a recursive query that doubles": [
    "WITH RECURSIVE t AS (SELECT text FROM numbers UNION ALL SELECT text || text FROM t) SELECT max(length(text)) FROM t",
    ...GROWS_OR_REFUSED,
  ],
  "a cross join in time": [`SELECT sum(hash(a.n, b.n, c.n, d.n) % 7) FROM ${TRIPLES}, numbers d`, "timeout"],
  "a hash join whose table is too large": [
    `SELECT count(*) FROM (SELECT a.text || b.text || c.text AS k FROM ${TRIPLES}) x ` +
    `JOIN (SELECT a.text || c.text || b.text AS k FROM ${TRIPLES}) y USING (k)`,
    ...GROWS,
  ],
  "a join on an inequality": [
    `SELECT count(*) FROM (SELECT a.n + b.n AS k FROM ${PAIRS}) x, (SELECT a.n * b.n AS k FROM ${PAIRS}) y ` +
    "WHERE x.k < y.k AND hash(x.k) < hash(y.k)",
    "timeout",
  ],
  // Aggregates and windows
  "list()": [`SELECT list(a.text || b.text || c.text || d.n) FROM ${TRIPLES}, numbers d`, ...GROWS],
  "string_agg()": [
    `SELECT length(string_agg(a.text || b.text || c.n, '')) FROM ${TRIPLES}`,
    ...GROWS_OR_REFUSED,
  ],
  "histogram()": [
    `SELECT cardinality(histogram(a.n * 90000 + b.n * 300 + c.n + d.n * 27000000)) FROM ${TRIPLES}, numbers d`,
    ...GROWS,
  ],
  "quantile_cont()": [
    `SELECT quantile_cont(a.n + b.n * c.n * d.n, 0.5) FROM ${TRIPLES}, numbers d`,
    ...GROWS,
  ],
  "count(DISTINCT)": [`SELECT count(DISTINCT (a.text, b.text, c.text)) FROM ${TRIPLES}`, ...GROWS],
  "a window that lists all rows for each": [
    "SELECT max(len(l)) FROM (SELECT list(x) OVER (ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) AS l " +
    `FROM (SELECT a.n * 300 + b.n AS x FROM ${PAIRS}))`,
    ...GROWS,
  ],
  "a window whose frame depends on the row": [
    "SELECT max(m) FROM (SELECT mode(x) OVER (ORDER BY x ROWS BETWEEN x PRECEDING AND x FOLLOWING) AS m " +
    `FROM (SELECT a.n * 90000 + b.n * 300 + c.n AS x FROM ${TRIPLES}))`,
    ...GROWS_OR_REFUSED,
  ],
  "a sort that spills": [
    `SELECT a.text || b.text || c.n AS t FROM ${TRIPLES} ORDER BY hash(t) LIMIT 1000 OFFSET 20000000`,
    ...GROWS,
  ],
  // JSON and numbers
  "json_group_array()": [`SELECT length(json_group_array(a)::VARCHAR) FROM ${TRIPLES}`, ...GROWS_OR_REFUSED],
  "to_json() of a long list": [
    "SELECT max(json_array_length(to_json(range(20000000 + n)))) FROM numbers",
    ...GROWS,
  ],
  // What does not fit 38 digits is calculated in DOUBLE, with a warning.
  "powers of decimals": [
    "SELECT sum((n + 1)::DECIMAL(38, 0) * (10 ** 37)::DECIMAL(38, 0) * n) FROM numbers",
    "none",
    "invalid_query",
    "type_mismatch",
  ],
  // Binding: nobody can interrupt it
  "nested subqueries": [
    `SELECT ${nested("(SELECT n + ", "1", " FROM numbers)", 30)} FROM numbers`,
    "invalid_query",
  ],
  "nested macros": [`SELECT ${nested("nullif(", "n", ", 2)", 30)} FROM numbers`, "invalid_query"],
  "nested lambdas": [
    `SELECT ${nested("list_transform([n], x -> ", "[n]", ")", 30)} FROM numbers`,
    "invalid_query",
  ],
  "all that may be nested, nested": [
    `SELECT ${
      nested(
        "nullif(",
        nested("(SELECT ", nested("list_transform([1], x -> ", "[1]", ")", 8), ")", 10),
        ", 2)",
        6,
      )
    } ` +
    "FROM numbers",
    ...GROWS_OR_REFUSED,
    "none",
  ],
};
