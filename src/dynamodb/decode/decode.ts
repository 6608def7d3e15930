/**
 * Decodes DynamoDB's answers from bytes: only the wanted attributes become JavaScript values. `JSON.parse` makes an
 * object of every value of every item, which costs more than everything else that happens to a page.
 * @module
 */
import type { AttributeValue, Item } from "../access.ts";
import {
  BACKSLASH,
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

/**
 * The answer as {@linkcode parseOrdered} would give it, but that items (of `Items` and of `Responses`) have only those
 * attributes.
 * Text that is not as expected, and a request for all attributes, goes to `parseOrdered` itself, and keeps them all.
 * @param attributes names wanted; null = all
 * @throws SyntaxError where the body is no JSON
 */
export function decodeAnswer(body: Uint8Array, attributes: readonly string[] | null): WireAnswer {
  // A member of that name could not be told from the object's prototype.
  if (attributes !== null && !attributes.includes("__proto__")) {
    try {
      return readAnswer(pageText(body), wantedNames(attributes));
    } catch (error) {
      if (!(error instanceof Unexpected)) throw error;
    }
  }
  return parseOrdered(decoder.decode(body));
}

/** The names wanted, by a hash of their bytes. */
export interface WantedNames {
  readonly names: readonly string[];
  readonly bytes: readonly Uint8Array[];
  /** Hash → the first name with it, counted from 1; 0 = none. */
  readonly first: Uint16Array;
  /** Name, counted from 1 → the next with the same hash; 0 = none. */
  readonly next: Uint16Array;
}

const HASHES = 1024;

/** Names to look for. */
export function wantedNames(attributes: readonly string[]): WantedNames {
  const encoder = new TextEncoder();
  const bytes = attributes.map((name) => encoder.encode(name));
  const first = new Uint16Array(HASHES);
  const next = new Uint16Array(attributes.length + 1);
  for (const [at, name] of bytes.entries()) {
    let hash = 0;
    for (const byte of name) hash = (Math.imul(hash, 31) + byte) | 0;
    const slot = hash & (HASHES - 1);
    next[at + 1] = first[slot] ?? 0;
    first[slot] = at + 1;
  }
  return { names: attributes, bytes, first, next };
}

function find(
  wanted: WantedNames,
  page: Uint8Array,
  from: number,
  to: number,
  hash: number,
): string | undefined {
  for (let at = wanted.first[hash & (HASHES - 1)] ?? 0; at > 0; at = wanted.next[at] ?? 0) {
    const name = wanted.bytes[at - 1];
    if (name === undefined || name.length !== to - from) continue;
    let same = 0;
    while (same < name.length && name[same] === page[from + same]) same++;
    if (same === name.length) return wanted.names[at - 1];
  }
  return undefined;
}

/** Reads the outer object. */
function readAnswer(page: PageText, wanted: WantedNames): WireAnswer {
  // Members by name, as on the wire; the shape is that of parseOrdered, which is what we stand in for.
  const answer: Record<string, unknown> = {};
  const end = eachMember(page, 0, (name, at) => {
    if (name === "Items") return readItems(page, at, wanted, answer[name] = []);
    if (name === "Responses") {
      const tables: Record<string, Item[]> = answer[name] = {};
      return eachMember(page, at, (table, at) => readItems(page, at, wanted, tables[table] = []));
    }
    const end = skipValue(page.bytes, at);
    answer[name] = parseOrdered(textOf(page, at, end, false));
    return end;
  });
  if (end !== page.bytes.length) throw new Unexpected();
  return answer;
}

/** Calls `read` at the value of every member of an object; it returns the place after it. Returns the object's end. */
function eachMember(page: PageText, at: number, read: (name: string, at: number) => number): number {
  const { bytes } = page;
  if (bytes[at] !== OPEN) throw new Unexpected();
  if (bytes[at + 1] === CLOSE) return at + 2;
  do {
    if (bytes[at + 1] !== QUOTE) throw new Unexpected();
    const end = skipString(bytes, at + 2);
    if (bytes[end] !== COLON) throw new Unexpected();
    at = read(JSON.parse(textOf(page, at + 1, end, false)), end + 1);
  } while (bytes[at] === COMMA);
  if (bytes[at] !== CLOSE) throw new Unexpected();
  return at + 1;
}

/** Reads a list of items into `items`; returns the place after it. */
function readItems(page: PageText, at: number, wanted: WantedNames, items: Item[]): number {
  const { bytes } = page;
  if (bytes[at] !== OPEN_LIST) throw new Unexpected();
  if (bytes[at + 1] === CLOSE_LIST) return at + 2;
  do at = readItem(page, at + 1, wanted, items); while (bytes[at] === COMMA);
  if (bytes[at] !== CLOSE_LIST) throw new Unexpected();
  return at + 1;
}

/** Reads an item into `items`; returns the place after it. */
export function readItem(page: PageText, at: number, wanted: WantedNames, items: Item[]): number {
  const { bytes } = page;
  if (bytes[at] !== OPEN) throw new Unexpected();
  const item: Record<string, AttributeValue> = {};
  items.push(item);
  if (bytes[at + 1] === CLOSE) return at + 2;
  do {
    if (bytes[at + 1] !== QUOTE) throw new Unexpected();
    const from = at + 2;
    let hash = 0;
    let escaped = false;
    for (at = from; bytes[at] !== QUOTE; at++) {
      const byte = bytes[at];
      if (byte === undefined) throw new Unexpected();
      if (byte === BACKSLASH) {
        escaped = true;
        at++;
      }
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    if (bytes[at + 1] !== COLON) throw new Unexpected();
    const name = escaped ? unescaped(page, from, at, wanted) : find(wanted, bytes, from, at, hash);
    at += 2;
    if (name === undefined) at = skipValue(bytes, at);
    else {
      const type = scalarType(bytes, at);
      const end = type === 0 ? skipValue(bytes, at) : skipString(bytes, at + 6);
      item[name] = type === 0
        ? parseOrdered(textOf(page, at, end, false))
        : scalar(page, type, at + 6, end - 1);
      if (type !== 0 && bytes[end] !== CLOSE) throw new Unexpected();
      at = type === 0 ? end : end + 1;
    }
  } while (bytes[at] === COMMA);
  if (bytes[at] !== CLOSE) throw new Unexpected();
  return at + 1;
}

/** A name written with escapes, where it is wanted. */
function unescaped(page: PageText, from: number, to: number, { names }: WantedNames): string | undefined {
  const name: unknown = JSON.parse(textOf(page, from - 1, to + 1, false));
  return names.find((each) => each === name);
}

const S = 0x53, N = 0x4e, B = 0x42;

/** The type's letter where a value is `{"S":"…`, `{"N":"…` or `{"B":"…`; else 0. */
function scalarType(bytes: Uint8Array, at: number): number {
  const type = bytes[at + 2];
  return (type === S || type === N || type === B) && bytes[at] === OPEN && bytes[at + 1] === QUOTE &&
      bytes[at + 3] === QUOTE && bytes[at + 4] === COLON && bytes[at + 5] === QUOTE
    ? type
    : 0;
}

/** The value whose text stands between two places. */
function scalar(page: PageText, type: number, from: number, to: number): AttributeValue {
  const { bytes } = page;
  let plain = true;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === BACKSLASH || byte < 0x20) {
      const text: string = JSON.parse(textOf(page, from - 1, to + 1, false));
      return valueOf(type, text);
    }
    plain &&= byte < 0x80;
  }
  const text = textOf(page, from, to, plain);
  return valueOf(type, text);
}

function valueOf(type: number, text: string): AttributeValue {
  return type === S ? new Text(text) : type === N ? new Digits(text) : new Base64(text);
}

/**
 * A constructor of `{ S: … }`, or of another member: objects like any literal's. A literal itself has a memory: where
 * its objects lived long once, V8 makes all later ones among its old objects, and garbage waits there for long.
 */
function maker<M extends "S" | "N" | "B">(member: M): new (text: string) => { readonly [name in M]: string } {
  function Made(this: Record<string, string>, text: string): void {
    this[member] = text;
  }
  Made.prototype = Object.prototype;
  // TypeScript knows no constructors but classes, whose objects have a prototype of their own.
  return Made as unknown as new (text: string) => { readonly [name in M]: string };
}

const Text = maker("S"), Digits = maker("N"), Base64 = maker("B");
