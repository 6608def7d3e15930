/**
 * Reading a JSON object that a stranger wrote.
 * @module
 */

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The object in these bytes; null if they are not UTF-8, not JSON, no object, or name a member twice with two values:
 * one reader takes the first, another the last, and what was checked is not what is used.
 */
export async function jsonObject(bytes: Uint8Array): Promise<JsonObject | null> {
  const { parse } = await import("lossless-json");
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const value = parse(text, null, { parseNumber: Number });
    return isObject(value) ? value : null;
  } catch {
    // Also too deep for the stack: no honest document is.
    return null;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
