/**
 * Foreign values are of a type that a column does not show so far. Filters let them through, so that the column's
 * type becomes one that shows them, or a warning names the column.
 *
 * `SELECT * FROM orders WHERE note = 'x'`, only texts seen in `note` so far → the filter gives the items whose note
 * is `'x'`, and those whose note is no text
 * @module
 */
import type { Condition } from "../../dynamodb/access.ts";
import type { AssumedTypes, Relation } from "../query.ts";
import { allOf, ALWAYS, anyOf, attributesIn, isAlways } from "../resolve/conditions.ts";
import { isKey } from "../resolve/draft.ts";

/**
 * The filter, widened by two kinds of items: those with a value of a type that was not assumed of an attribute it
 * tests, and those with an attribute whose name was taken for another's. Null = everything.
 * @param projected the attributes that the index read holds; null = all
 */
export function withForeign(
  filter: Condition | null,
  { table, assumed = [], probes = [] }: Pick<Relation, "table" | "assumed" | "probes">,
  projected: ReadonlySet<string> | null = null,
): Condition | null {
  if (filter === null || assumed.length + probes.length === 0) return filter;
  const open = opened(filter, new Map(assumed.map((each) => [each.attribute, each])));
  if (isAlways(open)) return null;
  const met = projected !== null
    ? []
    : probes.flatMap(({ attribute, path, instead }): Condition[] =>
      path.length > 0 || isKey(table.key, instead.attribute) ? [] : [{ op: "exists", attribute }]
    );
  return met.length === 0 ? open : anyOf([open, ...met]);
}

/** The condition without items let through for foreign values; null = there are no such items. */
export function certainly(condition: Condition | null, assumed: readonly AssumedTypes[]): Condition | null {
  if (condition === null || assumed.length === 0) return null;
  return allOf([
    condition,
    ...assumed.map((each): Condition => ({ op: "not", arg: { op: "foreign", ...each } })),
  ]);
}

/** The condition as SQL means it, for people: without the parts that let foreign values through. */
export function withoutForeign(condition: Condition): Condition {
  switch (condition.op) {
    case "and":
      return allOf(condition.args.map(withoutForeign));
    case "or":
      return anyOf(condition.args.filter((arg) => arg.op !== "foreign").map(withoutForeign));
    case "not":
      return { ...condition, arg: withoutForeign(condition.arg) };
    default:
      return condition;
  }
}

function opened(condition: Condition, assumed: ReadonlyMap<string, AssumedTypes>): Condition {
  const only = onlyAttribute(condition);
  if (only !== null) return openedFor(condition, assumed.get(only));
  if (condition.op === "or") return anyOf(condition.args.map((arg) => opened(arg, assumed)));
  if (condition.op !== "and") return condition;
  // Parts about one attribute share one exception.
  const groups = Map.groupBy(condition.args, onlyAttribute);
  return allOf(
    [...groups].flatMap(([attribute, args]) =>
      attribute === null
        ? args.map((arg) => opened(arg, assumed))
        : [openedFor(allOf(args), assumed.get(attribute))]
    ),
  );
}

function onlyAttribute(condition: Condition): string | null {
  const [attribute, ...others] = attributesIn(condition);
  return attribute === undefined || others.length > 0 ? null : attribute;
}

function openedFor(condition: Condition, assumed: AssumedTypes | undefined): Condition {
  if (assumed === undefined || takesForeign(condition)) return condition;
  const { attribute, shown } = assumed;
  return isAlways(condition) ? ALWAYS : anyOf([condition, { op: "foreign", attribute, shown }]);
}

/** Whether a condition on one attribute is true of its foreign values as it is. */
function takesForeign(condition: Condition): boolean {
  switch (condition.op) {
    case "and":
      return condition.args.every(takesForeign);
    case "or":
      return condition.args.some(takesForeign);
    case "not":
      return !mayTake(condition.arg);
    default:
      return condition.op === "exists" || condition.op === "foreign";
  }
}

/** Whether a condition can be true of a foreign value. Tests of assumed types, and of their values, cannot. */
function mayTake(condition: Condition): boolean {
  switch (condition.op) {
    case "and":
    case "or":
      return condition.args.some(mayTake);
    case "type":
      return condition.type === "NULL";
    default:
      return condition.op === "not" || condition.op === "exists" || condition.op === "not_exists" ||
        condition.op === "foreign";
  }
}
