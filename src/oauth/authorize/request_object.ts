/**
 * Requests inside a JWT, or lying elsewhere (RFC 9101), are not taken: a parameter in them would go unread.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { AuthorizeParameters } from "./parameters.ts";

/** OpenID Connect Core §3.1.2.6. Fails with `request_not_supported` or `request_uri_not_supported`. */
export function refuseRequestObject(parameters: AuthorizeParameters): void {
  if (parameters.get("request") !== undefined) {
    throw new DynamoSqlError("request_not_supported", "The parameter request is not supported.");
  }
  if (parameters.get("request_uri") !== undefined) {
    throw new DynamoSqlError("request_uri_not_supported", "The parameter request_uri is not supported.");
  }
}
