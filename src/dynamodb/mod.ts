/**
 * DynamoDB: readers of tables, the client beneath, IAM policies.
 * @module
 */
export type * from "./access.ts";
export { type ClientOptions, type DynamoClient, dynamoClient, loadSdk } from "./client/client.ts";
export { createReader } from "./readers/reader.ts";
export {
  assumePolicy,
  cliScript,
  type PolicyDocument,
  type PolicySubject,
  readActions,
  readPolicy,
  trustPolicy,
} from "./iam.ts";
