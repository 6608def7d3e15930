/**
 * Tenants: every API client, schema and grant belongs to one. `default` is always there.
 * @module
 */
import { z } from "zod";
import { DynamoSqlError } from "../errors.ts";
import type { Clock } from "../lib/clock.ts";
import { listRecords } from "../store/records.ts";
import type { Revision } from "../store/revision.ts";
import type { Key, Store } from "../store/store.ts";

/** The tenant of a fresh install. */
const DEFAULT_TENANT = "default";

/** A tenant. */
export interface Tenant {
  readonly id: string;
  /** Milliseconds since the epoch; 0 for `default`, which was never made. */
  readonly createdAt: number;
}

/** Adds and lists tenants. */
export interface Tenants {
  /**
   * Adds a tenant. An id is 1 to 63 lower-case letters, digits and hyphens, beginning with a letter or digit.
   * Fails with `invalid_parameter` on a bad id, `conflict` where there is one of that id.
   */
  add(id: string): Promise<Tenant>;
  /** All of them, by id. */
  list(): Promise<Tenant[]>;
  /** True if there is one of that id. */
  exists(id: string): Promise<boolean>;
}

const tenantSchema = z.object({ id: z.string(), createdAt: z.number() });

/** The tenants of a store. */
export function createTenants(
  deps: { readonly store: Store; readonly clock: Clock; readonly revision?: Revision },
): Tenants {
  const { store, clock, revision } = deps;
  return {
    async add(id) {
      if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(id)) {
        throw new DynamoSqlError(
          "invalid_parameter",
          "A tenant id is 1 to 63 lower-case letters, digits and hyphens, beginning with a letter or digit.",
        );
      }
      const tenant = { id, createdAt: clock() };
      const mutations = [{ type: "set", key: keyOf(id), value: tenant } as const];
      const notice = revision === undefined ? [] : [revision.mutation("tenants")];
      const added = id !== DEFAULT_TENANT &&
        await store.commit([{ key: keyOf(id), version: null }], [...mutations, ...notice]);
      if (!added) throw new DynamoSqlError("conflict", "There is a tenant of that id already.");
      revision?.announce("tenants");
      return tenant;
    },
    async list() {
      const tenants: Tenant[] = [{ id: DEFAULT_TENANT, createdAt: 0 }];
      for await (const entry of listRecords(store, tenantSchema, ["tenant"])) tenants.push(entry.value);
      return tenants.sort((a, b) => a.id < b.id ? -1 : 1);
    },
    exists: (id) => tenantExists(store, id),
  };
}

/** True if the store has a tenant of that id; `default` always. */
export async function tenantExists(store: Store, id: string): Promise<boolean> {
  return id === DEFAULT_TENANT || (id !== "" && await store.get(keyOf(id)) !== null);
}

function keyOf(id: string): Key {
  return ["tenant", id];
}
