/**
 * Resource indicators (RFC 8707): for which resource a token is wanted.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";

/**
 * The one resource that is meant, in its canonical spelling; the first known one if none is named (older
 * clients name none). Fails with `invalid_target` on an unknown or relative one, one with a fragment, or two.
 * @param known canonical URLs of the resources tokens are given for
 * @example
 * ```ts
 * const known = ["https://sql.example/mcp"] as const;
 * assert.equal(requestedResource(["HTTPS://SQL.example:443/mcp/"], known), known[0]);
 * assert.throws(() => requestedResource(["https://other.example/mcp"], known), { code: "invalid_target" });
 * ```
 */
export function requestedResource(values: readonly string[], known: readonly [string, ...string[]]): string {
  const found = new Set(values.length === 0 ? [known[0]] : values.map((value) => canonical(value, known)));
  const [resource] = found;
  if (resource === undefined || found.size !== 1) {
    throw new DynamoSqlError("invalid_target", "Ask for one resource.");
  }
  return resource;
}

function canonical(value: string, known: readonly string[]): string {
  const spelled = normalized(value);
  const resource = known.find((candidate) => candidate === spelled);
  if (resource === undefined) {
    throw new DynamoSqlError("invalid_target", "The resource is not known here. It is the MCP URL.");
  }
  return resource;
}

/**
 * Lower-case scheme and host, no default port, no trailing slash: what clients spell differently and mean the
 * same. On the raw text, not through `URL`, which would also fold `/x/../mcp`, tabs and odd hosts into it.
 */
function normalized(value: string): string {
  const match = /^(https?):\/\/([^/?#@\s]+)([^#\s]*)$/i.exec(value);
  if (match === null) return "";
  const scheme = match[1]?.toLowerCase() ?? "";
  const port = scheme === "https" ? /:443$/ : /:80$/;
  const host = match[2]?.toLowerCase().replace(port, "") ?? "";
  return `${scheme}://${host}${match[3]?.replace(/\/$/, "") ?? ""}`;
}
