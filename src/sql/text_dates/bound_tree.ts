/**
 * A tree and the text it is printed as, with each place in that text traced to the caller's own.
 * @module
 */
import type { Dialect } from "../dialect.ts";
import { parse } from "../parse.ts";
import { mended } from "../print.ts";
import { isList, isNode, location, type Node, Numeral, str, type TreeValue } from "../tree.ts";

/** A tree as its own printed text is parsed. */
export interface BoundTree {
  readonly text: string;
  /** The tree of `text`; `query_location` of its nodes is where they stood in the caller's text, if known. */
  readonly tree: Node;
  /** Where a node of `tree` stands in `text`, in bytes; null if unknown. */
  placeOf(of: Node): number | null;
}

/** Reads the printed text of a tree back, handing its nodes' places in the caller's text on. */
export async function reread(query: Node, text: string, dialect: Dialect): Promise<BoundTree> {
  const parsed = (await parse(text, dialect)).node;
  const places = new Map<Node, number>();
  const nowhere = new Numeral("18446744073709551615");

  /** `fresh` with the places of `old`, as far down as both have the same shape. */
  const hand = (fresh: TreeValue, old: TreeValue | undefined): TreeValue => {
    if (isList(fresh)) {
      const same = isList(old) && old.length === fresh.length ? old : [];
      return fresh.map((entry, at) => hand(entry, same[at]));
    }
    if (!isNode(fresh)) return fresh;
    const twin = isNode(old) && sameKind(fresh, old) ? old : {};
    const copy: Record<string, TreeValue> = {};
    for (const [name, value] of Object.entries(fresh)) copy[name] = hand(value, twin[name]);
    if ("query_location" in fresh) copy["query_location"] = twin["query_location"] ?? nowhere;
    const place = location(fresh);
    if (place !== null) places.set(copy, place);
    return copy;
  };

  const tree = hand(parsed, mended(query));
  // `hand` gives an object for an object.
  return { text, tree: isNode(tree) ? tree : parsed, placeOf: (of) => places.get(of) ?? null };
}

const sameKind = (a: Node, b: Node) =>
  str(a, "class") === str(b, "class") && str(a, "type") === str(b, "type");

/** The nodes of a tree that satisfy `wanted`, in its order. */
export function nodesOf(root: TreeValue, wanted: (of: Node) => boolean): readonly Node[] {
  const found: Node[] = [];
  const visit = (value: TreeValue): void => {
    if (isList(value)) return value.forEach(visit);
    if (!isNode(value)) return;
    if (wanted(value)) found.push(value);
    Object.values(value).forEach(visit);
  };
  visit(root);
  return found;
}

/** The node at a byte offset of the text whose own place in the caller's text is known, or its nearest parent's. */
export function traceBack({ tree, placeOf }: BoundTree, position: number): number | null {
  let best: Node | null = null;
  for (const of of nodesOf(tree, (each) => placeOf(each) === position)) {
    if (location(of) !== null) best ??= of;
  }
  return best === null ? null : location(best);
}
