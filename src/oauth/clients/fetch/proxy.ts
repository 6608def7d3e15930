/**
 * The operator's egress proxy: `HTTPS_PROXY`, with the exceptions of `NO_PROXY`.
 * @module
 */
import { DynamoSqlError } from "../../../errors.ts";
import { defined } from "../../../lib/defined.ts";

/** An HTTP proxy. */
export interface Proxy {
  readonly host: string;
  readonly port: number;
  /** `Basic …`, where the proxy's URL has user and password. */
  readonly authorization?: string;
}

/** The environment that matters here. */
export interface ProxyEnv {
  readonly [name: string]: string | undefined;
}

/**
 * The proxy for a host; null = none. Names in lower or upper case; `NO_PROXY` has hosts (their subdomains included) or `*`.
 * Fails with `config_invalid` on a proxy that is no `http://host:port`; the message does not show it, it may hold a password.
 */
export function proxyFor(host: string, env: ProxyEnv): Proxy | null {
  const text = env["https_proxy"] ?? env["HTTPS_PROXY"];
  if (text === undefined || text === "") return null;
  const exceptions = (env["no_proxy"] ?? env["NO_PROXY"] ?? "").split(",").map((one) =>
    one.trim().toLowerCase()
  );
  for (const exception of exceptions) {
    const name = exception.replace(/^\*?\./, "");
    if (exception === "*" || (name !== "" && (host === name || host.endsWith(`.${name}`)))) return null;
  }
  const url = URL.parse(text.includes("://") ? text : `http://${text}`);
  if (url === null || url.protocol !== "http:" || url.hostname === "") {
    throw new DynamoSqlError("config_invalid", "HTTPS_PROXY must be an http:// URL.");
  }
  const { username, password } = url;
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? 80 : Number(url.port),
    ...defined({
      authorization: username === "" ? undefined : `Basic ${btoa(`${decode(username)}:${decode(password)}`)}`,
    }),
  };
}

/** Percent-decoded, as bytes: `btoa` takes nothing above one byte. */
function decode(part: string): string {
  return String.fromCharCode(...new TextEncoder().encode(decodeURIComponent(part)));
}
