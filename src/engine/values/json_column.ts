/**
 * A DynamoDB value as the JSON text a JSON column holds.
 * @module
 */
import type { AttributeValue } from "../../dynamodb/access.ts";
import { columnNumber } from "./json_number.ts";
import { decimalParts } from "./number_text.ts";

/**
 * JSON text of a value: numbers by {@link columnNumber}, sets as arrays, binary as base64, NULL as null.
 * @param exact with the keys of maps whose values are NULL. Without them equal maps have equal texts: NULL is as good as
 *   missing
 */
export function jsonText(value: AttributeValue, exact = false): string {
  if ("S" in value) return JSON.stringify(value.S);
  if ("N" in value) return numberText(value.N);
  if ("M" in value) {
    const parts: string[] = [];
    // In one order, whichever one they came in: equal maps have equal texts, as STRUCTs that become JSON have.
    for (const key of Object.keys(value.M).sort()) {
      const member = value.M[key];
      if (member === undefined || (!exact && "NULL" in member)) continue;
      parts.push(`${JSON.stringify(key)}:${jsonText(member, exact)}`);
    }
    return `{${parts.join(",")}}`;
  }
  if ("L" in value) return `[${value.L.map((member) => jsonText(member, exact)).join(",")}]`;
  if ("BOOL" in value) return value.BOOL ? "true" : "false";
  if ("NULL" in value) return "null";
  if ("B" in value) return JSON.stringify(value.B);
  if ("SS" in value) return JSON.stringify(value.SS);
  if ("NS" in value) return `[${value.NS.map(numberText).join(",")}]`;
  return JSON.stringify(value.BS);
}

function numberText(text: string): string {
  const parts = decimalParts(text);
  return parts === null ? JSON.stringify(text) : columnNumber(parts);
}
