/**
 * Exact decimals, as texts.
 * @module
 */

interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

function parse(text: string): Decimal {
  const [whole = "", decimals = ""] = text.split(".");
  return { digits: BigInt(whole + decimals), scale: decimals.length };
}

function scaled({ digits, scale }: Decimal, to: number): bigint {
  return digits * 10n ** BigInt(to - scale);
}

function write(digits: bigint, scale: number): string {
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  const [whole, decimals] = [text.slice(0, text.length - scale), text.slice(text.length - scale)];
  const tail = decimals.replace(/0+$/, "");
  return `${digits < 0n ? "-" : ""}${whole}${tail === "" ? "" : `.${tail}`}`;
}

/** The shortest text of a plainly written number. */
export function numberOf(text: string): string {
  const { digits, scale } = parse(text);
  return write(digits, scale);
}

/** Their sum. */
export function sumOf(texts: readonly string[]): string {
  const numbers = texts.map(parse);
  const scale = Math.max(0, ...numbers.map((number) => number.scale));
  return write(numbers.reduce((sum, number) => sum + scaled(number, scale), 0n), scale);
}

/** Below, at or above 0. */
export function compareNumbers(one: string, other: string): number {
  const [a, b] = [parse(one), parse(other)];
  const scale = Math.max(a.scale, b.scale);
  const difference = scaled(a, scale) - scaled(b, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
