/**
 * Loads are the tables that the reads of a statement go into, one for each read.
 *
 * `SELECT * FROM a JOIN b USING (id)` → two empty tables, against which the statement is bound before anything is read
 * @module
 */
import type { Learned, TableDescription } from "../../catalog/description.ts";
import { widenAttributes, widens } from "../../catalog/widen.ts";
import type { ReadGroup, Relation, RelationColumn, SeenNames } from "../../sql/query.ts";
import type { Session } from "../duckdb/session.ts";
import { certainly } from "../../sql/plan/foreign.ts";
import { foldName } from "../../sql/resolve/identifiers.ts";
import { columnWarnings, withoutVague } from "./column_warnings.ts";
import { createCarriedTable } from "./carried.ts";
import { learnedOfWhole, type LoadColumn, loadColumn } from "./column.ts";
import { quoteName } from "../../catalog/names.ts";
import { createCountTable } from "./count_table.ts";
import { type Growth, growthOf, type Unshown, unshownBeside } from "./growth.ts";
import type { Load } from "./load.ts";
import { createLoadTable, type LoadTable } from "./table.ts";
import { createViews, needViews } from "./views.ts";
import { type Meet, type Watch, watchFor } from "./watch.ts";
import { looksAtAll } from "../read/whole.ts";
import { filtersOf } from "../../sql/plan/access_kinds.ts";
import { defined } from "../../lib/defined.ts";

/**
 * Makes the empty tables and views of all reads, so that the statement can be bound before anything is read.
 * @param meet is told of attributes in whose place another was taken
 * @param how `isLater`: for a later page, which shows the columns of the first; `judged`: columns are judged before rows are
 *   shown
 */
export async function createLoads(
  session: Session,
  reads: readonly ReadGroup[],
  meet: Meet = () => {},
  { isLater = false, judged = false }: { readonly isLater?: boolean; readonly judged?: boolean } = {},
): Promise<readonly Load[]> {
  const loads: Load[] = [];
  for (const read of reads) {
    const { access, relations, goalItems, lookupPlan, unless } = read;
    const [first] = relations;
    if (first === undefined) continue;
    const columns = unionOf(relations);
    const { table: description, loadName } = first;
    const name = needViews(relations) ? `${loadName}__shared` : loadName;
    // Where keys are looked up, the table may be read whole after all, if there are many; and where a read may be too little.
    const most = (lookupPlan?.lookup.otherwise ?? unless?.otherwise ?? { access }).access;
    const readsWhole = judged && goalItems === null && looksAtAll(most);
    const isChosen = filtersOf(access).length > 0;
    const loaded = columns.map((column) =>
      loadColumn(column, description, { readsWhole, isChosen, isLater })
    );
    const showsAll = relations.some(({ allColumns }) => allColumns);
    const unshown = isLater ? unshownBeside(loaded) : null;
    const growth = unshown?.note ?? growthOf(description, loaded, seenIn(relations), meet);
    const watch = watchFor(relations, meet, isLater);
    const table = columns.length === 0
      ? await createCountTable(session, name, watch)
      : await createTable(session, name, loaded, relations, { growth: showsAll ? growth : undefined, watch });
    const load: Load = {
      ...read,
      description,
      table,
      goalOf: certainly(first.condition, first.assumed ?? []),
      unshown,
    };
    await createViews(session, load);
    loads.push(load);
  }
  return loads;
}

async function createTable(
  session: Session,
  name: string,
  columns: readonly LoadColumn[],
  relations: readonly Relation[],
  looks: { readonly growth: Growth | undefined; readonly watch: Watch | undefined },
): Promise<LoadTable> {
  const [carried, ...others] = relations.flatMap(({ carried }) => carried ?? []);
  const { growth, watch } = looks;
  if (carried === undefined || growth === undefined) {
    return await createLoadTable(session, name, columns, looks);
  }
  const keys = new Set(
    relations.flatMap(({ table }) => [table, ...table.indexes]).flatMap((
      { key },
    ) => [key.hash.name, key.sort?.name]),
  );
  const plain = new Set(
    relations.filter((relation) => relation.carried === undefined).flatMap((relation) =>
      relation.columns.map(({ column }) => column)
    ),
  );
  const named = [carried, ...others].map((each) => each.named);
  return await createCarriedTable(session, name, columns, {
    item: carried.item,
    growth,
    watch,
    isNamed: (column) =>
      keys.has(column.attribute) || plain.has(column.name) ||
      named.some((names) => names.has(foldName(column.name))),
  });
}

function seenIn(relations: readonly Relation[]): SeenNames | undefined {
  const seen = new Set(relations.map(({ seenNames }) => seenNames));
  return seen.has("all") ? "all" : seen.has("inner") ? "inner" : undefined;
}

function unionOf(relations: readonly Relation[]): RelationColumn[] {
  const columns = new Map<string, RelationColumn>();
  for (const relation of relations) {
    for (const column of relation.columns) columns.set(column.column, column);
  }
  return [...columns.values()];
}

/** What was loaded, in whatever way. */
export interface Loaded {
  readonly description: TableDescription;
  readonly table: Pick<LoadTable, "columns" | "isHeld">;
  readonly unshown?: Unshown | null;
}

/** What the reads saw that the catalogue does not know. */
export function learnedFrom(loads: readonly Loaded[]): Learned[] {
  const learned: Learned[] = [];
  for (const { description, table, unshown } of loads) {
    const known = new Map(Object.entries(widenAttributes({}, unshown?.attributes() ?? {})));
    for (const column of table.columns) {
      const found = column.path.length > PATH_LEARNED ? null : learnedOfWhole(column);
      if (found === null) continue;
      // One attribute at a time: a table can have thousands, and each would go through all of them.
      const { attribute } = column;
      const before = known.get(attribute);
      const one = widenAttributes(before === undefined ? {} : { [attribute]: before }, {
        [attribute]: found,
      });
      for (const [name, evidence] of Object.entries(one)) known.set(name, evidence);
    }
    const attributes = Object.fromEntries(known);
    if (widens(description.attributes, attributes)) {
      const { schemaName, name: table, tableId } = description;
      learned.push({ schemaName, table, ...defined({ tableId }), attributes });
    }
  }
  return learned;
}

/** Steps of a path of which something is learned: deeper paths than data has must not fill the store. */
const PATH_LEARNED = 32;

/** Warnings on what was loaded: contradicting values, and columns that are not exact. */
export function loadWarnings(loads: readonly Loaded[]): string[] {
  const warnings = loads.flatMap(({ description, table }) =>
    table.columns.flatMap((column) => columnWarnings(description.name, column))
  );
  return [...new Set([...withoutVague(warnings), ...loads.flatMap(unshownWarning)])];
}

/** Names in a warning at most. */
const NAMED = 5;

function unshownWarning({ description, unshown }: Loaded): string[] {
  const names = Object.keys(unshown?.attributes() ?? {}).sort().map((name) => quoteName(name));
  if (names.length === 0) return [];
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
  return [
    `Items of ${description.name} have attributes that this answer's first page did not know, and that it does not show: ` +
    `${names.slice(0, NAMED).join(", ")}${more}. Run the SQL again without a cursor to see them.`,
  ];
}
