/**
 * The rewriting of foreign forms: a call that DuckDB lacks becomes what it means.
 *
 * `SELECT nvl(email, 'none') FROM users` → `SELECT coalesce(email, 'none') FROM users`
 * @module
 */
import { textLiteral } from "../../catalog/names.ts";
import type { Dialect } from "../dialect.ts";
import type { Statement } from "../parse.ts";
import { mapChildren, type Node, node, nodes, readTree, str, strs, transform, walk } from "../tree.ts";
import { constantOf } from "../resolve/constants.ts";
import { NOWHERE } from "../typed/nodes.ts";
import { textOf } from "../typed/unlike.ts";
import { isVolatile } from "../volatile.ts";
import { DATE_FORMS } from "./dates.ts";
import { refuseCopies } from "./copies.ts";
import type { ForeignForm } from "./form.ts";
import { asStrftime, isSureToRead } from "./formats.ts";
import { mayHaveForeignType, readTypeName } from "./types.ts";
import { VALUE_FORMS } from "./values.ts";

/** All forms. */
export const FOREIGN_FORMS: readonly ForeignForm[] = [...VALUE_FORMS, ...DATE_FORMS];

/** A form with its call taken apart. */
interface CallPattern {
  readonly form: ForeignForm;
  readonly parameters: readonly string[];
}

const PATTERNS: ReadonlyMap<string, readonly CallPattern[]> = Map.groupBy(
  FOREIGN_FORMS.map((form) => ({ form, parameters: form.call.match(/(?<=[(,]\s*)\w+/g) ?? [] })),
  ({ form: { call } }) => call.slice(0, call.indexOf("(")),
);

/** What a call means. */
interface CallMeaning {
  /** An expression in SQL, of the names of its arguments. */
  readonly template: string;
  readonly arguments: ReadonlyMap<string, Node>;
}

/** The statement with foreign forms in DuckDB's words; the same where it has none. */
export async function readForeign(given: Statement, dialect: Dialect): Promise<Statement> {
  const statement = mayHaveForeignType(given.text)
    ? { ...given, node: transform(given.node, readTypeName) }
    : given;
  const meanings = new Map<Node, CallMeaning>();
  if (mayBeForeign(statement.text)) {
    walk(statement.node, (of) => {
      const meaning = meaningOf(of);
      if (meaning !== null) meanings.set(of, meaning);
    });
  }
  if (meanings.size === 0) return statement;
  refuseCopies(statement, (call) => {
    const meaning = meanings.get(call);
    if (meaning === undefined) return undefined;
    return new Map(
      meaning.arguments.entries().map(([name, argument]) => [argument, uses(meaning.template, name)]),
    );
  });
  const templates = new Map<string, Node>();
  for (const { template } of meanings.values()) {
    if (!templates.has(template)) templates.set(template, await expressionOf(template, dialect));
  }
  return { ...statement, node: replaced(statement.node, meanings, templates) };
}

/** Whether a text has the name of a foreign form before a parenthesis. */
function mayBeForeign(text: string): boolean {
  for (const [, name = ""] of text.matchAll(/\b([a-z_]\w*)\s*\(/gi)) {
    if (PATTERNS.has(name.toLowerCase())) return true;
  }
  return false;
}

/** What a call means; null where it is no foreign form, or one of no certain meaning. */
function meaningOf(of: Node): CallMeaning | null {
  if (str(of, "class") !== "FUNCTION" || str(of, "schema") !== "") return null;
  const children = nodes(of, "children");
  for (const { form, parameters } of PATTERNS.get(str(of, "function_name").toLowerCase()) ?? []) {
    if (parameters.length !== children.length) continue;
    const given = new Map(parameters.map((name, at) => [name, children[at] ?? {}]));
    const template = templateOf(form, given);
    if (template !== null && mayStandIn(of, template, given)) return { template, arguments: given };
  }
  return null;
}

/** A form's SQL for these arguments; null where it does not say what they are. */
function templateOf({ call, write, formats }: ForeignForm, given: ReadonlyMap<string, Node>): string | null {
  let template = write;
  for (const kind of DATE_PARTS.keys()) {
    const argument = given.get(kind);
    if (argument === undefined) continue;
    const part = partOf(argument, kind, call.endsWith(`, ${kind})`));
    if (part === null || UNLIKE.some(([written, parts]) => write.startsWith(written) && parts.has(part))) {
      return null;
    }
    template = template.replaceAll(`{${kind}}`, part);
  }
  const index = given.get("index");
  if (index !== undefined && wholeConstant(index) === null) return null;
  const path = given.get("path");
  // Every text exists: a name in single quotes would be there in all items.
  if (path !== undefined && textOf(path) !== null) return null;
  const format = given.get("format");
  if (format !== undefined) {
    const text = textOf(format);
    const form = text === null || formats === undefined ? null : asStrftime(text, formats);
    if (form === null) return null;
    if (write.startsWith("strptime(") || write.startsWith("CAST(strptime(")) {
      if (!isSureToRead(form, call.startsWith("str_to_date("))) return null;
    }
    // By a function: as a text, a `$'` in the form would stand for the rest of the template.
    template = template.replaceAll("{format}", () => textLiteral(form));
  }
  return template;
}

/** A whole number as a constant; null for anything else. */
function wholeConstant(of: Node): string | null {
  const value = constantOf(of);
  return value?.kind === "number" && /^-?\d+$/.test(value.value) ? value.value : null;
}

const SHORT = ["week", "day", "hour", "minute", "second", "millisecond", "microsecond"];
const LONG = ["year", "quarter", "month"];
const ABBREVIATED: ReadonlyMap<string, string> = new Map([
  ...[["yy", "year"], ["yyyy", "year"], ["qq", "quarter"], ["mm", "month"], ["dd", "day"], [
    "hh",
    "hour",
  ]] as const,
  ...[["mi", "minute"], ["ss", "second"], ["isoweek", "week"]] as const,
]);

/** What may be given as a part of dates, by the name of the parameter. */
const DATE_PARTS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["unit", new Set([...LONG, ...SHORT])],
  ["part", new Set([...LONG, ...SHORT.slice(1)])],
  ["span", new Set(SHORT)],
]);

/** Parts that DuckDB counts otherwise: weeks by sevens of days, and fractions of a second with its seconds. */
const UNLIKE: readonly (readonly [written: string, parts: ReadonlySet<string>])[] = [
  ["date_diff(", new Set(["week"])],
  ["date_part(", new Set(["millisecond", "microsecond"])],
];

/**
 * The part of dates that a name or a text is; null where it is none.
 * @param isLast it stands behind what it is of, where any name but one in capitals is a column's
 */
function partOf(of: Node, kind: string, isLast: boolean): string | null {
  const [name, ...others] = strs(of, "column_names");
  const said = name ?? (kind === "part" || isLast ? null : textOf(of));
  if (said === null || others.length > 0 || (isLast && said !== said.toUpperCase())) return null;
  const folded = said.toLowerCase();
  const part = ABBREVIATED.get(folded) ?? folded.replace(/s$/, "");
  return DATE_PARTS.get(kind)?.has(part) === true || folded === "isoweek" ? part : null;
}

/** Whether the call has nothing that its meaning cannot have, and is not evaluated more often than it is written. */
function mayStandIn(of: Node, template: string, given: ReadonlyMap<string, Node>): boolean {
  const ordered = nodes(node(of, "order_bys") ?? {}, "orders").length > 0;
  const isPlain = node(of, "filter") === null && !ordered && of["distinct"] !== true;
  if (!isPlain && !/^(list|string_agg|count|bool_and|bool_or|any_value)\([^()]*\)$/.test(template)) {
    return false;
  }
  if (of["distinct"] === true && template.includes("DISTINCT")) return false;
  return given.entries().every(([name, argument]) => !isVolatile(argument) || uses(template, name) <= 1);
}

/** How often a template has an argument. */
function uses(template: string, name: string): number {
  return (template.match(new RegExp(`\\b${name}\\b`, "g")) ?? []).length;
}

/** The expression that a template is, without places in a text. */
async function expressionOf(template: string, dialect: Dialect): Promise<Node> {
  const answer = readTree(await dialect.serialize(`SELECT ${template}`));
  const [statement] = nodes(answer, "statements");
  const [expression] = nodes(node(statement ?? {}, "node") ?? {}, "select_list");
  if (expression === undefined) throw new Error("The template of a foreign form is no expression.");
  return transform(
    expression,
    (part) => "query_location" in part ? { ...part, query_location: NOWHERE } : part,
  );
}

/** From the inside out: an argument may be a foreign form, too. */
function replaced(
  of: Node,
  meanings: ReadonlyMap<Node, CallMeaning>,
  templates: ReadonlyMap<string, Node>,
): Node {
  const inside = mapChildren(of, (child) => replaced(child, meanings, templates));
  const meaning = meanings.get(of);
  const template = meaning === undefined ? undefined : templates.get(meaning.template);
  if (meaning === undefined || template === undefined) return inside;
  const given = new Map(
    meaning.arguments.keys().map((name, at) => [name, nodes(inside, "children")[at] ?? {}]),
  );
  const written = transform(template, (part) => {
    const names = strs(part, "column_names");
    const argument = names.length === 1 ? given.get(names[0] ?? "") : undefined;
    return argument ?? part;
  });
  const isAggregate = str(template, "class") === "FUNCTION" && node(inside, "filter") !== null ||
    nodes(node(inside, "order_bys") ?? {}, "orders").length > 0;
  return {
    ...written,
    ...(isAggregate && { filter: inside["filter"] ?? null, order_bys: inside["order_bys"] ?? null }),
    ...(inside["distinct"] === true && { distinct: true }),
    alias: str(of, "alias"),
    query_location: of["query_location"] ?? NOWHERE,
  };
}
