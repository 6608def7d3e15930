/**
 * The columns of a table that a description shows: all of an ordinary table, the most present ones of one with thousands
 * of attribute names, and never more than there is room for.
 * @module
 */
import { columnType, typeName } from "../catalog/column_type.ts";
import { quoteName } from "../catalog/names.ts";
import type { Evidence, KeyAttribute, TableDescription } from "../catalog/description.ts";
import { utf8Length } from "../catalog/size.ts";
import type { DescribeTableResult } from "./describe_table_result.ts";

type ToolColumn = DescribeTableResult["columns"][number];

/** What is shown of a table's attributes. */
export type ShownColumns = Pick<DescribeTableResult, "columns" | "attribute_types"> & {
  /** Attributes that are not shown. */
  readonly hidden: number;
};

/** Columns shown at most. */
const columnsMax = 200;
/** Characters of a type at most: as many as there is room for. A nested one can be endless. */
const typeLengths = [2_000, 300, 60];
const presenceDigits = 4;

/** The columns of a description, keys first, then by name, in so many bytes of JSON (the key itself is always there). */
export function shownColumns(description: TableDescription, room: number): ShownColumns {
  const all = attributesOf(description);
  const likely = all.slice(0, columnsMax);
  for (const typeLength of typeLengths) {
    const shown = likely.map((each) => ({ ...each, column: columnOf(each, description, typeLength) }));
    const last = typeLength === typeLengths.at(-1);
    if (!last && shown.reduce((sum, each) => sum + bytesOf(each), 0) > room) continue;
    let left = room;
    const fitting = shown.filter((each) => {
      const bytes = bytesOf(each);
      if (each.place === undefined && bytes > left) return false;
      left -= bytes;
      return true;
    });
    return inOrder(fitting, all.length);
  }
  return { columns: [], attribute_types: {}, hidden: all.length };
}

interface Attribute {
  readonly name: string;
  readonly evidence: Evidence;
  /** Set for keys of the table and of indexes. */
  readonly key: KeyAttribute | undefined;
  /** Position in the table's own key; undefined = not part of it. */
  readonly place: number | undefined;
  readonly seen: number;
}

/** The attributes, those that should rather be shown first. */
function attributesOf({ key, indexes, attributes }: TableDescription): readonly Attribute[] {
  const own = [key.hash, ...key.sort === undefined ? [] : [key.sort]];
  const keys = new Map<string, KeyAttribute>();
  for (const { hash, sort } of [key, ...indexes.map((index) => index.key)]) {
    for (const each of sort === undefined ? [hash] : [hash, sort]) {
      if (!keys.has(each.name)) keys.set(each.name, each);
    }
  }
  const found = Object.entries(attributes).map(([name, evidence]): Attribute => {
    const place = own.findIndex((each) => each.name === name);
    return {
      name,
      evidence,
      key: keys.get(name),
      place: place < 0 ? undefined : place,
      seen: seenOf(evidence),
    };
  });
  return found.sort((one, other) => rank(one) - rank(other) || other.seen - one.seen || byName(one, other));
}

function rank({ place, key }: Attribute): number {
  return place !== undefined ? place : key !== undefined ? 2 : 3;
}

function byName(one: Attribute, other: Attribute): number {
  return one.name < other.name ? -1 : 1;
}

function columnOf(
  { name, evidence, key, place, seen }: Attribute,
  { sample }: TableDescription,
  typeLength: number,
): ToolColumn {
  const type = typeName(columnType(evidence, key), quoteName);
  return {
    name,
    type: type.length > typeLength ? `${type.slice(0, typeLength - 1).toWellFormed()}…` : type,
    // Only the key is there by DynamoDB's own rule: of anything else the next item may lack it.
    nullable: place === undefined,
    presence: place !== undefined ? 1 : presenceOf(seen, sample.items),
  };
}

/** How many values were seen. */
function seenOf({ types }: Evidence): number {
  const { NULL: nulls = 0 } = types;
  return Object.values(types).reduce((sum, count) => sum + count, 0) - nulls;
}

/** The share of sampled items that have the attribute with a value, 0 to 1. */
function presenceOf(seen: number, sampled: number): number {
  return Number(Math.min(1, seen / Math.max(1, sampled)).toFixed(presenceDigits));
}

function bytesOf({ column, name, evidence }: Attribute & { readonly column: ToolColumn }): number {
  return utf8Length(JSON.stringify(column)) + utf8Length(JSON.stringify({ [name]: evidence.types }));
}

/** Key attributes first, in key order, then the others by name: what a reader looks for first comes first. */
function inOrder(shown: readonly (Attribute & { readonly column: ToolColumn })[], all: number): ShownColumns {
  const sorted = [...shown].sort((one, other) =>
    (one.place ?? Infinity) === (other.place ?? Infinity)
      ? byName(one, other)
      : (one.place ?? Infinity) - (other.place ?? Infinity)
  );
  return {
    columns: sorted.map(({ column }) => column),
    attribute_types: Object.fromEntries(sorted.map(({ name, evidence }) => [name, { ...evidence.types }])),
    hidden: all - shown.length,
  };
}
