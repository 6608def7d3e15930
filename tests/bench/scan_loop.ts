/**
 * The yardsticks of a long scan, each in a process of its own as the engine is: `sdk` is the AWS SDK as it comes,
 * `fetch` a bare `fetch` + `JSON.parse`. Both only count. Arguments: which, URL, table, segments. Prints
 * `{"items":…,"ms":…}`; the SDK's loading is not counted.
 * @module
 */
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";

const [which, endpoint = "", table = "", segmentsText = "1"] = Deno.args;
const segments = Number(segmentsText);
const scanSegment = which === "sdk" ? sdkScan : fetchScan;

// A page beforehand, as the engine has had a query before.
const client = new DynamoDBClient({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});
await scanSegment("warm_20000", 0, 1);
const from = performance.now();
const counts = await Promise.all(
  Array.from({ length: segments }, (_, segment) => scanSegment(table, segment, segments)),
);
const ms = performance.now() - from;
console.log(JSON.stringify({ items: counts.reduce((sum, count) => sum + count, 0), ms }));
Deno.exit(0);

async function sdkScan(TableName: string, Segment: number, TotalSegments: number): Promise<number> {
  let items = 0;
  let key: Record<string, { S: string }> | undefined;
  do {
    const answer = await client.send(
      new ScanCommand({
        TableName,
        ...(TotalSegments > 1 ? { Segment, TotalSegments } : {}),
        ...(key === undefined ? {} : { ExclusiveStartKey: key }),
      }),
    );
    items += answer.Items?.length ?? 0;
    const next = answer.LastEvaluatedKey?.["order_id"]?.S;
    key = next === undefined ? undefined : { order_id: { S: next } };
  } while (key !== undefined);
  return items;
}

async function fetchScan(TableName: string, Segment: number, TotalSegments: number): Promise<number> {
  let items = 0;
  let ExclusiveStartKey: unknown;
  do {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: { "x-amz-target": "DynamoDB_20120810.Scan", "content-type": "application/x-amz-json-1.0" },
      body: JSON.stringify({ TableName, Segment, TotalSegments, ExclusiveStartKey }),
    });
    const answer: { readonly Items: readonly unknown[]; readonly LastEvaluatedKey?: unknown } = JSON.parse(
      await response.text(),
    );
    items += answer.Items.length;
    ExclusiveStartKey = answer.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}
