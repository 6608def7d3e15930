/**
 * Text constants in the tree.
 * @module
 */
import { type Node, node, str } from "./tree.ts";

/** The text of a constant of plain type VARCHAR; null for any other node. */
export function textConstantIn(of: Node): string | null {
  if (str(of, "class") !== "CONSTANT") return null;
  const value = node(of, "value");
  const text = value?.["value"];
  const type = value === null ? null : node(value, "type");
  if (type === null || typeof text !== "string") return null;
  return str(type, "id") === "VARCHAR" && type["type_info"] === null ? text : null;
}

/** The constant with another text. */
export function withText(of: Node, text: string): Node {
  return { ...of, value: { ...node(of, "value"), value: text } };
}
