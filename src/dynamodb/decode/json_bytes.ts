/**
 * JSON as bytes: its punctuation, and the text between two places.
 * @module
 */
import { Buffer } from "node:buffer";

/** Bytes of JSON's punctuation. */
export const QUOTE = 0x22, COMMA = 0x2c, COLON = 0x3a, BACKSLASH = 0x5c;
export const OPEN_LIST = 0x5b, CLOSE_LIST = 0x5d, OPEN = 0x7b, CLOSE = 0x7d;

/** The body is not the compact JSON that DynamoDB sends: `JSON.parse` has the last word. */
export class Unexpected extends Error {}

export const decoder = new TextDecoder();

/**
 * A body, and a part of it byte by byte as a text. A text of the whole body would be a string of a megabyte: V8 keeps
 * such large ones among its old objects, where garbage waits long.
 */
export interface PageText {
  readonly bytes: Uint8Array;
  readonly buffer: Buffer;
  window: string;
  /** Where `window` stands in `bytes`. */
  from: number;
}

const WINDOW = 64 * 1024;

/** A body at its beginning. */
export function pageText(bytes: Uint8Array): PageText {
  return {
    bytes,
    buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    window: "",
    from: 0,
  };
}

/** The text between two places. */
export function textOf(page: PageText, from: number, to: number, ascii: boolean): string {
  if (!ascii) return decoder.decode(page.bytes.subarray(from, to));
  if (from < page.from || to > page.from + page.window.length) {
    page.from = from;
    page.window = page.buffer.toString("latin1", from, Math.max(to, from + WINDOW));
  }
  return page.window.slice(from - page.from, to - page.from);
}

/** The place after a string that begins before `at`. */
export function skipString(bytes: Uint8Array, at: number): number {
  for (;;) {
    const byte = bytes[at++];
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at++;
    else if (byte === undefined) throw new Unexpected();
  }
}

/** The place after a value. What is inside is taken on trust: it is not looked at again. */
export function skipValue(bytes: Uint8Array, at: number): number {
  let depth = 0;
  for (;;) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = skipString(bytes, at + 1);
      if (depth === 0) return at;
    } else if (byte === OPEN || byte === OPEN_LIST) {
      depth++;
      at++;
    } else if (byte === CLOSE || byte === CLOSE_LIST) {
      if (depth === 0) return at;
      at++;
      if (--depth === 0) return at;
    } else if (byte === COMMA && depth === 0) return at;
    else if (byte === undefined) throw new Unexpected();
    else at++;
  }
}
