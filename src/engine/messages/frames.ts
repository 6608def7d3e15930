/**
 * A frame carries a message between the server and an engine process: one line of compact JSON, followed by a binary
 * payload where the line has a `bytes` member. Rows travel as payload, so no value is encoded twice and the server
 * needs not look into them.
 * @module
 */

/** One message. `payload` is present exactly where the header says `bytes`. */
export interface Frame {
  readonly header: unknown;
  readonly payload?: Uint8Array;
}

/** A header line longer than this is a broken or hostile peer, not a message. */
const MAX_HEADER_BYTES = 32 * 2 ** 20;

/** The same for payloads. */
const MAX_PAYLOAD_BYTES = 256 * 2 ** 20;

const NEWLINE = 10;
const encoder = new TextEncoder();

/** A message as the bytes to send. With a payload, `bytes` is added to the header. */
export function encodeFrame(header: Readonly<Record<string, unknown>>, payload?: Uint8Array): Uint8Array {
  if (payload === undefined) return encoder.encode(`${JSON.stringify(header)}\n`);
  const line = encoder.encode(`${JSON.stringify({ ...header, bytes: payload.length })}\n`);
  const frame = new Uint8Array(line.length + payload.length);
  frame.set(line);
  frame.set(payload, line.length);
  return frame;
}

/** Cuts a byte stream into frames; bytes may arrive split anywhere. Fails with an Error on what is no frame. */
export interface FrameDecoder {
  push(chunk: Uint8Array): Frame[];
}

/** A decoder at the start of a stream. */
export function createFrameDecoder(): FrameDecoder {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line: Uint8Array[] = [];
  let lineBytes = 0;
  let awaited: { header: unknown; payload: Uint8Array; filled: number } | null = null;

  function takeLine(end: Uint8Array): string {
    // A line rarely spans chunks; where it does, it is joined once, so long lines cost linear time.
    const whole = line.length === 0 ? end : concatenate([...line, end]);
    line = [];
    lineBytes = 0;
    return decoder.decode(whole);
  }

  return {
    push(chunk) {
      const frames: Frame[] = [];
      let at = 0;
      while (at < chunk.length) {
        if (awaited !== null) {
          const part = chunk.subarray(at, at + awaited.payload.length - awaited.filled);
          awaited.payload.set(part, awaited.filled);
          awaited.filled += part.length;
          at += part.length;
        } else {
          const newline = chunk.indexOf(NEWLINE, at);
          const end = newline < 0 ? chunk.length : newline;
          lineBytes += end - at;
          if (lineBytes > MAX_HEADER_BYTES) throw new Error("A message header is too long.");
          if (newline < 0) {
            line.push(chunk.slice(at));
            break;
          }
          const header: unknown = JSON.parse(takeLine(chunk.subarray(at, end)));
          at = newline + 1;
          const bytes = payloadBytes(header);
          if (bytes === undefined) {
            frames.push({ header });
            continue;
          }
          awaited = { header, payload: new Uint8Array(bytes), filled: 0 };
        }
        if (awaited.filled === awaited.payload.length) {
          frames.push({ header: awaited.header, payload: awaited.payload });
          awaited = null;
        }
      }
      return frames;
    },
  };
}

function payloadBytes(header: unknown): number | undefined {
  if (typeof header !== "object" || header === null) throw new Error("A message header is no object.");
  if (!("bytes" in header)) return undefined;
  const { bytes } = header;
  if (typeof bytes !== "number" || !Number.isInteger(bytes) || bytes < 0 || bytes > MAX_PAYLOAD_BYTES) {
    throw new Error("A message has an impossible payload length.");
  }
  return bytes;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
