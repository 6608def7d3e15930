/**
 * A text template is what SQL texts have in common that differ only by their constants: `… WHERE id = 'a'` and `… WHERE
 * id = 'b'`, `… = 1` and `… = 2`. Texts in quotes and whole numbers are cut out and leave markers; probe literals fill
 * them where the parser must see something.
 * @module
 */
import { constantIn, literal, type ProbeLiteral, wholeNumber, withConstant } from "./probe_literals.ts";
import { spans } from "../text.ts";
import { isList, isNode, type Node, Numeral, type TreeValue } from "../tree.ts";

/** An SQL text with its constants cut out. */
export interface MarkedText {
  /**
   * The rest, with the constant's type and number between NULs in each marker: equal for statements that differ by those
   * constants only, as long as the same of them are equal to each other.
   */
  readonly fingerprint: string;
  /** The constants, each once. */
  readonly constants: readonly ProbeLiteral[];
}

/** Statements longer than this, or with more constants, are hardly asked again and would take memory. */
const LONGEST = 2_048;
const MOST = 24;

/** Texts with control characters are left to DuckDB: `case_distinct_names.ts` puts some to a use of its own. */
export const CONTROL = /\p{Cc}/u;

/** What makes the text behind it another kind of literal: `E'…'`, `X'…'`, or a name run together with it. */
const RUNS_ON = /[\w$\u0080-\uffff]$/;

/**
 * Whole numbers. What belongs to a type, to an index, to a longer number or to a name stays where it is, and so does
 * what is behind a minus: the parser makes one number of both.
 */
const NUMBER =
  /\b(?:DECIMAL|NUMERIC|DEC|(?:VAR)?CHAR|CHARACTER(?:\s+VARYING)?|B?PCHAR|STRING|TEXT|BIT|FLOAT|TIME(?:STAMP)?|INTERVAL)\s*\([^()]*\)|\[[^[\]]*\]|(?<![\w$.#?:\u0080-\uffff]|-\s*)(0|[1-9]\d*)(?![\w$.\u0080-\uffff])/gi;

const MARKER = /\0(?:VARCHAR|INTEGER|BIGINT)(\d+)\0/g;

/**
 * Cuts the constants out.
 * @param text as `plainText` gives it: comments blank
 * @returns null where the text is not worth it, or not sure
 */
export function cutTexts(text: string): MarkedText | null {
  if (text.length > LONGEST) return null;
  const numbers = new Map<string, number>();
  const constants: ProbeLiteral[] = [];
  const marker = (constant: ProbeLiteral): string => {
    const key = constant.type + constant.text;
    const number = numbers.get(key) ?? constants.push(constant) - 1;
    numbers.set(key, number);
    return `\0${constant.type}${number}\0`;
  };
  const cutNumbers = (code: string): string =>
    code.replace(NUMBER, (whole: string, digits: string | undefined, at: number) => {
      const constant = digits === undefined ? null : wholeNumber(digits);
      // At a quote it may be part of something else.
      const apart = (at > 0 || fingerprint === "") && at + whole.length < code.length ||
        code.length === text.length;
      return constant === null || !apart ? whole : marker(constant);
    });

  let fingerprint = "";
  let left = text.length;
  for (const { kind, text: part } of spans(text)) {
    left -= part.length;
    const plain = kind === "quoted" && part.startsWith("'") && !RUNS_ON.test(fingerprint);
    if (kind === "code") fingerprint += cutNumbers(left === 0 ? part + " " : part);
    else if (!plain) fingerprint += part;
    else if (part.length < 2 || !part.endsWith("'") || CONTROL.test(part)) return null;
    else fingerprint += marker({ type: "VARCHAR", text: part.slice(1, -1).replaceAll("''", "'") });
  }
  return constants.length > MOST ? null : { fingerprint, constants };
}

/** The SQL text with `constants` in its markers. */
export function fillText(fingerprint: string, constants: readonly ProbeLiteral[]): string {
  return fingerprint.replace(MARKER, (whole, number) => {
    const constant = constants[Number(number)];
    return constant === undefined ? whole : literal(constant);
  });
}

const encoder = new TextEncoder();
const bytes = (text: string) => encoder.encode(text).length;
const bytesOf = (constant: ProbeLiteral | undefined) => constant === undefined ? 0 : bytes(literal(constant));

/** A tree whose constants are probe literals. */
export interface MarkedTree {
  readonly tree: Node;
  readonly probeLiterals: readonly ProbeLiteral[];
  /** The markers of the text that the tree was parsed from: where each begins, in bytes, and its constant's number. */
  readonly markers: readonly { readonly place: number; readonly number: number }[];
}

/** A tree parsed from a fingerprint that was filled with probe literals. */
export function markedTree(
  tree: Node,
  fingerprint: string,
  probeLiterals: readonly ProbeLiteral[],
): MarkedTree {
  let place = 0;
  let read = 0;
  const markers: { place: number; number: number }[] = [];
  for (const match of fingerprint.matchAll(MARKER)) {
    const number = Number(match[1]);
    place += bytes(fingerprint.slice(read, match.index));
    markers.push({ place, number });
    place += bytesOf(probeLiterals[number]);
    read = match.index + match[0].length;
  }
  return { tree, probeLiterals, markers };
}

/** The tree with `constants` in place of the probe literals where those are constants, and each node's place moved. */
export function fillTree(
  { tree, probeLiterals, markers }: MarkedTree,
  constants: readonly ProbeLiteral[],
): Node {
  const values = new Map(probeLiterals.map(({ text }, number) => [text, constants[number]]));
  const longer = probeLiterals.map((one, number) => bytesOf(constants[number]) - bytesOf(one));

  const moved = (place: Numeral): Numeral => {
    const from = Number(place.text);
    // 2^64 - 1, "no place", stays.
    if (from >= 2 ** 53) return place;
    let to = from;
    for (const marker of markers) {
      if (marker.place >= from) break;
      to += longer[marker.number] ?? 0;
    }
    return to === from ? place : new Numeral(String(to));
  };
  const filled = (value: TreeValue): TreeValue => {
    if (isList(value)) return value.map(filled);
    return isNode(value) ? filledNode(value) : value;
  };
  const filledNode = (of: Node): Node => {
    const held = constantIn(of);
    const value = held === null ? undefined : values.get(held.text);
    const from = value === undefined || value.type !== held?.type ? of : withConstant(of, value);
    const copy: Record<string, TreeValue> = {};
    for (const name of Object.keys(from)) {
      const member = from[name] ?? null;
      copy[name] = name === "query_location" && member instanceof Numeral ? moved(member) : filled(member);
    }
    return copy;
  };
  return filledNode(tree);
}
