/**
 * Texts for the fuzz run: what people and attackers write, cut up and put together anew. The text at a place depends
 * on nothing but the seed and the place, so any of them can be had again.
 */
import { OUTWARD, SETTINGS } from "../sql/guard/attacks.ts";
import { HONEST } from "../sql/guard/honest.ts";
import { HOSTILE } from "../sql/guard/hostile.ts";
import { PRINT_CORPUS } from "../sql/print_corpus.ts";

const HOSTILES = [
  ...HOSTILE.statement,
  ...HOSTILE.function,
  ...HOSTILE.query,
  ...HOSTILE.name,
  ...OUTWARD,
  ...SETTINGS,
];
const HONESTS = [...HONEST, ...PRINT_CORPUS];

const TOKEN = /\w+|'[^']*'|"[^"]*"|\s+|[^\w\s]/gu;

function tokensOf(sql: string): string[] {
  return sql.match(TOKEN) ?? [];
}

const TOKENS = [...new Set([...HONESTS, ...HOSTILES].flatMap(tokensOf))].filter((token) =>
  token.trim() !== ""
);

/** What stands for a blank, or looks as if it did. */
const BLANKS = [
  "/**/",
  "/* ; */",
  "/* -- */",
  "/* /* nested */ */",
  "--\n",
  "-- ;DROP TABLE t\n",
  "\n",
  "\t",
  "\r\n",
  "\f",
  "\u00a0",
  "\u2003",
  "\u3000",
  "\ufeff",
  "\u200b",
  "\u2028",
  "\u0000",
  "\u202e",
  ";",
  "",
];

/** Letters and quotes that look like others. */
const LOOKALIKES: readonly (readonly [string, string])[] = [
  ["a", "а"],
  ["e", "е"],
  ["k", "\u212a"],
  ["i", "ı"],
  ["s", "ſ"],
  ["S", "Ｓ"],
  ["(", "（"],
  ["'", "’"],
  ["'", "''"],
  ['"', "“"],
  [";", ";"],
  ["-", "‐"],
  ["'", "\\'"],
  ["'", "$$"],
  ["'", "$x$"],
  ["'", "E'"],
  ["=", "=="],
  ["1", "99999999999999999999999999999999999999999"],
  ["1", "-9223372036854775808"],
  ["1", "1e309"],
  ["1", "0x1F"],
  ["1", "NULL"],
  ["1", "$1"],
  ["1", "?"],
  ["t", "T"],
  ["t", "main.t"],
  ["t", '"t"'],
  ["t", "memory.main.t"],
];

const NAMES = [
  "getenv",
  "read_text",
  "read_csv",
  "glob",
  "query",
  "query_table",
  "duckdb_settings",
  "current_setting",
  "sleep_ms",
  "nextval",
  "json_execute_serialized_sql",
  "range",
  "repeat",
  "list_transform",
  "'/etc/passwd'",
  "'x.csv'",
  "duckdb_tables",
  "dynamosql_answer",
  "sqlite_master",
];

/** A text around another. */
const FRAMES: readonly ((sql: string, other: string) => string)[] = [
  (sql) => `SELECT (${sql})`,
  (sql) => `SELECT * FROM (${sql}) AS x`,
  (sql, other) => `WITH q AS (${sql}) ${other}`,
  (sql) => `WITH q AS MATERIALIZED (${sql}) SELECT * FROM q`,
  (sql, other) => `WITH RECURSIVE t AS (${sql} UNION ALL ${other}) SELECT * FROM t LIMIT 10`,
  (sql, other) => `${sql} UNION ALL ${other}`,
  (sql, other) => `(${sql}) EXCEPT (${other})`,
  (sql, other) => `${sql}; ${other}`,
  (sql) => `;${sql};`,
  (sql) => `EXPLAIN ${sql}`,
  (sql) => `DESCRIBE ${sql}`,
  (sql) => `COPY (${sql}) TO 'x.csv'`,
  (sql) => `CREATE TABLE x AS ${sql}`,
  (sql) => `PREPARE p AS ${sql}`,
  (sql) => `SELECT * FROM query('${sql.replaceAll("'", "''")}')`,
  (sql) => `SELECT '${sql.replaceAll("'", "''")}'`,
  (sql) => `SELECT $$${sql}$$`,
  (sql) => `SELECT 1 /* ${sql} */`,
  (sql) => `SELECT 1 -- ${sql}`,
  (sql, other) => `SELECT 1 WHERE EXISTS (${sql}) OR 1 IN (${other})`,
  (sql, other) => `SELECT list_transform([1], x -> (${sql})), CASE WHEN (${other}) THEN 1 END`,
  (sql) => `FROM t SELECT COLUMNS(c -> c IN (${sql}))`,
  (sql) => `SELECT * FROM t, LATERAL (${sql}) y`,
  (sql) => `PIVOT (${sql}) ON a USING count(*)`,
];

interface Dice {
  /** A whole number below `end`. */
  below(end: number): number;
  of<T>(choices: readonly T[], otherwise: T): T;
}

/** Mulberry32: small, and the same on every machine. */
function dice(seed: number): Dice {
  let state = seed >>> 0;
  const below = (end: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  };
  return { below, of: (choices, otherwise) => choices[below(choices.length)] ?? otherwise };
}

/** The text at `index` of the run with this seed. */
export function inputAt(seed: number, index: number): string {
  const random = dice(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  for (let turn = 0; turn < 4; turn++) random.below(2);
  let sql = original(random);
  if (random.below(4) === 0) {
    const frame = random.of(FRAMES, (same: string) => same);
    sql = frame(sql, original(random));
  }
  for (let edits = random.below(3); edits > 0; edits--) sql = edited(sql, random);
  return sql.slice(0, 20_000);
}

function original(random: Dice): string {
  // More honest ones: they are what reaches the engine.
  const list = random.below(3) > 0 ? HONESTS : HOSTILES;
  if (random.below(12) > 0) return random.of(list, "SELECT 1");
  const parts = Array.from({ length: 1 + random.below(25) }, () => random.of(TOKENS, "x"));
  return `SELECT ${parts.join(" ")}`;
}

function edited(sql: string, random: Dice): string {
  const tokens = tokensOf(sql);
  const at = random.below(tokens.length + 1);
  const token = () => random.of(TOKENS, "x");
  switch (random.below(12)) {
    case 0:
      tokens.splice(at, 1, token());
      break;
    case 1:
      tokens.splice(at, 0, ` ${token()} `);
      break;
    case 2:
      tokens.splice(at, 1 + random.below(3));
      break;
    case 3:
      tokens.splice(at, 0, ...tokens.slice(at, at + 1 + random.below(6)));
      break;
    case 4: {
      const other = tokensOf(original(random));
      tokens.splice(at, tokens.length, ...other.slice(random.below(other.length)));
      break;
    }
    case 5:
      return replaceOne(sql, " ", random.of(BLANKS, " "), random);
    case 6: {
      const blank = random.of(BLANKS, " ");
      return sql.replaceAll(" ", () => blank);
    }
    case 7: {
      const [from, to] = random.of(LOOKALIKES, ["", ""] as const);
      return replaceOne(sql, from, to, random);
    }
    case 8:
      tokens.splice(at, 1, random.of(NAMES, "x"));
      break;
    case 9:
      return [...sql].map((letter) => random.below(2) === 0 ? letter.toUpperCase() : letter.toLowerCase())
        .join("");
    case 10: {
      const place = random.below(sql.length + 1);
      return sql.slice(0, place) + String.fromCodePoint(random.below(0xd800)) + sql.slice(place);
    }
    default: {
      const depth = 1 + random.below(40);
      tokens.splice(at, 1, "(".repeat(depth) + (tokens[at] ?? "1") + ")".repeat(depth));
    }
  }
  return tokens.join("");
}

/** One of the places where `from` stands, chosen at random, is replaced. */
function replaceOne(sql: string, from: string, to: string, random: Dice): string {
  const parts = sql.split(from);
  if (from === "" || parts.length < 2) return sql + to;
  const at = 1 + random.below(parts.length - 1);
  return parts.slice(0, at).join(from) + to + parts.slice(at).join(from);
}
