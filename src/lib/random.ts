/**
 * Random identifiers and secrets: letters and digits behind a prefix, so that a double click selects them
 * whole and secret scanners know them.
 * @module
 */

/** `bytes` random bytes. Comes in as a parameter so that tests own the chance. */
export type Random = (bytes: number) => Uint8Array<ArrayBuffer>;

/** The system's cryptographic generator. */
export const systemRandom: Random = (bytes) => crypto.getRandomValues(new Uint8Array(bytes));

/** Without letters that are mistaken for digits or for each other. 32 of them: 5 bits each. */
const CLEAR = "abcdefghjkmnpqrstuvwxyz234567890";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** `length` characters of 62, each equally likely: 5.95 bits each, so 43 make 256 bits and 22 make 130. */
export function randomText(random: Random, length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of random(length)) {
      // 248 = 4 × 62: bytes above it would make the first letters likelier.
      if (byte < 248 && text.length < length) text += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  return text;
}

/** A code that people copy by hand, such as `k7mq-2xwd-9bfn-tr4h`: 80 bits, so a fast hash of it does. */
export function randomCode(random: Random, length = 16): string {
  // 256 is a multiple of 32: every letter is equally likely.
  const letters = Array.from(random(length), (byte) => CLEAR.charAt(byte % CLEAR.length)).join("");
  return (letters.match(/.{4}/g) ?? []).join("-");
}

/**
 * What matters of such a code as it was typed: not its case, blanks or dashes.
 * @example
 * ```ts
 * assert.equal(typedCode(" K7MQ-2xwd 9bfn-TR4H"), "k7mq2xwd9bfntr4h");
 * ```
 */
export function typedCode(text: string): string {
  return text.toLowerCase().replaceAll(/[\s-]/g, "");
}
