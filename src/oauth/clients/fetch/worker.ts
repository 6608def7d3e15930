/**
 * The Worker that fetches one document: connects to the checked address, proves the name by TLS, reads within bounds.
 * It has no permission but the network it was granted.
 * @module
 */
import { httpGet, HttpRefused } from "./http_get.ts";
import type { FetchJob, FetchOutcome } from "./messages.ts";
import { openTunnel } from "./tunnel.ts";

/** The global scope as what it is here; the DOM's types describe a window's. */
declare const self: {
  onmessage: ((event: MessageEvent<FetchJob>) => void) | null;
  postMessage(outcome: FetchOutcome): void;
};

self.onmessage = async (event) => self.postMessage(await run(event.data));

async function run(job: FetchJob): Promise<FetchOutcome> {
  let stage = "connect";
  try {
    const { address, port, serverName, caCerts } = job;
    const tcp = await Deno.connect({ hostname: address, port });
    if (job.tunnel !== undefined) {
      stage = "proxy";
      await openTunnel(tcp, job.tunnel);
    }
    stage = "tls";
    const tls = await Deno.startTls(tcp, {
      hostname: serverName,
      caCerts: [...caCerts],
      alpnProtocols: ["http/1.1"],
    });
    await tls.handshake();
    stage = "http";
    return { ok: true, answer: await httpGet(tls, job.request) };
  } catch (error) {
    if (error instanceof HttpRefused) return { ok: false, reason: error.message };
    return { ok: false, reason: error instanceof Deno.errors.NotCapable ? "permission" : stage };
  }
}
