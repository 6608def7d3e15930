import assert from "node:assert/strict";
import { ERRORS } from "../../../src/errors.ts";
import { answer, bearer, legacy, modern, startHarness } from "../harness.ts";

const DOC_URIS = ["dynamosql://docs/sql", "dynamosql://docs/limitations", "dynamosql://docs/costs"];

Deno.test("the documents and every table of the tenant's schemas are listed", async () => {
  await using harness = await startHarness();
  for (const send of [modern, legacy]) {
    const { result } = await answer(await send(harness, "resources/list"));
    assert.deepEqual(result.resources.map((resource: { uri: string }) => resource.uri), [
      ...DOC_URIS,
      "dynamosql://east/orders",
      "dynamosql://east/customers",
      "dynamosql://west/parts",
    ]);
    for (const resource of result.resources) {
      assert.ok(resource.name.length > 0 && resource.title.length > 0 && resource.mimeType.length > 0);
    }
  }
});

Deno.test("without schemas:read neither tables nor their template are listed", async () => {
  await using harness = await startHarness();
  const headers = { authorization: bearer("query") };
  const { result } = await answer(await modern(harness, "resources/list", {}, headers));
  assert.deepEqual(result.resources.map((resource: { uri: string }) => resource.uri), DOC_URIS);
  const templates = await answer(await modern(harness, "resources/templates/list", {}, headers));
  assert.deepEqual(templates.result.resourceTemplates, []);
});

Deno.test("the template names schema and table", async () => {
  await using harness = await startHarness();
  const { result } = await answer(await modern(harness, "resources/templates/list"));
  assert.equal(result.resourceTemplates.length, 1);
  assert.equal(result.resourceTemplates[0].uriTemplate, "dynamosql://{schema}/{table}");
  assert.equal(result.resourceTemplates[0].mimeType, "application/json");
});

Deno.test("a table's resource is what describe_table answers", async () => {
  await using harness = await startHarness();
  const uri = "dynamosql://east/orders";
  const { result } = await answer(await modern(harness, "resources/read", { uri }));
  assert.equal(result.contents.length, 1);
  const [content] = result.contents;
  assert.equal(content.uri, uri);
  assert.equal(content.mimeType, "application/json");
  const described = await answer(
    await modern(harness, "tools/call", { name: "describe_table", arguments: { table_name: "orders" } }),
  );
  assert.deepEqual(JSON.parse(content.text), described.result.structuredContent);
});

Deno.test("what is not there is -32602 with its URI, another tenant's table no different", async () => {
  await using harness = await startHarness();
  const missing = [
    "dynamosql://east/nothing",
    "dynamosql://vault/secrets",
    "dynamosql://nowhere/x",
    "dynamosql://docs/nothing",
    "dynamosql://east/orders/more",
    "dynamosql://east/..%2Forders",
    "dynamosql://east/%E0%A4%A",
    "dynamosql://east",
    "file:///etc/passwd",
    "https://example.com/",
  ];
  for (const uri of missing) {
    for (const send of [modern, legacy]) {
      const { error } = await answer(await send(harness, "resources/read", { uri }));
      assert.equal(error?.code, -32602, uri);
      assert.equal(error?.data.uri, uri);
    }
  }
});

Deno.test("the documents are markdown and name every error code a tool can answer with", async () => {
  await using harness = await startHarness();
  let all = "";
  for (const uri of DOC_URIS) {
    const { result } = await answer(await modern(harness, "resources/read", { uri }));
    assert.equal(result.contents[0].mimeType, "text/markdown");
    assert.match(result.contents[0].text, /^# /);
    all += result.contents[0].text;
  }
  // Codes that only HTTP, OAuth or start-up speak.
  const elsewhere = new Set([
    ...[
      "bad_request",
      "parse_error",
      "forbidden_origin",
      "forbidden_host",
      "body_too_large",
      "request_timeout",
    ],
    ...["not_found", "method_not_allowed", "conflict", "config_invalid"],
    ...Object.entries(ERRORS).filter(([, entry]) => "oauth" in entry).map(([code]) => code),
  ]);
  for (const code of Object.keys(ERRORS).filter((code) => !elsewhere.has(code))) {
    assert.ok(all.includes(`\`${code}\``), code);
  }
});
