/**
 * Scalars as DynamoDB sees them: their wire form, their identity and their order.
 * @module
 */
import type { AttributeValue, ItemKey, Scalar } from "./access.ts";
import { canonicalNumber, compareNumbers, isStorable } from "./decimal.ts";

/** A scalar in wire form. */
export function toWire(scalar: Scalar): AttributeValue {
  switch (scalar.type) {
    case "S":
      return { S: scalar.value };
    case "N":
      return { N: scalar.value };
    case "B":
      return { B: scalar.value };
    case "BOOL":
      return { BOOL: scalar.value };
  }
}

/** A wire value as a scalar; null for documents, sets and NULL. */
export function toScalar(value: AttributeValue): Scalar | null {
  if ("S" in value) return { type: "S", value: value.S };
  if ("N" in value) return { type: "N", value: value.N };
  if ("B" in value) return { type: "B", value: value.B };
  return "BOOL" in value ? { type: "BOOL", value: value.BOOL } : null;
}

/** One text for scalars that DynamoDB holds equal (`1` and `1.0` are one key). */
export function scalarIdentity(scalar: Scalar): string {
  return scalar.type + (scalar.type === "N" ? canonicalNumber(scalar.value) : String(scalar.value));
}

/**
 * One text for keys that DynamoDB holds equal.
 * @example
 * ```ts
 * assert.equal(keyIdentity({ id: { N: "1" } }), keyIdentity({ id: { N: "1.0" } }));
 * assert.notEqual(keyIdentity({ id: { N: "1" } }), keyIdentity({ id: { S: "1" } }));
 * ```
 */
export function keyIdentity(key: ItemKey): string {
  let identity = "";
  const names = Object.keys(key);
  if (names.length > 1) names.sort();
  for (const name of names) {
    const value = key[name];
    const scalar = value === undefined ? null : toScalar(value);
    const text = scalar === null ? JSON.stringify(value) : scalarIdentity(scalar);
    // With its length before it, no value can pass for the beginning of the next.
    identity += `${name.length}:${name}${text.length}:${text}`;
  }
  return identity;
}

/**
 * DynamoDB's order within one type: text by UTF-8 bytes, bytes unsigned, numbers by value. Null where the types
 * differ or have no order (BOOL is only equal or not: 0 or null).
 */
export function compareScalars(a: Scalar, b: Scalar): number | null {
  if (a.type === "S" && b.type === "S") return compareUtf8(a.value, b.value);
  if (a.type === "N" && b.type === "N") return compareNumbers(a.value, b.value);
  if (a.type === "B" && b.type === "B") {
    return compareBytes(Uint8Array.fromBase64(a.value), Uint8Array.fromBase64(b.value));
  }
  return a.type === "BOOL" && b.type === "BOOL" && a.value === b.value ? 0 : null;
}

/** Order by code point, which is the order of UTF-8 bytes; JavaScript's own is by UTF-16 unit. */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    // A surrogate stands for a code point above every other unit.
    if (left !== right) return unitRank(left) - unitRank(right);
  }
  return a.length - b.length;
}

function unitRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Order by unsigned bytes. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Longest key values that DynamoDB stores (Developer Guide, "Service quotas"). Bytes. */
const keyBytesMax = { hash: 2048, sort: 1024 } as const;

const encoder = new TextEncoder();

/**
 * Whether an item can have this value as that part of its key. DynamoDB refuses a request naming another one
 * (empty, too long, too many digits) although the answer is plain: nothing.
 */
export function canBeKey(scalar: Scalar, part: keyof typeof keyBytesMax): boolean {
  const { type, value } = scalar;
  if (type === "BOOL") return false;
  if (type === "N") return isStorable(value);
  // A UTF-16 unit takes three bytes at most; a base64 text is longer than its bytes.
  if (value.length > 0 && value.length * 3 <= keyBytesMax[part]) return true;
  const bytes = type === "S" ? encoder.encode(value).length : Uint8Array.fromBase64(value).length;
  return bytes > 0 && bytes <= keyBytesMax[part];
}
