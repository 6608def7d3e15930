/**
 * Every failure says what it cost.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import type { JobTables } from "./job_tables.ts";
import { amount, type Meter } from "./read/meter.ts";

/** Every failure says what it cost. The budget's own message does already. */
export function withCost(
  error: DynamoSqlError,
  meter: Meter,
  { againUnits, withLooks }: JobTables,
): DynamoSqlError {
  const read = error.code === "budget_exceeded" ? "" : meter.note();
  const looked = againUnits === 0 || error.code === "budget_exceeded"
    ? ""
    : ` Looking at the table again took ${amount(againUnits)} read units.`;
  const message = (error.code === "column_not_found" ? withLooks(error.message) : error.message) + read +
    looked;
  return message === error.message ? error : new DynamoSqlError(error.code, message, error.detail);
}
