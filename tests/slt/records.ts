/**
 * The sqllogictest format: text → records (https://www.sqlite.org/sqllogictest/doc/trunk/about.wiki).
 * @module
 */

/** How the values of an answer are ordered before they are compared. */
export type Sorting = "nosort" | "rowsort" | "valuesort";

/** What a query must give: its values one by one, or their number and MD5. */
export type Expected =
  | { readonly values: readonly string[] }
  | { readonly count: number; readonly md5: string };

/** Which engines a record is for. */
export interface Conditions {
  readonly onlyIf: readonly string[];
  readonly skipIf: readonly string[];
}

/** A record of a test file. `line` is where it begins, from 1. */
export type SltRecord =
  & Conditions
  & { readonly line: number }
  & (
    | { readonly kind: "halt" }
    | { readonly kind: "statement"; readonly sql: string; readonly fails: boolean }
    | {
      readonly kind: "query";
      readonly sql: string;
      /** A letter a column: I, R or T. */
      readonly types: string;
      readonly sorting: Sorting;
      readonly expected: Expected;
    }
  );

/** A query of a test file. */
export type SltQuery = Extract<SltRecord, { kind: "query" }>;

/** Reads a test file. `hash-threshold` needs no record: an expected hash says itself that it is one. */
export function readRecords(text: string): readonly SltRecord[] {
  const records: SltRecord[] = [];
  let block: string[] = [];
  const lines = text.split(/\r?\n/);
  for (let at = 0; at <= lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.startsWith("#")) continue;
    if (line.trim() !== "") {
      block.push(line);
      continue;
    }
    if (block.length > 0) records.push(...readBlock(block, at - block.length + 1));
    block = [];
  }
  return records;
}

function readBlock(block: readonly string[], line: number): SltRecord[] {
  const onlyIf: string[] = [];
  const skipIf: string[] = [];
  let at = 0;
  for (; at < block.length; at++) {
    const [word, engine = ""] = words(block[at]);
    if (word === "onlyif") onlyIf.push(engine);
    else if (word === "skipif") skipIf.push(engine);
    else break;
  }
  const common = { line: line + at, onlyIf, skipIf };
  const [kind, first = "", second = "nosort"] = words(block[at]);
  const body = block.slice(at + 1);
  switch (kind) {
    case "hash-threshold":
      return [];
    case "halt":
      return [{ ...common, kind }];
    case "statement":
      return [{ ...common, kind, sql: body.join("\n"), fails: first === "error" }];
    case "query": {
      const rule = body.indexOf("----");
      const sql = body.slice(0, rule < 0 ? body.length : rule).join("\n");
      const expected = readExpected(rule < 0 ? [] : body.slice(rule + 1));
      return [{ ...common, kind, sql, types: first, sorting: sorting(second, line), expected }];
    }
    default:
      throw new Error(`Line ${line}: no record of sqllogictest begins with "${kind}".`);
  }
}

function words(line = ""): string[] {
  return line.replace(/#.*/, "").trim().split(/\s+/);
}

function sorting(word: string, line: number): Sorting {
  if (word === "nosort" || word === "rowsort" || word === "valuesort") return word;
  throw new Error(`Line ${line}: no sorting is called "${word}".`);
}

function readExpected(lines: readonly string[]): Expected {
  const [, count, md5] = /^(\d+) values hashing to ([0-9a-f]{32})$/.exec(lines[0] ?? "") ?? [];
  return count === undefined || md5 === undefined ? { values: lines } : { count: Number(count), md5 };
}
