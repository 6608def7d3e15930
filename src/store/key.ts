/**
 * Keys: what is a valid one, how they are ordered, what a prefix is. The same for every driver.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import type { Key } from "./store.ts";

/** Bytes of all parts of a key together, at most. The narrowest engine is DynamoDB's sort key (1,024 bytes). */
const MAX_KEY_BYTES = 1000;

const utf8 = new TextEncoder();

/**
 * Fails with `internal` unless the key has 1 or more non-empty, well-formed parts of at most
 * {@linkcode MAX_KEY_BYTES} together: what comes from a caller must be checked before it becomes a key.
 */
export function checkKey(key: Key): void {
  if (key.length === 0) throw new DynamoSqlError("internal", "A store key needs at least one part.");
  checkPrefix(key);
}

/** As {@linkcode checkKey}, but no part at all is allowed too: the prefix of everything. */
export function checkPrefix(prefix: Key): void {
  let bytes = 0;
  for (const part of prefix) {
    // A lone surrogate has no UTF-8 form: engines would fold it into U+FFFD and two keys into one.
    if (part === "" || !part.isWellFormed()) {
      throw new DynamoSqlError("internal", "A part of a store key is empty or not valid Unicode.");
    }
    bytes += utf8.encode(part).length + 2;
  }
  if (bytes > MAX_KEY_BYTES) throw new DynamoSqlError("internal", "A store key is too long.");
}

/** Negative, 0 or positive: part by part, by UTF-8 bytes (which is the order of code points). */
export function compareKeys(a: Key, b: Key): number {
  for (let index = 0; index < a.length && index < b.length; index++) {
    const order = compareText(a[index] ?? "", b[index] ?? "");
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** True if `key` has all parts of `prefix`, whole, and at least one more. */
export function isUnder(key: Key, prefix: Key): boolean {
  return key.length > prefix.length && prefix.every((part, index) => key[index] === part);
}

/** JavaScript's `<` compares UTF-16 units, which puts U+FFFF after U+10000; this does not. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const left = utf8.encode(a);
  const right = utf8.encode(b);
  for (let index = 0; index < left.length && index < right.length; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
