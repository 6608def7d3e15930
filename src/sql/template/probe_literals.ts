/**
 * Constants that statements differ by when they are otherwise the same: texts, and whole numbers of 32 or 64 bits.
 * @module
 */
import { textLiteral } from "../../catalog/names.ts";
import { type Node, node, Numeral, str } from "../tree.ts";

/** A constant by its type and its value: the text itself, or the number's digits. */
export interface ProbeLiteral {
  readonly type: "VARCHAR" | "INTEGER" | "BIGINT";
  readonly text: string;
}

/** What the parser takes a number of these digits for; null where it is no whole number of 64 bits. */
export function wholeNumber(digits: string): ProbeLiteral | null {
  // Longer ones would take time, and are none.
  if (digits.length > 19) return null;
  const value = BigInt(digits);
  if (value < 2n ** 31n) return { type: "INTEGER", text: digits };
  return value < 2n ** 63n ? { type: "BIGINT", text: digits } : null;
}

/** The constant of a node; null for any other node, and for constants of other types. */
export function constantIn(of: Node): ProbeLiteral | null {
  if (str(of, "class") !== "CONSTANT") return null;
  const value = node(of, "value");
  const type = value === null ? null : node(value, "type");
  if (value === null || type === null || type["type_info"] !== null) return null;
  const id = str(type, "id");
  const held = value["value"];
  if (id === "VARCHAR") return typeof held === "string" ? { type: id, text: held } : null;
  if (id !== "INTEGER" && id !== "BIGINT") return null;
  return held instanceof Numeral ? { type: id, text: held.text } : null;
}

/** The node with another constant of its type. */
export function withConstant(of: Node, { type, text }: ProbeLiteral): Node {
  return { ...of, value: { ...node(of, "value"), value: type === "VARCHAR" ? text : new Numeral(text) } };
}

/** A constant as SQL. */
export function literal({ type, text }: ProbeLiteral): string {
  return type === "VARCHAR" ? textLiteral(text) : text;
}

/**
 * Constants that no statement has, of the types given. Texts are each of another length, so that places in the SQL text
 * move too.
 */
export function probeLiterals(constants: readonly Pick<ProbeLiteral, "type">[]): readonly ProbeLiteral[] {
  const mark = crypto.randomUUID();
  const random = Math.floor(Math.random() * 9e8);
  return constants.map(({ type }, at) => {
    if (type === "VARCHAR") return { type, text: `${mark}-${at}-${"x".repeat((at * 7) % 11)}` };
    const base = type === "INTEGER" ? 1_200_000_000 : 7_200_000_000_000_000;
    return { type, text: String(base + random + at) };
  });
}
