/**
 * Forms of numbers as PostgreSQL, Oracle and .NET write them, as `format` has them. What has no equal is not translated.
 *
 * `FM999990.00` → `{:.2f}`; `FM999,999,990.00` → `{:,.2f}`
 * @module
 */

/** A form of a number. */
export interface NumberFormat {
  /** As `format` takes it. */
  readonly format: string;
  /** Digits after the point. */
  readonly digits: number;
}

/**
 * The form as `format` has it; null where it has no equal: without `FM` there are blanks for missing digits, and `9` in
 * place of the last digit before the point writes none of a number below one.
 */
export function numberFormat(text: string): NumberFormat | null {
  const [, whole = "", digits = ""] = /^FM((?:9|,)*0)(?:[.D](0*))?$/i.exec(text) ?? [];
  if (whole === "" || (/[.D]$/i.test(text))) return null;
  // Groups of three digits, if any.
  const grouped = whole.includes(",");
  if (grouped && !/^9{1,3}(?:,9{3})*(?:,9{2}0)$/.test(whole)) return null;
  return { format: `{:${grouped ? "," : ""}.${digits.length}f}`, digits: digits.length };
}

/** .NET's `N2`, `F0`, `#,##0.00`, as T-SQL takes them; null for others, and for those that depend on a culture. */
export function netFormat(text: string): NumberFormat | null {
  const [, kind = "", count = "2"] = /^([NF])(\d?)$/i.exec(text) ?? [];
  if (kind !== "") {
    const digits = count === "" ? 2 : Number(count);
    return { format: `{:${/n/i.test(kind) ? "," : ""}.${digits}f}`, digits };
  }
  const [, grouped, fraction = ""] = /^(#,##)?0(?:\.(0+))?$/.exec(text) ?? [];
  if (!/^(?:#,##)?0(?:\.0+)?$/.test(text)) return null;
  return { format: `{:${grouped === undefined ? "" : ","}.${fraction.length}f}`, digits: fraction.length };
}
