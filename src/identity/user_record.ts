/**
 * A user as stored. Times in milliseconds since the epoch.
 * @module
 */
import { digestOf } from "../lib/digest.ts";
import { z } from "zod";
import type { Key } from "../store/store.ts";
import type { User } from "./user.ts";
import { defined } from "../lib/defined.ts";

const passkeySchema = z.object({
  /** The credential's id, base64url. */
  id: z.string(),
  /** COSE key, base64url. */
  publicKey: z.string(),
  /** Signatures made so far, as the authenticator counts; 0 = it does not. */
  counter: z.number(),
  transports: z.array(z.string()),
  /** For people; 1 to 60 characters. */
  name: z.string(),
  createdAt: z.number(),
  lastUsedAt: z.number().optional(),
});

/** A stored passkey. */
export type Passkey = z.infer<typeof passkeySchema>;

/** The record in the store. */
export const userSchema = z.object({
  userId: z.string(),
  tenantId: z.string(),
  email: z.string(),
  role: z.enum(["admin", "member"]),
  disabled: z.boolean(),
  createdAt: z.number(),
  lastSignInAt: z.number().optional(),
  /** Grows with every change that ends sessions and links: those made before it are void. */
  epoch: z.number(),
  /** See `password.ts`; absent = the person has not chosen one yet. */
  password: z.string().optional(),
  totp: z.object({
    /** Base32. It must be readable to be checked; it leaves the store only at enrolment. */
    secret: z.string(),
    /** The newest step used (RFC 6238 §5.2: each code once). */
    lastStep: z.number(),
    enrolledAt: z.number(),
  }).optional(),
  /** Shown to the person, waiting for the first right code. */
  totpPending: z.object({ secret: z.string(), expiresAt: z.number() }).optional(),
  /** Hashes of the recovery codes left. */
  recovery: z.array(z.string()),
  passkeys: z.array(passkeySchema),
});

/** The record in the store. */
export type UserRecord = z.infer<typeof userSchema>;

/** What the rest of the house sees. */
export function publicUser(record: UserRecord): User {
  const { userId, tenantId, email, role, disabled, createdAt, lastSignInAt } = record;
  return {
    userId,
    tenantId,
    email,
    role,
    disabled,
    createdAt,
    ...defined({ lastSignInAt }),
    hasTotp: record.totp !== undefined,
    passkeys: record.passkeys.length,
  };
}

/** Where a user lies. */
export function userKey(userId: string): Key {
  return ["user", userId];
}

/** Where the id of an address's user lies: what makes an address unique in the installation. */
export function userEmailKey(email: string): Key {
  return ["user_email", digestOf(emailName(email))];
}

/** Where a tenant's users are listed. */
export function tenantUsersKey(tenantId: string): Key {
  return ["user_of", tenantId];
}

/** There once the first user was made, and for good: what closes the first-run set-up. */
export const HAS_USERS_KEY: Key = ["identity", "has_users"];

/** The spelling in which addresses are compared: one case, one Unicode form. */
export function emailName(email: string): string {
  return email.trim().normalize("NFKC").toLowerCase();
}

/** True for what may be an address: one `@`, something on both sides, at most 254 characters, none of them odd. */
export function isEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@"<>\\(),;:\p{C}]+@[^\s@"<>\\(),;:\p{C}]+$/u.test(text);
}

/** Also what keeps a stranger's text out of the store's keys. */
export function isUserId(text: string): boolean {
  return /^usr_[0-9A-Za-z]{22}$/.test(text);
}
