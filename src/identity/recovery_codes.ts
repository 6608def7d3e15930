/**
 * Recovery codes: for whoever has lost the phone. Each once.
 * @module
 */
import { digestOf } from "../lib/digest.ts";
import { type Random, randomCode, typedCode } from "../lib/random.ts";

const COUNT = 10;
const LETTERS = 16;

/** Ten new codes. */
export function newRecoveryCodes(random: Random): string[] {
  return Array.from({ length: COUNT }, () => randomCode(random));
}

/** The stored form of a code as typed. */
export function recoveryHash(code: string): string {
  return digestOf(`recovery:${typedCode(code)}`);
}

/** True for what may be a recovery code rather than a one-time password. */
export function looksLikeRecovery(code: string): boolean {
  return typedCode(code).length === LETTERS;
}
