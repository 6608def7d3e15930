/** A real listener with `/authorize` and `/consent`, a clock of its own, and people who are signed in. */
import { Hono } from "@hono/hono";
import assert from "node:assert/strict";
import { z } from "zod";
import type { HttpEnv } from "../../../src/http/env.ts";
import { securityHeaders } from "../../../src/http/security_headers.ts";
import { createInstallationKeys } from "../../../src/identity/installation_keys.ts";
import { cookiesOf } from "../../../src/identity/cookies.ts";
import { systemRandom } from "../../../src/lib/random.ts";
import { MCP_SCOPES } from "../../../src/identity/scopes.ts";
import { createSessions } from "../../../src/identity/sessions.ts";
import type { User } from "../../../src/identity/user.ts";
import type { UserRecord } from "../../../src/identity/user_record.ts";
import { createUsers } from "../../../src/identity/users.ts";
import { settingsSchema } from "../../../src/config.ts";
import { authorizeRoutes } from "../../../src/oauth/authorize/routes.ts";
import type { OAuthClient } from "../../../src/oauth/clients/client.ts";
import { endpointsOf } from "../../../src/oauth/endpoints.ts";
import type { ApprovedConsent } from "../../../src/oauth/grant_store/grant.ts";
import { registerRoutes } from "../../../src/oauth/clients/register_routes.ts";
import type { DocumentNetwork } from "../../../src/oauth/clients/fetch/guarded_fetch.ts";
import { createAuthorizationCodes } from "../../../src/oauth/grant_store/codes.ts";
import { createOAuthClients } from "../../../src/oauth/clients/registry.ts";
import { createRevision, openStore, type Store } from "../../../src/store/mod.ts";
import { createLogger } from "../../../src/telemetry/log.ts";
import { type ReadPage, readPage } from "../../fixtures/html_forms.ts";
import { systemRuntime } from "../../../src/telemetry/runtime.ts";

/** The public URL of every server here: never the listener's own, so that nothing can be taken from `Host`. */
export const ISSUER = "https://sql.example.com";

/** A challenge as S256 makes them. */
export const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/** The redirect URI of {@linkcode operatorClient}. */
export const CALLBACK = "https://app.example/callback";

/** A client as the registry gives them. */
export function operatorClient(over: Partial<OAuthClient> = {}): OAuthClient {
  return {
    clientId: "app",
    known: "operator",
    name: "The App",
    redirectUris: [CALLBACK],
    authMethod: "none",
    secrets: [],
    grantTypes: ["authorization_code", "refresh_token"],
    scopes: MCP_SCOPES,
    digest: "digest-1",
    ...over,
  };
}

/** A request that nothing is wrong with. Undefined leaves a parameter out. */
export function goodRequest(over: Record<string, string | undefined> = {}): URLSearchParams {
  const all: Record<string, string | undefined> = {
    response_type: "code",
    client_id: "app",
    redirect_uri: CALLBACK,
    code_challenge: CHALLENGE,
    code_challenge_method: "S256",
    scope: "query schemas:read",
    state: "xyz",
    resource: `${ISSUER}/mcp`,
    ...over,
  };
  const given = Object.entries(all).flatMap(([name, value]) => value === undefined ? [] : [[name, value]]);
  return new URLSearchParams(given);
}

/** An answer, read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly location: string | null;
  readonly html: string;
  readonly page: ReadPage;
}

/** Somebody signed in. */
export interface SignedIn {
  readonly userId: string;
  /** The `Cookie` header. */
  readonly cookie: string;
}

/** What a request of a test carries beside its path. */
export interface SendOptions {
  /** The `Cookie` header of a session. */
  readonly cookie?: string;
  readonly method?: string;
  readonly form?: URLSearchParams | string;
  readonly headers?: Record<string, string>;
}

/** Starts one. The store is memory, or another server's: then it is a replica. */
export async function startAuthorizeServer(
  options: { readonly store?: Store; readonly issuer?: string; readonly network?: DocumentNetwork } = {},
) {
  const { issuer = ISSUER } = options;
  const store = options.store ?? await openStore("memory:");
  let offset = 0;
  const clock = () => Date.now() + offset;
  const keys = createInstallationKeys({ store, clock, random: systemRandom });
  const revision = createRevision(store);
  const settings = settingsSchema.parse({ cimd: options.network !== undefined });
  const registry = createOAuthClients({
    ...systemRuntime,
    store,
    revision,
    clock,
    settings,
    ...(options.network === undefined ? {} : { network: options.network }),
  });
  const codes = createAuthorizationCodes({ ...systemRuntime, store, clock });
  const users = createUsers({ ...systemRuntime, store, revision, clock });
  const sessions = createSessions({
    ...systemRuntime,
    store,
    users,
    keys,
    cookies: cookiesOf(issuer),
    clock,
  });
  /** Clients that no registry would hold: hostile names, redirect URIs that are refused at registration. */
  const beside = new Map<string, OAuthClient>();
  const used: string[] = [];
  const issued: ApprovedConsent[] = [];
  const logged: string[] = [];
  let people = 0;
  const faults: { find?: Error; user?: (user: User | null) => User | null } = {};

  const app = new Hono<HttpEnv>();
  app.use(securityHeaders({ https: true }));
  app.route(
    "/",
    authorizeRoutes<HttpEnv>({
      ...systemRuntime,
      endpoints: endpointsOf(issuer),
      clients: {
        find: async (id, purpose, address) => {
          if (faults.find !== undefined) throw faults.find;
          return beside.get(id) ?? await registry.find(id, purpose, address);
        },
        used(id) {
          used.push(id);
          registry.used(id);
        },
      },
      codes: {
        async issue(consent) {
          const code = await codes.issue(consent);
          if (code !== null) issued.push(consent);
          return code;
        },
        refuse: codes.refuse,
      },
      users: {
        find: async (id) => {
          const user = await users.find(id);
          return faults.user === undefined ? user : faults.user(user);
        },
      },
      sessions,
      keys,
      clock,
      log: createLogger({ write: (line) => void logged.push(line) }),
    }),
  );
  app.route("/", registerRoutes<HttpEnv>({ ...systemRuntime, self: registry.self, settings, clock }));
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    (request) => app.fetch(request),
  );
  const origin = `http://127.0.0.1:${server.addr.port}`;

  async function send(path: string, options: SendOptions = {}): Promise<Answer> {
    const { cookie, form, method = form === undefined ? "GET" : "POST", headers = {} } = options;
    const response = await fetch(origin + path, {
      method,
      redirect: "manual",
      headers: {
        ...(form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
        ...(cookie === undefined ? {} : { cookie }),
        ...headers,
      },
      ...(form === undefined ? {} : { body: form.toString() }),
    });
    const html = await response.text();
    const { status, headers: received } = response;
    // The frame around the page (brand, footer) has a link home; what a test asks about is in the middle.
    const main = /<main>.*<\/main>/s.exec(html)?.[0] ?? html;
    return { status, headers: received, location: received.get("location"), html, page: readPage(main) };
  }

  const authorize = (parameters: URLSearchParams | string, options: SendOptions = {}) =>
    send(`/authorize?${parameters}`, options);

  return {
    origin,
    store,
    keys,
    users,
    sessions,
    registry,
    logged,
    issued,
    used,
    faults,
    advance: (seconds: number) => void (offset += seconds * 1000),
    register(...clients: OAuthClient[]) {
      for (const client of clients) beside.set(client.clientId, client);
    },
    unregister: (clientId: string) => void beside.delete(clientId),
    /** A new person (or one already there) and a session of theirs. `over` may hold what no sign-up would take. */
    async signIn(email = `p${++people}@example.com`, over: Partial<UserRecord> = {}): Promise<SignedIn> {
      const user = await users.recordOfEmail(email) ??
        await users.add({ tenantId: "default", email, role: "member" });
      await users.change(user.userId, (record) => ({ ...record, ...over }));
      const cookie = await sessions.start(new Request(origin), user.userId);
      return { userId: user.userId, cookie: cookie.split(";", 1)[0] ?? "" };
    },
    send,
    authorize,
    /** Registers a client as it would itself; gives its id. */
    async registerItself(body: unknown): Promise<string> {
      const response = await fetch(`${origin}/register`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      const answer: unknown = await response.json();
      assert.equal(response.status, 201, JSON.stringify(answer));
      return z.object({ client_id: z.string() }).parse(answer).client_id;
    },
    /** The consent page that a request leads to. */
    async consent(cookie: string, over: Record<string, string | undefined> = {}) {
      const answer = await authorize(goodRequest(over), { cookie });
      assert.equal(answer.status, 303, answer.html);
      assert.match(answer.location ?? "", /^\/consent\?request=/);
      return { path: answer.location ?? "", answer: await send(answer.location ?? "", { cookie }) };
    },
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      registry.close();
      await registry.settle();
      if (options.store === undefined) await store.close();
    },
  };
}

/** A running server of {@linkcode startAuthorizeServer}. */
export type AuthorizeServer = Awaited<ReturnType<typeof startAuthorizeServer>>;

/** The form of a consent page as it would be sent with that button. */
export function consentForm(answer: Answer, decision: "approve" | "deny"): URLSearchParams {
  const form = answer.page.forms[0];
  assert.ok(form !== undefined, `no form: ${answer.html}`);
  assert.equal(form.action, "/consent");
  assert.equal(form.method, "post");
  const sent = new URLSearchParams();
  for (const { name, value, checked } of form.controls) if (checked) sent.append(name, value);
  const button = form.buttons.find(({ value }) => value === decision);
  assert.ok(button?.name !== undefined, "the button is there");
  sent.append(button.name, button.value);
  return sent;
}

/** An explaining page: 400 (or the status named), HTML, and no way out by itself. */
export function assertPage(answer: Answer, status = 400): void {
  assert.equal(answer.status, status, `${answer.location} ${answer.page.text}`);
  assert.equal(answer.location, null);
  assert.equal(answer.headers.get("refresh"), null);
  assert.doesNotMatch(
    answer.html,
    /<meta[^>]*http-equiv|<script(?! type="module" src="\/consent\/once\.js")/i,
  );
  assert.match(answer.headers.get("content-type") ?? "", /^text\/html; charset=utf-8$/);
  assertPrivate(answer);
}

/** What every answer here carries (docs/reference/protocol_rules.md#5.1: pages). */
export function assertPrivate({ headers }: Answer): void {
  assert.equal(headers.get("cache-control"), "no-store");
  assert.equal(headers.get("x-frame-options"), "DENY");
  assert.match(headers.get("content-security-policy") ?? "", /frame-ancestors 'none'/);
  assert.equal(headers.get("referrer-policy"), "no-referrer");
  assert.equal(headers.get("access-control-allow-origin"), null);
}

/** A code as they are given. */
export const CODE = /^dsa_[0-9A-Za-z]{43}$/;

/** The parameters that came back to the redirect URI, each at most once. */
export function returned(answer: Answer, redirectUri = CALLBACK): Record<string, string> {
  assert.equal(answer.status, 303, `${answer.status} ${answer.page.text}`);
  const location = answer.location ?? "";
  assert.ok(location.startsWith(redirectUri), location);
  const parameters = [...new URL(location).searchParams];
  const names = parameters.map(([name]) => name);
  assert.equal(new Set(names).size, names.length, `a parameter twice: ${location}`);
  assertPrivate(answer);
  return Object.fromEntries(parameters);
}

/** An error by redirect: code, description in RFC 6749's characters, state, issuer. */
export function assertErrorRedirect(answer: Answer, error: string, state: string | null = "xyz"): void {
  const { error_description: description = "", ...rest } = returned(answer);
  assert.deepEqual(rest, { error, ...(state === null ? {} : { state }), iss: ISSUER });
  assert.match(description, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
}

/** A request that may go on: to the sign-in. */
export function assertAccepted(answer: Answer): void {
  assert.equal(answer.status, 303, answer.page.text);
  assert.match(
    answer.location ?? "",
    /^\/login\?next=%2Fconsent%3Frequest%3D[\w-]+\.k_\w+\.[\w-]{43}(&prompt=login)?$/,
  );
  assertPrivate(answer);
}
