/**
 * The file of a `kv:PATH` store: made once, and from then on opened by Deno KV alone.
 *
 * SQLite locks its file with POSIX locks, and closing any descriptor of the file drops all locks that the process
 * holds on it (fcntl(2); https://sqlite.org/howtocorrupt.html, 2.2). Another program would then take the store for
 * unused and remove its journal. So nothing here, or elsewhere in the process, opens the file when it is there.
 * @module
 */
import { dirname, resolve } from "node:path";
import { DynamoSqlError } from "../../errors.ts";
import { isLocked, withPatience } from "./retry.ts";

/** Milliseconds to wait for a file that another program keeps locked, before it is opened. */
const PATIENCE_MS = 3_000;

/**
 * The absolute path of a `kv:PATH` store; undefined for any other specification. Absolute, so that no path is read as
 * one of Deno KV's special names (`:memory:`, a URL, nothing).
 */
export function fileOf(spec: string): string | undefined {
  if (!spec.startsWith("kv:") || spec === "kv:" || urlOf(spec) !== undefined) return undefined;
  return resolve(spec.slice("kv:".length));
}

/** The address of a `kv:URL` store; undefined for any other specification. */
export function urlOf(spec: string): string | undefined {
  return /^kv:(https?:\/\/.*)$/is.exec(spec)?.[1];
}

/**
 * Makes the file, and the folder it lies in, where they are not there.
 * Fails with `config_invalid` where that cannot be, or where something else is there.
 */
export async function makeFile(file: string): Promise<void> {
  try {
    await Deno.mkdir(dirname(file), { recursive: true, mode: 0o700 });
    try {
      // Keys and hashes lie in it: nobody else may read it, from its first byte on. In one turn of the event loop, so
      // that no other opening in this process has locks on it that the closing would drop.
      Deno.openSync(file, { createNew: true, write: true, mode: 0o600 }).close();
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      // A link that leads nowhere exists, too; SQLite would make what it names, readable by others.
      if (!(await Deno.stat(file)).isFile) throw cannotOpen(file, "it is not a file", error);
    }
  } catch (cause) {
    throw cause instanceof DynamoSqlError ? cause : cannotOpen(file, reasonOf(cause), cause);
  }
}

/**
 * Waits until nobody else holds the file's write lock, which Deno KV needs for its first operation: it would wait for ever,
 * and this whole thread with it. Fails with `config_invalid` where the file cannot be opened or is no store, with
 * `unavailable` where it stays locked.
 *
 * Node's SQLite is Deno KV's: one library, which knows of all its openings of a file, so that closing this one drops no
 * lock of theirs (`tests/store/drivers/kv_locks_test.ts`).
 */
export async function waitUntilFree(file: string): Promise<void> {
  const { DatabaseSync } = await import("node:sqlite");
  await withPatience(() => {
    try {
      const database = new DatabaseSync(file, { timeout: 0 });
      try {
        database.exec("BEGIN IMMEDIATE; ROLLBACK");
      } finally {
        database.close();
      }
      return Promise.resolve();
    } catch (cause) {
      return Promise.reject(isLocked(cause) ? cause : cannotOpen(file, reasonOf(cause), cause));
    }
  }, PATIENCE_MS);
}

/**
 * Opens a file that is there. Fails with `config_invalid` where it cannot be opened or is no store, with `unavailable`
 * where another program keeps it locked for 5 s.
 */
export async function openFile(file: string): Promise<Deno.Kv> {
  return await withPatience(async () => {
    try {
      return await Deno.openKv(file);
    } catch (cause) {
      // A locked file is waited for; anything else will not get better.
      if (isLocked(cause)) throw cause;
      throw cannotOpen(file, reasonOf(cause), cause);
    }
  });
}

function cannotOpen(file: string, reason: string, cause: unknown): DynamoSqlError {
  return new DynamoSqlError(
    "config_invalid",
    `store: ${file} cannot be opened or made: ${reason}. Choose another place with --store or DYNAMOSQL_STORE.`,
    { cause },
  );
}

/** What operating systems and SQLite say, and what that means here. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/permission denied|os error 13|unable to open database/i, "permission denied"],
  [/read-?only/i, "it, or the folder it lies in, is read-only"],
  [/not a database|malformed|encrypted/i, "it is not a store"],
  [/no space|database or disk is full/i, "no space is left on the device"],
  [/not a directory|file exists/i, "a part of the path is not a folder"],
  [/no such file/i, "it is a link that leads nowhere"],
];

function reasonOf(cause: unknown): string {
  const said = cause instanceof Error ? cause.message : String(cause);
  return REASONS.find(([pattern]) => pattern.test(said))?.[1] ?? "the operating system refuses it";
}
