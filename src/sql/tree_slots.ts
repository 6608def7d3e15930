/**
 * What is the same in trees that differ only by text constants, and how DuckDB's printer writes it.
 * @module
 */
import { textConstantIn, withText } from "./text_constant.ts";
import { isList, isNode, type Node, Numeral, type TreeValue } from "./tree.ts";

/** A tree's text constants, and what it is without them and without places in the text. */
export interface Outline {
  readonly outline: string;
  readonly texts: readonly string[];
}

/** Takes a tree's text constants out. */
export function outlineOf(tree: Node): Outline {
  const texts: string[] = [];
  let outline = "";
  const write = (value: TreeValue): void => {
    if (isNode(value)) {
      const text = slotIn(value);
      if (text !== null) texts.push(text);
      outline += "{";
      for (const name of Object.keys(value)) {
        if (name === "query_location" || (name === "value" && text !== null)) continue;
        outline += `${name}:`;
        write(value[name] ?? null);
      }
      outline += text === null ? "}" : "\0}";
    } else if (isList(value)) {
      outline += "[";
      value.forEach(write);
      outline += "]";
    } else if (typeof value === "string") outline += JSON.stringify(value);
    else outline += value instanceof Numeral ? `${value.text},` : `${value},`;
  };
  write(tree);
  return { outline, texts };
}

/** The tree with other text constants, in the order of {@link outlineOf}. */
export function withTexts(tree: Node, texts: readonly string[]): Node {
  let at = 0;
  const replaced = (value: TreeValue): TreeValue => {
    if (isList(value)) return value.map(replaced);
    if (!isNode(value)) return value;
    if (slotIn(value) !== null) return withText(value, texts[at++] ?? "");
    const copy: Record<string, TreeValue> = {};
    for (const name of Object.keys(value)) copy[name] = replaced(value[name] ?? null);
    return copy;
  };
  const copy = replaced(tree);
  // An object gives an object.
  return isNode(copy) ? copy : tree;
}

/** `'t'` and `'f'` are how the parser writes truth values, and are printed in another way. */
function slotIn(of: Node): string | null {
  const text = textConstantIn(of);
  return text === "t" || text === "f" ? null : text;
}

/** A printed text whose stand-ins are slots. */
export interface SlottedPrint {
  /** The text around the slots, and in between the slots by number. */
  readonly parts: readonly (string | number)[];
}

/** Cuts stand-ins out of what DuckDB's printer made of them; null where one is not there as a whole literal. */
export function cutPrint(printed: string, standIns: readonly string[]): SlottedPrint | null {
  const literal = /'[0-9a-f]{8}-[0-9a-f-]{27}-(\d+)-x*'/g;
  const parts: (string | number)[] = [];
  const seen = new Set<number>();
  let at = 0;
  for (const match of printed.matchAll(literal)) {
    const slot = Number(match[1]);
    if (match[0] !== `'${standIns[slot]}'`) return null;
    parts.push(printed.slice(at, match.index), slot);
    seen.add(slot);
    at = match.index + match[0].length;
  }
  parts.push(printed.slice(at));
  return seen.size === standIns.length ? { parts } : null;
}

/** The printed text with `texts` in its slots. */
export function fillPrint({ parts }: SlottedPrint, texts: readonly string[]): string {
  return parts.map((part) =>
    typeof part === "string" ? part : `'${(texts[part] ?? "").replaceAll("'", "''")}'`
  ).join("");
}

/** The printed text with a parameter of type VARCHAR in each slot, numbered from `first` on. */
export function printWithParameters({ parts }: SlottedPrint, first: number): string {
  return parts.map((part) => typeof part === "string" ? part : `$${first + part}::VARCHAR`).join("");
}
