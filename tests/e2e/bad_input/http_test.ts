import assert from "node:assert/strict";
import { SignJWT } from "@panva/jose";
import { createSigningKeys } from "../../../src/oauth/mod.ts";
import { createRevision, openStore } from "../../../src/store/mod.ts";
import { loadVega } from "../../fixtures/vega.ts";
import { connect, startWorld, type World } from "../session.ts";
import { stillWorks } from "./outcome.ts";
import { systemRuntime } from "../../../src/telemetry/runtime.ts";

/** `POST /token` by form; status and body. */
async function token(world: World, fields: Record<string, string>) {
  const response = await fetch(`${world.served.url}/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: world.clientId,
      client_secret: world.clientSecret,
      ...fields,
    }),
  });
  return { status: response.status, body: await response.json() };
}

/** `POST /mcp`; status, headers and body text. */
async function post(world: World, body: string, headers: Record<string, string>) {
  const response = await fetch(`${world.served.url}/mcp`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...headers,
    },
    body,
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const LIST = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });

Deno.test("bad requests get their codes and the server goes on", async (t) => {
  const world = await startWorld(loadVega);
  const bearer = { authorization: `Bearer ${await world.token()}` };
  try {
    await t.step("a wrong secret is 401 invalid_client", async () => {
      const { status, body } = await token(world, { client_secret: "dss_wrong" });
      assert.deepEqual([status, body.error], [401, "invalid_client"]);
    });

    await t.step("an unknown client is the same", async () => {
      const { status, body } = await token(world, { client_id: "dsc_0000000000000000000000" });
      assert.deepEqual([status, body.error], [401, "invalid_client"]);
    });

    await t.step("a wrong secret by Basic is challenged", async () => {
      const response = await fetch(`${world.served.url}/token`, {
        method: "POST",
        headers: { authorization: `Basic ${btoa(`${world.clientId}:wrong`)}` },
        body: new URLSearchParams({ grant_type: "client_credentials" }),
      });
      assert.equal(response.status, 401);
      assert.match(response.headers.get("www-authenticate") ?? "", /^Basic/);
      assert.equal((await response.json()).error, "invalid_client");
    });

    await t.step("an unknown scope and one not granted are 400 invalid_scope", async () => {
      for (const scope of ["fly", "query fly", "schemas:write"]) {
        const { status, body } = await token(world, { scope });
        assert.deepEqual([status, body.error], [400, "invalid_scope"], scope);
      }
    });

    await t.step("no token is 401 with metadata and scope, without an error", async () => {
      const { status, headers } = await post(world, LIST, {});
      assert.equal(status, 401);
      const challenge = headers.get("www-authenticate") ?? "";
      assert.match(challenge, /^Bearer /);
      assert.ok(
        challenge.includes(
          `resource_metadata="${world.served.url}/.well-known/oauth-protected-resource/mcp"`,
        ),
      );
      assert.match(challenge, /scope="query schemas:read"/);
      assert.doesNotMatch(challenge, /error=/);
    });

    await t.step(
      "an expired token, a foreign one and one for another audience are 401 invalid_token",
      async () => {
        const tokens = {
          expired: await forged(world, { exp: 60 }),
          foreign: await foreignToken(world),
          "other audience": await forged(world, { aud: `${world.served.url}/v1` }),
          "other issuer": await forged(world, { iss: "https://evil.example" }),
          garbage: "not.a.token",
        };
        for (const [name, value] of Object.entries(tokens)) {
          const { status, headers } = await post(world, LIST, { authorization: `Bearer ${value}` });
          assert.equal(status, 401, name);
          assert.match(headers.get("www-authenticate") ?? "", /error="invalid_token"/, name);
        }
        const good = await post(world, LIST, { authorization: `Bearer ${await forged(world, {})}` });
        assert.equal(good.status, 200, "the forgery fails for what is wrong with it alone");
      },
    );

    await t.step("an evil Origin is 403 and gets no CORS headers", async () => {
      for (const origin of ["https://evil.example", "null", `${world.served.url}.evil.example`]) {
        const { status, headers, text } = await post(world, LIST, { ...bearer, origin });
        assert.equal(status, 403, origin);
        assert.equal(headers.get("access-control-allow-origin"), null);
        assert.match(
          text,
          /^Requests from (?:this origin|the origin \S+) are not allowed\. .*allowed_origins\.$/m,
        );
      }
    });

    await t.step(
      "what is no JSON or no JSON-RPC is 400 in plain words: it has no id to answer to",
      async () => {
        const cases: [string, RegExp][] = [["{", /^Parse error: /], ["", /^Parse error: /], [
          '{"hello":1}',
          /^Bad Request|^Invalid|JSON-RPC/,
        ], ["42", /^Bad Request|^Invalid|JSON-RPC/]];
        for (const [body, expected] of cases) {
          const { status, text } = await post(world, body, bearer);
          assert.equal(status, 400, body);
          assert.match(text, expected, body);
        }
      },
    );

    await t.step("a batch is 400 since revision 2025-06-18", async () => {
      for (const version of ["2025-06-18", "2025-11-25", "2026-07-28"]) {
        const { status, text } = await post(world, `[${LIST}]`, {
          ...bearer,
          "mcp-protocol-version": version,
        });
        assert.equal(status, 400, version);
        assert.match(text, /has no batches: send one message\./);
      }
    });

    await t.step("a body of 2 MB is 413", async () => {
      const { status } = await post(world, `{"x":"${"a".repeat(2_000_000)}"}`, bearer);
      assert.equal(status, 413);
    });

    await t.step("another Host is 403", async () => {
      const [host = "", port = ""] = new URL(world.served.url).host.split(":");
      using connection = await Deno.connect({ hostname: host, port: Number(port) });
      await connection.write(
        new TextEncoder().encode(
          "GET /.well-known/jwks.json HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        ),
      );
      assert.match(await new Response(connection.readable).text(), /^HTTP\/1\.1 403 /);
    });

    await using session = await connect(world.served.url, await world.token());
    await stillWorks(world, session);
    assert.doesNotMatch(world.served.output().stderr, new RegExp(world.clientSecret), "no secret in the log");
  } finally {
    await world.close();
  }
});

/** A token signed with the server's own key, for claims that the server would never make. */
async function forged(world: World, claims: { aud?: string; iss?: string; exp?: number }): Promise<string> {
  const store = await openStore(world.store);
  try {
    const keys = createSigningKeys({ ...systemRuntime, store, revision: createRevision(store) });
    const { kid, privateKey } = await keys.active();
    const now = Math.floor(Date.now() / 1000);
    const lifetime = claims.exp === undefined
      ? { iat: now, exp: now + 600 }
      : { iat: now - 4000, exp: now - 3000 };
    return await new SignJWT({
      client_id: world.clientId,
      tenant_id: "default",
      scope: "query schemas:read",
    })
      .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid })
      .setIssuer(claims.iss ?? world.served.url)
      .setAudience(claims.aud ?? `${world.served.url}/mcp`)
      .setSubject(world.clientId)
      .setJti(crypto.randomUUID())
      .setIssuedAt(lifetime.iat)
      .setExpirationTime(lifetime.exp)
      .sign(privateKey);
  } finally {
    await store.close();
  }
}

/** A token that says all the right things, signed by a stranger's key under our key's id. */
async function foreignToken(world: World): Promise<string> {
  const [header = "", payload = ""] = (await forged(world, {})).split(".");
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, [
    "sign",
    "verify",
  ]);
  const signature = await crypto.subtle.sign(
    { name: "ECDSA", hash: "SHA-256" },
    pair.privateKey,
    new TextEncoder().encode(`${header}.${payload}`),
  );
  return `${header}.${payload}.${
    new Uint8Array(signature).toBase64({ alphabet: "base64url", omitPadding: true })
  }`;
}
