/** A real listener with `/register`, the clients behind it, and a clock of its own. */
import { Hono } from "@hono/hono";
import assert from "node:assert/strict";
import { settingsSchema } from "../../../src/config.ts";
import { clientAddress } from "../../../src/http/client_address.ts";
import type { HttpEnv } from "../../../src/http/env.ts";
import type { DocumentNetwork } from "../../../src/oauth/clients/fetch/guarded_fetch.ts";
import type { GovernorLimits } from "../../../src/oauth/clients/governor.ts";
import { registerRoutes } from "../../../src/oauth/clients/register_routes.ts";
import { createOAuthClients } from "../../../src/oauth/clients/registry.ts";
import { createRevision, openStore, type Store } from "../../../src/store/mod.ts";
import { createLogger } from "../../../src/telemetry/log.ts";
import { systemRuntime } from "../../../src/telemetry/runtime.ts";

/** What a test wants different. */
export interface ClientServerOptions {
  /** As the config file would have them. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Another server's: then it is a replica. */
  readonly store?: Store;
  readonly network?: DocumentNetwork;
  readonly governor?: GovernorLimits;
}

/** Starts one. Callers may say where they come from (`X-Forwarded-For`): the listener believes them. */
export async function startClientServer(options: ClientServerOptions = {}) {
  let offset = 0;
  const clock = () => Date.now() + offset;
  const store = options.store ?? await openStore("memory:");
  const revision = createRevision(store);
  await revision.poll();
  const logged: string[] = [];
  const log = createLogger({ write: (line) => logged.push(line), level: "debug" });
  const settings = settingsSchema.parse(options.settings ?? {});
  const { network, governor } = options;
  const clients = createOAuthClients({
    ...systemRuntime,
    store,
    revision,
    settings,
    clock,
    log,
    ...(network === undefined ? {} : { network }),
    ...(governor === undefined ? {} : { governor }),
  });
  const app = new Hono<HttpEnv>();
  app.use(clientAddress(() => true));
  const address = (c: { get(name: "clientAddress"): string }) => c.get("clientAddress");
  app.route(
    "/",
    registerRoutes<HttpEnv>({
      ...systemRuntime,
      self: clients.self,
      settings,
      clock,
      log,
      clientAddress: address,
    }),
  );
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request, info) => app.fetch(request, { remoteAddr: info.remoteAddr }),
  );
  const url = `http://127.0.0.1:${server.addr.port}/register`;
  return {
    url,
    store,
    revision,
    clients,
    clock,
    logged,
    /** Lets the server's clock run ahead. */
    advance(seconds: number) {
      offset += seconds * 1000;
    },
    register: (body: unknown, from?: string) => register(url, body, from),
    async [Symbol.asyncDispose]() {
      clients.close();
      await clients.settle();
      await server.shutdown();
      if (options.store === undefined) await store.close();
    },
  };
}

/** A running server. */
export type ClientServer = Awaited<ReturnType<typeof startClientServer>>;

/** An answer, read. */
export interface Registered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Registers a client. A text body goes as it is. */
export async function register(url: string, body: unknown, from?: string): Promise<Registered> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(from === undefined ? {} : { "x-forwarded-for": from }),
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const read: unknown = await response.json();
  assert.ok(typeof read === "object" && read !== null);
  return {
    status: response.status,
    headers: response.headers,
    body: Object.fromEntries(Object.entries(read)),
  };
}

/** A registration that nothing is wrong with. */
export const GOOD_REGISTRATION = {
  client_name: "Some Client",
  redirect_uris: ["http://127.0.0.1/callback"],
  token_endpoint_auth_method: "none",
  grant_types: ["authorization_code", "refresh_token"],
  response_types: ["code"],
} as const;

/** What the rules say of a promise that must be refused. */
export async function refusalOf(promise: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof Error && "code" in error && typeof error.code === "string", String(error));
    return { code: error.code, message: error.message };
  }
  assert.fail("was not refused");
}
