/**
 * Opens a store by its specification: `memory:`, `kv:PATH` or `kv:URL`.
 * @module
 */
import { dirname, resolve } from "node:path";
import { DynamoSqlError } from "../errors.ts";
import { ensureFormat } from "./format.ts";
import { openKv } from "./drivers/kv.ts";
import type { Clock } from "../lib/clock.ts";
import { openMemory } from "./drivers/memory.ts";
import { withPatience } from "./drivers/retry.ts";
import type { Store } from "./store.ts";

export type { Check, Entry, Json, Key, ListOptions, Mutation, Store } from "./store.ts";
export { createRevision, type Revision, type RevisionTopic } from "./revision.ts";

/** How a store is opened, beside where. */
export interface OpenStoreOptions {
  /** Access token of a denokv server (`kv:URL`). Absent = the variable `DENO_KV_ACCESS_TOKEN`. */
  readonly accessToken?: string;
  /** Tells what has expired; absent = the system's. */
  readonly clock?: Clock;
}

/**
 * Opens the store and checks its format version.
 *
 * - `memory:` – gone with the process
 * - `kv:PATH` – a file (made with mode 0600, its folder too), shared by the processes of one machine
 * - `kv:URL` – a denokv server, `http:` or `https:`
 *
 * Fails with `config_invalid` for anything else, a path that cannot be opened, or a newer format; with
 * `unavailable` if a server does not answer in 5 s.
 * @example Compare and set
 * ```ts
 * const store = await openStore("memory:");
 * const version = await store.set(["user", "1"], { name: "Ann" });
 * const renamed = { type: "set", key: ["user", "1"], value: { name: "Anna" } } as const;
 * assert.equal(await store.commit([{ key: ["user", "1"], version }], [renamed]), true);
 * assert.equal(await store.commit([{ key: ["user", "1"], version }], [renamed]), false);
 * await store.close();
 * ```
 */
export async function openStore(spec: string, options: OpenStoreOptions = {}): Promise<Store> {
  const store = await openDriver(spec, options);
  try {
    await ensureFormat(store);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function openDriver(spec: string, { accessToken, clock }: OpenStoreOptions): Promise<Store> {
  const colon = spec.indexOf(":");
  const driver = spec.slice(0, Math.max(0, colon));
  const place = spec.slice(colon + 1);
  if (driver === "memory" && place === "") return openMemory(clock);
  if (driver === "kv" && place !== "") {
    const time = clock === undefined ? {} : { clock };
    if (/^https?:\/\//i.test(place)) return openKv(await openServer(place, accessToken), time);
    return openKv(await openFile(place), { ...time, reader: await openFile(place) });
  }
  if (driver === "dynamodb") {
    throw new DynamoSqlError(
      "config_invalid",
      "store: dynamodb: is not in this release. Use kv:PATH, kv:URL or memory:.",
    );
  }
  throw new DynamoSqlError("config_invalid", "store: must be kv:PATH, kv:URL or memory:.");
}

async function openFile(path: string): Promise<Deno.Kv> {
  // Absolute, so that no path is read as one of Deno KV's special names (`:memory:`, a URL, nothing).
  const file = resolve(path);
  try {
    await Deno.mkdir(dirname(file), { recursive: true, mode: 0o700 });
    // Keys and hashes lie in it: nobody else may read it, from its first byte on.
    (await Deno.open(file, { create: true, write: true, mode: 0o600 })).close();
  } catch (cause) {
    throw cannotOpen(cause);
  }
  return await withPatience(async () => {
    try {
      return await Deno.openKv(file);
    } catch (cause) {
      // A locked file is waited for; anything else will not get better.
      if (cause instanceof Error && /locked|busy/i.test(cause.message)) throw cause;
      throw cannotOpen(cause);
    }
  });
}

function cannotOpen(cause: unknown): DynamoSqlError {
  return new DynamoSqlError(
    "config_invalid",
    "store: the file of kv: cannot be opened or made, or is not a store. Check the path and its permissions.",
    { cause },
  );
}

async function openServer(url: string, accessToken: string | undefined): Promise<Deno.Kv> {
  // Deno KV takes the token from this variable and from nowhere else.
  if (accessToken !== undefined) Deno.env.set("DENO_KV_ACCESS_TOKEN", accessToken);
  if (!Deno.env.has("DENO_KV_ACCESS_TOKEN")) {
    throw new DynamoSqlError(
      "config_invalid",
      "store: kv:URL needs an access token. Set DYNAMOSQL_STORE_TOKEN or DYNAMOSQL_STORE_TOKEN_FILE.",
    );
  }
  return await withPatience(() => Deno.openKv(url));
}
