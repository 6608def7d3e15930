/**
 * The MCP server: one factory for every protocol revision. The SDK makes a server per request, so everything that
 * does not depend on the caller is built once, out here.
 * @module
 */
import {
  type ListToolsResult,
  McpServer,
  type McpServerFactory,
  ProtocolError,
  ProtocolErrorCode,
  requireScopes,
  ResourceNotFoundError,
  ResourceTemplate,
  type ScopeChallengeHandler,
  type ServerOptions,
} from "@modelcontextprotocol/server";
import type { ScopeName } from "../identity/scopes.ts";
import { VERSION } from "../version.ts";
import { type CallContext, contextOf } from "./caller.ts";
import { complete } from "./completion.ts";
import { INSTRUCTIONS } from "./instructions.ts";
import { PROMPTS } from "./prompts/mod.ts";
import { protocolEdge } from "./protocol_edge.ts";
import { DOC_TYPE, DOCS } from "./resources/docs.ts";
import { listTableResources, parseTableUri, readTableResource, TABLE_TEMPLATE } from "./resources/tables.ts";
import { createRunningCalls, type RunningCalls } from "./running_calls.ts";
import { advertise } from "./schema.ts";
import type { McpServices } from "./services.ts";
import { ANNOTATIONS, type Tool } from "./tool.ts";
import { createTools } from "./tools/mod.ts";

// What a list shows depends on the token, so no shared cache may keep it (docs/reference/protocol_rules.md#p8).
const PRIVATE = { ttlMs: 60_000, cacheScope: "private" } as const;

const INFO = { name: "dynamosql", title: "DynamoSQL", version: VERSION };

const OPTIONS: ServerOptions = {
  instructions: INSTRUCTIONS,
  // Nothing changes while a token lives, and nothing is pushed.
  capabilities: {
    tools: { listChanged: false },
    resources: { listChanged: false },
    prompts: { listChanged: false },
    completions: {},
  },
  cacheHints: {
    "server/discover": PRIVATE,
    "tools/list": PRIVATE,
    "prompts/list": PRIVATE,
    "resources/list": PRIVATE,
    "resources/templates/list": PRIVATE,
    "resources/read": PRIVATE,
  },
};

const TEMPLATE = new ResourceTemplate(TABLE_TEMPLATE.uriTemplate, { list: undefined });
const READ_SCHEMAS = needing("schemas:read");
const DOC_URIS: ReadonlySet<unknown> = new Set(DOCS.map(({ uri }) => uri));
// To the SDK a document's URI fits the template too, but any caller may read it.
const TABLE_CHALLENGE: ScopeChallengeHandler = (context) =>
  DOC_URIS.has(context.request.params?.["uri"]) ? undefined : READ_SCHEMAS(context);

const DOC_LIST = DOCS.map(({ uri, name, title, description, text }) => {
  return { uri, name, title, description, mimeType: DOC_TYPE, size: new TextEncoder().encode(text).length };
});

const PROMPT_LIST = PROMPTS.map(({ name, title, description, arguments: args }) => ({
  name,
  title,
  description,
  arguments: args.map(({ name, description, required }) => ({ name, description, required })),
}));

/** Calls for scopes; the body of the refusal names them, too. */
function needing(scope: ScopeName, ...more: readonly ScopeName[]): ScopeChallengeHandler {
  const required = requireScopes(scope, ...more);
  const errorDescription = more.length === 0
    ? `The access token lacks the scope ${scope}.`
    : `The call needs the scopes ${[scope, ...more].join(" and ")}.`;
  return async (context) => {
    const challenge = await required(context);
    return challenge === undefined ? undefined : { ...challenge, errorDescription };
  };
}

/** Makes the factory that `createMcpHandler` calls once per request. */
export function createMcpServerFactory(services: McpServices): McpServerFactory {
  const tools = createTools(services.limits).map(prepare);
  const running = createRunningCalls();
  // Two scopes, four lists at most.
  const lists = new Map<string, ListToolsResult>();
  const listFor = (scopes: readonly string[]): ListToolsResult => {
    const visible = tools.filter(({ tool }) => scopes.includes(tool.scope));
    const key = visible.map(({ tool }) => tool.name).join();
    const list = lists.get(key) ?? { tools: visible.map(({ listed }) => listed) };
    lists.set(key, list);
    return list;
  };

  return ({ authInfo }) => {
    const call = contextOf(authInfo);
    const server = new McpServer(INFO, OPTIONS);
    // What this request cannot reach is not set up for it: that is half of the cost of a request.
    const reaches = (methods: string) => call.method === undefined || call.method.startsWith(methods);
    if (reaches("tools/list")) {
      server.server.setRequestHandler("tools/list", () => listFor(call.caller.scopes));
    }
    if (reaches("tools/call")) addTools(server, tools, services, call, running);
    if (reaches("notifications/")) {
      // The SDK's own looks among the calls of this very request.
      server.server.setNotificationHandler("notifications/cancelled", ({ params: { requestId } }) => {
        if (requestId !== undefined) running.cancel(call, requestId);
      });
    }
    if (reaches("resources/")) addResources(server, services, call);
    if (reaches("prompts/")) addPrompts(server);
    if (reaches("completion/")) addCompletion(server, services, call);
    return server;
  };
}

type PreparedTool = ReturnType<typeof prepare>;

/**
 * All tools, whatever the scopes: calling a hidden one is a 403 that says what is missing, where an unregistered one would
 * be a plain "unknown tool".
 */
function addTools(
  server: McpServer,
  tools: readonly PreparedTool[],
  services: McpServices,
  call: CallContext,
  running: RunningCalls,
): void {
  for (const { tool, config } of tools) {
    server.registerTool(tool.name, config, async (args: unknown, sdk) => {
      const { signal, end } = running.begin(call, sdk.mcpReq.id);
      const ending = services.ending === undefined ? [] : [services.ending];
      try {
        return await tool.run(args, {
          services,
          call,
          sdk,
          signal: AbortSignal.any([sdk.mcpReq.signal, signal, ...ending]),
        });
      } finally {
        end();
      }
    });
  }
}

function addCompletion(server: McpServer, services: McpServices, call: CallContext): void {
  const edge = protocolEdge(services, call);
  server.server.setRequestHandler(
    "completion/complete",
    ({ params }) => edge(() => complete(params, services.catalog, call)),
  );
}

/** The scopes of a tool, and those that a call of it needs besides. */
function challengeOf({ scope, alsoNeeds }: Tool): ScopeChallengeHandler {
  const always = needing(scope);
  if (alsoNeeds === undefined) return always;
  return (context) => {
    const more = alsoNeeds(context.request.params?.["arguments"]);
    return (more === null ? always : needing(scope, more))(context);
  };
}

function prepare(tool: Tool) {
  const { name, title, description, inputJson, outputJson } = tool;
  return {
    tool,
    config: {
      title,
      description,
      inputSchema: advertise<unknown>(inputJson),
      outputSchema: advertise<Record<string, unknown>>(outputJson),
      annotations: ANNOTATIONS,
      scopeChallenge: challengeOf(tool),
    },
    listed: {
      name,
      title,
      description,
      // toJsonSchema of a zod object always has this root; the SDK's type wants to see it.
      inputSchema: { ...inputJson, type: "object" as const },
      outputSchema: { ...outputJson, type: "object" as const },
      annotations: ANNOTATIONS,
    },
  };
}

function addResources(server: McpServer, services: McpServices, call: CallContext): void {
  const { catalog } = services;
  const { tenantId } = call.caller.principal;
  const seesTables = call.caller.scopes.includes("schemas:read");
  const edge = protocolEdge(services, call);
  // Registered for its scope challenge; what it answers is said below.
  const { name, uriTemplate: _template, ...metadata } = TABLE_TEMPLATE;
  server.registerResource(name, TEMPLATE, { ...metadata, scopeChallenge: TABLE_CHALLENGE }, (uri) => {
    throw new ResourceNotFoundError(uri.href);
  });
  server.server.setRequestHandler("resources/list", () =>
    edge(async () => {
      return { resources: [...DOC_LIST, ...(seesTables ? await listTableResources(catalog, tenantId) : [])] };
    }));
  server.server.setRequestHandler("resources/templates/list", () => ({
    resourceTemplates: seesTables ? [TABLE_TEMPLATE] : [],
  }));
  server.server.setRequestHandler("resources/read", ({ params: { uri } }) =>
    edge(async () => {
      const doc = DOCS.find((candidate) => candidate.uri === uri);
      if (doc !== undefined) return { contents: [{ uri, mimeType: DOC_TYPE, text: doc.text }] };
      const named = parseTableUri(uri);
      if (named === null || !seesTables) throw new ResourceNotFoundError(uri);
      const text = await readTableResource(services, call, named);
      return { contents: [{ uri, mimeType: TABLE_TEMPLATE.mimeType, text }] };
    }, uri));
}

function addPrompts(server: McpServer): void {
  server.server.setRequestHandler("prompts/list", () => ({ prompts: PROMPT_LIST }));
  server.server.setRequestHandler("prompts/get", ({ params }) => {
    const prompt = PROMPTS.find(({ name }) => name === params.name);
    if (prompt === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, "Unknown prompt.");
    const args = params.arguments ?? {};
    const missing = prompt.arguments.filter(({ name, required }) => required && args[name] === undefined);
    if (missing.length > 0) {
      const names = missing.map(({ name }) => name).join(", ");
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Missing required argument: ${names}`);
    }
    return {
      description: prompt.description,
      messages: [{ role: "user", content: { type: "text", text: prompt.text(args) } }],
    };
  });
}
