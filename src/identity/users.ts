/**
 * The users of an installation: added, listed, disabled; found by id (cached) and by address.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import { boundedMap } from "../lib/lru_map.ts";
import { type Change, changeRecord, readRecord } from "../store/records.ts";
import type { Revision } from "../store/revision.ts";
import type { Check, Mutation, Store } from "../store/store.ts";
import { randomText } from "../lib/random.ts";
import { tenantExists } from "./tenants.ts";
import type { User, UserDirectory } from "./user.ts";
import {
  HAS_USERS_KEY,
  isEmail,
  isUserId,
  publicUser,
  tenantUsersKey,
  userEmailKey,
  userKey,
  type UserRecord,
  userSchema,
} from "./user_record.ts";
import type { Runtime } from "../telemetry/runtime.ts";
import { defined } from "../lib/defined.ts";

/** What {@linkcode createUsers} needs. */
export interface UsersDeps extends Pick<Runtime, "clock" | "random"> {
  readonly store: Store;
  readonly revision: Revision;
}

/** What a new user is given. */
export interface NewUser {
  readonly tenantId: string;
  readonly email: string;
  readonly role: User["role"];
  /** The hash of `password.ts`; absent = the person sets one by a link. */
  readonly passwordHash?: string;
}

/** What else must hold, and be written, with a change. */
export interface Along {
  readonly checks?: readonly Check[];
  readonly also?: readonly Mutation[];
}

/** The users of a store. */
export interface Users extends UserDirectory {
  /**
   * Fails with `invalid_parameter` on a bad address, `not_found` where there is no such tenant, `conflict` where the
   * address has a user in whatever tenant, or a check of `along` does not hold.
   */
  add(input: NewUser, along?: Along): Promise<User>;
  /** All of a tenant, by address. */
  list(tenantId: string): Promise<User[]>;
  /** The tenant's user of that address. Fails with `not_found`, also where another tenant has it. */
  inTenant(tenantId: string, email: string): Promise<User>;
  /** False until the first user was made. */
  any(): Promise<boolean>;
  /**
   * Disables (which ends all sessions and links) or enables. Grants are the caller's to revoke. Fails with `not_found`,
   * and with `conflict` for the tenant's last enabled admin.
   */
  setDisabled(tenantId: string, userId: string, disabled: boolean): Promise<User>;

  /** The record, fresh from the store; null if there is none. For the parts of this folder. */
  record(userId: string): Promise<UserRecord | null>;
  /** The record of an address's user. For the parts of this folder. */
  recordOfEmail(email: string): Promise<UserRecord | null>;
  /**
   * Changes a record by compare-and-set; `edit` may run several times and returns null to leave it as it is.
   * Tells all processes. Returns the record written; null if it was left, or is gone. For the parts of this folder.
   */
  change(
    userId: string,
    edit: (record: UserRecord) => (UserRecord | (Along & { readonly value: UserRecord })) | null,
  ): Promise<UserRecord | null>;
}

/** Rounds of a change that others keep overtaking. */
const ROUNDS = 20;
/** Users kept in memory at most. */
const CACHED = 10_000;

/** The users of a store. */
export function createUsers(deps: UsersDeps): Users {
  const { store, revision, clock, random } = deps;
  const cache = boundedMap<string, User>(CACHED);
  // A read that began before a change must not put the old state back after it.
  let generation = 0;
  revision.onChange("users", () => {
    generation++;
    cache.clear();
  });

  async function record(userId: string): Promise<UserRecord | null> {
    if (!isUserId(userId)) return null;
    return (await readRecord(store, userSchema, userKey(userId)))?.value ?? null;
  }

  async function recordOfEmail(email: string): Promise<UserRecord | null> {
    const entry = await store.get(userEmailKey(email));
    return typeof entry?.value === "string" ? await record(entry.value) : null;
  }

  async function change(userId: string, edit: Parameters<Users["change"]>[1]): Promise<UserRecord | null> {
    if (!isUserId(userId)) return null;
    const written = await changeRecord(store, userSchema, userKey(userId), (current) => {
      const next = current === null ? null : edit(current);
      if (next === null) return null;
      const { value, checks = [], also = [] }: Change<UserRecord> = "value" in next ? next : { value: next };
      return { value, checks, also: [...also, revision.mutation("users")] };
    });
    if (written !== null) revision.announce("users");
    return written;
  }

  async function list(tenantId: string): Promise<User[]> {
    const users: User[] = [];
    if (tenantId === "") return users;
    for await (const entry of store.list(tenantUsersKey(tenantId))) {
      const found = await record(entry.key.at(-1) ?? "");
      if (found?.tenantId === tenantId) users.push(publicUser(found));
    }
    return users.sort((a, b) => a.email < b.email ? -1 : 1);
  }

  /** That some other admin of the tenant is enabled, as a condition of a commit. Fails with `conflict` if there is none. */
  async function anotherAdmin(tenantId: string, userId: string): Promise<Check> {
    for await (const { key } of store.list(tenantUsersKey(tenantId))) {
      const otherId = key.at(-1) ?? "";
      const other = otherId === userId ? null : await readRecord(store, userSchema, userKey(otherId));
      if (other?.value.role === "admin" && !other.value.disabled) {
        return { key: userKey(otherId), version: other.version };
      }
    }
    throw new DynamoSqlError("conflict", "This is the tenant's only admin. Add another one first.");
  }

  return {
    record,
    recordOfEmail,
    change,
    list,

    async find(userId) {
      const known = cache.get(userId);
      if (known !== undefined) return known;
      const before = generation;
      const found = await record(userId);
      if (found === null) return null;
      const user = publicUser(found);
      if (before === generation) cache.set(userId, user);
      return user;
    },

    async add({ tenantId, email, role, passwordHash }, along = {}) {
      const address = email.trim();
      if (!isEmail(address)) {
        throw new DynamoSqlError("invalid_parameter", "That is not an e-mail address.");
      }
      if (!await tenantExists(store, tenantId)) throw new DynamoSqlError("not_found", "No such tenant.");
      const value: UserRecord = {
        userId: `usr_${randomText(random, 22)}`,
        tenantId,
        email: address,
        role,
        disabled: false,
        createdAt: clock(),
        epoch: 0,
        ...defined({ password: passwordHash }),
        recovery: [],
        passkeys: [],
      };
      const added = await store.commit(
        [
          { key: userEmailKey(address), version: null },
          { key: userKey(value.userId), version: null },
          ...along.checks ?? [],
        ],
        [
          { type: "set", key: userEmailKey(address), value: value.userId },
          { type: "set", key: userKey(value.userId), value },
          { type: "set", key: [...tenantUsersKey(tenantId), value.userId], value: true },
          { type: "set", key: HAS_USERS_KEY, value: true },
          ...along.also ?? [],
          revision.mutation("users"),
        ],
      );
      if (!added) {
        throw new DynamoSqlError(
          "conflict",
          "A user with that address exists already. For a new password: dynamosql user reset",
        );
      }
      revision.announce("users");
      return publicUser(value);
    },

    async inTenant(tenantId, email) {
      const found = await recordOfEmail(email);
      if (found?.tenantId !== tenantId) throw userNotFound();
      return publicUser(found);
    },

    any: async () => await store.get(HAS_USERS_KEY) !== null,

    async setDisabled(tenantId, userId, disabled) {
      // Another admin must stay, and be one at the moment of the commit: two may disable each other at once.
      for (let round = 0; round < ROUNDS; round++) {
        const entry = isUserId(userId) ? await readRecord(store, userSchema, userKey(userId)) : null;
        if (entry?.value.tenantId !== tenantId) throw userNotFound();
        const { value, version } = entry;
        const checks: Check[] = [{ key: userKey(userId), version }];
        if (disabled && !value.disabled && value.role === "admin") {
          checks.push(await anotherAdmin(tenantId, userId));
        }
        const next = { ...value, disabled, epoch: disabled ? value.epoch + 1 : value.epoch };
        const mutations: Mutation[] = [
          { type: "set", key: userKey(userId), value: next },
          revision.mutation("users"),
        ];
        if (await store.commit(checks, mutations)) {
          revision.announce("users");
          return publicUser(next);
        }
      }
      throw new DynamoSqlError("conflict", "The user kept being changed by others. Try again.");
    },
  };
}

function userNotFound(): DynamoSqlError {
  return new DynamoSqlError("not_found", "No such user in this tenant. List them with: dynamosql user list");
}
