/**
 * Thrown error → HTTP answer, once, at the edge.
 * @module
 */
import type { Context, ErrorHandler, NotFoundHandler } from "@hono/hono";
import { HTTPException } from "@hono/hono/http-exception";
import { asDynamoSqlError, type DynamoSqlError, ERRORS, retryAfterOf } from "../errors.ts";
import type { HttpEnv, HttpLog } from "./env.ts";

/**
 * The answer to a failure: `{success:false, error:{message, code, requestId}}` (docs/reference/rest.md#envelope), with the
 * status of the closed table, and `Retry-After` where one is known. `internal` never shows its message.
 */
function problemResponse(error: DynamoSqlError, requestId: string): Response {
  const message = error.code === "internal" ? "Internal error." : error.message;
  const headers = new Headers();
  const retryAfter = retryAfterOf(error);
  if (retryAfter !== undefined) headers.set("retry-after", String(retryAfter));
  return Response.json({ success: false, error: { message, code: error.code, requestId } }, {
    status: ERRORS[error.code].http,
    headers,
  });
}

/** Hono's error handler: ours by the table, everything else `internal`, logged with its cause. */
export function onError(log: HttpLog): ErrorHandler<HttpEnv> {
  return (thrown, c) => {
    if (thrown instanceof HTTPException) return thrown.getResponse();
    const error = asDynamoSqlError(thrown);
    const requestId = c.get("requestId");
    if (error.code === "internal") log.failure(requestId, error.detail.cause ?? error);
    return problemResponse(error, requestId);
  };
}

/** The answer where no route is: most who come here look for the MCP endpoint. */
export function notFound(mcpUrl: string): NotFoundHandler<HttpEnv> {
  const message = `There is nothing here. The MCP endpoint is ${mcpUrl}.`;
  return (c) =>
    Response.json({
      success: false,
      error: { message, code: "not_found", requestId: c.get("requestId") },
    }, { status: 404 });
}

/**
 * Route handler for the methods a path does not have: 405 with `Allow` (RFC 9110 §15.5.6).
 * @param hint a sentence to add
 */
export function methodNotAllowed(allow: string, hint = ""): (c: Context<HttpEnv>) => Response {
  return (c) =>
    Response.json({
      success: false,
      error: {
        message: `This path answers ${allow} only.${hint === "" ? "" : ` ${hint}`}`,
        code: "method_not_allowed",
        requestId: c.get("requestId"),
      },
    }, { status: 405, headers: { allow } });
}
