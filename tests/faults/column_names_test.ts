/** A column without a name of its own is called the same, whatever kinds of values its statement reads. */
import assert from "node:assert/strict";
import { DuckDBInstance } from "@duckdb/node-api";
import { asking, faultTest } from "./asking.ts";

/** The same statement reads texts, JSON, dates in text. */
const kinds: Readonly<Record<string, (n: number) => unknown>> = {
  texts: (n) => `${n}`,
  "texts and maps": (n) => n % 2 === 0 ? { a: n } : "12",
  "texts and lists": (n) => n % 2 === 0 ? [n] : "12",
  dates: () => "2026-01-02",
  "dates and maps": (n) => n % 2 === 0 ? { a: n } : "2026-01-02",
};

const columns = [
  "TRY_CAST(substr(v, 1, 2) AS DOUBLE)",
  "TRY_CAST(v AS DATE)",
  "TRY_CAST(v AS DECIMAL(18,2)) IS NULL",
  "concat(TRY_CAST(v AS BLOB)::VARCHAR, 'CAST(x AS DATE)')",
  "TRY_CAST(v AS TIMESTAMPTZ) IS NULL",
  "TRY_CAST(v AS HUGEINT) > 5",
  "TRY_CAST(v AS INTEGER)",
  "TRY_CAST(v AS DATE) > DATE '2020-01-01'",
];

faultTest(
  "Columns without names are called as DuckDB calls them, whatever kinds of values are read",
  async () => {
    const connection = await (await DuckDBInstance.create()).connect();
    await connection.run("CREATE TABLE tab AS SELECT '1' AS id, '1' AS v");
    for (const [kind, valueOf] of Object.entries(kinds)) {
      const tab = Array.from({ length: 20 }, (_, n) => ({ id: `i${n}`, v: valueOf(n) }));
      await asking({ tab }, async (asks) => {
        for (const column of columns) {
          const plain = await connection.runAndReadAll(`SELECT ${column} FROM tab`);
          const { answer } = await asks.answer(`SELECT ${column} FROM tab`);
          assert.deepEqual(answer.names, plain.columnNames(), `${kind}: ${column}`);
        }
      });
    }
    connection.closeSync();
  },
);
