/**
 * Values of any size in a store whose values are small: compressed, cut into pieces, changed by compare-and-set.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import type { Key, Mutation, Store } from "../store/store.ts";

/** The record under the value's own key: little, so that many can be listed. */
interface Head<Summary> {
  /** Also in each piece: tells a torn read. */
  readonly stamp: string;
  readonly pieces: number;
  readonly summary: Summary;
}

/** A value with its summary and the version that a later write names. */
export interface Blob<Value, Summary> {
  readonly value: Value;
  readonly summary: Summary;
  readonly version: string;
}

/** Base64 text of a piece: with its frame below 48 KiB. */
const pieceLength = 45_000;
/** A commit takes 25 keys: the head, the pieces, and pieces of the value before to delete. */
const piecesMax = 20;
/** Tries at reading a value that is being replaced. */
const triesMax = 5;

/** Under it lie the pieces of the values under `key`. */
export const piecesPrefix = (key: Key): Key => ["piece", ...key];
const pieceKey = (key: Key, at: number): Key => [...piecesPrefix(key), String(at)];

/** The value, or null where there is none. */
export async function readBlob<Value, Summary>(
  store: Store,
  key: Key,
): Promise<Blob<Value, Summary> | null> {
  for (let tried = 0; tried < triesMax; tried++) {
    const head = await store.get<Head<Summary>>(key);
    if (head === null) return null;
    const { stamp, pieces, summary } = head.value;
    const texts = await Promise.all(
      Array.from(
        { length: pieces },
        (_, at) => store.get<{ stamp: string; text: string }>(pieceKey(key, at)),
      ),
    );
    if (texts.some((piece) => piece?.value.stamp !== stamp)) continue;
    const value: Value = JSON.parse(await inflate(texts.map((piece) => piece?.value.text).join("")));
    return { value, summary, version: head.version };
  }
  return null;
}

/** The summaries of all values whose key is `prefix` and one part more, by that part. */
export async function readSummaries<Summary>(store: Store, prefix: Key): Promise<Map<string, Summary>> {
  const summaries = new Map<string, Summary>();
  for await (const { key, value } of store.list<Head<Summary>>(prefix)) {
    const last = key.at(-1);
    if (last !== undefined) summaries.set(last, value.summary);
  }
  return summaries;
}

/** The version of the value, to tell whether it changed; null where there is none. */
export async function blobVersion(store: Store, key: Key): Promise<string | null> {
  return (await store.get(key))?.version ?? null;
}

/**
 * Writes the value if `version` still is its version (null = there is none). True = written.
 * Fails with `too_large` above about 900 KB compressed.
 */
export async function writeBlob(
  store: Store,
  key: Key,
  value: unknown,
  summary: unknown,
  version: string | null,
): Promise<boolean> {
  const text = await deflate(JSON.stringify(value));
  const pieces = Math.max(1, Math.ceil(text.length / pieceLength));
  if (pieces > piecesMax) {
    throw new DynamoSqlError("too_large", "A table's description is too large to keep.");
  }
  const before = version === null ? null : await store.get<Head<unknown>>(key);
  const stamp = crypto.randomUUID();
  const mutations: Mutation[] = [{ type: "set", key, value: { stamp, pieces, summary } }];
  for (let at = 0; at < pieces; at++) {
    const piece = text.slice(at * pieceLength, (at + 1) * pieceLength);
    mutations.push({ type: "set", key: pieceKey(key, at), value: { stamp, text: piece } });
  }
  // Pieces of a longer value before. More than fit into the commit stay; a later, longer value writes over them.
  for (let at = pieces; at < Math.min(before?.value.pieces ?? 0, 24); at++) {
    mutations.push({ type: "delete", key: pieceKey(key, at) });
  }
  return await store.commit([{ key, version }], mutations);
}

/** Removes the value. */
export async function deleteBlob(store: Store, key: Key): Promise<void> {
  const head = await store.get<Head<unknown>>(key);
  await store.delete(key);
  for (let at = 0; at < (head?.value.pieces ?? 0); at++) await store.delete(pieceKey(key, at));
}

async function deflate(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).bytes()).toBase64();
}

async function inflate(base64: string): Promise<string> {
  const stream = new Blob([Uint8Array.fromBase64(base64)]).stream();
  return await new Response(stream.pipeThrough(new DecompressionStream("gzip"))).text();
}
