/**
 * How DynamoDB compares values.
 * @module
 */
import type { AttributeValue } from "../../../src/dynamodb/access.ts";
import { shortestText, takeApart } from "../../differential/judge/decimal_text.ts";
import { membersOf } from "../../differential/judge/types.ts";

/** The order of two texts, numbers or binaries; null where there is none. */
export function compareValues(a: AttributeValue, b: AttributeValue): number | null {
  if ("N" in a && "N" in b) return compareNumbers(a.N, b.N);
  if ("S" in a && "S" in b) return compareBytes(new TextEncoder().encode(a.S), new TextEncoder().encode(b.S));
  if ("B" in a && "B" in b) return compareBytes(Uint8Array.fromBase64(a.B), Uint8Array.fromBase64(b.B));
  return null;
}

/** Whether two values are the same. */
export function equal(a: AttributeValue, b: AttributeValue): boolean {
  const order = compareValues(a, b);
  return order === null ? JSON.stringify(a) === JSON.stringify(b) : order === 0;
}

/** One text for equal values, for keys. */
export function identity(value: AttributeValue | undefined): string {
  return JSON.stringify(value !== undefined && "N" in value ? { N: shortestText(value.N) } : value);
}

/** `begins_with`. */
export function startsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  if ("S" in value && "S" in prefix) return value.S.startsWith(prefix.S);
  if (!("B" in value) || !("B" in prefix)) return false;
  const bytes = Uint8Array.fromBase64(value.B);
  return Uint8Array.fromBase64(prefix.B).every((byte, at) => bytes[at] === byte);
}

/** `contains`. */
export function contains(value: AttributeValue, part: AttributeValue): boolean {
  if ("S" in value && "S" in part) return value.S.includes(part.S);
  return membersOf(value).some((member) => equal(member, part));
}

function compareNumbers(a: string, b: string): number {
  const scaled = (text: string): bigint => {
    const { negative, digits, point } = takeApart(text);
    if (digits === "") return 0n;
    // A number of DynamoDB has its last digit after at most 168 decimal places.
    const whole = BigInt(digits) * 10n ** BigInt(180 + point - digits.length);
    return negative ? -whole : whole;
  };
  const [left, right] = [scaled(a), scaled(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const order = (a[at] ?? 0) - (b[at] ?? 0);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
