/**
 * An answer whose items are decoded a few at a time, as they are taken. Items of waiting pages would make V8's heap
 * grow: they are a few thousand objects a page, which live just long enough to count as old.
 * @module
 */
import type { Item } from "../access.ts";
import { readItem, type WantedNames, wantedNames } from "./decode.ts";
import {
  CLOSE,
  CLOSE_LIST,
  COLON,
  COMMA,
  decoder,
  OPEN,
  OPEN_LIST,
  type PageText,
  pageText,
  QUOTE,
  skipString,
  skipValue,
  textOf,
  Unexpected,
} from "./json_bytes.ts";
import { parseOrdered } from "./parse_ordered.ts";
import type { WireAnswer } from "../wire.ts";

/** An answer whose items are not decoded yet. */
export interface OpenAnswer {
  /** The answer without `Items`. */
  readonly rest: WireAnswer;
  /**
   * The items, at most so many at a time; once, for the body goes with them.
   * @throws SyntaxError where the body is no JSON
   */
  items(most: number): Generator<readonly Item[]>;
}

/** Members that may stand beside `Items` (API reference: Scan, Query). Members of a key's value are no list. */
const BESIDE: ReadonlySet<string> = new Set([
  "Count",
  "ScannedCount",
  "LastEvaluatedKey",
  "ConsumedCapacity",
]);

/**
 * The answer of a Scan or Query, its items to be decoded later with only those attributes. Null if the answer is not
 * as expected, or all attributes are wanted; `decodeAnswer` reads those.
 */
export function openAnswer(body: Uint8Array, attributes: readonly string[] | null): OpenAnswer | null {
  if (attributes === null || attributes.includes("__proto__")) return null;
  const page = pageText(body);
  try {
    const before: Record<string, unknown> = {};
    const from = page.bytes[0] === OPEN ? readMembers(page, 1, before, "Items") : null;
    if (from === null || page.bytes[from] !== OPEN_LIST) return null;
    const end = endOfItems(page, from);
    if (end === null) return null;
    const { to, after } = end;
    const rest: WireAnswer = { ...before, ...after };
    return { rest, items: (most) => itemsBetween(page, from, to, wantedNames(attributes), most) };
  } catch (error) {
    if (error instanceof Unexpected || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** At most so many brackets are tried as the end of the items; a key that is text may hold some. */
const ENDS_TRIED = 8;

/**
 * The end of the items, sought from the end of the body. What follows it must be whole members up to the very last
 * byte: inside of an item more would be left to close, and inside of a text a quote would be escaped.
 */
function endOfItems(
  page: PageText,
  from: number,
): { readonly to: number; readonly after: Record<string, unknown> } | null {
  const { bytes, buffer } = page;
  let to = bytes.length;
  for (let tries = 0; tries < ENDS_TRIED; tries++) {
    to = buffer.lastIndexOf(CLOSE_LIST, to - 1);
    if (to <= from) return null;
    const after: Record<string, unknown> = {};
    try {
      if (readMembers(page, to + 2, after, null, bytes[to + 1]) === bytes.length) return { to, after };
    } catch (error) {
      if (!(error instanceof Unexpected) && !(error instanceof SyntaxError)) throw error;
    }
  }
  return null;
}

/**
 * Reads members of the outer object, each after a byte that is `{` or `,`.
 * @param until the member to stop at
 * @param before the byte before the first; `}` = there is none
 * @returns the place of that member's value, or after the object; null where the object ends without the member
 */
function readMembers(
  page: PageText,
  at: number,
  into: Record<string, unknown>,
  until: string | null,
  before: number | undefined = OPEN,
): number | null {
  const { bytes } = page;
  for (let byte: number | undefined = before; byte !== CLOSE; byte = bytes[at - 1]) {
    if ((byte !== COMMA && byte !== OPEN) || bytes[at] !== QUOTE) throw new Unexpected();
    const end = skipString(bytes, at + 1);
    const name: unknown = JSON.parse(textOf(page, at, end, false));
    if (bytes[end] !== COLON) throw new Unexpected();
    if (name === until) return end + 1;
    if (typeof name !== "string" || !BESIDE.has(name)) throw new Unexpected();
    at = skipValue(bytes, end + 1);
    into[name] = JSON.parse(textOf(page, end + 1, at, false));
    at++;
  }
  return until === null ? at : null;
}

/** Decodes the list between two places; where it is not as expected, what is left of it comes from `parseOrdered`. */
function* itemsBetween(
  page: PageText,
  from: number,
  to: number,
  wanted: WantedNames,
  most: number,
): Generator<readonly Item[]> {
  const { bytes } = page;
  let given = 0;
  let items: Item[] = [];
  try {
    let at = from + 1;
    while (at < to) {
      at = readItem(page, at, wanted, items);
      if (at !== to && bytes[at++] !== COMMA) throw new Unexpected();
      if (items.length < most) continue;
      given += items.length;
      yield items;
      items = [];
    }
    if (at !== to) throw new Unexpected();
  } catch (error) {
    if (!(error instanceof Unexpected)) throw error;
    const whole: WireAnswer = parseOrdered(decoder.decode(bytes));
    items = [...whole.Items ?? []].slice(given);
  }
  release(bytes);
  for (; items.length > 0; items = items.slice(most)) {
    yield items.length > most ? items.slice(0, most) : items;
  }
}

/** Gives a body's memory back now: it is a megabyte a page, and a garbage collection would find it late. */
export function release({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
