/**
 * Number literals that DuckDB's parser rounds although a DECIMAL holds them.
 * @module
 */
import { decimalConstant } from "./constant.ts";
import { location, type Node, node, str, transform } from "./tree.ts";

/** A plain number as written, sign and underscores included, no exponent. */
const PLAIN = /^(-?)\s*([\d_]*)\.?([\d_]*)(?![\w.])/;

/**
 * The tree with such literals exact. The parser counts the zero of `0.…` as a digit, and zeros at either end, so
 * numbers of 38 digits, which DynamoDB holds, become DOUBLE.
 * @param text the text that was parsed
 */
export function exactLiterals(query: Node, text: string): Node {
  let bytes: Uint8Array | null = null;
  const written = (at: number): string => {
    bytes ??= new TextEncoder().encode(text);
    return new TextDecoder().decode(bytes.subarray(at, at + 400));
  };
  return transform(query, (of) => {
    const at = location(of);
    const value = str(of, "class") === "CONSTANT" ? node(of, "value") : null;
    if (value === null || at === null || str(node(value, "type") ?? {}, "id") !== "DOUBLE") return of;
    const [, sign = "", whole = "", fraction = ""] = PLAIN.exec(written(at)) ?? [];
    const digits = fraction.replaceAll("_", "").replace(/0+$/, "");
    if (whole + digits === "") return of;
    const exact = decimalConstant(BigInt(`${sign}${whole.replaceAll("_", "")}${digits}`), digits.length);
    return exact === null ? of : { ...of, value: exact["value"] ?? null };
  });
}
