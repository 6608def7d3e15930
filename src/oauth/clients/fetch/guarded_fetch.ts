/**
 * Fetches a small JSON document from a URL that a stranger named, without becoming the stranger's hand inside the
 * operator's network: the name is resolved here, every address it has is checked, and a Worker that may do nothing else
 * connects to the checked address. The Worker lives as long as the fetch.
 * @module
 */
import { publicTarget } from "../client_uri.ts";
import type { HttpAnswer } from "./http_get.ts";
import type { FetchJob, FetchOutcome } from "./messages.ts";
import { type Proxy, type ProxyEnv, proxyFor } from "./proxy.ts";
import { isPublicAddress } from "./public_address.ts";
import { type Resolve, systemResolve } from "./resolve.ts";
import { type NetworkGrant, networkGrant, workerPermissions } from "./worker_permissions.ts";
import { defined } from "../../../lib/defined.ts";

/** Milliseconds of a whole fetch, name resolution included. */
const FETCH_MS = 5_000;
/** Milliseconds that resolving may take where a proxy resolves as well: such networks often drop what we ask. */
const BEHIND_PROXY_MS = 1_000;
/** Addresses of one host tried at most. */
const MAX_TRIED = 2;

/**
 * How the fetcher meets the network. Every member has a safe default, and no setting reaches here: tests put a listener of
 * their own in place of the internet, and take one wall down to see the other stand.
 */
export interface DocumentNetwork {
  readonly resolve?: Resolve;
  /** The first wall. */
  readonly isAllowed?: (address: string) => boolean;
  /** The second wall. */
  readonly grant?: (address: string, port: number) => NetworkGrant;
  /** Further roots to trust (PEM), beside the system's and `DENO_CERT`'s. */
  readonly caCerts?: readonly string[];
  /** Where the proxy settings are read; default this process's environment. */
  readonly env?: ProxyEnv;
  /** Milliseconds of a whole fetch; default {@linkcode FETCH_MS}. */
  readonly timeoutMs?: number;
}

/** What to fetch. */
export interface GuardedRequest {
  /** Checked again here: whoever calls may have forgotten. */
  readonly url: string;
  readonly maxBody: number;
}

/** The document's bytes and headers; or why not, in one word for the log. */
export type GuardedAnswer =
  | { readonly ok: true; readonly answer: HttpAnswer }
  | { readonly ok: false; readonly reason: string; readonly transient: boolean };

/** Reasons that say something about the document, not about the network of this minute. */
const LASTING: ReadonlySet<string> = new Set([
  "url",
  "address",
  "permission",
  "status",
  "type",
  "size",
  "encoding",
]);

/** GETs the document: 200 and JSON, or a reason. Never rejects. */
export async function guardedFetch(
  request: GuardedRequest,
  network: DocumentNetwork = {},
): Promise<GuardedAnswer> {
  const outcome = await attempt(request, network);
  if (!outcome.ok) return refusal(outcome.reason);
  const { status, headers } = outcome.answer;
  // A redirect is an answer like any other that is not 200: following it would let the host choose a new target.
  if (status !== 200) return { ok: false, reason: "status", transient: status >= 500 || status === 429 };
  if (!/^application\/(?:json|[a-z0-9!#$&^_.+-]+\+json)[ \t]*(?:;|$)/i.test(headers["content-type"] ?? "")) {
    return refusal("type");
  }
  return outcome;
}

const refusal = (reason: string) => ({ ok: false, reason, transient: !LASTING.has(reason) }) as const;

async function attempt({ url, maxBody }: GuardedRequest, network: DocumentNetwork): Promise<FetchOutcome> {
  const target = publicTarget(url);
  const parsed = URL.parse(url);
  if (target === null || parsed === null) return { ok: false, reason: "url" };
  const { host, port } = target;
  const signal = AbortSignal.timeout(network.timeoutMs ?? FETCH_MS);
  const { caCerts = [], isAllowed = isPublicAddress, grant = networkGrant } = network;
  const request = {
    host: parsed.host,
    target: parsed.pathname + parsed.search,
    accept: "application/json",
    maxBody,
  };
  const job = { serverName: host, caCerts, request };
  let stage = "proxy";
  try {
    const proxy = proxyFor(host, network.env ?? Deno.env.toObject());
    stage = "dns";
    const addresses = await resolved(host, network.resolve ?? systemResolve, proxy, signal);
    // One closed address among open ones is an attempt to be lucky at the second connection: none is used.
    if (!addresses.every((address) => isAllowed(address))) return { ok: false, reason: "address" };
    stage = "worker";
    if (proxy !== null) return await throughProxy(proxy, `${host}:${port}`, job, signal);
    let last: FetchOutcome = { ok: false, reason: "dns" };
    for (const address of byFamily(addresses).slice(0, MAX_TRIED)) {
      last = await inWorker({ ...job, address, port }, grant(address, port), signal);
      if (last.ok || last.reason !== "connect") break;
    }
    return last;
  } catch {
    return { ok: false, reason: signal.aborted ? "timeout" : stage };
  }
}

/**
 * The proxy resolves the name itself, and is a wall of its own. Where only it can resolve, nothing is known here; where
 * names resolve here, too, what they resolve to is checked all the same.
 */
async function resolved(
  host: string,
  resolve: Resolve,
  proxy: Proxy | null,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (proxy === null) return await withSignal(resolve(host, signal), signal);
  const sooner = AbortSignal.any([signal, AbortSignal.timeout(BEHIND_PROXY_MS)]);
  try {
    return await withSignal(resolve(host, sooner), sooner);
  } catch (error) {
    if (signal.aborted) throw error;
    return [];
  }
}

async function throughProxy(
  { host, port, authorization }: Proxy,
  authority: string,
  job: Omit<FetchJob, "address" | "port">,
  signal: AbortSignal,
): Promise<FetchOutcome> {
  const tunnel = { authority, ...defined({ authorization }) };
  const granted = [`${host.includes(":") ? `[${host}]` : host}:${port}`];
  return await inWorker({ ...job, address: host, port, tunnel }, granted, signal);
}

/** IPv4 first: hosts without a route to IPv6 are common, and would cost the time of a failed try. */
function byFamily(addresses: readonly string[]): string[] {
  return [...addresses].sort((a, b) => Number(a.includes(":")) - Number(b.includes(":")));
}

/** Runs one job in a Worker of its own and ends it, whatever happens. Rejects when the signal aborts. */
async function inWorker(job: FetchJob, net: NetworkGrant, signal: AbortSignal): Promise<FetchOutcome> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    type: "module",
    name: "client document",
    deno: { permissions: workerPermissions(net) },
  });
  try {
    const outcome = Promise.withResolvers<FetchOutcome>();
    worker.onmessage = (event: MessageEvent<FetchOutcome>) => outcome.resolve(event.data);
    worker.onerror = (event) => {
      // Else it would end this process.
      event.preventDefault();
      outcome.resolve({ ok: false, reason: "worker" });
    };
    worker.postMessage(job);
    return await withSignal(outcome.promise, signal);
  } finally {
    worker.terminate();
  }
}

async function withSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
