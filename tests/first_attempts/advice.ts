/**
 * The expressions that a message tells to write, one a reading: what stands behind "write", up to the next reading or
 * the end of the sentence.
 * @module
 */

/**
 * The readings in their order; none where the message tells nothing to write.
 *
 * `… differ: write ln(a) for MySQL's, or log10(a) for PostgreSQL's.` → `["ln(a)", "log10(a)"]`
 */
export function readingsIn(message: string): readonly string[] {
  const from = /\bwrite /.exec(message);
  if (from === null) return [];
  const [told = ""] = cutAt(message.slice(from.index + from[0].length), END);
  return cutAt(told, NEXT).map((reading) => (cutAt(reading, LABEL)[0] ?? "").trim());
}

const END = /^(?:\.(?=\s|$)|;|\s\(line \d)/;
const NEXT = /^, or /;
const LABEL = /^ for /;

/** Cuts where something stands outside of quotes and parentheses. */
function cutAt(text: string, at: RegExp): readonly string[] {
  const pieces: string[] = [];
  let depth = 0;
  let piece = "";
  for (let left = text; left !== "";) {
    const quoted = /^'(?:[^']|'')*'|^"(?:[^"]|"")*"/.exec(left)?.[0];
    const cut = quoted === undefined && depth === 0 ? at.exec(left)?.[0] : undefined;
    if (cut !== undefined) {
      pieces.push(piece);
      piece = "";
      left = left.slice(cut.length);
      continue;
    }
    const taken = quoted ?? left.slice(0, 1);
    if (/^[([{]$/.test(taken)) depth++;
    if (/^[)\]}]$/.test(taken)) depth--;
    piece += taken;
    left = left.slice(taken.length);
  }
  return [...pieces, piece];
}
