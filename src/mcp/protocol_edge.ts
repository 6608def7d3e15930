/**
 * Failures of requests that have no tool result to put them in: resources, completions.
 * @module
 */
import { ProtocolError, ProtocolErrorCode, ResourceNotFoundError } from "@modelcontextprotocol/server";
import { asDynamoSqlError, type ErrorCode } from "../errors.ts";
import type { CallContext } from "./caller.ts";
import { errorBody } from "./error_body.ts";
import type { McpServices } from "./services.ts";
import { untilAborted } from "./until_aborted.ts";

const MISSING: ReadonlySet<ErrorCode> = new Set(["table_not_found", "schema_not_found"]);

/** Runs `work`; whatever it throws becomes a JSON-RPC error with a message made for the caller. */
export type ProtocolEdge = <T>(work: () => Promise<T>, uri?: string) => Promise<T>;

/**
 * An edge for one request. A table or schema that is not there is the protocol's "resource not found"; other codes of
 * the table are `-32603` with the error body as data; anything else shows a request id only
 * (docs/reference/protocol_rules.md#f6, #f7).
 */
export function protocolEdge(services: McpServices, call: CallContext): ProtocolEdge {
  return async (work, uri) => {
    try {
      return await untilAborted(work(), services.ending);
    } catch (thrown) {
      if (thrown instanceof ProtocolError) throw thrown;
      const error = asDynamoSqlError(thrown);
      if (uri !== undefined && MISSING.has(error.code)) throw new ResourceNotFoundError(uri, error.message);
      services.trouble(error, {
        request_id: call.requestId,
        tenant_id: call.caller.principal.tenantId,
        method: call.method,
      });
      if (error.code === "internal") services.failure(call.requestId, error.detail.cause ?? error);
      const body = errorBody(error, call.requestId);
      throw new ProtocolError(ProtocolErrorCode.InternalError, body.message, body);
    }
  };
}
