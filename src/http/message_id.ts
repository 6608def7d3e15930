/**
 * The id of a JSON-RPC request, found in its text: for refusals that are said before anything is parsed. A client waits for
 * an answer with its id, and some wait for minutes where an error comes without one.
 * @module
 */
import { endOfString } from "../lib/json_bounds.ts";

/** What JSON-RPC takes as an id (2.0 §4), within a bound: nobody is answered with a text of a page. */
const ID = /^\s*:\s*("[^"\\]{0,200}"|-?\d{1,15})\s*[,}]/;

/**
 * The id in the text of one message; null where there is none, as in a notification, a batch, or what is no JSON.
 * @example
 * ```ts
 * assert.equal(messageId('{"params":{"id":1},"id":"a-7","x":[]}'), "a-7");
 * assert.equal(messageId('[{"id":1}]'), null);
 * ```
 */
export function messageId(text: string): string | number | null {
  if (!text.trimStart().startsWith("{")) return null;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "{" || char === "[") depth++;
    else if (char === "}" || char === "]") depth--;
    else if (char === '"') {
      const end = endOfString(text, at);
      const found = depth === 1 && text.slice(at, end + 1) === '"id"' &&
        ID.exec(text.slice(end + 1, end + 300))?.[1];
      if (found) return JSON.parse(found);
      at = end;
    }
  }
  return null;
}
