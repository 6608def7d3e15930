/**
 * DynamoDB: readers of tables, the client beneath, IAM policies.
 * @module
 */
export type * from "./access.ts";
export { type ClientOptions, type DynamoClient, dynamoClient, loadSdk } from "./client.ts";
export { createReader } from "./reader.ts";
