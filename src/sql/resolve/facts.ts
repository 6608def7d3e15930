/**
 * Facts are what predicates say of a relation: which of its items can matter. Equalities carry facts from one
 * relation to another.
 *
 * `… FROM customers c JOIN orders o ON o.customer = c.id WHERE c.id = 'c1'` → `id = 'c1'` of `customers`, and
 * `customer = 'c1'` of `orders`
 * @module
 */
import type { Condition } from "../../dynamodb/access.ts";
import type { JoinEdge, RelationColumn } from "../query.ts";
import { type Node, node, str, strs, walk } from "../tree.ts";
import { type ColumnSubject, type Translation, UNKNOWN } from "./atoms.ts";
import { allOf, anyOf, attributesIn, isAlways, NEVER, renamed } from "./conditions.ts";
import { isKey, keyAttributes } from "./draft.ts";
import { find, isUsed } from "./scope.ts";
import { translate } from "./translate.ts";
import { type Values, valuesOf, valuesOfQuery } from "./computed_keys.ts";
import { existenceOf } from "./existence.ts";
import { type Claim, claimsOf, type Meanings, memberOf } from "./known_values.ts";
import type {
  Column,
  Context,
  Cte,
  CteUse,
  Draft,
  Origin,
  Pair,
  Scope,
  SearchCondition,
  Source,
} from "./model.ts";
import { defined } from "../../lib/defined.ts";

/** A base column that a predicate may restrict. */
interface Bound extends Target {
  readonly column: RelationColumn;
  readonly nullable: boolean;
}

type Named = { readonly source: Source; readonly column: Column };

/** A relation as one use of it sees it. */
interface Target {
  readonly draft: Draft;
  /** The use, where a CTE is used several times: each may want other items of the same relation. */
  readonly use: CteUse | null;
}

/** The conditions that each use of a CTE sets for a relation in its definition. */
type Uses = Map<Draft, Map<Cte, Map<number, Condition[]>>>;

/** Gathers the facts of every search condition into the drafts. Gives the equalities between relations. */
export function gatherFacts(context: Context): readonly JoinEdge[] {
  const uses: Uses = new Map();
  const searches = context.searchConditions.flatMap((search) => [search, ...existenceOf(context, search)]);
  for (const search of searches) {
    const meanings: Meanings = {
      named: (reference) => named(search, reference),
      columnsOf: (reference) => boundsIn(search, reference).map(({ column }) => column),
    };
    for (const claim of claimsOf(context, search, meanings)) gatherFromClaim(search, claim, uses);
  }
  for (const pair of context.pairs) gatherFromPair(pair, uses);
  gatherFromUses(uses);
  const edges = [
    ...searches.flatMap((search) => search.conjuncts.flatMap((each) => edgesOf(context, search, each))),
    ...context.pairs.flatMap((pair) => edgesBetween(context, pair.search, pair.left, pair.right)),
  ];
  carryOver(context.drafts, edges);
  for (const cte of context.ctes.filter((each) => !isUsed(each))) {
    for (const draft of cte.drafts) draft.facts.push({ condition: NEVER, exact: true });
  }
  return edges;
}

/** Whether every conjunct says exactly which items pass. */
export function saysExactly(search: SearchCondition, draft: Draft): boolean {
  return search.conjuncts.every((conjunct) => isExactOf(search, conjunct, draft));
}

/** Whether one conjunct says exactly which items pass. */
export function isExactOf(search: SearchCondition, conjunct: Node, draft: Draft): boolean {
  return translateFor(search, conjunct, { draft, use: null }).exact;
}

function gatherFromClaim(search: SearchCondition, claim: Claim, uses: Uses): void {
  const targets: Target[] = [];
  for (const predicate of claim) {
    walk(predicate, (at) => {
      for (const bound of str(at, "class") === "COLUMN_REF" ? boundsIn(search, at) : []) {
        if (!targets.some((target) => isSame(target, bound))) targets.push(bound);
      }
      return str(at, "class") !== "SUBQUERY";
    });
  }
  for (const target of targets) {
    addTranslation(target, anyClaimed(claim.map((each) => translateFor(search, each, target))), uses, search);
  }
  // A conjunct without columns that is never true: no item matters.
  if (targets.length > 0) return;
  const constant = anyClaimed(claim.map((each) => translate(each, () => null)));
  for (const [source, { sealed }] of search.restricts) {
    if (source.draft !== null && !sealed) addFact(source.draft, constant, search);
  }
}

/** What holds where one of several predicates does. */
function anyClaimed(translations: readonly Translation[]): Translation {
  const [only, ...others] = translations;
  if (only !== undefined && others.length === 0) return only;
  const known = translations.flatMap(({ condition }) => condition === null ? [] : [condition]);
  return known.length < translations.length ? UNKNOWN : {
    condition: anyOf(known),
    exact: false,
    rejectsNull: translations.every(({ rejectsNull }) => rejectsNull),
  };
}

/** USING with a column of known values: items of the other side matter only with one of these. */
function gatherFromPair({ left, right, search }: Pair, uses: Uses): void {
  for (const [own, other] of [[left, right], [right, left]] as const) {
    for (const bound of boundsOf(search, own)) {
      const member = memberOf(other, bound.column);
      if (member === null) continue;
      addTranslation(bound, translate(member, () => subjectOf(bound)), uses, search);
    }
  }
}

function addTranslation(
  target: Target,
  translation: Translation,
  uses: Uses,
  search: SearchCondition,
): void {
  if (target.use === null) addFact(target.draft, translation, search);
  else addToUse(uses, target.draft, target.use, translation);
}

function isSame(a: Target, b: Target): boolean {
  return a.draft === b.draft && a.use?.cte === b.use?.cte && a.use?.use === b.use?.use;
}

function addFact(draft: Draft, { condition, exact }: Translation, search?: SearchCondition): void {
  if (condition === null || isAlways(condition)) return;
  draft.facts.push({ condition, exact, ...defined({ search }) });
}

function addToUse(uses: Uses, draft: Draft, { cte, use }: CteUse, { condition }: Translation): void {
  if (condition === null) return;
  const ofDraft = uses.get(draft) ?? new Map<Cte, Map<number, Condition[]>>();
  const ofCte = ofDraft.get(cte) ?? new Map<number, Condition[]>();
  uses.set(draft, ofDraft);
  ofDraft.set(cte, ofCte);
  ofCte.set(use, [...ofCte.get(use) ?? [], condition]);
}

/** An item matters if any use of the CTE needs it; a use without conditions needs all. */
function gatherFromUses(uses: Uses): void {
  for (const [draft, ofDraft] of uses) {
    for (const [cte, ofCte] of ofDraft) {
      if (ofCte.size < cte.uses) continue;
      addFact(draft, {
        condition: anyOf([...ofCte.values()].map(allOf)),
        exact: false,
        rejectsNull: false,
      });
    }
  }
}

/** What the conjunct says of one relation; nothing if NULLs of an outer join could pass it. */
function translateFor(search: SearchCondition, conjunct: Node, target: Target): Translation {
  let nullable = false;
  const translation = translate(conjunct, (reference): ColumnSubject | null => {
    const bound = boundsIn(search, reference).find((each) => isSame(each, target));
    if (bound === undefined) return null;
    nullable ||= bound.nullable;
    return subjectOf(bound);
  });
  return nullable && !translation.rejectsNull ? UNKNOWN : translation;
}

function subjectOf({ column, draft: { table }, nullable }: Bound): ColumnSubject {
  const evidence = Object.hasOwn(table.attributes, column.attribute)
    ? table.attributes[column.attribute]
    : undefined;
  return {
    column,
    primary: !nullable && isKey(table.key, column.attribute),
    typed: keyAttributes(table).has(column.attribute),
    ...defined({ dates: evidence?.dates }),
  };
}

/** The base columns that a whole reference means, if the predicate may restrict them: one for each branch. */
function boundsIn(search: SearchCondition, reference: Node): readonly Bound[] {
  const found = named(search, reference);
  return found === null ? [] : boundsOf(search, found);
}

function boundsOf(search: SearchCondition, { source, column }: Named): readonly Bound[] {
  return (column.branches ?? (column.origin === null ? [] : [column.origin])).flatMap((origin) =>
    restricted(search, source, origin) ?? []
  );
}

function restricted(search: SearchCondition, source: Source, origin: Origin): Bound | null {
  const flags = search.restricts.get(source);
  if (flags === undefined || flags.sealed || origin.sealed) return null;
  const [use = null, ...others] = origin.ctes.filter(({ cte }) => cte.uses > 1);
  if (others.length > 0) return null;
  const held = columnOf(origin.draft, origin.attribute);
  return held === null
    ? null
    : { draft: origin.draft, use, column: held, nullable: flags.nullable || origin.nullable };
}

function columnOf(draft: Draft, attribute: string): RelationColumn | null {
  return draft.columns.find((column) => column.attribute === attribute) ?? null;
}

/** `a.x = b.y` and `a.x IN (SELECT y …)`. */
function edgesOf(context: Context, search: SearchCondition, conjunct: Node): readonly JoinEdge[] {
  if (str(conjunct, "type") === "COMPARE_EQUAL") {
    const left = node(conjunct, "left");
    const right = node(conjunct, "right");
    if (left === null || right === null) return [];
    return [
      ...edgesBetween(context, search, named(search, left), named(search, right)),
      ...edgesOfValues(context, search, left, right),
      ...edgesOfValues(context, search, right, left),
    ];
  }
  if (str(conjunct, "subquery_type") !== "ANY" || str(conjunct, "comparison_type") !== "COMPARE_EQUAL") {
    return [];
  }
  const child = node(conjunct, "child");
  const subquery = node(conjunct, "subquery");
  const query = subquery === null ? null : node(subquery, "node");
  const to = child === null ? null : named(search, child);
  if (to === null) return [];
  const output = query === null ? undefined : context.outputs.get(query);
  const [column, ...others] = output?.columns ?? [];
  if (others.length > 0) return [];
  if (column?.origin && output?.open === false) return edge(context, search, column, to);
  const values = valuesOfQuery(context, query);
  return values === null ? [] : edgeOfValues(context, search, values, to);
}

/** `own = other`, where `other` is no column of a table. */
function edgesOfValues(
  context: Context,
  search: SearchCondition,
  own: Node,
  other: Node,
): readonly JoinEdge[] {
  const to = named(search, own);
  if (to === null || to.column.origin === null) return [];
  if (named(search, other)?.column.item === undefined && str(other, "class") === "COLUMN_REF") return [];
  const values = valuesOf(context, other, (reference) => named(search, reference));
  return values === null ? [] : edgeOfValues(context, search, values, to);
}

function edgeOfValues(
  context: Context,
  search: SearchCondition,
  values: Values,
  target: Named,
): readonly JoinEdge[] {
  if ("column" in values) return edge(context, search, values.column, target);
  const { origin } = target.column;
  const to = origin === null ? null : restricted(search, target.source, origin);
  if (to === null || to.use !== null || to.draft === values.draft || !sameFamily(to.column, to.column)) {
    return [];
  }
  return [{
    from: { relation: values.draft.id, attribute: "", computed: values.computed },
    to: { relation: to.draft.id, attribute: to.column.attribute },
  }];
}

/** The column a reference means here or, as a value from outside, in a query around. */
function named(search: SearchCondition, reference: Node): Named | null {
  if (str(reference, "class") !== "COLUMN_REF") return null;
  const names = strs(reference, "column_names");
  const scopes: (Scope | null)[] = [search.scope, search.outer];
  for (let at = scopes.shift() ?? null; at !== null; at = at.parent ?? scopes.shift() ?? null) {
    const { hits, sure } = find(names, at, false, at.parent ?? scopes[0] ?? null);
    if (sure !== null) return sure.used < names.length ? null : sure;
    if (hits.length > 0 || at.sources.some(({ open, known }) => open && known === undefined)) return null;
  }
  return null;
}

function edgesBetween(
  context: Context,
  search: SearchCondition,
  left: Named | null,
  right: Named | null,
): readonly JoinEdge[] {
  if (left === null || right === null) return [];
  return [...edge(context, search, left.column, right), ...edge(context, search, right.column, left)];
}

/** Items of `to` matter only where some item of `from` has the same value. */
function edge(
  { ctes }: Pick<Context, "ctes">,
  search: SearchCondition,
  { origin }: Column,
  target: Named,
): readonly JoinEdge[] {
  const to = target.column.origin === null ? null : restricted(search, target.source, target.column.origin);
  const from = origin === null ? null : columnOf(origin.draft, origin.attribute);
  if (to === null || to.use !== null || from === null || origin === null || to.draft === origin.draft) {
    return [];
  }
  if (!sameFamily(from, to.column)) return [];
  const uses = origin.ctes.filter(({ cte }) => cte.uses > 1).map(({ cte, use }) => [ctes.indexOf(cte), use]);
  return [{
    ...defined({ use: uses.length === 0 ? undefined : JSON.stringify(uses) }),
    from: { relation: origin.draft.id, attribute: from.attribute },
    to: { relation: to.draft.id, attribute: to.column.attribute },
  }];
}

/** Whether equal in SQL is equal in DynamoDB: the same type on both sides, and no rounding. */
function sameFamily(a: RelationColumn, b: RelationColumn): boolean {
  const family = ({ type }: RelationColumn) => {
    if (type.kind === "BIGINT" || type.kind === "DECIMAL") return "N";
    if (type.kind === "VARCHAR") return type.mixed ? null : "S";
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
