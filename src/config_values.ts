/**
 * Reads single settings from text: counts, bytes, durations, switches, lists.
 * @module
 */
import { z } from "zod";

const BYTE_UNITS: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 1024,
  kb: 1000,
  kib: 1024,
  m: 2 ** 20,
  mb: 1e6,
  mib: 2 ** 20,
  g: 2 ** 30,
  gb: 1e9,
  gib: 2 ** 30,
};

const SECOND_UNITS: Readonly<Record<string, number>> = {
  "": 1,
  s: 1,
  sec: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86_400,
};

/** Text of a number with an optional unit → the number in the base unit; anything else is left for zod to refuse. */
function withUnit(units: Readonly<Record<string, number>>) {
  return (value: unknown): unknown => {
    if (typeof value !== "string") return value;
    const match = /^(-?\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(value.trim().replaceAll("_", ""));
    const factor = units[match?.[2]?.toLowerCase() ?? ""];
    if (match === null || factor === undefined) return value;
    const number = Number(match[1]) * factor;
    // Half a kibibyte is meant, half a row is a mistake.
    return factor === 1 ? number : Math.round(number);
  };
}

/** A whole number, at least `least` (default 1), at most `most`. Text of digits is read too; `_` may group them. */
export function count(fallback: number, most = Number.MAX_SAFE_INTEGER, least = 1) {
  const number = z.int("must be a whole number").min(least, `must be at least ${least}`).max(
    most,
    `must be at most ${most}`,
  );
  return z.preprocess(withUnit({ "": 1 }), number.default(fallback));
}

/**
 * Bytes: a number, or text such as `64KiB`, `128k`, `1.5GiB`, `10MB` (k, m, g alone are binary); at least `least`.
 * @example
 * ```ts
 * assert.equal(bytes(1).parse("64KiB"), 65_536);
 * assert.equal(bytes(1).parse("10MB"), 10_000_000);
 * assert.equal(bytes(1).parse(undefined), 1);
 * ```
 */
export function bytes(fallback: number, least = 1) {
  const atLeast = least % 2 ** 20 === 0 ? `${least / 2 ** 20}MiB` : String(least);
  const number = z.int("must be bytes, such as 65536, 64KiB or 1GiB").min(
    least,
    `must be at least ${atLeast}`,
  );
  return z.preprocess(withUnit(BYTE_UNITS), number.default(fallback));
}

/**
 * Seconds: a number, or text such as `30s`, `15m`, `1h`, `2d`.
 * @example
 * ```ts
 * assert.equal(seconds(30).parse("15m"), 900);
 * assert.equal(seconds(30).parse("2d"), 172_800);
 * ```
 */
export function seconds(fallback: number) {
  const number = z.int("must be seconds, such as 30, 30s, 15m or 1h").min(1, "must be at least 1 second");
  return z.preprocess(withUnit(SECOND_UNITS), number.default(fallback));
}

/** Text, not empty. */
export function text() {
  return z.string("must be text").min(1, "must not be empty");
}

/** A switch: true, false, or text of either, 1 or 0, yes or no, on or off. */
export function flag() {
  return z.preprocess((value) => {
    if (typeof value !== "string") return value;
    const word = value.toLowerCase();
    if (["true", "1", "yes", "on"].includes(word)) return true;
    if (["false", "0", "no", "off"].includes(word)) return false;
    return value;
  }, z.boolean("must be true or false"));
}

/** Several values: a list, or text separated by commas. */
export function list<T extends z.ZodType>(one: T) {
  return z.preprocess(
    (value) => typeof value === "string" ? value.split(",").map((part) => part.trim()) : value,
    z.array(one, "must be a list"),
  );
}

/** Several values with members of their own: a list, or its JSON text. */
export function jsonList<T extends z.ZodType>(one: T) {
  return z.preprocess((value): unknown => {
    if (typeof value !== "string") return value;
    try {
      return JSON.parse(value);
    } catch {
      return value;
    }
  }, z.array(one, "must be a list, as JSON"));
}

/** An address or a CIDR block. */
export function cidr() {
  return z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()], "must be an address or a CIDR block");
}

/** A host such as `client.example`, or `*.client.example` for all below it. */
export function hostPattern() {
  return z.string().regex(
    /^(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?$/i,
    "must be a host such as client.example, or *.client.example",
  );
}

/** Schemes whose URIs are code, files or the web: none of them is an application's own. */
const OPEN_SCHEMES =
  /^(?:https?|wss?|ftp|javascript|vbscript|data|file|filesystem|blob|about|view-source|mailto|tel|urn):/i;

/** A URI of a private scheme (RFC 8252 §7.1), whole: `cursor://anysphere.cursor-mcp/oauth/callback`. */
export function privateUri() {
  const advice = "must be a URI of an application's own scheme, without fragment or wildcard";
  return z.string().regex(/^[a-z][a-z0-9+.-]*:[^#*\s\\]+$/, advice).refine(
    (uri) => !OPEN_SCHEMES.test(uri) && /^[!-~]+$/.test(uri),
    advice,
  );
}

/** An http or https origin: scheme, host and port, nothing behind them. A trailing slash is dropped. */
export function origin() {
  const advice = "must be an origin such as https://sql.example.com, without a path";
  return z.string(advice).transform((value) => value.replace(/\/$/, "")).refine((value) => {
    const url = URL.parse(value);
    return url !== null && /^https?:$/.test(url.protocol) && url.username === "" &&
      value.toLowerCase() === `${url.protocol}//${url.host}` + defaultPort(value, url);
  }, advice);
}

/** `URL` drops a port that is the scheme's default; an operator may write it all the same. */
function defaultPort(value: string, url: URL): string {
  const port = url.protocol === "https:" ? ":443" : ":80";
  return url.port === "" && value.endsWith(port) ? port : "";
}
