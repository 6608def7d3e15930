/** The pages for people at a real listener, with a clock of their own and a browser that keeps cookies. */
import { Hono } from "@hono/hono";
import assert from "node:assert/strict";
import { type DefaultTreeAdapterMap, parse } from "parse5";
import { clientAddress } from "../../src/http/client_address.ts";
import type { HttpEnv } from "../../src/http/env.ts";
import { requestId } from "../../src/http/request_id.ts";
import { securityHeaders } from "../../src/http/security_headers.ts";
import { cookiesOf } from "../../src/identity/cookies.ts";
import { createInstallationKeys } from "../../src/identity/installation_keys.ts";
import { createPasswords } from "../../src/identity/password.ts";
import { createPasswordLinks } from "../../src/identity/password_links.ts";
import { systemRandom } from "../../src/lib/random.ts";
import { createSecondFactor } from "../../src/identity/second_factor.ts";
import { createSessions } from "../../src/identity/sessions.ts";
import { createSetup } from "../../src/identity/setup.ts";
import type { User } from "../../src/identity/user.ts";
import { createUsers } from "../../src/identity/users.ts";
import { createGrants } from "../../src/oauth/grant_store/grants.ts";
import { portalRoutes } from "../../src/portal/routes.ts";
import { createRevision, openStore } from "../../src/store/mod.ts";
import { createLogger } from "../../src/telemetry/log.ts";
import { systemRuntime } from "../../src/telemetry/runtime.ts";

export const EMAIL = "ada@example.com";
export const PASSWORD = "correct horse battery staple";

/** Real hashes, but a thousandth of the work: what is tested is not how slow they are. */
export const cheapPasswords = () => createPasswords({ cost: { ln: 5, r: 8, p: 1 } });

/** Starts it. `publicUrl` may say https though the listener is plain: a proxy stands in front. */
export async function startPortal(
  options: {
    readonly publicUrl?: string;
    readonly tries?: number;
    readonly slow?: boolean;
    /** Runs while a password that is right has been compared and nothing has come of it yet. */
    readonly afterCompare?: () => Promise<void>;
  } = {},
) {
  let offset = 0;
  const clock = () => Date.now() + offset;
  const store = await openStore("memory:", { clock });
  const revision = createRevision(store);
  const users = createUsers({ ...systemRuntime, store, revision, clock });
  const keys = createInstallationKeys({ store, clock, random: systemRandom });
  const grants = createGrants({ ...systemRuntime, store, revision, clock });
  // The product's memory and a third of its time. With half the memory more stayed resident under many at once (243-293
  // against 84-88 MiB), as if smaller blocks were kept by each thread.
  const real = options.slow === true ? createPasswords({ cost: { ln: 15, r: 8, p: 1 } }) : cheapPasswords();
  const passwords: typeof real = {
    ...real,
    async verify(password, stored) {
      const right = await real.verify(password, stored);
      if (right) await options.afterCompare?.();
      return right;
    },
  };
  const logged: string[] = [];
  const app = new Hono<HttpEnv>();
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request, info) =>
    // Behind a proxy each person has an address; here a header says which.
    app.fetch(request, {
      remoteAddr: {
        ...info.remoteAddr,
        hostname: request.headers.get("x-test-address") ?? info.remoteAddr.hostname,
      },
    }));
  const listener = `http://localhost:${server.addr.port}`;
  const publicUrl = options.publicUrl ?? listener;
  const cookies = cookiesOf(publicUrl);
  const sessions = createSessions({ ...systemRuntime, store, users, keys, cookies, clock });
  app.use(requestId());
  app.use(clientAddress());
  app.use(securityHeaders({ https: publicUrl.startsWith("https:") }));
  app.route(
    "/",
    portalRoutes<HttpEnv>({
      ...systemRuntime,
      store,
      publicUrl,
      users,
      sessions,
      cookies,
      keys,
      apps: grants,
      signinTries: options.tries ?? 10,
      clock,
      passwords,
      log: createLogger({ write: (line) => void logged.push(line), level: "debug" }),
      clientAddress: (c) => c.get("clientAddress"),
      requestId: (c) => c.get("requestId"),
    }),
  );

  return {
    listener,
    publicUrl,
    store,
    revision,
    users,
    sessions,
    grants,
    passwords,
    logged,
    clock,
    links: createPasswordLinks({ ...systemRuntime, store, users, clock }),
    setup: createSetup({ ...systemRuntime, store, clock }),
    secondFactor: createSecondFactor({ ...systemRuntime, users, host: "localhost", clock }),
    /** Lets the server's clock run ahead. */
    advance(seconds: number) {
      offset += seconds * 1000;
    },
    async addUser(email = EMAIL, role: User["role"] = "admin", password = PASSWORD): Promise<User> {
      return await users.add({
        tenantId: "default",
        email,
        role,
        passwordHash: await passwords.hash(password),
      });
    },
    browser: (address?: string) => browser(listener, address),
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await revision.stop();
      grants.close();
      await store.close();
    },
  };
}

export type Portal = Awaited<ReturnType<typeof startPortal>>;
export type Browser = ReturnType<typeof browser>;

/** A page as it came. */
export interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** What a person reads. */
  readonly text: string;
  /** Address of the page, or of where a redirect leads. */
  readonly location: string | null;
  /** Values of the hidden and prefilled inputs of the form that posts to `action`. */
  form(action: string): Record<string, string>;
}

/** A browser that keeps cookies and follows nothing by itself. */
export function browser(origin: string, address?: string) {
  const jar = new Map<string, string>();

  async function go(path: string, init: RequestInit = {}): Promise<Page> {
    const headers = new Headers(init.headers);
    if (jar.size > 0 && !headers.has("cookie")) {
      headers.set("cookie", [...jar].map(([name, value]) => `${name}=${value}`).join("; "));
    }
    if (address !== undefined) headers.set("x-test-address", address);
    const response = await fetch(`${origin}${path}`, { redirect: "manual", ...init, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      const at = pair.indexOf("=");
      if (/;\s*Max-Age=0/i.test(cookie)) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return pageOf(response, await response.text());
  }

  const post = (path: string, fields: Record<string, string> | string[][], headers: HeadersInit = {}) =>
    go(path, { method: "POST", body: new URLSearchParams(fields), headers });

  return {
    jar,
    get: (path: string, headers: HeadersInit = {}) => go(path, { headers }),
    post,
    postJson: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      go(path, {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "content-type": "application/json", ...headers },
      }),
    /** Opens the page, fills in its form, sends it. */
    async submit(at: string, action: string, fields: Record<string, string>): Promise<Page> {
      const form = (await go(at)).form(action);
      return await post(action, { ...form, ...fields });
    },
    signIn(
      email = EMAIL,
      password = PASSWORD,
      next: string | undefined = undefined,
    ): Promise<Page> {
      const at = next === undefined ? "/login" : `/login?${new URLSearchParams({ next })}`;
      return this.submit(at, "/login", { email, password });
    },
  };
}

function pageOf(response: Response, html: string): Page {
  const document = parse(html);
  return {
    status: response.status,
    headers: response.headers,
    html,
    text: textOf(document).replaceAll(/\s+/g, " "),
    location: response.headers.get("location"),
    form(action) {
      const form = [...elements(document)].find((one) =>
        one.tagName === "form" && attribute(one, "action") === action
      );
      assert.ok(form !== undefined, `no form to ${action} on: ${textOf(document).slice(0, 300)}`);
      const fields: Record<string, string> = {};
      for (const input of elements(form)) {
        const name = attribute(input, "name");
        const value = attribute(input, "value");
        if (input.tagName === "input" && name !== undefined && value !== undefined) fields[name] = value;
      }
      return fields;
    },
  };
}

type Node = DefaultTreeAdapterMap["node"];
type Element = DefaultTreeAdapterMap["element"];

export function* elements(node: Node): Generator<Element> {
  if ("tagName" in node) yield node;
  if ("childNodes" in node) { for (const child of node.childNodes) yield* elements(child); }
}

export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((one) => one.name === name)?.value;
}

function textOf(node: Node): string {
  if ("tagName" in node && (node.tagName === "style" || node.tagName === "script")) return "";
  if ("value" in node) return node.value;
  return "childNodes" in node ? node.childNodes.map(textOf).join(" ") : "";
}
