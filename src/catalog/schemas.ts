/**
 * Schemas: which DynamoDB tables a tenant sees under which name.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import type { Connection } from "../dynamodb/access.ts";
import { type DynamoClient, dynamoClient } from "../dynamodb/client/client.ts";
import { changeRecord, listRecords, readRecord } from "../store/records.ts";
import type { Key, Store } from "../store/store.ts";
import { piecesPrefix } from "./blob.ts";
import type { SchemaRecord } from "./catalog.ts";
import { nearestNames } from "./names.ts";
import {
  checkFields,
  checkReach,
  type NewSchema,
  newSchemaFields,
  type SchemaPatch,
  schemaPatchFields,
  type StoredSchema,
  storedSchema,
} from "./schema_fields.ts";
import { checkSchema, type SchemaCheck } from "./validate.ts";
import { defined } from "../lib/defined.ts";

/** The schemas of one installation. Every call names the tenant. Names are matched without regard to case. */
export interface Schemas {
  /** Adds; the first one becomes the default. Fails with `invalid_parameter`, `conflict` (the name is taken). */
  add(tenantId: string, schema: NewSchema): Promise<SchemaRecord>;
  /** Fails with `schema_not_found`. */
  get(tenantId: string, schemaName: string): Promise<SchemaRecord>;
  /** All, disabled ones too, in name order. */
  list(tenantId: string): Promise<SchemaRecord[]>;
  /** Changes what the patch names. Fails with `invalid_parameter`, `schema_not_found`. */
  update(tenantId: string, schemaName: string, patch: SchemaPatch): Promise<SchemaRecord>;
  /** Removes the schema and what is cached of its tables. Fails with `schema_not_found`. */
  remove(tenantId: string, schemaName: string): Promise<void>;
  /** Fails with `schema_not_found`. */
  setDefault(tenantId: string, schemaName: string): Promise<SchemaRecord>;
  /** Asks AWS for the schema's tables and says what is missing. Fails with `schema_not_found` only. */
  validate(tenantId: string, schemaName: string, signal?: AbortSignal): Promise<SchemaCheck>;
}

/** What the schemas stand on. */
export interface SchemasOptions {
  readonly store: Store;
  /** Milliseconds since the epoch; default `Date.now`. */
  readonly clock?: () => number;
  /** Default: the AWS client of the connection. */
  readonly clientFor?: (connection: Connection) => DynamoClient;
}

/** Key of a schema's record. */
const schemaKey = (tenantId: string, schemaName: string): Key => [
  "schema",
  tenantId,
  schemaName.toLowerCase(),
];
/** Under it lie the heads of all that is kept of a schema's tables. */
export const catalogPrefix = (tenantId: string, schemaName: string): Key => [
  "catalog",
  tenantId,
  schemaName.toLowerCase(),
];
function catalogPrefixes(tenantId: string, schemaName: string): Key[] {
  const heads = catalogPrefix(tenantId, schemaName);
  return [heads, piecesPrefix(heads)];
}
const defaultKey = (tenantId: string): Key => ["schema_default", tenantId];

/** How to reach a schema's tables. */
export function connectionOf(record: SchemaRecord): Connection {
  const { region, endpoint, roleArn, externalId } = record;
  return defined({ region, endpoint, roleArn, externalId });
}

/** Opens the schemas of a store. Holds nothing in memory: another process's change is seen at the next call. */
export function createSchemas(options: SchemasOptions): Schemas {
  const { store, clock = Date.now, clientFor = dynamoClient } = options;
  const now = () => new Date(clock()).toISOString();

  async function defaultName(tenantId: string): Promise<string | undefined> {
    return (await store.get<string>(defaultKey(tenantId)))?.value.toLowerCase();
  }

  async function list(tenantId: string): Promise<SchemaRecord[]> {
    const preset = await defaultName(tenantId);
    const records: SchemaRecord[] = [];
    for await (const { value } of listRecords(store, storedSchema, ["schema", tenantId])) {
      records.push(toRecord(value, preset));
    }
    return records;
  }

  async function get(tenantId: string, schemaName: string): Promise<SchemaRecord> {
    const entry = await readRecord(store, storedSchema, schemaKey(tenantId, checkedName(schemaName)));
    if (entry !== null) return toRecord(entry.value, await defaultName(tenantId));
    throw schemaNotFound(schemaName, await list(tenantId));
  }

  async function add(tenantId: string, input: NewSchema): Promise<SchemaRecord> {
    const fields = checkFields(newSchemaFields, input);
    checkReach(fields);
    const accountId = accountOf(fields.roleArn);
    const at = now();
    const stored: StoredSchema = {
      ...fields,
      tenantId,
      status: fields.status ?? "active",
      ...defined({ accountId }),
      // Without an external id any customer of the account could have the role assumed (the confused deputy).
      ...defined({
        externalId: fields.roleArn === undefined ? undefined : fields.externalId ?? newExternalId(),
      }),
      createdAt: at,
      updatedAt: at,
    };
    const key = schemaKey(tenantId, stored.schemaName);
    for (;;) {
      const preset = await store.get(defaultKey(tenantId));
      const first = preset === null
        ? [{ type: "set" as const, key: defaultKey(tenantId), value: stored.schemaName }]
        : [];
      const committed = await store.commit(
        [{ key, version: null }, { key: defaultKey(tenantId), version: preset?.version ?? null }],
        [{ type: "set", key, value: stored }, ...first],
      );
      if (committed) return toRecord(stored, await defaultName(tenantId));
      if (await store.get(key) !== null) {
        throw new DynamoSqlError("conflict", `A schema named ${stored.schemaName} exists already.`);
      }
    }
  }

  async function update(tenantId: string, schemaName: string, input: SchemaPatch): Promise<SchemaRecord> {
    const patch = checkFields(schemaPatchFields, input);
    await get(tenantId, schemaName);
    const stored = await changeRecord(store, storedSchema, schemaKey(tenantId, schemaName), (current) => {
      return current === null ? null : { value: { ...patched(current, patch), updatedAt: now() } };
    });
    if (stored === null) throw schemaNotFound(schemaName, await list(tenantId));
    return toRecord(stored, await defaultName(tenantId));
  }

  async function remove(tenantId: string, schemaName: string): Promise<void> {
    const { schemaName: name, isDefault } = await get(tenantId, schemaName);
    await store.delete(schemaKey(tenantId, name));
    for (const prefix of catalogPrefixes(tenantId, name)) {
      for await (const { key } of store.list(prefix)) await store.delete(key);
    }
    if (!isDefault) return;
    const [next] = await list(tenantId);
    if (next === undefined) await store.delete(defaultKey(tenantId));
    else await store.set(defaultKey(tenantId), next.schemaName);
  }

  async function setDefault(tenantId: string, schemaName: string): Promise<SchemaRecord> {
    const record = await get(tenantId, schemaName);
    await store.set(defaultKey(tenantId), record.schemaName);
    return { ...record, isDefault: true };
  }

  async function validate(tenantId: string, schemaName: string, signal?: AbortSignal): Promise<SchemaCheck> {
    const record = await get(tenantId, schemaName);
    return await checkSchema(record, clientFor(connectionOf(record)), signal);
  }

  return { add, get, list, update, remove, setDefault, validate };
}

/** `schema_not_found`, with the nearest names among those given. */
export function schemaNotFound(schemaName: string, records: readonly SchemaRecord[]): DynamoSqlError {
  const nearest = nearestNames(schemaName, records.map((record) => record.schemaName));
  const hint = nearest.length > 0
    ? ` Did you mean ${nearest.join(" or ")}?`
    : records.length === 0
    ? " There is no schema yet: add one with `dynamosql schema add`."
    : "";
  return new DynamoSqlError("schema_not_found", `Schema not found: ${schemaName.slice(0, 100)}.${hint}`);
}

/** What cannot be a name cannot be found either; it must not become a store key. */
function checkedName(schemaName: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(schemaName) ? schemaName : "-";
}

/** zod leaves `undefined` in the type of optional members; records have none. */
function toRecord(stored: StoredSchema, defaultName: string | undefined): SchemaRecord {
  return { ...defined(stored), isDefault: stored.schemaName.toLowerCase() === defaultName };
}

function patched(current: StoredSchema, patch: SchemaPatch): StoredSchema {
  const { tableAllowlist, ...rest } = patch;
  const merged: Record<string, unknown> = { ...current, ...defined(rest) };
  if (tableAllowlist !== undefined) merged.tableAllowlist = tableAllowlist?.length ? tableAllowlist : null;
  if (patch.roleArn === null) merged.externalId = null;
  if (patch.roleArn && !merged.externalId) merged.externalId = newExternalId();
  if (patch.roleArn !== undefined) merged.accountId = accountOf(patch.roleArn ?? undefined) ?? null;
  const stored = checkFields(
    storedSchema,
    Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null)),
  );
  checkReach(stored);
  return stored;
}

function accountOf(roleArn: string | undefined): string | undefined {
  return roleArn?.split(":")[4];
}

function newExternalId(): string {
  return `dynamosql-${crypto.randomUUID()}`;
}
