/**
 * What is the same in trees that differ only by constants, and how DuckDB's printer writes it.
 * @module
 */
import { constantIn, literal, type ProbeLiteral, withConstant } from "./probe_literals.ts";
import { isList, isNode, type Node, Numeral, type TreeValue } from "../tree.ts";

/** A tree's constants, and what it is without them and without places in the text. */
export interface Outline {
  readonly outline: string;
  readonly constants: readonly ProbeLiteral[];
}

/** Nodes of numbers that may be others. */
export type Numbers = ReadonlySet<Node>;

const NONE: Numbers = new Set();

/**
 * Takes a tree's constants out: all its texts, and certain numbers.
 * @param numbers those
 */
export function outlineOf(tree: Node, numbers: Numbers = NONE): Outline {
  const constants: ProbeLiteral[] = [];
  let outline = "";
  const write = (value: TreeValue): void => {
    if (isNode(value)) {
      const slot = slotIn(value, numbers);
      if (slot !== null) constants.push(slot);
      outline += "{";
      for (const name of Object.keys(value)) {
        if (name === "query_location" || (name === "value" && slot !== null)) continue;
        outline += `${name}:`;
        write(value[name] ?? null);
      }
      outline += slot === null ? "}" : `\0${slot.type}}`;
    } else if (isList(value)) {
      outline += "[";
      value.forEach(write);
      outline += "]";
    } else if (typeof value === "string") outline += JSON.stringify(value);
    else outline += value instanceof Numeral ? `${value.text},` : `${value},`;
  };
  write(tree);
  return { outline, constants };
}

/** The tree with other constants, of the same types, in the order of {@link outlineOf}. */
export function withConstants(tree: Node, constants: readonly ProbeLiteral[], numbers: Numbers = NONE): Node {
  let at = 0;
  const replaced = (value: TreeValue): TreeValue => {
    if (isList(value)) return value.map(replaced);
    if (!isNode(value)) return value;
    if (slotIn(value, numbers) !== null) {
      const constant = constants[at++];
      return constant === undefined ? value : withConstant(value, constant);
    }
    const copy: Record<string, TreeValue> = {};
    for (const name of Object.keys(value)) copy[name] = replaced(value[name] ?? null);
    return copy;
  };
  const copy = replaced(tree);
  // An object gives an object.
  return isNode(copy) ? copy : tree;
}

/** `'t'` and `'f'` are how the parser writes truth values, and are printed in another way. */
function slotIn(of: Node, numbers: Numbers): ProbeLiteral | null {
  const constant = constantIn(of);
  if (constant?.type === "VARCHAR") return constant.text === "t" || constant.text === "f" ? null : constant;
  return numbers.has(of) ? constant : null;
}

/** A printed text whose stand-ins are slots. */
export interface SlottedPrint {
  /** The text around the slots, and in between the slots by number. */
  readonly parts: readonly (string | number)[];
}

/** Cuts stand-ins out of what DuckDB's printer made of them; null where one is not there as a whole literal. */
export function cutPrint(printed: string, standIns: readonly ProbeLiteral[]): SlottedPrint | null {
  const literals = new Map(standIns.map((standIn, slot) => [literal(standIn), slot]));
  const parts: (string | number)[] = [];
  const seen = new Set<number>();
  let at = 0;
  // A stand-in's literal has no character that means something to a regular expression.
  const any = new RegExp(`(?<![\\w.'])(?:${[...literals.keys()].join("|")})(?![\\w.'])`, "g");
  for (const match of standIns.length === 0 ? [] : printed.matchAll(any)) {
    const slot = literals.get(match[0]);
    if (slot === undefined) return null;
    parts.push(printed.slice(at, match.index), slot);
    seen.add(slot);
    at = match.index + match[0].length;
  }
  parts.push(printed.slice(at));
  return seen.size === standIns.length ? { parts } : null;
}

/** The printed text with `constants` in its slots. */
export function fillPrint({ parts }: SlottedPrint, constants: readonly ProbeLiteral[]): string {
  return parts.map((part) => {
    if (typeof part === "string") return part;
    const constant = constants[part];
    return constant === undefined ? "" : literal(constant);
  }).join("");
}

/** The printed text with a parameter of the constant's type in each slot, numbered from `first` on. */
export function printWithParameters(
  { parts }: SlottedPrint,
  constants: readonly ProbeLiteral[],
  first: number,
): string {
  return parts.map((part) =>
    typeof part === "string" ? part : `$${first + part}::${constants[part]?.type ?? "VARCHAR"}`
  ).join("");
}
