/**
 * The limits of connections: how long a part of a request may take, and how much of bodies is in memory.
 * @module
 */

/** What connections may take. Milliseconds and bytes. */
export interface ConnectionLimits {
  /** From the first byte, or the end of the answer before, until a head is there. */
  readonly headMs: number;
  /** From when a body is wanted until it is there. */
  readonly bodyMs: number;
  /** A connection on which nothing is asked after an answer. Longer than the minute of common proxies. */
  readonly idleMs: number;
  /** A connection whose body nobody wants is cut so long after its answer, which the sender has seen by then. */
  readonly lingerMs: number;
  /** Connections at once; absent = as many as the process may have ({@linkcode mostConnections}). */
  readonly connections?: number;
  /** Bodies in memory, all requests together. */
  readonly bodyBytes: number;
}

/** Those of the server; docs/reference/limits.md#connections. */
export const LIMITS: ConnectionLimits = {
  headMs: 30_000,
  bodyMs: 10_000,
  idleMs: 75_000,
  lingerMs: 1_000,
  bodyBytes: 64 * 2 ** 20,
};
