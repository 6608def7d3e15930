/**
 * Digests of what is never stored itself.
 * @module
 */
import { createHash, timingSafeEqual } from "node:crypto";

/** SHA-256 of a text as base64url (43 characters). Fast on purpose: what it hides has 256 random bits, or is no secret. */
export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

/** True if two digests are equal; in constant time. */
export function sameDigest(a: string, b: string): boolean {
  const [left, right] = [new TextEncoder().encode(a), new TextEncoder().encode(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
