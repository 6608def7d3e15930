/**
 * DynamoDB: readers of tables, the client beneath, IAM policies.
 * @module
 */
export type * from "./access.ts";
export { type ClientOptions, type DynamoClient, dynamoClient, loadSdk } from "./client.ts";
export { createReader } from "./reader.ts";
export {
  assumePolicy,
  cliScript,
  type PolicyDocument,
  type PolicySubject,
  readActions,
  readPolicy,
  trustPolicy,
} from "./iam.ts";
