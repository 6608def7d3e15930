/**
 * Names → addresses, as the document fetcher needs them: every address, so that every one can be checked.
 * @module
 */

/** All addresses of a host; empty if it has none. Rejects where nobody answers. */
export type Resolve = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

/** The runtime's resolver, with the system's name servers or another. */
export function resolveWith(options: Pick<Deno.ResolveDnsOptions, "nameServer"> = {}): Resolve {
  return async (host, signal) => {
    // The dot at the end: a search list (`example.com` → `example.com.svc.cluster.local`) must not answer for the world.
    const name = `${host}.`;
    const answers = await Promise.allSettled([
      Deno.resolveDns(name, "A", { ...options, signal }),
      Deno.resolveDns(name, "AAAA", { ...options, signal }),
    ]);
    const addresses = answers.flatMap((answer) => answer.status === "fulfilled" ? answer.value : []);
    if (addresses.length > 0) return addresses;
    // One kind missing is usual. None at all is "no such name", or nobody who would know.
    const failure = answers.find((answer) => answer.status === "rejected");
    if (failure !== undefined) throw failure.reason;
    return [];
  };
}

/** The system's resolver. */
export const systemResolve: Resolve = resolveWith();
