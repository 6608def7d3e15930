/**
 * The MCP surface, loaded when the first client knocks: the SDK and its schemas hold 20 MB and take a tenth of a second,
 * which a server that is only starting, or only signs people in, need not spend.
 * @module
 */
import type { McpHttpHandler } from "@modelcontextprotocol/server";

/** A handler that may not be there yet. */
export interface LazyMcp extends Pick<McpHttpHandler, "fetch" | "close"> {
  /** Begins to load. Called for a client without a token too: it is about to come back with one. */
  wake(): void;
  /** Resolves when it is loaded; fails where it cannot be. */
  loaded(): Promise<void>;
}

/**
 * The handler that `load` makes, made once. A load that failed fails the requests that waited for it, and the next one
 * tries again.
 */
export function createLazyMcp(load: () => Promise<McpHttpHandler>): LazyMcp {
  let loading: Promise<McpHttpHandler> | undefined;

  function handler(): Promise<McpHttpHandler> {
    loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  }

  return {
    fetch: async (request, options) => await (await handler()).fetch(request, options),
    wake() {
      // A failure is told to the request that needs the handler.
      handler().catch(() => {});
    },
    async loaded() {
      await handler();
    },
    async close() {
      const loaded = await loading?.catch(() => undefined);
      await loaded?.close();
    },
  };
}
