/**
 * A replica as a process of its own: `STORE` (a store's address), `PUBLIC_URL`, and perhaps `DIES` = `before:N` or
 * `after:N`: the process kills itself at its N-th write, before the engine has it or after it is committed. Prints its
 * origin; after each write its number.
 * @module
 */
import { type Mutation, openStore, type Store } from "../../src/store/mod.ts";
import { startServer } from "./fixture.ts";

/** When a replica dies. */
interface Death {
  readonly when: string;
  readonly at: number;
}

/** The store with a hook around every write. Writes before `arm` was called do not count. */
function mortal(store: Store, death: Death | undefined): Store & { arm(): void } {
  let armed = false;
  let writes = 0;

  async function counted<T>(write: () => Promise<T>): Promise<T> {
    if (!armed) return await write();
    const number = ++writes;
    if (death?.at === number && death.when === "before") die();
    const result = await write();
    if (death?.at === number && death.when === "after") die();
    console.log(`write ${number}`);
    return result;
  }

  return {
    get: (key) => store.get(key),
    list: (prefix, options) => store.list(prefix, options),
    close: () => store.close(),
    set: (key, value, options) => counted(() => store.set(key, value, options)),
    delete: (key) => counted(() => store.delete(key)),
    commit: (checks, mutations: readonly Mutation[]) => counted(() => store.commit(checks, mutations)),
    arm: () => void (armed = true),
  };
}

function die(): never {
  Deno.kill(Deno.pid, "SIGKILL");
  // The signal is not caught by anything; this only waits for it.
  while (true) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
}

if (import.meta.main) {
  const [when = "", at = ""] = (Deno.env.get("DIES") ?? "").split(":");
  const store = mortal(
    await openStore(Deno.env.get("STORE") ?? ""),
    when === "" ? undefined : { when, at: Number(at) },
  );
  const server = await startServer({ store, publicUrl: Deno.env.get("PUBLIC_URL") ?? "" });
  // What every server writes once at its start is not what is looked at.
  await server.keys.jwks();
  await server.installationKeys.activeId();
  store.arm();
  server.revision.start();
  console.log(`listening at ${server.origin}`);
}
