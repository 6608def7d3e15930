/**
 * Random predicates on a text column `d` that is read as dates.
 * @module
 */
import fc from "fast-check";

const DAYS = [
  ...["0000-01-01", "0001-01-01", "0999-12-31", "1000-01-01", "1600-02-29", "1900-02-28", "1900-03-01"],
  ...["1969-12-31", "1970-01-01", "2000-02-29", "2023-12-31", "2024-01-01", "2024-02-28", "2024-02-29"],
  ...["2024-03-01", "2024-12-31", "9999-01-01", "9999-12-30", "9999-12-31"],
];
const TIMES = ["00:00:00", "00:00:00.000001", "04:30:00", "12:34:56.5", "23:59:59.999999", "21:00:00"];
const day = fc.constantFrom(...DAYS);
const instant = fc.tuple(
  day,
  fc.constantFrom(...TIMES),
  fc.constantFrom("TIMESTAMP", "TIMESTAMPTZ"),
  fc.constantFrom("", "", "", "+02", "-05:30", "Z"),
).map(([on, at, type, zone]) => `${type} '${on} ${at}${zone}'`);
const constant = fc.oneof(
  day.map((on) => `DATE '${on}'`),
  instant,
  fc.constantFrom("TIMESTAMP 'infinity'", "DATE '-infinity'"),
);
const comparisons = fc.constantFrom(
  "=",
  "<>",
  "<",
  "<=",
  ">",
  ">=",
  "IS NOT DISTINCT FROM",
  "IS DISTINCT FROM",
);

/** The column itself, and dates made of it. */
const dates = fc.constantFrom(
  "d",
  "d",
  "d::DATE",
  "d::TIMESTAMP",
  "d::TIMESTAMPTZ",
  "TRY_CAST(d AS DATE)",
  "CAST(d AS TIMESTAMP)",
  ...["second", "hour", "day", "week", "month", "quarter", "year", "decade"].flatMap((part) => [
    `date_trunc('${part}', d)`,
    `date_trunc('${part}', d::DATE)`,
  ]),
);

const compared = fc.tuple(dates, comparisons, constant, fc.boolean()).map(([made, op, by, turned]) =>
  turned ? `${by} ${op} ${made}` : `${made} ${op} ${by}`
);
const texts = fc.tuple(
  fc.constantFrom("d::DATE", "d::TIMESTAMP", "d::TIMESTAMPTZ", "date_trunc('month', d::TIMESTAMP)"),
  fc.constantFrom("=", "<", ">=", "<=", ">"),
  day,
  fc.constantFrom("", "", " 12:34:56"),
).map(([made, op, on, at]) => `${made} ${op} '${on}${at}'`);
const between = fc.tuple(dates, constant, constant, fc.constantFrom("", "NOT ")).map((
  [made, low, high, not],
) => `${made} ${not}BETWEEN ${low} AND ${high}`);
const listed = fc.tuple(dates, constant, constant, fc.constantFrom("", "NOT ")).map(([made, a, b, not]) =>
  `${made} ${not}IN (${a}, ${b})`
);
const parts = fc.tuple(
  fc.constantFrom(
    "year(d)",
    "year(d::DATE)",
    "extract(year FROM d)",
    "date_part('year', d::TIMESTAMP)",
    "epoch(d::TIMESTAMP)",
    "epoch_ms(d::TIMESTAMP)",
    "month(d)",
    "dayofweek(d::DATE)",
  ),
  fc.constantFrom("=", "<>", "<", "<=", ">", ">="),
  fc.constantFrom(
    "0",
    "1",
    "999",
    "1600",
    "1969",
    "1970",
    "2023",
    "2023.5",
    "2024",
    "2024e0",
    "9999",
    "10000",
    "-1",
    "1704067200",
  ),
).map((all) => all.join(" "));

/** Predicates, and their conjunctions, disjunctions and negations. */
export const { predicate: datePredicates } = fc.letrec<{ predicate: string }>((tie) => ({
  predicate: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.oneof(compared, compared, texts, between, listed, parts),
    fc.tuple(tie("predicate"), fc.constantFrom("AND", "OR"), tie("predicate")).map(([a, op, b]) =>
      `(${a} ${op} ${b})`
    ),
    tie("predicate").map((inner) => `NOT (${inner})`),
  ),
}));
