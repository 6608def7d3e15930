/**
 * `serve`: binds, builds the application, and ends it in order.
 * @module
 */
import { limitsSchema, type Settings } from "../config.ts";
import { Command } from "commander";
import type { App } from "../app.ts";
import type { Store } from "../store/store.ts";
import { VERSION } from "../version.ts";
import { removeOldBuilds } from "./builds.ts";
import { storeAddress } from "./data_folder.ts";
import { CLOSING_MS, GRACE_MS, hearSignals, LAST_ANSWERS_MS, overWithin } from "./ending.ts";
import { openTempFolder, removeLeftFolders } from "../lib/temp_folders.ts";
import { giveBackSoon } from "./release_startup_memory.ts";
import { isLoopback, listen, type Listening } from "./listen.ts";
import { print } from "./output.ts";
import { FLAG_SETTINGS, openSettingsStore, settingsOf, withSettings } from "./settings.ts";
import { systemRuntime } from "../telemetry/runtime.ts";

/** The command. */
export function serveCommand(): Command {
  const isLimit = (name: string) => name in limitsSchema.shape;
  const all = FLAG_SETTINGS.filter((name) => name !== "tenant");
  // Where and how it listens comes before the limits, which most people leave alone.
  const names = [...all.filter((name) => !isLimit(name)), ...all.filter(isLimit)];
  return withSettings(new Command("serve").description("run the server"), names, [])
    .action(async (options) => {
      void hearSignals();
      const settings = await settingsOf(options);
      if (settings.demo) {
        const { serveDemo } = await import("../demo/serve.ts");
        const serve = (store: string, ready: (server: Ready) => Promise<void>) =>
          // It must work where nothing but this machine can be reached.
          run({ ...settings, store, cimd: false }, ready);
        await serveDemo(settings, isLoopback(settings.host), serve, print);
      } else await run(settings);
    });
}

/** Serves until a signal ends it. `ready` is called when requests are answered. */
export async function run(
  settings: Settings,
  ready?: (server: Ready) => Promise<void>,
): Promise<void> {
  const signalled = hearSignals();
  checkTempFolder();
  // The port is bound first: it is part of the default public URL, which the application is built with.
  const app = Promise.withResolvers<App>();
  // Unhandled only if nobody asks in time; whoever asks gets it.
  app.promise.catch(() => {});
  const parts: ServerParts = {};
  const listening = await listen(settings, (request, info) => {
    return parts.app === undefined
      ? app.promise.then((late) => late.fetch(request, info))
      : parts.app.fetch(request, info);
  });
  const starting = start(settings, listening.publicUrl, parts, async (server) => {
    app.resolve(server.app);
    print(`DynamoSQL ${VERSION} listening at ${listening.publicUrl}/mcp\n`);
    if (!settings.demo) {
      await printSetup(listening.publicUrl, server.store);
      const { serveNotice } = await import("./serve_notice.ts");
      const { tenant } = settings;
      const address = storeAddress(settings);
      print(await serveNotice({ store: server.store, address, tenant, publicUrl: listening.publicUrl }));
    }
    giveBackSoon();
    await ready?.({ publicUrl: listening.publicUrl, store: server.store });
  });
  try {
    // A signal may come before the start is over, which a store that is locked draws out.
    await Promise.race([starting, signalled]);
    await signalled;
    console.error("Stopping. Requests under way may finish; a second signal ends at once.");
    if (!await overWithin(CLOSING_MS, starting)) app.reject(new Error("The server ended while it started."));
  } catch (error) {
    app.reject(error);
    throw error;
  } finally {
    await stop(listening, parts);
  }
}

/** What is there so far, while the server starts. */
interface ServerParts {
  app?: App;
  store?: Store;
}

async function start(
  settings: Settings,
  publicUrl: string,
  parts: ServerParts,
  started: (server: Required<ServerParts>) => Promise<void>,
): Promise<void> {
  // The store opens on another thread while the modules compile on this one.
  const modules = import("../app.ts");
  const store = parts.store = await openSettingsStore(settings, "may make it");
  const { createApp } = await modules;
  const app = parts.app = await createApp({ settings, publicUrl, store });
  await started({ app, store });
}

/** Fails with `config_invalid` where no engine process could run for want of a folder; removes what killed ones and older builds left. */
function checkTempFolder(): void {
  openTempFolder("check").close();
  try {
    removeLeftFolders(systemRuntime.clock());
    if (Deno.build.standalone) removeOldBuilds(import.meta.filename ?? "");
  } catch (error) {
    console.error(`What killed processes or older builds left could not be removed. ${String(error)}`);
  }
}

/** While there is no user: where the first one is made, and the code that proves to be the operator. */
async function printSetup(publicUrl: string, store: Store): Promise<void> {
  const { createSetup } = await import("../identity/setup.ts");
  const code = await createSetup({ ...systemRuntime, store }).newCode();
  if (code === null) return;
  print(
    `No user yet. Make the first one within a day: open ${publicUrl}/portal/setup and enter ${code}\n` +
      "(or run: dynamosql user add EMAIL --admin)\n",
  );
}

/** What is there when requests are answered. */
export interface Ready {
  readonly publicUrl: string;
  readonly store: Store;
}

/** Each step has its time: see `ending.ts`. */
async function stop(listening: Listening, { app, store }: ServerParts): Promise<void> {
  const drained = listening.shutdown();
  if (!await overWithin(GRACE_MS, drained)) {
    app?.cancel();
    await overWithin(LAST_ANSWERS_MS, drained);
  }
  await overWithin(
    CLOSING_MS,
    (async () => {
      await app?.close();
      await store?.close();
    })(),
  );
}
