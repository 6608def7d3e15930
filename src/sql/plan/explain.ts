/**
 * A plan for people.
 * @module
 */
import { quoteName } from "../../catalog/names.ts";
import type { Access } from "../../dynamodb/access.ts";
import type { CandidateRead, Explained, KeyDrive, Plan, PlannedTable, RelationPlan } from "../query.ts";
import { conditionText, membershipText, rangeText, scalarText } from "./print_condition.ts";
import { toScalar } from "../../dynamodb/scalar.ts";

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

function heading({ resolved, relations, estimatedReadUnits }: Plan): string {
  const { streamable } = resolved;
  const total = `about ${units(estimatedReadUnits)}`;
  if (relations.length === 0) return "Compute (no table is read)";
  if (streamable === null) {
    return `Read ${
      relations.length === 1 ? "1 relation" : `${relations.length} relations`
    }, then compute: ${total}`;
  }
  const limit = streamable.limit === null ? "" : `, at most ${streamable.limit} rows`;
  return `Stream${limit}, reading stops when a page is full: ${total}`;
}

function relationLines(planned: RelationPlan, plan: Plan): readonly string[] {
  const { relation, chosen, rejected, drive } = planned;
  const table = qualified(planned);
  const alias = relation.alias === relation.table.name ? "" : ` AS ${quoteName(relation.alias)}`;
  const lines = [
    `  ${table}${alias}: ${accessText(chosen.access)}, about ${items(chosen)}, ${
      units(chosen.estimatedReadUnits)
    }`,
  ];
  const keys = drive === undefined ? keyText(chosen.access) : null;
  const filter = filterText(chosen.access);
  if (drive !== undefined) lines.push(`    keys from ${drivenText(planned, drive, plan)}`);
  if (keys !== null) lines.push(`    key: ${keys}`);
  if (filter !== null) lines.push(`    filter: ${filter}`);
  if (chosen.access.kind !== "empty") {
    lines.push(`    attributes: ${attributesText(chosen.access, relation.countOnly)}`);
  }
  for (const other of rejected.slice(0, REJECTED_MAX)) {
    lines.push(`    not: ${accessText(other.access)} (${other.rejected ?? "dearer"})`);
  }
  if (rejected.length > REJECTED_MAX) lines.push(`    not: ${rejected.length - REJECTED_MAX} more`);
  return lines;
}

/** `o.customer_id → BatchGetItem customers, about 3 keys; decided again when they are counted`. */
function drivenText({ relation, chosen }: RelationPlan, drive: KeyDrive, plan: Plan): string {
  const { estimatedKeys } = drive;
  const [many, verb] = estimatedKeys === 1 ? ["1 key", "it is"] : [`${estimatedKeys} keys`, "they are"];
  return `${sourcesOf(drive, plan).join(", ")} → ${accessText(chosen.access)} ${
    quoteName(relation.table.name)
  }, ` +
    `about ${many}; decided again when ${verb} counted`;
}

/** The attributes that give keys, with their relation's alias. */
function sourcesOf({ from, parts }: KeyDrive, plan: Plan): readonly string[] {
  const source = plan.relations.find(({ relation }) => relation.id === from);
  const alias = source === undefined ? "" : `${quoteName(source.relation.alias)}.`;
  return parts.map((part) => `${alias}${quoteName(part.from)}`);
}

function qualified({ relation }: RelationPlan): string {
  return `${quoteName(relation.table.schemaName)}.${quoteName(relation.table.name)}`;
}

function units(count: number): string {
  const shown = count < 10 ? Math.ceil(count * 2) / 2 : Math.ceil(count);
  return `${shown} read unit${shown === 1 ? "" : "s"}`;
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
      const times = access.hash.values.length <= 1 ? "" : ` of ${access.hash.values.length} partitions`;
      return `${access.countOnly ? "Query (count)" : "Query"}${times}${indexText(access.index)}${
        access.reverse ? ", backwards" : ""
      }`;
    }
    case "scan": {
      const parts = access.segments === 1 ? "" : ` in up to ${access.segments} segments`;
      return `${access.countOnly ? "Scan (count)" : "Scan"}${indexText(access.index)}${parts}`;
    }
  }
}

function indexText(index: string | undefined): string {
  return index === undefined ? "" : ` on index ${quoteName(index)}`;
}

function keyText(access: Access): string | null {
  if (access.kind === "query") {
    const hash = membershipText(access.hash.attribute, access.hash.values);
    const { sort } = access;
    return sort === undefined ? hash : `${hash} AND ${rangeText(sort.attribute, sort.range)}`;
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
function drivenKeyText(drive: KeyDrive, plan: Plan): string {
  const sources = sourcesOf(drive, plan);
  return drive.parts.map((part, at) => `${quoteName(part.to)} = ${sources[at] ?? ""}`).join(" AND ");
}

function filterText(access: Access): string | null {
  if (access.kind !== "query" && access.kind !== "scan") return null;
  return access.filter === null ? null : conditionText(access.filter);
}

function attributesText(access: Exclude<Access, { kind: "empty" }>, countOnly: boolean): string {
  if (countOnly) return "none, items are only counted";
  return access.attributes === null ? "all" : access.attributes.map(quoteName).join(", ");
}

function plannedTable(planned: RelationPlan, plan: Plan): PlannedTable {
  const { drive, chosen: { access, estimatedItems, estimatedReadUnits } } = planned;
  const keyConditions = drive === undefined ? keyText(access) : drivenKeyText(drive, plan);
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
