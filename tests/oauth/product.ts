import { createApp } from "../../src/app.ts";
import { settingsSchema } from "../../src/config.ts";
import { listenHttp } from "../../src/http/listener.ts";
import { openStore } from "../../src/store/mod.ts";
import { createLogger } from "../../src/telemetry/log.ts";
import { NAMES_RESOLVE } from "./clients/document_host.ts";

/** The whole product behind a listener of its own. */
export async function startProduct(settings: Record<string, unknown> = {}) {
  const store = await openStore("memory:");
  const logged: string[] = [];
  // The port is known only once the listener stands; requests come only after that.
  const served: { app?: Awaited<ReturnType<typeof createApp>> } = {};
  const server = await listenHttp(
    { port: 0, hostname: "127.0.0.1" },
    (request, info) => served.app?.fetch(request, info) ?? new Response(null, { status: 503 }),
  );
  const origin = `http://127.0.0.1:${server.port}`;
  served.app = await createApp({
    settings: settingsSchema.parse(settings),
    publicUrl: `http://localhost:${server.port}`,
    store,
    documentNetwork: NAMES_RESOLVE,
    log: createLogger({ level: "debug", write: (line) => void logged.push(line) }),
  });
  return {
    origin,
    store,
    logged,
    async [Symbol.asyncDispose]() {
      const over = server.shutdown();
      server.abort();
      await over;
      await served.app?.close();
      await store.close();
    },
  };
}
