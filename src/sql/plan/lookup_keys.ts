/**
 * The keys of a lookup join: which attributes of a join can be the keys of the other relation's read, and that read
 * once the keys are found.
 *
 * `SELECT o.total FROM small s JOIN orders o ON o.customer = s.ref AND o.placed = s.id` → BatchGetItem of `orders` by
 * the pairs (`s.ref`, `s.id`)
 * @module
 */
import type { SqlType } from "../../catalog/sql_type.ts";
import type { TableDescription } from "../../catalog/description.ts";
import type { Scalar } from "../../dynamodb/access.ts";
import { canBeKey } from "../../dynamodb/scalar.ts";
import {
  type CandidateRead,
  isWhole,
  type JoinEdge,
  type KeyLookup,
  type Relation,
  type RelationPlan,
} from "../query.ts";
import { allOf, ALWAYS, plainNumber } from "../resolve/conditions.ts";
import { keyAttributes } from "../resolve/draft.ts";
import { kindOf } from "./access_kinds.ts";
import { candidatesFor } from "./access_paths.ts";
import { canHold } from "./key_values.ts";
import type { PlanOptions } from "./options.ts";
import { withoutAttributes } from "./residual.ts";
import { costOf, lookupCostOf } from "./cost.ts";

/** At most so many keys are looked up: they are held in memory, and each costs half a read unit at least. */
export const LOOKUP_KEYS_MAX = 100_000;

/** A placeholder for a key's value while that is not known. */
const STAND_IN: Readonly<Record<"S" | "N" | "B", Scalar>> = {
  S: { type: "S", value: "?" },
  N: { type: "N", value: "0" },
  B: { type: "B", value: "AA==" },
};

/** A way to look up a relation, before it is decided. */
export type LookupWay = Pick<KeyLookup, "from" | "parts" | "also" | "each">;

/** All parts of a lookup's key, in the order of the values found. */
export function partsOf({ parts, also }: Pick<KeyLookup, "parts" | "also">): KeyLookup["parts"] {
  return also === undefined ? parts : [...parts, ...also.parts];
}

/**
 * The ways in which keys of one relation can look up another.
 * @param edges edges from the one to the other
 */
export function lookupsBetween(
  from: Relation,
  to: Relation,
  edges: readonly JoinEdge[],
  options: PlanOptions,
): readonly LookupWay[] {
  const parts = partsBetween(from, to, edges);
  const sets = [...parts.map(({ part }) => [part]), ...pairsOf(to.table, parts)];
  const distinct = [...new Map(sets.map((set) => [JSON.stringify(set), set])).values()];
  return distinct.flatMap((set) =>
    readsOf(to, set, options).map((each): LookupWay => ({ from: from.id, parts: set, each }))
  );
}

/**
 * The ways in which one relation gives the partition of a key and another the sort key. Each edge holds by itself, so
 * each partition is combined with each sort key.
 * @param sources relations with the edges from them
 */
export function lookupsAcross(
  sources: readonly (readonly [Relation, readonly JoinEdge[]])[],
  to: Relation,
  options: PlanOptions,
): readonly LookupWay[] {
  const given = sources.flatMap(([from, edges]) =>
    partsBetween(from, to, edges).filter(({ part }) => part.computed === undefined)
      .map(({ part }) => ({ from: from.id, part }))
  );
  const schemas = [to.table.key, ...to.table.indexes.map((index) => index.key)];
  const pairs = schemas.flatMap(({ hash, sort }) =>
    given.filter(({ part }) => part.to === hash.name).flatMap((first) =>
      given.filter(({ from, part }) => part.to === sort?.name && from !== first.from)
        .map((second) => [first, second] as const)
    )
  );
  const distinct = new Map(pairs.map((pair) => [JSON.stringify(pair), pair]));
  return [...distinct.values()].flatMap(([first, second]) =>
    readsOf(to, [first.part, second.part], options).map((each): LookupWay => ({
      from: first.from,
      parts: [first.part],
      also: { from: second.from, parts: [second.part] },
      each,
    }))
  );
}

/** The parts of keys that edges from another relation give. */
function partsBetween(from: Relation, to: Relation, edges: readonly JoinEdge[]): readonly Part[] {
  const keys = keyAttributes(to.table);
  return edges.flatMap((edge): readonly Part[] => {
    const type = keys.get(edge.to.attribute)?.type;
    const { computed } = edge.from;
    if (computed !== undefined) {
      const part = { from: "", to: edge.to.attribute, type: type ?? "S", computed };
      return type === undefined ? [] : [{ part, use: edge.use }];
    }
    const source = typeOf(from, edge.from.attribute);
    const target = typeOf(to, edge.to.attribute);
    if (type === undefined || source === null || target === null) return [];
    return comparesAs(source, target) === type
      ? [{ part: { from: edge.from.attribute, to: edge.to.attribute, type }, use: edge.use }]
      : [];
  });
}

interface Part {
  readonly part: KeyLookup["parts"][number];
  /** As {@link JoinEdge} has it. */
  readonly use: string | undefined;
}

/** The pairs that make a whole key, of the table or of an index, from one item. */
function pairsOf(table: TableDescription, all: readonly Part[]): readonly KeyLookup["parts"][] {
  // Which computed values belong to which item is not known.
  const parts = all.filter(({ part }) => part.computed === undefined);
  return [table.key, ...table.indexes.map((index) => index.key)].flatMap(({ hash, sort }) =>
    parts.filter(({ part }) => part.to === hash.name).flatMap((first) =>
      parts.filter(({ part, use }) => part.to === sort?.name && use === first.use)
        .map((second) => [first.part, second.part])
    )
  );
}

function typeOf(relation: Relation, attribute: string): SqlType | null {
  const column = relation.columns.find((each) => each.attribute === attribute && isWhole(each));
  return column === undefined || (column.type.kind === "VARCHAR" && column.type.mixed) ? null : column.type;
}

/**
 * The DynamoDB type as which two columns compare, where SQL's equality is DynamoDB's: null where one of them is cast
 * to another type, or where decimals are rounded because both together need more than 38 digits.
 */
export function comparesAs(a: SqlType, b: SqlType): KeyLookup["parts"][number]["type"] | null {
  if (a.kind === "VARCHAR" && b.kind === "VARCHAR") return "S";
  if (a.kind === "BLOB" && b.kind === "BLOB") return "B";
  const [left, right] = [digitsOf(a), digitsOf(b)];
  if (left === null || right === null) return null;
  return Math.max(left.whole, right.whole) + Math.max(left.scale, right.scale) <= 38 ? "N" : null;
}

function digitsOf(type: SqlType): { whole: number; scale: number } | null {
  if (type.kind === "BIGINT") return { whole: 19, scale: 0 };
  return type.kind === "DECIMAL" ? { whole: type.width - type.scale, scale: type.scale } : null;
}

/** The reads of one key: those that would be possible if its attributes were constants. */
function readsOf(to: Relation, parts: KeyLookup["parts"], options: PlanOptions): readonly CandidateRead[] {
  const given = new Set(parts.map((part) => part.to));
  const rest = to.condition === null ? null : withoutAttributes(to.condition, given);
  const condition = allOf([
    rest ?? ALWAYS,
    ...parts.map(({ to: attribute, type }) => ({ op: "=", attribute, value: STAND_IN[type] } as const)),
  ]);
  return candidatesFor({ ...to, condition }, options).flatMap((candidate) => {
    const { access: found, estimatedItems, estimatedReadUnits, leastReadUnits, refused, enough } = candidate;
    const kind = kindOf(found);
    if (refused !== undefined || enough !== undefined || !kind.takesKeys(found, given)) return [];
    const access = kind.forKeys(found, to.table);
    return [{ access, estimatedItems, estimatedReadUnits, leastReadUnits }];
  });
}

/** A value as DuckDB's text of it (base64 of a BLOB) → the scalar that a key of the type would be. */
export function keyScalar(type: "S" | "N" | "B", text: string): Scalar {
  return { type, value: type === "N" ? plainNumber(text) : text };
}

/**
 * The read for the keys that were found: as many as there are, or the read without keys where that is cheaper.
 * @param found distinct values in the order of the lookup's parts; those that no item can have, or that contradict
 * the relation's condition, are left out
 * @param spent what lookups of earlier keys have cost already
 */
export function lookupRead(
  plan: RelationPlan & { readonly lookup: KeyLookup },
  found: readonly (readonly Scalar[])[],
  spent = 0,
): CandidateRead {
  const { relation: { table, condition }, lookup: { each, otherwise } } = plan;
  const parts = partsOf(plan.lookup);
  const possible = found.filter((values) =>
    parts.every(({ to, type }, at) => {
      const value = values[at];
      const part = to === table.key.sort?.name ? "sort" : "hash";
      return value !== undefined && value.type === type && canBeKey(value, part);
    }) &&
    (condition === null || canHold(condition, new Map(parts.flatMap(({ to }, at) => entry(to, values[at])))))
  );
  const kind = kindOf(each.access);
  const access = kind.withKeys(each.access, parts, possible);
  const count = kind.keyCount(access) / Math.max(1, kind.keyCount(each.access));
  if (count === 0) return nothing(table.physicalName);
  const read: CandidateRead = {
    access,
    estimatedItems: Math.ceil(each.estimatedItems * count),
    estimatedReadUnits: each.estimatedReadUnits * count,
    leastReadUnits: each.leastReadUnits * count,
  };
  return spent + lookupCostOf(read) <= costOf(otherwise) ? read : otherwise;
}

function nothing(table: string): CandidateRead {
  return {
    access: { kind: "empty", table },
    estimatedItems: 0,
    estimatedReadUnits: 0,
    leastReadUnits: 0,
  };
}

function entry(name: string, value: Scalar | undefined): [string, Scalar][] {
  return value === undefined ? [] : [[name, value]];
}
