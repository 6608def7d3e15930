/** Every shape of an error that AWS, its SDK or the network gives, and what a caller reads of it. */
import assert from "node:assert/strict";
import { AssumeRoleError } from "../../../src/dynamodb/client/credentials.ts";
import { toDynamoSqlError } from "../../../src/dynamodb/client/errors.ts";
import { ConnectionError } from "../../../src/dynamodb/client/fetch_handler.ts";
import type { ErrorCode } from "../../../src/errors.ts";

const SECRET = "AKIAIOSFODNN7EXAMPLE value-4711 /home/ada/x.ts:12";

/** An exception as the SDK throws it: name, words of the service, HTTP status. */
function exception(name: string, status: number, message = SECRET): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}

const attempted = (roleArn?: string) => ({
  operation: "Query" as const,
  input: { TableName: "orders", IndexName: "by_city" },
  connection: { region: "eu-central-1", ...(roleArn === undefined ? {} : { roleArn }) },
  signal: new AbortController().signal,
});

const ROLE = "arn:aws:iam::123456789012:role/reader";

/** [what is thrown, code, what the message says] */
const SHAPES: readonly (readonly [unknown, ErrorCode, RegExp])[] = [
  ...[
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "Throttling",
    "RequestLimitExceeded",
    "LimitExceededException",
    "TooManyRequestsException",
  ].map((name) => [exception(name, 400), "throttled", /^DynamoDB throttled reads of table orders/] as const),
  ...[
    "AccessDeniedException",
    "AccessDenied",
    "NotAuthorizedException",
    "OptInRequired",
    "SubscriptionRequiredException",
  ]
    .map((name) =>
      [exception(name, 400), "access_denied", /dynamodb:Query on table orders, index by_city/] as const
    ),
  ...["CredentialsProviderError", "TokenProviderError"].map((name) =>
    [exception(name, 0), "credentials_unavailable", /^No AWS credentials found: /] as const
  ),
  ...[
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
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
  ].map((name) =>
    [
      exception(name, 403),
      "credentials_unavailable",
      new RegExp(`^AWS did not accept .* \\(${name}\\)\\.$`),
    ] as const
  ),
  [exception("ResourceNotFoundException", 400), "table_not_found", /^DynamoDB has no table orders/],
  [
    exception("ValidationException", 400, "The table does not have the specified index: by_city"),
    "table_not_found",
    /no such index on table orders/,
  ],
  [
    exception("ValidationException", 400, "Query condition missed key schema element: pk"),
    "unavailable",
    /its keys are not those/,
  ],
  [exception("ValidationException", 400), "internal", /^DynamoDB refused Query .*\(ValidationException\)\.$/],
  [exception("SomethingNewException", 400), "internal", /\(SomethingNewException\)\.$/],
  ...[500, 502, 503, 504].map((status) =>
    [exception("InternalServerError", status), "dynamodb_unreachable", new RegExp(`HTTP ${status}`)] as const
  ),
  [
    new ConnectionError("ETIMEDOUT", new Error(SECRET)),
    "dynamodb_unreachable",
    /^DynamoDB cannot be reached/,
  ],
  [
    new Error("outer", { cause: new ConnectionError("ECONNRESET", new Error(SECRET)) }),
    "dynamodb_unreachable",
    /^DynamoDB cannot be reached/,
  ],
  [new SyntaxError(`Unexpected token '<', "${SECRET}"`), "dynamodb_unreachable", /is not DynamoDB/],
  ["a text", "internal", /\(unknown error\)\.$/],
  [undefined, "internal", /\(unknown error\)\.$/],
  [
    new AssumeRoleError(new ConnectionError("ETIMEDOUT", new Error(SECRET))),
    "dynamodb_unreachable",
    /^AWS STS .* cannot be/,
  ],
  [new AssumeRoleError(exception("ServiceUnavailable", 503)), "dynamodb_unreachable", /^AWS STS .*HTTP 503/],
  [new AssumeRoleError(exception("Throttling", 400)), "throttled", /^AWS STS .* throttled/],
  [new AssumeRoleError(new SyntaxError(SECRET)), "dynamodb_unreachable", /is not STS/],
  [
    new AssumeRoleError(
      exception(
        "AccessDenied",
        403,
        `User: ${SECRET} is not authorized to perform: sts:AssumeRole on resource: x`,
      ),
    ),
    "access_denied",
    /^Access denied: sts:AssumeRole on arn:aws:iam::123456789012:role\/reader\./,
  ],
  [
    new AssumeRoleError(exception("CredentialsProviderError", 0)),
    "credentials_unavailable",
    /^No AWS credentials found to assume arn:aws:iam::123456789012:role\/reader: /,
  ],
  [
    new AssumeRoleError(exception("ExpiredToken", 403)),
    "credentials_unavailable",
    /did not accept .*\(ExpiredToken\)/,
  ],
];

Deno.test("every shape of AWS's errors has a code and a sentence, and none of the service's own words", () => {
  for (const [thrown, code, message] of SHAPES) {
    const role = thrown instanceof AssumeRoleError ? ROLE : undefined;
    const error = toDynamoSqlError(thrown, attempted(role));
    const shown = thrown instanceof Error ? `${thrown.name}: ${error.message}` : error.message;
    assert.equal(error.code, code, shown);
    assert.match(error.message, message, shown);
    assert.doesNotMatch(error.message, /AKIA|4711|\.ts:/, shown);
  }
});

Deno.test("an aborted request is cancelled, or what its deadline says, whatever was thrown", () => {
  const controller = new AbortController();
  controller.abort();
  for (const [thrown] of SHAPES) {
    assert.equal(toDynamoSqlError(thrown, { ...attempted(), signal: controller.signal }).code, "cancelled");
  }
});
