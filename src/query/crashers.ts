/**
 * Statements that have crashed an engine process, by their text without its constants: the next ones like them run
 * alone, so that nobody else has to run again.
 * @module
 */
import { cutSource } from "../sql/template/parse_template.ts";
import { boundedMap } from "../lib/lru_map.ts";

/** Statements remembered, and characters of each: a fingerprint need not tell the ends of long ones apart. */
const MOST = 1_000;
const LONGEST = 4_096;

/** What is remembered. */
export interface Crashers {
  has(sql: string): boolean;
  add(sql: string): void;
}

/** Nothing crashed yet. */
export function createCrashers(): Crashers {
  const known = boundedMap<string, true>(MOST);
  // Most servers never see a crash: until then no text is looked at.
  return {
    has: (sql) => known.size > 0 && known.get(keyOf(sql)) === true,
    add: (sql) => known.set(keyOf(sql), true),
  };
}

function keyOf(sql: string): string {
  // The fingerprint still has its numbers.
  return (cutSource(sql)?.fingerprint ?? sql).slice(0, LONGEST).replace(/\d+/g, "0");
}
