/**
 * This pass makes a limit join of a join with LIMIT: one relation is read in growing batches, whose keys look up the
 * others, until the page is full.
 *
 * `SELECT o.total, c.email FROM orders o JOIN customers c ON c.id = o.customer LIMIT 4` → a Scan of `orders` in
 * batches, and BatchGetItem of the `customers` that each batch names, until 4 rows are there
 * @module
 */
import { isSameTable, type TableDescription } from "../../../catalog/description.ts";
import {
  attributesRead,
  type JoinEdge,
  type Plan,
  type Prefix,
  type Relation,
  type RelationPlan,
  type Resolved,
} from "../../query.ts";
import { accessKey, kindOf } from "../access_kinds.ts";
import { candidatesFor } from "../access_paths.ts";
import { type Candidate, empty } from "../index_applicability.ts";
import { cheapest, directed, planOf, sequential, stopping } from "../choose.ts";
import { distinctValues, selectivity, tableHeap } from "../estimate.ts";
import { lookUpByKeys } from "./lookup_join.ts";
import type { PlanOptions } from "../options.ts";
import { withoutAttributes } from "../residual.ts";
import { isAlone, type Pass } from "./pass.ts";
import { distinctReads } from "../read_groups.ts";
import { shareScans } from "./shared_scan.ts";
import { defined } from "../../../lib/defined.ts";

/** A join with a relation that is looked up is expected to give so many rows for each item of the first relation. */
const JOINED_ROWS = 0.5;
/** The same if the other relation is scanned, of which it is not known how much matches. */
const WHOLE_ROWS = 0.1;

/** Runs last, as it must read no more than the plan of all passes before it. */
export const limitJoin: Pass = {
  name: "limit_join",
  run(planned, options) {
    const { resolved, alone, relations } = planned;
    if (isAlone(resolved)) return planned;
    const cut = cutIntoBatches(resolved, { plans: alone, whole: relations }, options);
    return cut === null ? planned : { alone, ...cut };
  },
};

/** The plans of all relations: each by itself, and with lookups. */
interface Plans {
  readonly plans: readonly RelationPlan[];
  readonly whole: readonly RelationPlan[];
}

type Cut = Pick<Plan, "resolved" | "relations" | "batches">;

/** The plan by batches, if there is one that is expected to read no more than the whole. */
function cutIntoBatches(
  resolved: Resolved,
  { plans, whole }: Plans,
  options: PlanOptions,
): Cut | null {
  const { prefix } = resolved;
  if (prefix === null) return null;
  const form: Resolved = { ...resolved, rewritten: prefix.rewritten };
  if (prefix.window.limit === 0) {
    return { resolved, relations: plans.map(({ relation }) => planOf(relation, empty(relation), [], null)) };
  }
  let best: { readonly relations: readonly RelationPlan[]; readonly start: Start } | null = null;
  let least = cost(whole);
  const starts: readonly Start[] = [...prefix.free.map((relation) => ({ relation })), ...prefix.listed];
  for (const start of starts) {
    const plan = plans.find(({ relation }) => relation.id === start.relation);
    const relations = plan === undefined
      ? null
      : startingWith(plan, start, resolved, { plans, prefix, options });
    if (relations === null || cost(relations) > least) continue;
    least = cost(relations);
    best = { relations, start };
  }
  if (best === null) return null;
  return {
    resolved: form,
    relations: best.relations,
    batches: {
      relation: best.start.relation,
      window: prefix.window,
      ...defined({ valuesOf: best.start.attribute }),
    },
  };
}

/**
 * The relation that is read in batches; for `IN (SELECT attribute …)`, also that attribute, each of whose values
 * counts once.
 */
interface Start {
  readonly relation: number;
  readonly attribute?: string;
}

function cost(plans: readonly RelationPlan[]): number {
  return distinctReads(plans).reduce((sum, { estimatedReadUnits }) => sum + estimatedReadUnits, 0);
}

/** The plans with this relation in batches; null if it cannot be read by itself, or not in the wanted order. */
function startingWith(
  { relation, chosen }: RelationPlan,
  { attribute }: Start,
  { edges: given }: Resolved,
  { plans, prefix, options }: {
    readonly plans: readonly RelationPlan[];
    readonly prefix: Prefix;
    readonly options: PlanOptions;
  },
): readonly RelationPlan[] | null {
  if (!kindOf(chosen.access).canStop) return null;
  // Values are computed of whole tables, not of batches.
  const edges = given.filter(({ from }) => from.computed === undefined);
  const { ordering, window } = prefix;
  const candidates = candidatesFor(relation, options).filter((candidate) =>
    (ordering === null || candidate.orderedBy === ordering.attribute) &&
    (attribute === undefined || candidate.exact)
  );
  if (!candidates.some((candidate) => candidate.refused === undefined)) return null;
  const joined = new Set(edges.flatMap(({ from, to }) => [key(from), key(to)]));
  const wanted = window.limit + window.offset;
  let rows = JOINED_ROWS;
  for (const other of plans) {
    if (other.relation === relation) continue;
    rows *= passing(other.relation, joined);
  }
  if (attribute !== undefined) {
    const values = distinctValues(relation.table, attribute);
    rows *= values === null ? WHOLE_ROWS : Math.min(1, values / Math.max(1, tableHeap(relation.table).items));
  }
  // Each value of the list needs a match, though the other relation may have items without one.
  const wants = attribute === undefined ? null : relation;
  rows *= matchingAll(relation, plans.map((each) => each.relation), edges, wants);
  const attempt = (rows: number) => {
    const all = candidates.map((candidate) => first(candidate, relation.table, wanted, rows));
    const best = cheapest(all);
    const turned = sequential(ordering === null ? best : directed(best, ordering.descending));
    const plan = planOf(relation, turned, all.map((each) => each === best ? turned : each), null);
    const others = plans.map((each) => each.relation === relation ? plan : each);
    return { plan, all: lookUpByKeys(others, edges, options, plan) };
  };
  const hopeful = attempt(rows);
  const whole = hopeful.all.filter((each) =>
    each !== hopeful.plan && !dependsOn(each, relation.id, hopeful.all)
  );
  const read = whole.filter(({ chosen }) => kindOf(chosen.access).isExhaustive).length;
  const { plan, all } = read === 0 ? hopeful : attempt(rows * WHOLE_ROWS ** read);
  const shared = shareScans(all.filter((each) => each !== plan));
  // If one read served both relations, there would be no batches.
  if (shared.some((other) => sameRead(other, plan))) return null;
  // Keys of two sources would have to be combined again for each batch.
  if (all.some((each) => each.lookup?.also !== undefined && dependsOn(each, relation.id, all))) return null;
  return all.map((each) =>
    each === plan ? plan : shared.find((other) => other.relation === each.relation) ?? each
  );
}

/** The share of rows that another relation's own condition leaves, without its parts about joined columns. */
function passing(relation: Relation, joined: ReadonlySet<string>): number {
  if (relation.condition === null) return 1;
  const attributes = attributesRead(relation.columns);
  const known = new Set(
    attributes.filter((attribute) => joined.has(key({ relation: relation.id, attribute }))),
  );
  return Math.max(0.01, selectivity(withoutAttributes(relation.condition, known), relation.table));
}

/**
 * The share of items that find matches in all joined relations.
 * @param wants a relation whose items need matches, whatever the joins say
 */
function matchingAll(
  first: Relation,
  relations: readonly Relation[],
  edges: readonly JoinEdge[],
  wants: Relation | null,
): number {
  const reached = [first];
  let share = 1;
  for (const from of reached) {
    for (const other of relations) {
      const joins = edges.some((edge) => edge.from.relation === from.id && edge.to.relation === other.id);
      if (!joins || reached.includes(other)) continue;
      reached.push(other);
      share *= matching(from, other, edges, from === wants);
    }
  }
  return share;
}

/**
 * The share of items that find a match, if the join needs one, which shows in edges of both directions. If one side
 * has more values than the other, not all of them can be matched.
 */
function matching(relation: Relation, other: Relation, edges: readonly JoinEdge[], wants: boolean): number {
  const there = edges.filter(({ from, to }) => from.relation === relation.id && to.relation === other.id);
  const shares = there.map(({ from, to }) => {
    const back = wants || edges.some((edge) => key(edge.from) === key(to) && key(edge.to) === key(from));
    const [ours, theirs] = [
      distinctValues(relation.table, from.attribute),
      distinctValues(other.table, to.attribute),
    ];
    return !back || ours === null || theirs === null ? 1 : Math.min(1, theirs / Math.max(1, ours));
  });
  return Math.min(1, ...shares);
}

function key({ relation, attribute }: { readonly relation: number; readonly attribute: string }): string {
  return JSON.stringify([relation, attribute]);
}

/** The first batch. It has exactly the wanted size if each item counts, and the size of a page if DynamoDB filters. */
function first(
  candidate: Candidate,
  table: TableDescription,
  wanted: number,
  rows: number,
): Candidate {
  // What an index does not hold is not filtered by, but leaves as few rows.
  const share = selectivity(candidate.rest, table) * rows;
  return stopping(candidate, wanted, { passing: Math.max(1e-6, share), hinted: candidate.filter === null });
}

/** Whether a relation's keys come from this one, directly or not. */
export function dependsOn(
  { lookup }: RelationPlan,
  relation: number,
  plans: readonly RelationPlan[],
): boolean {
  if (lookup === undefined) return false;
  return [lookup.from, ...lookup.also === undefined ? [] : [lookup.also.from]].some((from) => {
    const source = plans.find((each) => each.relation.id === from);
    return from === relation || (source !== undefined && dependsOn(source, relation, plans));
  });
}

/** Whether two plans are one read, whatever their attributes and filters. */
function sameRead(a: RelationPlan, b: RelationPlan): boolean {
  const bare = ({ chosen: { access } }: RelationPlan) => {
    const read = kindOf(access).sequential(access);
    return accessKey("filter" in read ? { ...read, filter: null } : read);
  };
  return a.lookup === undefined && isSameTable(a.relation.table, b.relation.table) && bare(a) === bare(b);
}
