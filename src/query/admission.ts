/**
 * Admission bounds how many queries run at once: in the server, of one tenant, of one principal. The smaller bounds
 * keep one tenant or principal from taking everyone's place; there is no queue, so a refusal is quick and says when to
 * retry.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import type { Limits } from "../config.ts";
import { principalKey } from "./cursor.ts";
import type { Principal } from "./service.ts";

/** Seconds after which a refused caller may try again. */
const RETRY_SECONDS = 1;

/** The limits admission applies. */
export type AdmissionLimits = Pick<
  Limits,
  "concurrent_queries" | "concurrent_queries_tenant" | "concurrent_queries_principal"
>;

/** Gives out places. */
export interface Admission {
  /** Takes a place; the returned function gives it back (once). Fails with `rate_limited`. */
  enter(principal: Principal): () => void;
}

/** Admission with no query running. */
export function createAdmission(limits: AdmissionLimits): Admission {
  const running = new Map<string, number>();
  const add = (key: string, change: number) => {
    const count = (running.get(key) ?? 0) + change;
    if (count === 0) running.delete(key);
    else running.set(key, count);
  };

  return {
    enter(principal) {
      const bounds = [
        { key: `p${principalKey(principal)}`, max: limits.concurrent_queries_principal, whose: "your" },
        { key: `t${principal.tenantId}`, max: limits.concurrent_queries_tenant, whose: "your tenant's" },
        { key: "server", max: limits.concurrent_queries, whose: "the server's" },
      ];
      for (const { key, max, whose } of bounds) {
        if ((running.get(key) ?? 0) < max) continue;
        throw new DynamoSqlError(
          "rate_limited",
          `Too many queries at once: ${whose} limit is ${max}. Try again in ${RETRY_SECONDS} s.`,
          { retryAfter: RETRY_SECONDS },
        );
      }
      for (const { key } of bounds) add(key, 1);
      let entered = true;
      return () => {
        if (!entered) return;
        entered = false;
        for (const { key } of bounds) add(key, -1);
      };
    },
  };
}
