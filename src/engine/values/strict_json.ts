/**
 * The text of a DuckDB JSON value → strict, compact JSON in which every number survives a reader's doubles.
 * DuckDB takes what JSON does not have (NaN, Infinity, trailing commas, whitespace) and any size of number.
 * @module
 */
import { answerNumber } from "./json_number.ts";
import { decimalParts } from "./number_text.ts";

// One token: string, run of whitespace, punctuation, or a bare word or number.
const token = /"(?:[^"\\]|\\.)*"|[ \t\r\n]+|[{}[\],:]|[^ \t\r\n{}[\],:"]+/gy;
const suspect = /[ \t\r\n]|\d{16}|\d[eE.]|[,:[][^"{[\]}]|^[^"{[]/;

/** Strict compact JSON of `text`; a number that a double would bend becomes a string. */
export function strictJson(text: string): string {
  if (!suspect.test(text) && !text.includes(",]") && !text.includes(",}")) return text;
  let out = "";
  token.lastIndex = 0;
  let at = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    at = token.lastIndex;
    const [part] = match;
    const first = part.charCodeAt(0);
    if (first === 0x20 || first === 0x0a || first === 0x0d || first === 0x09) continue;
    if ((part === "]" || part === "}") && out.endsWith(",")) out = out.slice(0, -1) + part;
    else out += first === 0x22 || /^[{}[\],:]$/.test(part) ? part : bare(part);
  }
  // Not JSON as we know it: the text itself is still an honest answer.
  return at === text.length && out !== "" ? out : JSON.stringify(text);
}

function bare(word: string): string {
  if (word === "true" || word === "false" || word === "null") return word;
  if (/^-?\d.*[eE]/.test(word)) return doubleText(word);
  const parts = decimalParts(word);
  if (parts !== null) return answerNumber(parts);
  return JSON.stringify(/^-?inf/i.test(word) ? (word.startsWith("-") ? "-Infinity" : "Infinity") : "NaN");
}

/** A number written with an exponent is a double. */
function doubleText(word: string): string {
  const value = Number(word);
  return Number.isFinite(value) ? JSON.stringify(value) : JSON.stringify(word);
}
