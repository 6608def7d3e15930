/**
 * Statements parsed before: one that differs from a known one only by its constants needs no parser. Programs and
 * assistants ask the same statement with other keys again and again.
 * @module
 */
import type { Dialect } from "../dialect.ts";
import { parse, type Statement } from "../parse.ts";
import { parserText } from "../foreign/text/mod.ts";
import { type Node, walk, writeTree } from "../tree.ts";
import { constantIn, type ProbeLiteral, probeLiterals } from "./probe_literals.ts";
import {
  cutTexts,
  fillText,
  fillTree,
  type MarkedText,
  type MarkedTree,
  markedTree,
} from "./text_template.ts";

/** A statement without its constants: the same for all that differ by those only. */
export interface CutSource extends MarkedText {
  /** The text with blank comments. */
  readonly text: string;
}

/** Takes the constants out of a statement; null where that is not worth it, or not sure. */
export function cutSource(source: string): CutSource | null {
  // What is no text at all is for `parse` to refuse.
  if (!source.isWellFormed() || source.includes("\0")) return null;
  const text = parserText(source);
  const cut = cutTexts(text);
  return cut === null ? null : { text, ...cut };
}

/** The tree of statements that differ only by their constants; or that it is not to be had by filling markers. */
export type TreeTemplate = "unsafe" | {
  readonly marked: MarkedTree;
  readonly parameters: readonly string[];
};

/** The statement that the parser makes of a text; null where it has to be asked. */
export function parsedBy(template: TreeTemplate, cut: CutSource, source: string): Statement | null {
  if (template === "unsafe") return null;
  const { marked, parameters } = template;
  return { node: fillTree(marked, cut.constants), text: cut.text, source, parameters };
}

/**
 * Parses the fingerprint with probe literals: a second parse, for when nobody waits. It is safe if putting the constants in place of the
 * probe literals gives the very tree that the parser made of the constants, and the probe literals are in it as constants of their types:
 * then they stand nowhere else in it, and nothing in it depends on what they are.
 * @param statement what the parser made of the text
 */
export async function treeTemplate(
  { fingerprint, constants }: CutSource,
  statement: Statement,
  dialect: Dialect,
): Promise<TreeTemplate> {
  const others = probeLiterals(constants);
  const parsed = await parse(fillText(fingerprint, others), dialect).catch(() => null);
  if (parsed === null) return "unsafe";
  const marked = markedTree(parsed.node, fingerprint, others);
  const same = writeTree(fillTree(marked, constants)) === writeTree(statement.node);
  return same && others.every(isIn(parsed.node)) ? { marked, parameters: parsed.parameters } : "unsafe";
}

function isIn(tree: Node): (constant: ProbeLiteral) => boolean {
  const found = new Set<string>();
  walk(tree, (of) => {
    const constant = constantIn(of);
    if (constant !== null) found.add(constant.type + constant.text);
  });
  return ({ type, text }) => found.has(type + text);
}
