/**
 * API clients: made, listed, rotated, disabled, deleted by their tenant; authenticated by id and secret.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import { boundedMap } from "../lib/lru_map.ts";
import { changeRecord, readRecord } from "../store/records.ts";
import type { Revision } from "../store/revision.ts";
import type { Mutation, Store } from "../store/store.ts";
import {
  type ApiClient,
  type ApiClientRecord,
  apiClientSchema,
  clientKey,
  clientUseKey,
  publicClient,
  tenantClientsKey,
} from "./api_client.ts";
import { type AttemptLimits, createAttemptLimiter } from "./attempt_limiter.ts";
import type { AdmitCall } from "./call_admission.ts";
import { createClientUse } from "./client_use.ts";
import { matches, newSecret, rotated, storedSecret } from "./client_secret.ts";
import { randomText } from "../lib/random.ts";
import { MCP_SCOPES, type ScopeName } from "./scopes.ts";
import { tenantExists } from "./tenants.ts";
import type { Runtime } from "../telemetry/runtime.ts";

export type { ApiClient } from "./api_client.ts";

/** What {@linkcode createApiClients} needs. */
export interface ApiClientsDeps extends Pick<Runtime, "clock" | "random"> {
  readonly store: Store;
  readonly revision: Revision;
  readonly limits?: AttemptLimits;
  /** Counts what a client does where it proves its secret. */
  readonly admit?: AdmitCall;
}

/** A client with the secret that is shown this once. */
export interface ClientWithSecret {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly client: ApiClient;
}

/** What a new client is given. */
export interface NewApiClient {
  readonly tenantId: string;
  /** For people; 1 to 100 characters. */
  readonly label: string;
  /** Default `query schemas:read`. */
  readonly scopes?: readonly ScopeName[];
}

/** The API clients of a store. Every method but `find` and `authenticate` acts within one tenant. */
export interface ApiClients {
  /** Fails with `invalid_parameter` on a bad label or no scope, `not_found` where there is no such tenant. */
  create(input: NewApiClient): Promise<ClientWithSecret>;
  /** All of a tenant, by id. */
  list(tenantId: string): Promise<ApiClient[]>;
  /** Null where the tenant has no client of that id. */
  get(tenantId: string, clientId: string): Promise<ApiClient | null>;
  /** A new secret; the old ones stay valid for `overlapSeconds` (default 0, at most 30 days). */
  rotate(
    tenantId: string,
    clientId: string,
    options?: { readonly overlapSeconds?: number },
  ): Promise<ClientWithSecret>;
  /** Its secret and its tokens are refused: here at once, in other processes within 5 s. */
  disable(tenantId: string, clientId: string): Promise<ApiClient>;
  enable(tenantId: string, clientId: string): Promise<ApiClient>;
  /** As `disable`, for good. */
  delete(tenantId: string, clientId: string): Promise<void>;
  /** The client of that id in whatever tenant, disabled or not: for the token verifier, not for callers. */
  find(clientId: string): Promise<ApiClient | null>;
  /**
   * The client if id and secret are right and it is enabled. Fails with `invalid_client`, the same for every
   * reason, or `rate_limited` after too many failures, or too many calls.
   * @param address the caller's, for the limiter
   */
  authenticate(clientId: string, secret: string, address?: string): Promise<ApiClient>;
  /** Waits for what is still being noted (`lastUsedAt`). Call it before the store is closed. */
  settle(): Promise<void>;
}

const MAX_OVERLAP_SECONDS = 30 * 86_400;

/** Clients remembered at most; about 500 bytes each. */
const RECENT = 1000;

/** The API clients of a store. */
export function createApiClients(deps: ApiClientsDeps): ApiClients {
  const { store, revision, clock, random } = deps;
  const limiter = createAttemptLimiter(clock, deps.limits);
  const use = createClientUse(store, clock);
  /** Clients that authenticated lately. Dropped by any change of a client: here at once, elsewhere within 5 s. */
  const recent = boundedMap<string, ApiClientRecord>(RECENT);
  let generation = 0;
  revision.onChange("clients", () => {
    generation++;
    recent.clear();
  });

  async function visible(record: ApiClientRecord): Promise<ApiClient> {
    return publicClient(record, await use.lastUsedAt(record.clientId), clock());
  }

  async function read(clientId: string): Promise<ApiClientRecord | null> {
    if (!isClientId(clientId)) return null;
    return (await readRecord(store, apiClientSchema, clientKey(clientId)))?.value ?? null;
  }

  /** The record if the secret is right. What is remembered may only say yes: a new secret is seen at once. */
  async function proven(clientId: string, secret: string): Promise<ApiClientRecord | null> {
    const known = recent.get(clientId);
    if (known !== undefined && matches(secret, known.secrets, clock())) return known;
    const before = generation;
    const record = await read(clientId);
    const right = matches(secret, record?.secrets ?? [], clock());
    if (record === null || !right || record.disabled) return null;
    // What was read before a change must not be remembered after it.
    if (before === generation) recent.set(clientId, record);
    return record;
  }

  /** Changes a client of the tenant and tells all processes. Fails with `not_found`. */
  async function change(
    tenantId: string,
    clientId: string,
    edit: (record: ApiClientRecord) => ApiClientRecord,
  ): Promise<ApiClient> {
    if (!isClientId(clientId)) throw clientNotFound();
    const written = await changeRecord(store, apiClientSchema, clientKey(clientId), (record) => {
      if (record?.tenantId !== tenantId) throw clientNotFound();
      return { value: edit(record), also: [revision.mutation("clients")] };
    });
    revision.announce("clients");
    if (written === null) throw clientNotFound();
    return await visible(written);
  }

  return {
    async create({ tenantId, label, scopes = MCP_SCOPES }) {
      checkLabel(label);
      if (scopes.length === 0) throw new DynamoSqlError("invalid_parameter", "A client needs a scope.");
      if (!await tenantExists(store, tenantId)) throw new DynamoSqlError("not_found", "No such tenant.");
      const clientId = `dsc_${randomText(random, 22)}`;
      const clientSecret = newSecret(random);
      const createdAt = clock();
      const record: ApiClientRecord = {
        clientId,
        tenantId,
        label,
        scopes: [...new Set(scopes)],
        secrets: [storedSecret(clientSecret, createdAt)],
        disabled: false,
        createdAt,
      };
      const mutations: Mutation[] = [
        { type: "set", key: clientKey(clientId), value: record },
        { type: "set", key: [...tenantClientsKey(tenantId), clientId], value: true },
      ];
      if (!await store.commit([{ key: clientKey(clientId), version: null }], mutations)) {
        throw new DynamoSqlError("internal", "A new client id was taken already.");
      }
      return { clientId, clientSecret, client: publicClient(record, undefined, createdAt) };
    },

    async list(tenantId) {
      const clients: ApiClient[] = [];
      if (tenantId === "") return clients;
      for await (const entry of store.list(tenantClientsKey(tenantId))) {
        const record = await read(entry.key.at(-1) ?? "");
        if (record?.tenantId === tenantId) clients.push(await visible(record));
      }
      return clients;
    },

    async get(tenantId, clientId) {
      const record = await read(clientId);
      return record?.tenantId === tenantId ? await visible(record) : null;
    },

    async rotate(tenantId, clientId, { overlapSeconds = 0 } = {}) {
      if (!Number.isInteger(overlapSeconds) || overlapSeconds < 0 || overlapSeconds > MAX_OVERLAP_SECONDS) {
        throw new DynamoSqlError(
          "invalid_parameter",
          `The overlap is 0 to ${MAX_OVERLAP_SECONDS} whole seconds.`,
        );
      }
      const clientSecret = newSecret(random);
      const now = clock();
      const fresh = storedSecret(clientSecret, now);
      const client = await change(tenantId, clientId, (record) => ({
        ...record,
        secrets: rotated(record.secrets, fresh, now + overlapSeconds * 1000),
      }));
      return { clientId, clientSecret, client };
    },

    disable: (tenantId, clientId) => change(tenantId, clientId, (record) => ({ ...record, disabled: true })),
    enable: (tenantId, clientId) => change(tenantId, clientId, (record) => ({ ...record, disabled: false })),

    async delete(tenantId, clientId) {
      const record = await read(clientId);
      if (record?.tenantId !== tenantId) throw clientNotFound();
      await store.commit([], [
        { type: "delete", key: clientKey(clientId) },
        { type: "delete", key: [...tenantClientsKey(tenantId), clientId] },
        { type: "delete", key: clientUseKey(clientId) },
        revision.mutation("clients"),
      ]);
      revision.announce("clients");
    },

    async find(clientId) {
      const record = await read(clientId);
      return record === null ? null : publicClient(record, undefined, clock());
    },

    async authenticate(clientId, secret, address = "") {
      const seconds = limiter.wait(clientId, address);
      if (seconds > 0) {
        throw new DynamoSqlError("rate_limited", "Too many failed attempts. Wait before the next.", {
          retryAfter: seconds,
        });
      }
      const record = await proven(clientId, secret);
      if (record === null) {
        limiter.failed(clientId, address);
        throw new DynamoSqlError("invalid_client", "The client id or secret is wrong.");
      }
      limiter.succeeded(clientId, address);
      deps.admit?.({ kind: "client", id: clientId, tenantId: record.tenantId });
      use.note(clientId);
      return publicClient(record, undefined, clock());
    },

    settle: use.settle,
  };
}

/** Also what keeps a stranger's text out of the store's keys. */
function isClientId(text: string): boolean {
  return /^dsc_[0-9A-Za-z]{22}$/.test(text);
}

function clientNotFound(): DynamoSqlError {
  return new DynamoSqlError(
    "not_found",
    "No such API client in this tenant. List them with: dynamosql client list",
  );
}

function checkLabel(label: string): void {
  // Control characters would garble a terminal or a page.
  if (label.trim() === "" || label.length > 100 || /\p{Cc}/u.test(label)) {
    throw new DynamoSqlError(
      "invalid_parameter",
      "A label is 1 to 100 characters, without control characters.",
    );
  }
}
