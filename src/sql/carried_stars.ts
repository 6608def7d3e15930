/**
 * Stars that nothing but the answer looks at: what they show is carried through the statement as one text for each item,
 * and becomes columns when rows are handed over. A table of thousands of columns, of which most rows have a few, would
 * take longer to fill, to bind and to copy than to read.
 * @module
 */
import type { Carried, StarPlace } from "./carried.ts";
import { isWhole, type Plan, type Relation } from "./query.ts";
import { withRelations } from "./plan/read_groups.ts";
import { AGGREGATES } from "./resolve/aggregates.ts";
import { foldName } from "./resolve/identifiers.ts";
import { bool, list, type Node, node, nodes, str, strs, type TreeValue, walk } from "./tree.ts";
import { defined } from "../lib/defined.ts";

/**
 * The plan with stars carried; null where they are not all of that kind.
 * @param text the caller's statement: no name in it is taken
 */
export function carryStars(plan: Plan, text: string): Plan | null {
  const { resolved } = plan;
  const planned = plan.relations.map(({ relation }) => relation);
  const stars = starsIn(resolved.rewritten, planned, text);
  if (stars === null) return null;
  const carried = (relation: Relation): Relation => {
    const own = stars.carried.get(relation.id);
    return own === undefined ? relation : { ...relation, carried: own };
  };
  const relations = resolved.relations.map(carried);
  return withRelations(
    { ...plan, resolved: { ...resolved, rewritten: stars.rewritten, relations } },
    plan.relations.map((each) => ({ ...each, relation: carried(each.relation) })),
  );
}

/** A statement with what its relations carry. */
interface CarriedStars {
  readonly rewritten: Node;
  /** By the relation's number. */
  readonly carried: ReadonlyMap<number, Carried>;
}

function starsIn(rewritten: Node, relations: readonly Relation[], text: string): CarriedStars | null {
  const starred = relations.filter(({ allColumns }) => allColumns);
  const from = node(rewritten, "from_table");
  if (starred.length === 0 || from === null || !isPlain(rewritten)) return null;
  const tables = tablesIn(from, relations) ?? [];
  if (looksAtRows(rewritten, tables)) return null;
  // No two items have one key.
  const distinct = nodes(rewritten, "modifiers").some((each) => str(each, "type") === "DISTINCT_MODIFIER");
  if (distinct && tables.length > 1) return null;
  const prefix = prefixFor(text, relations);
  const stars = new Map<number, StarPlace[]>();
  let count = 0;

  /** The columns that stand for a star; null where it is of another kind. */
  function inPlaceOf(star: Node): readonly Node[] | null {
    if (!isBare(star)) return null;
    const wanted = foldName(str(star, "relation_name"));
    const meant = tables.filter(({ name }) => wanted === "" || name === wanted);
    if (meant.length === 0 || (wanted !== "" && meant.length > 1)) return null;
    const excluded = strs(star, "exclude_list").map(foldName);
    if (distinct && meant.some(({ relation }) => keysOf(relation).some((key) => excluded.includes(key)))) {
      return null;
    }
    // A name that none of them has is an error, which the engine words.
    if (excluded.some((name) => !meant.some(({ relation }) => has(relation, name)))) return null;
    // So is a star that shows nothing.
    if (
      meant.some(({ relation }) =>
        relation.columns.every(({ column }) => excluded.includes(foldName(column)))
      )
    ) {
      return null;
    }
    return meant.map(({ name, relation }) => {
      const alias = `${prefix}star_${count++}`;
      const all = stars.get(relation.id) ?? [];
      stars.set(relation.id, [...all, { alias, excluded: new Set(excluded) }]);
      return reference([name, `${prefix}item`], alias, star);
    });
  }

  const items: Node[] = [];
  for (const item of nodes(rewritten, "select_list")) {
    const given = str(item, "class") === "STAR" ? inPlaceOf(item) : [item];
    if (given === null) return null;
    items.push(...given);
  }
  // What else needs all columns of a relation needs them as columns.
  if (starred.some(({ id }) => !stars.has(id))) return null;
  const modifiers = nodes(rewritten, "modifiers").filter((each) => str(each, "type") !== "DISTINCT_MODIFIER");
  const carried: Node = {
    ...rewritten,
    select_list: items,
    ...defined({ modifiers: distinct ? modifiers : undefined }),
  };
  const named = namesIn(carried);
  return {
    rewritten: carried,
    carried: new Map([...stars].map(([id, places]) => [id, { item: `${prefix}item`, named, stars: places }])),
  };
}

/** One SELECT that hands its rows on as they are: nothing compares, groups or counts whole rows. */
function isPlain(statement: Node): boolean {
  if (str(statement, "type") !== "SELECT_NODE" || list(statement, "group_expressions").length > 0) {
    return false;
  }
  if (list(statement, "group_sets").length > 0 || node(statement, "having") !== null) return false;
  if (str(statement, "aggregate_handling") !== "STANDARD_HANDLING") return false;
  const items = nodes(statement, "select_list");
  let plain = true;
  for (const modifier of nodes(statement, "modifiers")) {
    const type = str(modifier, "type");
    if (type === "DISTINCT_MODIFIER" && list(modifier, "distinct_on_targets").length === 0) continue;
    if (type !== "ORDER_MODIFIER" && type !== "LIMIT_MODIFIER") return false;
    // A number is a place among the columns.
    for (const order of nodes(modifier, "orders")) {
      if (str(node(order, "expression") ?? {}, "class") === "CONSTANT") return false;
    }
  }
  walk(statement, (each) => {
    if (str(each, "class") === "STAR" && !items.includes(each)) plain = false;
    if (str(each, "class") === "FUNCTION" && AGGREGATES.has(str(each, "function_name").toLowerCase())) {
      plain = false;
    }
    if (str(each, "class") === "POSITIONAL_REFERENCE") plain = false;
    if (list(node(each, "cte_map") ?? {}, "map").length > 0) plain = false;
    return plain;
  });
  return plain;
}

/** A table's name where a value stands is its whole row. */
function looksAtRows(statement: Node, tables: readonly Table[]): boolean {
  const names = new Set(tables.map(({ name }) => name));
  let found = false;
  walk(statement, (each) => {
    const [name, ...others] = strs(each, "column_names");
    if (name !== undefined && others.length === 0 && names.has(foldName(name))) found = true;
    return !found;
  });
  return found;
}

/** `*` or `t.*`, maybe with EXCLUDE. */
function isBare(star: Node): boolean {
  return !bool(star, "columns") && node(star, "expr") === null && str(star, "alias") === "" &&
    list(star, "replace_list").length === 0 && list(star, "rename_list").length === 0 &&
    list(star, "qualified_exclude_list").length === 0;
}

interface Table {
  /** Folded. */
  readonly name: string;
  readonly relation: Relation;
}

/** The tables of a FROM in their order; null where `*` would show something else, or tables in another way. */
function tablesIn(from: Node, relations: readonly Relation[]): readonly Table[] | null {
  switch (str(from, "type")) {
    case "BASE_TABLE": {
      const relation = relations.find(({ loadName }) => loadName === str(from, "table_name"));
      if (relation === undefined || list(from, "column_name_alias").length > 0) return null;
      return [{ name: foldName(str(from, "alias") || str(from, "table_name")), relation }];
    }
    case "JOIN": {
      if (list(from, "using_columns").length > 0 || !["REGULAR", "CROSS"].includes(str(from, "ref_type"))) {
        return null;
      }
      if (!["INNER", "LEFT", "RIGHT", "OUTER"].includes(str(from, "join_type"))) return null;
      const [left, right] = [node(from, "left"), node(from, "right")].map((side) =>
        side === null ? null : tablesIn(side, relations)
      );
      return left && right ? [...left, ...right] : null;
    }
    default:
      return null;
  }
}

/** The columns of the table's key. */
function keysOf({ table: { key }, columns }: Relation): readonly string[] {
  const names = [key.hash.name, key.sort?.name];
  return columns.filter((column) => isWhole(column) && names.includes(column.attribute)).map(({ column }) =>
    foldName(column)
  );
}

function has({ columns }: Relation, name: string): boolean {
  return columns.some(({ column }) => foldName(column) === name);
}

/** Every name that may mean a column: too many do no harm. */
function namesIn(statement: Node): ReadonlySet<string> {
  const names = new Set<string>();
  walk(statement, (each) => {
    for (const name of [...strs(each, "column_names"), ...strs(each, "using_columns")]) {
      names.add(foldName(name));
    }
  });
  return names;
}

/** A prefix that no name has. */
function prefixFor(text: string, relations: readonly Relation[]): string {
  const lower = text.toLowerCase();
  let prefix = "dynamosql_";
  const taken = () =>
    lower.includes(prefix) ||
    relations.some(({ columns }) =>
      columns.some((column) => isWhole(column) && foldName(column.column).startsWith(prefix))
    );
  while (taken()) prefix += "_";
  return prefix;
}

function reference(names: readonly TreeValue[], alias: string, { query_location }: Node): Node {
  return {
    class: "COLUMN_REF",
    type: "COLUMN_REF",
    alias,
    ...defined({ query_location }),
    column_names: names,
  };
}
