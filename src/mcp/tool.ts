/**
 * A tool has a name, schemas and a handler, and runs in one way: check the arguments, do the work, speak errors that a
 * model can act on.
 * @module
 */
import type { CallToolResult, ServerContext } from "@modelcontextprotocol/server";
import type { z } from "zod";
import { DynamoSqlError } from "../errors.ts";
import type { ScopeName } from "../identity/scopes.ts";
import { inWords } from "../errors_of_values.ts";
import { refuseTooMany } from "./argument_bounds.ts";
import { asMeant } from "./arguments.ts";
import type { CallContext } from "./caller.ts";
import { untilAborted } from "./until_aborted.ts";
import { errorBody, issuesToError } from "./error_body.ts";
import { type JsonSchema, toJsonSchema } from "./schema.ts";
import type { McpServices } from "./services.ts";

/** What a running tool may use. */
export interface ToolRun {
  readonly services: McpServices;
  readonly call: CallContext;
  /** Aborts when the client goes away, or the server ends. */
  readonly signal: AbortSignal;
  readonly sdk: ServerContext;
}

/** A tool, ready to list and to call. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly scope: ScopeName;
  /** A scope that some calls need besides, by their arguments. */
  readonly alsoNeeds?: ((args: unknown) => ScopeName | null) | undefined;
  readonly input: z.ZodObject;
  readonly inputJson: JsonSchema;
  readonly outputJson: JsonSchema;
  /** Never rejects: failures are results with `isError`. */
  run(args: unknown, context: ToolRun): Promise<CallToolResult>;
}

/** A tool as its file defines it. */
export interface ToolDefinition<Input extends z.ZodObject, Output extends Record<string, unknown>> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly scope: ScopeName;
  readonly alsoNeeds?: Tool["alsoNeeds"];
  readonly input: Input;
  /** The output's schema: shown to clients, checked by tests. */
  readonly output: JsonSchema;
  /** Text blocks after the JSON of a result. */
  readonly notes?: (result: Output) => readonly string[];
  readonly work: (args: z.output<Input>, context: ToolRun) => Promise<Output>;
}

/** Read only, repeatable, and about nothing but the operator's own tables (docs/reference/protocol_rules.md#f4). */
export const ANNOTATIONS = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const;

/** Turns a definition into a tool. */
export function defineTool<Input extends z.ZodObject, Output extends Record<string, unknown>>(
  definition: ToolDefinition<Input, Output>,
): Tool {
  const { name, title, description, scope, alsoNeeds, input, output, work } = definition;
  const inputJson = toJsonSchema(input, "input");
  return {
    name,
    title,
    description,
    scope,
    alsoNeeds,
    input,
    inputJson,
    outputJson: output,
    run: async (args, context) => {
      try {
        refuseTooMany(args);
        const meant = asMeant(args, inputJson);
        // JSON in a text may hold as much again.
        refuseTooMany(meant);
        const checked = input.safeParse(meant, inWords);
        if (!checked.success) throw issuesToError(checked.error.issues);
        const structuredContent = await untilAborted(work(checked.data, context), context.signal);
        const texts = [JSON.stringify(structuredContent), ...definition.notes?.(structuredContent) ?? []];
        return { content: texts.map((text) => ({ type: "text", text })), structuredContent };
      } catch (thrown) {
        return toolError(name, thrown, context);
      }
    },
  };
}

function toolError(tool: string, thrown: unknown, context: ToolRun): CallToolResult {
  const { requestId, caller } = context.call;
  if (thrown instanceof DynamoSqlError) {
    context.services.trouble(thrown, {
      request_id: requestId,
      tenant_id: caller.principal.tenantId,
      tool,
    });
  }
  if (!(thrown instanceof DynamoSqlError) || thrown.code === "internal") {
    context.services.failure(
      requestId,
      thrown instanceof DynamoSqlError ? thrown.detail.cause ?? thrown : thrown,
    );
  }
  return { content: [{ type: "text", text: JSON.stringify(errorBody(thrown, requestId)) }], isError: true };
}
