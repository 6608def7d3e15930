/**
 * Binds statements that name columns of which no value was met yet. Such a column is NULL to the binder, so a
 * statement about a list, a map or a date may not bind before something is read.
 * @module
 */
import { quoteName } from "../../catalog/names.ts";
import { type Path, placeText } from "../../catalog/path.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import { DynamoSqlError } from "../../errors.ts";
import { readDuckDbError } from "../../sql/duckdb_error.ts";
import type { Statement } from "../../sql/parse.ts";
import type { Resolved } from "../../sql/query.ts";
import type { Widening } from "../../sql/typed/widening.ts";
import type { Session } from "../duckdb/session.ts";
import { isSettled } from "../load/kinds.ts";
import type { Load } from "../load/load.ts";
import type { Loaded } from "../load/loads.ts";
import { mayCapture, mayMeet } from "../load/watch.ts";
import { badConstantIn } from "./bad_constants.ts";
import { bindStatement, type BoundStatement } from "./bind.ts";
import { addRareKey } from "./rare_keys.ts";
import { refuseUnlike } from "./unlike.ts";

/** The binder's words about types that a NULL does not have. */
const ABOUT_TYPES =
  /"NULL"|\bstruct\b|\bmap\b|\bunnest requires\b|\ba (?:single )?list\b|\bno function matches\b/i;

/** Keys that a statement may add to maps at most. */
const KEYS = 16;

/** Columns in an error at most. */
const NAMED = 5;

/**
 * Binds a statement before everything is read; null where it may bind later, when values of a column are met that has
 * none or few so far.
 */
export async function bindSoFar(
  session: Session,
  resolved: Resolved,
  written: Statement,
  loads: readonly Load[],
): Promise<BoundStatement | null> {
  const constant = await badConstantIn(written, session);
  if (constant !== null) throw constant;
  if (!await refuseUnlike(session, resolved, written, loads, false)) return null;
  try {
    return await bindWithKeys(session, resolved, written, loads, false);
  } catch (error) {
    // An aggregate of a name of the query around is that query's.
    const isOpen = loads.some(mayCapture) ||
      isAboutTypes(error) && (unmetIn(loads).length > 0 || loads.some(mayMeet) ||
          loads.some(({ description, table }) =>
            table.columns.some((column) =>
              column.unsure ||
              (!isSettled(column, description.sample.complete) && isNamed(column.type, error))
            )
          ));
    if (isOpen) return null;
    // Again, with advice.
    return await bindWithKeys(session, resolved, written, loads);
  }
}

/**
 * Binds a statement, also one that did not bind before, once all is read.
 * @param widening how far its arithmetic went before
 * @throws DynamoSqlError which columns have no value, where it still does not
 */
export async function bindAtLast(
  session: Session,
  resolved: Resolved,
  written: Statement,
  loads: readonly Load[],
  widening?: Widening,
): Promise<BoundStatement> {
  await refuseUnlike(session, resolved, written, loads, true);
  try {
    return await bindWithKeys(session, resolved, written, loads, true, widening);
  } catch (error) {
    const unmet = unmetIn(loads);
    if (unmet.length === 0 || !isAboutTypes(error)) throw error;
    const more = unmet.length > NAMED ? ` and ${unmet.length - NAMED} more` : "";
    throw new DynamoSqlError(
      error.code,
      `${error.message} No value of ${
        unmet.slice(0, NAMED).join(", ")
      }${more} was met, so that it has no type: CAST ` +
        "gives it one.",
      error.detail,
    );
  }
}

/** Binds a statement; quoted keys that its maps lack are added. */
async function bindWithKeys(
  session: Session,
  resolved: Resolved,
  written: Statement,
  loads: readonly Load[],
  told = true,
  widening: Widening = "none",
): Promise<BoundStatement> {
  for (let keys = 0;; keys++) {
    try {
      return await bindStatement(session, resolved, written, loads, widening, told ? resolved : null);
    } catch (error) {
      const goesOn = keys < KEYS && error instanceof DynamoSqlError &&
        await addRareKey(session, written, loads, error);
      if (!goesOn) throw error;
    }
  }
}

const NUMBERS = /\b(?:[A-Z]*INT|INTEGER|DECIMAL|DOUBLE)\b/;

/** The names that the binder has for types of a kind. */
const NAMES: Readonly<Record<SqlType["kind"], RegExp>> = {
  UNSEEN: /"NULL"/,
  VARCHAR: /\bVARCHAR\b/,
  BIGINT: NUMBERS,
  DECIMAL: NUMBERS,
  DOUBLE: NUMBERS,
  BOOLEAN: /\bBOOLEAN\b/,
  BLOB: /\bBLOB\b/,
  LIST: /\[\]/,
  STRUCT: /\bSTRUCT\b/,
  MAP: /\bMAP\b/,
  JSON: /\bJSON\b/,
};

/** Whether an error may be about a column's type: it names one of its kind before it says what would do. */
function isNamed({ kind }: SqlType, { detail }: DynamoSqlError): boolean {
  const [said = ""] = readDuckDbError(detail.cause)?.message.split("\n") ?? [];
  return NAMES[kind].test(said);
}

/** Whether an error of the binder might not occur with another type of a column. */
function isAboutTypes(error: unknown): error is DynamoSqlError {
  if (!(error instanceof DynamoSqlError)) return false;
  const read = readDuckDbError(error.detail.cause);
  if (read === null || (read.type !== "Binder" && read.type !== "Mismatch Type")) return false;
  return read.subtype !== "COLUMN_NOT_FOUND" &&
    (error.code === "type_mismatch" || ABOUT_TYPES.test(read.message));
}

/** Columns and places of which no value was met. */
function unmetIn(loads: readonly Loaded[]): string[] {
  return loads.flatMap(({ description, table }) =>
    table.columns.filter((column) => table.isHeld?.(column) ?? true).flatMap(({ attribute, path, type }) =>
      unmetBelow(type, path).map((unmet) =>
        `${quoteName(description.name)}.${placeText({ attribute, path: unmet })}`
      )
    )
  );
}

function unmetBelow(type: SqlType, path: Path, isKey = true): Path[] {
  switch (type.kind) {
    case "UNSEEN":
      return isKey ? [path] : [];
    case "LIST":
      return unmetBelow(type.element, [...path, 0], false);
    case "MAP":
      return unmetBelow(type.value, [...path, 0], false);
    case "STRUCT":
      return type.fields.flatMap(({ name, type }) => unmetBelow(type, [...path, name]));
    default:
      return [];
  }
}
