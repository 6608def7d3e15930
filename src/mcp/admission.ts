/**
 * Bounds how often one principal may ask the catalogue (docs/reference/protocol_rules.md#f6). Queries have their own
 * admission in the query service.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import type { Principal } from "../query/service.ts";

/** Calls a principal may make at once, and how many more it earns each second. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

const DEFAULT_RATE: Rate = { burst: 200, perSecond: 20 };
const SWEEP_ABOVE = 10_000;

/**
 * A token bucket per principal; `admit` fails with `rate_limited` and the seconds to wait.
 * `now` gives milliseconds.
 */
export function createAdmission(
  rate: Rate = DEFAULT_RATE,
  now: () => number = Date.now,
): (principal: Principal) => void {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (principal) => {
    const who = `${principal.tenantId}/${principal.kind}/${principal.id}`;
    const time = now();
    const known = buckets.get(who) ?? { tokens: rate.burst, at: time };
    const tokens = Math.min(rate.burst, known.tokens + (time - known.at) / 1000 * rate.perSecond);
    if (buckets.size > SWEEP_ABOVE) sweep(buckets, time - rate.burst / rate.perSecond * 1000);
    if (tokens < 1) {
      buckets.set(who, { tokens, at: time });
      const retryAfter = Math.max(1, Math.ceil((1 - tokens) / rate.perSecond));
      throw new DynamoSqlError("rate_limited", `Too many calls. Try again in ${retryAfter} s.`, {
        retryAfter,
      });
    }
    buckets.set(who, { tokens: tokens - 1, at: time });
  };
}

/** Forgets principals whose bucket is full again. */
function sweep(buckets: Map<string, { at: number }>, before: number): void {
  for (const [who, bucket] of buckets) if (bucket.at < before) buckets.delete(who);
}
