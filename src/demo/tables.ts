/**
 * The demo data set's tables: keys and secondary indexes, as CreateTable takes them.
 * @module
 */
import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";

type KeyType = "S" | "N";

interface Index {
  readonly name: string;
  readonly hash: string;
  readonly sort?: string;
  /** Non-key attributes to project; absent = all. */
  readonly include?: readonly string[];
}

function table(
  name: string,
  keys: { readonly [attribute: string]: KeyType },
  [hash, sort]: readonly [string, string?],
  indexes: readonly Index[],
): CreateTableCommandInput {
  const keySchema = (hashName: string, sortName?: string) => [
    { AttributeName: hashName, KeyType: "HASH" as const },
    ...(sortName === undefined ? [] : [{ AttributeName: sortName, KeyType: "RANGE" as const }]),
  ];
  return {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: Object.entries(keys).map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    KeySchema: keySchema(hash, sort),
    GlobalSecondaryIndexes: indexes.map((index) => ({
      IndexName: index.name,
      KeySchema: keySchema(index.hash, index.sort),
      Projection: index.include === undefined
        ? { ProjectionType: "ALL" as const }
        : { ProjectionType: "INCLUDE" as const, NonKeyAttributes: [...index.include] },
    })),
  };
}

/**
 * CreateTable inputs of all demo tables. Most index sort keys are table keys: every item has those, so the index
 * holds every item of its partition and can answer by its partition key alone.
 */
export function demoTables(): CreateTableCommandInput[] {
  return [
    table("customers", { customer_id: "S", country: "S" }, ["customer_id"], [
      { name: "by_country", hash: "country", sort: "customer_id" },
    ]),
    table("products", { sku: "S", category: "S" }, ["sku"], [
      { name: "by_category", hash: "category", sort: "sku" },
    ]),
    table(
      "orders",
      { order_id: "S", customer_id: "S", status: "S", created_at: "S" },
      ["order_id"],
      [
        { name: "by_customer", hash: "customer_id", sort: "order_id" },
        { name: "by_status", hash: "status", sort: "created_at", include: ["customer_id", "total"] },
      ],
    ),
    table("order_items", { order_id: "S", line_no: "N", sku: "S" }, ["order_id", "line_no"], [
      { name: "by_sku", hash: "sku", sort: "order_id", include: ["quantity", "unit_price"] },
    ]),
    table("events", { session_id: "S", occurred_at: "S", customer_id: "S" }, ["session_id", "occurred_at"], [
      { name: "by_customer", hash: "customer_id", sort: "occurred_at" },
    ]),
  ];
}
