/**
 * Decimal texts taken apart, for the judge alone: nothing of the product's number code is used here.
 * @module
 */

/** A decimal number: `digits` without zeros at either end, `point` digits of them before the decimal point. */
export interface DecimalParts {
  readonly negative: boolean;
  /** Empty for zero. */
  readonly digits: string;
  /** May be negative, or beyond the digits. */
  readonly point: number;
}

/** Takes `-12.50e3` apart. */
export function takeApart(text: string): DecimalParts {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  if (whole === "" && fraction === "") throw new Error("The data set holds a number that is none.");
  const all = whole + fraction;
  const leading = /^0*/.exec(all)?.[0].length ?? 0;
  const digits = all.slice(leading).replace(/0+$/, "");
  if (digits === "") return { negative: false, digits, point: 0 };
  return { negative: sign === "-", digits, point: whole.length - leading + Number(exponent) };
}

/** The shortest decimal text, without an exponent: `12500`, `-0.05`, `10.5`. */
export function shortestText(text: string): string {
  const { negative, digits, point } = takeApart(text);
  if (digits === "") return "0";
  const sign = negative ? "-" : "";
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits.padEnd(point, "0");
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Whether the number is what a double's own shortest text says: nothing is lost when it becomes that double. */
export function isShortestOfDouble(text: string): boolean {
  return shortestText(String(Number(text))) === shortestText(text);
}
