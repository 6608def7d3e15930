/**
 * Reads the freshness lifetime of an HTTP answer (RFC 9111 §4.2), within bounds of ours.
 * @module
 */

/** Seconds: a document that says "never" would else be fetched at every sign-in; one that says "forever" never again. */
const LEAST = 60;
const MOST = 86_400;
/** Seconds for an answer that says nothing. */
const UNSAID = 300;

/**
 * Seconds that the answer is fresh: 60 to 86,400.
 * @example
 * ```ts
 * assert.equal(freshSeconds({ "cache-control": "max-age=3600", "age": "600" }), 3000);
 * assert.equal(freshSeconds({ "cache-control": "no-store" }), 60);
 * ```
 */
export function freshSeconds(headers: Readonly<Record<string, string>>): number {
  const control = directives(headers["cache-control"] ?? "");
  if (control.has("no-store") || control.has("no-cache")) return LEAST;
  const age = seconds(headers["age"]) ?? 0;
  const life = seconds(control.get("max-age")) ?? expiry(headers) ?? UNSAID;
  return Math.min(MOST, Math.max(LEAST, life - age));
}

function directives(text: string): Map<string, string> {
  return new Map(
    text.split(",").map((part) => {
      const [name = "", value = ""] = part.split("=", 2);
      return [name.trim().toLowerCase(), value.trim().replaceAll('"', "")];
    }),
  );
}

/** Seconds from `Expires`; 0 if it is there but no date ("already expired", RFC 9111 §5.3). */
function expiry(headers: Readonly<Record<string, string>>): number | undefined {
  const text = headers["expires"];
  if (text === undefined) return undefined;
  const life = (Date.parse(text) - Date.parse(headers["date"] ?? "")) / 1000;
  return Number.isFinite(life) ? Math.max(0, life) : 0;
}

function seconds(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9]{1,10}$/.test(text) ? Number(text) : undefined;
}
