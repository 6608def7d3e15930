/**
 * Translates DuckDB's errors of running queries: `Could not convert string 'x' to INT32` → "A text cannot be read as
 * INTEGER: …". They can hold values of the data, so only known sentences get through, without the values.
 * @module
 */
import { textLiteral } from "../catalog/names.ts";
import { sentence } from "./duckdb_error.ts";

/** DuckDB's names of types in conversion errors → SQL's. */
const PHYSICAL: ReadonlyMap<string, string> = new Map([
  ["BOOL", "BOOLEAN"],
  ["INT8", "TINYINT"],
  ["INT16", "SMALLINT"],
  ["INT32", "INTEGER"],
  ["INT64", "BIGINT"],
  ["INT128", "HUGEINT"],
  ["UINT8", "UTINYINT"],
  ["UINT16", "USMALLINT"],
  ["UINT32", "UINTEGER"],
  ["UINT64", "UBIGINT"],
  ["UINT128", "UHUGEINT"],
]);
const typeName = (name: string | undefined) => name === undefined ? "its type" : PHYSICAL.get(name) ?? name;

/** A type's name at the end of a message or before " when casting"; values cannot look like it. */
const TO_TYPE =
  /(?:to|type) ([A-Z][A-Z0-9]*(?:\(\d+,\d+\))?(?: WITH TIME ZONE)?)(?: when casting from source column .*)?$/;

/** A text that is a number is none for decimals where it has too many digits. */
const NUMBER_AS_TEXT = /^Could not convert string ["']-?\d+(\.\d*)?(e[+-]?\d+)?["'] to DECIMAL\(/i;

/** What errors of reading values advise where nothing better is known. */
export const READ_AS_NULL = "use TRY_CAST to read such values as NULL";

/** What a conversion that failed says, without the value. */
export function conversionMessage(message: string): string {
  const type = TO_TYPE.exec(message)?.[1];
  const advice = `${READ_AS_NULL}.`;
  const dated = /^(?:invalid )?(date|timestamp|time) field/i.exec(message);
  if (dated !== null) return `A text is not a ${dated[1]?.toLowerCase()}: ${advice}`;
  if (NUMBER_AS_TEXT.test(message)) return `A value does not fit ${typeName(type)}: ${advice}`;
  if (/^Could not convert string/.test(message)) {
    return `A text cannot be read as ${typeName(type)}: ${advice}`;
  }
  if (/^Type .* can't be cast because the value is out of range/s.test(message)) {
    return `A value is out of range for ${typeName(type)}: ${advice}`;
  }
  if (/^Could not cast value|^Failed to cast/.test(message)) {
    return `A value does not fit ${typeName(type)}: ${advice}`;
  }
  if (/^Malformed JSON/.test(message)) return `A text is not valid JSON: ${advice}`;
  const made = /^(Date|Time) out of range/.exec(message)?.[1];
  if (made !== undefined) {
    return made === "Date"
      ? "make_date() or make_timestamp() got a year, month or day that no calendar has."
      : "make_time() or make_timestamp() got an hour, minute or second that no day has.";
  }
  return `A value cannot be converted to ${typeName(type)}: ${advice}`;
}

/** Sentences of a running query that are the same whatever the values are. */
const WITHOUT_VALUES =
  /^(Argument for ntile must be greater than zero|'to_base' radix must be|Cannot perform list_reduce on an empty input list|A whole number is needed by \S+|JSON is nested more than 1000 levels deep for \w+|Cannot take (square root|logarithm) of (a negative number|zero)|Value out of range|Map keys (must be unique|can not be NULL)|A?(COS|SIN) is undefined|Can't bucket using zero|Interval cannot be 0|Array lengths? must|Cannot (divide|modulo) by zero|Division by zero)/;

/** What the parser of regular expressions says before it quotes one. */
const BAD_PATTERN =
  /^(missing [[\](){}]+|unexpected \)|trailing \\|no argument for repetition operator|bad repetition operator|invalid (?:escape sequence|character class(?: range)?|character range|perl operator|repetition size|named capture group|group name)): /;

/** A text of an error if the statement itself has it as a literal: what is in the data stays there. */
const literal = (text: string | undefined, sql: string) =>
  text !== undefined && text !== "" && sql.includes(textLiteral(text)) ? ` '${text}'` : "";

/** What functions say of arguments that they cannot take, and what to give them. */
const ARGUMENTS: readonly (readonly [said: RegExp, told: string])[] = [
  [
    /^Sorting order must be/i,
    "list_sort() and its like take the order as a constant: 'ASC' or 'DESC', then 'NULLS FIRST' or 'NULLS LAST'.",
  ],
  [
    /^Invalid input for (MIN\/MAX|arg_min\/arg_max): n value/i,
    "The last argument of max(), min(), arg_max() and arg_min() says how many are wanted, 1 at least; the greater of two " +
    "values is greatest(a, b).",
  ],
  [/^Aggregate function name must be/i, "list_aggregate() takes the aggregate's name as a constant: 'sum'."],
  [/^Group specification field must be/i, "regexp_extract() takes the group as a constant."],
  [/^'to_base' number must be/i, "to_base() takes no negative number."],
  [/^factorial of a negative number/i, "factorial() takes no negative number."],
  [/^Slice step cannot be zero/i, "The step of a slice must not be 0."],
  [/^Mismatch Function: Strings must be of equal length/i, "hamming() takes texts of equal length."],
  [/^Invalid input for hex digit/i, "unhex() or from_hex() got a text that is no hexadecimal number."],
  [/^Invalid input for binary digit/i, "unbin() or from_binary() got a text that is no binary number."],
  [/^bit index \d+ out of valid range/i, "A bit is asked for beyond the end of the bits."],
  [
    /^Argument index .* out of range/i,
    "format() or printf() has more placeholders than values: give a value for each {} or %.",
  ],
  [
    /^((missing|unmatched) '}' in format|missing precision|invalid format|cannot switch from|Argument with name|(width|precision) is not integer|number is too big|format specifier requires numeric)/i,
    "The format of format() or printf() is not valid: {} stands for a value, {:.2f} for a number.",
  ],
  [/^Invalid input for bin function/i, "equi_width_bins() makes 1 bin at least."],
];

/** What a function says of an argument; null for other errors. */
function argument(message: string, sql: string): string | null {
  const told = ARGUMENTS.find(([said]) => said.test(message))?.[1];
  if (told !== undefined) return told;
  const macro = /^Function "(\w+)" is a Macro Function\./.exec(message)?.[1];
  if (macro !== undefined) {
    const instead = macro === "json_group_array" ? ": write to_json(list(x ORDER BY x))" : "";
    return `${macro}() takes no DISTINCT, FILTER or ORDER BY${instead}.`;
  }
  const unequal = /^(list|array)_(\w+): (?:list|array) dimensions must be equal/i.exec(message);
  if (unequal !== null) return `${unequal[1]}_${unequal[2]}() takes lists of equal length.`;
  const pattern = BAD_PATTERN.exec(message);
  if (pattern !== null) {
    const written = literal(message.slice(pattern[0].length), sql);
    return `The regular expression${written} is not valid: ${pattern[1]}.`;
  }
  const zone = /^Unknown TimeZone '([^']*)'/.exec(message);
  if (zone !== null) {
    return `The time zone${literal(zone[1], sql)} is not known: use UTC or a name like 'Europe/Berlin'.`;
  }
  const format = /^Failed to parse format specifier (.*?): (?=[A-Z])/s.exec(message);
  if (format !== null) {
    return `The format${
      literal(format[1], sql)
    } of strftime() or strptime() has a specifier that is not known.`;
  }
  if (/^Invalid UTF8 Codepoint/.test(message)) return "chr() got a number that no character has.";
  if (/^Invalid type specifier/.test(message)) {
    return "format() or printf() got a value of another type than its format asks for.";
  }
  return null;
}

/** A sum as it is written: its argument has no text and at most two levels of parentheses. */
const SUM = /\bsum\s*\(((?:[^()']|\((?:[^()']|\([^()']*\))*\))+)\)/gi;

/** `SELECT sum(v) …` → "Overflow in sum(v): …". DuckDB does not say which sum it was: all are named, four at most. */
function sumOverflow(sql: string): string {
  const sums = [...new Set([...sql.matchAll(SUM)].map(([, argument = ""]) => argument.trim()))];
  const isNamed = sums.length > 0 && sums.length <= 4 && sums.every(({ length }) => length <= 100);
  const named = isNamed ? sums.map((argument) => `sum(${argument})`).join(" or ") : "a sum";
  const first = isNamed ? sums[0] ?? "x" : "x";
  const summed = first.replace(/^distinct\s+/i, "");
  const instead = `sum(${summed === first ? "" : "DISTINCT "}CAST(${summed} AS DOUBLE))`;
  return `Overflow in ${named}: it needs more than 38 digits. Sum doubles instead: ${instead}.`;
}

/** What any other error of a running query says, without values of the data. */
export function runMessage(message: string, sql: string): string {
  const said = argument(message, sql);
  if (said !== null) return said;
  const overflow = /^Overflow in (\w+) of (\w+)/.exec(message);
  if (overflow !== null) {
    return `Overflow in ${overflow[1]} of ${
      typeName(overflow[2])
    }: cast one side to a wider type, HUGEINT or DOUBLE.`;
  }
  if (/^Overflow in HUGEINT (addition|multiplication)/.test(message)) return sumOverflow(sql);
  if (/^More than one row returned by a subquery/.test(message)) {
    return "More than one row returned by a subquery used as an expression: add LIMIT 1 or an aggregate.";
  }
  if (message.startsWith("Cannot perform non-inner join on subquery")) {
    return "In ON of a LEFT JOIN, a subquery takes columns of the right side alone (RIGHT: of the left; FULL: none): write " +
      "LEFT JOIN LATERAL (SELECT * FROM … WHERE …) AS t ON true.";
  }
  if (message.startsWith("Non-inner join on correlated columns not supported")) {
    return "In a subquery, ON of a LEFT, RIGHT, FULL, SEMI, ANTI or ASOF JOIN cannot take columns from outside: join " +
      "(SELECT … WHERE x = outside.y) AS t instead of the table.";
  }
  if (message.startsWith("Unsupported join type for flattening correlated subquery")) {
    return "A subquery that takes columns from outside cannot join a CTE by RIGHT or FULL JOIN: do the whole join in a " +
      "CTE of its own, and compare with the columns from outside in WHERE.";
  }
  if (/^Could not parse string/.test(message)) {
    return "A text does not fit the format: use try_strptime to read such values as NULL.";
  }
  if (/^Malformed JSON/.test(message)) return "A text is not valid JSON: test it with json_valid.";
  const first = sentence(message);
  return WITHOUT_VALUES.test(first) && first.length < 160
    ? first
    : "A function got a value that it cannot take.";
}
