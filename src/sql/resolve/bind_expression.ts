/**
 * The binder of expressions marks the attributes that an expression may need.
 *
 * `SELECT doc.price + total FROM orders` → needed: the place `price` inside `doc`, and `total`
 * @module
 */
import { inQuotes, quoteName } from "../../catalog/names.ts";
import { lambdaIn } from "../lambdas.ts";
import { children, list, location, type Node, node, nodes, str, strs } from "../tree.ts";
import { noteAskedKeys } from "./asked_keys.ts";
import { addSparse, bindReference, need, needAll, needRow } from "./bind_name.ts";
import { bindJsonForm, bindPath } from "./bind_path.ts";
import { bindQuery, QUERY_NODES } from "./bind_query.ts";
import { noteName } from "./probes.ts";
import { nameError } from "./context.ts";
import type { Ctes } from "./ctes.ts";
import { placesOf } from "./draft.ts";
import { choosingByOwn, starTested, testingOwn } from "./chosen_columns.ts";
import { innerOf, nameArguments } from "./inner_names.ts";
import { renamesOf } from "./stars.ts";
import { exactLooks } from "./exact_forms.ts";
import { foldName, matching, quotedParts, sameName } from "./identifiers.ts";
import { find, mayHaveMore } from "./scope.ts";
import type { Context, Cte, Scope, Source } from "./model.ts";

/** Walks an expression, or anything that holds expressions, and marks what it may need. */
export function bindExpression(context: Context, at: Node, scope: Scope, ctes: Ctes<Cte>): void {
  if (QUERY_NODES.has(str(at, "type"))) {
    context.outputs.set(at, bindQuery(context, at, ctes, scope));
    return;
  }
  // Bound as a star, it would get an EXCLUDE of hidden columns, and then mean all columns of FROM.
  if (isOrderByAll(at)) return;
  // The rest of the path is left to DuckDB; there are only constants in it.
  if (bindPath(context, at, scope) !== null || bindJsonForm(context, at, scope)) return;
  noteAskedKeys(context, at, scope);
  switch (str(at, "class")) {
    case "COLUMN_REF":
      bindReference(context, at, scope);
      // The attribute may have been named for the first time just now; from here on it has places.
      bindPath(context, at, scope);
      return;
    case "STAR":
      bindStar(context, at, scope, ctes);
      return;
    case "POSITIONAL_REFERENCE":
      scope.sources.forEach(needRow);
      return;
    case "LAMBDA":
      bindLooks(context, at, scope);
      if (!exactLooks(at).some((look) => context.jsonForms.has(look.at))) {
        bindLambda(context, at, scope, ctes);
      }
      return;
    case "SUBQUERY":
      if (str(at, "subquery_type") === "EXISTS") {
        const query = node(node(at, "subquery") ?? {}, "node");
        if (query !== null) context.tested.add(query);
      }
      break;
    case "FUNCTION":
      // `t.COLUMNS(…)`
      if (foldName(str(at, "function_name")) === "columns") allSources(scope).forEach(needRow);
      if (starTested(at) !== null) {
        context.seenNames ??= "inner";
        context.rewrites.set(at, (mapped) => testingOwn(mapped, innerOf(scope.sources)));
      }
  }
  bindLooks(context, at, scope);
  const lambda = lambdaIn(at);
  for (const child of children(at)) {
    if (context.jsonForms.has(child)) continue;
    if (child !== lambda?.at) bindExpression(context, child, scope, ctes);
    else bindExpression(context, lambda.body, withVariables(scope, lambda.parameters), ctes);
  }
  // The attribute may have been named for the first time just now; from here on it has places.
  bindLooks(context, at, scope);
  nameArguments(context, at);
}

/** Whether it is ORDER BY ALL, which orders by the select list, which is bound already. */
function isOrderByAll(order: Node): boolean {
  const star = "null_order" in order ? node(order, "expression") : null;
  return star !== null && str(star, "class") === "STAR" && node(star, "expr") === null &&
    list(star, "exclude_list").length === 0;
}

/** Binds maps and lists that are looked at as JSON or as text to their exact text. */
function bindLooks(context: Context, at: Node, scope: Scope): void {
  for (const look of exactLooks(at)) {
    if (context.jsonForms.has(look.at) || bindPath(context, look.at, scope, look.kinds) === null) continue;
    context.jsonForms.add(look.at);
  }
}

function allSources(scope: Scope): readonly Source[] {
  return scope.parent === null ? scope.sources : [...scope.sources, ...allSources(scope.parent)];
}

/** `*`, `t.*`, `COLUMNS(…)`: everything of the sources they name; EXCLUDE and RENAME take the names DuckDB knows. */
function bindStar(context: Context, star: Node, scope: Scope, ctes: Ctes<Cte>): void {
  const relation = str(star, "relation_name");
  const sources = relation === ""
    ? scope.sources
    : scope.sources.filter((source) => sameName(source.name, relation));
  // COLUMNS with an expression looks at every name.
  sources.forEach(node(star, "expr") === null ? needAll : needRow);
  if (relation !== "" && sources.length === 0) bindFields(context, star, relation, scope);
  for (const child of children(star)) bindExpression(context, child, scope, ctes);
  const replaced = nodes(star, "replace_list").map((entry) => str(entry, "key"));
  for (const name of [...strs(star, "exclude_list"), ...replaced]) addRare(context, name, sources);
  const actual = (name: string) => {
    const columns = sources.flatMap((source) => source.columns);
    const alike = matching(name, columns, (column) => column.name);
    const [only, ...others] = new Set(alike.map((column) => column.actual));
    return only === undefined || others.length > 0 ? name : only;
  };
  const differs = (name: string) => actual(name) !== name && foldName(actual(name)) !== foldName(name);
  const keys = [
    ...replaced,
    ...renamesOf(star).map(({ from }) => from),
  ];
  const written = [...strs(star, "exclude_list"), ...keys];
  const renamed = written.some(differs);
  for (const source of sources) {
    for (const name of written) {
      for (const column of matching(name, source.columns, (each) => each.name)) {
        noteName(context, name, { source, column });
      }
    }
  }
  if (node(star, "expr") !== null) context.seenNames ??= "inner";
  context.rewrites.set(star, (before) => {
    const hidden = new Set(sources.flatMap(hiddenIn));
    const mapped = choosingByOwn(before, innerOf(sources));
    if (!renamed && hidden.size === 0) return mapped;
    return {
      ...mapped,
      exclude_list: [...strs(mapped, "exclude_list").map(actual), ...hidden],
      replace_list: nodes(mapped, "replace_list").map((entry) => ({
        ...entry,
        key: actual(str(entry, "key")),
      })),
      rename_list: nodes(mapped, "rename_list").map((entry) => {
        const key = node(entry, "key") ?? {};
        return { ...entry, key: { ...key, column: actual(str(key, "column")) } };
      }),
    };
  });
}

/** Adds an attribute that a star leaves out or replaces, and that is not known; the tree does not tell where it is named. */
function addRare(context: Context, name: string, sources: readonly Source[]): void {
  if (!context.statement.text.includes(inQuotes(name))) return;
  const isKnown = sources.some(({ columns, open }) =>
    open || columns.some((each) => sameName(each.name, name))
  );
  const [only, ...others] = sources.filter(mayHaveMore);
  if (!isKnown && only !== undefined && others.length === 0) addSparse(context, only, name);
}

/** The columns of a source that no `*` shows. */
function hiddenIn({ draft, hidden }: Source): readonly string[] {
  const there = [...hidden?.names ?? []].flatMap(([name, isThere]) => isThere() ? [name] : []);
  return draft === null ? there : placesOf(draft).map(({ column }) => column);
}

/** `column.*`: the fields of a STRUCT, under the name that DuckDB knows the column by. */
function bindFields(context: Context, star: Node, name: string, scope: Scope): void {
  let hits = allHits([name], scope);
  if (hits.length === 0) {
    for (const { draft } of allSources(scope)) if (draft !== null) context.unknown.add(draft.table);
    if (!allSources(scope).some(({ open }) => open)) addFields(context, star, name, scope);
    hits = allHits([name], scope);
  }
  for (const hit of hits) need(hit);
  for (const hit of hits) noteName(context, name, hit);
  const [actual, ...others] = new Set(hits.map(({ column }) => column.actual));
  if (actual === undefined || others.length > 0 || foldName(actual) === foldName(name)) return;
  context.rewrites.set(star, (mapped) => ({ ...mapped, relation_name: actual }));
}

/** Adds an attribute of which no value was met yet, for `attribute.*`. */
function addFields(context: Context, star: Node, name: string, scope: Scope): void {
  const [quoted] = quotedParts(context.statement.text, location(star), 1);
  const [only, ...others] = scope.sources.filter(mayHaveMore);
  if (quoted === true && only !== undefined && others.length === 0) {
    addSparse(context, only, name);
    return;
  }
  const shown = quoteName(name);
  throw quoted === true && only !== undefined
    ? nameError(
      context,
      "ambiguous_name",
      `Unknown attribute ${shown} of ${
        [only, ...others].map((each) => each.name).join(" or ")
      }: name its fields, each with its table`,
      star,
    )
    : nameError(
      context,
      "table_not_found",
      `FROM has no table or alias ${shown}, and no attribute of that name is known`,
      star,
      `If few items have it, write ${inQuotes(name)}.*: in double quotes it is read all the same.`,
    );
}

function withVariables(scope: Scope, parameters: readonly string[]): Scope {
  return { ...scope, variables: new Set([...scope.variables, ...parameters.map(foldName)]) };
}

/** `json -> 'a' = 1` parses as a lambda does: what stands before the arrow may be a column. */
function bindLambda(context: Context, lambda: Node, scope: Scope, ctes: Ctes<Cte>): void {
  const left = node(lambda, "lhs");
  const body = node(lambda, "expr");
  const parameters: string[] = [];
  const gather = (at: Node) => {
    const names = strs(at, "column_names");
    if (names.length > 0) {
      parameters.push(foldName(names[0] ?? ""));
      for (const hit of allHits(names, scope)) need(hit);
    }
    children(at).forEach(gather);
  };
  if (left !== null) gather(left);
  const inner: Scope = { ...scope, loose: new Set([...scope.loose, ...parameters]) };
  if (body !== null) bindExpression(context, body, inner, ctes);
}

function allHits(names: readonly string[], scope: Scope | null): ReturnType<typeof find>["hits"] {
  return scope === null ? [] : [...find(names, scope, true).hits, ...allHits(names, scope.parent)];
}
