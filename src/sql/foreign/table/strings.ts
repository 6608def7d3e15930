/**
 * Foreign forms of texts and of what is found in them.
 *
 * `initcap(a)` of PostgreSQL; `substring_index(a, '.', 2)` of MySQL; `stuff(a, 2, 1, 'x')` of T-SQL
 * @module
 */
import type { ForeignForm } from "../form.ts";

/** `field(x, a, b)` and `elt(n, a, b)` with up to so many. */
const MOST_NAMED = 6;
const NAMES = ["a", "b", "c", "d", "e", "f"];

/** What makes a text no URL to Java, and so NULL. */
const NO_URL = "regexp_matches(a, '[\\s<>\"{}|\\\\^`]')";

/** The forms. */
export const STRING_FORMS: readonly ForeignForm[] = [
  { call: "btrim(a)", write: "trim(a)", of: "PostgreSQL", example: ["btrim(' x ')", "x"] },
  { call: "btrim(a, b)", write: "trim(a, b)", of: "PostgreSQL", example: ["btrim('yxy', 'y')", "x"] },
  {
    call: "initcap(a)",
    // A word is letters and digits; each is put in place with its first letter in upper case.
    write:
      "array_to_string(list_transform(regexp_extract_all(lower(a), '[\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+'), " +
      "lambda word_: upper(word_[1]) || word_[2:]), '')",
    of: "PostgreSQL, Oracle, Redshift",
    example: ["initcap('hELLO wörld-wide 2x')", "Hello Wörld-Wide 2x"],
  },
  {
    call: "lpad(a, n)",
    write: "lpad(a, n, ' ')",
    of: "PostgreSQL, Oracle",
    example: ["lpad('ab', 4)", "  ab"],
  },
  {
    call: "rpad(a, n)",
    write: "rpad(a, n, ' ')",
    of: "PostgreSQL, Oracle",
    example: ["rpad('ab', 4)", "ab  "],
  },
  {
    call: "substring_index(a, b, index)",
    write:
      "CASE WHEN b = '' OR {index} = 0 THEN '' WHEN {index} > 0 THEN array_to_string(string_split(a, b)[1:{index}], b) " +
      "ELSE array_to_string(string_split(a, b)[{index}:], b) END",
    of: "MySQL, Spark",
    example: ["substring_index('www.mysql.com', '.', 2)", "www.mysql"],
  },
  {
    call: "find_in_set(a, b)",
    write: "CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN b = '' OR contains(a, ',') THEN 0 " +
      "ELSE coalesce(list_position(string_split(b, ','), a), 0) END",
    of: "MySQL, Spark",
    example: ["find_in_set('b', 'a,b,c,d')", 2],
  },
  ...Array.from({ length: MOST_NAMED }, (_, at): ForeignForm => {
    const names = NAMES.slice(0, at + 1);
    return {
      call: `field(x, ${names.join(", ")})`,
      write: `CASE ${names.map((name, place) => `WHEN x = ${name} THEN ${place + 1}`).join(" ")} ELSE 0 END`,
      of: "MySQL",
      example: [`field('q', ${names.map((name) => `'${name}'`).join(", ")})`, 0],
    };
  }),
  ...["elt", "choose"].flatMap((called) =>
    Array.from({ length: MOST_NAMED }, (_, at): ForeignForm => {
      const names = NAMES.slice(0, at + 1);
      return {
        call: `${called}(n, ${names.join(", ")})`,
        write: `CASE n ${names.map((name, place) => `WHEN ${place + 1} THEN ${name}`).join(" ")} END`,
        of: called === "elt" ? "MySQL" : "T-SQL",
        example: [`${called}(${at + 1}, ${names.map((name) => `'${name}'`).join(", ")})`, NAMES[at]],
      };
    })
  ),
  {
    call: "stuff(a, n, m, b)",
    write:
      "CASE WHEN n >= 1 AND n <= length(a) AND m >= 0 THEN left(a, n - 1) || coalesce(b, '') || substr(a, n + m) END",
    of: "T-SQL",
    example: ["stuff('abcdef', 2, 3, 'ijklmn')", "aijklmnef"],
  },
  {
    call: "insert(a, n, m, b)",
    write:
      "CASE WHEN n < 1 OR n > length(a) THEN a WHEN m < 0 OR n + m > length(a) THEN left(a, n - 1) || b " +
      "ELSE left(a, n - 1) || b || substr(a, n + m) END",
    of: "MySQL",
    example: ["\"insert\"('Quadratic', 3, 4, 'What')", "QuWhattic"],
  },
  {
    call: "locate(b, a, n)",
    write: "CASE WHEN n < 1 OR strpos(substr(a, n), b) = 0 THEN 0 ELSE strpos(substr(a, n), b) + n - 1 END",
    of: "MySQL, Spark",
    example: ["locate('bar', 'foobarbar', 5)", 7],
  },
  {
    call: "charindex(b, a, n)",
    write: "CASE WHEN b = '' OR strpos(substr(a, greatest(n, 1)), b) = 0 THEN 0 " +
      "ELSE strpos(substr(a, greatest(n, 1)), b) + greatest(n, 1) - 1 END",
    of: "T-SQL",
    example: ["charindex('o', 'foobaro', 4)", 7],
  },
  { call: "lengthb(a)", write: "strlen(a)", of: "Oracle", example: ["lengthb('ü')", 2] },
  { call: "byte_length(a)", write: "strlen(a)", of: "BigQuery", example: ["byte_length('ü')", 2] },
  { call: "split(a)", write: "string_split(a, ',')", of: "BigQuery", example: ["split('a,b')", ["a", "b"]] },
  {
    call: "split_to_array(a, b)",
    write: "string_split(a, b)",
    of: "Redshift",
    example: ["split_to_array('a|b', '|')", ["a", "b"]],
  },
  {
    call: "string_to_table(a, b)",
    write: "unnest(string_split(a, b))",
    of: "PostgreSQL",
    example: ["string_to_table('a', ',')", "a"],
  },
  {
    call: "md5_hex(a)",
    write: "md5(a)",
    of: "Snowflake",
    example: ["md5_hex('')", "d41d8cd98f00b204e9800998ecf8427e"],
  },
  {
    call: "sha2(a, 256)",
    write: "sha256(a)",
    of: "MySQL, Snowflake, Spark",
    example: ["sha2('', 256)", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  },
  {
    call: "sha1_hex(a)",
    write: "sha1(a)",
    of: "Snowflake",
    example: ["sha1_hex('')", "da39a3ee5e6b4b0d3255bfef95601890afd80709"],
  },
  { call: "hex_encode(a)", write: "hex(a)", of: "Snowflake", example: ["hex_encode('SNOW')", "534E4F57"] },
  {
    call: "base64_encode(a)",
    write: "to_base64(encode(a))",
    of: "Snowflake",
    example: ["base64_encode('hi')", "aGk="],
  },
  {
    call: "base64_decode_string(a)",
    write: "decode(from_base64(a))",
    of: "Snowflake",
    example: ["base64_decode_string('aGk=')", "hi"],
  },
  {
    call: "encode(a, 'hex')",
    write: "lower(hex(a))",
    of: "PostgreSQL",
    example: ["encode('\\xAB'::BLOB, 'hex')", "ab"],
  },
  {
    call: "quotename(a)",
    write: "'[' || replace(a, ']', ']]') || ']'",
    of: "T-SQL",
    example: ["quotename('a]b')", "[a]]b]"],
  },
  {
    call: "regexp_instr(a, b)",
    write:
      "CASE WHEN regexp_matches(a, b) THEN length(regexp_extract(a, '(?s)^(.*?)(?:' || b || ')', 1)) + 1 " +
      "WHEN a IS NOT NULL AND b IS NOT NULL THEN 0 END",
    of: "Oracle, MySQL, Snowflake",
    example: ["regexp_instr('dog cat dog', 'cat|dog d')", 5],
  },
  {
    call: "~*(a, b)",
    // There, a dot is a line break, too.
    write: "regexp_matches(a, b, 'is')",
    of: "PostgreSQL",
    example: ["'Kite' ~* '^k'", true],
  },
  {
    call: "!~*(a, b)",
    write: "NOT regexp_matches(a, b, 'is')",
    of: "PostgreSQL",
    example: ["'Kite' !~* '^k'", false],
  },
  { call: "^=(a, b)", write: "a <> b", of: "Oracle", example: ["1 ^= 2", true] },
  {
    // What its first group matched; all, where it has none. A dot is a line break, too.
    call: "substring(a, regex)",
    write: "CASE WHEN regexp_matches(a, regex, 's') THEN regexp_extract(a, regex, {regex}, 's') END",
    of: "PostgreSQL",
    example: ["substring('foobar' FROM 'o(.)b')", "o"],
  },
  {
    call: "url_extract_host(a)",
    write: `CASE WHEN NOT ${NO_URL} ` +
      "THEN regexp_extract(a, '^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#:]*)', 1) END",
    of: "Presto",
    example: ["url_extract_host('https://u@example.com:8080/a?b')", "example.com"],
  },
  {
    call: "url_extract_path(a)",
    write:
      `CASE WHEN NOT ${NO_URL} THEN regexp_extract(a, '^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*([^?#]*)', 1) END`,
    of: "Presto",
    example: ["url_extract_path('https://example.com/a?b')", "/a"],
  },
  {
    call: "regexp_split(a, b)",
    write: "regexp_split_to_array(a, b)",
    of: "Presto",
    example: ["regexp_split('1a2b3', '[a-z]')", ["1", "2", "3"]],
  },
];
