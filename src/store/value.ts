/**
 * Values: JSON, bounded. Every driver stores the same bytes, so a copy from one to another is exact.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";

/** Bytes of a value's JSON in UTF-8, at most. Deno KV takes 64 KiB, envelope included. Longer: chunk it. */
const MAX_VALUE_BYTES = 48 * 1024;

const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder();

/**
 * The value as JSON in UTF-8. Properties that are `undefined` are left out.
 * Fails with `too_large` above {@linkcode MAX_VALUE_BYTES}, with `internal` if it has no JSON form.
 */
export function encodeValue(value: unknown): Uint8Array<ArrayBuffer> {
  const text = jsonOf(value);
  if (text === undefined) throw new DynamoSqlError("internal", "A stored value must be JSON.");
  const bytes = utf8.encode(text);
  if (bytes.length > MAX_VALUE_BYTES) {
    throw new DynamoSqlError("too_large", "A record is larger than the store takes (48 KiB).");
  }
  return bytes;
}

/** The value of {@linkcode encodeValue}'s bytes; a new object every time. */
export function decodeValue(bytes: Uint8Array): unknown {
  return JSON.parse(fromUtf8.decode(bytes));
}

function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw new DynamoSqlError("internal", "A stored value must be JSON.", { cause });
  }
}
