/**
 * Opens a store by its specification: `memory:`, `kv:PATH` or `kv:URL`.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import { isMarked, markFormat } from "./format.ts";
import { openKv } from "./drivers/kv.ts";
import type { Clock } from "../lib/clock.ts";
import { openMemory } from "./drivers/memory.ts";
import { fileOf, makeFile, openFile, urlOf, waitUntilFree } from "./drivers/kv_file.ts";
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
  /**
   * What to do where no store is: `refuse` makes nothing, since a mistyped path would look like a store without data.
   * Absent = `make`. A store in memory is always made.
   */
  readonly missing?: "make" | "refuse";
  /** Called with the place of a store that was made: an absolute path, or a URL. */
  readonly onMade?: (place: string) => void;
}

/**
 * Opens the store and checks its format version.
 *
 * - `memory:` – gone with the process
 * - `kv:PATH` – a file (made with mode 0600, its folder too), shared by the processes of one machine
 * - `kv:URL` – a denokv server, `http:` or `https:`
 *
 * Fails with `config_invalid` for anything else, a path that cannot be opened, a newer format, or nothing there that
 * may not be made; with `unavailable` if a server does not answer for 5 s, or another program keeps a file locked for 3 s.
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
  try {
    return await openChecked(spec, options);
  } catch (error) {
    throw withPlace(error, spec);
  }
}

async function openChecked(spec: string, options: OpenStoreOptions): Promise<Store> {
  const store = await openDriver(spec, options);
  try {
    if (await isMarked(store)) return store;
    const place = placeOf(spec);
    if (options.missing === "refuse" && place !== undefined) throw notThere(place);
    if (await markFormat(store) && place !== undefined) options.onMade?.(place);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/**
 * An error of a store that names where the store lies, for who runs the server or a command: clients see such errors, too,
 * and are not told. Any other error stays as it is.
 */
export function withPlace(error: unknown, spec: string): unknown {
  const place = placeOf(spec);
  if (!(error instanceof DynamoSqlError) || error.detail.ofStore !== true || place === undefined) {
    return error;
  }
  return new DynamoSqlError(error.code, `${error.message} It is at ${place}.`, { cause: error.detail.cause });
}

async function openDriver(spec: string, options: OpenStoreOptions): Promise<Store> {
  const { accessToken, clock, missing } = options;
  const file = fileOf(spec);
  const time = clock === undefined ? {} : { clock };
  if (file !== undefined) {
    if (missing === "refuse" && !await isThere(file)) throw notThere(file);
    await makeFile(file);
    await waitUntilFree(file);
    const writer = await openFile(file);
    try {
      return openKv(writer, { ...time, reader: await openFile(file) });
    } catch (error) {
      writer.close();
      throw error;
    }
  }
  const url = urlOf(spec);
  if (url !== undefined) return openKv(await openServer(url, accessToken), time);
  if (spec === "memory:") return openMemory(clock);
  if (spec.startsWith("dynamodb:")) {
    throw new DynamoSqlError(
      "config_invalid",
      "store: dynamodb: is not in this release. Use kv:PATH, kv:URL or memory:.",
    );
  }
  throw new DynamoSqlError("config_invalid", "store: must be kv:PATH, kv:URL or memory:.");
}

/** Where a store lies that outlives the process: the path of a file, the URL of a server. */
function placeOf(spec: string): string | undefined {
  return fileOf(spec) ?? urlOf(spec);
}

/** What there is and may not be looked at counts as there: opening it says why. */
async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound);
  }
}

/** The error of a store that must be there and is not. */
function notThere(place: string): DynamoSqlError {
  return new DynamoSqlError(
    "config_invalid",
    `There is no store at ${place}. Check --store and DYNAMOSQL_STORE; ` +
      "`dynamosql serve`, `user add` and `schema add` make one.",
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
