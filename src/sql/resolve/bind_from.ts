/**
 * The binder of FROM makes sources of table references, and predicates of join conditions where those restrict what
 * matters.
 *
 * `FROM orders o LEFT JOIN customers c ON c.id = o.customer AND c.status = 'active'` → two sources;
 * `status = 'active'` narrows the read of `customers`, and nothing narrows that of `orders`
 * @module
 */
import type { TableName } from "../../catalog/description.ts";
import { children, type Node, node, str, strs } from "../tree.ts";
import { bindExpression } from "./bind_expression.ts";
import { need, needAll, needRow } from "./bind_name.ts";
import { bindQuery, QUERY_NODES, starred, throughCte, withNames } from "./bind_query.ts";
import { noteName, noteUnmet } from "./probes.ts";
import { conjunctsOf } from "./conjuncts.ts";
import { nearestNames, quoteName } from "../../catalog/names.ts";
import { nameError } from "./context.ts";
import { cteOf, type Ctes } from "./ctes.ts";
import { keepColumns, newDraft } from "./draft.ts";
import { foldName, matching, sameName } from "./identifiers.ts";
import { joinedAlike } from "./inner_names.ts";
import { isAround } from "./scope.ts";
import { sourceNames, tableNameOf } from "./table_names.ts";
import type { Column, Context, Cte, Draft, Output, Scope, SearchCondition, Source } from "./model.ts";
import { defined } from "../../lib/defined.ts";

/** Binds a table reference; its sources are added to the scope and given back. */
export function bindFrom(context: Context, from: Node, scope: Scope, ctes: Ctes<Cte>): readonly Source[] {
  switch (str(from, "type")) {
    case "EMPTY":
      return [];
    case "BASE_TABLE":
      return [bindTable(context, from, scope, ctes)];
    case "JOIN":
      return bindJoin(context, from, scope, ctes);
    case "SUBQUERY": {
      const subquery = node(from, "subquery");
      const query = subquery === null ? null : node(subquery, "node");
      const output = query === null ? { columns: [], open: true } : bindQuery(context, query, ctes, scope);
      return [derived(context, from, output, scope)];
    }
    default:
      // Table functions and VALUES: their columns have names that only DuckDB knows.
      for (const child of children(from)) bindLoose(context, child, scope, ctes);
      return [derived(context, from, { columns: [], open: true }, scope)];
  }
}

/** Binds what stands below a table reference of unknown kind; tables in it are read whole. */
function bindLoose(context: Context, at: Node, scope: Scope, ctes: Ctes<Cte>): void {
  const type = str(at, "type");
  if (type === "BASE_TABLE" || type === "JOIN" || (type === "SUBQUERY" && str(at, "class") === "")) {
    for (const source of bindFrom(context, at, scope, ctes)) {
      needRow(source);
      source.sealed = true;
    }
  } else if (str(at, "class") !== "" || QUERY_NODES.has(type)) bindExpression(context, at, scope, ctes);
  else for (const child of children(at)) bindLoose(context, child, scope, ctes);
}

function bindTable(context: Context, from: Node, scope: Scope, ctes: Ctes<Cte>): Source {
  const cte = cteOf(from, ctes);
  if (cte === undefined) return bindBase(context, from, scope);
  cte.uses++;
  cte.usedIn.add(context.defining);
  return derived(context, from, { ...cte.output, columns: throughCte(cte) }, scope);
}

/** Notes names that the first page met in no case: this one may. */
function noteKept(context: Context, draft: Draft): void {
  for (const { attribute, path, type } of draft.columns) {
    const isMet = type.kind !== "UNSEEN" || Object.hasOwn(draft.table.attributes, attribute);
    if (path.length === 0 && !isMet) noteUnmet(context, draft, attribute);
  }
}

function bindBase(context: Context, from: Node, scope: Scope): Source {
  const name = tableNameOf(from);
  const given = str(from, "alias");
  const visible = given === "" ? name.table : given;
  const actual = given === "" ? distinctAlias(name, scope) : given;
  const id = context.drafts.length;
  const loadName = `${context.loadPrefix}${id}`;
  const table = context.tables(name);
  // Where a CTE is used is not known yet.
  const around = context.defining === null
    ? (name: string) => isAround(name, scope.parent)
    : (name: string) => sourceNames(context.statement.node).has(foldName(name));
  const draft = newDraft(id, { loadName, alias: visible }, table, context.internal(table), around);
  if (context.kept !== undefined) {
    keepColumns(draft, context.kept);
    noteKept(context, draft);
  }
  context.drafts.push(draft);
  context.defining?.drafts.push(draft);
  context.places.set(from, draft);
  context.rewrites.set(from, (mapped) => ({
    ...mapped,
    catalog_name: "",
    schema_name: "",
    table_name: loadName,
    alias: actual,
  }));
  const columns = draft.columns.map((column): Column => ({
    name: column.attribute,
    actual: column.column,
    origin: { draft, attribute: column.attribute, nullable: false, sealed: false, ctes: [] },
  }));
  const aliases = strs(from, "column_name_alias");
  // Aliases go by position: all columns must be there.
  if (aliases.length > 0) draft.allNeeded = true;
  const source: Source = {
    name: visible,
    // With an alias, the schema can no longer be named.
    schema: given === "" ? name.schema ?? null : null,
    actual,
    columns: [
      ...withNames({ columns: aliases.length > 0 ? columns.map(starred) : columns, open: false }, aliases)
        .columns,
    ],
    open: false,
    draft,
    nullable: false,
    sealed: node(from, "sample") !== null,
  };
  scope.sources.push(source);
  return source;
}

/** Two tables of one name from two schemas need two aliases, for the schema is gone after rewriting. */
function distinctAlias(name: TableName, scope: Scope): string {
  const taken = scope.sources.some((source) => sameName(source.actual, name.table) && source.schema !== null);
  return taken && name.schema !== undefined ? `${name.schema}.${name.table}` : name.table;
}

function derived(context: Context, from: Node, output: Output, scope: Scope): Source {
  const alias = str(from, "alias");
  const name = alias === "" ? str(from, "table_name") : alias;
  const known = context.known.get(from);
  const named = known === undefined
    ? withNames(output, strs(from, "column_name_alias"))
    : { ...output, columns: known.columns.map(({ name }) => ({ name, actual: name, origin: null })) };
  const source: Source = {
    name,
    schema: null,
    actual: name,
    ...named,
    columns: [...named.columns],
    draft: null,
    from,
    ...defined({ known }),
    nullable: false,
    sealed: node(from, "sample") !== null,
  };
  scope.sources.push(source);
  return source;
}

function bindJoin(context: Context, join: Node, scope: Scope, ctes: Ctes<Cte>): readonly Source[] {
  const [leftRef, rightRef] = [node(join, "left"), node(join, "right")];
  const left = leftRef === null ? [] : bindFrom(context, leftRef, scope, ctes);
  const right = rightRef === null ? [] : bindFrom(context, rightRef, scope, ctes);
  const refType = str(join, "ref_type");
  const type = joinType(str(join, "join_type"));
  const restricted = refType === "ASOF" || refType === "POSITIONAL" ? [] : restrictedBy(type, left, right);
  const condition = node(join, "condition");
  if (condition !== null) bindExpression(context, condition, scope, ctes);
  const search: SearchCondition = {
    conjuncts: condition === null ? [] : conjunctsOf(condition),
    scope: { ...scope, sources: [...left, ...right], parent: null },
    restricts: new Map(restricted.map((source) => [source, { ...source }])),
    whole: null,
    outer: scope.parent,
  };
  context.searchConditions.push(search);
  const natural = refType === "NATURAL";
  // NATURAL would compare all columns of one name, also those that no `*` shows.
  if (natural) [...left, ...right].forEach((source) => (source.draft === null ? needRow : needAll)(source));
  const sides = { left, right };
  const isJoined = (name: string) =>
    natural || strs(join, "using_columns").some((each) => sameName(each, name));
  joinedAlike(context, left, right, isJoined);
  joinedAlike(context, right, left, isJoined);
  const using = natural ? commonNames(context, join, sides) : strs(join, "using_columns");
  const actual = using.map((name) => joinedAs(context, join, name, sides));
  if (!natural && actual.some((name, at) => name !== using[at])) {
    context.rewrites.set(join, (mapped) => ({ ...mapped, using_columns: actual }));
  }
  for (const name of using) {
    refuseMissing(context, join, name, sides);
    merge(context, name, { ...sides, type, search, scope });
  }
  const other = ["FULL", "OTHER"].includes(type);
  if (type === "RIGHT" || other) { for (const source of left) source.nullable = true; }
  if (type === "LEFT" || other) { for (const source of right) source.nullable = true; }
  if (refType === "POSITIONAL" || type === "OTHER") { for (const source of left) source.sealed = true; }
  // ASOF picks the nearest row: taking some away would change which one that is.
  if (["POSITIONAL", "ASOF"].includes(refType) || type === "OTHER") {
    for (const source of right) source.sealed = true;
  }
  if (type !== "SEMI" && type !== "ANTI") return [...left, ...right];
  // The right side of a semi or anti join cannot be named outside it.
  for (const source of right) scope.sources.splice(scope.sources.indexOf(source), 1);
  return left;
}

type JoinType = "INNER" | "LEFT" | "RIGHT" | "FULL" | "SEMI" | "ANTI" | "OTHER";

function joinType(name: string): JoinType {
  switch (name) {
    case "INNER":
    case "LEFT":
    case "RIGHT":
    case "SEMI":
    case "ANTI":
      return name;
    case "FULL":
    case "OUTER":
      return "FULL";
    default:
      return "OTHER";
  }
}

/** The sides whose rows matter only where the join condition holds. */
function restrictedBy(type: JoinType, left: readonly Source[], right: readonly Source[]): readonly Source[] {
  switch (type) {
    case "INNER":
    case "SEMI":
      return [...left, ...right];
    case "LEFT":
    case "ANTI":
      return right;
    case "RIGHT":
      return left;
    default:
      return [];
  }
}

/** The two sides of a join. */
interface Sides {
  readonly left: readonly Source[];
  readonly right: readonly Source[];
}

/**
 * The name under which DuckDB knows a column of USING or NATURAL: the same on both sides, or it would join other columns
 * than the caller named.
 */
function joinedAs(context: Context, join: Node, name: string, { left, right }: Sides): string {
  const [lefts, rights] = [columnsNamed(name, left), columnsNamed(name, right)];
  const all = [...lefts, ...rights].map(({ column }) => column);
  if (all.every((column) => column.actual === column.name)) return name;
  const [actual, ...others] = new Set(all.map((column) => foldName(column.actual)));
  if (actual === undefined || others.length > 0 || lefts.length === 0 || rights.length === 0) {
    throw unlike(context, join, name);
  }
  return all[0]?.actual ?? name;
}

/** Refuses a column of USING that one side does not have. */
function refuseMissing(context: Context, join: Node, name: string, { left, right }: Sides): void {
  for (const side of [left, right]) {
    if (columnsNamed(name, side).length > 0 || side.some((source) => source.open)) continue;
    // It may have been written since.
    for (const { draft } of side) if (draft !== null) context.unknown.add(draft.table);
    const near = nearestNames(name, side.flatMap((source) => source.columns.map((column) => column.name)));
    throw nameError(
      context,
      "column_not_found",
      `USING takes columns of both sides, and ${
        side.map((source) => quoteName(source.name)).join(", ")
      } has no ${quoteName(name)}`,
      join,
      ...near.length === 0 ? [] : [`Nearest: ${near.map(quoteName).join(", ")}.`],
      "Columns of other names are joined with ON a.x = b.y.",
    );
  }
}

function unlike(context: Context, join: Node, name: string) {
  const kind = str(join, "ref_type") === "NATURAL" ? "NATURAL JOIN" : "USING";
  return nameError(
    context,
    "ambiguous_name",
    `${kind} cannot tell attributes that differ only by case: ${
      quoteName(name)
    } is one of several, and not the ` +
      "same on both sides",
    join,
    "Write ON with both names quoted instead.",
  );
}

/** Names that both sides of a NATURAL JOIN have, to DuckDB: of those that differ only by case, the equal ones. */
function commonNames(context: Context, join: Node, { left, right }: Sides): readonly string[] {
  const columns = (sources: readonly Source[]) => sources.flatMap((source) => source.columns);
  const [ours, theirs] = [columns(left), columns(right)];
  const actual = new Set(theirs.map((column) => foldName(column.actual)));
  const common = ours.filter((column) => actual.has(foldName(column.actual)));
  const joined = new Set(common.map((column) => foldName(column.name)));
  const alike = new Set(theirs.map((column) => foldName(column.name)));
  for (const { name } of ours) {
    if (alike.has(foldName(name)) && !joined.has(foldName(name))) throw unlike(context, join, name);
  }
  return [...new Set(common.map((column) => column.name))];
}

interface Merge {
  readonly left: readonly Source[];
  readonly right: readonly Source[];
  readonly type: JoinType;
  readonly search: SearchCondition;
  readonly scope: Scope;
}

/** Merges a column of USING or NATURAL: both sides need it, and outside of the join it is one column. */
function merge(context: Context, name: string, { left, right, type, search, scope }: Merge): void {
  const [lefts, rights] = [columnsNamed(name, left), columnsNamed(name, right)];
  for (const hit of [...lefts, ...rights]) {
    need(hit);
    noteName(context, name, hit);
  }
  const folded = foldName(lefts[0]?.column.actual ?? rights[0]?.column.actual ?? name);
  const before = scope.merged.get(folded);
  const [l, r] = [before ?? lefts[0], rights[0]];
  const single = (lefts.length === 1 || before !== undefined) && rights.length === 1 && before !== null;
  if (!single || l === undefined || l === null || r === undefined) {
    scope.merged.set(folded, null);
    return;
  }
  context.pairs.push({ left: l, right: r, search });
  scope.merged.set(folded, type === "RIGHT" ? r : type === "FULL" || type === "OTHER" ? null : l);
}

function columnsNamed(name: string, sources: readonly Source[]) {
  return sources.flatMap((source) =>
    matching(name, source.columns, (column) => column.name).map((column) => ({ source, column }))
  );
}
