/**
 * Answers that take long become event streams.
 *
 * A proxy or a client may cut a connection on which nothing happens. Quick answers stay plain JSON.
 * @module
 */

import { takesStream } from "../mcp/accept.ts";

const PATIENCE_MS = 250;
const KEEP_ALIVE_MS = 15_000;

const HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

/** When an answer is late, in milliseconds. */
export interface LateStreamOptions {
  readonly patienceMs?: number;
  readonly keepAliveMs?: number;
}

/**
 * Serves a POST whose body was read already. After `patienceMs` without an answer it sends the head of an event stream,
 * then comments, then the answer as its one message; a client that hangs up aborts the signal of the request that
 * `serve` got. Where the client takes no event stream, the answer is awaited as it is.
 */
export async function streamIfLate(
  request: Request,
  serve: (watched: Request) => Promise<Response>,
  { patienceMs = PATIENCE_MS, keepAliveMs = KEEP_ALIVE_MS }: LateStreamOptions = {},
): Promise<Response> {
  if (!takesStream(request)) return await serve(request);
  const gone = new AbortController();
  const signal = AbortSignal.any([request.signal, gone.signal]);
  // A body stands in for the one that was read, which no request can be made of.
  const answer = serve(new Request(request, { body: "", signal }));
  const { promise: late, resolve: isLate } = Promise.withResolvers<null>();
  const timer = setTimeout(() => isLate(null), patienceMs);
  const first = await Promise.race([answer, late]).finally(() => clearTimeout(timer));
  return first ?? new Response(streamOf(answer, gone, keepAliveMs), { headers: HEADERS });
}

function streamOf(
  answer: Promise<Response>,
  gone: AbortController,
  keepAliveMs: number,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let timer: ReturnType<typeof setInterval> | undefined;
  return new ReadableStream({
    async start(controller) {
      const comment = () => controller.enqueue(encoder.encode(": keepalive\n\n"));
      comment();
      timer = setInterval(comment, keepAliveMs);
      try {
        const response = await answer;
        clearInterval(timer);
        // What the SDK streams by now holds the answer; JSON becomes the stream's one message, errors included.
        if (isStream(response)) { for await (const chunk of response.body ?? []) controller.enqueue(chunk); }
        else controller.enqueue(encoder.encode(`event: message\ndata: ${await response.text()}\n\n`));
        controller.close();
      } catch (error) {
        clearInterval(timer);
        if (!gone.signal.aborted) controller.error(error);
      }
    },
    cancel(reason) {
      clearInterval(timer);
      gone.abort(reason);
    },
  });
}

function isStream(response: Response): boolean {
  return response.headers.get("content-type")?.startsWith("text/event-stream") === true;
}
