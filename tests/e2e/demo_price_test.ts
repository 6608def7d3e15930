import assert from "node:assert/strict";
import { startEmulator } from "../../src/demo/emulator.ts";

Deno.test("In the demo a consistent Scan costs twice as much as another, as in DynamoDB", async () => {
  const emulator = await startEmulator();
  try {
    const units = async (ConsistentRead: boolean) => {
      const response = await fetch(emulator.endpoint, {
        method: "POST",
        headers: {
          "content-type": "application/x-amz-json-1.0",
          "x-amz-target": "DynamoDB_20120810.Scan",
          "x-amz-date": "20260101T000000Z",
          authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/eu-west-1/dynamodb/aws4_request, " +
            "SignedHeaders=host, Signature=a",
        },
        body: JSON.stringify({ TableName: "orders", ConsistentRead, ReturnConsumedCapacity: "TOTAL" }),
      });
      const { ConsumedCapacity, Items } = await response.json();
      assert.ok(Items.length > 100);
      return Number(ConsumedCapacity.CapacityUnits);
    };
    const eventual = await units(false);
    assert.ok(eventual > 1);
    assert.equal(await units(true), eventual * 2);
  } finally {
    await emulator.close();
  }
});
