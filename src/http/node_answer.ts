/**
 * Sends a `Response` of the web over `node:http`.
 * @module
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { IncomingBody } from "./incoming_body.ts";

/** Media types whose bytes go out as they come; anything else is there at once, and its length is said. */
const STREAMS = /^(?:text\/event-stream|application\/x-ndjson|text\/csv)\b/;

/** What an answer goes by. */
export interface AnswerRules {
  /** Aborts when the client goes away. */
  readonly gone: AbortSignal;
  /** The request's body. */
  readonly body: IncomingBody;
  /** Until the other side took what was written, in milliseconds; else the connection is cut. */
  readonly takenMs: number;
}

/** Sends it. What is still to come of the request's body is thrown away behind it, for a moment. */
export async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  response: Response,
  { gone, body, takenMs }: AnswerRules,
): Promise<void> {
  for (const [name, value] of response.headers) if (name !== "set-cookie") outgoing.setHeader(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies);
  outgoing.statusCode = response.status;
  if (body.mayBeLong) return await lastAnswer(outgoing, response, body);
  if (incoming.method === "HEAD" || response.body === null) {
    await response.body?.cancel();
    outgoing.end();
  } else if (STREAMS.test(response.headers.get("content-type") ?? "")) {
    await stream(response.body, outgoing, { gone, takenMs });
  } else {
    const bytes = await response.bytes();
    outgoing.setHeader("content-length", bytes.byteLength);
    outgoing.end(bytes);
  }
  body.discardShort();
}

/**
 * The last answer of a connection on which a body goes on that nobody wants. It is not ended: `node:http` would read the
 * body to its end behind it, however long that is.
 */
async function lastAnswer(outgoing: ServerResponse, response: Response, body: IncomingBody): Promise<void> {
  const bytes = await response.bytes();
  outgoing.setHeader("connection", "close");
  outgoing.setHeader("content-length", bytes.byteLength);
  outgoing.flushHeaders();
  // A busy server may take longer to write it than the moment lasts.
  outgoing.write(bytes, () => body.cutSoon());
}

async function stream(
  body: ReadableStream<Uint8Array>,
  outgoing: ServerResponse,
  { gone, takenMs }: Pick<AnswerRules, "gone" | "takenMs">,
): Promise<void> {
  outgoing.flushHeaders();
  const reader = body.getReader();
  const cancel = () => void reader.cancel(gone.reason).catch(() => {});
  gone.addEventListener("abort", cancel, { once: true });
  for (;;) {
    const { done, value } = await reader.read();
    if (done || gone.aborted) break;
    if (!outgoing.write(value)) await taken(outgoing, "drain", takenMs);
  }
  outgoing.end();
}

/**
 * Waits until the other side took what was written, so that there is room for more (`drain`), or all of it (`finish`); cuts
 * the connection where it does not in time.
 */
export async function taken(outgoing: ServerResponse, event: "drain" | "finish", ms: number): Promise<void> {
  const { socket } = outgoing;
  if (outgoing.writableFinished || socket === null || socket.destroyed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => socket.destroy(), ms);
  outgoing.once(event, resolve);
  socket.once("close", resolve);
  await promise;
  clearTimeout(timer);
  outgoing.removeListener(event, resolve);
  socket.removeListener("close", resolve);
}
