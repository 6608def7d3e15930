/**
 * What tenants and principals consume per day (UTC): counted in memory as queries read, written to the store in
 * batches, compared with the day's budgets. A crash loses at most the last batch.
 *
 * Store keys: `usage/<tenant>/<day>` and `usage_principal/<tenant>/<kind>/<id>/<day>`, day as `YYYY-MM-DD`.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import type { Limits } from "../config.ts";
import type { Key, Store } from "../store/store.ts";
import type { Principal } from "./service.ts";

/** Consumption of one day. */
export interface DayUsage {
  readonly requests: number;
  readonly rowsReturned: number;
  readonly ddbReadUnits: number;
}

/** What is left of the day's budgets. */
export interface DayAllowance {
  readonly readUnits: number;
  /** Which budget it is, for messages. */
  readonly of: string;
}

/** The meter of one server process. */
export interface UsageMeter {
  /**
   * The smaller of what the principal and its tenant may still read today. Queries under way count with what they
   * have read so far, so a budget may be overrun by what they read until their next answer.
   * Fails with `budget_exceeded` where nothing is left, `unavailable` where the store is.
   */
  allowance(principal: Principal): Promise<DayAllowance>;
  /** Counts. */
  add(principal: Principal, usage: Partial<DayUsage>): void;
  /** Writes what is not written yet. */
  flush(): Promise<void>;
  /** Writes the rest and stops. */
  close(): Promise<void>;
}

/** Milliseconds between writes, and the age at which a counter is read again for what other replicas added. */
const FLUSH_MS = 2_000;

/** Tries of one write against others writing the same counter. */
const WRITE_TRIES = 20;

const DAY_MS = 86_400_000;
const TENANT_DAYS_KEPT = 800;
const PRINCIPAL_DAYS_KEPT = 2;

const NONE: DayUsage = { requests: 0, rowsReturned: 0, ddbReadUnits: 0 };

interface Counter {
  readonly key: Key;
  readonly expiresAt: number;
  stored: DayUsage;
  /** When `stored` was read; 0 = never. */
  readAt: number;
  pending: DayUsage;
}

/** What the meter needs. `clock` is in milliseconds since the epoch. */
export interface UsageSettings {
  readonly store: Store;
  readonly limits: Pick<Limits, "principal_day_read_units" | "tenant_day_read_units">;
  readonly clock: () => number;
  /** Gets failures of background writes, which are tried again with the next. */
  readonly onError: (error: unknown) => void;
}

/** A meter that has counted nothing yet. */
export function createUsageMeter({ store, limits, clock, onError }: UsageSettings): UsageMeter {
  const counters = new Map<string, Counter>();
  let flushing: Promise<void> = Promise.resolve();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function counter(prefix: Key, daysKept: number): Counter {
    const now = clock();
    const key = [...prefix, new Date(now).toISOString().slice(0, 10)];
    const name = JSON.stringify(key);
    const known = counters.get(name);
    if (known !== undefined) return known;
    const fresh: Counter = {
      key,
      expiresAt: now + daysKept * DAY_MS,
      stored: NONE,
      readAt: 0,
      pending: NONE,
    };
    counters.set(name, fresh);
    return fresh;
  }

  function countersOf({ tenantId, kind, id }: Principal): { tenant: Counter; own: Counter } {
    return {
      tenant: counter(["usage", tenantId], TENANT_DAYS_KEPT),
      own: counter(["usage_principal", tenantId, kind, id], PRINCIPAL_DAYS_KEPT),
    };
  }

  async function unitsToday(one: Counter): Promise<number> {
    if (clock() - one.readAt >= FLUSH_MS) {
      const entry = await store.get<DayUsage>(one.key);
      if (entry !== null) one.stored = entry.value;
      one.readAt = clock();
    }
    return one.stored.ddbReadUnits + one.pending.ddbReadUnits;
  }

  async function write(one: Counter): Promise<void> {
    for (let tries = 0; tries < WRITE_TRIES; tries++) {
      const adding = one.pending;
      const entry = await store.get<DayUsage>(one.key);
      const value = sum(entry?.value ?? NONE, adding);
      const check = { key: one.key, version: entry?.version ?? null };
      const { key, expiresAt } = one;
      if (!await store.commit([check], [{ type: "set", key, value, expiresAt }])) continue;
      one.stored = value;
      one.readAt = clock();
      one.pending = sum(one.pending, adding, -1);
      return;
    }
    throw new DynamoSqlError("unavailable", "A usage counter is written too often at once.");
  }

  async function writeAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const [name, one] of [...counters]) {
      try {
        if (!isNone(one.pending)) await write(one);
        // Idle counters, yesterday's among them, are read again when they are needed.
        else if (clock() - one.readAt > DAY_MS / 24) counters.delete(name);
      } catch (error) {
        // The others must not wait for one that cannot be written.
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    flushing = flushing.catch(() => {}).then(writeAll);
    return flushing;
  }

  function schedule(): void {
    if (timer !== undefined) return;
    timer = setTimeout(() => {
      flush().catch((error: unknown) => {
        onError(error);
        schedule();
      });
    }, FLUSH_MS);
    Deno.unrefTimer(timer);
  }

  return {
    async allowance(principal) {
      const { tenant, own } = countersOf(principal);
      const ownLeft = limits.principal_day_read_units - await unitsToday(own);
      const tenantLeft = limits.tenant_day_read_units - await unitsToday(tenant);
      const left = ownLeft <= tenantLeft
        ? { readUnits: ownLeft, of: "your read units of today" }
        : { readUnits: tenantLeft, of: "your tenant's read units of today" };
      if (left.readUnits > 0) return left;
      throw new DynamoSqlError(
        "budget_exceeded",
        `Nothing is left of ${left.of}. The count starts again at midnight UTC.`,
      );
    },
    add(principal, usage) {
      const { tenant, own } = countersOf(principal);
      const added = { ...NONE, ...usage };
      tenant.pending = sum(tenant.pending, added);
      own.pending = sum(own.pending, added);
      schedule();
    },
    flush,
    async close() {
      await flush();
      clearTimeout(timer);
    },
  };
}

function sum(one: DayUsage, other: DayUsage, sign: 1 | -1 = 1): DayUsage {
  return {
    requests: one.requests + sign * other.requests,
    rowsReturned: one.rowsReturned + sign * other.rowsReturned,
    ddbReadUnits: one.ddbReadUnits + sign * other.ddbReadUnits,
  };
}

function isNone({ requests, rowsReturned, ddbReadUnits }: DayUsage): boolean {
  return requests === 0 && rowsReturned === 0 && ddbReadUnits === 0;
}
