/**
 * Time-based one-time passwords (RFC 6238): SHA-1, six digits, 30 seconds: what every authenticator app speaks.
 * @module
 */
import type { Random } from "../lib/random.ts";

const PERIOD_SECONDS = 30;
/** Steps before and after now: clocks differ (RFC 6238 §5.2). */
const WINDOW = 1;
/** RFC 4226 §4, R6: 160 bits. */
const SECRET_BYTES = 20;

/** A new secret in base32. */
export async function newTotpSecret(random: Random): Promise<string> {
  const { Secret } = await import("otpauth");
  return new Secret({ buffer: random(SECRET_BYTES).buffer }).base32;
}

/** The `otpauth:` URI that a QR code holds. `host` tells two installations apart in the app's list. */
export async function totpUri(secret: string, email: string, host: string): Promise<string> {
  return (await totpOf(secret, email, `DynamoSQL (${host})`)).toString();
}

/** The step that the code is of, if it is within the window; else null. `now` in milliseconds. */
export async function totpStep(secret: string, code: string, now: number): Promise<number | null> {
  const token = code.replaceAll(/\s/g, "");
  if (!/^\d{6}$/.test(token)) return null;
  const delta = (await totpOf(secret, "", "DynamoSQL")).validate({ token, timestamp: now, window: WINDOW });
  return delta === null ? null : Math.floor(now / (PERIOD_SECONDS * 1000)) + delta;
}

async function totpOf(secret: string, label: string, issuer: string) {
  const { Secret, TOTP } = await import("otpauth");
  // A colon ends the issuer in the URI's label (Key Uri Format).
  return new TOTP({
    secret: Secret.fromBase32(secret),
    label,
    issuer: issuer.replaceAll(":", " "),
    algorithm: "SHA1",
    digits: 6,
    period: PERIOD_SECONDS,
  });
}
