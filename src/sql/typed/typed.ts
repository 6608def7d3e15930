/**
 * Rewrites expressions by the types that DuckDB's binder gives them, so that answers do not depend on how their
 * numbers, texts and lists are held, and nothing is rounded silently
 * (docs/reference/sql_and_types.md#representation).
 * @module
 */
import { keepNames } from "../text_dates/scope.ts";
import type { Dialect } from "../dialect.ts";
import { children, mapChildren, type Node, type NodeChange, nodes, str } from "../tree.ts";
import { mayBeFloat, namesFloats } from "./float_makers.ts";
import { growing, type Grown, hasSteps } from "./growing.ts";
import { isOrdered } from "./ordering.ts";
import { withCanonicalColumns } from "./json_canonical.ts";
import { type TypeOf, typesIn } from "./markers.ts";
import { hasRangeFrame, rangeFrames } from "./range_frames.ts";
import { hasDerived, type Rewrite, type World } from "./rewrite.ts";
import { rewritesFor } from "./rewrites.ts";
import { ordersColumns } from "./ordered_columns.ts";
import { isPartOf, isSetOperation } from "./set_operations.ts";
import { around, firstSelect, innerOf } from "./subqueries.ts";
import type { Widening } from "./widening.ts";

/** A statement after typed rewriting. */
export interface Typed {
  /** The same node where nothing changed. */
  readonly tree: Node;
  readonly warnings: readonly string[];
}

/** At most so many rounds with the binder; each handles expressions around those of the round before. */
const ROUNDS = 12;

/** An expression that a rewrite may change. */
interface Match {
  readonly of: Node;
  readonly rewrite: Rewrite;
  readonly wants: readonly Node[];
  /** Matches below it. */
  readonly within: readonly Match[];
}

/**
 * Rewrites a statement. One that does not bind comes back as it is.
 * @param dialect binds on a connection that has the statement's tables
 */
export async function rewriteTyped(
  query: Node,
  dialect: Dialect,
  world: World,
  widening: Widening = "none",
): Promise<Typed> {
  const spelled = await withNames(query, withCanonicalColumns(query), dialect);
  const typed = await rewriteSteps(spelled, dialect, world, widening);
  if (!hasRangeFrame(typed.tree)) return typed;
  const framed = await rewriteBy([rangeFrames(widening)], typed.tree, dialect, world);
  return { tree: framed.tree, warnings: [...new Set([...typed.warnings, ...framed.warnings])] };
}

/** Changes of what is calculated step by step, at most. */
const GROWTHS = 12;

/** Rewrites a statement; where what it calculates step by step is to begin with a wider type, from its beginning again. */
async function rewriteSteps(query: Node, dialect: Dialect, world: World, widening: Widening): Promise<Typed> {
  const rewrites = rewritesFor(widening);
  if (!hasSteps(query)) return await rewriteBy(rewrites, query, dialect, world);
  const grown: Grown = new Map();
  const warnings = new Set<string>();
  let tree = query;
  for (let round = 0;; round++) {
    const changes = new Map<Node, NodeChange>();
    const looks = growing(tree, grown, widening, {
      grow: (of, change) => changes.set(of, change),
      warn: (text) => warnings.add(text),
    });
    const among = round === 0 ? world : { ...world, wide: true, floats: true };
    const typed = await rewriteBy([looks, ...rewrites], tree, dialect, among);
    if (changes.size === 0 || round === GROWTHS) {
      return { tree: typed.tree, warnings: [...new Set([...typed.warnings, ...warnings])] };
    }
    const visit = (of: Node): Node => {
      const now = mapChildren(of, visit);
      return changes.get(of)?.(now) ?? now;
    };
    tree = await withNames(tree, visit(tree), dialect);
  }
}

/** Rewrites a statement by these rewrites. One that does not bind comes back as it is. */
export async function rewriteBy(
  rewrites: readonly Rewrite[],
  query: Node,
  dialect: Dialect,
  world: World,
): Promise<Typed> {
  const floats = world.floats || namesFloats(query);
  const matches = matchesOf(query, rewrites, { ...world, derived: hasDerived(query), floats });
  if (matches.length === 0) return { tree: query, warnings: [] };
  const changes = new Map<Node, NodeChange>();
  const warnings = new Set<string>();
  const build = (wrap: (was: Node, now: Node) => Node = (_, now) => now): Node => {
    const visit = (of: Node): Node => {
      const now = mapChildren(of, visit);
      return wrap(of, changes.get(of)?.(now) ?? now);
    };
    return visit(query);
  };
  let open = matches;
  for (let round = 0; round < ROUNDS && open.length > 0; round++) {
    const changed = new Set<Match>();
    const later = new Set<Match>();
    for (const { typeOf, among } of await typesFor(open, query, build, dialect)) {
      for (const match of among) {
        if (match.within.some((each) => changed.has(each) || later.has(each))) {
          later.add(match);
          continue;
        }
        const before = changes.get(match.of);
        if (before !== undefined && match.rewrite.around !== true) continue;
        if (before !== undefined && [...changed].some(({ of }) => of === match.of)) {
          later.add(match);
          continue;
        }
        const change = match.rewrite.rewrite(match.of, typeOf, { warn: (text) => warnings.add(text) });
        if (change === null) continue;
        changes.set(match.of, before === undefined ? change : (now) => change(before(now)));
        changed.add(match);
      }
    }
    open = open.filter((match) => later.has(match));
  }
  if (changes.size === 0) return { tree: query, warnings: [...warnings] };
  return { tree: await withNames(query, build(), dialect), warnings: [...warnings] };
}

/** The matches of a statement, those within others first. */
function matchesOf(query: Node, rewrites: readonly Rewrite[], world: World): readonly Match[] {
  const matches: Match[] = [];
  const visit = (of: Node, whole = true, parent: Node | null = null): readonly Match[] => {
    const united = isSetOperation(of);
    // The outermost of nested UNIONs handles all columns.
    const within = children(of).flatMap((child) => visit(child, !(united && isPartOf(child, of)), of));
    const asked = (united && whole) || isOrdered(of) || ordersColumns(of);
    if (str(of, "class") === "" && !asked) return within;
    const at = world.floats ? world : { ...world, floats: children(of).some(mayBeFloat) };
    const own = rewrites.flatMap((rewrite): readonly Match[] => {
      const wants = rewrite.wants(of, at, parent);
      return wants.length === 0 ? [] : [{ of, rewrite, wants, within }];
    });
    matches.push(...own);
    return [...within, ...own];
  };
  visit(query);
  return matches;
}

/** Types for the matches: in one round, or, where the statement does not bind with all marks, for each rewrite alone. */
async function typesFor(
  matches: readonly Match[],
  query: Node,
  build: (wrap: (was: Node, now: Node) => Node) => Node,
  dialect: Dialect,
): Promise<readonly { readonly typeOf: TypeOf; readonly among: readonly Match[] }[]> {
  const ask = async (among: readonly Match[]) => {
    const wanted = among.flatMap((match) => match.wants);
    const typeOf = await typesIn(wanted, build, (built) => withNames(query, built, dialect), dialect);
    return typeOf === null ? [] : [{ typeOf, among }];
  };
  const all = await ask(matches);
  if (all.length > 0) return all;
  const groups = [...Map.groupBy(matches, (match) => match.rewrite).values()];
  if (groups.length < 2) return [];
  const answers = [];
  for (const among of groups) answers.push(...await ask(among));
  return answers;
}

/** The rewritten statement, its columns with the names that they had. */
export async function withNames(was: Node, now: Node, dialect: Dialect): Promise<Node> {
  if (was === now) return now;
  const inner = innerOf(was) === null ? innerOf(now) : null;
  if (inner !== null) {
    const whole = around(now, await withNames(withModifiersOf(was, inner), inner, dialect));
    return await keepNames(firstSelect(was), whole, dialect);
  }
  if (str(was, "type") !== str(now, "type") || str(was, "class") !== str(now, "class")) return now;
  const olds = children(was);
  const fresh = new Map<Node, Node>();
  for (const [at, child] of children(now).entries()) {
    const old = olds[at];
    // Below an expression, only subqueries have columns.
    if (old === undefined || old === child) continue;
    fresh.set(child, await withNames(old, child, dialect));
  }
  const whole = mapChildren(now, (child) => fresh.get(child) ?? child);
  return str(was, "type") === "SELECT_NODE" ? await keepNames(was, whole, dialect) : whole;
}

/** A query with as many modifiers as it has where its order is put around it. */
function withModifiersOf(was: Node, inner: Node): Node {
  const modifiers = nodes(was, "modifiers");
  return nodes(inner, "modifiers").length === modifiers.length
    ? was
    : { ...was, modifiers: modifiers.filter((each) => str(each, "type") === "DISTINCT_MODIFIER") };
}
