/**
 * Random predicates on what is made of columns, for the superset test.
 * @module
 */
import fc from "fast-check";

/** Columns and constants to make them of. */
export interface Parts {
  readonly textColumns: fc.Arbitrary<string>;
  readonly numberColumns: fc.Arbitrary<string>;
  /** Texts in quotes. */
  readonly textLiteral: fc.Arbitrary<string>;
}

/** Predicates on prefixes, joined texts, arithmetic and the like. */
export function madePredicates({ textColumns, numberColumns, textLiteral }: Parts): fc.Arbitrary<string> {
  const comparisons = fc.constantFrom("=", "<>", "<", "<=", ">", ">=");
  /** What is made of a text, beside the texts that it may be. */
  const madeText = fc.tuple(
    textColumns.chain((column) =>
      fc.constantFrom(
        ...[1, 2, 3].flatMap((count) => [
          `left(${column}, ${count})`,
          `substr(${column}, 1, ${count})`,
          `${column}[:${count}]`,
          `${column}[1:${count}]`,
        ]),
        `left(${column}, -1)`,
        `substr(${column}, 2, 1)`,
        `split_part(${column}, 'b', 1)`,
        `split_part(${column}, '%', 1)`,
        `string_split(${column}, 'b')[1]`,
        `coalesce(${column}, '')`,
        `coalesce(${column}, 'ab')`,
        `coalesce(left(${column}, 2), 'a')`,
        `concat(${column}, '')`,
        `concat('a', ${column})`,
        `'a' || ${column}`,
        `${column} || 'b'`,
        `('a' || ${column}) || 'b'`,
      )
    ),
    comparisons,
    textLiteral,
    textLiteral,
    fc.constantFrom("one", "one", "IN", "NOT IN", "BETWEEN", "NOT BETWEEN"),
  ).map(([made, op, a, b, form]) =>
    form === "one"
      ? `${made} ${op} ${a}`
      : /IN$/.test(form)
      ? `${made} ${form} (${a}, ${b}, 'aab')`
      : `${made} ${form} ${a} AND ${b}`
  );
  /** Arithmetic on a number, beside numbers. */
  const madeNumber = fc.tuple(
    numberColumns.chain((column) =>
      fc.constantFrom(
        `${column} + 1`,
        `1 + ${column}`,
        `${column} - 5`,
        `5 - ${column}`,
        `-${column}`,
        `${column} * 2`,
        `${column} * -3`,
        `${column} / 10`,
        `${column} / -4`,
        `${column} // 2`,
        `${column} // -2`,
        `${column} + 0.5`,
        `${column} * 0.1`,
        `${column} * 1e0`,
        `(${column} + 1) * 2`,
        `floor(${column} / 2)`,
        `round(${column})`,
        `(${column} / 3)::BIGINT`,
        `${column}::DOUBLE`,
        `${column}::INTEGER + 1`,
        `coalesce(${column}, 0)`,
        `coalesce(${column} + 1, 5)`,
      )
    ),
    comparisons,
    fc.constantFrom(
      "0",
      "1",
      "2",
      "-2",
      "3",
      "5",
      "6",
      "10",
      "5.5",
      "0.5",
      "-2.5",
      "1e0",
      "9007199254740993",
    ),
    fc.constantFrom("0", "4", "6", "11", "5.5", "10e0"),
    fc.constantFrom("one", "one", "IN", "NOT IN", "BETWEEN", "NOT BETWEEN", "AS TEXT"),
  ).map(([made, op, a, b, form]) =>
    form === "one"
      ? `${made} ${op} ${a}`
      : form === "AS TEXT"
      ? `CAST(${made.replace(/[^a-z]/g, "") === "int" ? "int" : "dec"} AS VARCHAR) ${op} '${a}'`
      : /IN$/.test(form)
      ? `${made} ${form} (${a}, ${b}, 6)`
      : `${made} ${form} ${a} AND ${b}`
  );
  /** Regular expressions. */
  const regexes = fc.tuple(
    fc.constantFrom("regexp_matches", "regexp_full_match"),
    textColumns,
    fc.constantFrom(
      "^a",
      "^ab",
      "a",
      "^ab?",
      "^ab*",
      "^ab+",
      "^a|b",
      "^a.*",
      "a.*",
      "^a\\%b",
      "^(ab)",
      "^A",
      "ab{0}",
      "^é",
    ),
    fc.constantFrom("", "", ", 'i'"),
  ).map(([name, column, pattern, options]) => `${name}(${column}, '${pattern}'${options})`);

  return fc.oneof(madeText, madeNumber, regexes);
}
