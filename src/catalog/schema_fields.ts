/**
 * Checks the fields of a schema record: one check for CLI, REST and portal.
 * @module
 */
import { z } from "zod";
import { DynamoSqlError } from "../errors.ts";
import { findingsOf, inWords } from "../errors_of_values.ts";

/** Names that SQL gives to the engine's own schemas. */
const taken = new Set(["main", "temp", "system", "information_schema", "pg_catalog"]);

const schemaName = z.string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/, "must be letters, digits and _, not begin with a digit, at most 63")
  .refine((name) => !taken.has(name.toLowerCase()), "is one of the SQL engine's own schemas");

const region = z.string().regex(
  /^[a-z0-9-]{1,40}$/,
  "must be an AWS region such as eu-west-1",
).regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "must be an AWS region such as eu-west-1");

/** IAM reference, "Names and paths": partition, account, path and name. */
const roleArn = z.string().max(2048).regex(
  /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
  "must be a role's ARN such as arn:aws:iam::123456789012:role/dynamosql",
);

/** STS API reference, AssumeRole, `ExternalId`. */
const externalId = z.string().regex(
  /^[\w+=,.@:/-]{2,1224}$/,
  "must be 2 to 1224 letters, digits and _+=,.@:/-",
);

const endpoint = z.string().max(300).refine(isEndpoint, "must be http(s)://host[:port] and nothing more");

const tableName = z.string().regex(
  /^(\*|[\w.-]{3,255})$/,
  "is no name of a DynamoDB table: 3 to 255 letters, digits, _, . and -",
);

/** All in one record of at most 48 KiB. */
const tableAllowlist = z.array(tableName)
  .refine((names) => names.length < 2 || !names.includes("*"), "is either * alone or table names")
  .refine((names) => names.join().length < 40_000, "is too long; use a table prefix");

const tablePrefix = z.string().regex(
  /^[\w.-]{1,254}$/,
  "must be the beginning of DynamoDB table names: letters, digits, _, . and -",
);

const status = z.enum(["active", "disabled"]);

/** A schema to add. */
export const newSchemaFields = z.strictObject({
  schemaName,
  region,
  endpoint: endpoint.optional(),
  roleArn: roleArn.optional(),
  externalId: externalId.optional(),
  tableAllowlist: tableAllowlist.min(1, "must not be empty: leave it out for all tables").optional(),
  tablePrefix: tablePrefix.optional(),
  status: status.optional(),
});

/** A change of a schema: absent = as it is, null = taken away. An empty allow-list is taken away, too. */
export const schemaPatchFields = z.strictObject({
  region: region.optional(),
  endpoint: endpoint.nullable().optional(),
  roleArn: roleArn.nullable().optional(),
  externalId: externalId.nullable().optional(),
  tableAllowlist: tableAllowlist.nullable().optional(),
  tablePrefix: tablePrefix.nullable().optional(),
  status: status.optional(),
});

/** A record as it is stored. */
export const storedSchema = newSchemaFields.extend({
  tenantId: z.string(),
  accountId: z.string().optional(),
  status,
  createdAt: z.string(),
  updatedAt: z.string(),
});

/** A schema to add, checked. */
export type NewSchema = z.infer<typeof newSchemaFields>;
/** A change, checked. */
export type SchemaPatch = z.infer<typeof schemaPatchFields>;
/** A record as it is stored. */
export type StoredSchema = z.infer<typeof storedSchema>;

/** The value, checked. Fails with `invalid_parameter`, naming the field and the rule. */
export function checkFields<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value, inWords);
  if (parsed.success) return parsed.data;
  const [{ place, message } = { place: "", message: "is not valid" }] = findingsOf(parsed.error.issues);
  throw new DynamoSqlError("invalid_parameter", `${place === "" ? "a schema:" : place} ${message}.`);
}

/** A region that can be reached without an endpoint of its own. Fails with `invalid_parameter`. */
export function checkReach({ region, endpoint, roleArn, externalId }: {
  readonly region: string;
  readonly endpoint?: string | undefined;
  readonly roleArn?: string | undefined;
  readonly externalId?: string | undefined;
}): void {
  if (endpoint === undefined && !/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) {
    throw new DynamoSqlError("invalid_parameter", "region must be an AWS region such as eu-west-1.");
  }
  if (externalId !== undefined && roleArn === undefined) {
    throw new DynamoSqlError("invalid_parameter", "externalId goes with roleArn: give both or neither.");
  }
}

/** Instance metadata must not be reachable as a "DynamoDB"; neither do credentials belong into a URL. */
function isEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash, username, password } = new URL(text);
  return (protocol === "http:" || protocol === "https:") &&
    pathname === "/" && search + hash + username + password === "" &&
    !/^(169\.254\.|0\.0\.0\.0$|\[::\]$|\[fe80:|\[fd00:ec2:|\[::ffff:a9fe:)/.test(hostname);
}
