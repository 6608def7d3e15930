/**
 * Growth makes columns of attributes that are met while reading and that nobody knew, where a statement shows all columns.
 *
 * `SELECT * FROM t`, and an item has the new attribute `color` → a column `color`, NULL in the rows before
 * @module
 */
import { columnType, firstType, typeName } from "../../catalog/column_type.ts";
import type { TableDescription } from "../../catalog/description.ts";
import { type Attributes, createObserver } from "../../catalog/evidence.ts";
import type { AttributeValue, Item } from "../../dynamodb/access.ts";
import { isWhole, type SeenNames } from "../../sql/query.ts";
import { foldName } from "../../sql/resolve/identifiers.ts";
import { UNFIT_NAMES } from "../../sql/resolve/value_functions.ts";
import type { Session } from "../duckdb/session.ts";
import type { Meet } from "./watch.ts";
import { quoted } from "../values/column_type.ts";
import { type LoadColumn, loadColumn } from "./column.ts";

/** More new columns than this are added by making the table anew, once: adding one takes as long as the table is wide. */
const ADDED_ONE_BY_ONE = 8;

/** Makes columns of what items have and the table lacks. */
export type Growth = (items: readonly Item[]) => readonly LoadColumn[];

/**
 * Makes the growth of a table.
 * @param columns those made before anything is read
 * @param seenNames which names of new columns the statement depends on, for `meet`
 */
export function growthOf(
  table: TableDescription,
  columns: readonly LoadColumn[],
  seenNames?: SeenNames,
  meet: Meet = () => {},
): Growth {
  const known = new Set(columns.filter(isWhole).map(({ attribute }) => attribute));
  const taken = new Set([...columns.map(({ name }) => foldName(name)), ...UNFIT_NAMES]);

  function columnName(attribute: string): string {
    // SQL text ends at a NUL.
    const base = attribute.replaceAll("\0", "");
    let name = base === attribute ? base : `${base}#1`;
    for (let number = 1; taken.has(foldName(name)); number++) name = `${base}#${number}`;
    taken.add(foldName(name));
    return name;
  }

  return (items) => {
    const beside = observerBeside(known);
    beside.add(items);
    const attributes = beside.attributes();
    return Object.keys(attributes).sort().map((attribute) => {
      known.add(attribute);
      const evidence = attributes[attribute];
      const column = loadColumn(
        {
          attribute,
          path: [],
          column: columnName(attribute),
          // An attribute that is only ever NULL has no family.
          type: evidence === undefined ? columnType(evidence) : firstType(evidence, null),
        },
        { ...table, attributes: {} },
      );
      column.seen = evidence ?? null;
      const isSeen = seenNames === "all" || (seenNames === "inner" && column.name !== attribute);
      if (isSeen && evidence !== undefined) meet(table, { [attribute]: evidence });
      return column;
    });
  };
}

/** Notes attributes that a later page meets and does not show, as the first one had no columns for them. */
export interface Unshown {
  /** Notes what of these items would have become a column. */
  readonly note: Growth;
  /** The evidence of each attribute so far. */
  attributes(): Attributes;
}

/** Makes notes without an attribute. */
export function unshownBeside(columns: readonly LoadColumn[]): Unshown {
  const others = observerBeside(new Set(columns.filter(isWhole).map(({ attribute }) => attribute)));
  return {
    note(items) {
      others.add(items);
      return [];
    },
    attributes: others.attributes,
  };
}

/** Observes the attributes of items that are not `known`. */
function observerBeside(known: ReadonlySet<string>) {
  const seen = createObserver();
  return {
    add(items: readonly Item[]): void {
      for (const item of items) {
        const fresh: Record<string, AttributeValue> = {};
        let some = false;
        for (const attribute of Object.keys(item)) {
          const value = known.has(attribute) ? undefined : item[attribute];
          if (value === undefined) continue;
          // An assignment would not do: "__proto__" is a name like any other.
          Object.defineProperty(fresh, attribute, { value, enumerable: true });
          some = true;
        }
        if (some) seen.add(fresh);
      }
    },
    attributes: seen.attributes,
  };
}

/** Adds columns to a table with rows: these lack the attributes. */
export async function addColumns(
  session: Session,
  table: string,
  columns: readonly LoadColumn[],
): Promise<void> {
  if (columns.length <= ADDED_ONE_BY_ONE) {
    for (const { name, type } of columns) {
      await session.run(`ALTER TABLE ${quoted(table)} ADD COLUMN ${quoted(name)} ${typeName(type)}`);
    }
    return;
  }
  const grown = quoted(`${table}__grown`);
  const nulls = columns.map(({ name, type }) => `NULL::${typeName(type)} AS ${quoted(name)}`).join(", ");
  await session.run(
    `CREATE OR REPLACE TEMP TABLE ${grown} AS SELECT *, ${nulls} FROM ${quoted(table)} ORDER BY rowid`,
  );
  await session.run(`DROP TABLE ${quoted(table)}`);
  await session.run(`ALTER TABLE ${grown} RENAME TO ${quoted(table)}`);
}

/** The internal names to translate back, with those of columns made while reading. */
export function withMetNames(
  outputNames: ReadonlyMap<string, string>,
  loads: readonly { readonly table: { readonly columns: readonly LoadColumn[] } }[],
): ReadonlyMap<string, string> {
  const met = loads.flatMap(({ table }) =>
    table.columns.filter((column) => isWhole(column) && column.name !== column.attribute)
      .filter(({ name }) => !outputNames.has(name))
      .map(({ name, attribute }) => [name, attribute] as const)
  );
  return met.length === 0 ? outputNames : new Map([...outputNames, ...met]);
}
