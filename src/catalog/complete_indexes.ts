/**
 * A complete index is one of which the operator declared that it leaves out no item of its table. DynamoDB leaves out
 * items that lack a key attribute of an index, so without that an index stands for the table only where a statement
 * rules such items out. A declaration is believed until an item contradicts it.
 * @module
 */
import type { AttributeValue, Item } from "../dynamodb/access.ts";
import { canBeKey, toScalar } from "../dynamodb/scalar.ts";
import { DynamoSqlError } from "../errors.ts";
import type {
  Contradiction,
  IndexDescription,
  KeyAttribute,
  KeySchema,
  TableDescription,
} from "./description.ts";
import { matchName, namesNear, quoteName } from "./names.ts";

/** An index as it was when it was declared complete: another one of its name was not. */
export type DeclaredIndex = Pick<IndexDescription, "name" | "key">;

/** A declaration that an item contradicted. */
export interface Withdrawn extends Contradiction {
  /** The table's schema. */
  readonly schemaName: string;
  /** The table, as SQL names it. */
  readonly table: string;
}

/** The indexes, with those marked that are declared complete. */
export function marked(
  indexes: readonly IndexDescription[],
  declared: readonly DeclaredIndex[] = [],
): readonly IndexDescription[] {
  if (declared.length === 0) return indexes;
  return indexes.map((index) =>
    declared.some((each) => isOf(each, index)) ? { ...index, complete: true } : index
  );
}

/** A table as it is known once a declaration is withdrawn. */
export function withoutDeclarations(
  table: TableDescription,
  contradictions: readonly Contradiction[],
): TableDescription {
  const names = new Set(contradictions.map(({ index }) => index));
  if (!table.indexes.some(({ name, complete }) => complete === true && names.has(name))) return table;
  const indexes = table.indexes.map((index) => {
    if (!names.has(index.name)) return index;
    const { complete: _, ...undeclared } = index;
    return undeclared;
  });
  return { ...table, indexes };
}

/** What a sample says against declarations: those that it contradicts. An index that is no more is not among them. */
export function contradictedBy(
  table: Pick<TableDescription, "indexes" | "attributes" | "sample">,
  declared: readonly DeclaredIndex[],
): readonly Contradiction[] {
  return declared.flatMap((each) => {
    const index = table.indexes.find((index) => isOf(each, index));
    const lacking = index === undefined ? undefined : lackingIn(table, index);
    return lacking === undefined ? [] : [{ index: each.name, attribute: lacking.attribute }];
  });
}

/** The declarations that are left: of indexes that are still there as they were, and that nothing contradicts. */
export function stillDeclared(
  indexes: readonly IndexDescription[],
  declared: readonly DeclaredIndex[],
  contradictions: readonly Contradiction[],
): readonly DeclaredIndex[] {
  return declared.filter((each) =>
    indexes.some((index) => isOf(each, index)) && !contradictions.some(({ index }) => index === each.name)
  );
}

/**
 * Declares an index complete, or takes that back.
 * @throws DynamoSqlError `bad_request` where the table has no such index, or sampled items are not in it
 */
export function declared(
  table: TableDescription,
  before: readonly DeclaredIndex[],
  { index: name, on }: { readonly index: string; readonly on: boolean },
): { readonly index: IndexDescription; readonly declared: readonly DeclaredIndex[] } {
  const index = indexNamed(table, name);
  const others = before.filter((each) => each.name !== index.name);
  if (!on) return { index, declared: others };
  const lacking = lackingIn(table, index);
  if (lacking === undefined) return { index, declared: [...others, { name: index.name, key: index.key }] };
  const { attribute, type, items } = lacking;
  throw new DynamoSqlError(
    "bad_request",
    `Index ${quoteName(index.name)} of ${quoteName(table.name)} does not hold every item: ${items} of ` +
      `${table.sample.items} sampled items lack attribute ${
        quoteName(attribute)
      }, or have another type than ${type} ` +
      "there. Give every item that attribute first; then declare the index complete.",
  );
}

/**
 * The key attribute for which the index leaves an item out; undefined = it holds the item, as far as is known.
 * @param shown attributes that the item shows if it has them
 */
export function missingKey(
  item: Item,
  { key: { hash, sort } }: IndexDescription,
  shown: ReadonlySet<string>,
): KeyAttribute | undefined {
  const lacks = (key: KeyAttribute, part: "hash" | "sort") =>
    shown.has(key.name) && !isKey(own(item, key.name), key, part);
  if (lacks(hash, "hash")) return hash;
  return sort !== undefined && lacks(sort, "sort") ? sort : undefined;
}

function own(item: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

function isKey(value: AttributeValue | undefined, { type }: KeyAttribute, part: "hash" | "sort"): boolean {
  const scalar = value === undefined ? null : toScalar(value);
  return scalar !== null && scalar.type === type && canBeKey(scalar, part);
}

/** The key attribute that most of the sampled items lack, and how many those are; undefined = none lacks any. */
function lackingIn(
  { attributes, sample }: Pick<TableDescription, "attributes" | "sample">,
  { key }: IndexDescription,
): { readonly attribute: string; readonly type: KeyAttribute["type"]; readonly items: number } | undefined {
  const [most] = keysOf(key).map(({ name, type }) => ({
    attribute: name,
    type,
    items: sample.items - ((Object.hasOwn(attributes, name) ? attributes[name]?.types[type] : 0) ?? 0),
  })).sort((a, b) => b.items - a.items);
  return most === undefined || most.items <= 0 ? undefined : most;
}

function keysOf({ hash, sort }: KeySchema): readonly KeyAttribute[] {
  return sort === undefined ? [hash] : [hash, sort];
}

function isOf(declared: DeclaredIndex, index: IndexDescription): boolean {
  const text = ({ name, key }: DeclaredIndex) =>
    JSON.stringify([name, ...keysOf(key).map((each) => [each.name, each.type])]);
  return text(declared) === text(index);
}

function indexNamed(table: TableDescription, name: string): IndexDescription {
  const names = table.indexes.map((index) => index.name);
  const match = matchName(name, names);
  const found = "found" in match ? table.indexes.find((index) => index.name === match.found) : undefined;
  if (found !== undefined) return found;
  const near = names.length === 0 ? ["It has none."] : namesNear(name, names);
  const said = `${quoteName(table.name)} has no index ${quoteName(name)}.`;
  throw new DynamoSqlError("bad_request", [said, ...near].join(" "));
}
