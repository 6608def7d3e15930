/**
 * The composition root: builds every part once, wires the routes, nothing else.
 * @module
 */
import { createCatalog } from "./catalog/mod.ts";
import type { Settings } from "./config.ts";
import type { HttpEnv } from "./http/env.ts";
import { faviconRoutes } from "./http/favicon.ts";
import { healthRoutes } from "./http/health.ts";
import { homeRoutes } from "./http/home.ts";
import { httpLog } from "./http/log.ts";
import { createReadiness } from "./http/readiness.ts";
import { createHttp } from "./http/server.ts";
import { createApiClients } from "./identity/api_clients.ts";
import { createCallAdmission } from "./identity/call_admission.ts";
import { cookiesOf } from "./identity/cookies.ts";
import { createInstallationKeys } from "./identity/installation_keys.ts";
import { createSessions } from "./identity/sessions.ts";
import { createUsers } from "./identity/users.ts";
import { createLazyMcp } from "./mcp/lazy.ts";
import type { DocumentNetwork } from "./oauth/clients/fetch/guarded_fetch.ts";
import { registerRoutes } from "./oauth/clients/register_routes.ts";
import { createOAuthClients } from "./oauth/clients/registry.ts";
import { authorizeRoutes } from "./oauth/authorize/routes.ts";
import {
  createAuthorizationCodes,
  createGrants,
  createRevokedTokens,
  createSigningKeys,
  createTokenVerifier,
  endpointsOf,
  oauthRoutes,
} from "./oauth/mod.ts";
import { portalRoutes } from "./portal/routes.ts";
import { queryFields } from "./query/audit.ts";
import { createQueryService } from "./query/mod.ts";
import { createRevision, type Store } from "./store/mod.ts";
import { DynamoSqlError } from "./errors.ts";
import { createLogger, type Logger } from "./telemetry/log.ts";
import { warnOfStandstills } from "./telemetry/loop_watch.ts";
import { type Runtime, systemRuntime } from "./telemetry/runtime.ts";
import { createTrouble } from "./telemetry/trouble.ts";
import { defined } from "./lib/defined.ts";

/** What a look at readiness writes. */
const PROBE_KEY = ["meta", "readiness"] as const;

const DAY_MS = 86_400_000;

/** What the application is built from. */
export interface AppOptions {
  readonly settings: Settings;
  /** The origin that clients use: the only source of absolute URLs. */
  readonly publicUrl: string;
  /** Open, and staying the caller's: `close` leaves it open. */
  readonly store: Store;
  /** Default: as the settings `log_level` and `log_format` say, on standard error. */
  readonly log?: Logger;
  /** What the internet is to the fetcher of client documents; for tests, and no setting reaches it. */
  readonly documentNetwork?: DocumentNetwork;
}

/** The running application. */
export interface App {
  /** Answers one request; never rejects. */
  fetch(request: Request, info?: { readonly remoteAddr: Deno.Addr }): Response | Promise<Response>;
  /** Has the calls under way answer `cancelled`. */
  cancel(): void;
  /** Ends open streams, engine processes and background work. Call it after the listeners stopped. */
  close(): Promise<void>;
}

/**
 * Builds the application. Makes the signing keys at the first start on a store, so that the first token does not wait
 * for them; fails with `unavailable` if the store cannot be used.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const { settings, publicUrl, store } = options;
  const { log_level: level, log_format: format } = settings;
  const textual = format === "text" || (format === "auto" && Deno.stderr.isTerminal());
  const log = options.log ?? createLogger({ level, format: textual ? "text" : "json" });
  const runtime: Runtime = { ...systemRuntime, log };
  const endpoints = endpointsOf(publicUrl);
  const report = httpLog(log);
  const trouble = createTrouble(runtime);

  const admit = createCallAdmission(runtime.clock, settings.calls_per_minute);
  const revision = createRevision(store);
  const keys = createSigningKeys({ ...runtime, store, revision });
  const clients = createApiClients({ ...runtime, store, revision, admit });
  const oauthClients = createOAuthClients({
    ...runtime,
    store,
    revision,
    settings,
    ...defined({ network: options.documentNetwork }),
  });
  const users = createUsers({ ...runtime, store, revision });
  const installationKeys = createInstallationKeys({ ...runtime, store });
  const cookies = cookiesOf(publicUrl);
  const sessions = createSessions({ ...runtime, store, users, keys: installationKeys, cookies, admit });
  const grants = createGrants({ ...runtime, store, revision });
  const codes = createAuthorizationCodes({ ...runtime, store });
  const revokedTokens = createRevokedTokens({ store, revision });
  const people = { users, grants, oauthClients, revokedTokens };
  const verifier = createTokenVerifier({
    ...runtime,
    issuer: endpoints.issuer,
    keys,
    clients,
    people,
    revision,
  });
  const catalog = createCatalog({
    ...runtime,
    store,
    limits: settings,
    withdrawn: (what) =>
      log.warn("An index declared complete is not, and counts as such no more.", { ...what }),
  });
  const query = createQueryService({
    ...runtime,
    limits: settings,
    catalog,
    store,
    onQuery: (record) => log.info("query", queryFields(record)),
    onEngineEnd: (death) => log.warn("An engine process ended, and another takes its place.", { ...death }),
    onError: (error) => log.error("query service", { error }),
  });
  const ending = new AbortController();
  const services = {
    catalog,
    query,
    limits: settings,
    ending: ending.signal,
    failure: report.failure,
    trouble: trouble.tell,
    looked: (fields: Readonly<Record<string, unknown>>) => log.info("look", fields),
  };
  const mcp = createLazyMcp(async () => (await import("./mcp/mod.ts")).createMcp(services));
  const readiness = createReadiness([
    {
      failing: "The store takes no write.",
      prove: () => store.set(PROBE_KEY, {}, { expiresAt: runtime.clock() + DAY_MS }),
    },
    { failing: "The signing keys cannot be read.", prove: () => keys.jwks() },
    { failing: "The MCP modules do not load.", prove: () => mcp.loaded(), once: true },
    { failing: "No engine process comes up.", prove: () => query.tryEngine(), once: true },
  ], { onFailing: (failing, error) => log.warn("not ready", { failing, error }) });

  const http = createHttp({
    endpoints,
    allowedOrigins: settings.allowed_origins,
    trustProxy: settings.trust_proxy,
    bodyBytes: settings.body_bytes,
    log: report,
    mcp: { handler: mcp, verifier, admit },
  });
  http.route("/", homeRoutes(endpoints.mcp));
  http.route("/", faviconRoutes());
  http.route("/", healthRoutes(readiness));
  http.route(
    "/",
    oauthRoutes<HttpEnv>({
      ...runtime,
      publicUrl,
      keys,
      clients,
      people: { ...people, store, installationKeys, codes, verifier },
      settings,
      takesDocuments: oauthClients.takesDocuments,
      clientAddress: (c) => c.get("clientAddress"),
      requestId: (c) => c.get("requestId"),
    }),
  );
  http.route(
    "/",
    authorizeRoutes<HttpEnv>({
      ...runtime,
      endpoints,
      clients: oauthClients,
      codes,
      users,
      sessions,
      keys: installationKeys,
      clientAddress: (c) => c.get("clientAddress"),
      requestId: (c) => c.get("requestId"),
    }),
  );
  http.route(
    "/",
    registerRoutes<HttpEnv>({
      ...runtime,
      self: oauthClients.self,
      settings,
      clientAddress: (c) => c.get("clientAddress"),
      requestId: (c) => c.get("requestId"),
    }),
  );
  http.route(
    "/",
    portalRoutes<HttpEnv>({
      ...runtime,
      store,
      publicUrl,
      users,
      sessions,
      cookies,
      keys: installationKeys,
      apps: grants,
      signinTries: settings.signin_tries,
      clientAddress: (c) => c.get("clientAddress"),
      requestId: (c) => c.get("requestId"),
    }),
  );
  await keys.jwks();
  revision.start();
  const endWatch = warnOfStandstills(log, runtime.clock);

  return {
    fetch: (request, info) => http.fetch(request, info),
    cancel() {
      ending.abort(new DynamoSqlError("cancelled", "The server is stopping. Call again when it is back."));
    },
    async close() {
      endWatch();
      await mcp.close();
      await query.close();
      verifier.close();
      grants.close();
      oauthClients.close();
      await oauthClients.settle();
      await revision.stop();
    },
  };
}
