/**
 * A result before its first page.
 * @module
 */
import { Buffer } from "node:buffer";
import { principalKey } from "./cursor.ts";
import type { CachedResult } from "./result_cache.ts";
import type { QueryContext } from "./context.ts";
import { checkedReadUnits, checkedSql } from "./request.ts";
import { createRowBuffer } from "./row_buffer.ts";
import type { Principal, QueryRequest } from "./service.ts";

/** A result of which nothing is read yet. Fails with `invalid_parameter` or `too_large`. */
export function newResult(
  { limits, random }: QueryContext,
  principal: Principal,
  request: QueryRequest,
): CachedResult {
  return {
    id: Buffer.from(random(12)).toString("base64url"),
    owner: principalKey(principal),
    tenantId: principal.tenantId,
    sql: checkedSql(request, limits),
    schemaName: request.schemaName,
    parameters: request.parameters ?? [],
    consistentRead: request.consistentRead ?? false,
    turn: Promise.resolve(),
    readUnitsMax: checkedReadUnits(request, limits),
    rows: createRowBuffer(),
    columns: [],
    unread: {},
    cut: false,
    readUnits: 0,
    items: 0,
    bytes: 0,
    milliseconds: 0,
  };
}
