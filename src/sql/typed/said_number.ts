/**
 * The number that a text says, exactly, as an expression. DuckDB's casts would round it to what a column's type holds.
 *
 * `'5.5'`, `'55e-1'` → `5.5`
 * @module
 */
import { decimalConstant, integerConstant } from "../constant.ts";
import type { Node } from "../tree.ts";
import { integer } from "./nodes.ts";
import { writtenInHalves } from "./halves.ts";

/** A number is `unscaled` × 10^−`scale`. */
interface Said {
  readonly unscaled: bigint;
  readonly scale: number;
}

const NUMERAL = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d+))?$/i;

/** Digits and powers of ten that are read. */
const DIGITS = 4_000;

function saidBy(text: string | null): Said | null {
  const [all, sign = "", whole = "", fraction, only, exponent = "0"] = NUMERAL.exec(text?.trim() ?? "") ?? [];
  if (all === undefined) return null;
  const after = fraction ?? only ?? "";
  if (whole.length + after.length > DIGITS) return null;
  const unscaled = BigInt(`${sign === "-" ? "-" : ""}${whole}${after}`);
  // Beyond, every number is larger, or smaller, than all that is compared with it.
  const power = Math.max(-2 * DIGITS, Math.min(Number(exponent), 2 * DIGITS));
  return withoutZeros(unscaled, after.length - power);
}

/** The number with as few decimals as it needs where it has more digits than a decimal. */
function withoutZeros(unscaled: bigint, scale: number): Said {
  if (scale <= 0) return { unscaled: unscaled * 10n ** BigInt(-scale), scale: 0 };
  if (unscaled === 0n) return { unscaled, scale: Math.min(scale, 37) };
  const digits = String(unscaled).replace("-", "").length;
  if (Math.max(digits, scale) <= 38) return { unscaled, scale };
  const zeros = Math.min(scale, /0*$/.exec(String(unscaled))?.[0].length ?? 0);
  return { unscaled: unscaled / 10n ** BigInt(zeros), scale: scale - zeros };
}

/** The number that a text says, as a literal; null where it says none, or one that needs more than 38 digits. */
export function numberOf(text: string | null): Node | null {
  const said = saidBy(text);
  return said === null ? null : literal(said);
}

/** The same, in halves where it needs more digits: beside an exact number. */
export function exactNumberOf(text: string | null): Node | null {
  const said = saidBy(text);
  return said === null ? null : literal(said) ?? writtenInHalves(said.unscaled, said.scale);
}

const HELD = 10n ** 38n;

function literal({ unscaled, scale }: Said): Node | null {
  if (scale > 0) return decimalConstant(unscaled, scale);
  if (unscaled >= HELD || unscaled <= -HELD) return null;
  // As the parser has it.
  return unscaled >= 0n && unscaled < 2n ** 31n ? integer(Number(unscaled)) : integerConstant(unscaled);
}
