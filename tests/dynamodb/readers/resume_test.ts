import assert from "node:assert/strict";
import fc from "fast-check";
import type { Access, Item, ReadPosition } from "../../../src/dynamodb/access.ts";
import { dynamodbLocal } from "../../fixtures/dynamodb_local.ts";
import { createTable, putItems, uniqueRegion } from "../../fixtures/tables.ts";
import { localReader, readAll } from "../reading.ts";

const endpoint = await dynamodbLocal();
const region = uniqueRegion();
const reader = localReader(endpoint, region);
await createTable({ endpoint, region }, { name: "items", hash: "pk", sort: "sk:N" });
await putItems(
  { endpoint, region },
  "items",
  Array.from(
    { length: 12 },
    (_, pk) => Array.from({ length: 1 + pk * 2 }, (_, sk) => ({ pk: `p${pk}`, sk, n: sk % 3 })),
  ).flat(),
);
const total = 144;

const common = { table: "items", attributes: ["pk", "sk"], consistent: false } as const;
const reads: Readonly<Record<string, Access>> = {
  "a sequential scan": { ...common, kind: "scan", filter: null, segments: 1, countOnly: false },
  "a parallel scan": { ...common, kind: "scan", filter: null, segments: 4, countOnly: false },
  "a query of many partitions": {
    ...common,
    kind: "query",
    hash: {
      attribute: "pk",
      values: Array.from({ length: 14 }, (_, pk) => ({ type: "S" as const, value: `p${pk}` })),
    },
    filter: null,
    reverse: true,
    countOnly: false,
  },
  "a batch get": {
    ...common,
    kind: "get",
    keys: Array.from(
      { length: 12 },
      (_, pk) =>
        Array.from({ length: 1 + pk * 2 }, (_, sk) => ({ pk: { S: `p${pk}` }, sk: { N: String(sk) } })),
    ).flat(),
  },
};

const text = (item: Item) => JSON.stringify(Object.entries(item).sort());

for (const [about, access] of Object.entries(reads)) {
  Deno.test(`${about} that is paused anywhere, again and again, loses and repeats nothing`, async () => {
    const whole = (await readAll(reader, access)).items.map(text).sort();
    assert.equal(whole.length, total);
    assert.equal(new Set(whole).size, total);
    const pauses = fc.array(
      fc.record({ pages: fc.integer({ min: 1, max: 5 }), readAhead: fc.integer({ min: 0, max: 5 }) }),
      {
        minLength: 1,
        maxLength: 20,
      },
    );
    await fc.assert(
      fc.asyncProperty(
        pauses,
        fc.integer({ min: 5, max: 60 }),
        fc.boolean(),
        async (plan, limitHint, grows) => {
          const seen: string[] = [];
          let from: ReadPosition | null | undefined;
          for (let round = 0; from !== null; round++) {
            const { pages, readAhead } = plan[round % plan.length] ?? { pages: 1, readAhead: 0 };
            let read = 0;
            const position: ReadPosition | undefined = from;
            from = null;
            const how = grows ? { lookAt: { first: 3, perBlock: 1.5 } } : {};
            const options = { signal: new AbortController().signal, readAhead, limitHint, ...how };
            for await (
              const page of reader.read(access, { ...options, ...(position ? { from: position } : {}) })
            ) {
              seen.push(...page.items.map(text));
              // As through a cursor: only what JSON keeps comes back.
              from = page.next === null ? null : JSON.parse(JSON.stringify(page.next));
              if (++read === pages) break;
            }
          }
          assert.deepEqual(seen.sort(), whole);
        },
      ),
      { numRuns: 8 },
    );
  });
}

Deno.test("a read without read-ahead asks DynamoDB for exactly the pages that are taken", async () => {
  const access = reads["a query of many partitions"];
  assert.ok(access);
  const asked: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    asked.push(request.headers.get("x-amz-target") ?? "");
    const { method, headers } = request;
    return await fetch(endpoint, { method, headers, body: await request.text() });
  });
  const counting = localReader(`http://127.0.0.1:${server.addr.port}`, region);
  const signal = new AbortController().signal;
  let pages = 0;
  for await (const page of counting.read(access, { signal, readAhead: 0, limitHint: 10 })) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(asked.length, ++pages);
    if (page.next === null || pages === 3) break;
  }
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(asked.length, 3);
  await server.shutdown();
});

Deno.test("a position of another read is refused", async () => {
  const access = reads["a parallel scan"];
  assert.ok(access);
  await assert.rejects(readAll(reader, access, { from: { count: 9, fresh: 0, begun: [] } }), {
    code: "cursor_invalid",
  });
});

Deno.test("a parallel scan works ahead only as far as it is allowed to", async () => {
  let flying = 0;
  let most = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    most = Math.max(most, ++flying);
    const { method, headers } = request;
    const response = await fetch(endpoint, { method, headers, body: await request.text() });
    await new Promise((resolve) => setTimeout(resolve, 10));
    flying--;
    return response;
  });
  const slow = localReader(`http://127.0.0.1:${server.addr.port}`, region);
  const access: Access = { ...common, kind: "scan", filter: null, segments: 8, countOnly: false };
  const { items } = await readAll(slow, access, { readAhead: 3 });
  assert.equal(items.length, total);
  assert.equal(most, 3);
  await server.shutdown();
});

Deno.test("an abort stops the requests, and the error is the one it was aborted with", async () => {
  let asked = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    asked++;
    const { method, headers } = request;
    return await fetch(endpoint, { method, headers, body: await request.text() });
  });
  const counting = localReader(`http://127.0.0.1:${server.addr.port}`, region);
  const access = reads["a query of many partitions"];
  assert.ok(access);
  const abort = new AbortController();
  await assert.rejects(async () => {
    for await (const _ of counting.read(access, { signal: abort.signal, readAhead: 1, limitHint: 2 })) {
      abort.abort();
    }
  }, { code: "cancelled" });
  const before = asked;
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(asked, before);
  assert.ok(asked <= 2);
  await server.shutdown();
});
