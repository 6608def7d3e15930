/**
 * Finds what meets what where rows, lists and structs that are written out are compared: their parts, place by place.
 *
 * `(a, [b]) = (1, [2])` → `a` meets `1`, `b` meets `2`
 * @module
 */
import { foldName } from "../resolve/identifiers.ts";
import { type Node, nodes, str } from "../tree.ts";
import { isWrittenFields, isWrittenList } from "./made.ts";

/** The groups that meet; the sides themselves where they are not written out. */
export function partsMet(sides: readonly Node[]): readonly (readonly Node[])[] {
  const [first, ...others] = sides;
  const isForm = first === undefined ? null : [isWrittenFields, isWrittenList].find((form) => form(first));
  if (first === undefined || isForm === null || isForm === undefined) return [sides];
  const parts = nodes(first, "children");
  const alike = others.filter((side) => isForm(side) && nodes(side, "children").length === parts.length);
  if (alike.length === 0) return [sides];
  return parts.flatMap((part, at) => partsMet([part, ...alike.map((side) => partner(side, part, at))]));
}

/** The part of another value that a part meets: the one of its name; by its place where there are no names. */
function partner(side: Node, part: Node, at: number): Node {
  const parts = nodes(side, "children");
  const name = foldName(str(part, "alias"));
  const named = name === "" ? undefined : parts.find((each) => foldName(str(each, "alias")) === name);
  return named ?? parts[at] ?? part;
}
