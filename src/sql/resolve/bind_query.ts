/**
 * The binder of queries gives the columns of a query, and gathers its relations and predicates on the way.
 *
 * `WITH t AS (SELECT * FROM orders) SELECT total FROM t WHERE customer = 'a'` → the column `total`, one relation over
 * `orders`, and the predicate `customer = 'a'` on it
 * @module
 */
import { children, type Node, node, nodes, str, strs } from "../tree.ts";
import { groupPredicates, passing } from "./barriers.ts";
import { bindExpression } from "./bind_expression.ts";
import { bindFrom } from "./bind_from.ts";
import { addSparse, bindReference } from "./bind_name.ts";
import { bindPath, ownColumn } from "./bind_path.ts";
import { conjunctsOf } from "./conjuncts.ts";
import { isByName, namedAlike, tablesOf } from "./inner_names.ts";
import { namesShown, openStar, starColumns } from "./stars.ts";
import { cteDefinitions, type Ctes, withCte } from "./ctes.ts";
import { noteGroups } from "./grouped.ts";
import { foldName } from "./identifiers.ts";
import { bindItemNames } from "./item_names.ts";
import { keysThatMatter } from "./ignored_nulls.ts";
import { chainText } from "./path_steps.ts";
import { nothingHidden, placingOf, throughSelect, throughUnion } from "./placing.ts";
import { bare, newCte, newScope } from "./scope.ts";
import type { Column, Context, Cte, Origin, Output, Scope, SearchCondition, Source } from "./model.ts";
import { defined } from "../../lib/defined.ts";

/** Types of the nodes that are queries. */
export const QUERY_NODES: ReadonlySet<string> = new Set([
  "SELECT_NODE",
  "SET_OPERATION_NODE",
  "RECURSIVE_CTE_NODE",
  "CTE_NODE",
]);

/** Binds a query within the scopes around it. `names` = the names that a WITH entry gives its columns. */
export function bindQuery(
  context: Context,
  query: Node,
  outer: Ctes<Cte>,
  parent: Scope | null,
  names: readonly string[] = [],
): Output {
  let ctes = outer;
  for (const { name, aliases, query: definition } of cteDefinitions(query)) {
    const cte = newCte();
    const around = context.defining;
    context.ctes.push(cte);
    context.defining = cte;
    cte.output = withNames(bindQuery(context, definition, ctes, parent, aliases), aliases);
    context.defining = around;
    ctes = withCte(ctes, name, cte);
  }
  switch (str(query, "type")) {
    case "SELECT_NODE":
      return bindSelect(context, query, ctes, parent);
    case "RECURSIVE_CTE_NODE":
      return bindRecursive(context, query, ctes, parent, names);
    default:
      return bindSetOperation(context, query, ctes, parent);
  }
}

/** Columns under the names of `c(a, b)`. */
export function withNames(output: Output, names: readonly string[]): Output {
  if (names.length === 0) return output;
  // If not all columns are known, their positions are not known either.
  if (output.open) {
    return { ...output, columns: names.map((name) => ({ name, actual: name, origin: null })) };
  }
  const sure = surePositions(output.columns);
  const columns = output.columns.map((column, at) => {
    const name = names[at];
    if (name === undefined) return column;
    return at < sure ? { ...column, name, actual: name } : { name, actual: name, origin: null };
  });
  return { ...output, columns };
}

/** How many of the first columns are known with their position. */
function placedIn({ columns, open, placed = 0 }: Output): number {
  return open ? placed : columns.length;
}

/** How many of the first columns keep their position, whatever is met while reading. */
function surePositions(columns: readonly Column[]): number {
  const moving = columns.findIndex((column) => column.moves);
  return moving < 0 ? columns.length : moving;
}

/** A column as `*` gives it. Keys come first, so only other columns can move. */
export function starred(column: Column): Column {
  const { origin } = column;
  const key = origin?.draft.table.key;
  return key !== undefined && (origin?.attribute === key.hash.name || origin?.attribute === key.sort?.name)
    ? column
    : { ...column, moves: true };
}

function bindSelect(context: Context, select: Node, ctes: Ctes<Cte>, parent: Scope | null): Output {
  const items = nodes(select, "select_list");
  const given = Map.groupBy(items, (item) => foldName(str(item, "alias")));
  const scope = newScope(parent, [...given.keys()].filter((alias) => alias !== ""));
  const from = node(select, "from_table");
  context.scopes.set(select, scope);
  if (from !== null) bindFrom(context, from, scope, ctes);
  if (select === context.statement.node) context.rootScope = scope;
  noteGroups(context, select, scope, ownColumn);
  bindItemNames(context, select);
  const map = node(select, "cte_map");
  const where = node(select, "where_clause");
  const bound = new Map<Node, Column | null>();
  for (const item of items) {
    const inside = insideItem(item, given, scope);
    const part = bindPath(context, item, inside);
    if (part !== null) nameItem(context, item, scope);
    else if (str(item, "class") === "COLUMN_REF") {
      bound.set(item, bindReference(context, item, inside));
      keepName(context, item);
    } else bindExpression(context, item, inside, ctes);
  }
  const done = new Set<Node | null>([from, map, where, ...items]);
  for (const child of children(select)) {
    if (!done.has(child)) bindExpression(context, child, scope, ctes);
  }
  const sampled = node(select, "sample") !== null;
  const whole = from !== null && str(from, "type") === "BASE_TABLE" ? scope.sources[0]?.draft ?? null : null;
  if (whole !== null) whole.neededBesideWhere = new Set(whole.needed);
  let search: SearchCondition | null = null;
  if (where !== null) {
    bindExpression(context, where, scope, ctes);
    search = {
      conjuncts: conjunctsOf(where),
      scope: { ...scope, parent: null },
      // The sample is drawn before WHERE, which therefore restricts nothing.
      restricts: new Map(sampled ? [] : scope.sources.map((source) => [source, { ...source }])),
      whole,
      outer: parent,
    };
    context.searchConditions.push(search);
    context.wheres.set(select, search);
  }
  if (whole !== null) whole.mattersWith = keysThatMatter(select, scope, whole);
  if (whole !== null) context.plain.push({ select, draft: whole, scope, where: search });
  const free = passing(select, scope, (item) => bound.get(item) ?? null);
  const inHaving = sampled ? [] : groupPredicates(select, scope, free);
  if (inHaving.length > 0) {
    context.searchConditions.push({
      conjuncts: inHaving,
      scope: { ...scope, parent: null },
      restricts: new Map(scope.sources.map((source) => [source, { ...source }])),
      whole: null,
      outer: parent,
    });
  }
  const seal = (column: Column, source: Source | null): Column => {
    const sealed = sampled || (free !== "all" && !free.has(column)) || (source?.sealed ?? false);
    const { numbers, ...unnumbered } = column;
    const kept: Column = sealed || numbers === undefined ? unnumbered : column;
    return throughOrigins(kept, (origin) => ({
      ...origin,
      nullable: origin.nullable || (source?.nullable ?? false),
      sealed: sealed || origin.sealed,
    }));
  };
  const hidden = nothingHidden();
  const give = (column: Column, source: Source | null): Column => {
    const { placing: _inner, ...sealed } = seal(column, source);
    const from = source ?? sourceAround(column, parent);
    const inner = from === null ? null : placingOf(context, from, column);
    const qualifier = from === null || from.draft !== null ? "" : from.actual;
    const placing = throughSelect(context, select, hidden, inner, qualifier);
    return placing === null ? sealed : { ...sealed, placing };
  };
  const output = outputOf(select, scope, (item) => bound.get(item) ?? null, give);
  const stars = items.flatMap((item) => openStar(item, scope));
  const [source, ...others] = stars;
  if (source === undefined || others.length > 0) return { ...output, hidden };
  const sparse = (context: Context, name: string): Column | null => {
    const known = source.columns.find((column) => column.name === name);
    const column = known ?? addSparse(context, source, name);
    return column === null ? null : starred(give(column, source));
  };
  return { ...output, hidden, sparse };
}

/**
 * What an item of the select list sees: all but its own alias. `round(total) AS total` rounds an attribute.
 * @param given the items by the aliases that they are given
 */
function insideItem(item: Node, given: ReadonlyMap<string, readonly Node[]>, scope: Scope): Scope {
  const own = foldName(str(item, "alias"));
  if (own === "" || given.get(own)?.length !== 1) return scope;
  return { ...scope, aliases: { has: (name) => name !== own && scope.aliases.has(name) } };
}

/** The source that holds the column, in this SELECT or in one around. */
function sourceAround(column: Column, scope: Scope | null): Source | null {
  return scope === null ? null : sourceOf(column, scope) ?? sourceAround(column, scope.parent);
}

/** Gives an item of the select list that is no column any more the name that it had as one. */
function keepName(context: Context, item: Node): void {
  const before = context.rewrites.get(item);
  const name = strs(item, "column_names").at(-1) ?? "";
  if (before === undefined || str(item, "alias") !== "") return;
  context.rewrites.set(item, (mapped) => {
    const after = before(mapped);
    return str(after, "class") === "COLUMN_REF" ? after : { ...after, alias: name };
  });
}

/** Gives an item of the select list the name that it would have without the rewrite. */
function nameItem(context: Context, item: Node, scope: Scope): void {
  if (str(item, "alias") !== "") return;
  const name = str(item, "class") === "COLUMN_REF"
    ? strs(item, "column_names").at(-1) ?? ""
    : chainText(item);
  scope.implied.add(foldName(name));
  const before = context.rewrites.get(item);
  context.rewrites.set(item, (mapped) => ({ ...before?.(mapped) ?? mapped, alias: name }));
}

function outputOf(
  select: Node,
  scope: Scope,
  boundTo: (item: Node) => Column | null,
  give: (column: Column, source: Source | null) => Column,
): Output {
  const items = nodes(select, "select_list");
  const columns: Column[] = [];
  let open = false;
  let placed = 0;
  const isOpen = () => {
    if (!open) placed = columns.length;
    open = true;
  };
  for (const item of items) {
    const alias = str(item, "alias");
    if (str(item, "class") === "STAR") {
      const star = starColumns(item, scope);
      if (star === null) {
        isOpen();
        columns.push(...namesShown(item, scope));
      } else columns.push(...star.map(({ column, source }) => starred(give(column, source))));
    } else if (str(item, "class") === "COLUMN_REF") {
      const column = boundTo(item);
      const source = column === null ? null : sourceOf(column, scope);
      const last = strs(item, "column_names").at(-1) ?? "";
      const outer = column === null ? null : give(column, null);
      const sealed = column === null || source === null
        ? {
          ...bare({ name: last, actual: last, origin: null }),
          ...defined({ placing: outer?.placing }),
        }
        : give(column, source);
      columns.push(alias === "" ? sealed : { ...sealed, name: alias, actual: alias });
    } else if (alias !== "") {
      const numbers = str(item, "class") === "WINDOW" ? select : undefined;
      const made = { item: { item, select }, ...defined({ numbers }) };
      columns.push({ name: alias, actual: alias, origin: null, ...made });
    } else isOpen();
  }
  // DuckDB renames the second of two equal names.
  const counts = Map.groupBy(columns, (column) => foldName(column.actual));
  const unique = columns.map((column) =>
    (counts.get(foldName(column.actual))?.length ?? 0) > 1 ? bare(column) : column
  );
  return { columns: unique, open, ...(open ? { placed } : {}) };
}

/** The source of this SELECT that holds the column; null if it is one of an outer query. */
function sourceOf(column: Column, scope: Scope): Source | null {
  return scope.sources.find((source) => source.columns.includes(column)) ?? null;
}

function bindRecursive(
  context: Context,
  query: Node,
  ctes: Ctes<Cte>,
  parent: Scope | null,
  names: readonly string[],
): Output {
  const left = node(query, "left");
  const right = node(query, "right");
  if (left === null || right === null) return { columns: [], open: true };
  const output = withoutOrigins(withNames(bindQuery(context, left, ctes, parent), names));
  bindQuery(context, right, withCte(ctes, str(query, "cte_name"), newCte(output)), parent);
  return output;
}

/** UNION, INTERSECT, EXCEPT. The first query names the columns; ORDER BY sees them. */
function bindSetOperation(context: Context, query: Node, ctes: Ctes<Cte>, parent: Scope | null): Output {
  const map = node(query, "cte_map");
  const bound: { readonly query: Node; readonly output: Output }[] = [];
  const rest: Node[] = [];
  for (const child of children(query)) {
    if (child === map) continue;
    if (QUERY_NODES.has(str(child, "type"))) {
      bound.push({ query: child, output: bindQuery(context, child, ctes, parent) });
    } else rest.push(child);
  }
  const byName = isByName(query);
  const parts = byName ? namedAlike(context, bound) : bound.map(({ output }) => output);
  const open = parts[0]?.open ?? true;
  const blocked = byName ||
    !nodes(query, "modifiers").every((each) => str(each, "type") === "ORDER_MODIFIER");
  const columns = byName
    ? columnsByName(parts)
    : blocked
    ? (parts[0]?.columns ?? []).map(bare)
    : unitedColumns(parts);
  const hidden = nothingHidden();
  const isUnion = str(query, "setop_type") === "UNION" && parts.every((part) => !part.open);
  const sure = Math.min(...parts.map((part) => surePositions(part.columns)));
  const placed = columns.map((column, at): Column => {
    const places = parts.map((part) => part.columns[at]?.placing);
    const placing = isUnion && at < sure
      ? throughUnion(context, hidden, places, query["setop_all"] !== true)
      : null;
    return placing === null ? column : { ...column, placing };
  });
  const output: Output = {
    columns: placed,
    open,
    hidden,
    ...(open ? { placed: Math.min(...parts.map(placedIn)) } : {}),
  };
  const source: Source = {
    name: "",
    schema: null,
    actual: "",
    columns: [...output.columns],
    open: true,
    draft: null,
    nullable: false,
    sealed: true,
  };
  const scope = newScope(parent);
  scope.sources.push(source);
  for (const child of rest) bindExpression(context, child, scope, ctes);
  return byName ? { ...output, open: true } : output;
}

/** The columns of all parts, each name once. */
function columnsByName(parts: readonly Output[]): readonly Column[] {
  const byName = Map.groupBy(parts.flatMap((part) => part.columns), ({ actual }) => foldName(actual));
  return [...byName.values()].flatMap((alike) => {
    const tables = alike.flatMap(tablesOf);
    return alike.slice(0, 1).map((column) => ({ ...bare(column), tables }));
  });
}

function withoutOrigins(output: Output): Output {
  return { columns: output.columns.map(bare), open: output.open };
}

function throughOrigins(column: Column, change: (origin: Origin) => Origin): Column {
  const { origin, branches } = column;
  return {
    ...column,
    origin: origin === null ? null : change(origin),
    ...defined({ branches: branches?.map(change) }),
  };
}

/** The columns of UNION and its relatives. A column has branches if every part has a base column of one type there. */
function unitedColumns(parts: readonly Output[]): readonly Column[] {
  const [first] = parts;
  if (first === undefined) return [];
  const sure = Math.min(...parts.map((part) => Math.min(surePositions(part.columns), placedIn(part))));
  return first.columns.map((column, at): Column => {
    if (at >= sure) return bare(column);
    const branches: Origin[] = [];
    for (const part of parts) {
      const found = part.columns[at];
      const origins = found?.branches ?? (found?.origin ? [found.origin] : []);
      // A part with an expression in its place may change the column's type.
      if (origins.length === 0) return bare(column);
      branches.push(...origins);
    }
    return new Set(branches.map(typeOf)).size > 1 ? bare(column) : { ...bare(column), branches };
  });
}

/** A text that is equal for types which UNION needs not cast and which compare alike. */
function typeOf({ draft, attribute }: Origin): string {
  const column = draft.columns.find((each) => each.attribute === attribute);
  return JSON.stringify(column?.type);
}

/** The columns as a use of a CTE gives them. */
export function throughCte(cte: Cte): readonly Column[] {
  const use = cte.uses;
  return cte.output.columns.map((column) =>
    throughOrigins(column, (origin) => ({ ...origin, ctes: [...origin.ctes, { cte, use }] }))
  );
}
