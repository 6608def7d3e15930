/** A real listener with the authorization server and one protected resource, and a clock of its own. */
import { Hono } from "@hono/hono";
import assert from "node:assert/strict";
import { createApiClients, type NewApiClient } from "../../src/identity/api_clients.ts";
import {
  createSigningKeys,
  createTokenVerifier,
  endpointsOf,
  insufficientScope,
  oauthRoutes,
  unauthorized,
} from "../../src/oauth/mod.ts";
import { createRevision, openStore, type Store } from "../../src/store/mod.ts";
import { createLogger } from "../../src/telemetry/log.ts";

/** One replica: its own caches, its own port; the store may be shared with others. */
export async function startServer(options: { readonly store?: Store; readonly publicUrl?: string } = {}) {
  const store = options.store ?? await openStore("memory:");
  let offset = 0;
  const clock = () => Date.now() + offset;
  const revision = createRevision(store);
  await revision.poll();
  const clients = createApiClients({ store, revision, clock });
  const keys = createSigningKeys({ store, revision, clock });

  const app = new Hono();
  // Port 0: the public URL is known only when the listener is there.
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    (request) => app.fetch(request),
  );
  const origin = `http://localhost:${server.addr.port}`;
  const endpoints = endpointsOf(options.publicUrl ?? origin);
  const verifier = createTokenVerifier({ issuer: endpoints.issuer, keys, clients, revision, clock });
  const logged: string[] = [];
  const log = createLogger({ write: (line) => void logged.push(line) });
  app.route("/", oauthRoutes({ publicUrl: options.publicUrl ?? origin, keys, clients, clock, log }));

  /** What `/mcp` does with tokens, and nothing else; `?needs=` names a scope. */
  app.all("/mcp", async (c) => {
    const target = { resourceMetadata: endpoints.mcpResourceMetadata, scopes: ["query", "schemas:read"] };
    const verification = await verifier.verify(c.req.raw.headers.get("authorization"), endpoints.mcp);
    const challenge = (refusal: ReturnType<typeof unauthorized>) =>
      Response.json(refusal.body, {
        status: refusal.status,
        headers: { "www-authenticate": refusal.wwwAuthenticate },
      });
    if (!verification.ok) return challenge(unauthorized(verification.presented, target));
    const needs = c.req.query("needs");
    const { scopes, principal } = verification.token;
    if (needs !== undefined && !scopes.some((scope) => scope === needs)) {
      return challenge(insufficientScope({ ...target, scopes: ["schemas:read", needs] }));
    }
    return c.json({ principal, scopes });
  });

  return {
    origin: server.addr.port === 0 ? "" : `http://127.0.0.1:${server.addr.port}`,
    endpoints,
    store,
    revision,
    clients,
    keys,
    verifier,
    logged,
    clock,
    /** Lets the server's clock run ahead. */
    advance(seconds: number) {
      offset += seconds * 1000;
    },
    createClient: (input: Partial<NewApiClient> = {}) =>
      clients.create({ tenantId: "default", label: "test", ...input }),
    async [Symbol.asyncDispose]() {
      verifier.close();
      await server.shutdown();
      await clients.settle();
      if (options.store === undefined) await store.close();
    },
  };
}

/** A running server of {@linkcode startServer}. */
export type TestServer = Awaited<ReturnType<typeof startServer>>;

/** Posts a form to `/token`. A list of pairs may repeat a name. */
export function postToken(
  server: TestServer,
  form: Record<string, string> | string[][],
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${server.origin}/token`, { method: "POST", body: new URLSearchParams(form), headers });
}

/** The `Basic` header of a client. */
export function basic(clientId: string, clientSecret: string): string {
  return `Basic ${btoa(`${clientId}:${clientSecret}`)}`;
}

/** A fresh token of a new client. */
export async function tokenOf(server: TestServer, client: { clientId: string; clientSecret: string }) {
  const response = await postToken(server, {
    grant_type: "client_credentials",
    client_id: client.clientId,
    client_secret: client.clientSecret,
  });
  const body: unknown = await response.json();
  assert.equal(response.status, 200, JSON.stringify(body));
  return stringMember(body, "access_token");
}

/** Calls the protected resource. */
export async function callResource(server: TestServer, authorization: string | null, path = "/mcp") {
  const response = await fetch(server.origin + path, {
    method: "POST",
    ...(authorization === null ? {} : { headers: { authorization } }),
  });
  const challenge = response.headers.get("www-authenticate");
  const body: unknown = await response.json();
  return { status: response.status, challenge, body };
}

/** A text member of an answer. */
export function stringMember(body: unknown, name: string): string {
  assert.ok(typeof body === "object" && body !== null && name in body, `no ${name} in the answer`);
  const value: unknown = Reflect.get(body, name);
  assert.equal(typeof value, "string");
  return String(value);
}
