/**
 * What is the same in SQL texts that differ only by their texts in quotes: `… WHERE id = 'a'` and `… WHERE id = 'b'`.
 * The texts are cut out and leave slots; stand-ins fill them where the parser must see a text.
 * @module
 */
import { spans } from "./text.ts";
import { isList, isNode, type Node, Numeral, type TreeValue } from "./tree.ts";
import { textConstantIn, withText } from "./text_constant.ts";

/** An SQL text with its plain texts cut out. */
export interface SlottedText {
  /**
   * The rest, with the text's number between NULs in each slot: equal for statements that differ by those texts only,
   * as long as the same of them are equal to each other.
   */
  readonly outline: string;
  /** The texts, as values, each once. */
  readonly texts: readonly string[];
}

/** Statements longer than this, or with more texts, are hardly asked again and would take memory. */
const LONGEST = 2_048;
const MOST_TEXTS = 24;

/** Texts with control characters are left to DuckDB: `spellings.ts` puts some to a use of its own. */
export const CONTROL = /\p{Cc}/u;

/** What makes the text behind it another kind of literal: `E'…'`, `X'…'`, or a name run together with it. */
const RUNS_ON = /[\w$\u0080-\uffff]$/;

const SLOT = /\0(\d+)\0/g;

/**
 * Cuts the plain texts out.
 * @param text as `plainText` gives it: comments blank
 * @returns null where the text is not worth it, or not sure
 */
export function cutTexts(text: string): SlottedText | null {
  if (text.length > LONGEST) return null;
  const numbers = new Map<string, number>();
  let outline = "";
  for (const { kind, text: part } of spans(text)) {
    const plain = kind === "quoted" && part.startsWith("'") && !RUNS_ON.test(outline);
    if (!plain) outline += part;
    else if (part.length < 2 || !part.endsWith("'") || CONTROL.test(part)) return null;
    else {
      const value = part.slice(1, -1).replaceAll("''", "'");
      const number = numbers.get(value) ?? numbers.size;
      numbers.set(value, number);
      outline += `\0${number}\0`;
    }
  }
  return numbers.size > MOST_TEXTS ? null : { outline, texts: [...numbers.keys()] };
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** The SQL text with `texts` in its slots. */
export function fillText(outline: string, texts: readonly string[]): string {
  return outline.replace(SLOT, (_, number) => quoted(texts[Number(number)] ?? ""));
}

/** Texts that no statement has, each of another length, so that places in the text move too. */
export function standIns(count: number): readonly string[] {
  const mark = crypto.randomUUID();
  return Array.from({ length: count }, (_, at) => `${mark}-${at}-${"x".repeat((at * 7) % 11)}`);
}

const encoder = new TextEncoder();
const bytes = (text: string) => encoder.encode(text).length;

/** A tree whose texts are stand-ins. */
export interface SlottedTree {
  readonly tree: Node;
  readonly standIns: readonly string[];
  /** The slots of the text that the tree was parsed from: where each begins, in bytes, and its text's number. */
  readonly slots: readonly { readonly place: number; readonly number: number }[];
}

/** A tree parsed from an outline that was filled with stand-ins. */
export function slottedTree(tree: Node, outline: string, standIns: readonly string[]): SlottedTree {
  let place = 0;
  let read = 0;
  const slots: { place: number; number: number }[] = [];
  for (const match of outline.matchAll(SLOT)) {
    const number = Number(match[1]);
    place += bytes(outline.slice(read, match.index));
    slots.push({ place, number });
    place += bytes(quoted(standIns[number] ?? ""));
    read = match.index + match[0].length;
  }
  return { tree, standIns, slots };
}

/** The tree with `texts` in place of the stand-ins where those are text constants, and each node's place moved. */
export function fillTree({ tree, standIns, slots }: SlottedTree, texts: readonly string[]): Node {
  const values = new Map(standIns.map((standIn, number) => [standIn, texts[number] ?? ""]));
  const longer = standIns.map((one, number) => bytes(quoted(texts[number] ?? "")) - bytes(quoted(one)));

  const moved = (place: Numeral): Numeral => {
    const from = Number(place.text);
    // 2^64 - 1, "no place", stays.
    if (from >= 2 ** 53) return place;
    let to = from;
    for (const slot of slots) {
      if (slot.place >= from) break;
      to += longer[slot.number] ?? 0;
    }
    return to === from ? place : new Numeral(String(to));
  };
  const filled = (value: TreeValue): TreeValue => {
    if (isList(value)) return value.map(filled);
    return isNode(value) ? filledNode(value) : value;
  };
  const filledNode = (of: Node): Node => {
    const text = textConstantIn(of);
    const value = text === null ? undefined : values.get(text);
    const from = value === undefined ? of : withText(of, value);
    const copy: Record<string, TreeValue> = {};
    for (const name of Object.keys(from)) {
      const member = from[name] ?? null;
      copy[name] = name === "query_location" && member instanceof Numeral ? moved(member) : filled(member);
    }
    return copy;
  };
  return filledNode(tree);
}
