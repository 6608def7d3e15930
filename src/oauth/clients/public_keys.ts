/**
 * The key set of a client that authenticates by `private_key_jwt` (RFC 7517, RFC 7518 §6): public keys, bounded.
 * @module
 */
import { z } from "zod";

/** A key set as clients have it. */
export type PublicKeys = { readonly keys: readonly Readonly<Record<string, unknown>>[] };

/** Keys of one client at most. */
const MAX_KEYS = 10;

/** Members that only a private or a shared key has. */
const SECRET_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

const keySchema = z.looseObject({ kty: z.enum(["EC", "RSA", "OKP"]) })
  .refine((key) => !SECRET_MEMBERS.some((member) => Object.hasOwn(key, member)));

const schema = z.looseObject({ keys: z.array(keySchema).min(1).max(MAX_KEYS) });

/** The keys; null if it is no set of 1 to 10 public keys of kinds EC, RSA or OKP. */
export function publicKeys(value: unknown): PublicKeys | null {
  const parsed = schema.safeParse(value);
  return parsed.success ? { keys: parsed.data.keys } : null;
}
