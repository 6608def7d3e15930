/**
 * Index advice says what would make a statement cheaper: the key to constrain, the index to create.
 *
 * `SELECT * FROM orders WHERE note = 'x' AND total > 5`, no index by `note` → the advice
 * `CREATE GSI ON (note, total)`, with the read units before and after
 * @module
 */
import type { Evidence, KeyAttribute, KeySchema } from "../../catalog/description.ts";
import { quoteName } from "../../catalog/names.ts";
import type { Condition, Scalar } from "../../dynamodb/access.ts";
import type { RelationPlan } from "../query.ts";
import { indexOf, kindOf } from "./access_kinds.ts";
import { keyAttributes } from "../resolve/draft.ts";
import { partitionItems, rangeShare, tableHeap, unitsFor } from "./estimate.ts";
import { possibleValues } from "./key_values.ts";
import { conjunctsOf } from "./residual.ts";
import { declaring } from "./sparse_savings.ts";

/** A Scan of fewer read units needs no advice. */
const CHEAP_UNITS = 4;

/** Advice for one relation's read; none where it is a read by key, or cheap. */
export function adviceFor({ relation, chosen, rejected }: RelationPlan): readonly string[] {
  const { access } = chosen;
  if (!kindOf(access).isExhaustive || chosen.estimatedReadUnits < CHEAP_UNITS) return [];
  const name = quoteName(relation.table.name);
  const units = `${Math.ceil(chosen.estimatedReadUnits)} read units`;
  const keys = keysText(relation);
  const byKey = keys === "" ? "" : ` To read it by key, constrain ${keys}.`;
  const advice = [`${name} is scanned (about ${units}).${byKey}`];
  for (const { access: other, rejected: reason = "", absent } of rejected) {
    const index = indexOf(other);
    if (index !== undefined && !kindOf(other).isExhaustive && !reason.startsWith("about ")) {
      const declared = absent === undefined ? "" : ` ${declaring(relation.table, index)}`;
      advice.push(`Index ${quoteName(index)} of ${name} ${reason}.${declared}`);
    }
  }
  const index = indexAdvice(relation.condition, relation.table);
  if (index === null) return advice;
  const { hash, sort } = index;
  const columns = [hash, ...sort === undefined ? [] : [sort]].map((key) => quoteName(key.name)).join(", ");
  const saved = unitsText(indexUnits(relation.table, index));
  return [
    ...advice,
    `A global secondary index on ${name} with ${
      keyText(index)
    } would serve this query: CREATE GSI ON (${columns}) ` +
    `would turn this Scan of about ${units} into a Query of about ${saved}.`,
  ];
}

function unitsText(count: number): string {
  return `${Math.ceil(count)} read unit${Math.ceil(count) === 1 ? "" : "s"}`;
}

/** Estimates the read units of a Query of that index: one partition, or a range in it. */
function indexUnits(table: RelationPlan["relation"]["table"], { hash, sort }: KeySchema): number {
  const heap = tableHeap(table);
  const items = partitionItems(table, heap, hash.name, false) *
    (sort === undefined ? 1 : rangeShare({ op: ">", value: NOTHING }));
  return unitsFor(Math.max(1, items) * heap.itemBytes, false);
}

const NOTHING: Scalar = { type: "S", value: "" };

function keyText({ hash, sort }: KeySchema): string {
  const first = `partition key ${quoteName(hash.name)} (${hash.type})`;
  return sort === undefined ? first : `${first} and sort key ${quoteName(sort.name)} (${sort.type})`;
}

/** The partition keys that would turn a Scan into a Query: those that the condition does not list already. */
function keysText({ condition, table: { key, indexes } }: RelationPlan["relation"]): string {
  const ways = new Map([[key.hash.name, `${quoteName(key.hash.name)} (its partition key)`]]);
  for (const index of indexes) {
    const { name } = index.key.hash;
    if (!ways.has(name)) {
      ways.set(name, `${quoteName(name)} (partition key of index ${quoteName(index.name)})`);
    }
  }
  return [...ways].filter(([name]) => condition === null || possibleValues(condition, name) === null)
    .map(([, way]) => way).join(" or ");
}

/** The key schema of an index that the condition could use; null where it constrains nothing that could be a key. */
function indexAdvice(
  condition: Condition | null,
  table: RelationPlan["relation"]["table"],
): KeySchema | null {
  if (condition === null) return null;
  const parts = conjunctsOf(condition);
  const known = keyAttributes(table);
  const hashes = new Set([table.key, ...table.indexes.map((index) => index.key)].map((key) => key.hash.name));
  const typed = (attribute: string): KeyAttribute["type"] | null =>
    known.get(attribute)?.type ?? keyTypeOf(table.attributes[attribute]);
  const keyOf = (attribute: string | undefined): KeyAttribute | null => {
    const type = attribute === undefined ? null : typed(attribute);
    return attribute === undefined || type === null ? null : { name: attribute, type };
  };
  const equal = parts.flatMap((part) => part.op === "=" || part.op === "in" ? [part.attribute] : [])
    .find((attribute) => !hashes.has(attribute) && typed(attribute) !== null);
  if (equal === undefined) return null;
  const ranges: readonly Condition["op"][] = ["<", "<=", ">", ">=", "between", "begins_with", "="];
  const ranged = parts.flatMap((part) =>
    ranges.includes(part.op) && "attribute" in part ? [part.attribute] : []
  )
    .find((attribute) => attribute !== equal && typed(attribute) !== null);
  const [hash, sort] = [keyOf(equal), keyOf(ranged)];
  if (hash === null) return null;
  return sort === null ? { hash } : { hash, sort };
}

/** The type that an attribute would have as a key, if it can be one. */
function keyTypeOf(evidence: Evidence | undefined): KeyAttribute["type"] | null {
  const types = (["S", "N", "B"] as const).filter((type) => evidence?.types[type] !== undefined);
  const [type, ...others] = types;
  return type === undefined || others.length > 0 ? null : type;
}
