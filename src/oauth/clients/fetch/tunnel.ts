/**
 * `CONNECT` through an HTTP proxy (RFC 9110 §9.3.6).
 * @module
 */
import { type ByteStream, HttpRefused } from "./http_get.ts";

/** Bytes of the proxy's answer at most. */
const MAX_ANSWER = 8 * 1024;

/** Makes the connection a tunnel to `authority`. Fails with `HttpRefused` where the proxy does not say 2xx. */
export async function openTunnel(
  stream: ByteStream,
  { authority, authorization }: { readonly authority: string; readonly authorization?: string },
): Promise<void> {
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`];
  if (authorization !== undefined) lines.push(`Proxy-Authorization: ${authorization}`);
  const bytes = new TextEncoder().encode(lines.join("\r\n") + "\r\n\r\n");
  for (let at = 0; at < bytes.length;) at += await stream.write(bytes.subarray(at));
  let answer = "";
  const byte = new Uint8Array(1);
  // One by one: what follows the empty line belongs to TLS.
  while (!answer.endsWith("\r\n\r\n")) {
    if (answer.length >= MAX_ANSWER || await stream.read(byte) === null) throw new HttpRefused("proxy");
    answer += String.fromCharCode(byte[0] ?? 0);
  }
  if (!/^HTTP\/1\.[01] 2[0-9]{2}(?: |\r)/.test(answer)) throw new HttpRefused("proxy");
}
