/**
 * `serve`: binds, builds the application, and ends it in order.
 * @module
 */
import { Command } from "commander";
import type { App } from "../app.ts";
import type { Store } from "../store/store.ts";
import { VERSION } from "../version.ts";
import { giveBackSoon } from "./release_startup_memory.ts";
import { isLoopback, listen, type Listening } from "./listen.ts";
import { print } from "./output.ts";
import {
  type CommandSettings,
  FLAG_SETTINGS,
  openSettingsStore,
  settingsOf,
  withSettings,
} from "./settings.ts";
import { systemRuntime } from "../telemetry/runtime.ts";

/** Requests under way may finish within this time after a signal, in milliseconds. */
const GRACE_MS = 10_000;

/** The command. */
export function serveCommand(): Command {
  const names = FLAG_SETTINGS.filter((name) => name !== "tenant");
  return withSettings(new Command("serve").description("run the server"), names, [])
    .action(async (options) => {
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
  settings: CommandSettings,
  ready?: (server: Ready) => Promise<void>,
): Promise<void> {
  // Heard from the first moment on: whoever reads the listening line may send one at once.
  const signalled = untilSignal();
  // The port is bound first: it is part of the default public URL, which the application is built with.
  const app = Promise.withResolvers<App>();
  // Unhandled only if nobody asks in time; whoever asks gets it.
  app.promise.catch(() => {});
  let built: App | undefined;
  const listening = listen(settings, (request, info) => {
    return built === undefined
      ? app.promise.then((late) => late.fetch(request, info))
      : built.fetch(request, info);
  });
  let store: Store | undefined;
  try {
    // The store opens on another thread while the modules compile on this one.
    const modules = import("../app.ts");
    store = await openSettingsStore(settings, "may make it");
    const { createApp } = await modules;
    built = await createApp({ settings, publicUrl: listening.publicUrl, store });
    app.resolve(built);
    print(`DynamoSQL ${VERSION} listening at ${listening.publicUrl}/mcp\n`);
    if (!settings.demo) await printSetup(listening.publicUrl, store);
    giveBackSoon();
    await ready?.({ publicUrl: listening.publicUrl, store });
    await signalled;
    console.error("Stopping. Requests under way may finish; a second signal ends at once.");
  } catch (error) {
    app.reject(error);
    throw error;
  } finally {
    await stop(listening, built, store);
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

async function stop(listening: Listening, app: App | undefined, store: Store | undefined): Promise<void> {
  await listening.shutdown(GRACE_MS);
  await app?.close();
  await store?.close();
}

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
function untilSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let signals = 0;
  const handle = () => {
    if (++signals > 1) Deno.exit(1);
    resolve();
  };
  for (const signal of Deno.build.os === "windows" ? ["SIGINT"] as const : ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, handle);
  }
  return promise;
}
