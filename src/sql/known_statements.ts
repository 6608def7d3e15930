/**
 * Statements parsed before: one that differs from a known one only by its texts in quotes needs no parser. Programs and
 * assistants ask the same statement with other keys again and again.
 * @module
 */
import { boundedMap } from "../store/bounded_map.ts";
import type { Dialect } from "./dialect.ts";
import { parse, type Statement } from "./parse.ts";
import { plainText } from "./text.ts";
import {
  cutTexts,
  fillText,
  fillTree,
  type SlottedText,
  type SlottedTree,
  slottedTree,
  standIns,
} from "./text_slots.ts";
import { writeTree } from "./tree.ts";

/** Parses like {@link parse}, and remembers. */
export type Parser = (source: string, dialect: Dialect) => Promise<Statement>;

/** What is known of an outline: seen once; not to be had by filling slots; or how to. */
type Known = "seen" | "unsafe" | { readonly slotted: SlottedTree; readonly parameters: readonly string[] };

/** Outlines remembered; a tree takes some 10 KiB. */
const MOST = 300;

/** A statement without its constants. */
export interface CutSource extends SlottedText {
  /** The text with blank comments. */
  readonly text: string;
}

/** The statement cut last: it is asked for more than once. */
let cutLast: { readonly source: string; readonly cut: CutSource | null } | null = null;

/** Takes the constants out of a statement; null where that is not worth it, or not sure. */
export function cutSource(source: string): CutSource | null {
  if (cutLast?.source !== source) cutLast = { source, cut: cutAnew(source) };
  return cutLast.cut;
}

function cutAnew(source: string): CutSource | null {
  // What is no text at all is for `parse` to refuse.
  if (!source.isWellFormed() || source.includes("\0")) return null;
  const text = plainText(source);
  const cut = cutTexts(text);
  return cut === null ? null : { text, ...cut };
}

/** A parser that knows nothing yet. */
export function createParser(most = MOST): Parser {
  const outlines = boundedMap<string, Known>(most);

  return async (source, dialect) => {
    const cut = cutSource(source);
    if (cut === null) return await parse(source, dialect);
    const known = outlines.get(cut.outline);
    if (typeof known === "object") {
      const { slotted, parameters } = known;
      return { node: fillTree(slotted, cut.texts), text: cut.text, source, parameters };
    }
    const statement = await parse(source, dialect);
    // Learning takes a second parse: worth it for what comes again.
    if (known === undefined) outlines.set(cut.outline, "seen");
    else if (known === "seen") {
      outlines.set(cut.outline, await learn(cut.outline, cut.texts, statement, dialect));
    }
    return statement;
  };
}

/**
 * Parses the outline with stand-ins. It is safe if putting the texts in place of the stand-ins gives the very tree that
 * the parser made of the texts: then they stand nowhere else in it, and nothing in it depends on what they are.
 */
async function learn(
  outline: string,
  texts: readonly string[],
  statement: Statement,
  dialect: Dialect,
): Promise<Known> {
  const others = standIns(texts.length);
  const parsed = await parse(fillText(outline, others), dialect).catch(() => null);
  if (parsed === null) return "unsafe";
  const slotted = slottedTree(parsed.node, outline, others);
  const same = writeTree(fillTree(slotted, texts)) === writeTree(statement.node);
  return same ? { slotted, parameters: parsed.parameters } : "unsafe";
}
