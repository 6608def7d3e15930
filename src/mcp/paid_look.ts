/**
 * A look at a table for the catalogue's tools: it is paid for by who asks, and is a line in the log, as queries are.
 * @module
 */
import type { Payer } from "../catalog/catalog.ts";
import type { CallContext } from "./caller.ts";
import type { McpServices } from "./services.ts";

/** Does what may look at a table; the line is there as well where it fails. */
export async function paidLook<Result>(
  { query, looked }: Pick<McpServices, "query" | "looked">,
  { caller: { principal }, requestId }: Pick<CallContext, "caller" | "requestId">,
  table: string,
  work: (payer: Payer) => Promise<Result>,
): Promise<Result> {
  const { left, spent } = query.payer(principal);
  let readUnits = 0;
  try {
    return await work({
      left,
      spent(units) {
        readUnits += units;
        spent(units);
      },
    });
  } finally {
    const { tenantId, kind, id } = principal;
    if (readUnits > 0) {
      looked({
        request_id: requestId,
        tenant_id: tenantId,
        principal_kind: kind,
        principal_id: id,
        table,
        read_units: readUnits,
      });
    }
  }
}
