/**
 * Checks `response_type` and `response_mode`: a code, in the query. Nothing else is given (OAuth 2.1 drops the implicit
 * grant).
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { AuthorizeParameters } from "./parameters.ts";

/** RFC 6749 §3.1.1. Fails with `invalid_request` if missing, `unsupported_response_type` if not `code`. */
export function requireCode(parameters: AuthorizeParameters): void {
  const type = parameters.get("response_type");
  if (type === undefined) throw new DynamoSqlError("invalid_request", "response_type is missing.");
  if (type !== "code") {
    throw new DynamoSqlError("unsupported_response_type", "The only response_type is code.");
  }
}

/** OAuth 2.0 Multiple Response Types §2.1. Fails with `invalid_request` on anything but `query`. */
export function requireQueryMode(parameters: AuthorizeParameters): void {
  const mode = parameters.get("response_mode");
  if (mode !== undefined && mode !== "query") {
    throw new DynamoSqlError("invalid_request", "The only response_mode is query.");
  }
}
