/**
 * The store's format version: written at the first open; a store written by a newer binary is refused.
 * @module
 */
import { z } from "zod";
import { DynamoSqlError } from "../errors.ts";
import type { Store } from "./store.ts";

/** The format this binary writes. Raise it with a migration whenever an older binary would misread a record. */
export const FORMAT_VERSION = 1;

/** Where the format version lies. */
export const FORMAT_KEY = ["meta", "format"] as const;

const formatSchema = z.object({ version: z.int().min(1) });

/**
 * Whether the store carries our format version; false = it is new, and carries none.
 * Fails with `config_invalid` where a newer binary wrote it, or where the mark is unreadable.
 */
export async function isMarked(store: Store): Promise<boolean> {
  const entry = await store.get(FORMAT_KEY);
  if (entry === null) return false;
  const format = formatSchema.safeParse(entry.value);
  if (!format.success) {
    throw new DynamoSqlError("config_invalid", "The store carries no readable format version.");
  }
  if (format.data.version > FORMAT_VERSION) {
    throw new DynamoSqlError(
      "config_invalid",
      `The store has format ${format.data.version}, this binary understands ${FORMAT_VERSION}: ` +
        "a newer dynamosql wrote it. Install that version or newer.",
    );
  }
  return true;
}

/**
 * Marks a new store with our format. Fails as {@linkcode isMarked} does, if another process was first with another.
 * @returns false if another process was first
 */
export async function markFormat(store: Store): Promise<boolean> {
  const mark = { type: "set", key: FORMAT_KEY, value: { version: FORMAT_VERSION } } as const;
  if (await store.commit([{ key: FORMAT_KEY, version: null }], [mark])) return true;
  // What the other one wrote counts.
  await isMarked(store);
  return false;
}
