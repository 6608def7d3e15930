/**
 * Attributes that are met while reading and that nobody knew: where a statement shows all there is, they become columns.
 * @module
 */
import { columnType, firstType, typeName } from "../../catalog/column_type.ts";
import type { TableDescription } from "../../catalog/description.ts";
import { type Attributes, createObserver } from "../../catalog/evidence.ts";
import type { AttributeValue, Item } from "../../dynamodb/access.ts";
import { isWhole } from "../../sql/query.ts";
import { foldName } from "../../sql/resolve/identifiers.ts";
import type { Session } from "../duckdb/session.ts";
import { quoted } from "../values/column_type.ts";
import { type LoadColumn, loadColumn } from "./column.ts";

/** Columns above which a table is made anew, once: adding one takes as long as there are columns. */
const ADDED_ONE_BY_ONE = 8;

/** Makes columns of what items have and the columns lack. */
export type Growth = (items: readonly Item[]) => readonly LoadColumn[];

/**
 * The growth of a table.
 * @param columns as they are made before anything is read
 */
export function growthOf(table: TableDescription, columns: readonly LoadColumn[]): Growth {
  const known = new Set(columns.filter(isWhole).map(({ attribute }) => attribute));
  // A column of the latter name would hide the numbers of rows.
  const taken = new Set([...columns.map(({ name }) => foldName(name)), "rowid"]);

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
          // As NULL alone, it has none.
          type: evidence === undefined ? columnType(evidence) : firstType(evidence, null),
        },
        { ...table, attributes: {} },
      );
      column.seen = evidence ?? null;
      return column;
    });
  };
}

/** What is met beside the columns there are, and does not become one. */
export interface Unshown {
  /** Notes what of these items would have become a column, and makes none. */
  readonly note: Growth;
  /** What was met of each attribute so far. */
  attributes(): Attributes;
}

/** Nothing met yet. */
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

/** Observes what items have beside what is `known`. */
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
          // Not by assignment: "__proto__" is a name like any other.
          Object.defineProperty(fresh, attribute, { value, enumerable: true });
          some = true;
        }
        if (some) seen.add(fresh);
      }
    },
    attributes: seen.attributes,
  };
}

/** Adds columns to a table that is loaded already: its rows lack those attributes. */
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

/** Names to restore, with those of what was met while reading. */
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
