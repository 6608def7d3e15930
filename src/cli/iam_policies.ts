/**
 * What AWS must be told so that a schema's tables can be read, and nothing else: policies and a script. Pure.
 * @module
 */
import type { SchemaRecord } from "../catalog/catalog.ts";

/** An IAM policy document. */
export interface Policy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly { readonly [name: string]: unknown }[];
}

/** All that an administrator of the account needs. */
export interface IamSetup {
  /** Who may assume the role; null where the schema uses the host's own credentials. */
  readonly trustPolicy: Policy | null;
  readonly readPolicy: Policy;
  /** POSIX shell with the AWS CLI. */
  readonly script: string;
}

/** Stands where only the operator knows the value. */
export const HOST_PRINCIPAL = "arn:aws:iam::REPLACE_WITH_HOST_ACCOUNT:role/REPLACE_WITH_HOST_ROLE";

/** Policies and script for a schema. `principal` = ARN of the identity that the server runs as. */
export function iamSetup(schema: SchemaRecord, principal = HOST_PRINCIPAL): IamSetup {
  const readPolicy = read(schema);
  const { roleArn, externalId } = schema;
  if (roleArn === undefined) {
    return {
      trustPolicy: null,
      readPolicy,
      script: [
        "# The schema uses the server's own credentials: give its role this policy.",
        "ROLE_NAME=REPLACE_WITH_HOST_ROLE",
        `aws iam put-role-policy --role-name "$ROLE_NAME" --policy-name ${policyName(schema)} \\`,
        `  --policy-document ${quoted(readPolicy)}`,
      ].join("\n"),
    };
  }
  const trustPolicy: Policy = {
    Version: "2012-10-17",
    Statement: [{
      Effect: "Allow",
      Principal: { AWS: principal },
      Action: "sts:AssumeRole",
      // Without it anyone who may use the server could have it assume roles for them (the confused deputy).
      ...(externalId === undefined ? {} : { Condition: { StringEquals: { "sts:ExternalId": externalId } } }),
    }],
  };
  const [, path = "/", name = ""] = /:role(\/(?:.*\/)?)([^/]+)$/.exec(roleArn) ?? [];
  return {
    trustPolicy,
    readPolicy,
    script: [
      `aws iam create-role --role-name ${name}${path === "/" ? "" : ` --path ${path}`} \\`,
      `  --assume-role-policy-document ${quoted(trustPolicy)}`,
      `aws iam put-role-policy --role-name ${name} --policy-name ${policyName(schema)} \\`,
      `  --policy-document ${quoted(readPolicy)}`,
    ].join("\n"),
  };
}

const policyName = (schema: SchemaRecord) => `dynamosql-${schema.schemaName}`;
const quoted = (policy: Policy) => `'${JSON.stringify(policy)}'`;

/** Reading only. ListTables takes no resource (Service Authorization Reference, Amazon DynamoDB). */
function read(schema: SchemaRecord): Policy {
  const base = `arn:${partition(schema)}:dynamodb:${schema.region}:${schema.accountId ?? "*"}:table/`;
  const names = schema.tableAllowlist?.filter((name) => name !== "*") ?? [];
  const tables = names.length > 0 ? names : [`${schema.tablePrefix ?? ""}*`];
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "ReadTables",
        Effect: "Allow",
        Action: ["BatchGetItem", "DescribeTable", "GetItem", "Query", "Scan"].map((name) =>
          `dynamodb:${name}`
        ),
        Resource: tables.flatMap((name) => [`${base}${name}`, `${base}${name}/index/*`]),
      },
      // A schema that names its tables never lists them.
      ...(names.length > 0
        ? []
        : [{ Sid: "ListTables", Effect: "Allow", Action: "dynamodb:ListTables", Resource: "*" }]),
    ],
  };
}

function partition(schema: SchemaRecord): string {
  const named = schema.roleArn?.split(":")[1];
  if (named !== undefined) return named;
  return schema.region.startsWith("cn-")
    ? "aws-cn"
    : schema.region.startsWith("us-gov-")
    ? "aws-us-gov"
    : "aws";
}
