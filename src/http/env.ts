/**
 * Hono's environment type says what the HTTP layer knows of a request while it is served.
 * @module
 */

/** Hono's environment type of every route of the product. */
export interface HttpEnv {
  // A type literal, not an interface: Hono's `Bindings` and `Variables` must be index-assignable.
  Bindings: { readonly remoteAddr?: Deno.Addr };
  Variables: {
    /** The id that the answer carries as `x-request-id` and every log line of the request as `request_id`. */
    requestId: string;
    /** Address of the caller: the socket's, or a trusted proxy's word for it; `unknown` without a socket. */
    clientAddress: string;
  };
}

/** One line of the access log. No header, body, query string or token is ever in it. */
export interface AccessRecord {
  readonly request_id: string;
  readonly method: string;
  /** The path alone: a query string can carry codes. */
  readonly path: string;
  readonly status: number;
  /** Milliseconds until the answer's head was ready. */
  readonly ms: number;
  readonly client_address: string;
  /** The caller went away before its answer. */
  readonly gone?: true;
}

/** Where the HTTP layer reports to; the telemetry folder supplies the real one. */
export interface HttpLog {
  access(record: AccessRecord): void;
  /** A proxy that no setting names forwards requests: told once. */
  untrustedProxy(address: string): void;
  /** A failure that the caller saw only as `internal` and a request id. */
  failure(requestId: string, error: unknown): void;
}

/** Says nothing; for tests that are about something else. */
export const silentLog: HttpLog = { access() {}, untrustedProxy() {}, failure() {} };
