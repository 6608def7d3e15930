/**
 * A scope says what names mean at a place in the statement: the sources of a FROM clause, their columns, and the
 * scopes around.
 *
 * `SELECT o.total FROM orders o WHERE EXISTS (SELECT 1 FROM customers c WHERE c.id = o.customer)` → in the subquery,
 * `c.id` is found in its own scope, and `o.customer` in the one around it
 * @module
 */
import { mayBeMap } from "./draft.ts";
import { foldName, sameName } from "./identifiers.ts";
import { VALUE_FUNCTIONS } from "./value_functions.ts";
import type { Column, Cte, Findings, Hit, Output, Scope, Source } from "./model.ts";

/** A CTE before its definition is bound. */
export function newCte(output: Output = { columns: [], open: true }): Cte {
  return { output, uses: 0, drafts: [], usedIn: new Set() };
}

/** Whether the answer can depend on a CTE. */
export function isUsed(cte: Cte): boolean {
  return [...cte.usedIn].some((user) => user === null || (user !== cte && isUsed(user)));
}

/** A fresh scope. */
export function newScope(parent: Scope | null, aliases: readonly string[] = []): Scope {
  return {
    sources: [],
    merged: new Map(),
    aliases: new Set(aliases.map(foldName)),
    implied: new Set(),
    variables: new Set(),
    loose: new Set(),
    parent,
  };
}

/** A column of which only the name is known. */
export function bare({ name, actual }: Column): Column {
  return { name, actual, origin: null };
}

/** Whether a source may have attributes that are not known. */
export function mayHaveMore({ draft, sparse }: Source): boolean {
  return draft !== null || sparse !== undefined;
}

/**
 * Looks a dotted name up in one scope, without the scopes around it.
 * @param isColumn a name like `current_date` is known to be no function, as it stands in double quotes
 * @param around the scope around
 */
export function find(
  names: readonly string[],
  scope: Scope,
  isColumn = false,
  around: Scope | null = scope.parent,
): Findings {
  const [first = "", second, third] = names;
  const isFunction = !isColumn && second === undefined && VALUE_FUNCTIONS.has(foldName(first));
  const hits: Hit[] = [];
  const named = scope.sources.filter((source) => source.name !== "" && sameName(source.name, first));
  if (second !== undefined && third !== undefined) {
    for (const source of scope.sources) {
      if (source.schema === null || !sameName(source.schema, first) || !sameName(source.name, second)) {
        continue;
      }
      hits.push(...columnHits(third, source, 3));
    }
  }
  if (second !== undefined) {
    for (const source of named) hits.push(...columnHits(second, source, 2));
  }
  const bare = scope.sources.flatMap((source) => columnHits(first, source, 1)).filter(({ column }) =>
    // DuckDB takes what the statement itself gives this name.
    (!isFunction || sameName(column.actual, first)) &&
    // The table around is meant, whatever maps few items may have; what is no map has no fields, and attributes that may
    // be maps are hidden under other names.
    !(second !== undefined && isAround(first, around) && (isNoMap(column) || isHidden(column)))
  );
  hits.push(...bare);
  // A table of this name comes before a column, and what it has is not known here.
  const unknown = second !== undefined && hits.length === bare.length && named.some(({ open }) => open);
  const sure = isFunction || unknown ? null : sureHit(first, hits, bare, scope);
  return { hits, sure, row: named[0] ?? null };
}

/** Whether a table further out has this name. */
export function isAround(name: string, around: Scope | null): boolean {
  return around !== null &&
    (around.sources.some((source) => source.name !== "" && sameName(source.name, name)) ||
      isAround(name, around.parent));
}

/** Whether DuckDB knows a column by another name. */
function isHidden({ name, actual }: Column): boolean {
  return !sameName(actual, name);
}

/** Whether no value of the column can be a map, by the evidence of its attribute. */
function isNoMap({ origin, branches }: Column): boolean {
  const origins = origin === null ? branches ?? [] : [origin];
  return origins.length > 0 && origins.every(({ draft, attribute }) => {
    const type = draft.columns.find((each) => each.attribute === attribute)?.type;
    return type !== undefined && !mayBeMap(type);
  });
}

function columnHits(name: string, source: Source, used: number): readonly Hit[] {
  const alike = columnsAlike(name, source);
  const exact = alike.filter((column) => column.name === name);
  return (exact.length > 0 ? exact : alike).map((column) => ({ source, column, used }));
}

/** Caches columns by folded name for each list of columns. A list only grows at its end. */
const byName = new WeakMap<readonly Column[], { size: number; readonly columns: Map<string, Column[]> }>();

/** The columns of a source whose names differ from this one by case at most. */
export function columnsAlike(name: string, { columns }: Source): readonly Column[] {
  const index = byName.get(columns) ?? { size: 0, columns: new Map<string, Column[]>() };
  if (index.size === 0) byName.set(columns, index);
  for (const column of columns.slice(index.size)) {
    const folded = foldName(column.name);
    const alike = index.columns.get(folded);
    if (alike === undefined) index.columns.set(folded, [column]);
    else alike.push(column);
  }
  index.size = columns.length;
  return index.columns.get(foldName(name)) ?? [];
}

function sureHit(
  first: string,
  hits: readonly Hit[],
  bare: readonly Hit[],
  scope: Scope,
): Hit | null {
  const [only] = hits;
  if (only !== undefined && hits.length === 1) return only;
  if (hits.length !== bare.length) {
    // A column of a table of that name comes before a field of a column of that name.
    const most = Math.max(...hits.map(({ used }) => used));
    const [best, ...others] = hits.filter(({ used }) => used === most);
    return best === undefined || others.length > 0 ? null : best;
  }
  const [key, ...others] = new Set(bare.map((hit) => foldName(hit.column.actual)));
  const merged = key === undefined || others.length > 0 ? undefined : scope.merged.get(key);
  if (merged !== undefined) return merged === null ? null : { ...merged, used: 1 };
  const exact = bare.filter((hit) => hit.column.name === first);
  return exact.length === 1 ? exact[0] ?? null : null;
}
