/**
 * The product in this process, with one user: only here can a test stand for the internet of the document fetcher, since no
 * setting of the real binary reaches it.
 * @module
 */
import { createApp } from "../../../src/app.ts";
import { settingsSchema } from "../../../src/config.ts";
import { createPasswords } from "../../../src/identity/password.ts";
import { createUsers } from "../../../src/identity/users.ts";
import type { DocumentNetwork } from "../../../src/oauth/clients/fetch/guarded_fetch.ts";
import {
  createOperatorClients,
  type NewOperatorClient,
} from "../../../src/oauth/clients/operator_clients.ts";
import { createRevision, openStore } from "../../../src/store/mod.ts";
import { createLogger } from "../../../src/telemetry/log.ts";
import { systemRuntime } from "../../../src/telemetry/runtime.ts";
import { scriptedBrowser } from "../../fixtures/scripted_browser.ts";

/** Starts it over a network for documents. */
export async function startInProcess(network: DocumentNetwork, settings: Record<string, unknown> = {}) {
  const store = await openStore("memory:");
  const person = { email: "ada@example.com", password: "correct horse battery staple" };
  await createUsers({ ...systemRuntime, store, revision: createRevision(store) }).add({
    tenantId: "default",
    email: person.email,
    role: "member",
    passwordHash: await createPasswords().hash(person.password),
  });
  const late = Promise.withResolvers<Awaited<ReturnType<typeof createApp>>>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request, info) => {
    return await (await late.promise).fetch(request, info);
  });
  const publicUrl = `http://localhost:${server.addr.port}`;
  const logged: string[] = [];
  const app = await createApp({
    settings: settingsSchema.parse(settings),
    publicUrl,
    store,
    log: createLogger({ write: (line) => void logged.push(line) }),
    documentNetwork: network,
  });
  late.resolve(app);
  return {
    issuer: publicUrl,
    mcp: `${publicUrl}/mcp`,
    logged,
    /** Registers a client as `dynamosql app add` does. */
    addApp: (client: NewOperatorClient) =>
      createOperatorClients({
        ...systemRuntime,
        store,
        revision: createRevision(store),
        privateRedirects: [],
      })
        .add(client),
    browser: () => scriptedBrowser(person),
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await app.close();
      await store.close();
    },
  };
}
