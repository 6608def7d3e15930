/**
 * Queries of MongoDB's shell, and the SELECT that each is.
 *
 * `db.orders.find({ status: "paid", total: { $gt: 5 } }, { order_id: 1 })` →
 * `SELECT order_id FROM orders WHERE status = 'paid' AND total > 5`
 * @module
 */
import { quoteName, textLiteral } from "../../catalog/names.ts";
import type { ParserHint } from "../parser_hints.ts";

const CALL =
  /^\s*db\.(?<table>\w+)\.(?<verb>find|findOne|count|countDocuments|distinct|aggregate)\s*\((?<inside>[\s\S]*)\)(?<more>[\s\S]*)$/;

/** What such a query is in SQL; null where the text is none. */
export function mongoQuery(text: string): ParserHint | null {
  const { table = "", verb = "", inside = "", more = "" } = CALL.exec(text)?.groups ?? {};
  if (table === "") return null;
  const limit = verb === "findOne" ? "1" : /^(?:[\s\S]*)\.limit\(\s*(\d+)\s*\)/.exec(more)?.[1];
  const select = sqlOf(quoteName(table), verb, inside) ??
    `SELECT … FROM ${quoteName(table)} WHERE … GROUP BY …`;
  return {
    message: `This is no SQL: write ${select}${limit === undefined ? "" : ` LIMIT ${limit}`}`,
    at: 0,
  };
}

function sqlOf(table: string, verb: string, inside: string): string | null {
  if (verb === "aggregate") return null;
  const given = parsed(inside);
  if (given === null) return null;
  const [first, second] = given;
  if (verb === "distinct") {
    return typeof first === "string" ? `SELECT DISTINCT ${path(first)} FROM ${table}${where(second)}` : null;
  }
  const conditions = where(first);
  if (conditions === null) return null;
  if (verb.startsWith("count")) return `SELECT count(*) FROM ${table}${conditions}`;
  const fields = isObject(second)
    ? Object.entries(second).filter(([, shown]) => shown === 1 || shown === true)
    : [];
  const list = fields.map(([name]) => path(name)).join(", ") || "*";
  return `SELECT ${list} FROM ${table}${conditions}`;
}

const path = (name: string) => name.split(".").map(quoteName).join(".");

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The arguments, whose names may stand without quotes; null where they are no plain values. */
function parsed(inside: string): readonly unknown[] | null {
  const json = inside.replace(/'((?:[^'\\]|\\.)*)'/g, (_, text: string) => JSON.stringify(text))
    .replace(/([{,]\s*)([$A-Za-z_][\w$.]*)\s*:/g, '$1"$2":').replace(/,\s*([}\]])/g, "$1");
  try {
    const values: unknown = JSON.parse(`[${json}]`);
    return Array.isArray(values) ? values : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const COMPARES: ReadonlyMap<string, string> = new Map([
  ["$eq", "="],
  ["$ne", "<>"],
  ["$gt", ">"],
  ["$gte", ">="],
  ["$lt", "<"],
  ["$lte", "<="],
]);

/** ` WHERE …`; empty without conditions, null where one is not known. */
function where(filter: unknown): string | null {
  if (filter === undefined) return "";
  if (!isObject(filter)) return null;
  const conditions = Object.entries(filter).flatMap(([name, wanted]): readonly (string | null)[] => {
    if (name.startsWith("$")) return [null];
    if (!isObject(wanted)) return [compared(path(name), "=", wanted)];
    return Object.entries(wanted).map(([sign, value]) => {
      if (sign === "$exists") return `${path(name)} IS ${value === false ? "" : "NOT "}NULL`;
      if ((sign === "$in" || sign === "$nin") && Array.isArray(value)) {
        const list = value.map(literal);
        return list.includes(null)
          ? null
          : `${path(name)} ${sign === "$in" ? "" : "NOT "}IN (${list.join(", ")})`;
      }
      const operator = COMPARES.get(sign);
      return operator === undefined ? null : compared(path(name), operator, value);
    });
  });
  if (conditions.includes(null)) return null;
  return conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
}

function compared(name: string, operator: string, value: unknown): string | null {
  if (value === null) return `${name} IS ${operator === "<>" ? "NOT " : ""}NULL`;
  const text = literal(value);
  return text === null ? null : `${name} ${operator} ${text}`;
}

function literal(value: unknown): string | null {
  if (typeof value === "string") return textLiteral(value);
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}
