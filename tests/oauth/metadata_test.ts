import assert from "node:assert/strict";
import { startServer } from "./fixture.ts";
import { startProduct } from "./product.ts";

const AS_PATHS = ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"];
const PRM_PATHS = ["/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp"];
const DOCUMENTS = [...AS_PATHS, ...PRM_PATHS, "/.well-known/jwks.json"];

Deno.test("the authorization server's document is the same in both places and promises what there is", async () => {
  await using server = await startServer({ publicUrl: "https://sql.example.com" });
  for (const path of AS_PATHS) {
    const response = await fetch(server.origin + path);
    assert.equal(response.status, 200);
    const algorithms = ["ES256", "RS256", "PS256", "EdDSA"];
    const methods = ["client_secret_basic", "client_secret_post", "private_key_jwt"];
    assert.deepEqual(await response.json(), {
      issuer: "https://sql.example.com",
      authorization_endpoint: "https://sql.example.com/authorize",
      token_endpoint: "https://sql.example.com/token",
      registration_endpoint: "https://sql.example.com/register",
      revocation_endpoint: "https://sql.example.com/revoke",
      introspection_endpoint: "https://sql.example.com/introspect",
      jwks_uri: "https://sql.example.com/.well-known/jwks.json",
      scopes_supported: ["query", "schemas:read"],
      response_types_supported: ["code"],
      response_modes_supported: ["query"],
      grant_types_supported: ["authorization_code", "refresh_token", "client_credentials"],
      token_endpoint_auth_methods_supported: ["none", ...methods],
      token_endpoint_auth_signing_alg_values_supported: algorithms,
      revocation_endpoint_auth_methods_supported: ["none", ...methods],
      revocation_endpoint_auth_signing_alg_values_supported: algorithms,
      introspection_endpoint_auth_methods_supported: methods,
      introspection_endpoint_auth_signing_alg_values_supported: algorithms,
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
      protected_resources: ["https://sql.example.com/mcp"],
      service_documentation: "https://sql.example.com/",
    });
  }
});

Deno.test("the resource's document is the same in both places and names the issuer to the byte", async () => {
  await using server = await startServer({ publicUrl: "https://sql.example.com" });
  for (const path of PRM_PATHS) {
    const response = await fetch(server.origin + path);
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), {
      resource: "https://sql.example.com/mcp",
      authorization_servers: ["https://sql.example.com"],
      scopes_supported: ["query", "schemas:read"],
      bearer_methods_supported: ["header"],
      resource_name: "DynamoSQL",
      resource_documentation: "https://sql.example.com/",
    });
  }
});

Deno.test("the JWKS shows public keys only", async () => {
  await using server = await startServer();
  const response = await fetch(`${server.origin}/.well-known/jwks.json`);
  const { keys }: { keys: Record<string, unknown>[] } = await response.json();
  assert.deepEqual(keys.map((key) => Object.keys(key).sort()), [[
    "alg",
    "crv",
    "kid",
    "kty",
    "use",
    "x",
    "y",
  ]]);
  assert.deepEqual([keys[0]?.["alg"], keys[0]?.["use"]], ["ES256", "sig"]);
});

for (const path of DOCUMENTS) {
  Deno.test(`${path} is JSON, cacheable for a short while, open to any page, and answers HEAD`, async () => {
    await using server = await startServer();
    const response = await fetch(server.origin + path, { headers: { origin: "https://any.example" } });
    const length = (await response.bytes()).length;
    assert.equal(response.headers.get("content-type"), "application/json");
    assert.match(response.headers.get("cache-control") ?? "", /^public, max-age=(60|300)$/);
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
    assert.equal(response.headers.get("access-control-allow-credentials"), null);
    const head = await fetch(server.origin + path, { method: "HEAD" });
    assert.deepEqual([head.status, await head.text()], [200, ""]);
    assert.equal(head.headers.get("content-length"), String(length));
  });

  Deno.test(`${path} answers POST, PUT and DELETE with 405 and what is allowed`, async () => {
    await using server = await startServer();
    for (const method of ["POST", "PUT", "DELETE"]) {
      const response = await fetch(server.origin + path, { method });
      await response.body?.cancel();
      assert.deepEqual([response.status, response.headers.get("allow")], [405, "GET, HEAD, OPTIONS"]);
    }
  });

  Deno.test(`${path} never takes a URL from what the caller writes`, async () => {
    await using server = await startServer();
    const { hostname, port } = new URL(server.origin);
    const connection = await Deno.connect({ hostname, port: Number(port) });
    // By hand: fetch does not let a caller choose its Host.
    const request = [
      `GET ${path} HTTP/1.1`,
      "Host: evil.example",
      "X-Forwarded-Host: evil.example",
      "X-Forwarded-Proto: https",
      "Forwarded: host=evil.example",
      "Connection: close",
      "",
      "",
    ];
    await connection.write(new TextEncoder().encode(request.join("\r\n")));
    const text = await new Response(connection.readable).text();
    assert.match(text, /^HTTP\/1\.1 200/);
    assert.ok(!text.includes("evil.example"));
  });
}

const ENDPOINTS = ["/token", "/register", "/revoke", "/introspect"];

for (const path of [...DOCUMENTS, ...ENDPOINTS]) {
  Deno.test(`${path} answers a preflight of any origin, without credentials`, async () => {
    await using server = await startServer();
    const response = await fetch(server.origin + path, {
      method: "OPTIONS",
      headers: {
        origin: "https://any.example",
        "access-control-request-method": ENDPOINTS.includes(path) ? "POST" : "GET",
        "access-control-request-headers": "authorization,content-type,mcp-protocol-version",
      },
    });
    await response.body?.cancel();
    assert.equal(response.status, 204);
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
    assert.equal(response.headers.get("access-control-allow-credentials"), null);
    const allowed = response.headers.get("access-control-allow-headers")?.toLowerCase() ?? "";
    for (const name of ["authorization", "content-type", "mcp-protocol-version"]) {
      assert.ok(allowed.includes(name));
    }
    assert.match(
      response.headers.get("access-control-allow-methods") ?? "",
      ENDPOINTS.includes(path) ? /POST/ : /GET/,
    );
  });
}

Deno.test("every URL in the documents answers in the product", async () => {
  await using product = await startProduct();
  const urls = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === "string" && value.startsWith("http")) urls.add(value);
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(collect);
  };
  for (const path of [...AS_PATHS, ...PRM_PATHS]) collect(await (await fetch(product.origin + path)).json());
  assert.ok(urls.size >= 9, [...urls].join(" "));
  for (const url of urls) {
    const response = await fetch(url, { redirect: "manual" });
    await response.body?.cancel();
    assert.ok(response.status !== 404 && response.status < 500, `${url} ${response.status}`);
  }
});

const SWITCHES = { dcr: "registration_endpoint", cimd: "client_id_metadata_document_supported" };

for (const [setting, member] of Object.entries(SWITCHES)) {
  Deno.test(`${member} is advertised only while ${setting} is on`, async () => {
    for (const on of [true, false]) {
      await using product = await startProduct({ [setting]: on });
      const document: object = await (await fetch(product.origin + AS_PATHS[0])).json();
      assert.equal(member in document, on);
      const registration = await fetch(`${product.origin}/register`, { method: "POST" });
      await registration.body?.cancel();
      if (setting === "dcr") assert.equal(registration.status === 404, !on);
    }
  });
}

Deno.test("the document has no empty list, which RFC 8414 would have left out", async () => {
  await using server = await startServer();
  const document: Record<string, unknown> = await (await fetch(server.origin + AS_PATHS[0])).json();
  for (const [name, value] of Object.entries(document)) {
    assert.ok(!Array.isArray(value) || value.length > 0, name);
  }
});

Deno.test("well-known documents of other paths are not there", async () => {
  await using server = await startServer();
  for (const path of [...AS_PATHS.map((path) => `${path}/mcp`), `${PRM_PATHS[0]}/v2`, `${PRM_PATHS[1]}/x`]) {
    const response = await fetch(server.origin + path);
    await response.body?.cancel();
    assert.equal(response.status, 404, path);
  }
});

Deno.test("a public URL in odd spelling gives canonical URLs everywhere", async () => {
  await using server = await startServer({ publicUrl: "HTTPS://SQL.Example.com:443/" });
  const response = await fetch(server.origin + PRM_PATHS[1]);
  const text = await response.text();
  assert.ok(text.includes('"https://sql.example.com/mcp"') && text.includes('["https://sql.example.com"]'));
});

Deno.test("a public URL that is no origin refuses to start", async () => {
  const { endpointsOf } = await import("../../src/oauth/mod.ts");
  for (
    const url of [
      "",
      "sql.example.com",
      "https://x.example/path",
      "https://x.example?a",
      "https://u@x.example",
      "ftp://x",
    ]
  ) {
    assert.throws(() => endpointsOf(url), /public_url/, url);
  }
});
