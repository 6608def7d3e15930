/**
 * Types that the SQL stages hand to each other: statement → relations → plan. Plain data, pure functions around it.
 * @module
 */
import type { Access, Condition, ReadPosition } from "../dynamodb/access.ts";
import type { TableDescription } from "../catalog/description.ts";
import type { Path } from "../catalog/path.ts";
import type { SqlType } from "../catalog/sql_type.ts";
import type { Carried } from "./carried.ts";
import type { Node } from "./tree.ts";

/** A value for `?`, `$1` or `$name`, as JSON brought it. Text may carry numbers too big for JSON. */
export type ParameterValue = null | boolean | number | string;

/** Values by position (`?`, `$1`) or by name (`$name`). */
export type Parameters = readonly ParameterValue[] | { readonly [name: string]: ParameterValue };

/**
 * A column of a loaded relation: which attribute it holds, or which place inside one, under which internal name, as
 * which type. The planner's conditions rely on the type: what it does not show reads as NULL.
 */
export interface RelationColumn {
  readonly attribute: string;
  /** The steps from the attribute's value to the place; empty for the attribute itself. */
  readonly path: Path;
  /** Present: the value's exact JSON text, as type JSON, for statements that look at a container as JSON or as text. */
  readonly form?: "json";
  readonly column: string;
  readonly type: SqlType;
}

/** Whether a column holds its attribute itself, as it is. */
export function isWhole(
  { path, form }: Pick<RelationColumn, "path"> & { readonly form?: RelationColumn["form"] | undefined },
): boolean {
  return path.length === 0 && form === undefined;
}

/** The attributes that columns are read from, each once. */
export function attributesRead(columns: readonly RelationColumn[]): readonly string[] {
  return [...new Set(columns.map((column) => column.attribute))];
}

/** A name of a result with what the caller wrote in the place of internal names. */
export function restoredName(name: string, outputNames: ReadonlyMap<string, string>): string {
  if (outputNames.size === 0) return name;
  return outputNames.get(name) ??
    name.replaceAll(/dynamosql_place_+\d+/gi, (place) => outputNames.get(place) ?? place);
}

/** A text about the statement in the caller's names. */
export function namedAs(text: string, names: ReadonlyMap<string, string>): string {
  const odd = [...names.keys()].filter((name) => !/^[\p{L}_][\p{L}\p{N}_$#]*$/u.test(name));
  return odd.reduce((said, name) => said.replaceAll(name, () => names.get(name) ?? name), text)
    .replace(/[\p{L}_][\p{L}\p{N}_$#]*/gu, (word) => names.get(word) ?? word);
}

/**
 * Which names of columns the statement shows as values or compares, so that it has to be resolved anew where such a column
 * is met while reading: `inner` = those that DuckDB cannot know by the attribute's name; `all` = the columns are listed.
 */
export type SeenNames = "inner" | "all";

/** One use of a base table in a statement. */
export interface Relation {
  /** Position among the statement's relations, from 0. */
  readonly id: number;
  /** Temporary table it loads into; unique within the statement. */
  readonly loadName: string;
  /** The name it goes by in the SQL, for plans and messages. */
  readonly alias: string;
  readonly table: TableDescription;
  /** The attributes the statement needs of it, as columns, in the table's order. May be none: rows still count. */
  readonly columns: readonly RelationColumn[];
  /** All known attributes are needed (`*`): a read may then ask for everything. */
  readonly allColumns: boolean;
  /**
   * A superset condition in DynamoDB's meaning: every item that can matter to the answer satisfies it.
   * Null = nothing is known, read all.
   */
  readonly condition: Condition | null;
  /** `condition` is true of exactly the items that pass the predicates it stands for: nothing is left to re-check. */
  readonly conditionExact: boolean;
  /**
   * The types that `condition` assumes of attributes. A read lets values of other types through, as the column may
   * come to show them. Keys are not among them: the table fixes their types. Absent = nothing.
   */
  readonly assumed?: readonly AssumedTypes[];
  /**
   * Keys of indexes without which an item cannot matter although `condition` lets it through: all that is made of items
   * are aggregates that ignore NULLs. Absent = none.
   */
  readonly mattersWith?: readonly string[];
  /** Names that are read along, to see whether items have them. Absent = none. */
  readonly probes?: readonly Probe[];
  /** True where no column's value is used and the read decides alone what counts: `count(*)`. Set by the planner. */
  readonly countOnly: boolean;
  /**
   * Only so many items matter, whichever a read that is exact gives (or gives first, where an order is named): the
   * relation is all of a subquery with LIMIT, or of EXISTS, and `condition` is exact. Absent = all matter.
   */
  readonly rowGoal?: RowGoal;
  /** Absent = all items of a group matter. */
  readonly topPerGroup?: TopPerGroup;
  /** Absent = none. */
  readonly seenNames?: SeenNames;
  /** Its stars are carried: see carried_stars.ts. Absent = what they show are columns. */
  readonly carried?: Carried;
}

/** The types of an attribute's values that its column shows so far. */
export interface AssumedTypes {
  readonly attribute: string;
  readonly shown: readonly string[];
}

/**
 * A name that the statement uses and that was not met so far, while another was met that differs only by case, or the
 * name means something else further away. That is read instead, until an item has the very name.
 */
export interface Probe {
  readonly attribute: string;
  /** Empty for the attribute itself. */
  readonly path: Path;
  readonly instead: { readonly attribute: string; readonly path: Path };
  /** It counts only if no item has the other, which is the one of the very name, not met in any case so far. */
  readonly otherwise?: true;
  /** It is double-quoted: its case may be meant. */
  readonly quoted?: boolean;
  /** What it was taken for where that is no attribute of this table. */
  readonly elsewhere?: string;
}

/** A row goal: how many items of a relation suffice. */
export interface RowGoal {
  readonly items: number;
  /** Not any items, but the first ones in this order. */
  readonly ordering: Ordering | null;
}

/** Top N per group: of each group of a relation's items, only the first ones in an order matter. */
export interface TopPerGroup {
  /** The order's attribute. An item without it matters all the same. */
  readonly attribute: string;
  /** So many of each group. */
  readonly items: number;
  /** `first`: the least values of the attribute; `last`: the greatest. */
  readonly ends: readonly ("first" | "last")[];
  /** Items that differ in one of these may be of different groups: a partition must not mix them. */
  readonly within: readonly string[];
  /** Good only where no two items of a partition have the same value of the attribute. */
  readonly unique: boolean;
  /** There is one group, and items without the attribute come last in it: enough others make them needless. */
  readonly missingLast: boolean;
  /** An item counts only if it shows a value of each of these: of the types that the column shows. */
  readonly present: readonly AssumedTypes[];
}

/** A key that is computed of the items of one relation. */
export interface ComputedKey {
  /** Gives the values of all its loaded items, in one column; rewritten, but for types. */
  readonly query: Node;
}

/**
 * An equality along which keys found in one relation can look up another: items of `to` can matter only if
 * `to.attribute` equals `from.attribute` of some item of `from`. Both columns compare by the same DynamoDB type.
 */
export interface JoinEdge {
  readonly from: {
    readonly relation: number;
    /** Empty where the values are computed. */
    readonly attribute: string;
    /** Present: not an attribute is meant, and what type the values have is seen when they are there. */
    readonly computed?: ComputedKey;
  };
  readonly to: { readonly relation: number; readonly attribute: string };
  /**
   * Which use of `from` it is, where a CTE makes several: only edges of one use say that one item has both values.
   * Absent = the only one.
   */
  readonly use?: string;
}

/** The one relation's order that an ORDER BY asks for, by one attribute. */
export interface Ordering {
  readonly attribute: string;
  readonly descending: boolean;
}

/** Another form of a one-relation statement, good under a condition that only the planner can judge. */
export interface Variant {
  readonly rewritten: Node;
  readonly streamable: Streamable | null;
}

/** A statement bound to tables. */
export interface Resolved {
  readonly relations: readonly Relation[];
  /** The statement with table names replaced by load names and colliding columns by internal ones. */
  readonly rewritten: Node;
  /** The caller's own statement, formatted by the engine's printer, literals and names kept. */
  readonly normalizedSql: string;
  readonly streamable: Streamable | null;
  readonly warnings: readonly string[];
  /**
   * Names to restore: internal column name → attribute name, where a table has attributes whose names differ only by
   * case; name of a place inside an attribute → what the caller wrote. For {@linkcode restoredName}.
   */
  readonly outputNames: ReadonlyMap<string, string>;
  /** Values may be rows whose fields have such internal names. Absent = none have. */
  readonly innerFields?: true;
  /** Equalities between relations, for join key push-down. */
  readonly edges: readonly JoinEdge[];
  /** Good where the read gives exactly the items of `condition`: the statement without its WHERE, for `count(*)`. */
  readonly counted: Variant | null;
  /** Good where the read gives the items in this order: the statement is then streamable. */
  readonly ordered: (Variant & { readonly ordering: Ordering }) | null;
  /** One item gives at most one row of the answer, and rows do not depend on each other. */
  readonly oneRowEach: boolean;
  /** Several relations, and the beginning of the answer needs the beginning of one of them only. */
  readonly prefix: Prefix | null;
}

/**
 * A statement with LIMIT over several relations whose answer is the concatenation of its answers over any partition of
 * the items of one relation, the others whole: it filters, joins and projects only.
 */
export interface Prefix {
  /** The statement without LIMIT and OFFSET. */
  readonly rewritten: Node;
  readonly window: Streamable & { readonly limit: number };
  /** The relations that may be partitioned, each by itself. */
  readonly free: readonly number[];
  /**
   * Relations of `x IN (SELECT attribute FROM relation)`: they may be partitioned by the values of the attribute, each
   * value in one part. Only where the read gives no item that the subquery does not.
   */
  readonly listed: readonly { readonly relation: number; readonly attribute: string }[];
  /** The order asked for: good only where that relation is read in it. */
  readonly ordering: (Ordering & { readonly relation: number }) | null;
}

/**
 * A statement over one relation whose answer is the concatenation of its answers over any partition of the
 * items: filter, projection, per-row expressions and unnest only. LIMIT and OFFSET are taken out of `rewritten`
 * and counted by the executor.
 */
export interface Streamable {
  readonly limit: number | null;
  readonly offset: number;
}

/** A read that was considered, with its price. */
export interface CandidateRead {
  readonly access: Access;
  readonly estimatedItems: number;
  readonly estimatedReadUnits: number;
  /** Lower bound of the estimate: what it costs at least. A refusal uses this one. */
  readonly leastReadUnits: number;
  /**
   * It is good only if it gives so many items, for its index lacks items that come after all others. Absent = it is
   * good whatever it gives.
   */
  readonly enough?: number;
  /** Why it was not chosen; absent on the chosen one. */
  readonly rejected?: string;
  /** It could not be chosen for its index lacks items without this attribute, and for nothing else. */
  readonly absent?: string;
}

/** Where keys come from. */
export interface KeySource {
  /** The relation. */
  readonly from: number;
  /** Its attributes, and the key attributes that take their values: one, or a whole key. */
  readonly parts: readonly KeyPart[];
}

/** A part of a lookup's key. */
export interface KeyPart {
  /** The attribute whose values are found; empty where they are computed. */
  readonly from: string;
  readonly to: string;
  readonly type: "S" | "N" | "B";
  readonly computed?: ComputedKey;
}

/**
 * A lookup: keys found in another relation, which is read before, become the keys of this relation's read. That is
 * decided again when the keys are counted.
 */
export interface KeyLookup extends KeySource {
  /** Another relation that gives the other part of the key: each value found here goes with each found there. */
  readonly also?: KeySource;
  /** The read of one key; the attributes of `parts` hold a placeholder. */
  readonly each: CandidateRead;
  /** Keys expected. */
  readonly estimatedKeys: number;
  /** The read without keys: taken where the keys are too many. */
  readonly otherwise: CandidateRead;
}

/** How one relation will be read. */
export interface RelationPlan {
  readonly relation: Relation;
  readonly chosen: CandidateRead;
  readonly rejected: readonly CandidateRead[];
  /**
   * At most this many items that the read gives are needed (LIMIT over an exact read, nothing blocking); null = all,
   * or not known: a streamable statement may still stop early by counting its rows.
   */
  readonly goalItems: number | null;
  /** What is read instead where `chosen` does not give enough. */
  readonly otherwise?: CandidateRead;
  /** Present: `chosen` has no keys yet, they come from another relation. */
  readonly lookup?: KeyLookup;
}

/** A plan whose read waits for keys. */
export type LookupPlan = RelationPlan & { readonly lookup: KeyLookup };

/** One read, and the relations that it serves. */
export interface ReadGroup {
  /** As planned. Where keys lookup it, it is decided anew when they are known. */
  readonly access: Access;
  /** All of one table. */
  readonly relations: readonly Relation[];
  /** Items at most that are needed; null = all. */
  readonly goalItems: number | null;
  /** Present: if it gives fewer items than these, all of this is read instead. */
  readonly unless?: { readonly fewerThan: number; readonly otherwise: CandidateRead };
  /** Set where keys from another read lookup it. */
  readonly lookupPlan: LookupPlan | null;
  /** What it costs at least. */
  readonly leastReadUnits: number;
}

/** The whole statement's plan. */
export interface Plan {
  /** The statement to run: as resolved, or in the variant that the chosen read allows. Run this one. */
  readonly resolved: Resolved;
  readonly relations: readonly RelationPlan[];
  /** What is read for them, each read once. */
  readonly reads: readonly ReadGroup[];
  readonly estimatedReadUnits: number;
  readonly leastReadUnits: number;
  /**
   * Present: this relation is read in growing batches, whose keys look up others, and the statement runs on each
   * batch until LIMIT is served. What does not depend on the batch is read whole before.
   */
  readonly batches?: {
    readonly relation: number;
    readonly window: Streamable;
    /** Present: each value of this attribute counts once, in the batch that has it first. */
    readonly valuesOf?: string;
  };
  /** What would make it cheaper: the key or index to constrain, the index to create. */
  readonly advice: readonly string[];
}

/** The columns with which a paged answer began. */
export interface KeptColumns {
  /** What is read of the one table, as which types. */
  readonly columns: readonly RelationColumn[];
  /** They are all that `*` shows. */
  readonly all: boolean;
  /** The answer's; `unmet`: shows a column of which no value was met so far, so that it has no type yet. */
  readonly answer: readonly { readonly name: string; readonly type: string; readonly unmet?: boolean }[];
}

/** Where a paused streamable statement goes on. JSON-representable. */
export interface Resume {
  /** Null = nothing read yet. */
  readonly position: ReadPosition | null;
  /** Rows still to skip and to give (LIMIT/OFFSET). */
  readonly offsetLeft: number;
  readonly limitLeft: number | null;
  /** Of the table that is read: another one of its name has other items. Absent = not known. */
  readonly tableId?: string;
  /** Indexes that it goes through because they were declared complete. Absent = none. */
  readonly complete?: readonly string[];
  /** The access as decided at first, so that later pages go on in the same read. */
  readonly access: Access;
  /** Later pages have the same columns, of the same types. */
  readonly kept: KeptColumns;
  /** At which its clock stands. */ readonly instant?: string;
}
