/**
 * Servers for the official suite: the fixture, or the product, behind the product's own HTTP stack. The suite cannot
 * send a token, so the listener puts one into every request on its way in; everything behind that is the real stack.
 */
import { createMcpHandler, type McpHttpHandler } from "@modelcontextprotocol/server";
import { limitsSchema } from "../../src/config.ts";
import { silentLog } from "../../src/http/env.ts";
import { createHttp } from "../../src/http/server.ts";
import { createCallAdmission } from "../../src/identity/call_admission.ts";
import { createMcp } from "../../src/mcp/mod.ts";
import { endpointsOf } from "../../src/oauth/endpoints.ts";
import type { VerifiedToken } from "../../src/oauth/resource_server/token_verifier.ts";
import { fakeCatalog, fakeQuery } from "../mcp/fakes.ts";
import { fixtureFactory } from "./fixture/factory.ts";

/** A listening server. */
export interface ConformanceServer extends AsyncDisposable {
  /** Of the MCP endpoint. */
  readonly url: string;
}

/** The suite's own fixture behind our stack. */
export function serveFixture(): ConformanceServer {
  const handler: McpHttpHandler = createMcpHandler(fixtureFactory(() => handler.notify));
  return serve(handler);
}

/** The product's tools, resources and prompts behind our stack, over one small schema. */
export function serveProduct(): ConformanceServer {
  return serve(createMcp({
    catalog: fakeCatalog({ acme: { east: ["orders"] } }),
    query: fakeQuery(),
    limits: limitsSchema.parse({}),
    failure: (_requestId, error) => console.error(error),
    trouble: () => {},
    looked: () => {},
  }));
}

function serve(handler: McpHttpHandler): ConformanceServer {
  let fetch: (request: Request, info: Deno.ServeHandlerInfo) => Response | Promise<Response> = () =>
    new Response(null, { status: 503 });
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request, info) => {
    const headers = new Headers(request.headers);
    headers.set("authorization", "Bearer a.b.c");
    return fetch(new Request(request, { headers }), info);
  });
  const endpoints = endpointsOf(`http://127.0.0.1:${server.addr.port}`);
  const token: VerifiedToken = {
    principal: { kind: "client", id: "suite", tenantId: "acme" },
    clientId: "suite",
    tenantId: "acme",
    scopes: ["query", "schemas:read"],
    audience: endpoints.mcp,
    jti: "suite",
    issuedAt: Date.now(),
    expiresAt: Date.now() + 3_600_000,
  };
  const app = createHttp({
    endpoints,
    allowedOrigins: [],
    trustProxy: [],
    bodyBytes: limitsSchema.parse({}).body_bytes,
    log: { ...silentLog, failure: (_requestId, error) => console.error(error) },
    mcp: {
      handler,
      admit: createCallAdmission(Date.now, 1_000_000),
      verifier: {
        verify: (authorization) =>
          Promise.resolve(authorization === null ? { ok: false, presented: false } : { ok: true, token }),
      },
    },
  });
  fetch = (request, info) => app.fetch(request, info);
  return {
    url: endpoints.mcp,
    async [Symbol.asyncDispose]() {
      await handler.close();
      await server.shutdown();
    },
  };
}
