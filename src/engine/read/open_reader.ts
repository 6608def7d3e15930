/**
 * A checking reader notices items that the table's description does not allow: those of a table made anew with other
 * keys, and those that an index declared complete leaves out.
 *
 * `SELECT * FROM orders`, while `orders` is deleted and made again with another key → `table_not_found`, and no rows
 * without a key
 * @module
 */
import type { Access, Connection, Item, ReadPage, TableReader, Throttled } from "../../dynamodb/access.ts";
import type { KeyAttribute, TableDescription } from "../../catalog/description.ts";
import { createReader } from "../../dynamodb/mod.ts";
import { attributesAsked, countsOnly, kindOf } from "../../sql/plan/access_kinds.ts";
import { DynamoSqlError } from "../../errors.ts";
import { completeCheck, type Contradict } from "./complete_check.ts";

/** The way to a table, and who is told of what its items contradict. */
export interface ReaderOptions {
  readonly connection: Connection;
  readonly throttled?: Throttled;
  readonly contradict: Contradict;
}

/** A reader of one table. Beside a reader's own codes it fails with `table_not_found` where the table is another one. */
export function openReader(
  description: TableDescription,
  { connection, throttled, contradict }: ReaderOptions,
): TableReader {
  const reader = createReader(connection, throttled);
  return {
    read(access, options) {
      const check = checkOf(access, description, contradict);
      const pages = reader.read(access, options);
      return check === undefined ? pages : checked(pages, check);
    },
  };
}

/** What is checked of the items of a read; undefined = nothing. */
function checkOf(
  access: Access,
  description: TableDescription,
  contradict: Contradict,
): ItemsCheck | undefined {
  const keys = keysIn(access, description);
  const isComplete = completeCheck(description, access, contradict);
  if (keys.length === 0) return isComplete;
  return (items) => {
    checkFirst(items, keys, description);
    isComplete?.(items);
  };
}

/** Looks at items. Fails where they are not what was planned for. */
type ItemsCheck = (items: readonly Item[]) => void;

/** The table's keys that a Scan gives. DynamoDB itself refuses other reads that do not fit the keys. */
function keysIn(access: Access, { key: { hash, sort } }: TableDescription): readonly KeyAttribute[] {
  if (!kindOf(access).isExhaustive || countsOnly(access)) return [];
  const attributes = attributesAsked(access);
  return (sort === undefined ? [hash] : [hash, sort]).filter(({ name }) =>
    attributes === null || attributes.includes(name)
  );
}

async function* checked(
  pages: AsyncIterable<ReadPage>,
  check: ItemsCheck,
): AsyncGenerator<ReadPage, void, undefined> {
  for await (const page of pages) {
    const { items, pieces } = page;
    check(items);
    yield pieces === undefined ? page : { ...page, pieces: (most) => checkedPieces(pieces(most), check) };
  }
}

function* checkedPieces(
  pieces: Iterable<readonly Item[]>,
  check: ItemsCheck,
): Generator<readonly Item[], void, undefined> {
  for (const items of pieces) {
    check(items);
    yield items;
  }
}

/** Every item has its keys, so one item is enough to tell. */
function checkFirst([first]: readonly Item[], keys: readonly KeyAttribute[], table: TableDescription): void {
  if (first === undefined) return;
  for (const { name, type } of keys) {
    const value = Object.hasOwn(first, name) ? first[name] : undefined;
    if (value !== undefined && type in value) continue;
    throw new DynamoSqlError(
      "table_not_found",
      `Table ${table.name} was made anew with other keys while it was read; ask again.`,
      { staleTable: table.physicalName },
    );
  }
}
