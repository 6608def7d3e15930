/**
 * What assistants write first, in ten engines' words, is answered as they mean it; or told what to write, which is.
 */
import assert from "node:assert/strict";
import { openEvidenceWorld, type Outcome } from "../evidence/world.ts";
import { faultTest } from "../faults/asking.ts";
import { readingsIn } from "./advice.ts";
import type { Attempt } from "./attempt.ts";
import { BIGQUERY } from "./list/bigquery.ts";
import { DYNAMODB, MONGODB } from "./list/dynamodb.ts";
import { MYSQL } from "./list/mysql.ts";
import { ORACLE } from "./list/oracle.ts";
import { POSTGRESQL } from "./list/postgresql.ts";
import { PRESTO } from "./list/presto.ts";
import { SNOWFLAKE } from "./list/snowflake.ts";
import { SQLITE } from "./list/sqlite.ts";
import { TSQL } from "./list/tsql.ts";
import { SHOP } from "./shop.ts";

const ATTEMPTS: readonly Attempt[] = [
  ...[...POSTGRESQL, ...MYSQL, ...SQLITE, ...PRESTO, ...BIGQUERY, ...SNOWFLAKE],
  ...[...TSQL, ...ORACLE, ...DYNAMODB, ...MONGODB],
];

/** Shares that are aimed at: of statements that work as they are, and of those that do once they follow the advice. */
const AT_ONCE = 0.85;
const IN_THE_END = 1;

faultTest("First attempts are answered as they are meant, or after the advice is followed once", async () => {
  const world = await openEvidenceWorld();
  try {
    for (const [name, table] of Object.entries(SHOP)) world.tables.set(name, { name, ...table, served: [] });
    const knowledge = await world.fresh(1_000);
    let atOnce = 0;
    const failed: string[] = [];
    for (const attempt of ATTEMPTS) {
      const first = await knowledge.run(attempt.sql);
      if (isRight(first, attempt)) {
        atOnce++;
        continue;
      }
      const second = followed(first, attempt);
      const outcome = second === null ? first : await knowledge.run(second);
      if (!isRight(outcome, attempt)) {
        failed.push(
          [attempt.sql, said(first), ...(second === null ? [] : [second, said(outcome)])].join("\n    "),
        );
      }
    }
    const share = (count: number) => count / ATTEMPTS.length;
    const inTheEnd = ATTEMPTS.length - failed.length;
    const percent = (count: number) => `${(100 * share(count)).toFixed(1)} %`;
    console.log(
      `first attempts: ${ATTEMPTS.length}; answered at once ${percent(atOnce)}, once advised ${
        percent(inTheEnd)
      }`,
    );
    assert.deepEqual(failed, [], `\n${failed.join("\n")}`);
    assert.ok(share(inTheEnd) >= IN_THE_END && share(atOnce) >= AT_ONCE);
  } finally {
    await world.close();
  }
});

Deno.test("first attempts are many, and of ten engines", () => {
  assert.ok(ATTEMPTS.length >= 120);
  assert.equal(new Set(ATTEMPTS.map(({ sql }) => sql)).size, ATTEMPTS.length);
});

Deno.test("what a message tells to write is taken out of it, reading by reading", () => {
  for (
    const [message, readings] of [
      ["There is no function f here.", []],
      ["Engines differ (line 1, column 8): write ln(a) for MySQL, or log10(a) for PostgreSQL.", [
        "ln(a)",
        "log10(a)",
      ]],
      ["x: write format('{:.2f} or, for', \"a or b\").", ["format('{:.2f} or, for', \"a or b\")"]],
      ["x: write a.b = 'c' (line 1, column 8).", ["a.b = 'c'"]],
    ] as const
  ) {
    assert.deepEqual(readingsIn(message), readings);
  }
});

const isRight = (outcome: Outcome, { rows }: Attempt) =>
  "answer" in outcome && JSON.stringify(outcome.answer.rows.map((row) =>
      JSON.parse(row)
    )) === JSON.stringify(rows) &&
  !outcome.warnings.some((warning) => readingsIn(warning).length > 0);

/** The statement with the advice in the place of the piece; null where there is none. */
function followed(outcome: Outcome, { sql, advised }: Attempt): string | null {
  const message = "code" in outcome ? outcome.message : outcome.warnings.join(" ");
  const readings = readingsIn(message);
  const reading = readings[advised?.reading ?? 0];
  if (advised === undefined || reading === undefined) return null;
  assert.ok(sql.includes(advised.piece), sql);
  return sql.replace(advised.piece, () => reading);
}

const said = (outcome: Outcome) =>
  "code" in outcome
    ? `${outcome.code}: ${outcome.message}`
    : `${outcome.answer.rows.join(" ")} ${outcome.warnings.join(" ")}`;
