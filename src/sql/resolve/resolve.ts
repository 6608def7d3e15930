/**
 * The resolver binds a statement to tables: its relations with the attributes and items that can matter, and the
 * statement rewritten for the loaded tables.
 *
 * `SELECT total FROM orders WHERE customer = 'c1'` → one relation with the columns `customer` and `total` and the
 * condition `customer = 'c1'`, and `SELECT total FROM loaded_0 AS orders WHERE customer = 'c1'`
 * @module
 */
import type { TableDescription, TableName } from "../../catalog/description.ts";
import type { Condition } from "../../dynamodb/access.ts";
import type { KnownRowsAt } from "../known_rows/known_rows.ts";
import type { Statement } from "../parse.ts";
import type {
  AssumedTypes,
  KeptColumns,
  Relation,
  Resolved,
  RowGoal,
  Streamable,
  TopPerGroup,
  Variant,
} from "../query.ts";
import { slipWarnings } from "../slips.ts";
import { type Node, str, strs, walk } from "../tree.ts";
import { bindQuery } from "./bind_query.ts";
import { isMixed, shownTypes } from "./atoms.ts";
import { allOf, attributesIn, isAlways } from "./conditions.ts";
import { probesOf, probeWarnings } from "./probes.ts";
import { applyRewrites } from "./context.ts";
import { internalNames, keyAttributes, namesFor, placesOf, shownColumns } from "./draft.ts";
import { rowGoalsOf } from "./row_goal.ts";
import { topsPerGroup } from "./top_per_group.ts";
import { gatherFacts, saysExactly } from "./facts.ts";
import { foldName } from "./identifiers.ts";
import { isByName } from "./inner_names.ts";
import { attributeIn, prefixOf } from "./prefix.ts";
import { tableNames } from "./table_names.ts";
import { orderingOf, shapeOf, type StatementShape, withoutLimit, withoutWhere } from "./streamable.ts";
import type { Context, Draft } from "./model.ts";
import { defined } from "../../lib/defined.ts";

/** How to resolve. */
export interface ResolveOptions {
  /** The statement as the engine's printer writes it. */
  readonly normalizedSql: string;
  /** False = every table is read whole: for tests that prove push-down changes no answer. Default true. */
  readonly pushDown?: boolean;
  /** The rows of its constant queries; absent = nobody asked for them. */
  readonly known?: KnownRowsAt;
  /** For a later page: what the first one began with. */
  readonly kept?: KeptColumns;
  /** Takes the tables that may have an attribute which the statement names and nothing known has. */
  readonly unknown?: Set<TableDescription>;
}

/**
 * Binds a statement.
 * @param tables the table that a name of {@link tableNames} means
 * @throws DynamoSqlError `column_not_found` with the nearest names, `ambiguous_name` with the candidates
 */
export function resolve(
  statement: Statement,
  tables: (name: TableName) => TableDescription,
  options: ResolveOptions,
): Resolved {
  const context: Context = {
    statement,
    tables,
    internal: internalFor(statement.node, tables),
    loadPrefix: loadPrefix(statement.text),
    known: options.known ?? new Map(),
    drafts: [],
    searchConditions: [],
    pairs: [],
    rewrites: new Map(),
    groups: new Map(),
    wheres: new Map(),
    scopes: new Map(),
    outputs: new Map(),
    ctes: [],
    itemNames: new Set(),
    places: new Map(),
    plain: [],
    tested: new Set(),
    probes: [],
    around: new Set(),
    defining: null,
    unknown: options.unknown ?? new Set(),
    placesMade: 0,
    jsonForms: new Set(),
    hidden: [],
    kept: options.kept,
  };
  bindQuery(context, statement.node, new Map(), null);
  const pushDown = options.pushDown ?? true;
  const edges = pushDown ? gatherFacts(context) : [];
  const rewritten = applyRewrites(statement.node, context.rewrites);
  const [only, ...others] = context.drafts;
  const shape = pushDown && only !== undefined && others.length === 0 ? shapeOf(statement.node) : null;
  const exact = shape !== null && only !== undefined && isExact(context, only);
  const streamed = shape === null ? null : streamedForm(rewritten, shape);
  const rowGoals = pushDown ? rowGoalsOf(context) : new Map<Draft, RowGoal>();
  const tops = pushDown ? topsPerGroup(context) : new Map<Draft, TopPerGroup>();
  return {
    relations: context.drafts.map((draft) => ({
      ...relationOf(draft, exact, pushDown, rowGoals.get(draft)),
      ...defined({ topPerGroup: tops.get(draft) }),
      ...probing(context, draft),
      ...defined({ seenNames: draft.allNeeded ? context.seenNames : undefined }),
    })),
    rewritten: streamed?.rewritten ?? rewritten,
    normalizedSql: options.normalizedSql,
    streamable: streamed?.streamable ?? null,
    warnings: [
      ...probeWarnings(context),
      ...context.around,
      ...slipWarnings(
        statement,
        (name) => context.drafts.some(({ columns }) => columns.some(({ attribute }) => attribute === name)),
      ),
    ],
    outputNames: outputNames(context),
    ...defined({ innerFields: context.innerFields }),
    edges,
    counted: exact && only !== undefined ? countedForm(rewritten, only, streamed) : null,
    ordered: shape === null ? null : orderedForm(context, rewritten, shape),
    oneRowEach: shape !== null && shape.rowWise && shape.oneRowEach,
    prefix: pushDown && others.length > 0 ? prefixOf(context, rewritten) : null,
  };
}

/** Internal column names: equal for equal attributes in all tables where USING or NATURAL compare them. */
function internalFor(query: Node, tables: (name: TableName) => TableDescription): Context["internal"] {
  const internal = internalNames(tableNames(query).map(tables));
  const using = new Set<string>();
  let natural = false;
  walk(query, (at) => {
    for (const name of strs(at, "using_columns")) using.add(foldName(name));
    natural ||= str(at, "ref_type") === "NATURAL" || isByName(at);
    return internal.size > 0;
  });
  return (table) => namesFor(table, internal, (folded) => natural || using.has(folded));
}

/** A prefix for load names that no name in the statement has. */
function loadPrefix(text: string): string {
  let prefix = "loaded_";
  while (text.toLowerCase().includes(prefix)) prefix += "_";
  return prefix;
}

function relationOf(
  draft: Draft,
  conditionExact: boolean,
  pushDown: boolean,
  rowGoal: RowGoal | undefined,
): Relation {
  const { id, loadName, alias, table } = draft;
  const columns = [
    ...(draft.allNeeded
      ? shownColumns(draft)
      : draft.columns.filter((column) => draft.needed.has(column.attribute))),
    ...placesOf(draft).map(({ text: _text, variants: _variants, ...column }) => column),
  ];
  const condition = allOf(draft.facts.map((fact) => fact.condition));
  return {
    id,
    loadName,
    alias,
    table,
    columns,
    allColumns: draft.allNeeded,
    condition: !pushDown || isAlways(condition) ? null : condition,
    conditionExact,
    assumed: assumedOf(draft, condition),
    countOnly: false,
    ...defined({
      mattersWith: !pushDown || draft.mattersWith.length === 0 ? undefined : draft.mattersWith,
      rowGoal,
    }),
  };
}

function probing(context: Context, draft: Draft): Pick<Relation, "probes"> {
  const probes = probesOf(context, draft);
  return probes.length === 0 ? {} : { probes };
}

/** The types that the translation of the condition assumed. A column that shows scalars of all kinds assumes none. */
function assumedOf({ columns, table }: Draft, condition: Condition): readonly AssumedTypes[] {
  const tested = attributesIn(condition);
  const keys = keyAttributes(table);
  return columns.flatMap((column) => {
    const { attribute, type: { kind } } = column;
    const any = kind === "JSON" || kind === "UNSEEN" || isMixed(column);
    return any || !tested.has(attribute) || keys.has(attribute)
      ? []
      : [{ attribute, shown: shownTypes(column) }];
  });
}

/** Whether the only relation's condition is true of exactly the items that pass the WHERE. */
function isExact(context: Context, draft: Draft): boolean {
  return context.searchConditions.every((search) => search.whole === draft && saysExactly(search, draft));
}

/** The form without LIMIT, whose rows may come as they are read; null with ORDER BY. */
function streamedForm(
  rewritten: Node,
  shape: StatementShape,
): { rewritten: Node; streamable: Streamable } | null {
  if (!shape.rowWise || shape.window === null || shape.orders.length > 0) return null;
  return { rewritten: withoutLimit(rewritten), streamable: shape.window };
}

/** The form without WHERE, where only WHERE looks at columns, so that rows need only be counted. */
function countedForm(
  rewritten: Node,
  draft: Draft,
  streamed: { rewritten: Node; streamable: Streamable } | null,
): Variant | null {
  if (draft.allNeeded || draft.neededBesideWhere.size > 0) return null;
  return {
    rewritten: withoutWhere(streamed?.rewritten ?? rewritten),
    streamable: streamed?.streamable ?? null,
  };
}

function orderedForm(context: Context, rewritten: Node, shape: StatementShape): Resolved["ordered"] {
  if (!shape.rowWise || shape.window === null || shape.orders.length === 0) return null;
  const ordering = orderingOf(
    context.statement.node,
    shape.orders,
    (reference) => attributeOf(context, reference),
  );
  if (ordering === null) return null;
  return { rewritten: withoutLimit(rewritten), streamable: shape.window, ordering };
}

/** The attribute that a reference of the outermost SELECT means. */
function attributeOf(context: Context, reference: Node): string | null {
  const { rootScope } = context;
  return rootScope === undefined ? null : attributeIn(rootScope, reference)?.attribute ?? null;
}

function outputNames({ drafts, hidden }: Context): ReadonlyMap<string, string> {
  const attributes = drafts.flatMap((draft) =>
    draft.columns
      .filter((column) => column.column !== column.attribute)
      .filter((column) => draft.allNeeded || draft.needed.has(column.attribute))
      .map((column) => [column.column, column.attribute] as const)
  );
  const places = [...drafts.flatMap(placesOf), ...hidden].flatMap(({ column, text, variants }) => [
    [column, text] as const,
    ...[...variants].map(([written, name]) => [name, written] as const),
  ]);
  return new Map([...attributes, ...places]);
}
