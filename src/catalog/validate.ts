/**
 * Validates a schema: asks AWS as a query would, and says what is missing.
 * @module
 */
import { credentialsReason } from "../dynamodb/client/credentials_reason.ts";
import { asDynamoSqlError, DynamoSqlError, ERRORS } from "../errors.ts";
import type { DynamoClient } from "../dynamodb/client/client.ts";
import type { SchemaRecord } from "./catalog.ts";
import { withinDeadline } from "./deadline.ts";
import { listPhysicalNames } from "./describe.ts";
import { listedNames, visibleName } from "./visible.ts";
import { defined } from "../lib/defined.ts";

/** The outcome: all is well, or what is wrong and what to do. */
export interface SchemaCheck {
  /** All is well. */
  readonly ok: boolean;
  /** What is wrong, or that all is well. */
  readonly message: string;
  /** What to do, where the message does not say it. */
  readonly advice?: readonly string[];
}

/** Tables that are tried one by one. */
const triedMax = 20;

/** Lists tables (unless the schema names them), describes up to 20, and reads one item of the first of them. */
export async function checkSchema(
  record: SchemaRecord,
  client: DynamoClient,
  signal?: AbortSignal,
): Promise<SchemaCheck> {
  const problems = new Set<string>();
  const advice = new Set<string>();
  const attempt = async <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> => {
    try {
      return await withinDeadline(work, signal);
    } catch (error) {
      const known = asDynamoSqlError(error);
      if (!(error instanceof DynamoSqlError)) throw error;
      problems.add(known.message);
      if (known.code === "credentials_unavailable") {
        const reason = credentialsReason(known.detail.cause);
        if (reason !== undefined) advice.add(`AWS says: ${/[.!?]$/.test(reason) ? reason : `${reason}.`}`);
        advice.add(ERRORS[known.code].advice);
      }
      return undefined;
    }
  };
  const names = listedNames(record) ?? await attempt((signal) => listPhysicalNames(client, signal)) ?? [];
  const visible = names.filter((name) => visibleName(name, record) !== null);
  if (problems.size === 0 && visible.length === 0) problems.add(nothingVisible(record, names.length));
  const described: string[] = [];
  for (const TableName of visible.slice(0, triedMax)) {
    if (await attempt((signal) => client.send("DescribeTable", { TableName }, signal))) {
      described.push(TableName);
    }
  }
  const [TableName] = described;
  if (TableName !== undefined) {
    await attempt((signal) => client.send("Scan", { TableName, Limit: 1 }, signal));
  }
  if (problems.size > 0) {
    return {
      ok: false,
      message: [...problems].join(" "),
      ...defined({ advice: advice.size === 0 ? undefined : [...advice] }),
    };
  }
  const tables = visible.length === 1 ? "1 table is" : `${visible.length} tables are`;
  return { ok: true, message: `${tables} visible and readable.` };
}

function nothingVisible({ region, tablePrefix }: SchemaRecord, there: number): string {
  if (there === 0) return `There is no table in region ${region}. Check the region and the account.`;
  return tablePrefix === undefined
    ? "None of the tables is on the allow-list."
    : `None of the tables begins with the prefix ${tablePrefix}.`;
}
