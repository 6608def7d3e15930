/**
 * Progress notifications while a query reads.
 * @module
 */
import type { ServerContext } from "@modelcontextprotocol/server";
import { counted } from "../lib/counted.ts";
import { takesStream } from "./accept.ts";

// Often enough for a progress bar; rare enough not to matter beside the pages themselves.
const INTERVAL_MS = 200;
/** Milliseconds without news after which a client is told again: some give up on what says nothing. */
const STILL_MS = 2_000;

/** Turns a query's progress into notifications. */
export interface ProgressReporter {
  readonly report: (items: number, readUnits: number) => void;
  /** Nothing is sent after this (a MUST of the protocol once the request is answered). */
  stop(): void;
}

/**
 * A reporter for this request, or null where the client sent no progress token or cannot take a stream.
 * `progress` counts items read, at most five times a second while they grow. Every two seconds without news it says
 * what was read so far; then `progress` grows by a thousandth, since it must grow (MCP, "Progress").
 */
export function progressReporter(
  context: ServerContext,
  { now = () => performance.now(), stillMs = STILL_MS }: {
    readonly now?: () => number;
    readonly stillMs?: number;
  } = {},
): ProgressReporter | null {
  const progressToken = context.mcpReq._meta?.progressToken;
  if (progressToken === undefined || !takesStream(context.http?.req)) return null;
  let stopped = false;
  let items = 0;
  let readUnits = 0;
  let progress = 0;
  let lastTime = Number.NEGATIVE_INFINITY;
  const still = setInterval(() => {
    if (now() - lastTime >= stillMs / 2) send(progress + 0.001);
  }, stillMs);

  function send(next: number): void {
    progress = Math.round(next * 1000) / 1000;
    lastTime = now();
    const message = `${counted(items, "item")} read, ${counted(readUnits, "read unit")}`;
    context.mcpReq.notify({
      method: "notifications/progress",
      params: { progressToken, progress, message },
    }).catch(() => {
      // The client went away; the request's own signal ends the query.
    });
  }

  return {
    report: (nowItems, nowUnits) => {
      if (stopped) return;
      items = Math.max(items, nowItems);
      readUnits = Math.max(readUnits, nowUnits);
      if (items > progress && now() - lastTime >= INTERVAL_MS) send(items);
    },
    stop: () => {
      stopped = true;
      clearInterval(still);
    },
  };
}
