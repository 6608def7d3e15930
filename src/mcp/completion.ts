/**
 * Completion of schema and table names: the caller's tenant only, at most 100 values
 * (docs/reference/protocol_rules.md#f9).
 * @module
 */
import {
  type CompleteRequest,
  type CompleteResult,
  ProtocolError,
  ProtocolErrorCode,
} from "@modelcontextprotocol/server";
import type { Catalog } from "../catalog/catalog.ts";
import { DynamoSqlError } from "../errors.ts";
import type { CallContext } from "./caller.ts";
import { PROMPTS } from "./prompts/mod.ts";
import { DOCS } from "./resources/docs.ts";
import { schemaNames, TABLE_TEMPLATE } from "./resources/tables.ts";
import { defined } from "../lib/defined.ts";

const MOST_VALUES = 100;

/** Answers `completion/complete`. Without the scope `schemas:read` every list is empty. */
export async function complete(
  params: CompleteRequest["params"],
  catalog: Catalog,
  { caller }: CallContext,
): Promise<CompleteResult> {
  const wanted = subjectOf(params);
  if (wanted === null || !caller.scopes.includes("schemas:read")) return answer([]);
  const { tenantId } = caller.principal;
  const typed = params.argument.value.toLowerCase();
  const names = wanted === "schema"
    ? await schemaNames(catalog, tenantId)
    : await tableNames(catalog, tenantId, params.context?.arguments?.["schema"]);
  return answer(names.filter((name) => name.toLowerCase().startsWith(typed)));
}

/** What the argument names; null = something that cannot be completed. An unknown reference is `-32602`. */
function subjectOf({ ref, argument }: CompleteRequest["params"]): "schema" | "table" | null {
  if (ref.type === "ref/prompt") {
    const prompt = PROMPTS.find(({ name }) => name === ref.name);
    if (prompt === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, "Unknown prompt.");
    return prompt.arguments.find(({ name }) => name === argument.name)?.completes ?? null;
  }
  if (ref.uri === TABLE_TEMPLATE.uriTemplate) {
    return argument.name === "schema" || argument.name === "table" ? argument.name : null;
  }
  if (DOCS.some(({ uri }) => uri === ref.uri)) return null;
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, "Unknown resource template.");
}

async function tableNames(
  catalog: Catalog,
  tenantId: string,
  schemaName: string | undefined,
): Promise<string[]> {
  try {
    const listing = await catalog.list(tenantId, {
      ...defined({ schemaName }),
      refresh: "skip",
    });
    return listing.tables.map(({ name }) => name);
  } catch (thrown) {
    // A schema that is unknown or out of reach has nothing to offer; that is no failure of typing.
    if (thrown instanceof DynamoSqlError && thrown.code !== "internal") return [];
    throw thrown;
  }
}

function answer(names: readonly string[]): CompleteResult {
  const values = names.slice(0, MOST_VALUES);
  return { completion: { values, total: names.length, hasMore: names.length > values.length } };
}
