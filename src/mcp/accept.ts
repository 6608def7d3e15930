/**
 * Reads a client's `Accept` header: whether it can take an event stream.
 * @module
 */

/** True where the client lists event streams in Accept, as the transport demands of it. */
export function takesStream(request: Request | undefined): boolean {
  return /text\/event-stream/i.test(request?.headers.get("accept") ?? "");
}
