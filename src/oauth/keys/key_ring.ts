/**
 * The record that holds all signing keys, and the rule of rotation.
 * @module
 */
import { z } from "zod";
import { MAX_TOKEN_SECONDS } from "../lifetimes.ts";

/** Where the ring lies: one record, so that a rotation is one compare-and-set. */
export const KEYS_KEY = ["oauth", "signing_keys"] as const;

const jwkSchema = z.record(z.string(), z.unknown());

const keySchema = z.object({
  /** RFC 7638 thumbprint. */
  kid: z.string(),
  createdAt: z.number(),
  retiredAt: z.number().optional(),
  publishedUntil: z.number().optional(),
  privateJwk: jwkSchema,
  publicJwk: jwkSchema,
});

/** The shape of the record: keys newest first, the first one active. */
export const keyRingSchema = z.object({ keys: z.array(keySchema) });

/** A signing key in the store. Times in milliseconds since the epoch. */
export type KeyRecord = z.infer<typeof keySchema>;

/** A replica may sign with the old key until it hears of the new one (5 s); clocks differ a little, too. */
const GRACE_MS = 60_000;

/** The ring with `fresh` active: what was active retires, what no living token needs is dropped. */
export function afterRotation(before: readonly KeyRecord[], fresh: KeyRecord): KeyRecord[] {
  const now = fresh.createdAt;
  const publishedUntil = now + MAX_TOKEN_SECONDS * 1000 + GRACE_MS;
  const retired = before.map((key) => ({ retiredAt: now, publishedUntil, ...key }));
  return [fresh, ...published(retired, now)];
}

/** The keys that the JWKS shows at `now`. */
export function published(keys: readonly KeyRecord[], now: number): KeyRecord[] {
  return keys.filter((key) => (key.publishedUntil ?? Infinity) > now);
}
