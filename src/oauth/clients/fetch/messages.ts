/**
 * The messages between the server and its fetching Worker.
 * @module
 */
import type { HttpAnswer, HttpGet } from "./http_get.ts";

/** One fetch. The address is checked already; the Worker resolves nothing. */
export interface FetchJob {
  /** To connect to: the document's own, or the proxy's. */
  readonly address: string;
  readonly port: number;
  /** The name that the certificate must be for. */
  readonly serverName: string;
  /** Further roots to trust (PEM). */
  readonly caCerts: readonly string[];
  /** Through an HTTP proxy: whereto, and what proves who we are to it (`Basic …`). */
  readonly tunnel?: { readonly authority: string; readonly authorization?: string };
  readonly request: HttpGet;
}

/** What came of it. `reason` is one word for the log, never for a caller. */
export type FetchOutcome =
  | { readonly ok: true; readonly answer: HttpAnswer }
  | { readonly ok: false; readonly reason: string };
