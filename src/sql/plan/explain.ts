/**
 * EXPLAIN shows a plan to people: as a text tree, as a table of reads, and as advice.
 *
 * `SELECT * FROM orders WHERE customer = 'c1'` → `main.orders: Query, about 633 items, 78 read units`, and below it
 * `key: customer = 'c1'`, `attributes: all` and the reads that were rejected, with why
 * @module
 */
import { quoteName } from "../../catalog/names.ts";
import type { Access, QueryPart, QueryRead } from "../../dynamodb/access.ts";
import type { CandidateRead, Explained, KeyLookup, Plan, PlannedTable, RelationPlan } from "../query.ts";
import { withoutForeign } from "./foreign.ts";
import { conditionText, membershipText, rangeText, scalarText } from "./print_condition.ts";
import { toScalar } from "../../dynamodb/scalar.ts";
import { unitsText } from "./estimate.ts";

/** Keys of a BatchGetItem shown at most. */
const KEYS_MAX = 5;
/** Rejected reads shown per relation at most. */
const REJECTED_MAX = 5;

/** The plan as a text tree, as a table of reads, and as advice. */
export function explain(plan: Plan): Explained {
  return {
    plan: [heading(plan), ...plan.relations.flatMap((relation) => relationLines(relation, plan))].join("\n"),
    tables: plan.relations.map((relation) => plannedTable(relation, plan)),
    advice: plan.advice,
  };
}

function heading({ resolved, relations, estimatedReadUnits, batches }: Plan): string {
  const { streamable } = resolved;
  const total = `about ${unitsText(estimatedReadUnits)}`;
  if (relations.length === 0) return "Compute (no table is read)";
  if (batches !== undefined) {
    const first = relations.find(({ relation }) => relation.id === batches.relation);
    const { limit, offset } = batches.window;
    return `Read ${
      quoteName(first?.relation.alias ?? "")
    } in growing batches, its keys drive the rest, until ` +
      `${(limit ?? 0) + offset} rows are there: ${total}`;
  }
  if (streamable === null) {
    return `Read ${
      relations.length === 1 ? "1 relation" : `${relations.length} relations`
    }, then compute: ${total}`;
  }
  const limit = streamable.limit === null ? "" : `, at most ${streamable.limit} rows`;
  return `Stream${limit}, reading stops when a page is full: ${total}`;
}

function relationLines(planned: RelationPlan, plan: Plan): readonly string[] {
  const { relation, chosen, rejected, lookup } = planned;
  const table = qualified(planned);
  const alias = relation.alias === relation.table.name ? "" : ` AS ${quoteName(relation.alias)}`;
  const lines = [
    `  ${table}${alias}: ${accessText(chosen.access)}, about ${items(chosen)}, ${
      unitsText(chosen.estimatedReadUnits)
    }`,
  ];
  const keys = lookup === undefined ? keyText(chosen.access) : null;
  const filter = filterText(chosen.access);
  if (lookup !== undefined) lines.push(`    keys from ${lookupText(planned, lookup, plan)}`);
  if (keys !== null) lines.push(`    key: ${keys}`);
  if (filter !== null) lines.push(`    filter: ${filter}`);
  if (chosen.access.kind !== "empty") {
    lines.push(`    attributes: ${attributesText(chosen.access, relation.countOnly)}`);
  }
  for (const other of rejected.slice(0, REJECTED_MAX)) {
    lines.push(
      `    not: ${accessText(other.access)} (${(other.rejected ?? "dearer").replace(/^could/, "it could")})`,
    );
  }
  if (rejected.length > REJECTED_MAX) lines.push(`    not: ${rejected.length - REJECTED_MAX} more`);
  return lines;
}

/** `o.customer_id → BatchGetItem customers, about 3 keys; decided again when they are counted`. */
function lookupText({ relation, chosen }: RelationPlan, lookup: KeyLookup, plan: Plan): string {
  const { estimatedKeys } = lookup;
  const [many, verb] = estimatedKeys === 1 ? ["1 key", "it is"] : [`${estimatedKeys} keys`, "they are"];
  return `${sourcesOf(lookup, plan).join(", ")} → ${accessText(chosen.access)} ${
    quoteName(relation.table.name)
  }, ` +
    `about ${many}; decided again when ${verb} counted`;
}

/** The attributes that give keys, with their relation's alias. */
function sourcesOf(lookup: KeyLookup, plan: Plan): readonly string[] {
  return [lookup, ...lookup.also === undefined ? [] : [lookup.also]].flatMap(({ from, parts }) => {
    const source = plan.relations.find(({ relation }) => relation.id === from);
    const alias = source === undefined ? "" : `${quoteName(source.relation.alias)}.`;
    return parts.map((part) => `${alias}${quoteName(part.from)}`);
  });
}

function qualified({ relation }: RelationPlan): string {
  return `${quoteName(relation.table.schemaName)}.${quoteName(relation.table.name)}`;
}

function items({ estimatedItems }: CandidateRead): string {
  return `${estimatedItems} item${estimatedItems === 1 ? "" : "s"}`;
}

function accessText(access: Access): string {
  switch (access.kind) {
    case "empty":
      return "nothing can match";
    case "get":
      if (access.keys.length === 0) return "BatchGetItem";
      return access.keys.length === 1 ? "GetItem" : `BatchGetItem of ${access.keys.length} keys`;
    case "query": {
      const { more = [] } = access;
      return `${access.countOnly ? "Query (count)" : "Query"}${partText(access)}${
        access.reverse ? ", backwards" : ""
      }${more.length === 0 ? "" : `, and ${more.length} more${otherIndexes(access)}`}`;
    }
    case "scan": {
      const parts = access.segments === 1 ? "" : ` in up to ${access.segments} segments`;
      return `${access.countOnly ? "Scan (count)" : "Scan"}${indexText(access.index)}${parts}`;
    }
  }
}

function partText({ hash, index, fetchBack }: QueryPart): string {
  const times = hash.values.length <= 1 ? "" : ` of ${hash.values.length} partitions`;
  return `${times}${indexText(index)}${
    fetchBack === undefined ? "" : ", then BatchGetItem of what it finds"
  }`;
}

/** The indexes of further parts, where they are others. */
function otherIndexes({ index, more = [] }: QueryRead): string {
  const others = new Set(more.map((part) => part.index).filter((each) => each !== index));
  return [...others].map((each) => each === undefined ? " on the table" : indexText(each)).join(" and");
}

function indexText(index: string | undefined): string {
  return index === undefined ? "" : ` on index ${quoteName(index)}`;
}

function keyText(access: Access): string | null {
  if (access.kind === "query") {
    const parts = [access, ...access.more ?? []];
    const shown = parts.slice(0, KEYS_MAX).map(({ hash, sort }) => {
      const partition = membershipText(hash.attribute, hash.values);
      return sort === undefined ? partition : `${partition} AND ${rangeText(sort.attribute, sort.range)}`;
    });
    const left = parts.length > KEYS_MAX ? [`… ${parts.length - KEYS_MAX} more`] : [];
    return [...shown, ...left].join(" OR ");
  }
  if (access.kind !== "get") return null;
  const shown = access.keys.slice(0, KEYS_MAX).map((key) =>
    Object.entries(key).map(([name, value]) => {
      const scalar = toScalar(value);
      return `${quoteName(name)} = ${scalar === null ? "?" : scalarText(scalar)}`;
    }).join(" AND ")
  );
  const more = access.keys.length > KEYS_MAX ? [`… ${access.keys.length - KEYS_MAX} more`] : [];
  return [...shown, ...more].join(" OR ");
}

/** `id = o.customer_id`. */
function lookupKeyText(lookup: KeyLookup, plan: Plan): string {
  const sources = sourcesOf(lookup, plan);
  return lookup.parts.map((part, at) => `${quoteName(part.to)} = ${sources[at] ?? ""}`).join(" AND ");
}

function filterText(access: Access): string | null {
  if (access.kind !== "query" && access.kind !== "scan") return null;
  const parts = [access, ...access.kind === "query" ? access.more ?? [] : []];
  const filters = new Set(
    parts.flatMap(({ filter }) => filter === null ? [] : [conditionText(withoutForeign(filter))]),
  );
  return filters.size === 0 ? null : [...filters].join("; then ");
}

function attributesText(access: Exclude<Access, { kind: "empty" }>, countOnly: boolean): string {
  if (countOnly) return "none, items are only counted";
  return access.attributes === null ? "all" : access.attributes.map(quoteName).join(", ");
}

function plannedTable(planned: RelationPlan, plan: Plan): PlannedTable {
  const { lookup, chosen: { access, estimatedItems, estimatedReadUnits } } = planned;
  const keyConditions = lookup === undefined ? keyText(access) : lookupKeyText(lookup, plan);
  const filter = filterText(access);
  const index = access.kind === "query" || access.kind === "scan" ? access.index : undefined;
  return {
    table: qualified(planned),
    access: access.kind === "get" && access.keys.length !== 1 ? "batch_get" : access.kind,
    ...(index === undefined ? {} : { index }),
    ...(keyConditions === null ? {} : { keyConditions }),
    ...(filter === null ? {} : { filter }),
    estimatedItems,
    estimatedReadUnits,
  };
}
