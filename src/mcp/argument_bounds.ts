/**
 * The bounds of a tool's arguments, counted before anything is checked or looked at (docs/reference/limits.md#json). Depth
 * and the values of a whole message were counted in its text.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";

/** Arguments of a call at most. */
export const MOST_ARGUMENTS = 64;
/** Items of a list, or members of an object, that is an argument, at most: parameters of a statement. */
export const MOST_PARAMETERS = 4_096;

/** So many wrong parameters are told one by one; more of them cost more to tell than all the rest of a call. */
const MOST_WRONG = 10;

/**
 * Refuses more arguments than any tool could have, more parameters than a statement may, and parameters that are wrong by
 * the dozen.
 * @throws {DynamoSqlError} `invalid_parameter`, naming no more than one argument
 */
export function refuseTooMany(args: unknown): void {
  if (typeof args !== "object" || args === null || Array.isArray(args)) return;
  const entries = Object.entries(args);
  if (entries.length > MOST_ARGUMENTS) {
    throw new DynamoSqlError(
      "invalid_parameter",
      `There are ${entries.length} arguments; a call has at most ${MOST_ARGUMENTS}.`,
    );
  }
  for (const [name, value] of entries) {
    const parameters = typeof value === "object" && value !== null ? Object.values(value) : [];
    const refuse = (what: string) => {
      throw new DynamoSqlError("invalid_parameter", `${name.slice(0, 60)}: ${what}`);
    };
    if (parameters.length > MOST_PARAMETERS) {
      refuse(`has ${parameters.length} values; at most ${MOST_PARAMETERS} are taken`);
    }
    const wrong = parameters.filter(isNoParameter).length;
    if (wrong > MOST_WRONG) {
      refuse(
        `${wrong} of its values are lists, objects or integers beyond 2^53; each must be a text, a number, true, ` +
          "false or null, and such an integer a text",
      );
    }
  }
}

function isNoParameter(value: unknown): boolean {
  return typeof value === "number"
    ? Number.isInteger(value) && !Number.isSafeInteger(value)
    : typeof value === "object" && value !== null;
}
