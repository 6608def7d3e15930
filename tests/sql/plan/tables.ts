/**
 * The tables of the planner tests, and reads in one line.
 * @module
 */
import assert from "node:assert/strict";
import type { Access, Item, QueryPart } from "../../../src/dynamodb/access.ts";
import type { PlanOptions } from "../../../src/sql/plan/options.ts";
import { withoutForeign } from "../../../src/sql/plan/foreign.ts";
import { conditionText, membershipText, rangeText } from "../../../src/sql/plan/print_condition.ts";
import { described, key, planned } from "../described.ts";
import { testDialect } from "../duckdb_dialect.ts";

/** DuckDB, for parsing and printing. */
export const dialect = await testDialect();

const event: Item = {
  device: { S: "d1" },
  ts: { S: "2024-01-01" },
  seq: { N: "7" },
  status: { S: "open" },
  amount: { N: "1.5" },
  code: { B: "YQ==" },
  kind: { S: "x" },
  note: { S: "n" },
};
/** A large table with indexes, a middling one, a tiny one, and one with a sparse index. */
export const tables = [
  described("events", {
    key: key("device S", "ts S"),
    items: [event],
    complete: false,
    itemCount: 1_000_000,
    sizeBytes: 200_000_000,
    indexes: [
      { name: "by_status", key: key("status S", "ts S") },
      { name: "by_kind", key: key("kind S"), projection: "KEYS_ONLY" },
      { name: "by_code", key: key("code B", "amount N"), projection: "INCLUDE", include: ["note"] },
      { name: "local_seq", type: "LSI", key: key("device S", "seq N") },
      { name: "local_note", type: "LSI", key: key("device S", "note S"), projection: "KEYS_ONLY" },
    ],
  }),
  described("users", {
    key: key("id N"),
    items: [{ id: { N: "1" }, name: { S: "a" }, age: { N: "30" } }],
    complete: false,
    itemCount: 10_000,
    sizeBytes: 1_000_000,
  }),
  described("tiny", { key: key("id S", "n N"), items: [{ id: { S: "a" }, n: { N: "1" }, v: { S: "b" } }] }),
  described("rare", {
    key: key("id S"),
    items: Array.from({ length: 100 }, (_, at): Item => ({
      id: { S: String(at) },
      filler: { S: "x".repeat(900) },
      ...(at < 2 ? { flagged: { S: "yes" } } : {}),
    })),
    complete: false,
    itemCount: 100_000,
    sizeBytes: 95_000_000,
    indexes: [{
      name: "by_flag",
      key: key("flagged S"),
      projection: "KEYS_ONLY",
      itemCount: 2_000,
      sizeBytes: 40_000,
    }],
  }),
];

/** A read in one line. */
export function shown(access: Access): string {
  const parts: string[] = [access.kind];
  if (access.kind === "empty") return "empty";
  if (access.kind === "get") {
    parts.push(...access.keys.map((each) => JSON.stringify(each)));
  } else {
    if (access.index !== undefined) parts.push(access.index);
    if (access.kind === "query") {
      parts.push(...keysShown(access));
      if (access.reverse) parts.push("reverse");
    }
    if (access.countOnly) parts.push("count");
    if (access.filter !== null) parts.push(`where ${conditionText(withoutForeign(access.filter))}`);
    for (const part of access.kind === "query" ? access.more ?? [] : []) {
      parts.push("then", ...(part.index === undefined ? [] : [part.index]), ...keysShown(part));
      if (part.filter !== null) parts.push(`where ${conditionText(withoutForeign(part.filter))}`);
    }
  }
  if (access.consistent) parts.push("consistent");
  return parts.join(" ");
}

function keysShown({ hash, sort, fetchBack }: QueryPart): string[] {
  return [
    `[${membershipText(hash.attribute, hash.values)}]`,
    ...(sort === undefined ? [] : [`[${rangeText(sort.attribute, sort.range)}]`]),
    ...(fetchBack === undefined ? [] : [`fetch by ${fetchBack.join(", ")}`]),
  ];
}

/** The reads of a statement, each in one line. */
export const accesses = async (sql: string, options: Partial<PlanOptions> = {}) =>
  (await planned(dialect, sql, tables, options)).relations.map(({ chosen }) => shown(chosen.access));
/** The reads of a statement in one line. */
export const only = async (sql: string, options: Partial<PlanOptions> = {}) =>
  (await accesses(sql, options)).join("; ");

/** Statements and their reads, by relation. */
export async function check(
  cases: readonly (readonly [string, string])[],
  options: Partial<PlanOptions> = {},
) {
  for (const [sql, expected] of cases) assert.equal(await only(sql, options), expected, sql);
}
