/**
 * Asks DynamoDB to describe tables: their names, keys, indexes and sizes. Costs no read units.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import type { DynamoClient } from "../dynamodb/client/client.ts";
import type { WireIndex, WireKey, WireTable } from "../dynamodb/wire.ts";
import type { IndexDescription, KeyAttribute, KeySchema } from "./description.ts";

/** A table without the evidence of its attributes. */
export interface TableShape {
  /** Changes when a table of the same name is created anew. */
  readonly tableId: string;
  readonly itemCount: number;
  readonly sizeBytes: number;
  readonly key: KeySchema;
  readonly indexes: readonly IndexDescription[];
}

/** Pages of 100 names that a listing reads at most. */
const pagesMax = 100;

/** Physical names of the tables there are, at most 10,000. Fails with an AWS code. */
export async function listPhysicalNames(client: DynamoClient, signal: AbortSignal): Promise<string[]> {
  const names: string[] = [];
  let after: string | undefined;
  for (let page = 0; page < pagesMax; page++) {
    const start = after === undefined ? {} : { ExclusiveStartTableName: after };
    const { body } = await client.send("ListTables", { Limit: 100, ...start }, signal);
    names.push(...body.TableNames ?? []);
    after = body.LastEvaluatedTableName;
    if (after === undefined) break;
  }
  return names;
}

/** The table's shape. Fails with `table_not_found`, also while it is being deleted, or an AWS code. */
export async function describeShape(
  client: DynamoClient,
  TableName: string,
  signal: AbortSignal,
): Promise<TableShape> {
  const { body } = await client.send("DescribeTable", { TableName }, signal);
  const table = body.Table;
  if (table === undefined || table.TableStatus === "DELETING") {
    throw new DynamoSqlError("table_not_found", `Table ${TableName} is being deleted.`);
  }
  return shapeOf(table);
}

/** An index that is still being built, or is being dropped, would hide rows. */
const usable = new Set(["ACTIVE", "UPDATING", undefined]);

function shapeOf(table: WireTable): TableShape {
  const types = new Map(table.AttributeDefinitions.map((each) => [each.AttributeName, each.AttributeType]));
  const index = (type: "GSI" | "LSI") => (wire: WireIndex): IndexDescription => ({
    name: wire.IndexName,
    type,
    key: keyOf(wire.KeySchema, types, table.TableName),
    projection: projectionOf(wire),
    include: wire.Projection?.NonKeyAttributes ?? [],
    itemCount: wire.ItemCount ?? 0,
    sizeBytes: wire.IndexSizeBytes ?? 0,
  });
  return {
    tableId: table.TableId ?? String(table.CreationDateTime ?? ""),
    itemCount: table.ItemCount ?? 0,
    sizeBytes: table.TableSizeBytes ?? 0,
    key: keyOf(table.KeySchema, types, table.TableName),
    indexes: [
      ...(table.GlobalSecondaryIndexes ?? [])
        .filter((wire) => usable.has(wire.IndexStatus) && isSingle(wire))
        .map(index("GSI")),
      ...(table.LocalSecondaryIndexes ?? []).map(index("LSI")),
    ],
  };
}

function projectionOf({ Projection }: WireIndex): IndexDescription["projection"] {
  const type = Projection?.ProjectionType;
  return type === "KEYS_ONLY" || type === "INCLUDE" ? type : "ALL";
}

/**
 * A GSI's key may have several partition and several sort attributes. Such an index can only be asked with all of
 * its partition attributes, which our reads do not know: it is left out, like one that is being built.
 */
function isSingle({ KeySchema }: WireIndex): boolean {
  return KeySchema.length <= 2 && new Set(KeySchema.map((key) => key.KeyType)).size === KeySchema.length;
}

function keyOf(keys: readonly WireKey[], types: ReadonlyMap<string, string>, table: string): KeySchema {
  const part = (KeyType: string): KeyAttribute | undefined => {
    const name = keys.find((key) => key.KeyType === KeyType)?.AttributeName;
    const type = name === undefined ? undefined : types.get(name);
    return name !== undefined && (type === "S" || type === "N" || type === "B") ? { name, type } : undefined;
  };
  const hash = part("HASH");
  const sort = part("RANGE");
  if (hash === undefined) {
    throw new DynamoSqlError("internal", `DynamoDB described table ${table} without a key.`);
  }
  return sort === undefined ? { hash } : { hash, sort };
}
