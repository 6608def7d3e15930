/**
 * EXPLAIN shows a plan to people: as a text tree, as a table of reads, and as advice.
 *
 * `SELECT * FROM orders WHERE customer = 'c1'` → `main.orders: Query, about 633 items, 78 read units`, and below it
 * `key: customer = 'c1'`, `attributes: all`, the reads that were rejected, with why, and
 * `passes: choose_reads (orders)`
 * @module
 */
import { quoteName } from "../../catalog/names.ts";
import type { Access } from "../../dynamodb/access.ts";
import type { CandidateRead, KeyLookup, Plan, RelationPlan } from "../query.ts";
import type { Explained, PassNote, PlannedTable } from "../explained.ts";
import { attributesAsked, filtersOf, indexOf, kindOf } from "./access_kinds.ts";
import { unitsText } from "./estimate.ts";
import { withoutForeign } from "./foreign.ts";
import { conditionText } from "./print_condition.ts";
import { defined } from "../../lib/defined.ts";

/** Rejected reads shown per relation at most. */
const REJECTED_MAX = 5;

/**
 * The plan as a text tree, as a table of reads, and as advice.
 * @param passes what each pass did, for the last line of the text
 */
export function explain(plan: Plan, passes: readonly PassNote[] = []): Explained {
  const lines = plan.relations.flatMap((relation) => relationLines(relation, plan));
  return {
    plan: [heading(plan), ...lines, ...passesLines(passes)].join("\n"),
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
    `  ${table}${alias}: ${describe(chosen.access)}, about ${items(chosen)}, ${
      unitsText(chosen.estimatedReadUnits)
    }`,
  ];
  const keys = lookup === undefined ? keysText(chosen.access) : null;
  const filter = filterText(chosen.access);
  if (lookup !== undefined) lines.push(`    keys from ${lookupText(planned, lookup, plan)}`);
  if (keys !== null) lines.push(`    key: ${keys}`);
  if (filter !== null) lines.push(`    filter: ${filter}`);
  if (!kindOf(chosen.access).isNothing) {
    lines.push(`    attributes: ${attributesText(chosen.access, relation.countOnly)}`);
  }
  if (chosen.enough !== undefined && planned.otherwise !== undefined) {
    lines.push(`    where they are fewer than ${chosen.enough}: ${describe(planned.otherwise.access)}`);
  }
  for (const other of rejected.slice(0, REJECTED_MAX)) {
    lines.push(
      `    not: ${describe(other.access)} (${(other.rejected ?? "dearer").replace(/^could/, "it could")})`,
    );
  }
  if (rejected.length > REJECTED_MAX) lines.push(`    not: ${rejected.length - REJECTED_MAX} more`);
  return lines;
}

/** `  passes: choose_reads (o), lookup_join (c)`: those that changed something, in order, and the reads they changed. */
function passesLines(passes: readonly PassNote[]): readonly string[] {
  if (passes.length === 0) return [];
  const texts = passes.map(({ pass, relations }) =>
    relations.length === 0 ? pass : `${pass} (${relations.map(quoteName).join(", ")})`
  );
  return [`  passes: ${texts.join(", ")}`];
}

/** `o.customer_id → BatchGetItem customers, about 3 keys; decided again when they are counted`. */
function lookupText({ relation, chosen }: RelationPlan, lookup: KeyLookup, plan: Plan): string {
  const { estimatedKeys } = lookup;
  const [many, verb] = estimatedKeys === 1 ? ["1 key", "it is"] : [`${estimatedKeys} keys`, "they are"];
  return `${sourcesOf(lookup, plan).join(", ")} → ${describe(chosen.access)} ${
    quoteName(relation.table.name)
  }, ` +
    `about ${many}; decided again when ${verb} counted`;
}

/** The attributes that give keys, with their relation's alias. */
function sourcesOf(lookup: KeyLookup, plan: Plan): readonly string[] {
  return [lookup, ...lookup.also === undefined ? [] : [lookup.also]].flatMap(({ from, parts }) => {
    const source = plan.relations.find(({ relation }) => relation.id === from);
    const alias = source === undefined ? "" : `${quoteName(source.relation.alias)}.`;
    return parts.map((part) =>
      part.computed === undefined
        ? `${alias}${quoteName(part.from)}`
        : `an expression over ${alias.slice(0, -1)}`
    );
  });
}

function qualified({ relation }: RelationPlan): string {
  return `${quoteName(relation.table.schemaName)}.${quoteName(relation.table.name)}`;
}

function items({ estimatedItems }: CandidateRead): string {
  return `${estimatedItems} item${estimatedItems === 1 ? "" : "s"}`;
}

function describe(access: Access): string {
  return kindOf(access).describe(access);
}

function keysText(access: Access): string | null {
  return kindOf(access).keysText(access);
}

/** `id = o.customer_id`. */
function lookupKeyText(lookup: KeyLookup, plan: Plan): string {
  const sources = sourcesOf(lookup, plan);
  return lookup.parts.map((part, at) => `${quoteName(part.to)} = ${sources[at] ?? ""}`).join(" AND ");
}

function filterText(access: Access): string | null {
  const filters = new Set(filtersOf(access).map((filter) => conditionText(withoutForeign(filter))));
  return filters.size === 0 ? null : [...filters].join("; then ");
}

function attributesText(access: Access, countOnly: boolean): string {
  if (countOnly) return "none, items are only counted";
  return attributesAsked(access)?.map(quoteName).join(", ") ?? "all";
}

function plannedTable(planned: RelationPlan, plan: Plan): PlannedTable {
  const { lookup, chosen: { access, estimatedItems, estimatedReadUnits } } = planned;
  const keyConditions = lookup === undefined ? keysText(access) : lookupKeyText(lookup, plan);
  const filter = filterText(access);
  const index = indexOf(access);
  return {
    table: qualified(planned),
    access: kindOf(access).shownAs(access),
    ...defined({ index, keyConditions: keyConditions ?? undefined, filter: filter ?? undefined }),
    estimatedItems,
    estimatedReadUnits,
  };
}
