import assert from "node:assert/strict";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import {
  disabledOptimizers,
  FAULTY_RULES,
  type FaultyRule,
} from "../../../src/engine/duckdb/faulty_rules.ts";

/** What plain DuckDB says with these rules off. */
async function rowsWith(
  { tables, statement }: FaultyRule,
  disabled: string,
  pragma = "",
): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(":memory:", { disabled_optimizers: disabled });
  const connection: DuckDBConnection = await instance.connect();
  try {
    if (pragma !== "") await connection.run(pragma);
    for (const table of tables) await connection.run(table);
    return (await connection.runAndReadAll(statement)).getRows();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

for (const fault of FAULTY_RULES) {
  Deno.test(`the optimizer's rule ${fault.rule} is still wrong, and off it is right`, async () => {
    const others = FAULTY_RULES.filter((other) => other !== fault).map(({ rule }) => rule).join(",");
    assert.deepEqual(
      await rowsWith(fault, others),
      fault.wrong,
      `DuckDB has mended ${fault.rule}: take it out of src/engine/duckdb/faulty_rules.ts.`,
    );
    assert.deepEqual(await rowsWith(fault, disabledOptimizers), fault.right);
    assert.deepEqual(await rowsWith(fault, "", "PRAGMA disable_optimizer"), fault.right);
  });
}
