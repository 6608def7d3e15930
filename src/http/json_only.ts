/**
 * JSON for clients that take no event stream: `curl`, and programs that never heard of one. The SDK refuses a request
 * of the 2025 revisions that does not list both media types; here `application/json` alone, `*\/*` or nothing is enough.
 * @module
 */
import { takesStream } from "../mcp/accept.ts";

/** What the SDK wants to read. */
const BOTH = "application/json, text/event-stream";

/** Serves a request whose body was read already; a stream becomes the JSON of the answer in it. */
export async function jsonOnly(
  request: Request,
  serve: (request: Request) => Promise<Response>,
): Promise<Response> {
  if (takesStream(request)) return await serve(request);
  const headers = new Headers(request.headers);
  headers.set("accept", BOTH);
  // A body stands in for the one that was read, which no request can be made of.
  const response = await serve(new Request(request, { headers, body: "" }));
  if (response.headers.get("content-type")?.startsWith("text/event-stream") !== true) return response;
  const answers = answersIn(await response.text());
  return Response.json(answers.length === 1 ? answers[0] : answers, {
    status: response.status,
    headers: { "cache-control": "no-store" },
  });
}

/** The JSON-RPC answers of an event stream; what only tells of something on the way is left out. */
function answersIn(stream: string): unknown[] {
  return stream.split(/\r?\n\r?\n/).flatMap((event) => {
    const data = event.split(/\r?\n/).filter((line) => line.startsWith("data:")).map((line) => line.slice(5));
    if (data.length === 0 || data.every((line) => line.trim() === "")) return [];
    const message: unknown = JSON.parse(data.join("\n"));
    return typeof message === "object" && message !== null && "method" in message ? [] : [message];
  });
}
