/**
 * Progress notifications while a query reads.
 * @module
 */
import type { ServerContext } from "@modelcontextprotocol/server";
import { takesStream } from "./accept.ts";

// Often enough for a progress bar; rare enough not to matter beside the pages themselves.
const INTERVAL_MS = 200;

/** Turns a query's progress into notifications. */
export interface ProgressReporter {
  readonly report: (items: number, readUnits: number) => void;
  /** Nothing is sent after this (a MUST of the protocol once the request is answered). */
  stop(): void;
}

/**
 * A reporter for this request, or null where the client sent no progress token or cannot take a stream.
 * `progress` counts items read and only ever grows; at most five notifications a second.
 */
export function progressReporter(
  context: ServerContext,
  now: () => number = () => performance.now(),
): ProgressReporter | null {
  const progressToken = context.mcpReq._meta?.progressToken;
  if (progressToken === undefined || !takesStream(context.http?.req)) return null;
  let stopped = false;
  let lastItems = 0;
  let lastTime = Number.NEGATIVE_INFINITY;
  return {
    report: (items, readUnits) => {
      if (stopped || items <= lastItems || now() - lastTime < INTERVAL_MS) return;
      lastItems = items;
      lastTime = now();
      const message = `${items} items read, ${readUnits} read units`;
      context.mcpReq.notify({
        method: "notifications/progress",
        params: { progressToken, progress: items, message },
      }).catch(() => {
        // The client went away; the request's own signal ends the query.
      });
    },
    stop: () => {
      stopped = true;
    },
  };
}
