/**
 * Egress of client documents: whether this server can fetch metadata documents at all. In a network without a way out,
 * clients that prefer a document to registering would meet a dead end, so documents are not advertised there.
 *
 * A stranger names the URL that a failing fetch was for, so one failure says nothing of the network: the hosts of the
 * best known documents are asked, too.
 * @module
 */
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../telemetry/log.ts";
import { documentHost } from "./document_url.ts";
import type { DocumentNetwork } from "./fetch/guarded_fetch.ts";
import { proxyFor } from "./fetch/proxy.ts";
import { systemResolve } from "./fetch/resolve.ts";

/** The documents of Claude Code and Codex: clients that use them wherever documents are advertised. */
const WELL_KNOWN = [
  "https://claude.ai/oauth/claude-code-client-metadata",
  "https://chatgpt.com/oauth/codex/client.json",
];
/** Milliseconds for which an answer holds, so long as nothing contradicts it. */
const HOLDS_MS = 5 * 60_000;
/** Milliseconds between two looks because of failing fetches. */
const SUSPECT_MS = 30_000;
/** Milliseconds of a look: people wait for it. */
const LOOK_MS = 1_500;
/** Bytes of a well-known document at most; more would be an answer, too. */
const MAX_BODY = 5 * 1024;

/** Reasons of a failed fetch that a network without a way out would give; a captive portal gives addresses of its own. */
const OF_THE_NETWORK: ReadonlySet<string> = new Set(["dns", "address", "connect", "timeout", "tls", "proxy"]);

/** Whether documents can be fetched. */
export interface DocumentEgress {
  /**
   * True unless no document can be fetched, as far as one knows. The first question, and one after five minutes, looks
   * up names of well-known hosts; after an outage it fetches. Takes 1.5 s at most; rejects never.
   */
  isOpen(): Promise<boolean>;
  /** A fetch failed, for a reason of `guardedFetch`: finds out whether any would succeed. Rejects never. */
  failed(reason: string): Promise<void>;
  /** A fetch got an answer. */
  reached(): void;
}

/** What {@linkcode createDocumentEgress} needs. */
export interface DocumentEgressDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly network: DocumentNetwork;
  /** False = the operator's lists forbid the host. */
  readonly isListed: (host: string) => boolean;
}

/** An egress that nobody has tried. */
export function createDocumentEgress(deps: DocumentEgressDeps): DocumentEgress {
  const { clock, log, network, isListed } = deps;
  const asked = WELL_KNOWN.filter((url) => isListed(documentHost(url) ?? ""));
  let open = true;
  /** When `open` is looked at again, and when a failing fetch is a reason to look. */
  let holdsUntil = -Infinity;
  let suspectFrom = -Infinity;

  function found(now: boolean): boolean {
    if (open && !now) log.warn(OUT, { setting: "cimd" });
    if (!open && now) {
      log.info("Metadata documents of clients can be fetched again, and are advertised again.");
    }
    open = now;
    holdsUntil = clock() + HOLDS_MS;
    suspectFrom = clock() + SUSPECT_MS;
    return open;
  }

  /** A name alone costs nobody a request; it is asked before anything failed. */
  async function resolves(url: string): Promise<boolean> {
    const host = new URL(url).hostname;
    // The proxy resolves: what fails here says nothing.
    if (proxyFor(host, network.env ?? Deno.env.toObject()) !== null) return true;
    const signal = AbortSignal.timeout(LOOK_MS);
    const late = new Promise<never>((_, reject) =>
      signal.addEventListener("abort", () => reject(signal.reason))
    );
    return (await Promise.race([(network.resolve ?? systemResolve)(host, signal), late])).length > 0;
  }

  async function answers(url: string): Promise<boolean> {
    const { guardedFetch } = await import("./fetch/guarded_fetch.ts");
    const answer = await guardedFetch({ url, maxBody: MAX_BODY }, { ...network, timeoutMs: LOOK_MS });
    return answer.ok || !OF_THE_NETWORK.has(answer.reason);
  }

  /** True if any of the well-known hosts is there. */
  async function look(is: (url: string) => Promise<boolean>): Promise<boolean> {
    const seen = asked.map(async (url) => {
      // A proxy that cannot be understood, or a name that is not known: no way out, either.
      if (!await is(url).catch(() => false)) throw new Error("not there");
    });
    return await Promise.any(seen).then(() => true, () => false);
  }

  let looking: Promise<boolean> | undefined;
  /** One look for all who ask at once. */
  function lookOnce(is: (url: string) => Promise<boolean>): Promise<boolean> {
    return looking ??= look(is).then(found).finally(() => looking = undefined);
  }

  return {
    async isOpen() {
      // Where the lists leave none of the well-known hosts, only failing fetches tell.
      if (clock() < holdsUntil || asked.length === 0) return open || clock() >= holdsUntil;
      return await lookOnce(open ? resolves : answers);
    },
    async failed(reason) {
      if (!open || !OF_THE_NETWORK.has(reason) || clock() < suspectFrom) return;
      await looking;
      await lookOnce(answers);
    },
    reached() {
      if (!open) found(true);
    },
  };
}

const OUT =
  "Metadata documents of clients cannot be fetched: this server has no way out to the internet, or names do " +
  "not resolve. They are not advertised for some minutes, so that clients register themselves. To switch them off, " +
  "set cimd to false (DYNAMOSQL_CIMD=false, --cimd false); behind a proxy, set HTTPS_PROXY. An application can be " +
  "registered by hand: dynamosql app add ID --name NAME --redirect-uri URI";
