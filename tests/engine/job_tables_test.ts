import assert from "node:assert/strict";
import type { Again, Evidence, TableDescription, TableLookup } from "../../src/catalog/description.ts";
import { DynamoSqlError } from "../../src/errors.ts";
import type { Executed, JobContext } from "../../src/engine/messages/job.ts";
import { jobTables } from "../../src/engine/job_tables.ts";
import { createMeter } from "../../src/engine/read/meter.ts";
import { untilKnown } from "../../src/engine/until_known.ts";
import { job } from "./world.ts";

const texts: Evidence = { types: { S: 1 }, bytes: 1 };

function described(name: string, tableId: string): TableDescription {
  return {
    schemaName: "s",
    name,
    physicalName: name,
    tableId,
    itemCount: 1,
    sizeBytes: 1,
    key: { hash: { name: "id", type: "S" } },
    indexes: [],
    attributes: { id: texts },
    sample: { items: 1, complete: false },
    refreshedAt: 1,
  };
}

function found(name: string, tableId: string, metadataReadUnits: number): TableLookup {
  const connection = { region: "eu-central-1", credentials: {} };
  // No table is read here, so any way to it does.
  return { found: { description: described(name, tableId), connection }, metadataReadUnits } as TableLookup;
}

/** What a job met of a table that nobody had seen there. */
const learned = [{ schemaName: "s", table: "a", tableId: "1", attributes: { fresh: texts } }];

const unreachable = () =>
  Promise.reject(new DynamoSqlError("dynamodb_unreachable", "DynamoDB cannot be reached."));

/** The tables of a job whose catalogue answers the first question and then as `next` does. */
async function opened(next: (again?: Again) => Promise<TableLookup[]>) {
  const abort = new AbortController();
  let asked = 0;
  const lookup: JobContext["lookup"] = (names, again) => {
    if (again !== undefined) return (asked++, next(again));
    return Promise.resolve(names.map(({ table }) => found(table, "1", 1)));
  };
  const { budget } = job("");
  const meter = createMeter(budget, () => {});
  const tables = jobTables({ lookup, signal: abort.signal }, meter);
  await tables.lookup([{ table: "a" }, { table: "b" }]);
  const context: JobContext = {
    lookup,
    signal: abort.signal,
    rows: () => Promise.resolve(),
    progress: () => {},
  };
  return { abort, meter, tables, context, asked: () => asked };
}

const done: Executed = {
  mode: "execute",
  columns: [],
  complete: true,
  warnings: [],
  stats: {
    readUnits: 5,
    itemsRead: 1,
    itemsMatched: 1,
    requests: 1,
    bytes: 1,
    planMs: 1,
    execMs: 1,
    metadataReadUnits: 0,
    estimatedReadUnits: 1,
  },
  learned,
};

Deno.test("An answer is given where the catalogue cannot be asked whether its table is another one", async () => {
  const { tables, meter, context, asked } = await opened(unreachable);
  const given = await untilKnown({ job: job(""), context, meter, tables }, () => Promise.resolve(done));
  assert.deepEqual([given, asked()], [done, 1]);
  assert.equal(await tables.wereReplaced([described("a", "1")]), false);
});

for (const code of ["invalid_query", "type_mismatch"] as const) {
  Deno.test(`An error stays ${code} where the catalogue cannot be asked`, async () => {
    const { tables, meter, context } = await opened(unreachable);
    const error = new DynamoSqlError(code, "As the data is.");
    const failing = untilKnown({ job: job(""), context, meter, tables }, (own) => {
      own.learned?.(learned);
      return Promise.reject(error);
    });
    await assert.rejects(failing, (thrown) => thrown === error);
  });
}

for (const code of ["timeout", "cancelled", "budget_exceeded", "throttled"] as const) {
  Deno.test(`Nothing is asked about the tables of a job that ends as ${code}`, async () => {
    const { tables, meter, context, asked } = await opened(unreachable);
    const failing = untilKnown({ job: job(""), context, meter, tables }, (own) => {
      own.learned?.(learned);
      return Promise.reject(new DynamoSqlError(code, "Stopped."));
    });
    await assert.rejects(failing, { code });
    assert.equal(asked(), 0);
  });
}

Deno.test("A stopped job ends for what stopped it, also while the catalogue is asked", async () => {
  const { abort, tables, meter, context } = await opened(() => {
    abort.abort(new DynamoSqlError("cancelled", "Stopped by its caller."));
    return unreachable();
  });
  const stopped = untilKnown({ job: job(""), context, meter, tables }, () => Promise.resolve(done));
  await assert.rejects(stopped, { code: "cancelled" });
});

/** What a statement comes to whose reads are always refused, by the table that is there when it is asked for again. */
async function refused(tableId: (asked: number) => string) {
  let asked = 0;
  const { tables, meter, context } = await opened(() => Promise.resolve([found("a", tableId(++asked), 1)]));
  const error = new DynamoSqlError("unavailable", "Refused: other keys.", { staleTable: "a" });
  const failing = untilKnown({ job: job(""), context, meter, tables }, () => Promise.reject(error));
  return await failing.then(() => null, (thrown) => thrown instanceof DynamoSqlError && thrown.code);
}

Deno.test("A refused read is to be tried again while its table changes, and not where it is what it was", async () => {
  assert.equal(await refused(() => "1"), "internal");
  assert.equal(await refused((asked) => `${asked + 1}`), "unavailable");
  assert.equal(await refused((asked) => `${Math.min(asked, 3)}`), "internal");
});

Deno.test("Looks at two tables at a time are counted once each", async () => {
  const answers = [Promise.withResolvers<TableLookup[]>(), Promise.withResolvers<TableLookup[]>()];
  let asked = 0;
  const { tables, meter } = await opened(() => answers[asked++]?.promise ?? assert.fail("asked three times"));
  const first = tables.again("names", ({ name }) => name === "a");
  const second = tables.again("names", ({ name }) => name === "b");
  answers[1]?.resolve([found("b", "1", 20)]);
  await second;
  answers[0]?.resolve([found("a", "1", 3)]);
  await first;
  assert.deepEqual([tables.againUnits, meter.looked, tables.readUnits], [23, 23, 25]);
});
