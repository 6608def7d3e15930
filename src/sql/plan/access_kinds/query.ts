/**
 * A Query of one partition, of several, or of parts that each have a key and an index of their own.
 *
 * `SELECT * FROM orders WHERE customer = 'c1' OR status = 'open'` → a Query by each key, no item twice
 * @module
 */
import type { TableDescription } from "../../../catalog/description.ts";
import type { PartitionTop, QueryPart, QueryRead, Scalar } from "../../../dynamodb/access.ts";
import { keyNames } from "../index_applicability.ts";
import { indexText, membershipText, rangeText } from "../print_condition.ts";
import { type AccessKind, attributesOfAll, type KeyParts, KEYS_SHOWN, SIZE_DOUBT } from "./access_kind.ts";
import { defined } from "../../../lib/defined.ts";

/** By partition keys, of the table or of indexes. */
export const query: AccessKind<QueryRead> = {
  isNothing: false,
  isExhaustive: false,
  canStop: true,
  isByItem: false,
  cost: (units) => units,
  lookupCost: (units) => units * SIZE_DOUBT.factor,
  describe(access) {
    const { more = [], countOnly, reverse } = access;
    return `${countOnly ? "Query (count)" : "Query"}${partText(access)}${reverse ? ", backwards" : ""}${
      more.length === 0 ? "" : `, and ${more.length} more${otherIndexes(access)}`
    }`;
  },
  shownAs: () => "query",
  keysText(access) {
    const parts = partsOf(access);
    const shown = parts.slice(0, KEYS_SHOWN).map(({ hash, sort }) => {
      const partition = membershipText(hash.attribute, hash.values);
      return sort === undefined ? partition : `${partition} AND ${rangeText(sort.attribute, sort.range)}`;
    });
    const left = parts.length > KEYS_SHOWN ? [`… ${parts.length - KEYS_SHOWN} more`] : [];
    return [...shown, ...left].join(" OR ");
  },
  parts: partsOf,
  keyCount: (access) => partsOf(access).reduce((sum, { hash }) => sum + hash.values.length, 0),
  takesKeys({ hash, sort, more = [] }, attributes) {
    // Further parts, where a read has them, have keys of their own.
    return more.length === 0 &&
      [...attributes].every((name) =>
        name === hash.attribute || (name === sort?.attribute && sort.range.op === "=")
      );
  },
  forKeys: identified,
  withKeys(access, parts, found) {
    if (parts.some(({ to }) => to === access.sort?.attribute)) return queryOfEach(access, parts, found);
    const values = found.flatMap(([value]) => value === undefined ? [] : [value]);
    return { ...access, hash: { ...access.hash, values } };
  },
  common: (access) => ({ ...access, attributes: null }),
  merged: (access, others) => ({ ...access, attributes: attributesOfAll([access, ...others]) }),
  topCount: (access) =>
    partsOf(access).reduce((sum, { hash, top }) => sum + (top === undefined ? 0 : hash.values.length), 0),
  isOnePartition: ({ hash, countOnly, more = [], fetchBack, top }) =>
    hash.values.length === 1 && !countOnly && more.length === 0 && fetchBack === undefined &&
    top === undefined,
  directed: (access, reverse) => ({ ...access, reverse }),
  sequential: (access) => access,
};

function partsOf(access: QueryRead): readonly QueryPart[] {
  return [access, ...access.more ?? []];
}

function partText({ hash, index, fetchBack, top }: QueryPart): string {
  const times = hash.values.length <= 1 ? "" : ` of ${hash.values.length} partitions`;
  const back = fetchBack === undefined ? "" : ", then BatchGetItem of what it finds";
  return `${times}${indexText(index)}${topText(top)}${back}`;
}

function topText(top: PartitionTop | undefined): string {
  if (top === undefined) return "";
  const end = top.reverse ? "last" : "first";
  return top.items === 1 ? `, the ${end} item of each` : `, the ${end} ${top.items} items of each`;
}

/** The indexes of further parts, where they are others. */
function otherIndexes({ index, more = [] }: QueryRead): string {
  const others = new Set(more.map((part) => part.index).filter((each) => each !== index));
  return [...others].map((each) => each === undefined ? " on the table" : indexText(each)).join(" and");
}

/**
 * A read of several parts that gives each item once. In the table an item stays where it is: its keys do not change.
 * An index follows the attributes that are its keys.
 * @param overlapping an item may be in two parts, whether it moves or not
 */
export function identified(
  access: QueryRead,
  { key }: Pick<TableDescription, "key">,
  overlapping = false,
): QueryRead {
  if (!overlapping && partsOf(access).every((part) => part.index === undefined)) return access;
  const { attributes } = access;
  const distinctBy = [...keyNames(key)];
  return {
    ...access,
    attributes: attributes === null ? null : [...new Set([...attributes, ...distinctBy])],
    distinctBy,
  };
}

/** One Query for each of the keys found: sort keys among them, the partition found with them or known before. */
function queryOfEach(
  each: QueryRead,
  parts: KeyParts,
  found: readonly (readonly Scalar[])[],
): QueryRead {
  const { hash, sort, filter, index, fetchBack, top } = each;
  const queries = found.map((values): QueryPart => {
    const valueOf = (attribute: string | undefined) => values[parts.findIndex(({ to }) => to === attribute)];
    const [first, second] = [valueOf(hash.attribute), valueOf(sort?.attribute)];
    return defined({
      index,
      hash: first === undefined ? hash : { ...hash, values: [first] },
      sort: sort && second && { ...sort, range: { op: "=", value: second } as const },
      filter,
      fetchBack,
      top,
    });
  });
  const [only, ...more] = queries;
  if (only === undefined) return { ...each, hash: { ...hash, values: [] } };
  return { ...each, ...only, ...defined({ more: more.length === 0 ? undefined : more }) };
}
