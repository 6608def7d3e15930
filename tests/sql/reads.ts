/**
 * What DynamoDB would give for a read, played on items in memory.
 * @module
 */
import type { TableDescription } from "../../src/catalog/description.ts";
import type { Access, AttributeValue, Condition, Item, QueryPart } from "../../src/dynamodb/access.ts";
import { matches, rangeCondition } from "../../src/dynamodb/evaluate.ts";
import { compareScalars, keyIdentity, toScalar } from "../../src/dynamodb/scalar.ts";

/** The items that DynamoDB would give for this read; of partitions of which only the first are read, those. */
export function itemsRead(access: Access, items: readonly Item[], table: TableDescription): readonly Item[] {
  const parts = access.kind === "query" ? [access, ...access.more ?? []] : [];
  if (access.kind !== "query" || parts.every(({ top }) => top === undefined)) {
    return items.filter((item) => wouldRead(access, item, table));
  }
  const given = parts.flatMap((part) =>
    part.hash.values.flatMap((value) => topOf(part, { ...part.hash, values: [value] }, items, table))
  );
  if (access.distinctBy === undefined && new Set(given).size < given.length) {
    throw new Error(`An item is read twice: ${JSON.stringify(access)}`);
  }
  return [...new Set(given)];
}

/** Of one partition the first items, until enough of them count. */
function topOf(part: QueryPart, hash: QueryPart["hash"], items: readonly Item[], table: TableDescription) {
  const { top } = part;
  const all = items.filter((item) => wouldQuery({ ...part, hash }, item, table));
  if (top === undefined) return all;
  const sort = (table.indexes.find(({ name }) => name === part.index)?.key ?? table.key).sort?.name ?? "";
  const inOrder = all.toSorted((a, b) => compared(a[sort], b[sort]) * (top.reverse ? -1 : 1));
  const taken: Item[] = [];
  for (const item of inOrder) {
    if (taken.filter((each) => top.of === null || matches(each, top.of)).length >= top.items) break;
    taken.push(item);
  }
  return taken;
}

function compared(a: AttributeValue | undefined, b: AttributeValue | undefined): number {
  const [left, right] = [a === undefined ? null : toScalar(a), b === undefined ? null : toScalar(b)];
  return left === null || right === null ? 0 : compareScalars(left, right) ?? 0;
}

/** Whether DynamoDB would give the item for this read. */
export function wouldRead(access: Access, item: Item, table: TableDescription): boolean {
  switch (access.kind) {
    case "empty":
      return false;
    case "get": {
      const own = keyIdentity(keyOf(item, table));
      return access.keys.some((wanted) => keyIdentity(wanted) === own);
    }
    case "query": {
      const parts = [access, ...access.more ?? []].filter((part) => wouldQuery(part, item, table));
      if (parts.length > 1) throw new Error(`An item is read twice: ${JSON.stringify(access)}`);
      return parts.length === 1;
    }
    case "scan":
      return isIn(access.index, item, table) && (access.filter === null || matches(item, access.filter));
  }
}

function wouldQuery({ index, hash, sort, filter }: QueryPart, item: Item, table: TableDescription): boolean {
  const keyCondition: Condition[] = [{ op: "in", attribute: hash.attribute, values: hash.values }];
  if (sort !== undefined) keyCondition.push(rangeCondition(sort.attribute, sort.range));
  return isIn(index, item, table) && matches(item, { op: "and", args: keyCondition }) &&
    (filter === null || matches(item, filter));
}

/** The item as the read would give it: the attributes asked for, of those that the index holds. */
export function asRead(access: Access, item: Item, table: TableDescription): Item {
  if (access.kind === "empty") return {};
  const part = access.kind === "query"
    ? [access, ...access.more ?? []].find((each) => wouldQuery(each, item, table))
    : access;
  const from = part === undefined || "keys" in part || ("fetchBack" in part && part.fetchBack !== undefined)
    ? undefined
    : part.index;
  const index = table.indexes.find((each) => each.name === from);
  const held = index === undefined || index.projection === "ALL" || index.type === "LSI" ? null : new Set(
    [table.key, index.key].flatMap(({ hash, sort }) => [hash.name, sort?.name ?? ""]).concat(index.include),
  );
  return Object.fromEntries(
    Object.entries(item).filter(([name]) =>
      (access.attributes === null || access.attributes.includes(name)) && (held === null || held.has(name))
    ),
  );
}

function keyOf(item: Item, { key: { hash, sort } }: TableDescription): Item {
  return Object.fromEntries(
    Object.entries(item).filter(([name]) => name === hash.name || name === sort?.name),
  );
}

/** Whether an index holds the item. */
function isIn(name: string | undefined, item: Item, { indexes }: TableDescription): boolean {
  const index = indexes.find((each) => each.name === name);
  if (index === undefined) return true;
  return [index.key.hash, index.key.sort].every((part) => {
    const value = part === undefined ? undefined : item[part.name];
    return part === undefined || (value !== undefined && part.type in value);
  });
}
