/**
 * Resolves a name, as a caller writes it, to the table it stands for.
 * @module
 */
import { asDynamoSqlError, DynamoSqlError } from "../errors.ts";
import type { SchemaRecord } from "./catalog.ts";
import type { KnownSchemas } from "./known_schemas.ts";
import type { Listing, Names } from "./listing.ts";
import { matchName, nearestNames, quoteName } from "./names.ts";
import type { Need, TableAnswer, Tables } from "./table_refresh.ts";
import { physicalName, visibleName } from "./visible.ts";

/** A table found by its name. */
export interface ResolvedTable {
  readonly record: SchemaRecord;
  readonly answer: TableAnswer;
}

/** Finds tables. Both fail with `schema_not_found`, `schema_disabled`, `table_not_found`, `ambiguous_name`. */
export interface Resolver {
  /** The table of this name in this schema (or the default one). */
  named(tenantId: string, schemaName: string | undefined, table: string, need: Need): Promise<ResolvedTable>;
  /** The whole name first, then split at its first dot into schema and table. */
  dotted(tenantId: string, schemaName: string | undefined, name: string, need: Need): Promise<ResolvedTable>;
}

/** What resolving stands on. */
export interface ResolverOptions {
  readonly schemas: KnownSchemas;
  readonly tables: Tables;
  readonly listing: Listing;
}

/** Opens the resolver. */
export function openResolver({ schemas, tables, listing }: ResolverOptions): Resolver {
  /** Tables are known by description most of the time; else DynamoDB is asked for that one table, not for all. */
  async function exact(record: SchemaRecord, table: string, need: Need): Promise<TableAnswer | null> {
    const physical = physicalName(table, record);
    if (physical === null) return null;
    try {
      return await tables.get(record, physical, need);
    } catch (error) {
      if (asDynamoSqlError(error).code === "table_not_found") return null;
      throw error;
    }
  }

  async function named(
    tenantId: string,
    schemaName: string | undefined,
    table: string,
    need: Need,
  ): Promise<ResolvedTable> {
    const record = await schemas.find(tenantId, schemaName);
    const answer = await known(record, table, need) ?? await exact(record, table, need);
    if (answer !== null) return { record, answer };
    let names: readonly string[] = [];
    // A table made since the names were asked for may be meant.
    for (const ask of [listing.names, listing.again]) {
      const { list, refreshed } = await visible(record, ask);
      const other = otherCase(record, table, list);
      const found = other === null ? null : await exact(record, other, need);
      if (found !== null) return { record, answer: found };
      names = list;
      if (refreshed) break;
    }
    throw tableNotFound(record, table, names);
  }

  /** By what is kept: its description, or its name in the listing, in another case perhaps. Asks nobody for names. */
  async function known(record: SchemaRecord, table: string, need: Need): Promise<TableAnswer | null> {
    const physical = physicalName(table, record);
    if (physical !== null && await tables.isKept(record, physical)) return await exact(record, table, need);
    const names = shown(record, await listing.known(record));
    const other = otherCase(record, table, names);
    return other === null ? null : await exact(record, other, need);
  }

  async function visible(
    record: SchemaRecord,
    ask: (record: SchemaRecord, refresh: "if_stale") => Promise<Names>,
  ): Promise<{ readonly list: readonly string[]; readonly refreshed: boolean }> {
    try {
      const { physical, refreshed } = await ask(record, "if_stale");
      return { list: shown(record, physical), refreshed };
    } catch (error) {
      // Without leave to list tables, exact names still work; there is just nothing to suggest.
      if (asDynamoSqlError(error).code === "access_denied") return { list: [], refreshed: true };
      throw error;
    }
  }

  async function dotted(
    tenantId: string,
    schemaName: string | undefined,
    name: string,
    need: Need,
  ): Promise<ResolvedTable> {
    const [first, second] = quotedParts(name);
    if (first !== undefined) {
      return await named(tenantId, second === undefined ? schemaName : first, second ?? first, need);
    }
    const dot = name.indexOf(".");
    const split = dot > 0 && dot < name.length - 1;
    try {
      return await named(tenantId, schemaName, name, need);
    } catch (error) {
      const { code } = asDynamoSqlError(error);
      if (!split || (code !== "table_not_found" && code !== "schema_not_found")) throw error;
      const schema = name.slice(0, dot);
      const known = (await schemas.active(tenantId))
        .some((record) => record.schemaName.toLowerCase() === schema.toLowerCase());
      // The first part is no schema: the whole name is what was not found.
      if (!known) throw error;
      return await named(tenantId, schema, name.slice(dot + 1), need);
    }
  }

  return { named, dotted };
}

/**
 * The one or two parts of a name written as in SQL, with double quotes: `s."my-table"` → `s`, `my-table`. Empty for
 * any other name: names of tables and schemas hold no quote themselves, so none is mistaken.
 */
function quotedParts(name: string): readonly string[] {
  if (!name.includes('"')) return [];
  const parts = /^(?:(?:"([^"]+)"|([^".]+))\.)?(?:"([^"]+)"|([^"]+))$/.exec(name);
  if (parts === null) return [];
  const [, quotedSchema, schema, quotedTable, table = ""] = parts;
  return [quotedSchema ?? schema, quotedTable ?? table].filter((part) => part !== undefined);
}

function shown(record: SchemaRecord, physical: readonly string[]): string[] {
  return physical.flatMap((name) => visibleName(name, record) ?? []);
}

/** The one table whose name differs only by case; null where there is none. Fails with `ambiguous_name`. */
function otherCase(record: SchemaRecord, table: string, names: readonly string[]): string | null {
  const match = matchName(table, names);
  if ("found" in match) return match.found === table ? null : match.found;
  if ("nearest" in match) return null;
  const candidates = match.candidates.map((name) => quoteName(name)).join(", ");
  throw new DynamoSqlError(
    "ambiguous_name",
    `${record.schemaName}.${table} may be one of ${candidates}: write the name in its exact case.`,
  );
}

function tableNotFound(record: SchemaRecord, table: string, names: readonly string[]): DynamoSqlError {
  const nearest = nearestNames(table, names.filter((name) => name !== table));
  const hint = nearest.length === 0
    ? ""
    : ` Did you mean ${nearest.map((name) => quoteName(name)).join(" or ")}?`;
  const shown = table.length > 100 ? `${table.slice(0, 100)}…` : table;
  return new DynamoSqlError("table_not_found", `Table not found: ${record.schemaName}.${shown}.${hint}`);
}
