/**
 * The meter counts what a query reads, and stops it at its budget.
 *
 * `SELECT * FROM orders` with `max_read_units` 600 → `budget_exceeded` at the page that passes 600 read units
 * @module
 */
import type { ReadPage, Reservations } from "../../dynamodb/access.ts";
import { createReservations } from "../../dynamodb/readers/reservations.ts";
import { DynamoSqlError } from "../../errors.ts";
import type { Budget } from "../messages/job.ts";

/** What was read so far. */
export interface Consumed {
  readonly readUnits: number;
  readonly itemsRead: number;
  readonly itemsMatched: number;
  readonly requests: number;
  readonly bytes: number;
}

/** The meter of one query. */
export interface Meter {
  readonly consumed: Consumed;
  /**
   * Counts a page.
   * @param more whether the query would read on after it
   * @throws DynamoSqlError `budget_exceeded` if the budget is passed, or used up with more to read
   */
  count(page: ReadPage, more: boolean): void;
  /**
   * To be called before it reads on, where a page that was counted may have been enough.
   * @throws DynamoSqlError `budget_exceeded` if the budget is used up
   */
  goOn(): void;
  /**
   * Counts a look at a table's items that the statement caused: against the budget, but not among the statement's
   * reads.
   */
  look(readUnits: number): void;
  /** Read units of such looks. */
  readonly looked: number;
  /** Counts a first look at a table's items: against the day alone. */
  firstLook(readUnits: number): void;
  /** Read units that the statement and its looks may take in all. */
  readonly allowed: number;
  /** Read units that the budget still allows; below zero where it was passed. */
  readonly left: number;
  /** What requests under way may take. */
  readonly reservations: Reservations;
  /** The error where an item of a table is more than what is left. Units of the item: about. */
  refuse(table: string, itemUnits: number): DynamoSqlError;
  /** What was consumed, for the end of an error's message; empty if nothing was. */
  note(): string;
}

const WAYS_OUT =
  "Constrain a key or an index (its plan shows how it reads), select less, or raise the budget.";

/** A meter at zero. */
export function createMeter(budget: Budget, progress: (items: number, readUnits: number) => void): Meter {
  const consumed = { readUnits: 0, itemsRead: 0, itemsMatched: 0, requests: 0, bytes: 0 };
  let looked = 0;
  let firstLooks = 0;

  const allowed = () => Math.min(budget.readUnits, (budget.dayReadUnits ?? Infinity) - firstLooks);

  const beside = () => looked === 0 ? "" : `, beside ${amount(looked)} for a look at the table`;

  function over(what: string, spent: number, allowed: number, more: boolean): void {
    if (spent < allowed || (spent === allowed && !more)) return;
    throw new DynamoSqlError(
      "budget_exceeded",
      `The query was stopped at its budget of ${amount(allowed)} ${what}: it had read ${
        amount(consumed.itemsRead)
      } items for ${amount(consumed.readUnits)} read units${beside()}, and ${
        more ? "needs more" : "that is more"
      }. ${WAYS_OUT}`,
    );
  }

  function check(more: boolean): void {
    over("read units", consumed.readUnits + looked, allowed(), more);
    over("items", consumed.itemsRead, budget.items, more);
    over("bytes", consumed.bytes, budget.bytes, more);
  }

  return {
    consumed,
    reservations: createReservations(),
    refuse: (table, itemUnits) =>
      new DynamoSqlError(
        "budget_exceeded",
        `The query was stopped at its budget of ${amount(allowed())} read units: it had read ${
          amount(consumed.itemsRead)
        } items for ${
          amount(consumed.readUnits)
        } read units${beside()}, and the next item of ${table} takes about ${amount(itemUnits)}. ${WAYS_OUT}`,
      ),
    goOn: () => check(true),
    count(page, more) {
      consumed.readUnits += page.readUnits;
      consumed.itemsRead += page.scanned;
      consumed.itemsMatched += page.count;
      consumed.requests += page.requests;
      consumed.bytes += page.bytes;
      progress(consumed.itemsRead, consumed.readUnits);
      check(more);
    },
    look(readUnits) {
      looked += readUnits;
    },
    firstLook(readUnits) {
      firstLooks += readUnits;
    },
    get allowed() {
      return allowed();
    },
    get looked() {
      return looked;
    },
    get left() {
      return allowed() - consumed.readUnits - looked;
    },
    note: () =>
      consumed.requests === 0
        ? ""
        : ` Consumed so far: ${amount(consumed.readUnits)} read units, ${amount(consumed.itemsRead)} items.`,
  };
}

/** A count for people: at most one digit after the point, thousands separated. */
export function amount(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 1 });
}
