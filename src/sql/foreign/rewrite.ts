/**
 * The rewriting of foreign forms: a call that DuckDB lacks becomes what it means, and one that engines are at odds over
 * is refused with what to write.
 *
 * `SELECT nvl(email, 'none') FROM users` → `SELECT coalesce(email, 'none') FROM users`
 * @module
 */
import type { Dialect } from "../dialect.ts";
import type { Statement } from "../parse.ts";
import { mapChildren, type Node, node, nodes, readTree, str, strs, transform, walk } from "../tree.ts";
import { constantOf } from "../resolve/constants.ts";
import { NOWHERE } from "../typed/nodes.ts";
import { argumentOf } from "./constants.ts";
import { refuseCopies } from "./copies.ts";
import { FOREIGN_FORMS, UNSURE_FORMS } from "./forms.ts";
import { aggregateIn, type CallMeaning, type CallPattern, meaningBy, patternOf, uses } from "./patterns.ts";
import { joinedTexts } from "./joined_texts.ts";
import { readSources } from "./sources.ts";
import { mayHaveForeignType, readTypeName } from "./types.ts";
import { type CallReading, refuseUnsure } from "./unsure.ts";

type Patterned<Form> = { readonly form: Form; readonly pattern: CallPattern };

const byName = <Form extends { readonly call: string }>(forms: readonly Form[]) =>
  Map.groupBy(
    forms.map((form): Patterned<Form> => ({ form, pattern: patternOf(form.call) })),
    ({ pattern: { name } }) => name,
  );

const PATTERNS = byName(FOREIGN_FORMS);
const UNSURE = byName(UNSURE_FORMS);

/**
 * The statement with foreign forms in DuckDB's words; the same where it has none.
 * @throws {DynamoSqlError} `invalid_query` for a call that engines are at odds over, with what each means
 */
export async function readForeign(given: Statement, dialect: Dialect): Promise<Statement> {
  const typed = mayHaveForeignType(given.text)
    ? { ...given, node: transform(given.node, readTypeName) }
    : given;
  const statement = joinedTexts(readSources(typed));
  const meanings = new Map<Node, CallMeaning>();
  const unsure = new Map<Node, readonly CallReading[]>();
  if (mayBeForeign(statement.text)) {
    walk(statement.node, (of) => {
      const meaning = meaningOf(of);
      if (meaning !== null) meanings.set(of, meaning);
      else {
        const readings = readingsOf(of);
        if (readings !== null) unsure.set(of, readings);
      }
    });
  }
  if (meanings.size === 0 && unsure.size === 0) return statement;
  refuseCopies(statement, (call) => {
    const meaning = meanings.get(call);
    if (meaning === undefined || meaning.arguments === null) return undefined;
    return new Map(
      meaning.arguments.entries().map(([name, argument]) => [argument, uses(meaning.template, name)]),
    );
  });
  const templates = new Map<string, Node>();
  const read = [
    ...meanings.values(),
    ...[...unsure.values()].flatMap((all) => all.map(({ meaning }) => meaning)),
  ];
  for (const { template, arguments: named } of read) {
    if (named !== null && !templates.has(template)) {
      templates.set(template, await expressionOf(template, dialect));
    }
  }
  const [refused] = unsure;
  if (refused !== undefined) {
    const [of, readings] = refused;
    await refuseUnsure(
      statement,
      of,
      readings.map((reading) => ({
        ...reading,
        whole: replaced(of, new Map([...meanings, [of, reading.meaning]]), templates),
      })),
      dialect,
    );
  }
  return { ...statement, node: replaced(statement.node, meanings, templates) };
}

/** Operators that are forms: no name before a parenthesis shows them. */
const OPERATORS = /<=>|~\*|\^=|\bin\s+unnest\b|\b(?:extract|substring)\b|\[\s*0\s*\]/i;

/** Schemas of calls that are the engine's own: of what the grammar has words for, too. */
const OWN = /^(?:main|pg_catalog)?$/;

/** Whether a text has the name of a foreign form before a parenthesis. */
function mayBeForeign(text: string): boolean {
  if (OPERATORS.test(text)) return true;
  for (const [, name = ""] of text.matchAll(/\b([a-z_]\w*)"?\s*\(/gi)) {
    const folded = name.toLowerCase();
    if (PATTERNS.has(folded) || UNSURE.has(folded)) return true;
  }
  return false;
}

/** What a call means; null where it is no foreign form, or one of no certain meaning. */
function meaningOf(of: Node): CallMeaning | null {
  const kind = str(of, "class");
  if ((kind !== "FUNCTION" && kind !== "WINDOW") || !OWN.test(str(of, "schema"))) return null;
  for (const { form, pattern } of PATTERNS.get(str(of, "function_name").toLowerCase()) ?? []) {
    if (kind === "WINDOW" && !pattern.isOpen) continue;
    const meaning = meaningBy(pattern, form, of);
    if (meaning !== null) return meaning;
  }
  return null;
}

/** What a call may mean; null where it is sure. */
function readingsOf(of: Node): readonly CallReading[] | null {
  if (str(of, "type") === "ARRAY_EXTRACT") return firstPlace(of);
  if (str(of, "class") !== "FUNCTION" || !OWN.test(str(of, "schema"))) return null;
  for (const { form, pattern } of UNSURE.get(str(of, "function_name").toLowerCase()) ?? []) {
    const { because, call, formats } = form;
    const readings = form.readings.flatMap(([write, whose]) => {
      const meaning = meaningBy(pattern, { call, write, formats }, of);
      return meaning === null ? [] : [{ because, whose, meaning }];
    });
    if (readings.length === form.readings.length) return readings;
  }
  return null;
}

/** `tags[0]`, which is nothing here: lists begin at 1. */
function firstPlace(of: Node): readonly CallReading[] | null {
  const [from, at] = nodes(of, "children");
  const place = at === undefined ? null : constantOf(at);
  const isList = strs(from ?? {}, "column_names").length > 0 ||
    /split|array|list|regexp|extract_all/.test(str(from ?? {}, "function_name"));
  if (from === undefined || place?.kind !== "number" || place.value !== "0" || !isList) return null;
  const meaning = { template: "a[1]", arguments: new Map([["a", from]]), places: new Map([["a", 0]]) };
  return [{ because: "is before the first: lists begin at 1", whose: "", meaning }];
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
  if (meaning === undefined) return inside;
  if (meaning.arguments === null) return { ...inside, function_name: meaning.template };
  const template = templates.get(meaning.template);
  if (template === undefined) return inside;
  const given = new Map(
    meaning.places.entries().map(([name, at]) => [
      name,
      { ...argumentOf(name, nodes(inside, "children")[at] ?? {}), alias: "" },
    ]),
  );
  const aggregate = aggregateIn(meaning.template);
  const written = transform(template, (part) => {
    const names = strs(part, "column_names");
    const argument = names.length === 1 ? given.get(names[0] ?? "") : undefined;
    if (argument !== undefined) return argument;
    return aggregate !== null && str(part, "function_name") === aggregate ? modifiedLike(part, inside) : part;
  });
  return { ...written, alias: str(of, "alias"), query_location: of["query_location"] ?? NOWHERE };
}

/** An aggregate with DISTINCT, FILTER and ORDER BY of a call. */
function modifiedLike(aggregate: Node, call: Node): Node {
  const isOrdered = nodes(node(call, "order_bys") ?? {}, "orders").length > 0;
  return {
    ...aggregate,
    ...((node(call, "filter") !== null || isOrdered) &&
      { filter: call["filter"] ?? null, order_bys: call["order_bys"] ?? null }),
    ...(call["distinct"] === true && { distinct: true }),
  };
}
