/**
 * Texts that the engine would read as dates by itself: its forms are many and are not those that mean a date here, and the
 * name of a zone in one of them moves others. What is bound is looked through for them; there should be none.
 * @module
 */
import { DynamoSqlError, type Position } from "../../errors.ts";
import { defined } from "../../lib/defined.ts";
import type { Dialect } from "../dialect.ts";
import { type BoundType, readType, shownType, some } from "../typed/bound_type.ts";
import { mentionsDates } from "./mentions.ts";
import { lineAndColumn } from "../position.ts";
import { castType, isText } from "./signatures.ts";
import { type DateType, isOtherForm } from "./text_as_date.ts";

/** A text that would be read. */
export interface Unread {
  /** The column, if it is one. */
  readonly column: string;
  /** The statement's own literal in another form: where it is; null = not known. */
  readonly literal?: number | null;
  /** What it is cast to. */
  readonly type: BoundType;
}

/** JSON of a bound plan. */
export type PlanJson = { readonly [name: string]: unknown };

/** Whether a value in one is an object. */
export function isJson(value: unknown): value is PlanJson {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The first of them in a bound plan, as the engine writes it; null if there is none, or the statement does not bind. */
export function unreadText(plan: string): Unread | null {
  if (!plan.startsWith('{"error":false') || !/"id":"(DATE|TIME)/.test(plan)) return null;
  return find(JSON.parse(plan));
}

/** How dates are written, by what they are read as. */
const WRITTEN: Readonly<Record<DateType, string>> = {
  "DATE": "2026-01-31",
  "TIMESTAMP": "2026-01-31 12:00:00",
  "TIMESTAMP WITH TIME ZONE": "2026-01-31 12:00:00Z",
  "TIME": "12:00:00",
  "TIME WITH TIME ZONE": "12:00:00+00",
};

/**
 * @param placed the place in the caller's text, of one in the statement
 * @throws DynamoSqlError where a statement has such a text
 */
export async function refuseUnread(
  sql: string,
  dialect: Dialect,
  names: ReadonlyMap<string, string>,
  placed: (at: number) => Promise<Position | undefined> = () => Promise.resolve(undefined),
): Promise<void> {
  if (!mentionsDates(sql)) return;
  const found = unreadText(await dialect.plan(sql));
  if (found === null) return;
  if (found.literal !== undefined) {
    const position = found.literal === null ? undefined : await placed(found.literal);
    throw new DynamoSqlError(
      "type_mismatch",
      `The text of a date is not in the form in which dates are read${lineAndColumn(position)}: write it as ${
        WRITTEN[dateIn(found.type) ?? "DATE"]
      }.`,
      defined({ position }),
    );
  }
  const column = names.get(found.column) ?? found.column;
  throw new DynamoSqlError(
    "type_mismatch",
    `A cast of ${column === "" ? "an expression" : column} to ${
      shownType(found.type)
    } would read text in forms that are ` +
      "no dates here: write CAST(… AS TIMESTAMP) around the text itself, field by field in structs and maps, and in a join " +
      "ON instead of USING.",
  );
}

function find(value: unknown): Unread | null {
  if (Array.isArray(value)) {
    for (const each of value) {
      const found = find(each);
      if (found !== null) return found;
    }
    return null;
  }
  if (!isJson(value)) return null;
  const own = castIn(value) ?? fromJsonIn(value);
  return own ?? find(Object.values(value));
}

function castIn(of: PlanJson): Unread | null {
  if (of["expression_class"] !== "BOUND_CAST" || !isJson(of["child"])) return null;
  const child = of["child"];
  const from = typeOf(child);
  const to = readType(of["return_type"]);
  if (from === null || to === null || !readsText(from, to) || isRead(child)) return null;
  if (hasColumn(child)) return { column: columnOf(child), type: to };
  const literal = otherFormIn(child);
  return literal === null ? null : { column: "", type: to, literal: literal.at };
}

/** A literal that the engine reads as a date, and that is none here. */
function otherFormIn(of: unknown): { readonly at: number | null } | null {
  if (Array.isArray(of)) {
    for (const each of of) {
      const found = otherFormIn(each);
      if (found !== null) return found;
    }
    return null;
  }
  if (!isJson(of)) return null;
  const value = of["expression_class"] === "BOUND_CONSTANT" && isJson(of["value"]) ? of["value"] : null;
  if (value === null) return otherFormIn(Object.values(of));
  const [text, at] = [value["value"], of["query_location"]];
  if (typeof text !== "string" || !isText(typeOf(of)?.id ?? "") || !isOtherForm(text)) return null;
  return { at: typeof at === "number" && Number.isSafeInteger(at) ? at : null };
}

/** What texts are read as, somewhere in a type. */
function dateIn(type: BoundType): DateType | null {
  let found: DateType | null = null;
  some(type, ({ id }) => (found = castType(id)) !== null);
  return found;
}

/** `from_json` reads the dates of its structure by itself. */
function fromJsonIn(of: PlanJson): Unread | null {
  const name = of["expression_class"] === "BOUND_FUNCTION" ? String(of["name"]) : "";
  const type = /^(from_json|json_transform)/.test(name) ? readType(of["return_type"]) : null;
  const [first] = Array.isArray(of["children"]) ? of["children"] : [];
  if (type === null || !some(type, ({ id }) => castType(id) !== null) || !hasColumn(first)) return null;
  return { column: columnOf(first), type };
}

function typeOf(of: PlanJson): BoundType | null {
  const value = of["value"];
  return readType(of["return_type"] ?? (isJson(value) ? value["type"] : undefined));
}

/** Whether a cast reads texts as dates somewhere. */
function readsText(from: BoundType, to: BoundType): boolean {
  if (isText(from.id) || HIDES_TEXT.has(from.id)) return some(to, ({ id }) => castType(id) !== null);
  if (from.child !== null && to.child !== null && isMap(from) === isMap(to)) {
    return readsText(from.child, to.child);
  }
  if (from.id === "STRUCT" && to.id === "STRUCT") {
    return from.fields.some(({ name, type }, at) => {
      const other = to.fields.find((field) => field.name === name) ?? to.fields[at];
      return other !== undefined && readsText(type, other.type);
    });
  }
  // Of another kind, as a STRUCT that becomes a MAP: which part becomes which is the engine's to say.
  return some(from, ({ id }) => isText(id) || HIDES_TEXT.has(id)) &&
    some(to, ({ id }) => castType(id) !== null);
}

const isMap = ({ id }: BoundType) => id === "MAP";

/** Types whose values may be texts, though their names do not say so: those of an ENUM are cast as its texts are. */
const HIDES_TEXT: ReadonlySet<string> = new Set(["VARIANT", "UNION", "ENUM"]);

/** Whether a text has the closed form for certain: it went through a CASE that asks for it. */
function isRead(child: PlanJson): boolean {
  const checks = child["expression_class"] === "BOUND_CASE" && Array.isArray(child["case_checks"])
    ? child["case_checks"]
    : [];
  return checks.length > 0 && checks.every((check: unknown) => {
    const when = isJson(check) ? check["when_expr"] : null;
    return isJson(when) && when["name"] === "regexp_full_match";
  });
}

/** Whether an expression is more than the statement's own literals. */
function hasColumn(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasColumn);
  if (!isJson(value)) return false;
  return /^BOUND_(REF|COLUMN_REF|SUBQUERY|LAMBDA_REF|PARAMETER|AGGREGATE|WINDOW)$/.test(
    String(value["expression_class"]),
  ) || Object.values(value).some(hasColumn);
}

function columnOf(value: unknown): string {
  if (!isJson(value)) return "";
  return /^BOUND_(REF|COLUMN_REF)$/.test(String(value["expression_class"]))
    ? String(value["alias"] ?? "")
    : "";
}
