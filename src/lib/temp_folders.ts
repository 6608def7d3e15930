/**
 * Temporary folders that do not outlive the process: each holds a file that the process keeps locked (flock(2)) as long
 * as it lives. What nobody locks was left by one that was killed, and the next server removes it; process ids would not
 * tell that between containers.
 * @module
 */
import { tmpdir } from "node:os";
import { DynamoSqlError } from "../errors.ts";
import { atExit } from "./at_exit.ts";

/** A folder of this process. */
export interface TempFolder {
  readonly path: string;
  /** Removes it with all that is in it. */
  close(): void;
}

/** What the names begin with. */
const PREFIX = "dynamosql-tmp-";

const LOCK = "lock";

/** Milliseconds in which a folder that was just made gets its lock. */
const YOUNG_MS = 60_000;

/**
 * Makes a folder, readable by its owner only, that is removed with the process.
 * Fails with `config_invalid` where none can be made; the message names where.
 * @param kind a word for its name
 * @param place where; absent = the system's place for temporary files
 */
export function openTempFolder(kind: string, place: string = tmpdir()): TempFolder {
  let path: string;
  let lock: Deno.FsFile;
  try {
    path = Deno.makeTempDirSync({ dir: place, prefix: `${PREFIX}${kind}-` });
    lock = Deno.openSync(`${path}/${LOCK}`, { createNew: true, write: true, mode: 0o600 });
    lock.lockSync(true);
  } catch (cause) {
    throw new DynamoSqlError(
      "config_invalid",
      `No folder for temporary files can be made in ${place}. Set TMPDIR to a folder that can be written to ` +
        "(a container whose root is read-only needs --tmpfs /tmp).",
      { cause },
    );
  }
  const remove = () => {
    try {
      Deno.removeSync(path, { recursive: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  };
  const forget = atExit(remove);
  return {
    path,
    close() {
      forget();
      // Locked until it is gone: a server that starts now must not come across it.
      try {
        remove();
      } finally {
        lock.close();
      }
    },
  };
}

/**
 * Removes the folders that processes of this user left when they were killed.
 * @param now milliseconds since the epoch
 * @param place where; absent = the system's place for temporary files
 * @returns how many
 */
export function removeLeftFolders(now: number, place: string = tmpdir()): number {
  let removed = 0;
  for (const { name, isDirectory } of Deno.readDirSync(place)) {
    if (isDirectory && name.startsWith(PREFIX) && removeIfLeft(`${place}/${name}`, now)) removed++;
  }
  return removed;
}

function removeIfLeft(path: string, now: number): boolean {
  let lock: Deno.FsFile | undefined;
  try {
    const { uid, mtime } = Deno.lstatSync(path);
    if (uid !== Deno.uid()) return false;
    lock = openLock(path);
    // Without a lock it is being made, or its removal was interrupted.
    const left = lock === undefined
      ? mtime !== null && now - mtime.getTime() > YOUNG_MS
      : lock.tryLockSync(true);
    if (left) Deno.removeSync(path, { recursive: true });
    return left;
  } catch (error) {
    // Another server that starts at the same time removes it.
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  } finally {
    lock?.close();
  }
}

function openLock(path: string): Deno.FsFile | undefined {
  try {
    return Deno.openSync(`${path}/${LOCK}`, { write: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
