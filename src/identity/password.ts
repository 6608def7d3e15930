/**
 * Passwords hashed with scrypt (RFC 7914), a few at a time: each takes 32 MiB while it runs, and a flood of sign-ins must not take
 * the machine's memory.
 * @module
 */
import { Buffer } from "node:buffer";
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { DynamoSqlError } from "../errors.ts";
import { isTooLong, passwordText } from "./password_rules.ts";

/** What a hash costs. The defaults are OWASP's for 32 MiB (Password Storage Cheat Sheet: N=2^15, r=8, p=3). */
export interface PasswordCost {
  /** log2 of N. */
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** How many hashes run and wait. */
export interface PasswordLimits {
  /** At once; default 2, so 64 MiB. */
  readonly atOnce?: number;
  /** Waiting at most, beyond which a try is refused; default 32: some seconds' worth. */
  readonly waiting?: number;
}

/** Hashes and compares. */
export interface Passwords {
  /** `$scrypt$ln=…,r=…,p=…$salt$hash`. Fails with `rate_limited` where too many wait. */
  hash(password: string): Promise<string>;
  /**
   * True if the password has that hash. With no hash (no such account, no password set) it does the same work and is
   * false: time tells nothing. Fails with `rate_limited` where too many wait.
   */
  verify(password: string, stored: string | undefined): Promise<boolean>;
  /** True for a hash that costs less than hashes do now: make a new one while the password is at hand. */
  isStale(stored: string): boolean;
}

const DEFAULT_COST: PasswordCost = { ln: 15, r: 8, p: 3 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** What a stored hash may ask for, so that a damaged record cannot take the memory. */
const MAX_LN = 18;

/** Passwords at that cost. */
export function createPasswords(
  options: { readonly cost?: PasswordCost; readonly limits?: PasswordLimits } = {},
): Passwords {
  const { cost = DEFAULT_COST, limits: { atOnce = 2, waiting = 32 } = {} } = options;
  let running = 0;
  const queue: (() => void)[] = [];
  const nobody = { cost, salt: Buffer.alloc(SALT_BYTES), hash: Buffer.alloc(HASH_BYTES) };

  async function derive(password: string, salt: Buffer, at: PasswordCost): Promise<Buffer> {
    if (running < atOnce) running++;
    else {
      if (queue.length >= waiting) {
        throw new DynamoSqlError(
          "rate_limited",
          "Too many people sign in at this moment. Try again shortly.",
          {
            retryAfter: 2,
          },
        );
      }
      // Whoever ends hands over its place.
      await new Promise<void>((resolve) => queue.push(resolve));
    }
    try {
      return await scryptOf(password, salt, at);
    } finally {
      const next = queue.shift();
      if (next === undefined) running--;
      else next();
    }
  }

  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      const hash = await derive(passwordText(password), salt, cost);
      const { ln, r, p } = cost;
      return `$scrypt$ln=${ln},r=${r},p=${p}$${salt.toString("base64url")}$${hash.toString("base64url")}`;
    },
    async verify(password, stored) {
      const parsed = stored === undefined ? null : parse(stored);
      const against = parsed ?? nobody;
      const text = isTooLong(password) ? "" : passwordText(password);
      const hash = await derive(text, against.salt, against.cost);
      const equal = hash.length === against.hash.length && timingSafeEqual(hash, against.hash);
      return equal && parsed !== null && !isTooLong(password);
    },
    isStale(stored) {
      const parsed = parse(stored);
      if (parsed === null) return true;
      const { ln, r, p } = parsed.cost;
      return ln !== cost.ln || r !== cost.r || p !== cost.p;
    },
  };
}

function scryptOf(password: string, salt: Buffer, { ln, r, p }: PasswordCost): Promise<Buffer> {
  const N = 2 ** ln;
  // OpenSSL counts 128·N·r and some for p; Node refuses above `maxmem`.
  const maxmem = 128 * N * r + 128 * r * p + 1024 * 1024;
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, { N, r, p, maxmem }, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

function parse(stored: string): { cost: PasswordCost; salt: Buffer; hash: Buffer } | null {
  const match = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w-]+)\$([\w-]+)$/.exec(stored);
  if (match === null) return null;
  const [, ln, r, p, salt = "", hash = ""] = match;
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  if (cost.ln < 1 || cost.ln > MAX_LN || cost.r < 1 || cost.p < 1) return null;
  return { cost, salt: Buffer.from(salt, "base64url"), hash: Buffer.from(hash, "base64url") };
}
