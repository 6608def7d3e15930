/**
 * Errors on the MCP endpoint that are said before, or instead of, the SDK's own.
 * @module
 */
import { type ErrorCode, ERRORS } from "../errors.ts";

const INVALID_REQUEST = -32600;

/**
 * A JSON-RPC error as an HTTP answer. `id` is null: these are said where no single request id can be read
 * (JSON-RPC 2.0 §5).
 */
export function jsonRpcError(code: ErrorCode, message: string, headers: HeadersInit = {}): Response {
  const entry = ERRORS[code];
  const rpcCode = "jsonrpc" in entry ? entry.jsonrpc : INVALID_REQUEST;
  return Response.json({ jsonrpc: "2.0", error: { code: rpcCode, message }, id: null }, {
    status: entry.http,
    headers,
  });
}
