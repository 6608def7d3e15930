/**
 * The grants of an installation: found (cached), listed, revoked.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { boundedMap } from "../../lib/lru_map.ts";
import { readRecord } from "../../store/records.ts";
import type { Revision } from "../../store/revision.ts";
import type { Key, Store } from "../../store/store.ts";
import { type GrantsOf, newEpoch } from "./epochs.ts";
import type { Grants, OAuthGrant } from "./grant.ts";
import {
  clientGrantsKey,
  grantKey,
  type GrantRecord,
  grantSchema,
  isGrantId,
  publicGrant,
  removeGrant,
  tenantGrantsKey,
  userGrantsKey,
} from "./grant_record.ts";
import type { Runtime } from "../../telemetry/runtime.ts";

/** What {@linkcode createGrants} needs. */
export interface GrantsDeps extends Pick<Runtime, "clock" | "random"> {
  readonly store: Store;
  readonly revision: Revision;
}

/** Grants in memory at most. */
const CACHED = 10_000;
/** Grants of one commit: four keys each, and the notice (a commit takes 25). */
const REVOKED_AT_ONCE = 6;

/** The grants of a store. */
export function createGrants(deps: GrantsDeps): Grants & { close(): void } {
  const { store, revision, clock, random } = deps;
  const cache = boundedMap<string, OAuthGrant>(CACHED);
  // A read that began before a revocation must not put the grant back after it.
  let generation = 0;
  const end = revision.onChange("grants", () => {
    generation++;
    cache.clear();
  });

  async function read(grantId: string): Promise<GrantRecord | null> {
    if (!isGrantId(grantId)) return null;
    const record = (await readRecord(store, grantSchema, grantKey(grantId)))?.value ?? null;
    return record !== null && record.expiresAt > clock() ? record : null;
  }

  async function listed(prefix: Key): Promise<GrantRecord[]> {
    const found: GrantRecord[] = [];
    for await (const { key } of store.list(prefix)) {
      const record = await read(key.at(-1) ?? "");
      if (record !== null) found.push(record);
    }
    return found;
  }

  /** Without a check: whatever a refresh writes meanwhile, the grant is gone, and a refresh checks that it is there. */
  async function remove(records: readonly GrantRecord[]): Promise<void> {
    for (let start = 0; start < records.length; start += REVOKED_AT_ONCE) {
      const some = records.slice(start, start + REVOKED_AT_ONCE);
      await store.commit([], [...some.flatMap(removeGrant), revision.mutation("grants")]);
      revision.announce("grants");
    }
  }

  return {
    async find(grantId) {
      const known = cache.get(grantId);
      if (known !== undefined && known.expiresAt > clock()) return known;
      const before = generation;
      const record = await read(grantId);
      if (record === null) return null;
      const grant = publicGrant(record);
      if (before === generation) cache.set(grantId, grant);
      return grant;
    },

    async list(tenantId, userId) {
      if (tenantId === "" || userId === "") return [];
      const all = await listed(userId === undefined ? tenantGrantsKey(tenantId) : userGrantsKey(userId));
      return all.filter((record) => record.tenantId === tenantId).map(publicGrant)
        .sort((a, b) => b.createdAt - a.createdAt);
    },

    async revoke(tenantId, grantId, userId) {
      const record = await read(grantId);
      const theirs = record?.tenantId === tenantId && (userId === undefined || record.userId === userId);
      if (record === null || !theirs) {
        throw new DynamoSqlError(
          "not_found",
          "No such grant in this tenant. List them with: dynamosql grant list",
        );
      }
      await remove([record]);
    },

    async revokeAll(of: GrantsOf) {
      const id = "userId" in of ? of.userId : of.clientId;
      if (id === "") return 0;
      // First the codes under way, or one could become a grant behind the listing.
      await store.commit([], [newEpoch(of, random)]);
      const records = await listed("userId" in of ? userGrantsKey(id) : clientGrantsKey(id));
      await remove(records);
      return records.length;
    },

    close: end,
  };
}
