/**
 * Predicates → facts about relations: which items can matter. Equalities carry facts from one relation to another.
 * @module
 */
import type { Condition } from "../../dynamodb/access.ts";
import type { JoinEdge, RelationColumn } from "../query.ts";
import { type Node, node, str, strs, walk } from "../tree.ts";
import { type Subject, type Translation, UNKNOWN } from "./atoms.ts";
import { attributesIn, isAlways, NEVER, renamed } from "./conditions.ts";
import type { Context, Site } from "./context.ts";
import type { Draft } from "./draft.ts";
import { type Column, find, isUsed, type Scope, type Source } from "./scope.ts";
import { translate } from "./translate.ts";

/** A base column, and how freely it may be restricted. */
interface Bound {
  readonly draft: Draft;
  readonly column: RelationColumn;
  readonly nullable: boolean;
}

/** Gathers every site's facts into the drafts. Gives the equalities between relations. */
export function gatherFacts(context: Context): readonly JoinEdge[] {
  for (const site of context.sites) {
    for (const conjunct of site.conjuncts) gatherFromConjunct(site, conjunct);
  }
  const edges = [
    ...context.sites.flatMap((site) => site.conjuncts.flatMap((each) => edgesOf(context, site, each))),
    ...context.pairs.flatMap((pair) => edgesBetween(pair.site, pair.left, pair.right)),
  ];
  carryOver(context.drafts, edges);
  for (const cte of context.ctes.filter((each) => !isUsed(each))) {
    for (const draft of cte.drafts) draft.facts.push({ condition: NEVER, exact: true });
  }
  return edges;
}

/** Whether every conjunct says exactly which items pass. */
export function saysExactly(site: Site, draft: Draft): boolean {
  return site.conjuncts.every((conjunct) => translateFor(site, conjunct, draft).exact);
}

function gatherFromConjunct(site: Site, conjunct: Node): void {
  const drafts = new Set<Draft>();
  walk(conjunct, (at) => {
    const bound = str(at, "class") === "COLUMN_REF" ? boundIn(site, at) : null;
    if (bound !== null) drafts.add(bound.draft);
    return str(at, "class") !== "SUBQUERY";
  });
  for (const draft of drafts) addFact(draft, translateFor(site, conjunct, draft));
  // A conjunct without columns that is never true: nothing matters at all.
  if (drafts.size > 0) return;
  const constant = translate(conjunct, () => null);
  for (const [source, { sealed }] of site.restricts) {
    if (source.draft !== null && !sealed) addFact(source.draft, constant);
  }
}

function addFact(draft: Draft, { condition, exact }: Translation): void {
  if (condition !== null && !isAlways(condition)) draft.facts.push({ condition, exact });
}

/** What the conjunct says of one relation. Nothing, if an outer join's NULLs could pass it. */
function translateFor(site: Site, conjunct: Node, draft: Draft): Translation {
  let nullable = false;
  const translation = translate(conjunct, (reference): Subject | null => {
    const bound = boundIn(site, reference);
    if (bound === null || bound.draft !== draft) return null;
    nullable ||= bound.nullable;
    return { column: bound.column, primary: !bound.nullable && isPrimary(draft, bound.column.attribute) };
  });
  return nullable && !translation.rejectsNull ? UNKNOWN : translation;
}

function isPrimary(draft: Draft, attribute: string): boolean {
  const { hash, sort } = draft.table.key;
  return attribute === hash.name || attribute === sort?.name;
}

/** The base column that a whole reference means, if the site's predicate may restrict it. */
function boundIn(site: Site, reference: Node): Bound | null {
  const names = strs(reference, "column_names");
  const { sure } = find(names, site.scope);
  return sure === null || sure.used < names.length ? null : restricted(site, sure);
}

function restricted(site: Site, { source, column }: { source: Source; column: Column }): Bound | null {
  const flags = site.restricts.get(source);
  const { origin } = column;
  if (flags === undefined || origin === null || flags.sealed || origin.sealed) return null;
  if (origin.ctes.some((cte) => cte.uses > 1)) return null;
  const held = columnOf(origin.draft, origin.attribute);
  return held === null
    ? null
    : { draft: origin.draft, column: held, nullable: flags.nullable || origin.nullable };
}

function columnOf(draft: Draft, attribute: string): RelationColumn | null {
  return draft.columns.find((column) => column.attribute === attribute) ?? null;
}

/** `a.x = b.y` and `a.x IN (SELECT y …)`. */
function edgesOf(context: Context, site: Site, conjunct: Node): readonly JoinEdge[] {
  if (str(conjunct, "type") === "COMPARE_EQUAL") {
    const left = node(conjunct, "left");
    const right = node(conjunct, "right");
    if (left === null || right === null) return [];
    return edgesBetween(site, named(site, left), named(site, right));
  }
  if (str(conjunct, "subquery_type") !== "ANY" || str(conjunct, "comparison_type") !== "COMPARE_EQUAL") {
    return [];
  }
  const child = node(conjunct, "child");
  const subquery = node(conjunct, "subquery");
  const query = subquery === null ? null : node(subquery, "node");
  const output = query === null ? undefined : context.outputs.get(query);
  const [column, ...others] = output?.columns ?? [];
  if (child === null || column === undefined || others.length > 0 || output?.open === true) return [];
  const to = named(site, child);
  return to === null ? [] : edge(site, column, to);
}

type Named = { readonly source: Source; readonly column: Column };

/** The column a reference means here or, as a value from outside, in a query around. */
function named(site: Site, reference: Node): Named | null {
  if (str(reference, "class") !== "COLUMN_REF") return null;
  const names = strs(reference, "column_names");
  const scopes: (Scope | null)[] = [site.scope, site.outer];
  for (let at = scopes.shift() ?? null; at !== null; at = at.parent ?? scopes.shift() ?? null) {
    const { hits, sure } = find(names, at);
    if (sure !== null) return sure.used < names.length ? null : sure;
    if (hits.length > 0 || at.sources.some((source) => source.open)) return null;
  }
  return null;
}

function edgesBetween(site: Site, left: Named | null, right: Named | null): readonly JoinEdge[] {
  if (left === null || right === null) return [];
  return [...edge(site, left.column, right), ...edge(site, right.column, left)];
}

/** Items of `to` matter only where some item of `from` has the same value. */
function edge(site: Site, { origin }: Column, target: Named): readonly JoinEdge[] {
  const to = restricted(site, target);
  const from = origin === null ? null : columnOf(origin.draft, origin.attribute);
  if (to === null || from === null || origin === null || to.draft === origin.draft) return [];
  if (!sameFamily(from, to.column)) return [];
  return [{
    from: { relation: origin.draft.id, attribute: from.attribute },
    to: { relation: to.draft.id, attribute: to.column.attribute },
  }];
}

/** Whether equal in SQL is equal in DynamoDB: the same type on both sides, and no rounding. */
function sameFamily(a: RelationColumn, b: RelationColumn): boolean {
  const family = ({ type, text }: RelationColumn) => {
    if (type.kind === "BIGINT" || type.kind === "DECIMAL") return "N";
    if (type.kind === "VARCHAR") return text === "S" ? "S" : null;
    return type.kind === "BLOB" ? "B" : null;
  };
  return family(a) !== null && family(a) === family(b);
}

/** `a.x = b.y` and a fact about `a.x` alone: the same fact about `b.y`. */
function carryOver(drafts: readonly Draft[], edges: readonly JoinEdge[]): void {
  const known = new Map(drafts.map((draft) => [draft.id, new Set<string>()]));
  const facts = drafts.flatMap((draft) =>
    draft.facts.map((fact) => ({ relation: draft.id, condition: fact.condition }))
  );
  for (let next = facts.shift(); next !== undefined; next = facts.shift()) {
    const [attribute, ...others] = attributesIn(next.condition);
    if (attribute === undefined || others.length > 0) continue;
    for (const { from, to } of edges) {
      if (from.relation !== next.relation || from.attribute !== attribute) continue;
      const condition: Condition = renamed(next.condition, to.attribute);
      const text = JSON.stringify(condition);
      const draft = drafts[to.relation];
      if (draft === undefined || known.get(to.relation)?.has(text) === true) continue;
      known.get(to.relation)?.add(text);
      if (draft.facts.some((fact) => JSON.stringify(fact.condition) === text)) continue;
      draft.facts.push({ condition, exact: false });
      facts.push({ relation: to.relation, condition });
    }
  }
}
