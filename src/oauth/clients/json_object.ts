/**
 * Reading a JSON object that a stranger wrote.
 * @module
 */

import { jsonExcess } from "../../lib/json_bounds.ts";

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The object in these bytes; null if they are not UTF-8, not JSON, no object, hold more than any document needs, or name a member twice with two values:
 * one reader takes the first, another the last, and what was checked is not what is used.
 */
export async function jsonObject(bytes: Uint8Array): Promise<JsonObject | null> {
  const { parse } = await import("lossless-json");
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    if (jsonExcess(text) !== null) return null;
    const value = parse(text, null, { parseNumber: Number });
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
