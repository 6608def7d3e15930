/**
 * A request's body within a bound.
 * @module
 */

/** The bytes; null if there are more than `most`. The length may be unknown or a lie: what counts is what comes. */
export async function readBytes(request: Request, most: number): Promise<Uint8Array | null> {
  if (Number(request.headers.get("content-length") ?? 0) > most) return null;
  const bytes = new Uint8Array(most);
  let size = 0;
  for await (const chunk of request.body ?? []) {
    if (size + chunk.length > most) return null;
    bytes.set(chunk, size);
    size += chunk.length;
  }
  return bytes.subarray(0, size);
}
