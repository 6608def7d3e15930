/**
 * Statements parsed before: one that differs from a known one only by its constants needs no parser. Programs and
 * assistants ask the same statement with other keys again and again.
 * @module
 */
import { boundedMap } from "../../lib/lru_map.ts";
import type { Dialect } from "../dialect.ts";
import { parse, type Statement } from "../parse.ts";
import { constantIn, type ProbeLiteral, standIns } from "./probe_literals.ts";
import { plainText } from "../text.ts";
import {
  cutTexts,
  fillText,
  fillTree,
  type SlottedText,
  type SlottedTree,
  slottedTree,
} from "./text_template.ts";
import { type Node, walk, writeTree } from "../tree.ts";

/** A parser that remembers. */
export interface Parser {
  /** Parses like the function of that name. */
  parse(source: string, dialect: Dialect): Promise<Statement>;
  /**
   * Learns from one of the statements parsed since. It takes a second parse: when nobody waits for it.
   */
  learn(dialect: Dialect): Promise<void>;
  /** Statements that there is something to learn from. */
  readonly lessons: number;
}

/** What is known of an outline: not to be had by filling slots, or how to. */
type Known = "unsafe" | { readonly slotted: SlottedTree; readonly parameters: readonly string[] };

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

/** Statements to learn from that are kept at most. */
const LESSONS = 16;

/** A parser that knows nothing yet. */
export function createParser(most = MOST): Parser {
  const outlines = boundedMap<string, Known>(most);
  const lessons = new Map<string, Lesson>();

  return {
    async parse(source, dialect) {
      const cut = cutSource(source);
      if (cut === null) return await parse(source, dialect);
      const known = outlines.get(cut.outline);
      if (typeof known === "object") {
        const { slotted, parameters } = known;
        return { node: fillTree(slotted, cut.constants), text: cut.text, source, parameters };
      }
      const statement = await parse(source, dialect);
      if (known === undefined && lessons.size < LESSONS) lessons.set(cut.outline, { ...cut, statement });
      return statement;
    },
    async learn(dialect) {
      const [lesson] = lessons.values();
      if (lesson === undefined) return;
      lessons.delete(lesson.outline);
      outlines.set(lesson.outline, await learned(lesson, dialect));
    },
    get lessons() {
      return lessons.size;
    },
  };
}

/** A statement as the parser saw it. */
interface Lesson extends SlottedText {
  readonly statement: Statement;
}

/**
 * Parses the outline with stand-ins. It is safe if putting the constants in place of the stand-ins gives the very tree
 * that the parser made of the constants, and the stand-ins are in it as constants of their types: then they stand nowhere
 * else in it, and nothing in it depends on what they are.
 */
async function learned({ outline, constants, statement }: Lesson, dialect: Dialect): Promise<Known> {
  const others = standIns(constants);
  const parsed = await parse(fillText(outline, others), dialect).catch(() => null);
  if (parsed === null) return "unsafe";
  const slotted = slottedTree(parsed.node, outline, others);
  const same = writeTree(fillTree(slotted, constants)) === writeTree(statement.node);
  return same && others.every(isIn(parsed.node)) ? { slotted, parameters: parsed.parameters } : "unsafe";
}

function isIn(tree: Node): (constant: ProbeLiteral) => boolean {
  const found = new Set<string>();
  walk(tree, (of) => {
    const constant = constantIn(of);
    if (constant !== null) found.add(constant.type + constant.text);
  });
  return ({ type, text }) => found.has(type + text);
}
