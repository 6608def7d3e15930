/**
 * A backup: a copy of a `kv:PATH` store in one file, as it was at one moment, also while servers write to it.
 *
 * SQLite itself makes the copy, in one reading transaction (`VACUUM INTO`, https://sqlite.org/lang_vacuum.html), which
 * holds up nobody who writes. Copying the file instead would leave out what lies in its journal (`store.kv-wal`): of a
 * young store, everything. Where Deno KV has the store open, too, both use the one SQLite of this program, which knows of
 * both when it locks; so no lock is lost.
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { resolve } from "node:path";
import { DynamoSqlError } from "../errors.ts";
import { fileOf } from "./drivers/kv_file.ts";
import { openStore } from "./mod.ts";

/** What was copied. */
export interface Backup {
  /** Absolute path of the store's file. */
  readonly from: string;
  /** Absolute path of the copy. */
  readonly to: string;
  /** Size of the copy. */
  readonly bytes: number;
}

/** Milliseconds to wait for a store that another program locks. */
const PATIENCE_MS = 4_000;

/**
 * Copies a store into a new file, readable by its owner only, and looks whether the copy is whole and opens. Opening the
 * copy as a store restores it. Where it fails, no copy is there.
 *
 * Fails with `invalid_parameter` for a store that is no file, with `config_invalid` where none is there or the copy
 * cannot be made, with `conflict` where something is there already, with `unavailable` where the store stays locked for
 * 4 s.
 */
export async function backupStore(spec: string, copy: string): Promise<Backup> {
  const from = fileOf(spec);
  const to = resolve(copy);
  if (from === undefined) {
    throw new DynamoSqlError(
      "invalid_parameter",
      "store backup copies the file of a kv:PATH store. Another kind is backed up where it lies.",
    );
  }
  // It says where no store is; makes none; and a store without our mark is none that could be restored.
  await (await openStore(spec, { missing: "refuse" })).close();
  if (await isThere(to)) {
    throw new DynamoSqlError("conflict", `${to} is there already. Choose another name, or remove it first.`);
  }
  // Under the final name there is never half a copy.
  const part = `${to}.part-${Deno.pid}`;
  try {
    Deno.openSync(part, { createNew: true, write: true, mode: 0o600 }).close();
  } catch (cause) {
    throw new DynamoSqlError(
      "config_invalid",
      `${to} cannot be made: ${
        sentence(cause)
      }. Choose a file in a folder that is there and may be written to.`,
      { cause },
    );
  }
  try {
    vacuumInto(from, part);
    // Only a store that opens is a backup.
    await (await openStore(`kv:${part}`, { missing: "refuse" })).close();
    const { size } = await synced(part);
    await Deno.rename(part, to);
    return { from, to, bytes: size };
  } finally {
    for (const end of ["", "-wal", "-shm", "-journal"]) await Deno.remove(`${part}${end}`).catch(() => {});
  }
}

function vacuumInto(from: string, part: string): void {
  const source = new DatabaseSync(from, { timeout: PATIENCE_MS });
  try {
    source.prepare("VACUUM INTO ?").run(part);
  } catch (cause) {
    if (/locked|busy/i.test(String(cause))) {
      throw new DynamoSqlError("unavailable", `The store at ${from} stayed locked by another program.`, {
        cause,
      });
    }
    throw new DynamoSqlError("config_invalid", `The store at ${from} cannot be copied: ${sentence(cause)}.`, {
      cause,
    });
  } finally {
    source.close();
  }
  const made = new DatabaseSync(part);
  try {
    const said = made.prepare("PRAGMA quick_check").get();
    if (said?.["quick_check"] !== "ok") {
      throw new DynamoSqlError("config_invalid", `The store at ${from} is damaged: its copy is not whole.`);
    }
  } finally {
    made.close();
  }
}

/** Makes sure that the file is on the disk, not only in memory. */
async function synced(path: string): Promise<Deno.FileInfo> {
  const file = await Deno.open(path, { write: true });
  try {
    await file.sync();
    return await file.stat();
  } finally {
    file.close();
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch {
    // What keeps it from being looked at keeps the copy from being made, which says why.
    return false;
  }
}

/** What went wrong, without the path, which is said already. */
function sentence(cause: unknown): string {
  const said = cause instanceof Error ? cause.message : String(cause);
  return said.replace(/^[A-Z]\w*Error: /, "").replace(/ \(os error \d+\).*$/s, "").replace(/\.$/, "");
}
