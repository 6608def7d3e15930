/**
 * Errors on the MCP endpoint that are said before, or instead of, the SDK's own.
 *
 * With a request's id they are JSON-RPC. Without one they are plain text: a client that reads JSON-RPC looks for the request
 * with that id, finds none for null, and waits on until its own time is over (Codex 0.171: 150 s), where it takes plain text
 * for what it is. The specification allows both (transport, "Sending messages": the body MAY be a JSON-RPC error).
 * @module
 */
import { type DynamoSqlError, ERRORS, retryAfterOf } from "../errors.ts";
import { errorBody } from "../mcp/error_body.ts";

const INVALID_REQUEST = -32600;

/** An id of JSON-RPC; null where there is none, or none that could be read. */
export type RpcId = string | number | null;

/** Whose request it is. */
export interface RefusedRequest {
  readonly id: RpcId;
  /** Ours, for the operator. */
  readonly requestId: string;
}

/**
 * The error as an HTTP answer, with the status of the closed table and `Retry-After` where one is known. `internal` shows a
 * request id only.
 */
export function refusal(
  error: DynamoSqlError,
  { id, requestId }: RefusedRequest,
  headers: HeadersInit = {},
): Response {
  const entry = ERRORS[error.code];
  const all = new Headers(headers);
  all.set("cache-control", "no-store");
  const retryAfter = retryAfterOf(error);
  if (retryAfter !== undefined) all.set("retry-after", String(retryAfter));
  const body = errorBody(error, requestId);
  const message = error.code === "internal" ? `Internal error. Request id: ${requestId}` : body.message;
  if (id === null) return plain(message, entry.http, all);
  const code = "jsonrpc" in entry ? entry.jsonrpc : INVALID_REQUEST;
  return Response.json({ jsonrpc: "2.0", error: { code, message, data: body }, id }, {
    status: entry.http,
    headers: all,
  });
}

/**
 * The SDK's answer in the same manner: an error without an id gets the one that the request has, or becomes plain text.
 * Whatever is no error is given on as it is.
 */
export async function withId(answer: Response, id: RpcId): Promise<Response> {
  const isJson = answer.headers.get("content-type")?.startsWith("application/json") === true;
  if (answer.ok || !isJson) return answer;
  const body: unknown = await answer.json();
  const headers = new Headers(answer.headers);
  headers.delete("content-length");
  if (!isError(body) || body.id !== null) {
    return new Response(JSON.stringify(body), { status: answer.status, headers });
  }
  if (id === null) return plain(body.error.message, answer.status, headers);
  return new Response(JSON.stringify({ ...body, id }), { status: answer.status, headers });
}

function plain(message: string, status: number, headers: Headers): Response {
  headers.set("content-type", "text/plain; charset=utf-8");
  return new Response(`${message}\n`, { status, headers });
}

function isError(
  body: unknown,
): body is { readonly id: unknown; readonly error: { readonly message: string } } {
  return typeof body === "object" && body !== null && "id" in body && "error" in body &&
    typeof body.error === "object" && body.error !== null && "message" in body.error &&
    typeof body.error.message === "string";
}
