import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { dynamoClient } from "../../../src/dynamodb/client/client.ts";
import { DynamoSqlError } from "../../../src/errors.ts";

const signal = new AbortController().signal;
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret/of+many", sessionToken: "token" };

interface Seen {
  readonly headers: Headers;
  readonly body: string;
}

/** A listener that answers as it is told, and keeps what it saw. */
function listener(answer: (before: number) => Response | Promise<Response>) {
  const seen: Seen[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const before = seen.push({ headers: request.headers, body: await request.text() }) - 1;
    return await answer(before);
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  const client = dynamoClient({ region: "eu-west-1", endpoint: url }, { credentials });
  return {
    seen,
    get: (id: string, by = signal) => client.send("GetItem", { TableName: "t", Key: { id: { S: id } } }, by),
    query: () => client.send("Query", { TableName: "t" }, signal),
    /** Whether each request went the SDK's long way. */
    ways: () => seen.map(({ headers }) => headers.get("amz-sdk-request") ?? "short"),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const found = () => Response.json({ Item: { id: { S: "a" } } });
const failed = (type: string) =>
  new Response(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: "no" }), {
    status: 400,
    headers: { "content-type": "application/x-amz-json-1.0" },
  });

/** The signature that a request should have, step by step as AWS describes it (Signature Version 4). */
function expectedAuthorization({ headers, body }: Seen): string {
  const sha = (text: string) => createHash("sha256").update(text).digest("hex");
  const hmac = (key: string | Uint8Array, text: string) => createHmac("sha256", key).update(text).digest();
  const given = headers.get("authorization") ?? "";
  const names = /SignedHeaders=([^,]+)/.exec(given)?.[1] ?? "";
  const lines = names.split(";").map((name) => `${name}:${headers.get(name)}\n`).join("");
  const canonical = ["POST", "/", "", lines, names, sha(body)].join("\n");
  const moment = headers.get("x-amz-date") ?? "";
  const scope = `${moment.slice(0, 8)}/eu-west-1/dynamodb/aws4_request`;
  const key = scope.split("/").reduce<string | Uint8Array>(hmac, `AWS4${credentials.secretAccessKey}`);
  const signature = hmac(key, ["AWS4-HMAC-SHA256", moment, scope, sha(canonical)].join("\n")).toString("hex");
  return `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, ` +
    `Signature=${signature}`;
}

Deno.test("after the SDK's first request the way is short, and signed as AWS describes it", async () => {
  await using server = listener(found);
  for (const id of ["a", "ü'\"\\", "a"]) await server.get(id);
  await server.query();
  assert.deepEqual(server.ways(), ["attempt=1; max=5", "short", "short", "short"]);
  for (const one of server.seen) {
    assert.equal(one.headers.get("authorization"), expectedAuthorization(one));
    for (const name of ["host", "x-amz-target", "x-amz-date", "x-amz-security-token"]) {
      assert.match(one.headers.get("authorization") ?? "", new RegExp(`[=;]${name}[;,]`));
    }
    assert.equal(one.headers.get("x-amz-security-token"), "token");
  }
  const targets = server.seen.map(({ headers }) => headers.get("x-amz-target"));
  assert.deepEqual(targets, [
    ...Array(3).fill("DynamoDB_20120810.GetItem"),
    "DynamoDB_20120810.Query",
  ]);
  assert.equal(JSON.parse(server.seen[1]?.body ?? "").Key.id.S, "ü'\"\\");
});

Deno.test("what is throttled on the short way is the SDK's to wait for, every request is counted, and the way is short again when all is well", async () => {
  await using server = listener((before) =>
    before === 1 || before === 2 ? failed("ProvisionedThroughputExceededException") : found()
  );
  const requests: number[] = [];
  for (let time = 0; time < 4; time++) requests.push((await server.get("a")).requests);
  assert.deepEqual(requests, [1, 3, 1, 1]);
  assert.deepEqual(server.ways(), [
    "attempt=1; max=5",
    "short",
    "attempt=1; max=5",
    "attempt=2; max=5",
    "attempt=1; max=5",
    "short",
  ]);
});

Deno.test("an error on the short way is told as the SDK tells it", async () => {
  await using server = listener((before) => before === 0 ? found() : failed("ResourceNotFoundException"));
  await server.get("a");
  for (let time = 0; time < 2; time++) {
    await assert.rejects(
      server.get("a"),
      (error) => error instanceof DynamoSqlError && error.code === "table_not_found",
    );
  }
  assert.deepEqual(server.ways(), ["attempt=1; max=5", "short", "attempt=1; max=5", "attempt=1; max=5"]);
});

Deno.test("an abort on the short way ends it, and nothing more is sent", async () => {
  const arrived = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  await using server = listener(async (before) => {
    if (before === 1) {
      arrived.resolve();
      await release.promise;
    }
    return found();
  });
  await server.get("a");
  const abort = new AbortController();
  const lost = server.get("b", abort.signal);
  await arrived.promise;
  abort.abort(new DynamoSqlError("timeout", "too late"));
  await assert.rejects(lost, (error) => error instanceof DynamoSqlError && error.code === "timeout");
  release.resolve();
  assert.equal((await server.get("c")).requests, 1);
  assert.deepEqual(server.ways(), ["attempt=1; max=5", "short", "short"]);
});
