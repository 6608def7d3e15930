/**
 * A tree template is what trees have in common that differ only by constants, and how DuckDB's printer writes it.
 * @module
 */
import { constantIn, literal, type ProbeLiteral, withConstant } from "./probe_literals.ts";
import { isList, isNode, type Node, Numeral, type TreeValue } from "../tree.ts";

/** A tree's constants, and what it is without them and without places in the text. */
export interface Fingerprint {
  readonly fingerprint: string;
  readonly constants: readonly ProbeLiteral[];
}

/** Nodes of numbers that may be others. */
export type Numbers = ReadonlySet<Node>;

const NONE: Numbers = new Set();

/**
 * Takes a tree's constants out: all its texts, and certain numbers.
 * @param numbers those
 */
export function fingerprintOf(tree: Node, numbers: Numbers = NONE): Fingerprint {
  const constants: ProbeLiteral[] = [];
  let fingerprint = "";
  const write = (value: TreeValue): void => {
    if (isNode(value)) {
      const marker = markerIn(value, numbers);
      if (marker !== null) constants.push(marker);
      fingerprint += "{";
      for (const name of Object.keys(value)) {
        if (name === "query_location" || (name === "value" && marker !== null)) continue;
        fingerprint += `${name}:`;
        write(value[name] ?? null);
      }
      fingerprint += marker === null ? "}" : `\0${marker.type}}`;
    } else if (isList(value)) {
      fingerprint += "[";
      value.forEach(write);
      fingerprint += "]";
    } else if (typeof value === "string") fingerprint += JSON.stringify(value);
    else fingerprint += value instanceof Numeral ? `${value.text},` : `${value},`;
  };
  write(tree);
  return { fingerprint, constants };
}

/** The tree with other constants, of the same types, in the order of {@link fingerprintOf}. */
export function withConstants(tree: Node, constants: readonly ProbeLiteral[], numbers: Numbers = NONE): Node {
  let at = 0;
  const replaced = (value: TreeValue): TreeValue => {
    if (isList(value)) return value.map(replaced);
    if (!isNode(value)) return value;
    if (markerIn(value, numbers) !== null) {
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
function markerIn(of: Node, numbers: Numbers): ProbeLiteral | null {
  const constant = constantIn(of);
  if (constant?.type === "VARCHAR") return constant.text === "t" || constant.text === "f" ? null : constant;
  return numbers.has(of) ? constant : null;
}

/** A printed text whose probe literals are markers. */
export interface MarkedPrint {
  /** The text around the markers, and in between the markers by number. */
  readonly parts: readonly (string | number)[];
}

/** Cuts probe literals out of what DuckDB's printer made of them; null where one is not there as a whole literal. */
export function cutPrint(printed: string, probeLiterals: readonly ProbeLiteral[]): MarkedPrint | null {
  const literals = new Map(probeLiterals.map((probeLiteral, marker) => [literal(probeLiteral), marker]));
  const parts: (string | number)[] = [];
  const seen = new Set<number>();
  let at = 0;
  // A probe literal has no character that means something to a regular expression.
  const any = new RegExp(`(?<![\\w.'])(?:${[...literals.keys()].join("|")})(?![\\w.'])`, "g");
  for (const match of probeLiterals.length === 0 ? [] : printed.matchAll(any)) {
    const marker = literals.get(match[0]);
    if (marker === undefined) return null;
    parts.push(printed.slice(at, match.index), marker);
    seen.add(marker);
    at = match.index + match[0].length;
  }
  parts.push(printed.slice(at));
  return seen.size === probeLiterals.length ? { parts } : null;
}

/** The printed text with `constants` in its markers. */
export function fillPrint({ parts }: MarkedPrint, constants: readonly ProbeLiteral[]): string {
  return parts.map((part) => {
    if (typeof part === "string") return part;
    const constant = constants[part];
    return constant === undefined ? "" : literal(constant);
  }).join("");
}

/** The printed text with a parameter of the constant's type in each marker, numbered from `first` on. */
export function printWithParameters(
  { parts }: MarkedPrint,
  constants: readonly ProbeLiteral[],
  first: number,
): string {
  return parts.map((part) =>
    typeof part === "string" ? part : `$${first + part}::${constants[part]?.type ?? "VARCHAR"}`
  ).join("");
}
