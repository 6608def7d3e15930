/**
 * Writes the IAM policies that let a schema be read: trust policy, read policy, and a script that makes both.
 * @module
 */
import { defined } from "../lib/defined.ts";

/** The part of a schema that its policies depend on. */
export interface PolicySubject {
  /** The schema's name. */
  readonly schemaName: string;
  /** AWS region of its tables. */
  readonly region: string;
  /** AWS account of its tables; absent = any. */
  readonly accountId?: string;
  /** The role that reads them; absent = the host's own credentials. */
  readonly roleArn?: string;
  /** What the role's trust policy asks for. */
  readonly externalId?: string;
  /** Physical names; absent or `["*"]` = all. */
  readonly tableAllowlist?: readonly string[];
  /** Physical names begin so. */
  readonly tablePrefix?: string;
}

/** An IAM policy document (IAM reference, "Policy grammar", version 2012-10-17). */
export interface PolicyDocument {
  /** The policy language. */
  readonly Version: "2012-10-17";
  /** What it allows. */
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

/** Every action that reading takes; none writes. */
export const readActions = [
  "dynamodb:BatchGetItem",
  "dynamodb:DescribeTable",
  "dynamodb:GetItem",
  "dynamodb:Query",
  "dynamodb:Scan",
] as const;

/**
 * Who may assume the role: the identity that the server runs as, and only with the schema's external id.
 * @param principalArn for example `arn:aws:iam::123456789012:role/dynamosql-server`
 */
export function trustPolicy(subject: PolicySubject, principalArn: string): PolicyDocument {
  return document({
    Effect: "Allow",
    Principal: { AWS: principalArn },
    Action: "sts:AssumeRole",
    ...defined({
      Condition: subject.externalId === undefined
        ? undefined
        : { StringEquals: { "sts:ExternalId": subject.externalId } },
    }),
  });
}

/**
 * What the role may do: read the schema's tables and their indexes, and list tables unless they are named.
 * @example
 * ```ts
 * const { Statement: [read] } = readPolicy({
 *   schemaName: "shop",
 *   region: "eu-central-1",
 *   tableAllowlist: ["orders"],
 * });
 * assert.deepEqual(read?.["Resource"], [
 *   "arn:aws:dynamodb:eu-central-1:*:table/orders",
 *   "arn:aws:dynamodb:eu-central-1:*:table/orders/index/*",
 * ]);
 * ```
 */
export function readPolicy(subject: PolicySubject): PolicyDocument {
  const { region, accountId = "*", tablePrefix = "" } = subject;
  const arn = `arn:${partitionOf(subject)}:dynamodb:${region}:${accountId}:table/`;
  const listed = subject.tableAllowlist?.includes("*") ? undefined : subject.tableAllowlist;
  const names = listed ?? [`${tablePrefix}*`];
  const read = {
    Sid: "ReadTables",
    Effect: "Allow",
    Action: readActions,
    Resource: names.flatMap((name) => [`${arn}${name}`, `${arn}${name}/index/*`]),
  };
  // ListTables knows no resource (Service authorization reference).
  const list = { Sid: "ListTables", Effect: "Allow", Action: ["dynamodb:ListTables"], Resource: "*" };
  return listed === undefined ? document(read, list) : document(read);
}

/** What the server's own identity needs besides, where the schema has a role: leave to assume it. */
export function assumePolicy(roleArn: string): PolicyDocument {
  return document({ Effect: "Allow", Action: "sts:AssumeRole", Resource: roleArn });
}

/**
 * A POSIX shell script for the AWS CLI that makes the role with both policies, or gives the read policy to
 * an existing role where the schema has none of its own. Every text in it is quoted for the shell.
 */
export function cliScript(subject: PolicySubject, principalArn: string): string {
  const policyName = `dynamosql-${subject.schemaName}-read`;
  const read = quoted(JSON.stringify(readPolicy(subject), null, 2));
  if (subject.roleArn === undefined) {
    return [
      "#!/bin/sh",
      "# Lets the role that the server runs as read the tables. Set ROLE_NAME to its name.",
      "set -eu",
      ': "${ROLE_NAME:?name of the role that the server runs as}"',
      `aws iam put-role-policy --role-name "$ROLE_NAME" --policy-name ${quoted(policyName)} \\`,
      `  --policy-document ${read}`,
      "",
    ].join("\n");
  }
  const name = quoted(subject.roleArn.split("/").at(-1) ?? "");
  const path = subject.roleArn.split(":role")[1]?.replace(/[^/]*$/, "") ?? "/";
  return [
    "#!/bin/sh",
    `# Makes the role ${subject.roleArn}, which only ${principalArn} may assume, and lets it read the tables.`,
    "set -eu",
    `aws iam create-role --role-name ${name} --path ${quoted(path)} \\`,
    `  --assume-role-policy-document ${quoted(JSON.stringify(trustPolicy(subject, principalArn), null, 2))}`,
    `aws iam put-role-policy --role-name ${name} --policy-name ${quoted(policyName)} \\`,
    `  --policy-document ${read}`,
    "",
  ].join("\n");
}

function document(...Statement: Readonly<Record<string, unknown>>[]): PolicyDocument {
  return { Version: "2012-10-17", Statement };
}

/** China and GovCloud have partitions of their own; the role's ARN tells, else the region. */
function partitionOf({ roleArn, region }: PolicySubject): string {
  if (roleArn !== undefined) return roleArn.split(":")[1] ?? "aws";
  return region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
