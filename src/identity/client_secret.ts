/**
 * Secrets of API clients: made, hashed, compared.
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { type Random, randomText } from "../lib/random.ts";

/** Secrets of one client at once: the newest and those still in their overlap. */
const MAX_SECRETS = 5;

/** A secret as it is stored. Times in milliseconds since the epoch. */
export const storedSecretSchema = z.object({
  /** SHA-256 in base64url. Fast on purpose: 256 random bits need no slow hash. */
  hash: z.string(),
  createdAt: z.number(),
  /** Absent = until the next rotation. */
  expiresAt: z.number().optional(),
});

/** A secret as it is stored. */
export type StoredSecret = z.infer<typeof storedSecretSchema>;

/** A new secret: `dss_` and 43 letters and digits (256 bits). */
export function newSecret(random: Random): string {
  return `dss_${randomText(random, 43)}`;
}

/** The stored form of a new secret. */
export function storedSecret(secret: string, createdAt: number): StoredSecret {
  return { hash: digest(secret).toString("base64url"), createdAt };
}

/** The secrets after a rotation: the new one, and those of before until the overlap ends. */
export function rotated(
  before: readonly StoredSecret[],
  fresh: StoredSecret,
  overlapEndsAt: number,
): StoredSecret[] {
  const kept = before.map((secret) => ({
    ...secret,
    expiresAt: Math.min(secret.expiresAt ?? Infinity, overlapEndsAt),
  }));
  return [fresh, ...kept.filter((secret) => secret.expiresAt > fresh.createdAt)].slice(0, MAX_SECRETS);
}

/**
 * True if `presented` is one of the secrets valid now. The same work whatever is stored: no client,
 * one secret or several, so that its time tells nothing of whether a client exists.
 */
export function matches(presented: string, stored: readonly StoredSecret[], now: number): boolean {
  const hash = digest(presented);
  let found = false;
  for (let index = 0; index < MAX_SECRETS; index++) {
    const secret = stored[index];
    const known = secret === undefined ? NOTHING : Buffer.from(secret.hash, "base64url");
    const equal = known.length === hash.length && timingSafeEqual(known, hash);
    const valid = secret !== undefined && (secret.expiresAt ?? Infinity) > now;
    found = (equal && valid) || found;
  }
  return found;
}

/** Equal to no SHA-256 anybody knows a text for. */
const NOTHING = Buffer.alloc(32);

function digest(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
