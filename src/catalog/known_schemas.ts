/**
 * Schemas as queries look them up: kept for a second, so that a lookup costs nothing.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import type { SchemaRecord } from "./catalog.ts";
import { schemaNotFound, type Schemas } from "./schemas.ts";

/** Schemas by name, for queries. */
export interface KnownSchemas {
  /** Active schemas of the tenant, in name order. */
  active(tenantId: string): Promise<readonly SchemaRecord[]>;
  /** The named one, or the default. Fails with `schema_not_found`, `schema_disabled`. */
  find(tenantId: string, schemaName: string | undefined): Promise<SchemaRecord>;
}

/** Milliseconds for which the list is trusted. A name that is not on it is looked up at once. */
const trustMs = 1_000;

/** Opens the lookup. */
export function knownSchemas(schemas: Schemas, clock: () => number): KnownSchemas {
  const kept = new Map<string, { readonly at: number; readonly records: readonly SchemaRecord[] }>();

  async function load(tenantId: string): Promise<readonly SchemaRecord[]> {
    const records = await schemas.list(tenantId);
    kept.set(tenantId, { at: clock(), records });
    return records;
  }

  async function all(tenantId: string): Promise<readonly SchemaRecord[]> {
    const known = kept.get(tenantId);
    return known !== undefined && Math.abs(clock() - known.at) < trustMs
      ? known.records
      : await load(tenantId);
  }

  return {
    active: async (tenantId) => (await all(tenantId)).filter((record) => record.status === "active"),
    async find(tenantId, schemaName) {
      const record = pick(await all(tenantId), schemaName) ?? pick(await load(tenantId), schemaName);
      if (record === undefined) throw notFound(await all(tenantId), schemaName);
      if (record.status === "active") return record;
      throw new DynamoSqlError("schema_disabled", `Schema ${record.schemaName} is disabled.`);
    },
  };
}

function pick(records: readonly SchemaRecord[], schemaName: string | undefined): SchemaRecord | undefined {
  if (schemaName === undefined) return records.find((record) => record.isDefault);
  const folded = schemaName.toLowerCase();
  return records.find((record) => record.schemaName.toLowerCase() === folded);
}

function notFound(records: readonly SchemaRecord[], schemaName: string | undefined): DynamoSqlError {
  const active = records.filter((record) => record.status === "active");
  if (schemaName !== undefined) return schemaNotFound(schemaName, active);
  return new DynamoSqlError(
    "schema_not_found",
    active.length === 0
      ? "There is no schema yet: add one with `dynamosql schema add`."
      : "There is no default schema: name one.",
  );
}
