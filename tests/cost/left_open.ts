/**
 * What the rows of a statement of the suite must be, where a LIMIT leaves some of it open.
 * @module
 */
import assert from "node:assert/strict";
import type { Answer } from "../engine/world.ts";
import type { CostCase } from "./case.ts";

/** A LIMIT of the whole statement. */
const WINDOW = /^(.*?) LIMIT (\d+)(?: OFFSET (\d+))?$/s;
/** A LIMIT of a list of values: which rows have one of them is left open, too. */
const OF_LIST = /( IN \(SELECT [^()]*) LIMIT \d+\)/;
/** The last ORDER BY, of the whole statement. */
const ORDERED = /^SELECT (.*?) FROM (.*) ORDER BY ([^()]+)$/s;

/** Runs a statement as asked, and gives all its rows, as texts. */
type Runs = (sql: string, more: Partial<CostCase>) => Promise<Answer>;

/** What an answer's rows are compared with. */
export interface Right {
  /** All rows there are; of a statement in a whole order the ones that its LIMIT keeps, in that order. */
  readonly rows: readonly string[];
  /** `exactly`: these rows. `some`: a LIMIT keeps any of them. */
  readonly keeps: "exactly" | "some";
  readonly ordered: boolean;
}

/** What a statement's rows must be, by its rows without its LIMIT. */
export async function rightOf(sql: string, more: Partial<CostCase>, runs: Runs): Promise<Right> {
  const [, open = sql.replace(OF_LIST, "$1)"), limit, offset = "0"] = WINDOW.exec(sql) ?? [];
  const whole = async (text: string) => {
    const answer = await runs(text, { ...more, pageRows: 1_000_000 });
    assert.ok(answer.complete && answer.resume === undefined, `${text}: not all rows`);
    return answer.rows;
  };
  const rows = await whole(open);
  if (open === sql) return { rows, keeps: "exactly", ordered: false };
  const [, , from, by] = ORDERED.exec(open) ?? [];
  if (limit === undefined || from === undefined || by === undefined) {
    return { rows, keeps: "some", ordered: false };
  }
  const places = await whole(`SELECT ${by.replaceAll(/ (ASC|DESC)\b/g, "")} FROM ${from}`);
  if (new Set(places).size < places.length) return { rows, keeps: "some", ordered: false };
  const window = rows.slice(Number(offset), Number(offset) + Number(limit));
  return { rows: window, keeps: "exactly", ordered: true };
}

/** Fails where rows are not as they must be. */
export function assertRight(rows: readonly string[], right: Right, sql: string): void {
  if (right.keeps === "exactly") {
    const order = (texts: readonly string[]) => right.ordered ? texts : texts.toSorted();
    assert.deepEqual(order(rows), order(right.rows), sql);
    return;
  }
  const left = new Map<string, number>();
  for (const row of right.rows) left.set(row, (left.get(row) ?? 0) + 1);
  for (const row of rows) {
    const times = left.get(row) ?? 0;
    assert.ok(times > 0, `${sql}: without its LIMIT it has no such row, or not as often: ${row}`);
    left.set(row, times - 1);
  }
}
