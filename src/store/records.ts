/**
 * A typed layer over the store: records of one kind, checked when read, changed by compare-and-set.
 * @module
 */
import type { z } from "zod";
import { DynamoSqlError } from "../errors.ts";
import type { Check, Entry, Key, Mutation, Store } from "./store.ts";

/** Rounds of a change that others keep overtaking. */
const ROUNDS = 20;

/** The entry under `key`, checked; null if absent. Fails with `internal` if it does not have the shape. */
export async function readRecord<T>(store: Store, schema: z.ZodType<T>, key: Key): Promise<Entry<T> | null> {
  const entry = await store.get(key);
  return entry === null ? null : checked(schema, entry);
}

/** All entries under `prefix` in key order, checked. Fails with `internal` if one does not have the shape. */
export async function* listRecords<T>(
  store: Store,
  schema: z.ZodType<T>,
  prefix: Key,
): AsyncGenerator<Entry<T>> {
  for await (const entry of store.list(prefix)) yield checked(schema, entry);
}

/** What a change of a record comes to: the new record, and what must be written with it in the same commit. */
export interface Change<T> {
  readonly value: T;
  readonly checks?: readonly Check[];
  readonly also?: readonly Mutation[];
}

/**
 * Reads a record, has it changed, writes it if nobody else did meanwhile; else again.
 * `change` may run several times, gets null where there is no record, and returns null to leave all as it is.
 * Returns the record written, or null. Fails with `conflict` if others overtake 20 times.
 */
export async function changeRecord<T>(
  store: Store,
  schema: z.ZodType<T>,
  key: Key,
  change: (current: T | null) => Change<T> | null | Promise<Change<T> | null>,
): Promise<T | null> {
  for (let round = 0; round < ROUNDS; round++) {
    const entry = await readRecord(store, schema, key);
    const next = await change(entry?.value ?? null);
    if (next === null) return null;
    const checks = [{ key, version: entry?.version ?? null }, ...next.checks ?? []];
    const mutations: Mutation[] = [{ type: "set", key, value: next.value }, ...next.also ?? []];
    if (await store.commit(checks, mutations)) return next.value;
  }
  throw new DynamoSqlError("conflict", "The record kept being changed by others. Try again.");
}

function checked<T>(schema: z.ZodType<T>, entry: Entry): Entry<T> {
  const parsed = schema.safeParse(entry.value);
  if (!parsed.success) {
    throw new DynamoSqlError("internal", `A stored record (${entry.key[0]}) is not readable.`, {
      cause: parsed.error,
    });
  }
  return { ...entry, value: parsed.data };
}
