import assert from "node:assert/strict";
import { demoData } from "../../src/demo/data.ts";
import { type Emulator, startEmulator } from "../../src/demo/emulator.ts";

async function call(
  { endpoint }: Emulator,
  action: string,
  body: unknown,
  signal: AbortSignal | null = null,
): Promise<Record<string, unknown>> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${action}`,
      "x-amz-date": "20260101T000000Z",
      authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/dynamodb/aws4_request, " +
        "SignedHeaders=host, Signature=a",
    },
    body: JSON.stringify(body),
    signal,
  });
  return await response.json();
}

async function withEmulator(test: (emulator: Emulator) => Promise<void>): Promise<void> {
  const emulator = await startEmulator();
  try {
    await test(emulator);
  } finally {
    await emulator.close();
  }
}

async function unitsOf(emulator: Emulator, TableName: string, ConsistentRead = false): Promise<number> {
  const answer = await call(emulator, "Scan", { TableName, ConsistentRead, ReturnConsumedCapacity: "TOTAL" });
  // The emulator's protocol, in the documented shape.
  const { ConsumedCapacity } = answer as { readonly ConsumedCapacity: { readonly CapacityUnits: number } };
  return ConsumedCapacity.CapacityUnits;
}

Deno.test("In the demo a consistent Scan costs twice as much as another, as in DynamoDB", () =>
  withEmulator(async (emulator) => {
    const eventual = await unitsOf(emulator, "orders");
    assert.ok(eventual > 1);
    assert.equal(await unitsOf(emulator, "orders", true), eventual * 2);
  }));

Deno.test("In the demo a table's size is that of its items, so that estimates are what reading it costs", () =>
  withEmulator(async (emulator) => {
    for (const TableName of ["orders", "order_items", "customers", "events"]) {
      const answer = await call(emulator, "DescribeTable", { TableName });
      // As above.
      const { Table } = answer as { readonly Table: { readonly TableSizeBytes: number } };
      // Half a unit for 4 KiB of a Scan that is not consistent.
      const expected = await unitsOf(emulator, TableName) * 8_192;
      assert.ok(Math.abs(Table.TableSizeBytes - expected) <= 8_192, `${TableName}: ${Table.TableSizeBytes}`);
    }
  }));

Deno.test("The demo's emulator survives clients that go away in the middle of their requests", () =>
  withEmulator(async (emulator) => {
    const TableName = "long";
    await call(emulator, "CreateTable", {
      TableName,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    });
    for (let from = 0; from < 400; from += 25) {
      const requests = Array.from({ length: 25 }, (_, at) => ({
        PutRequest: { Item: { id: { S: `i${from + at}` }, body: { S: "x".repeat(7_000) } } },
      }));
      await call(emulator, "BatchWriteItem", { RequestItems: { [TableName]: requests } });
    }
    let aborted = 0;
    for (let round = 0; round < 20; round++) {
      const leaving = new AbortController();
      const scans = Array.from(
        { length: 6 },
        (_, Segment) =>
          call(emulator, "Scan", { TableName, Segment, TotalSegments: 6 }, leaving.signal).catch(() =>
            aborted++
          ),
      );
      await new Promise((resolve) => setTimeout(resolve, round % 10));
      leaving.abort();
      await Promise.all(scans);
    }
    assert.ok(aborted > 0);
    assert.ok(await unitsOf(emulator, TableName) > 100);
  }));

Deno.test("the demo's dates end on the day of its start, whenever that is, so that the last month has orders", () => {
  const day = 86_400_000;
  for (const now of [Date.UTC(2026, 10, 30, 12), Date.UTC(2031, 1, 28, 23, 59)]) {
    const dates = (demoData(now)["orders"] ?? []).map(({ created_at: at }) =>
      at !== undefined && "S" in at ? Date.parse(at.S) : NaN
    );
    assert.equal(dates.length, 800);
    assert.ok(Math.max(...dates) <= now && Math.max(...dates) > now - 6 * day);
    assert.ok(dates.filter((date) => date > now - 30 * day).length >= 40);
    assert.deepEqual(demoData(now), demoData(now));
  }
});
