/**
 * Tables described as the catalogue would, and statements resolved and planned on them, with a real DuckDB.
 * @module
 */
import { observe } from "../../src/catalog/evidence.ts";
import type {
  IndexDescription,
  KeySchema,
  TableDescription,
  TableName,
} from "../../src/catalog/description.ts";
import type { Item } from "../../src/dynamodb/access.ts";
import { defined } from "../../src/lib/defined.ts";
import { withConstantsFolded } from "../../src/sql/fold/constants.ts";
import { knownRows } from "../../src/sql/known_rows/known_rows.ts";
import { parse } from "../../src/sql/parse.ts";
import type { PlanOptions } from "../../src/sql/plan/options.ts";
import { plan } from "../../src/sql/plan/plan.ts";
import { printSql } from "../../src/sql/print.ts";
import type { Plan, Resolved } from "../../src/sql/query.ts";
import { resolve } from "../../src/sql/resolve/resolve.ts";
import type { Dialect } from "../../src/sql/dialect.ts";

/** What a test says of a table; the rest is observed. */
export interface TableOptions {
  readonly key: KeySchema;
  readonly indexes?: readonly (Partial<IndexDescription> & Pick<IndexDescription, "name" | "key">)[];
  /** Items the catalogue saw. */
  readonly items?: readonly Item[];
  /** The sample was the whole table. Default true. */
  readonly complete?: boolean;
  readonly itemCount?: number;
  readonly sizeBytes?: number;
  readonly schemaName?: string;
}

/** A description as the catalogue would give it. */
export function described(name: string, options: TableOptions): TableDescription {
  const { items = [], key, indexes = [], complete = true, schemaName = "main" } = options;
  const itemCount = options.itemCount ?? items.length;
  return {
    schemaName,
    name,
    physicalName: name,
    itemCount,
    sizeBytes: options.sizeBytes ?? itemCount * 100,
    key,
    indexes: indexes.map((index) => ({
      type: "GSI",
      projection: "ALL",
      include: [],
      itemCount: 0,
      sizeBytes: 0,
      ...index,
    })),
    attributes: observe(items),
    sample: { items: items.length, complete },
    refreshedAt: 0,
  };
}

/** A key schema: `key("pk S", "sk N")`. */
export function key(hash: string, sort?: string): KeySchema {
  return sort === undefined
    ? { hash: keyAttribute(hash) }
    : { hash: keyAttribute(hash), sort: keyAttribute(sort) };
}

function keyAttribute(text: string) {
  const [name = "", type] = text.split(" ");
  if (type !== "S" && type !== "N" && type !== "B") throw new Error(`"${text}" is not "name S|N|B"`);
  return { name, type } as const;
}

/** Finds tables as the catalogue would: exactly, then without regard to case. */
export function lookup(tables: readonly TableDescription[]): (name: TableName) => TableDescription {
  return ({ schema, table }) => {
    const found = tables.find((each) =>
      each.name.toLowerCase() === table.toLowerCase() &&
      (schema === undefined || each.schemaName.toLowerCase() === schema.toLowerCase())
    );
    if (found === undefined) throw new Error(`no table ${schema ?? ""}.${table}`);
    return found;
  };
}

/** A statement resolved. */
export async function resolved(
  dialect: Dialect,
  sql: string,
  tables: readonly TableDescription[],
  pushDown = true,
): Promise<Resolved> {
  const parsed = await parse(sql, dialect);
  const statement = { ...parsed, node: await withConstantsFolded(parsed.node, dialect) };
  const known = pushDown ? await knownRows(statement.node, dialect) : undefined;
  return resolve(statement, lookup(tables), { normalizedSql: sql, pushDown, ...defined({ known }) });
}

/** A statement resolved and planned. */
export async function planned(
  dialect: Dialect,
  sql: string,
  tables: readonly TableDescription[],
  options: Partial<PlanOptions> = {},
): Promise<Plan> {
  const { pushDown = true } = options;
  const found = await resolved(dialect, sql, tables, pushDown);
  return plan(found, { consistentRead: false, scanSegmentsMax: 8, ...options });
}

/** The rewritten statement as text. */
export async function rewrittenSql(dialect: Dialect, { rewritten }: Resolved): Promise<string> {
  return await printSql(rewritten, dialect);
}
