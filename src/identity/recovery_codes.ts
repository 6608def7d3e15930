/**
 * Recovery codes: for whoever has lost the phone. Each once.
 * @module
 */
import type { Random } from "./random.ts";
import { digestOf } from "./digest.ts";

/** Without letters that are mistaken for digits or for each other. 32 of them: 5 bits each. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz234567890";
const COUNT = 10;
const GROUPS = 4;
const GROUP = 4;

/** Ten new codes, 80 bits each, such as `k7mq-2xwd-9bfn-tr4h`: random enough for a fast hash. */
export function newRecoveryCodes(random: Random): string[] {
  return Array.from({ length: COUNT }, () => {
    const letters = [...random(GROUPS * GROUP)].map((byte) => LETTERS.charAt(byte % LETTERS.length)).join("");
    return (letters.match(/.{4}/g) ?? []).join("-");
  });
}

/** The stored form of a code as typed: case, blanks and dashes do not matter. */
export function recoveryHash(code: string): string {
  return digestOf(`recovery:${code.toLowerCase().replaceAll(/[\s-]/g, "")}`);
}

/** True for what may be a recovery code rather than a one-time password. */
export function looksLikeRecovery(code: string): boolean {
  return code.replaceAll(/[\s-]/g, "").length === GROUPS * GROUP;
}
