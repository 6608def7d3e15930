/**
 * The resolver's data model: relations under construction (drafts), what names mean at a place (scopes), where
 * predicates stand (search conditions), and the walk's state (context). Types alone, which the files of the walk share.
 *
 * `SELECT total FROM orders WHERE customer = 'c1'` → a {@linkcode Draft} over `orders` that needs `customer` and
 * `total`, in a {@linkcode Scope} with one {@linkcode Source}; a {@linkcode SearchCondition} with the conjunct
 * `customer = 'c1'`, which gives the draft the {@linkcode Fact} `customer = 'c1'`, exact
 * @module
 */
import type { TableDescription, TableName } from "../../catalog/description.ts";
import type { Condition } from "../../dynamodb/access.ts";
import type { KeptColumns, Probe, RelationColumn, SeenNames } from "../query.ts";
import type { Statement } from "../parse.ts";
import type { Node } from "../tree.ts";
import type { KnownRows, KnownRowsAt } from "../known_rows/known_rows.ts";
import type { Step } from "./path_steps.ts";

/** What a predicate says about the items that can matter. */
export interface Fact {
  readonly condition: Condition;
  /** True of exactly the items that pass the predicate. */
  readonly exact: boolean;
  /** Where it was said; absent where it follows from elsewhere. */
  readonly search?: SearchCondition;
}

/** The name of a column that is made for a place, by how the statement writes the place. */
export interface PlaceName {
  readonly column: string;
  /** As the statement writes it first. */
  readonly text: string;
  /** The column's name where the statement writes the place in other ways. */
  readonly variants: Map<string, string>;
}

/** A place of which a column is made. */
export interface PlaceColumn extends RelationColumn, PlaceName {}

/** A relation under construction. */
export interface Draft {
  readonly id: number;
  readonly loadName: string;
  readonly alias: string;
  readonly table: TableDescription;
  /** Whether a table of a query around has a name, in whatever case. */
  readonly isAround: (name: string) => boolean;
  /** All known attributes, then the sparse ones that the statement names. */
  readonly columns: RelationColumn[];
  /** Places inside attributes, and JSON forms: columns that no `*` shows. */
  readonly places: PlaceColumn[];
  /** Attributes, and the names of places. */
  readonly needed: Set<string>;
  allNeeded: boolean;
  /**
   * It is used as a whole row, in which hidden columns would be seen. So its places are not columns, and DuckDB takes
   * them.
   */
  rowNeeded: boolean;
  /** What is needed outside of WHERE, if it is the whole FROM of a SELECT. */
  neededBesideWhere: ReadonlySet<string>;
  /** As a relation has it. */
  mattersWith: readonly string[];
  readonly facts: Fact[];
}

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
  /** A predicate on it does not restrict which items matter, as a LIMIT, an aggregate or a window stands between. */
  readonly sealed: boolean;
  /** The CTEs it came through: the same items serve each use of them. */
  readonly ctes: readonly CteUse[];
}

/** A column that a name can mean. */
export interface Column {
  /** As the caller knows it. */
  readonly name: string;
  /** As DuckDB knows it. */
  readonly actual: string;
  readonly origin: Origin | null;
  /** It came by a `*`, and columns that are met while reading may come before it, so that its position is not known. */
  readonly moves?: true;
  /** A column of UNION and its relatives: the base column in each part. `origin` is null then. */
  readonly branches?: readonly Origin[];
  /** A column of UNION BY NAME: the tables of which it holds an attribute. */
  readonly tables?: readonly TableDescription[];
  /** It is the row number (rank) of this SELECT, whose rows are all there. */
  readonly numbers?: Node;
  /** The expression that it is of a SELECT, where it is no column. Its values, and NULL, are all it has. */
  readonly item?: { readonly item: Node; readonly select: Node };
  /** How places inside its values become columns beside it, where it is a column of a subquery. */
  readonly placing?: Placing;
}

/** A query's output. */
export interface Output {
  readonly columns: readonly Column[];
  /** Whether it has columns whose names are not known here. */
  readonly open: boolean;
  /** Where it has: so many of its first columns are the first of `columns`, too. Absent = none are surely. */
  readonly placed?: number;
  /** Columns that no `*` shows. */
  readonly hidden?: Hidden;
  /** Adds an attribute that is not known yet, if a `*` over one table would show it; null = there is no such `*`. */
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
  /** Where it stands in FROM, if it is no base table. */
  readonly from?: Node;
  /** Its rows, where they are known before anything is read; `columns` are theirs. */
  readonly known?: KnownRows;
  nullable: boolean;
  sealed: boolean;
}

/** A SELECT's names, within those around it. */
export interface Scope {
  readonly sources: Source[];
  /** Columns that USING or NATURAL made one, by their folded actual name; null = neither side's own (FULL JOIN). */
  readonly merged: Map<string, { readonly source: Source; readonly column: Column } | null>;
  /** Aliases of the select list, folded. */
  readonly aliases: Pick<ReadonlySet<string>, "has">;
  /** Names that items of the select list have without having been given one, folded. */
  readonly implied: Set<string>;
  /** Parameters of lambdas, which come before columns, folded. */
  readonly variables: ReadonlySet<string>;
  /** Names that need not be columns, folded. */
  readonly loose: ReadonlySet<string>;
  readonly parent: Scope | null;
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

/** A place that is asked for. `places` = one for each of the column's origins. */
export interface Wanted {
  /** Where this is false, none is made. */
  readonly together?: () => boolean;
  readonly form?: "json";
  readonly text: string;
  readonly places: readonly Pick<RelationColumn, "path" | "type">[];
}

/** A place that became a column. */
export interface Placed {
  readonly column: PlaceName;
  /** Whether it is there, once all is bound. */
  isThere(): boolean;
}

/** How places inside a column's values become columns. */
export interface Placing {
  /** The base columns whose values it has, one for each part of UNION. */
  readonly origins: readonly { readonly draft: Draft; readonly attribute: string }[];
  /** Exact texts of equal values need not be equal: beside what is made distinct, there is no room for them. */
  readonly distinct: boolean;
  make(wanted: Wanted): Placed;
}

/** The columns of a query that no `*` shows. */
export interface Hidden {
  /** With whether they are there, once all is bound. */
  readonly names: Map<string, () => boolean>;
  /** The query is looked at as whole rows, where they would be seen. */
  rowNeeded: boolean;
}

/** What a SELECT groups by: a column, or a place inside one. */
export interface GroupKey {
  readonly of: Node;
  readonly column: Column;
  readonly steps: readonly Step[];
}

/** Where groups have been made. */
export interface Groups {
  /** As they are known by now: an attribute may be met later than it is named first. */
  keys(): readonly GroupKey[];
  /** A key may be left out of some groups. */
  readonly several: boolean;
  /** No aggregate of this SELECT can stand here. */
  readonly within: boolean;
}

/** A search condition is the predicate of a WHERE or ON, with the sources for which it says which items can matter. */
export interface SearchCondition {
  /** The predicate's conjuncts. */
  readonly conjuncts: readonly Node[];
  /** For looking its names up. */
  readonly scope: Scope;
  /** The sources that it restricts, and whether something stands between, as it was at this place. */
  readonly restricts: ReadonlyMap<Source, { readonly nullable: boolean; readonly sealed: boolean }>;
  /** The one base table that is the whole FROM of a SELECT whose WHERE this is. */
  readonly whole: Draft | null;
  /** The scopes around the query, whose columns can look up its relations. */
  readonly outer: Scope | null;
}

/** An equality of two columns, as USING makes it. */
export interface Pair {
  readonly left: { readonly source: Source; readonly column: Column };
  readonly right: { readonly source: Source; readonly column: Column };
  readonly search: SearchCondition;
}

/** A SELECT whose FROM is one base table. */
export interface PlainSelect {
  readonly select: Node;
  readonly draft: Draft;
  readonly scope: Scope;
  /** Its WHERE, if it has one. */
  readonly where: SearchCondition | null;
}

/** A probe, with the table whose items are asked for it. */
export interface NotedProbe extends Probe {
  readonly draft: Draft;
  readonly quoted: boolean;
}

/** The walk's state. */
export interface Context {
  readonly statement: Statement;
  readonly tables: (name: TableName) => TableDescription;
  /** A table's internal column names, by attribute. */
  readonly internal: (table: TableDescription) => ReadonlyMap<string, string>;
  readonly loadPrefix: string;
  /** Rows that are known before anything is read. */
  readonly known: KnownRowsAt;
  readonly drafts: Draft[];
  readonly searchConditions: SearchCondition[];
  readonly pairs: Pair[];
  /** Node → its replacement, given the node with its children replaced already. */
  readonly rewrites: Map<Node, (mapped: Node) => Node>;
  /** Expressions of groups → what is grouped by: in the SELECT itself, and in those around it. */
  readonly groups: Map<Node, readonly Groups[]>;
  /** The WHERE of each SELECT that has one. */
  readonly wheres: Map<Node, SearchCondition>;
  /** The names of each SELECT. */
  readonly scopes: Map<Node, Scope>;
  /** What each subquery node gives. */
  readonly outputs: Map<Node, Output>;
  /** Every CTE of the statement. */
  readonly ctes: Cte[];
  /** References that mean items of a select list, and no columns. */
  readonly itemNames: Set<Node>;
  /** Nodes of FROM clauses that are base tables. */
  readonly places: Map<Node, Draft>;
  /** SELECTs whose FROM is one base table. */
  readonly plain: PlainSelect[];
  /** Queries under EXISTS: whether there is a row is all that matters. */
  readonly tested: Set<Node>;
  /** Tables that may have an attribute which is named and not known. */
  readonly unknown: Set<TableDescription>;
  /** Names that tables may have beside what they were taken for. */
  readonly probes: NotedProbe[];
  /** Warnings of names that something around has, too. */
  readonly around: Set<string>;
  /** The CTE whose definition the walk is in. */
  defining: Cte | null;
  /** The outermost SELECT's names. */
  rootScope?: Scope;
  /** What is looked at as JSON, and bound so. */
  readonly jsonForms: Set<Node>;
  /** Columns of subqueries that are made for places. */
  readonly hidden: PlaceName[];
  /** The columns that a later page keeps. */
  readonly kept: KeptColumns | undefined;
  /** As a relation has it. */
  seenNames?: SeenNames;
  /** As a resolved statement has it. */
  innerFields?: true;
  /** The prefix of the names of {@link placeColumn}, once one was made. */
  placePrefix?: string;
  /** How many were made. */
  placesMade: number;
}
