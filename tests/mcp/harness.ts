/** A real listener with the product's HTTP stack and MCP surface over the fakes, and raw requests to it. */
import { limitsSchema } from "../../src/config.ts";
import { readText } from "../../src/http/body.ts";
import { type AccessRecord, silentLog } from "../../src/http/env.ts";
import { listenHttp, type WebHandler } from "../../src/http/listener.ts";
import { createHttp } from "../../src/http/server.ts";
import { createCallAdmission } from "../../src/identity/call_admission.ts";
import { createMcp } from "../../src/mcp/mod.ts";
import { presentedToken } from "../../src/oauth/resource_server/bearer.ts";
import { endpointsOf } from "../../src/oauth/endpoints.ts";
import type { TokenVerifier } from "../../src/oauth/resource_server/token_verifier.ts";
import { type Asked, fakeCatalog, fakeQuery, type Names } from "./fakes.ts";

/** What the test server serves, beside its two tenants. */
export const NAMES: Names = {
  acme: { east: ["orders", "customers"], west: ["parts"] },
  rival: { vault: ["secrets"] },
};

/** Tokens the test server knows, with the scopes they carry. */
export const TOKENS = {
  full: ["query", "schemas:read"],
  query: ["query"],
  schemas: ["schemas:read"],
  nothing: [],
  rival: ["query", "schemas:read"],
} as const;

/** Name of one of them. */
export type TokenName = keyof typeof TOKENS;

/** The header that presents it. Tokens have the three parts of a JWS, or the gate would not look at them. */
export function bearer(token: string): string {
  return `Bearer ${token}.x.x`;
}

/** Options of the test server. */
export interface HarnessOptions {
  readonly bodyBytes?: number;
  readonly publicUrl?: string;
  readonly allowedOrigins?: readonly string[];
  /** Calls of a principal a minute; default more than any test makes. */
  readonly callsPerMinute?: number;
}

/** A running test server. */
export interface Harness extends AsyncDisposable {
  readonly origin: string;
  readonly asked: Asked[];
  readonly aborted: readonly string[];
  readonly access: AccessRecord[];
  readonly failures: { requestId: string; error: unknown }[];
  /** Makes a token invalid from now on. */
  revoke(token: TokenName): void;
}

/** Starts one on a free port. */
export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const asked: Asked[] = [];
  const access: AccessRecord[] = [];
  const failures: Harness["failures"] = [];
  const revoked = new Set<string>();
  const limits = limitsSchema.parse({});
  const query = fakeQuery(asked);
  const failure = (requestId: string, error: unknown) => {
    failures.push({ requestId, error });
  };
  const mcp = createMcp({
    catalog: fakeCatalog(NAMES),
    query,
    limits,

    failure,
    trouble: () => {},
    looked: () => {},
  });
  const verify: TokenVerifier["verify"] = (authorization, audience) => {
    const presented = presentedToken(authorization);
    if (presented.type !== "token") {
      return Promise.resolve({ ok: false, presented: presented.type !== "none" });
    }
    const name = presented.token.split(".")[0] ?? "";
    const known = Object.entries(TOKENS).find(([known]) => known === name);
    if (known === undefined || revoked.has(name)) return Promise.resolve({ ok: false, presented: true });
    const tenantId = name === "rival" ? "rival" : "acme";
    const id = `client-${name}`;
    return Promise.resolve({
      ok: true,
      token: {
        principal: { kind: "client", id, tenantId },
        clientId: id,
        tenantId,
        audience,
        jti: name,
        scopes: known[1],
        issuedAt: Date.now(),
        expiresAt: Date.now() + 600_000,
      },
    });
  };
  // The port is known only once the listener stands; requests come only after that.
  let fetch: WebHandler = () => new Response(null, { status: 503 });
  const server = await listenHttp(
    { port: 0, hostname: "127.0.0.1" },
    (request, info) => fetch(request, info),
  );
  const origin = `http://localhost:${server.port}`;
  const app = createHttp({
    endpoints: endpointsOf(options.publicUrl ?? origin),
    allowedOrigins: options.allowedOrigins ?? [],
    trustProxy: [],
    bodyBytes: options.bodyBytes ?? limits.body_bytes,
    log: { ...silentLog, access: (record) => access.push(record), failure },
    mcp: {
      handler: mcp,
      verifier: { verify },
      admit: createCallAdmission(Date.now, options.callsPerMinute ?? 1_000_000),
    },
  });
  app.get("/boom", () => {
    throw new Error("secret-of-the-house");
  });
  app.post("/echo", async (c) => c.text(await readText(c.req.raw, options.bodyBytes ?? limits.body_bytes)));
  fetch = (request, info) => app.fetch(request, info);
  return {
    origin: `http://127.0.0.1:${server.port}`,
    asked,
    aborted: query.aborted,
    access,
    failures,
    revoke: (token) => revoked.add(token),
    async [Symbol.asyncDispose]() {
      await mcp.close();
      const over = server.shutdown();
      server.abort();
      await over;
    },
  };
}

/** `_meta` of a 2026-07-28 request. */
export const MODERN_META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
  "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
};

/** A raw POST to `/mcp`. `headers` wins over the usual ones; an empty value removes one. */
export function post(
  harness: Pick<Harness, "origin">,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  const all = new Headers({
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    authorization: bearer("full"),
  });
  for (const [name, value] of Object.entries(headers)) value === "" ? all.delete(name) : all.set(name, value);
  return fetch(`${harness.origin}/mcp`, {
    method: "POST",
    headers: all,
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

/** A raw 2026-07-28 request, headers and envelope as the revision demands. */
export function modern(
  harness: Pick<Harness, "origin">,
  method: string,
  params: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<Response> {
  const name = params["name"] ?? params["uri"];
  const meta = { ...MODERN_META, ...(params["_meta"] ?? {}) };
  return post(harness, { jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: meta } }, {
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": method,
    ...(typeof name === "string" ? { "mcp-name": name } : {}),
    ...headers,
  });
}

/** A raw request of a 2025 revision. */
export function legacy(
  harness: Pick<Harness, "origin">,
  method: string,
  params: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<Response> {
  return post(harness, { jsonrpc: "2.0", id: 1, method, params }, {
    "mcp-protocol-version": "2025-11-25",
    ...headers,
  });
}

/** A JSON-RPC answer, loosely: tests assert what they need of it. */
export interface RpcAnswer {
  readonly id: number | string | null;
  // deno-lint-ignore no-explicit-any -- tests reach into results of many shapes and assert on what they find
  readonly result?: any;
  // deno-lint-ignore no-explicit-any -- the same
  readonly error?: { readonly code: number; readonly message: string; readonly data?: any };
}

/** The JSON-RPC messages of an answer, from a JSON body or an event stream. */
export async function messages(response: Response): Promise<RpcAnswer[]> {
  const text = await response.text();
  if (response.headers.get("content-type")?.startsWith("text/event-stream") !== true) {
    return [JSON.parse(text)];
  }
  return text.split("\n").filter((line) => line.startsWith("data: ")).map((line) =>
    JSON.parse(line.slice(6))
  );
}

/** The last message: the answer itself. */
export async function answer(response: Response): Promise<RpcAnswer> {
  const last = (await messages(response)).at(-1);
  if (last === undefined) throw new Error("The response holds no message.");
  return last;
}
