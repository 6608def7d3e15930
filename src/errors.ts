/**
 * The closed table of error codes: what went wrong → HTTP status, OAuth error, JSON-RPC code, advice.
 * Every failure a caller can see is one of these; anything else is `internal` and shows a request id only.
 * @module
 */

/** How one error code is spoken on each interface. */
export interface ErrorEntry {
  /** HTTP status where the error is an HTTP answer of its own (not inside a tool result). */
  readonly http: number;
  /** OAuth error code (RFC 6749 §5.2, RFC 6750 §3.1, RFC 8707 §2) where the authorization server says it. */
  readonly oauth?: string;
  /** JSON-RPC code where a protocol error is due; absent = a tool result with `isError: true`. */
  readonly jsonrpc?: number;
  /** One sentence: what the caller can do about it. Empty where the message says it all. */
  readonly advice: string;
}

/** Code → how it is spoken. Adding a code is a change of the interface: document it in the bundled docs. */
export const ERRORS = {
  // The SQL text
  syntax_error: { http: 400, advice: "Correct the SQL at the marked place." },
  statement_not_allowed: { http: 400, advice: "Send one SELECT, WITH, FROM, VALUES or set operation." },
  function_not_allowed: {
    http: 400,
    advice: "Use another function: those of DuckDB that compute from their arguments alone are here.",
  },
  table_not_found: { http: 404, advice: "Call list_tables for the names." },
  schema_not_found: { http: 404, advice: "Call list_tables for the schemas you may use." },
  column_not_found: { http: 400, advice: "Call describe_table for the columns." },
  ambiguous_name: { http: 400, advice: "Qualify the name, or quote it in its exact case." },
  type_mismatch: {
    http: 400,
    advice: "Write the types that meet as the message says; describe_table shows those of columns.",
  },
  invalid_parameter: { http: 400, advice: "Correct the named argument." },
  invalid_query: { http: 400, advice: "Correct the SQL as the message says." },
  // Cost and limits
  budget_exceeded: { http: 400, advice: "Ask for less, or raise the budget that the message names." },
  timeout: { http: 400, advice: "Constrain a key or an index, or ask for less." },
  cancelled: { http: 400, advice: "" },
  too_large: {
    http: 413,
    advice: "Ask for less in one query: fewer columns or rows, or a narrower condition.",
  },
  cursor_expired: { http: 400, advice: "Run the SQL again without a cursor." },
  cursor_invalid: { http: 400, advice: "Send next_cursor exactly as received, with the same SQL or none." },
  rate_limited: { http: 429, jsonrpc: -32603, advice: "Wait that long before you ask again." },
  // DynamoDB and AWS
  throttled: { http: 503, advice: "Try again later, or give the table more read capacity." },
  access_denied: { http: 403, advice: "Grant the named action to the role." },
  credentials_unavailable: {
    http: 503,
    advice:
      "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, where the program runs, or run it where a " +
      "container's or an instance's role gives credentials.",
  },
  schema_disabled: { http: 403, advice: "Ask an administrator to enable the schema." },
  dynamodb_unreachable: { http: 503, advice: "Check the schema's region and endpoint." },
  // HTTP and protocol
  bad_request: { http: 400, jsonrpc: -32600, advice: "" },
  parse_error: { http: 400, jsonrpc: -32700, advice: "Send one JSON-RPC message as JSON." },
  forbidden_origin: { http: 403, jsonrpc: -32600, advice: "Use an allowed origin." },
  forbidden_host: { http: 403, jsonrpc: -32600, advice: "Use the public URL." },
  request_timeout: { http: 408, jsonrpc: -32600, advice: "Send the whole request again." },
  body_too_large: { http: 413, jsonrpc: -32600, advice: "Send a smaller body." },
  not_found: { http: 404, advice: "" },
  method_not_allowed: { http: 405, advice: "" },
  conflict: { http: 409, advice: "" },
  unavailable: { http: 503, jsonrpc: -32603, advice: "Try again in a moment." },
  // OAuth (RFC 6749 §5.2, RFC 6750 §3.1, RFC 8707 §2, RFC 7591 §3.2.2; OpenID Connect Core §3.1.2.6)
  invalid_request: { http: 400, oauth: "invalid_request", advice: "" },
  invalid_client: { http: 401, oauth: "invalid_client", advice: "Check the client id and secret." },
  invalid_grant: { http: 400, oauth: "invalid_grant", advice: "Sign in again." },
  invalid_scope: { http: 400, oauth: "invalid_scope", advice: "Ask for scopes granted to the client." },
  invalid_target: {
    http: 400,
    oauth: "invalid_target",
    advice: "Use the resource of the metadata document.",
  },
  unsupported_grant_type: { http: 400, oauth: "unsupported_grant_type", advice: "" },
  unauthorized_client: { http: 400, oauth: "unauthorized_client", advice: "" },
  unsupported_response_type: { http: 400, oauth: "unsupported_response_type", advice: "" },
  consent_denied: { http: 403, oauth: "access_denied", advice: "" },
  login_required: { http: 400, oauth: "login_required", advice: "Sign in." },
  consent_required: { http: 400, oauth: "consent_required", advice: "" },
  request_not_supported: { http: 400, oauth: "request_not_supported", advice: "" },
  request_uri_not_supported: { http: 400, oauth: "request_uri_not_supported", advice: "" },
  invalid_redirect_uri: {
    http: 400,
    oauth: "invalid_redirect_uri",
    advice: "Use https, or http on a loopback host.",
  },
  invalid_client_metadata: { http: 400, oauth: "invalid_client_metadata", advice: "" },
  invalid_token: { http: 401, oauth: "invalid_token", advice: "Fetch a new token." },
  insufficient_scope: { http: 403, oauth: "insufficient_scope", advice: "Ask for the named scopes." },
  // Ours
  config_invalid: { http: 500, advice: "" },
  internal: { http: 500, jsonrpc: -32603, advice: "Report the request id to the operator." },
} as const satisfies Record<string, ErrorEntry>;

/** One of the closed set of error codes. */
export type ErrorCode = keyof typeof ERRORS;

/** Where in a text an error was found. Lines and columns count from 1, in characters. */
export interface Position {
  readonly line: number;
  readonly column: number;
  /** The offending line and a caret under the place. */
  readonly excerpt: string;
}

/** What an error carries beside its message. Never a data value, secret or token. */
export interface ErrorDetail {
  readonly position?: Position;
  /** Seconds after which a retry makes sense (`rate_limited`). */
  readonly retryAfter?: number;
  /** What to do, where that is not what the table says of the code. */
  readonly advice?: string;
  /** Scopes the call needs, all of them (`insufficient_scope`). */
  readonly scopes?: readonly string[];
  /**
   * The physical table that what is known of it does not fit any more: DynamoDB refused a read that should have been
   * possible. For who can ask again; never shown to a caller.
   */
  readonly staleTable?: string;
  /** What is known by now lets the statement be planned better; never shown to a caller. */
  readonly planAgain?: true;
  /** The store did not do what it should; who runs the program may be told where it lies. Never shown to a caller. */
  readonly ofStore?: true;
  /** For the log only; never shown to a caller. */
  readonly cause?: unknown;
}

/** Seconds for `Retry-After`: what the error knows; a moment, where it is over in one (`unavailable`). */
export function retryAfterOf({ code, detail }: DynamoSqlError): number | undefined {
  return detail.retryAfter ?? (code === "unavailable" ? 1 : undefined);
}

/** The one error that crosses module borders. Throw it anywhere; it is mapped once at each edge. */
export class DynamoSqlError extends Error {
  override readonly name = "DynamoSqlError";

  /**
   * @param code one of the closed set
   * @param message what happened, where, what to do: for the caller's eyes, without data values
   */
  constructor(readonly code: ErrorCode, message: string, readonly detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
  }
}

/** The error as one of ours: itself, or `internal` around whatever else was thrown. */
export function asDynamoSqlError(error: unknown): DynamoSqlError {
  if (error instanceof DynamoSqlError) return error;
  return new DynamoSqlError("internal", "Internal error.", { cause: error });
}
