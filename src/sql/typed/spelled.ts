/**
 * Refuses comparisons in which numbers, dates or truth values within rows, lists, structs and maps would be compared with texts as
 * they are spelled. Where a text meets such a value it is read as one, see {@linkcode rowTexts}; the bound plan is
 * looked through for what that did not reach, as `USING (pair)`.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { Dialect } from "../dialect.ts";
import { isJson, type PlanJson } from "../text_dates/unread.ts";
import type { Node } from "../tree.ts";
import { type BoundType, isNested, readType, shownType } from "./bound_type.ts";
import type { World } from "./rewrite.ts";
import { comparesLists, mayCompareParts } from "./row_texts.ts";
import { fieldAt, readAs } from "./texts_read.ts";

/** What is compared by its spelling. */
interface Spelled {
  readonly columns: readonly string[];
  readonly type: BoundType;
}

/**
 * @param names of columns, as the caller has them
 * @throws DynamoSqlError where a statement has such a comparison
 */
export async function refuseSpelled(
  tree: Node,
  sql: string,
  dialect: Dialect,
  world: World,
  names: ReadonlyMap<string, string>,
): Promise<void> {
  if (!mayCompareParts(tree, world)) return;
  const plan = await dialect.plan(sql);
  const found = plan.startsWith('{"error":false') ? spelledIn(plan, sql) : null;
  if (found === null) return;
  const columns = [...new Set(found.columns.map((name) => names.get(name) ?? name))].join(", ");
  const type = shownType(found.type);
  throw new DynamoSqlError(
    "type_mismatch",
    `A comparison of ${
      columns === "" ? "expressions" : columns
    } would compare ${type} with texts as they are spelled: write TRY_CAST(… AS ${type}) around the text itself, ` +
      "field by field in rows, structs and maps, and in a join ON instead of USING.",
  );
}

/** The first such comparison in a bound plan; null where it has none. */
function spelledIn(plan: string, sql: string): Spelled | null {
  if (!/"BOUND_CAST"/.test(plan)) return null;
  const bytes = new TextEncoder().encode(sql);
  const isAsked = (at: number) =>
    /^(CAST|TRY_CAST)\(|^::/.test(new TextDecoder().decode(bytes.subarray(at, at + 9)));
  const visit = (value: unknown, sides: readonly unknown[] | null): Spelled | null => {
    if (Array.isArray(value)) {
      for (const each of value) {
        const found = visit(each, sides);
        if (found !== null) return found;
      }
      return null;
    }
    if (!isJson(value)) return null;
    const type = sides === null ? null : spelledAt(value, isAsked);
    if (type !== null && sides !== null) return { columns: columnsOf(sides), type };
    const own = sidesOf(value);
    for (const [name, each] of Object.entries(value)) {
      const found = name === "conditions" ? ofJoin(each) : visit(each, own);
      if (found !== null) return found;
    }
    return null;
  };
  const ofJoin = (conditions: unknown): Spelled | null => {
    for (const each of Array.isArray(conditions) ? conditions : [conditions]) {
      const found = visit(isJson(each) ? Object.values(each) : each, [each]);
      if (found !== null) return found;
    }
    return null;
  };
  return visit(JSON.parse(plan), null);
}

/** What an expression of a plan compares; null for others. */
function sidesOf(of: PlanJson): readonly unknown[] | null {
  const compares = /^BOUND_(COMPARISON|BETWEEN)$/.test(String(of["expression_class"])) ||
    /^COMPARE_(NOT_)?IN$/.test(String(of["type"])) ||
    (of["expression_class"] === "BOUND_FUNCTION" &&
      comparesLists({ class: "FUNCTION", function_name: String(of["name"]) }));
  return compares ? [of] : null;
}

/** What DuckDB by itself makes texts of in a value with parts; null where it does not. */
function spelledAt(of: PlanJson, isAsked: (at: number) => boolean): BoundType | null {
  const child = of["child"];
  if (of["expression_class"] !== "BOUND_CAST" || !isJson(child)) return null;
  const at = of["query_location"];
  const isWritten = typeof at === "number" && Number.isSafeInteger(at) && isAsked(at) &&
    !(child["expression_class"] === "BOUND_CAST" && child["query_location"] === at);
  if (isWritten) return null;
  const value = child["value"];
  const from = readType(child["return_type"] ?? (isJson(value) ? value["type"] : undefined));
  const to = readType(of["return_type"]);
  return from === null || to === null || !isNested(from) ? null : madeText(from, to);
}

/** The first part that becomes a text. */
function madeText(from: BoundType, to: BoundType): BoundType | null {
  if (to.id === "VARCHAR") return readAs(from) === null ? null : from;
  if (from.child !== null && to.child !== null) return madeText(from.child, to.child);
  for (const [at, { name, type }] of from.fields.entries()) {
    const other = fieldAt(to, name, at);
    const found = other === undefined ? null : madeText(type, other);
    if (found !== null) return found;
  }
  return null;
}

/** The columns in an expression of a plan. */
function columnsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(columnsOf);
  if (!isJson(value)) return [];
  const own = /^BOUND_(REF|COLUMN_REF)$/.test(String(value["expression_class"])) ? value["alias"] : null;
  return typeof own === "string" ? [own] : Object.values(value).flatMap(columnsOf);
}
