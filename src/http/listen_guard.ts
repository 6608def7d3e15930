/**
 * A `subscriptions/listen` stream lives only as long as the token that opened it (checklist P9), and no principal
 * may hold all of them.
 * @module
 */
import type { Caller } from "../mcp/caller.ts";

const RECHECK_MS = 5_000;
const STREAMS_PER_PRINCIPAL = 16;

/** Serves one listen request on a request whose signal also aborts when the token ends. */
export type ListenGuard = (
  request: Request,
  caller: Caller,
  valid: () => Promise<boolean>,
  serve: (watched: Request) => Promise<Response>,
) => Promise<Response | null>;

/**
 * A guard that ends a stream when its token expires or, asked every `recheckMs` milliseconds, is no longer
 * `valid`, and answers null where the principal holds `perPrincipal` streams already.
 */
export function listenGuard(
  { recheckMs = RECHECK_MS, perPrincipal = STREAMS_PER_PRINCIPAL }: {
    recheckMs?: number;
    perPrincipal?: number;
  } = {},
): ListenGuard {
  const open = new Map<string, number>();
  return async (request, caller, valid, serve) => {
    const who = `${caller.principal.tenantId}/${caller.principal.kind}/${caller.principal.id}`;
    const held = open.get(who) ?? 0;
    if (held >= perPrincipal) return null;
    open.set(who, held + 1);

    const ended = new AbortController();
    const timer = setInterval(async () => {
      const live = caller.expiresAt > Date.now() && await valid().catch(() => false);
      if (!live) ended.abort();
    }, recheckMs);
    // An idle stream must not keep a stopping server alive.
    Deno.unrefTimer(timer);
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      clearInterval(timer);
      const left = (open.get(who) ?? 1) - 1;
      if (left > 0) open.set(who, left);
      else open.delete(who);
    };

    const signal = AbortSignal.any([request.signal, ended.signal]);
    signal.addEventListener("abort", release, { once: true });
    try {
      // The body was read already: only the head and the signal are of use behind this point.
      const response = await serve(
        new Request(request.url, { method: "POST", headers: request.headers, signal }),
      );
      return releasedAtEnd(response, release);
    } catch (error) {
      release();
      throw error;
    }
  };
}

function releasedAtEnd(response: Response, release: () => void): Response {
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
  if (response.body === null || !isStream) {
    release();
    return response;
  }
  const watched = response.body.pipeThrough(new TransformStream({ flush: release, cancel: release }));
  return new Response(watched, { status: response.status, headers: response.headers });
}
