/**
 * Every setting, once: name, default, bounds. Flags beat `DYNAMOSQL_*` variables beat the config file
 * (docs/reference/configuration.md#precedence). `--max-read-units` = `DYNAMOSQL_MAX_READ_UNITS` = `max_read_units`.
 * @module
 */
import { z } from "zod";
import {
  bytes,
  cidr,
  count,
  flag,
  hostPattern,
  jsonList,
  list,
  origin,
  privateUri,
  seconds,
  text,
} from "./config_values.ts";

/** Levels of the log; a level shows itself and what comes behind it. */
export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;
/** Forms of log lines. */
export const LOG_FORMATS = ["auto", "json", "text"] as const;
const oneOf = (values: readonly string[]): string => `must be one of ${values.join(", ")}`;

const MiB = 2 ** 20;
const GiB = 2 ** 30;

/** With less an engine is over its bound before it has read a row, and every query fails. */
const LEAST_ENGINE_MEMORY = 64 * 2 ** 20;

/** The limits (docs/reference/limits.md). Bytes, seconds and counts as the names say. */
export const limitsSchema = z.object({
  page_rows: count(100).describe("rows of a page unless the caller asks for another number"),
  page_rows_max: count(1000).describe("rows of a page at most"),
  page_bytes: bytes(128 * 1024).describe("bytes of a page: the JSON of its rows"),
  kept_rows: count(50_000).describe("rows of a result kept for paging"),
  kept_bytes: bytes(64 * MiB).describe("bytes of a result kept for paging"),
  kept_seconds: seconds(600).describe("how long a result is kept for paging"),
  kept_total_bytes: bytes(256 * MiB).describe("bytes of all kept results together"),
  max_read_units: count(5_000).describe("read units of one query, over all its pages"),
  principal_day_read_units: count(200_000).describe("read units of one principal in a day (UTC)"),
  tenant_day_read_units: count(1_000_000).describe("read units of one tenant in a day (UTC)"),
  max_items: count(5_000_000).describe("items one query may read"),
  max_read_bytes: bytes(2 * GiB).describe("bytes one query may read from DynamoDB"),
  query_seconds: seconds(30).describe("how long one query may take"),
  sql_bytes: bytes(64 * 1024).describe("bytes of an SQL text"),
  concurrent_queries: count(8).describe("queries at once, whole server"),
  concurrent_queries_tenant: count(6).describe("queries at once, one tenant"),
  concurrent_queries_principal: count(3).describe("queries at once, one principal"),
  scan_segments_max: count(8, 64).describe("parallel segments of one scan at most"),
  metadata_seconds: seconds(900).describe("age after which table metadata is stale"),
  sample_items: count(1_000).describe("items sampled of each table to learn its columns"),
  engines: count(Math.min(4, navigator.hardwareConcurrency), 64).describe("engine processes at most"),
  engine_memory: bytes(GiB, LEAST_ENGINE_MEMORY).describe(
    "resident memory that queries may take in one engine process",
  ),
  temp_bytes: bytes(4 * GiB).describe("temporary disk of one engine process"),
  signin_tries: count(10).describe("failed sign-ins in 15 minutes, of an account and of an address"),
  dcr_per_hour: count(60).describe(
    "registrations of clients an hour, by address and client name; loopback is exempt",
  ),
  dcr_unused_max: count(1_000).describe("self-registered clients kept unused, in all"),
  body_bytes: bytes(256 * 1024).describe("bytes of a request body of /mcp; forms have at most 40 KiB"),
  calls_per_minute: count(600).describe(
    "calls of one principal a minute, of any kind; a tenth of them at once",
  ),
});

/** Limits, all present. */
export type Limits = z.infer<typeof limitsSchema>;

/** Cursor's own scheme: it registers this URI together with an https and a loopback one. */
const CURSOR_REDIRECT = "cursor://anysphere.cursor-mcp/oauth/callback";

/** An OAuth client registered in the config file: public, or with keys of its own. One with a secret: `app add`. */
const appSchema = z.strictObject({
  id: text(),
  name: text(),
  redirect_uris: z.array(text(), "must be a list"),
  jwks_uri: text().optional(),
}, "must have id, name and redirect_uris, and may have jwks_uri");

/** Every setting of the server and the commands. */
export const settingsSchema = limitsSchema.extend({
  port: count(8080, 65_535, 0).describe("port to listen on; 0 = any free one"),
  host: text().default("127.0.0.1").describe("address to listen on"),
  public_url: origin().optional().describe("origin that clients use"),
  store: text().optional().describe("where state is kept: kv:PATH, kv:URL or memory:"),
  store_token: text().optional().describe("access token of a kv:URL store"),
  tls_cert: text().optional().describe("PEM file of the certificate chain"),
  tls_key: text().optional().describe("PEM file of the certificate's private key"),
  trust_proxy: list(cidr()).default([]).describe("proxies whose X-Forwarded-For is believed (CIDR, …)"),
  allowed_origins: list(origin()).default([]).describe("further web origins that may call /mcp"),
  private_redirects: list(privateUri()).default([CURSOR_REDIRECT]).describe(
    "redirect URIs of private schemes that public clients may use, each exactly",
  ),
  cimd: flag().default(true).describe("accept clients known by a metadata document (CIMD)"),
  cimd_allow: list(hostPattern()).default([]).describe(
    "hosts whose client documents are fetched; empty = all",
  ),
  cimd_deny: list(hostPattern()).default([]).describe("hosts whose client documents are never fetched"),
  dcr: flag().default(true).describe("accept clients that register themselves (DCR)"),
  apps: jsonList(appSchema).default([]).describe(
    "OAuth clients registered beforehand: a list of {id, name, redirect_uris, jwks_uri}",
  ),
  log_level: z.enum(LOG_LEVELS, oneOf(LOG_LEVELS)).default("info").describe(
    "least level that is logged: debug, info, warn, error or silent",
  ),
  log_format: z.enum(LOG_FORMATS, oneOf(LOG_FORMATS)).default("auto").describe(
    "form of log lines: json, text, or auto (text on a terminal)",
  ),
  demo: flag().default(false).describe("serve an in-process demo data set"),
  tenant: text().default("default").describe("tenant that commands act on"),
});

/** All settings, all present but those without a default. */
export type Settings = z.infer<typeof settingsSchema>;

/** Settings that are secrets: never a flag; `DYNAMOSQL_<NAME>_FILE` may name a file that holds them. */
export const SECRETS: ReadonlySet<string> = new Set<keyof Settings>(["store_token"]);
