/**
 * The keys that sign access tokens: ES256, made at the first start, kept in the store, rotated on demand.
 * All replicas of one store agree on them; a rotation reaches them within 5 s, and a token signed with a key
 * that a replica does not know yet makes it look at once.
 * @module
 */
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from "@panva/jose";
import { DynamoSqlError } from "../../errors.ts";
import { changeRecord, readRecord } from "../../store/records.ts";
import type { Revision } from "../../store/revision.ts";
import type { Store } from "../../store/store.ts";
import { coalesced } from "../../lib/coalesced.ts";
import { afterRotation, type KeyRecord, keyRingSchema, KEYS_KEY, published } from "./key_ring.ts";
import { importPrivateKey } from "./signing_private_key.ts";
import { defined } from "../../lib/defined.ts";
import type { Runtime } from "../../telemetry/runtime.ts";

/** A key as people see it. Times in milliseconds since the epoch. */
export interface SigningKeyInfo {
  /** The key's id (RFC 7517 §4.5). */
  readonly kid: string;
  /** The algorithm (RFC 7518 §3.1). */
  readonly alg: "ES256";
  /** The one that signs. */
  readonly active: boolean;
  /** When it was made. */
  readonly createdAt: number;
  /** When it stopped signing; absent on the active key. */
  readonly retiredAt?: number;
  /** Until when the JWKS publishes it; absent on the active key. */
  readonly publishedUntil?: number;
}

/** What signs a token. */
export interface ActiveKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
}

/** The signing keys of a store. */
export interface SigningKeys {
  /** The key to sign with; made now if there is none yet. */
  active(): Promise<ActiveKey>;
  /** The public key of that id if tokens signed with it may still be valid, else null. */
  publicKey(kid: string): Promise<CryptoKey | null>;
  /** RFC 7517 §5: the active key, and the retired ones until every token they signed has expired. */
  jwks(): Promise<{ readonly keys: readonly JWK[] }>;
  /** Published keys, newest first; none is made for it. */
  list(): Promise<SigningKeyInfo[]>;
  /** A new key signs from now on; the old ones stay published until their tokens have expired. */
  rotate(): Promise<SigningKeyInfo>;
}

/** What {@linkcode createSigningKeys} needs. */
export interface SigningKeysDeps extends Pick<Runtime, "clock"> {
  readonly store: Store;
  readonly revision: Revision;
}

interface SigningRing {
  /** Newest first; the first one is active. */
  readonly records: readonly KeyRecord[];
  readonly keys: ReadonlyMap<string, CryptoKey>;
  readonly active: ActiveKey;
}

/** Milliseconds between two reads of the ring for the sake of a key id that is not known. */
const LOOK_AGAIN_MS = 500;

/** The signing keys of a store. */
export function createSigningKeys(deps: SigningKeysDeps): SigningKeys {
  const { store, revision, clock } = deps;
  let cached: Promise<SigningRing> | undefined;
  const forget = () => void (cached = undefined);
  revision.onChange("keys", forget);
  // Strangers can send any key id: whatever their number, the store is asked twice a second at most.
  const lookAgain = coalesced(() => load(), LOOK_AGAIN_MS);

  async function load(): Promise<SigningRing> {
    const loading = readOrMake().then(ringOf);
    cached = loading;
    // A failure must not be remembered: the store may be back for the next request.
    loading.catch(() => {
      if (cached === loading) forget();
    });
    return await loading;
  }

  async function readOrMake(): Promise<KeyRecord[]> {
    const entry = await readRecord(store, keyRingSchema, KEYS_KEY);
    if (entry !== null) return entry.value.keys;
    // Of two replicas that start at once one writes; the other finds a ring and leaves it alone.
    const fresh = await newKey(clock());
    const made = await changeRecord(
      store,
      keyRingSchema,
      KEYS_KEY,
      (ring) => ring === null ? { value: { keys: [fresh] } } : null,
    );
    if (made !== null) return made.keys;
    return (await readRecord(store, keyRingSchema, KEYS_KEY))?.value.keys ?? [];
  }

  const ring = () => cached ?? load();

  return {
    async active() {
      return (await ring()).active;
    },
    async publicKey(kid) {
      // A thumbprint (RFC 7638) of SHA-256: anything else was never ours.
      if (!/^[\w-]{43}$/.test(kid)) return null;
      let { records, keys } = await ring();
      if (!keys.has(kid)) ({ records, keys } = await lookAgain());
      const known = published(records, clock()).some((record) => record.kid === kid);
      return known ? keys.get(kid) ?? null : null;
    },
    async jwks() {
      const { records } = await ring();
      return { keys: published(records, clock()).map(({ publicJwk }) => publicJwk) };
    },
    async list() {
      const entry = await readRecord(store, keyRingSchema, KEYS_KEY);
      return published(entry?.value.keys ?? [], clock()).map(infoOf);
    },
    async rotate() {
      const fresh = await newKey(clock());
      await changeRecord(store, keyRingSchema, KEYS_KEY, (before) => ({
        value: { keys: afterRotation(before?.keys ?? [], fresh) },
        also: [revision.mutation("keys")],
      }));
      revision.announce("keys");
      return infoOf(fresh, 0);
    },
  };
}

async function newKey(createdAt: number): Promise<KeyRecord> {
  const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
  const publicPart = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(publicPart, "sha256");
  return {
    kid,
    createdAt,
    privateJwk: { ...await exportJWK(privateKey) },
    publicJwk: { ...publicPart, kid, alg: "ES256", use: "sig" },
  };
}

async function ringOf(records: KeyRecord[]): Promise<SigningRing> {
  const keys = new Map<string, CryptoKey>();
  for (const { kid, publicJwk } of records) keys.set(kid, await imported(publicJwk));
  const newest = records[0];
  if (newest === undefined) throw new DynamoSqlError("internal", "The store holds an empty key ring.");
  return {
    records,
    keys,
    active: { kid: newest.kid, privateKey: await importPrivateKey(newest.privateJwk) },
  };
}

async function imported(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, "ES256");
  if (!(key instanceof CryptoKey)) throw new DynamoSqlError("internal", "A stored key is not an EC key.");
  return key;
}

function infoOf(record: KeyRecord, index: number): SigningKeyInfo {
  const { kid, createdAt, retiredAt, publishedUntil } = record;
  return { kid, alg: "ES256", active: index === 0, createdAt, ...defined({ retiredAt, publishedUntil }) };
}
