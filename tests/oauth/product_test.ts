import assert from "node:assert/strict";
import { startProduct } from "./product.ts";

/** What the whole HTTP stack makes of requests to the authorization server. */

const FORMS = ["/token", "/revoke", "/introspect"];
const INTERFACES = [
  ...FORMS,
  "/register",
  "/.well-known/oauth-authorization-server",
  "/.well-known/jwks.json",
];
const PAGES = ["/authorize", "/consent", "/login", "/logout", "/portal/account"];

async function assertOAuthError(response: Response, error: string): Promise<void> {
  const body: Record<string, unknown> = await response.json();
  assert.equal(response.status, 400);
  assert.deepEqual([Object.keys(body), body["error"]], [["error", "error_description"], error]);
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.equal(response.headers.get("access-control-allow-origin"), "*");
}

for (const path of FORMS) {
  Deno.test(`${path} answers a body of 2 MB in the words of OAuth, announced or not`, async () => {
    await using product = await startProduct();
    const body = `grant_type=client_credentials&pad=${"x".repeat(2_000_000)}`;
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    await assertOAuthError(
      await fetch(product.origin + path, { method: "POST", headers, body }),
      "invalid_request",
    );
    const chunks = Array.from({ length: 100 }, () => new TextEncoder().encode("x".repeat(20_000)));
    const streamed = { method: "POST", headers, body: ReadableStream.from(chunks) };
    await assertOAuthError(await fetch(product.origin + path, streamed), "invalid_request");
  });
}

Deno.test("/register answers a body of 2 MB in the words of OAuth", async () => {
  await using product = await startProduct();
  const response = await fetch(`${product.origin}/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ redirect_uris: ["https://x.example/cb"], client_name: "x".repeat(2_000_000) }),
  });
  await assertOAuthError(response, "invalid_client_metadata");
});

for (const path of INTERFACES) {
  Deno.test(`${path} may be called by a page of any origin, never with credentials`, async () => {
    await using product = await startProduct();
    for (const method of ["OPTIONS", "POST", "GET"]) {
      const response = await fetch(product.origin + path, {
        method,
        headers: { origin: "https://any.example", "access-control-request-method": "POST" },
      });
      await response.body?.cancel();
      assert.equal(response.headers.get("access-control-allow-origin"), "*", `${method} ${response.status}`);
      assert.equal(response.headers.get("access-control-allow-credentials"), null);
    }
  });
}

for (const path of PAGES) {
  Deno.test(`${path} gives no other origin anything: no CORS, on no method`, async () => {
    await using product = await startProduct();
    for (const method of ["OPTIONS", "POST", "GET"]) {
      const response = await fetch(product.origin + path, {
        method,
        redirect: "manual",
        headers: { origin: "https://any.example", "access-control-request-method": "POST" },
      });
      await response.body?.cancel();
      assert.equal(response.headers.get("access-control-allow-origin"), null, `${method} ${response.status}`);
    }
  });
}

Deno.test("no secret of a token request reaches the log, whatever comes of it", async () => {
  await using product = await startProduct();
  const secrets = {
    code: `dsa_${"C".repeat(43)}`,
    code_verifier: "V".repeat(43),
    refresh_token: `dst_${"R".repeat(87)}`,
    client_secret: "S".repeat(43),
    token: "T".repeat(43),
  };
  for (const path of FORMS) {
    for (const grant_type of ["authorization_code", "refresh_token", "client_credentials"]) {
      const body = new URLSearchParams({ grant_type, client_id: "app", ...secrets });
      const response = await fetch(product.origin + path, { method: "POST", body });
      const text = await response.text();
      assert.equal(response.status, 401, text);
      for (const secret of Object.values(secrets)) assert.ok(!text.includes(secret));
    }
  }
  const log = product.logged.join("\n");
  assert.ok(log.includes("/token"));
  for (const secret of Object.values(secrets)) assert.ok(!log.includes(secret.slice(0, 20)));
});
