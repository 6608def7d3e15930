import assert from "node:assert/strict";
import { dynamoClient } from "../../../src/dynamodb/client/client.ts";

const signal = new AbortController().signal;
const credentials = { accessKeyId: "local", secretAccessKey: "local" };
const batch = { RequestItems: { some: { Keys: [{ id: { S: "a" } }, { id: { S: "b" } }] } } };

/** A DynamoDB that answers when it is told to. */
function gated(answer: () => Response) {
  const waiting: (() => void)[] = [];
  let open = true;
  let arrived = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    await request.text();
    arrived++;
    if (!open) await new Promise<void>((resolve) => waiting.push(resolve));
    return answer();
  });
  return {
    endpoint: `http://127.0.0.1:${server.addr.port}`,
    arrived: () => arrived,
    shut: () => open = false,
    reopen() {
      open = true;
      for (const go of waiting) go();
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** How many of ten requests leave together after one that was answered so. */
async function atOnceAfter(answer: () => Response): Promise<number> {
  let answered = 0;
  await using server = gated(() => answered++ === 0 ? answer() : Response.json({ Responses: { some: [] } }));
  const client = dynamoClient({ region: "eu-west-1", endpoint: server.endpoint }, { credentials });
  await client.send("BatchGetItem", batch, signal);
  server.shut();
  const before = server.arrived();
  const ten = Array.from({ length: 10 }, () => client.send("BatchGetItem", batch, signal));
  await new Promise((resolve) => setTimeout(resolve, 500));
  const together = server.arrived() - before;
  server.reopen();
  await Promise.all(ten);
  return together;
}

Deno.test("keys that a small answer leaves unprocessed slow the connection down, those of a full one do not", async () => {
  const left = { Responses: { some: [] }, UnprocessedKeys: batch.RequestItems };
  const usual = await atOnceAfter(() => Response.json({ Responses: { some: [] } }));
  assert.equal(await atOnceAfter(() => Response.json(left)), usual / 2);
  const full = {
    Responses: { some: [{ id: { S: "a".repeat(2 ** 20) } }] },
    UnprocessedKeys: batch.RequestItems,
  };
  assert.equal(await atOnceAfter(() => Response.json(full)), usual);
});

Deno.test("a connection in use is remembered, however many others there are", async () => {
  const ways: string[] = [];
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    await request.text();
    ways.push(request.headers.get("amz-sdk-request") ?? "short");
    return Response.json({});
  });
  const endpoint = `http://127.0.0.1:${server.addr.port}`;
  const ask = (region: string) =>
    dynamoClient({ region, endpoint }, { credentials }).send("ListTables", {}, signal);
  await ask("eu-west-1");
  for (let n = 0; n < 70; n++) {
    await ask(`eu-other-${n}`);
    if (n % 10 === 0) await ask("eu-west-1");
  }
  ways.length = 0;
  await ask("eu-west-1");
  assert.deepEqual(ways, ["short"]);
});
