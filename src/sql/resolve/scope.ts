/**
 * What names mean at a place in the statement: the sources of a FROM clause, their columns, and the scopes around.
 * @module
 */
import type { Context } from "./context.ts";
import type { Draft } from "./draft.ts";
import type { Hidden, Placing } from "./placing.ts";
import { foldName, sameName } from "./identifiers.ts";

/** One use of a CTE, numbered from 1. */
export interface CteUse {
  readonly cte: Cte;
  readonly use: number;
}

/** The base column that a column's values are. */
export interface Origin {
  readonly draft: Draft;
  readonly attribute: string;
  /** An outer join may put NULLs in its place. */
  readonly nullable: boolean;
  /** A predicate on it says nothing about which items matter: a LIMIT, an aggregate, a window stands between. */
  readonly sealed: boolean;
  /** The CTEs it came through: the same items serve each use of them. */
  readonly ctes: readonly CteUse[];
}

/** A column that can be named. */
export interface Column {
  /** As the caller knows it. */
  readonly name: string;
  /** As DuckDB knows it. */
  readonly actual: string;
  readonly origin: Origin | null;
  /** It came by a `*`, and what is met while reading may come before it: its position says nothing. */
  readonly moves?: true;
  /** A column of UNION and its relatives: the base column in each part. `origin` is null then. */
  readonly branches?: readonly Origin[];
  /** How places inside its values become columns beside it, where it is a column of a subquery. */
  readonly placing?: Placing;
}

/** What a query gives. */
export interface Output {
  readonly columns: readonly Column[];
  /** It has columns whose names are not known here. */
  readonly open: boolean;
  /** Columns that no `*` shows. */
  readonly hidden?: Hidden;
  /** Gives it an attribute that nobody knows yet, where a `*` over one table would show it; null = there is no such `*`. */
  readonly sparse?: (context: Context, name: string) => Column | null;
}

/** A common table expression. */
export interface Cte {
  output: Output;
  uses: number;
  /** The relations of its definition. */
  readonly drafts: Draft[];
  /** The CTEs in whose definitions it is used; null = outside of any. */
  readonly usedIn: Set<Cte | null>;
}

/** A CTE before its definition is bound. */
export function newCte(output: Output = { columns: [], open: true }): Cte {
  return { output, uses: 0, drafts: [], usedIn: new Set() };
}

/** Whether the answer can depend on a CTE. */
export function isUsed(cte: Cte): boolean {
  return [...cte.usedIn].some((user) => user === null || (user !== cte && isUsed(user)));
}

/** One entry of a FROM clause. */
export interface Source extends Output {
  /** Alias or table name; empty if it cannot be named. */
  readonly name: string;
  /** The schema it may be qualified with. */
  readonly schema: string | null;
  /** The alias under which DuckDB knows it. */
  readonly actual: string;
  readonly columns: Column[];
  /** Set for a base table. */
  readonly draft: Draft | null;
  nullable: boolean;
  sealed: boolean;
}

/** A SELECT's names, within those around it. */
export interface Scope {
  readonly sources: Source[];
  /** Columns that USING or NATURAL made one, by their folded actual name; null = neither side's own (FULL JOIN). */
  readonly merged: Map<string, { readonly source: Source; readonly column: Column } | null>;
  /** Aliases of the select list, folded. */
  readonly aliases: ReadonlySet<string>;
  /** Names that items of the select list have without having been given one, folded. */
  readonly implied: Set<string>;
  /** Lambda parameters and other names that need not be columns, folded. */
  readonly loose: ReadonlySet<string>;
  readonly parent: Scope | null;
}

/** A fresh scope. */
export function newScope(parent: Scope | null, aliases: readonly string[] = []): Scope {
  return {
    sources: [],
    merged: new Map(),
    aliases: new Set(aliases.map(foldName)),
    implied: new Set(),
    loose: new Set(),
    parent,
  };
}

/** A column that a name can mean. `used` = leading parts of the dotted name that make it up; the rest are fields. */
export interface Hit {
  readonly source: Source;
  readonly column: Column;
  readonly used: number;
}

/** What a dotted name means in one scope alone. */
export interface Findings {
  /** Everything it could mean, for the attributes to load. */
  readonly hits: readonly Hit[];
  /** The one it does mean, if that is sure. */
  readonly sure: Hit | null;
  /** A source that it names as a whole. */
  readonly row: Source | null;
}

/** Looks a dotted name up in one scope, without the scopes around it. */
export function find(names: readonly string[], scope: Scope): Findings {
  const [first = "", second, third] = names;
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
  const bare = scope.sources.flatMap((source) => columnHits(first, source, 1));
  hits.push(...bare);
  return { hits, sure: sureHit(first, hits, bare, scope), row: named[0] ?? null };
}

function columnHits(name: string, source: Source, used: number): readonly Hit[] {
  const alike = columnsAlike(name, source);
  const exact = alike.filter((column) => column.name === name);
  return (exact.length > 0 ? exact : alike).map((column) => ({ source, column, used }));
}

/** Columns by folded name, per list of columns; made anew when a list has grown. */
const byName = new WeakMap<
  readonly Column[],
  { readonly size: number; readonly columns: Map<string, Column[]> }
>();

/** The columns of a source whose names differ from this one by case at most. */
export function columnsAlike(name: string, { columns }: Source): readonly Column[] {
  let index = byName.get(columns);
  if (index?.size !== columns.length) {
    index = { size: columns.length, columns: Map.groupBy(columns, (column) => foldName(column.name)) };
    byName.set(columns, index);
  }
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
