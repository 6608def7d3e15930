/**
 * The bounds of JSON from outside: how much of it there may be, counted in the text before any object is made of it. A
 * text of 256 KiB can hold 130,000 empty objects, which cost hundreds of times their bytes to make and to check.
 * @module
 */

/** What a text may hold. */
export interface JsonBounds {
  /** Objects and lists inside each other. */
  readonly depth: number;
  /** Members of objects and items of lists, all together. */
  readonly values: number;
}

/** Twice the 4,096 parameters of a statement, and the envelope around them; docs/reference/limits.md#json. */
export const JSON_BOUNDS: JsonBounds = { depth: 32, values: 8_192 };

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * What is too much in a text, as it reads after "The JSON"; null where nothing is. Whether the text is JSON at all, the
 * parser says: in a valid one there is a value after each comma, and after each bracket that is not closed at once.
 * @example
 * ```ts
 * assert.equal(jsonExcess('{"a": [1, 2, "},]["]}', { depth: 2, values: 4 }), null);
 * assert.equal(jsonExcess("[[[1]]]", { depth: 2, values: 4 }), "is nested more than 2 levels deep.");
 * assert.equal(jsonExcess("[1,2,3,4,5]", { depth: 2, values: 4 }), "has more than 4 values.");
 * ```
 */
export function jsonExcess(text: string, bounds: JsonBounds = JSON_BOUNDS): string | null {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        if (!closesAfter(text, at)) values++;
        if (++depth > bounds.depth) return `is nested more than ${bounds.depth} levels deep.`;
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth--;
        break;
      case COMMA:
        values++;
        break;
    }
    if (values > bounds.values) return `has more than ${bounds.values} values.`;
  }
  return null;
}

function closesAfter(text: string, at: number): boolean {
  let next = at + 1;
  while (next < text.length && text.charCodeAt(next) <= SPACE) next++;
  const char = text.charCodeAt(next);
  return char === CLOSE_LIST || char === CLOSE_OBJECT;
}

/** The place of the quote that ends the string which begins at `from`; the text's length where none does. */
export function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) return at;
    if (char === BACKSLASH) at++;
  }
  return text.length;
}
