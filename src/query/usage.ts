/**
 * Usage is what tenants and principals consume per day (UTC): counted in memory as queries read, written to the store
 * in batches, compared with the day's budgets. A crash loses at most the last batch.
 *
 * Store keys: `usage/<tenant>/<day>` and `usage_principal/<tenant>/<kind>/<id>/<day>`, day as `YYYY-MM-DD`.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import type { Limits } from "../config.ts";
import type { Key, Store } from "../store/store.ts";
import type { Payer } from "../catalog/catalog.ts";
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
export interface UsageMeter extends AsyncDisposable {
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

interface DayCounter {
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
export function createUsageMeter(settings: UsageSettings): UsageMeter {
  return new DayMeter(settings);
}

/** Pays for looks at tables out of what is left of the principal's day. */
export function payerOf(usage: Pick<UsageMeter, "allowance" | "add">, principal: Principal): Payer {
  return {
    left: async () => (await usage.allowance(principal)).readUnits,
    spent: (readUnits) => usage.add(principal, { ddbReadUnits: readUnits }),
  };
}

/** Counts in memory, and writes what it counted some time later. */
class DayMeter implements UsageMeter {
  readonly #of: UsageSettings;
  readonly #counters = new Map<string, DayCounter>();
  #flushing: Promise<void> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The day that was asked for last, and its text. */
  #today = { day: Number.NaN, text: "" };

  constructor(settings: UsageSettings) {
    this.#of = settings;
  }

  async allowance(principal: Principal): Promise<DayAllowance> {
    const { tenant, own } = this.#countersOf(principal);
    const ownLeft = this.#of.limits.principal_day_read_units - await this.#unitsToday(own);
    const tenantLeft = this.#of.limits.tenant_day_read_units - await this.#unitsToday(tenant);
    const left = ownLeft <= tenantLeft
      ? { readUnits: ownLeft, of: "your read units of today" }
      : { readUnits: tenantLeft, of: "your tenant's read units of today" };
    if (left.readUnits > 0) return left;
    throw new DynamoSqlError(
      "budget_exceeded",
      `Nothing is left of ${left.of}. The count starts again at midnight UTC.`,
      // No key or index helps: nothing more is read today.
      { advice: "Wait until then, or ask the operator for a larger budget of the day. Plans cost nothing." },
    );
  }

  add(principal: Principal, usage: Partial<DayUsage>): void {
    const { tenant, own } = this.#countersOf(principal);
    const added = { ...NONE, ...usage };
    tenant.pending = sum(tenant.pending, added);
    own.pending = sum(own.pending, added);
    this.#schedule();
  }

  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing = this.#flushing.catch(() => {}).then(() => this.#writeAll());
    return this.#flushing;
  }

  async close(): Promise<void> {
    await this.flush();
    clearTimeout(this.#timer);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #counter(prefix: Key, daysKept: number): DayCounter {
    const now = this.#of.clock();
    const key = [...prefix, this.#dayOf(now)];
    const name = JSON.stringify(key);
    const known = this.#counters.get(name);
    if (known !== undefined) return known;
    const fresh: DayCounter = {
      key,
      expiresAt: now + daysKept * DAY_MS,
      stored: NONE,
      readAt: 0,
      pending: NONE,
    };
    this.#counters.set(name, fresh);
    return fresh;
  }

  #dayOf(now: number): string {
    const day = Math.floor(now / DAY_MS);
    if (day !== this.#today.day) this.#today = { day, text: new Date(now).toISOString().slice(0, 10) };
    return this.#today.text;
  }

  #countersOf({ tenantId, kind, id }: Principal): { tenant: DayCounter; own: DayCounter } {
    return {
      tenant: this.#counter(["usage", tenantId], TENANT_DAYS_KEPT),
      own: this.#counter(["usage_principal", tenantId, kind, id], PRINCIPAL_DAYS_KEPT),
    };
  }

  async #unitsToday(one: DayCounter): Promise<number> {
    if (this.#of.clock() - one.readAt >= FLUSH_MS) {
      const entry = await this.#of.store.get<DayUsage>(one.key);
      if (entry !== null) one.stored = entry.value;
      one.readAt = this.#of.clock();
    }
    return one.stored.ddbReadUnits + one.pending.ddbReadUnits;
  }

  async #write(one: DayCounter): Promise<void> {
    for (let tries = 0; tries < WRITE_TRIES; tries++) {
      const adding = one.pending;
      const entry = await this.#of.store.get<DayUsage>(one.key);
      const value = sum(entry?.value ?? NONE, adding);
      const check = { key: one.key, version: entry?.version ?? null };
      const { key, expiresAt } = one;
      if (!await this.#of.store.commit([check], [{ type: "set", key, value, expiresAt }])) continue;
      one.stored = value;
      one.readAt = this.#of.clock();
      one.pending = sum(one.pending, adding, -1);
      return;
    }
    throw new DynamoSqlError("unavailable", "A usage counter is written too often at once.");
  }

  async #writeAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const [name, one] of [...this.#counters]) {
      try {
        if (!isNone(one.pending)) await this.#write(one);
        // Idle counters, yesterday's among them, are read again when they are needed.
        else if (this.#of.clock() - one.readAt > DAY_MS / 24) this.#counters.delete(name);
      } catch (error) {
        // The others must not wait for one that cannot be written.
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  #schedule(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.flush().catch((error: unknown) => {
        this.#of.onError(error);
        this.#schedule();
      });
    }, FLUSH_MS);
    Deno.unrefTimer(this.#timer);
  }
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
