import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { dynamoClient, makeClient } from "../../../src/dynamodb/client/client.ts";
import { isEmulator } from "../../../src/dynamodb/client/credentials.ts";
import { DynamoSqlError } from "../../../src/errors.ts";
import { dynamodbLocal } from "../../fixtures/dynamodb_local.ts";
import { createTable, deleteTable, putItems, uniqueRegion } from "../../fixtures/tables.ts";
import { localCredentials, localReader, readAll } from "../reading.ts";

const endpoint = await dynamodbLocal();
const signal = new AbortController().signal;

/** A listener that answers as `answer` says, or passes on to DynamoDB Local where it returns null. */
function inFront(answer: (operation: string, body: string, count: number) => Response | null) {
  let count = 0;
  const bodies: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const body = await request.text();
    bodies.push(body);
    const operation = request.headers.get("x-amz-target")?.split(".")[1] ?? "";
    const { method, headers } = request;
    return answer(operation, body, ++count) ?? await fetch(endpoint, { method, headers, body });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    bodies,
    count: () => count,
    close: () => server.shutdown(),
  };
}

const awsError = (status: number, type: string, message: string) =>
  new Response(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message }), {
    status,
    headers: { "content-type": "application/x-amz-json-1.0" },
  });

Deno.test("the SDK's slow middleware is not on the path", async () => {
  const stock = new DynamoDBClient({ region: "eu-west-1" }).middlewareStack.identify();
  assert.ok(stock.some((name) => name.startsWith("loggerMiddleware")), "the SDK renamed it: look again");
  const lean = (await makeClient({ region: "eu-west-1" })).middlewareStack.identify();
  assert.deepEqual(lean, stock.filter((name) => !name.startsWith("loggerMiddleware")));
});

Deno.test("a page is read several times as fast as by the stock client", async () => {
  const item = {
    id: { S: "k" },
    a: { N: "1" },
    b: { S: "text" },
    c: { N: "2.5" },
    d: { BOOL: true },
    e: { S: "more" },
  };
  const page = JSON.stringify({ Items: Array(5000).fill(item), Count: 5000, ScannedCount: 5000 });
  const front = inFront(() =>
    new Response(page, { headers: { "content-type": "application/x-amz-json-1.0" } })
  );
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  const stock = new DynamoDBClient({ region: "eu-west-1", endpoint: front.url, credentials });
  const lean = dynamoClient({ region: "eu-west-1", endpoint: front.url }, { credentials });
  const time = async (read: () => Promise<unknown>) => {
    const times: number[] = [];
    for (let n = 0; n < 6; n++) {
      const start = performance.now();
      await read();
      times.push(performance.now() - start);
    }
    return Math.min(...times);
  };
  const slow = await time(() => stock.send(new ScanCommand({ TableName: "any" })));
  const fast = await time(() => lean.send("Scan", { TableName: "any" }, signal));
  stock.destroy();
  await front.close();
  assert.ok(slow / fast > 2, `stock ${slow.toFixed(1)} ms, lean ${fast.toFixed(1)} ms`);
});

Deno.test("a table that is not there is table_not_found, a dropped index too", async () => {
  const region = uniqueRegion();
  const reader = localReader(endpoint, region);
  const scan = {
    kind: "scan",
    table: "gone",
    attributes: null,
    consistent: false,
    filter: null,
    segments: 1,
    countOnly: false,
  } as const;
  await assert.rejects(readAll(reader, scan), {
    code: "table_not_found",
    message: `DynamoDB has no table gone (region ${region}, at the schema's own endpoint).`,
  });
  await createTable({ endpoint, region }, { name: "gone", hash: "pk" });
  await assert.rejects(readAll(reader, { ...scan, index: "by_x" }), { code: "table_not_found" });
  const keys = [{ pk: { S: "a" } }, { pk: { S: "b" } }];
  await deleteTable({ endpoint, region }, "gone");
  const get = { kind: "get", table: "gone", keys, attributes: null, consistent: false } as const;
  await assert.rejects(readAll(reader, get), { code: "table_not_found" });
});

Deno.test("an endpoint where nothing listens is dynamodb_unreachable, soon", async () => {
  const reader = localReader("http://127.0.0.1:1", "eu-west-1");
  const start = performance.now();
  await assert.rejects(
    readAll(reader, {
      kind: "get",
      table: "abc",
      keys: [{ pk: { S: "a" } }],
      attributes: null,
      consistent: false,
    }),
    { code: "dynamodb_unreachable" },
  );
  assert.ok(performance.now() - start < 5_000);
});

Deno.test("an endpoint that never answers is dynamodb_unreachable after the tries", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${listener.addr.port}`;
  const client = dynamoClient({ region: "eu-west-1", endpoint: url }, {
    ...localCredentials,
    requestTimeoutMs: 100,
    maxAttempts: 2,
  });
  await assert.rejects(client.send("ListTables", {}, signal), { code: "dynamodb_unreachable" });
  listener.close();
});

Deno.test("no credentials anywhere is credentials_unavailable, and no request is made", async () => {
  const script = `
    const { dynamoClient } = await import(${
    JSON.stringify(new URL("../../../src/dynamodb/client/client.ts", import.meta.url).href)
  });
    const client = dynamoClient({ region: "eu-west-1", endpoint: "https://dynamodb.invalid" });
    await client.send("ListTables", {}, new AbortController().signal)
      .catch((error) => console.log(error.code, error.message));`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    // By the lock file: what is not locked would be asked for at the registry.
    args: ["eval", "--config", fileURLToPath(new URL("../../../src/deno.json", import.meta.url)), script],
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
      HOME: "/nonexistent",
      NO_COLOR: "1",
      AWS_EC2_METADATA_DISABLED: "true",
    },
  }).output();
  assert.equal(
    new TextDecoder().decode(stdout).trim(),
    "credentials_unavailable No AWS credentials found: not in the environment, a profile, nor from the container or instance.",
  );
});

Deno.test("a refusal by IAM names the missing action and the table, and nobody's identity", async () => {
  const front = inFront(() =>
    awsError(
      400,
      "AccessDeniedException",
      "User: arn:aws:sts::123456789012:assumed-role/secret-role/session is not authorized to perform: dynamodb:Query " +
        "on resource: arn:aws:dynamodb:eu-west-1:123456789012:table/orders/index/by_x because no identity-based policy allows",
    )
  );
  const client = dynamoClient({ region: "eu-west-1", endpoint: front.url }, localCredentials);
  const error: unknown = await client.send("Query", { TableName: "orders", IndexName: "by_x" }, signal)
    .catch((error: unknown) => error);
  await front.close();
  assert.ok(error instanceof DynamoSqlError);
  assert.equal(error.code, "access_denied");
  assert.equal(error.message, "Access denied: dynamodb:Query on table orders, index by_x is not granted.");
});

Deno.test("throttling is retried, and throttled when it does not end", async () => {
  const region = uniqueRegion();
  await createTable({ endpoint, region }, { name: "busy", hash: "pk" });
  const throttle = () => awsError(400, "ProvisionedThroughputExceededException", "The level of configured …");
  const soon = inFront((_, __, count) => count === 1 ? throttle() : null);
  const { requests } = await readAll(localReader(soon.url, region), {
    kind: "scan",
    table: "busy",
    attributes: null,
    consistent: false,
    filter: null,
    segments: 1,
    countOnly: false,
  });
  assert.equal(requests, 2);
  await soon.close();
  const always = inFront(throttle);
  const client = dynamoClient({ region, endpoint: always.url }, { ...localCredentials, maxAttempts: 2 });
  await assert.rejects(client.send("Scan", { TableName: "busy" }, signal), {
    code: "throttled",
    message: "DynamoDB throttled reads of table busy, also after retries.",
  });
  assert.equal(always.count(), 2);
  await always.close();
});

Deno.test("keys that DynamoDB leaves unprocessed are asked for again until all are answered", async () => {
  const region = uniqueRegion();
  await createTable({ endpoint, region }, { name: "some", hash: "pk" });
  const keys = Array.from({ length: 30 }, (_, n) => ({ pk: { S: `k${n}` } }));
  await putItems({ endpoint, region }, "some", keys.map(({ pk }) => ({ pk: pk.S })));
  const parts: number[] = [];
  // Answers for seven keys at a time, every other time for none.
  const front = inFront((_, body, count) => {
    const request = JSON.parse(body).RequestItems.some;
    parts.push(request.Keys.length);
    const given = count % 2 === 0 ? request.Keys.slice(0, 7) : [];
    const rest = request.Keys.slice(given.length);
    return Response.json({
      Responses: { some: given },
      UnprocessedKeys: rest.length > 0 ? { some: { ...request, Keys: rest } } : {},
      ConsumedCapacity: [{ TableName: "some", CapacityUnits: given.length / 2 }],
    });
  });
  const access = { kind: "get", table: "some", keys, attributes: null, consistent: false } as const;
  const { items, readUnits, requests } = await readAll(localReader(front.url, region), access);
  assert.equal(new Set(items.map((item) => JSON.stringify(item))).size, 30);
  assert.deepEqual(parts, [30, 30, 23, 23, 16, 16, 9, 9, 2, 2]);
  assert.deepEqual([readUnits, requests], [15, 10]);
  await front.close();
});

Deno.test("a server error is retried and then dynamodb_unreachable", async () => {
  const front = inFront(() => awsError(500, "InternalServerError", "sorry"));
  const client = dynamoClient({ region: "eu-west-1", endpoint: front.url }, {
    ...localCredentials,
    maxAttempts: 3,
  });
  await assert.rejects(client.send("ListTables", {}, signal), { code: "dynamodb_unreachable" });
  assert.equal(front.count(), 3);
  await front.close();
});

Deno.test("a role is assumed with the external id, once for many requests", async () => {
  const asked: URLSearchParams[] = [];
  const keysUsed = new Set<string>();
  const sts = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    asked.push(new URLSearchParams(await request.text()));
    const expires = new Date(Date.now() + 3_600_000).toISOString();
    return new Response(
      `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
      <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/r/dynamosql</Arn><AssumedRoleId>x:y</AssumedRoleId></AssumedRoleUser>
      <Credentials><AccessKeyId>ASSUMED</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>token</SessionToken>
      <Expiration>${expires}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
      { headers: { "content-type": "text/xml" } },
    );
  });
  const dynamo = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    await request.text();
    keysUsed.add(
      `${/Credential=(\w+)/.exec(request.headers.get("authorization") ?? "")?.[1]} ` +
        request.headers.get("x-amz-security-token"),
    );
    return Response.json({ TableNames: [] });
  });
  const before = Deno.env.toObject();
  Deno.env.set("AWS_ENDPOINT_URL_STS", `http://127.0.0.1:${sts.addr.port}`);
  Deno.env.set("AWS_ACCESS_KEY_ID", "HOST");
  Deno.env.set("AWS_SECRET_ACCESS_KEY", "secret");
  try {
    const client = dynamoClient({
      region: "eu-west-1",
      endpoint: `http://127.0.0.1:${dynamo.addr.port}`,
      roleArn: "arn:aws:iam::123456789012:role/r",
      externalId: "dynamosql-42",
    });
    for (let n = 0; n < 3; n++) await client.send("ListTables", {}, signal);
  } finally {
    for (const name of ["AWS_ENDPOINT_URL_STS", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) {
      const value = before[name];
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
    await sts.shutdown();
    await dynamo.shutdown();
  }
  assert.equal(asked.length, 1);
  assert.equal(asked[0]?.get("RoleArn"), "arn:aws:iam::123456789012:role/r");
  assert.equal(asked[0]?.get("ExternalId"), "dynamosql-42");
  assert.deepEqual([...keysUsed], ["ASSUMED token"]);
});

Deno.test("only plain HTTP on loopback counts as an emulator that needs no real credentials", () => {
  for (const url of ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000"]) {
    assert.equal(isEmulator(url), true, url);
  }
  for (
    const url of [
      undefined,
      "https://localhost",
      "http://10.0.0.1:8000",
      "http://localhost.evil.com",
      "nonsense",
    ]
  ) {
    assert.equal(isEmulator(url), false, url);
  }
});
