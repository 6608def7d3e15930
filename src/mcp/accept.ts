/**
 * Reads a client's `Accept` header: whether it can take an event stream.
 * @module
 */

/** True where the client lists event streams in Accept, as the transport demands of it, or lists nothing. */
export function takesStream(request: Request | undefined): boolean {
  const accept = request?.headers.get("accept") ?? null;
  return accept === null || /text\/event-stream|\*\/\*|text\/\*/.test(accept);
}
