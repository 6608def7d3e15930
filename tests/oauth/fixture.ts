/**
 * A real listener with the authorization server and one protected resource, and a clock of its own. People have signed in
 * and consented already: a code is issued by the part that consent calls.
 */
import { Hono } from "@hono/hono";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Settings } from "../../src/config.ts";
import { settingsSchema } from "../../src/config.ts";
import { createApiClients, type NewApiClient } from "../../src/identity/api_clients.ts";
import { createInstallationKeys } from "../../src/identity/installation_keys.ts";
import { systemRandom } from "../../src/lib/random.ts";
import { MCP_SCOPES } from "../../src/identity/scopes.ts";
import { createUsers } from "../../src/identity/users.ts";
import type { DocumentNetwork } from "../../src/oauth/clients/fetch/guarded_fetch.ts";
import { createOAuthClients } from "../../src/oauth/clients/registry.ts";
import { registerRoutes } from "../../src/oauth/clients/register_routes.ts";
import type { ApprovedConsent } from "../../src/oauth/grant_store/grant.ts";
import {
  createAuthorizationCodes,
  createGrants,
  createRevokedTokens,
  createSigningKeys,
  createTokenVerifier,
  endpointsOf,
  insufficientScope,
  oauthRoutes,
  unauthorized,
} from "../../src/oauth/mod.ts";
import { createRevision, openStore, type Store } from "../../src/store/mod.ts";
import { createLogger } from "../../src/telemetry/log.ts";
import { systemRuntime } from "../../src/telemetry/runtime.ts";
import { NAMES_RESOLVE } from "./clients/document_host.ts";

/** How a server differs from the usual. */
export interface ServerOptions {
  readonly store?: Store;
  readonly publicUrl?: string;
  readonly settings?: Partial<Settings>;
  readonly network?: DocumentNetwork;
}

/** One replica: its own caches, its own port; the store may be shared with others. */
export async function startServer(options: ServerOptions = {}) {
  const store = options.store ?? await openStore("memory:");
  let offset = 0;
  const clock = () => Date.now() + offset;
  const revision = createRevision(store);
  await revision.poll();
  const clients = createApiClients({ ...systemRuntime, store, revision, clock });
  const keys = createSigningKeys({ ...systemRuntime, store, revision, clock });
  const users = createUsers({ ...systemRuntime, store, revision, clock });
  const settings = { ...settingsSchema.parse({}), ...options.settings };
  const { network = NAMES_RESOLVE } = options;
  const oauthClients = createOAuthClients({
    ...systemRuntime,
    store,
    revision,
    settings,
    clock,
    network,
  });
  const installationKeys = createInstallationKeys({ store, clock, random: systemRandom });
  const codes = createAuthorizationCodes({ ...systemRuntime, store, clock });
  const grants = createGrants({ ...systemRuntime, store, revision, clock });
  const revokedTokens = createRevokedTokens({ store, revision });
  const people = { users, grants, oauthClients, revokedTokens };

  const app = new Hono();
  // Port 0: the public URL is known only when the listener is there.
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    (request) => app.fetch(request),
  );
  const origin = `http://localhost:${server.addr.port}`;
  const endpoints = endpointsOf(options.publicUrl ?? origin);
  const verifier = createTokenVerifier({
    ...systemRuntime,
    issuer: endpoints.issuer,
    keys,
    clients,
    people,
    revision,
    clock,
  });
  const logged: string[] = [];
  const log = createLogger({ write: (line) => void logged.push(line) });
  app.route(
    "/",
    oauthRoutes({
      ...systemRuntime,
      publicUrl: options.publicUrl ?? origin,
      keys,
      clients,
      people: { ...people, store, installationKeys, codes, verifier },
      settings,
      takesDocuments: oauthClients.takesDocuments,
      clock,
      log,
    }),
  );
  app.route("/", registerRoutes({ ...systemRuntime, self: oauthClients.self, settings, clock, log }));

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
    users,
    oauthClients,
    installationKeys,
    codes,
    grants,
    revokedTokens,
    logged,
    clock,
    /** Lets the server's clock run ahead. */
    advance(seconds: number) {
      offset += seconds * 1000;
    },
    createClient: (input: Partial<NewApiClient> = {}) =>
      clients.create({ tenantId: "default", label: "test", ...input }),
    /** A person. */
    addUser: (email = `${crypto.randomUUID()}@example.com`) =>
      users.add({ tenantId: "default", email, role: "member" }),
    /** An OAuth client of the operator, public unless it says otherwise. */
    async addApp(input: { readonly confidential?: boolean; readonly jwksUri?: string } = {}) {
      const clientId = `app-${crypto.randomUUID()}`;
      const redirectUris = [CALLBACK];
      const { clientSecret = "" } = await oauthClients.operator.add({
        clientId,
        name: "The App",
        redirectUris,
        ...input,
      });
      return { clientId, clientSecret };
    },
    /** The code of a consent that a person gave to a client. */
    async issueCode(clientId: string, userId: string, over: Partial<ApprovedConsent> = {}) {
      const client = await oauthClients.find(clientId, "authorize");
      assert.ok(client !== null);
      const code = await codes.issue({
        client,
        redirectUri: CALLBACK,
        redirectHost: "app.example",
        userId,
        tenantId: "default",
        scopes: MCP_SCOPES,
        resource: endpoints.mcp,
        codeChallenge: CHALLENGE,
        consentId: crypto.randomUUID(),
        ...over,
      });
      assert.ok(code !== null);
      return code;
    },
    async [Symbol.asyncDispose]() {
      verifier.close();
      grants.close();
      await server.shutdown();
      oauthClients.close();
      await oauthClients.settle();
      await clients.settle();
      if (options.store === undefined) await store.close();
    },
  };
}

/** The redirect URI of the apps here. */
export const CALLBACK = "https://app.example/callback";
/** A verifier (RFC 7636) and its challenge. */
export const VERIFIER = "correct-horse-battery-staple.0123456789_~ABC";
export const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");

/** A running server of {@linkcode startServer}. */
export type TestServer = Awaited<ReturnType<typeof startServer>>;

/** Posts a form to `/token`. A list of pairs may repeat a name. */
export function postToken(
  server: TestServer,
  form: Record<string, string> | string[][],
  headers: Record<string, string> = {},
): Promise<Response> {
  return post(server, "/token", form, headers);
}

/** Posts a form. */
export function post(
  server: Pick<TestServer, "origin">,
  path: string,
  form: Record<string, string> | string[][],
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(server.origin + path, { method: "POST", body: new URLSearchParams(form), headers });
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
