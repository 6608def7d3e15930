/**
 * Call admission bounds how often one principal calls, whatever it calls and whether the call is valid: every call costs
 * the loop that serves all. Queries have an admission of their own besides, by what runs at once.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import type { Clock } from "../lib/clock.ts";
import { createTokenBuckets } from "../lib/token_bucket.ts";

/** Who calls: a user or an API client of a tenant. */
export interface CallingPrincipal {
  readonly kind: string;
  readonly id: string;
  readonly tenantId: string;
}

/** Lets a call pass, or fails with `rate_limited` and the seconds to wait. */
export type AdmitCall = (principal: CallingPrincipal) => void;

/** A burst is a tenth of a minute's calls: 60 of 600 (docs/reference/limits.md#calls). */
const BURSTS_A_MINUTE = 10;

/** The admission of a server; `perMinute` is `calls_per_minute`. */
export function createCallAdmission(clock: Clock, perMinute: number): AdmitCall {
  const burst = Math.max(1, Math.ceil(perMinute / BURSTS_A_MINUTE));
  const buckets = createTokenBuckets(clock, { burst, perSecond: perMinute / 60 });
  return ({ tenantId, kind, id }) => {
    const retryAfter = buckets.take(`${tenantId}/${kind}/${id}`);
    if (retryAfter === 0) return;
    throw new DynamoSqlError("rate_limited", `Too many calls. Try again in ${retryAfter} s.`, { retryAfter });
  };
}
