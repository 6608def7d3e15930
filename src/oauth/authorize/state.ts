/**
 * The client's `state` (RFC 6749 §4.1.1): it goes back exactly as it came, on success and error.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { AuthorizeParameters } from "./parameters.ts";

/** Characters at most: it travels in our URLs too. */
const MAX_LENGTH = 2048;
/** What a decoder puts where bytes were no UTF-8. */
const REPLACEMENT = "\ufffd";

/** What an answer carries: the value, or none where it was sent twice or cannot be given back as it came. */
export function echoedState(parameters: AuthorizeParameters): string | undefined {
  const state = parameters.get("state");
  return parameters.repeated("state") || state?.includes(REPLACEMENT) ? undefined : state;
}

/** Fails with `invalid_request` on a state that is too long or no UTF-8. */
export function checkState(parameters: AuthorizeParameters): void {
  const state = parameters.get("state") ?? "";
  if (state.length > MAX_LENGTH) throw new DynamoSqlError("invalid_request", "state is too long.");
  if (state.includes(REPLACEMENT)) throw new DynamoSqlError("invalid_request", "state is not UTF-8.");
}
