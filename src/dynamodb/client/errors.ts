/**
 * Translates AWS's errors into our closed table. Messages name the action, table, region and remedy; never an item's
 * value, a credential or an account's principal.
 * @module
 */
import { DynamoSqlError, type ErrorCode, type ErrorDetail } from "../../errors.ts";
import type { Connection } from "../access.ts";
import { AssumeRoleError } from "./credentials.ts";
import { ConnectionError } from "./fetch_handler.ts";
import type { Operation } from "../wire.ts";

/** The request that failed. */
export interface Attempted {
  readonly operation: Operation;
  readonly input: Readonly<Record<string, unknown>>;
  readonly connection: Connection;
  readonly signal: AbortSignal;
}

/** Names of AWS's errors, grouped by what they mean to a caller. */
const throttled = new Set([
  "ProvisionedThroughputExceededException",
  "ThrottlingException",
  "Throttling",
  "RequestLimitExceeded",
  "LimitExceededException",
  "TooManyRequestsException",
]);
const denied = new Set([
  "AccessDeniedException",
  "AccessDenied",
  "NotAuthorizedException",
  "OptInRequired",
  "SubscriptionRequiredException",
]);
const badCredentials = new Set([
  "CredentialsProviderError",
  "TokenProviderError",
  "UnrecognizedClientException",
  "InvalidSignatureException",
  "IncompleteSignatureException",
  "MissingAuthenticationTokenException",
  "MissingAuthenticationToken",
  "ExpiredTokenException",
  "ExpiredToken",
  "InvalidClientTokenId",
  "InvalidAccessKeyId",
  "AuthFailure",
  "RequestExpired",
  // The clock of this machine is wrong.
  "RequestTimeTooSkewed",
  "SignatureDoesNotMatch",
]);

/** True if DynamoDB throttled: it refused the rate, not the request. */
export function isThrottling(error: unknown): boolean {
  return throttled.has(described(error).name);
}

/** The error as one of ours. */
export function toDynamoSqlError(error: unknown, attempted: Attempted): DynamoSqlError {
  if (error instanceof DynamoSqlError) return error;
  if (attempted.signal.aborted) {
    // A deadline or a budget aborts with its own error as the reason.
    const { reason } = attempted.signal;
    return reason instanceof DynamoSqlError ? reason : made("cancelled", "The query was cancelled.", error);
  }
  if (error instanceof AssumeRoleError) return ofAssumedRole(error, attempted);
  const { name, message } = described(error);
  const about = subject(attempted.input);
  const { region, endpoint } = attempted.connection;
  const where = endpoint === undefined
    ? `region ${region}`
    : `region ${region}, at the schema's own endpoint`;
  if (throttled.has(name)) {
    return made("throttled", `DynamoDB throttled reads of ${about}, also after retries.`, error);
  }
  if (denied.has(name)) return made("access_denied", deniedMessage(message, attempted), error);
  if (badCredentials.has(name)) {
    return made("credentials_unavailable", credentialsMessage(name, attempted), error);
  }
  const stale = staleTable(attempted);
  if (name === "ResourceNotFoundException") {
    return made("table_not_found", `DynamoDB has no ${about} (${where}).`, error, stale);
  }
  if (name === "ValidationException" && missingIndex.test(message)) {
    return made(
      "table_not_found",
      `DynamoDB has no such index on ${about} any more; refresh the table's metadata.`,
      error,
      stale,
    );
  }
  if (isConnectionFailure(error)) {
    return made("dynamodb_unreachable", `DynamoDB cannot be reached (${where}).`, error);
  }
  // No service of AWS answers with anything but JSON here; a proxy or a captive portal answers with a page.
  if (error instanceof SyntaxError) return made("dynamodb_unreachable", notDynamoDb(where), error);
  if (statusOf(error) >= 500) {
    return made(
      "dynamodb_unreachable",
      `DynamoDB answers with an error of its own (${where}): HTTP ${statusOf(error)}.`,
      error,
    );
  }
  if (name === "ValidationException" && otherKeys.test(message)) {
    return made(
      "unavailable",
      `DynamoDB refused ${attempted.operation} on ${about}: its keys are not those that this query was planned with.`,
      error,
      stale,
    );
  }
  return made(
    "internal",
    `DynamoDB refused ${attempted.operation} on ${about} (${name || "unknown error"}).`,
    error,
    name === "ValidationException" ? stale : {},
  );
}

/** What went wrong at STS, before DynamoDB was asked. */
function ofAssumedRole({ cause }: AssumeRoleError, attempted: Attempted): DynamoSqlError {
  const { region, roleArn = "the role" } = attempted.connection;
  const where = `AWS STS (sts.${region}.amazonaws.com)`;
  const blocked = `so ${roleArn} cannot be assumed. DynamoDB was not asked.`;
  if (isConnectionFailure(cause)) {
    return made("dynamodb_unreachable", `${where} cannot be reached, ${blocked}`, cause);
  }
  if (statusOf(cause) >= 500) {
    return made(
      "dynamodb_unreachable",
      `${where} answers with an error of its own (HTTP ${statusOf(cause)}), ${blocked}`,
      cause,
    );
  }
  const { name, message } = described(cause);
  if (throttled.has(name)) return made("throttled", `${where} throttled the server, ${blocked}`, cause);
  const known = denied.has(name) || badCredentials.has(name);
  // The SDK's words for an answer of 200 that has no credentials in it.
  if (known && !message.startsWith("Invalid response from STS")) return toDynamoSqlError(cause, attempted);
  return made("dynamodb_unreachable", `What answers for ${where} is not STS, ${blocked}`, cause);
}

function notDynamoDb(where: string): string {
  return `What answers for DynamoDB (${where}) is not DynamoDB: a proxy or a captive portal, perhaps.`;
}

/** What DynamoDB says where the keys asked for are not the table's, or not of its keys' types. */
const otherKeys =
  /conditions on the keys|key schema|key element|key attribute:|starting key|start key|does not match schema|key condition/i;

/** AWS's words for an index that is gone or is being made again. */
const missingIndex = /does not have the specified index|backfilling global secondary index/i;

function made(
  code: ErrorCode,
  message: string,
  cause: unknown,
  more: Pick<ErrorDetail, "staleTable"> = {},
): DynamoSqlError {
  return new DynamoSqlError(code, message, { cause, ...more });
}

/**
 * The table that a refused read was planned for with other keys or indexes than it has: no read that fits a table is
 * invalid.
 */
function staleTable({ operation, input }: Attempted): Pick<ErrorDetail, "staleTable"> {
  const table = operation === "DescribeTable" ? undefined : tableOf(input);
  return table === undefined ? {} : { staleTable: table };
}

function described(error: unknown): { name: string; message: string } {
  return error instanceof Error ? error : { name: "", message: "" };
}

/** What a call's input is about: `table orders`, `table orders, index by_customer`, or `tables` where it names none. */
export function subject(input: Attempted["input"]): string {
  const { IndexName } = input;
  const table = tableOf(input);
  if (table === undefined) return "tables";
  return typeof IndexName === "string" ? `table ${table}, index ${IndexName}` : `table ${table}`;
}

function tableOf({ TableName, RequestItems }: Attempted["input"]): string | undefined {
  if (typeof TableName === "string") return TableName;
  return typeof RequestItems === "object" && RequestItems !== null ? Object.keys(RequestItems)[0] : undefined;
}

/**
 * IAM's sentence names the action: "User: arn:… is not authorized to perform: dynamodb:Query on resource: arn:…
 * because …". The principal and the account in it are left out; table and index we know ourselves.
 */
function deniedMessage(message: string, attempted: Attempted): string {
  const action = /perform: ([\w-]+:\w+)/.exec(message)?.[1] ?? `dynamodb:${attempted.operation}`;
  if (action.startsWith("sts:")) {
    const role = attempted.connection.roleArn ?? "the role";
    return `Access denied: ${action} on ${role}. Let the server's own identity assume the role, with the ` +
      "schema's external id in the role's trust policy.";
  }
  const about = subject(attempted.input);
  return `Access denied: ${action}${about === "tables" ? "" : ` on ${about}`} is not granted.`;
}

function credentialsMessage(name: string, { connection }: Attempted): string {
  const role = connection.roleArn === undefined ? "" : ` to assume ${connection.roleArn}`;
  if (name === "CredentialsProviderError" || name === "TokenProviderError") {
    return `No AWS credentials found${role}: not in the environment, a profile, nor from the container or instance.`;
  }
  return `AWS did not accept the server's credentials${role} (${name}).`;
}

function isConnectionFailure(error: unknown, depth = 0): boolean {
  if (error instanceof ConnectionError) return true;
  return error instanceof Error && depth < 5 && isConnectionFailure(error.cause, depth + 1);
}

function statusOf(error: unknown): number {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return 0;
  const metadata = error.$metadata;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return 0;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : 0;
}
