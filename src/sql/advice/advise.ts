/**
 * What to say where types do not meet: both sides, what was found there, and what to write. What is advised was tried: it
 * binds, runs where that is known, and is not only NULL.
 * @module
 */
import { nodesOf } from "../text_dates/bound_tree.ts";
import { operands, replaceNodes, rewriteScope, shapeOf } from "../text_dates/scope.ts";
import { type Mismatch, readMismatch } from "../text_dates/signatures.ts";
import type { Dialect } from "../dialect.ts";
import type { DuckDbError } from "../duckdb_error.ts";
import { location, type Node, node, nodes, str, strs } from "../tree.ts";
import { textOf } from "../typed/unlike.ts";
import { call, column, comparison } from "../typed/nodes.ts";
import { callName } from "../typed/rewrite.ts";
import { aloneIn, listOf } from "./alone.ts";
import { type FactsIn, type FactsOf, isNow } from "./facts.ts";
import {
  castsOf,
  conditionsOf,
  hasNoPlaceAmongNumbers,
  type KindsAt,
  type Proposal,
  proposalsFor,
  searched,
  SEARCHES,
} from "./proposals.ts";
import { fieldsOf } from "./readings.ts";
import { conditionsIn, type Encounter, type Kind, kindOf, meetingAt, type Side, sideOf } from "./sides.ts";
import { CUT, isSameShown, shown, withParameters } from "./shown.ts";

/** What a statement is tried with. */
export interface Trials {
  /** What the binder says of the statement in another form; null = it binds. */
  bind(tree: Node): Promise<DuckDbError | null>;
  /** What it fails with on what is loaded; null = it runs, or that is not known. */
  runs(tree: Node): Promise<DuckDbError | null>;
  /** How many of the values of a query's only column are there; null = not known, or there are no rows. */
  values(query: Node): Promise<number | null>;
}

/** What does not meet. */
export interface Clash {
  /** The statement, its places those in the caller's text. */
  readonly tree: Node;
  /** The constants that were given as parameters, by their names. */
  readonly given: ReadonlyMap<string, Node>;
  readonly error: DuckDbError | null;
  /** Where, in the caller's text; null = not known. */
  readonly place: number | null;
  /** What it is about, where that is known. */
  readonly only?: Node;
}

/** Expressions that are looked at, and proposals that are tried, at most. */
const SUSPECTS = 6;
const TRIED = 12;
/** Sides that are named, and characters of an expression that is advised, at most. */
const NAMED = 4;
const WRITTEN = 200;

const NO_NUMBER = "the text is no number, write one";
const NO_CAST_HELPS = "a cast of the values found there does not help";

/** What to say; null where nothing is known. */
export async function advise(
  clash: Clash,
  trials: Trials,
  factsIn: FactsIn,
  dialect: Dialect,
): Promise<string | null> {
  const facts = factsIn(clash.tree);
  let said: string | null = null;
  for (const suspect of suspectsIn(clash).slice(0, SUSPECTS)) {
    const groups = await typedGroups(suspect.meeting, clash.tree, trials, facts);
    for (const sides of groups) {
      if (
        !suspect.meeting.call &&
        new Set(sides.map(({ kind, type }) => kind === "list" ? type : kind)).size < 2
      ) {
        continue;
      }
      // What nobody has met has no type that a cast could be from: whoever knows that says so.
      if (sides.some(({ type }) => /^"?NULL"?$/.test(type))) continue;
      const found = await firstGood(suspect, sides, clash, trials, dialect);
      const named = await namedSides(suspect.meeting, sides, clash, dialect);
      if (named === "") continue;
      if (found !== null) return `${named}: write ${found}`;
      said ??= `${named}: ${hasNoPlaceAmongNumbers(suspect.meeting.of, sides) ? NO_NUMBER : NO_CAST_HELPS}`;
    }
  }
  const joined = said === null && clash.place === null
    ? await usingIn(clash, trials, factsIn, dialect)
    : null;
  if (joined !== null) return joined;
  return said;
}

/** The same of a join with USING, which has no place: as one with ON. */
async function usingIn(
  clash: Clash,
  trials: Trials,
  factsIn: FactsIn,
  dialect: Dialect,
): Promise<string | null> {
  if (clash.error?.type !== "Conversion" || clash.only !== undefined) return null;
  for (const join of nodesOf(clash.tree, (of) => strs(of, "using_columns").length > 0)) {
    const [left, right] = [node(join, "left") ?? {}, node(join, "right") ?? {}].map((table) =>
      str(table, "alias") || str(table, "table_name")
    );
    for (const name of strs(join, "using_columns")) {
      const [a, b] = [left, right].map((table) => ({ ...column(name), column_names: [table ?? "", name] }));
      if (a === undefined || b === undefined || left === "" || right === "") continue;
      const only = comparison("COMPARE_EQUAL", a, b);
      const tree = replaceNodes(
        clash.tree,
        new Map([[join, { ...join, using_columns: [], condition: only }]]),
      );
      const said = await advise({ ...clash, tree, only, place: 0 }, trials, factsIn, dialect);
      if (said !== null) return `${said.replace(": write ", ": write ON ")} instead of USING`;
    }
  }
  return null;
}

interface Suspect {
  readonly meeting: Encounter;
  /** It must be true or false. */
  readonly condition: boolean;
}

/** The expressions that an error may be about; those at its place first. */
function suspectsIn({ tree, error, place, only }: Clash): readonly Suspect[] {
  const conditions = conditionsIn(tree);
  const asked = error?.type === "Conversion" ? conditions : new Set<Node>();
  const about = (of: Node): Suspect | null => {
    const own = meetingAt(of);
    const condition = asked.has(of) && own?.call !== false && !SEARCHES.test(callName(of));
    const meeting = condition ? { of, groups: [[of]], equality: false, call: true } : own;
    return meeting === null ? null : { meeting, condition };
  };
  if (only !== undefined) return [about(only)].filter((each) => each !== null);
  const name = error === null ? null : readMismatch(error)?.name ?? null;
  const named = name === null || place !== null ? [] : nodesOf(tree, (of) => isCalled(of, name));
  const found = named.length > 0 ? named : nodesOf(tree, (of) => {
    if (place === null) return true;
    return location(of) === place || partsOf(of).some((part) => location(part) === place);
  });
  return found.toSorted((a, b) => rank(a, place) - rank(b, place)).map(about).filter((each) => each !== null);
}

const rank = (of: Node, place: number | null) =>
  place === null ||
    (location(of) === place && str(of, "class") !== "COLUMN_REF" && str(of, "class") !== "CONSTANT")
    ? 0
    : 1;

function isCalled(of: Node, name: string): boolean {
  return callName(of) === name || str(of, "type").toLowerCase() === name ||
    (str(of, "class") === "WINDOW" && /_RANGE$/.test(str(of, "start") + str(of, "end")));
}

const partsOf = (of: Node): readonly Node[] => {
  const meeting = meetingAt(of);
  return meeting === null ? [] : [...meeting.groups.flat(), ...operands(of)];
};

/** The groups of sides, with their types: the binder tells them. */
async function typedGroups(
  { of, groups }: Encounter,
  tree: Node,
  trials: Trials,
  facts: FactsOf,
): Promise<readonly (readonly Side[])[]> {
  const found: (readonly Side[])[] = [];
  for (const group of groups) {
    const types = await typesOf(of, group, tree, trials);
    if (types !== null) found.push(group.map((part, at) => sideOf(part, types[at] ?? "", facts)));
  }
  return found;
}

/** Packed into a struct, and that given to a function that takes none: the binder's complaint has the types. */
async function typesOf(
  of: Node,
  parts: readonly Node[],
  tree: Node,
  trials: Trials,
): Promise<readonly string[] | null> {
  const packed = (among: readonly Node[]) =>
    call("yearweek", [{
      ...call("struct_pack", among),
      children: among.map((part, at) => ({ ...part, alias: `side_${at}` })),
    }]);
  const one = async (part: Node, by: Node) =>
    await typesIn(replaceNodes(tree, new Map([[part, { ...by, alias: str(part, "alias") }]])), trials);
  // What stands in queries of its own is asked one by one.
  const [own] = str(of, "class") === "SUBQUERY" ? parts : [];
  // In FROM, no other function stands for unnest().
  const [first] = callName(of) === "unnest" ? parts : [];
  if (first !== undefined) return await one(first, packed([first]));
  if (own === undefined && str(of, "class") !== "") return await one(of, packed(parts));
  const types: string[] = [];
  for (const part of parts) {
    const found = await one(part === own ? of : part, packed([part]));
    if (found === null) return null;
    types.push(...found);
  }
  return types;
}

async function typesIn(tree: Node, trials: Trials): Promise<readonly string[] | null> {
  const error = await trials.bind(tree);
  const mismatch: Mismatch | null = error === null ? null : readMismatch(error);
  const [struct = ""] = mismatch?.name === "yearweek" ? mismatch.args : [];
  const types = fieldsOf(struct).filter(([name]) => /^side_\d+$/.test(name)).map(([, type]) => type);
  return types.length === 0 ? null : types;
}

/** The first proposal that holds, as it is shown; of what cannot be told yet, the first that may. */
async function firstGood(
  { meeting, condition }: Suspect,
  sides: readonly Side[],
  clash: Clash,
  trials: Trials,
  dialect: Dialect,
): Promise<string | null> {
  const { of } = meeting;
  const proposals = proposalsOf(meeting, condition, sides, clash.error);
  // What is in a list that is not read yet is not known: numbers win, as they do where a column's texts meet them.
  const inList = !meeting.call && sides.some((side) => listOf(clash.tree, of, side.of) !== null);
  let perhaps: string | null = null;
  for (const proposal of proposals.slice(0, TRIED)) {
    const tree = await replaced(clash.tree, of, proposal.whole, dialect);
    if (await trials.bind(tree) !== null) continue;
    if (clash.error?.type === "Conversion" && !await doesRun(tree, clash.error, condition, trials)) continue;
    const known = await haveValues(tree, proposal, trials);
    const text = known === false ? null : await asShown(of, proposal, clash, dialect);
    if ((known === true || inList) && text !== null) return text;
    perhaps ??= text;
  }
  return perhaps;
}

/** Whether a statement runs; of several conditions, each fails for itself. */
async function doesRun(
  tree: Node,
  { message }: DuckDbError,
  condition: boolean,
  trials: Trials,
): Promise<boolean> {
  const error = await trials.runs(tree);
  return error === null || (condition && error.message !== message);
}

/** Whether what is new in a statement has values; null = that is not known. */
async function haveValues(tree: Node, { parts }: Proposal, trials: Trials): Promise<boolean | null> {
  let known: boolean | null = true;
  for (const { of, unsure, rare } of parts) {
    const query = str(of, "class") === "CONSTANT" ? null : aloneIn(tree, of);
    const values = query === null ? null : await trials.values(query);
    if (values === 0 || (values === null && rare === true)) return false;
    if (values === null && unsure) known = null;
  }
  return known;
}

/** What to write: the whole, with the NOT that it stands under, or else the parts; null where none can be pasted in. */
async function asShown(
  of: Node,
  { whole, parts }: Proposal,
  { tree, given }: Clash,
  dialect: Dialect,
): Promise<string | null> {
  const as = async (each: Node) => {
    const named = withParameters(each, given);
    return await isSameShown(named, dialect) ? await shown(named, dialect, WRITTEN) : null;
  };
  // NOT IN and ALL are a NOT over what is compared: without it, the opposite would be advised.
  const [not] = nodesOf(
    tree,
    (each) => str(each, "type") === "OPERATOR_NOT" && nodes(each, "children")[0] === of,
  );
  const alone = str(whole, "class") === ""
    ? null
    : await as(not === undefined ? whole : { ...not, children: [whole] });
  if (alone !== null && !alone.endsWith(CUT)) return alone;
  const each = await Promise.all(parts.map(async ({ of: part }) => await as(part)));
  const told = each.filter((part) => part !== null);
  return told.length === 0 || told.length < each.length ? null : [...new Set(told)].join(" and ");
}

async function replaced(tree: Node, of: Node, whole: Node, dialect: Dialect): Promise<Node> {
  if (str(of, "class") === "") return replaceNodes(tree, new Map([[of, whole]]));
  const shape = shapeOf(of);
  return await rewriteScope(
    tree,
    of,
    (each) => each === of || shapeOf(each) === shape ? whole : null,
    dialect,
  );
}

/** The kinds that a call may want: those in the signatures that the binder names, then all others. */
function proposalsOf(
  meeting: Encounter,
  condition: boolean,
  sides: readonly Side[],
  error: DuckDbError | null,
): readonly Proposal[] {
  const { of } = meeting;
  const [first] = sides;
  if (condition && first !== undefined) return conditionsOf(first);
  if (str(of, "class") === "CAST" && first !== undefined) {
    return castsOf(of, first, kindOf(castType(of)));
  }
  return proposalsFor(meeting, sides, wantedBy(of, sides, error));
}

const ALL: readonly Kind[] = ["interval", "number", "date", "text", "boolean", "list"];

/** The kinds that a call takes at each place, as the binder says. */
function wantedBy(of: Node, sides: readonly Side[], error: DuckDbError | null): KindsAt {
  if (SEARCHES.test(callName(of))) return searched(sides);
  // A map's text has places, but none that is meant.
  if (str(of, "type") === "ARRAY_EXTRACT" && sides[0]?.kind === "map") return () => [];
  const mismatch = error === null ? null : readMismatch(error);
  if (mismatch === null || !isCalled(of, mismatch.name)) return () => ALL;
  // Of a place in a list or a text, no kind can be made.
  const isPlace = /extract$/.test(mismatch.name);
  const fitting = mismatch.signatures.filter(({ length }) => length === mismatch.args.length);
  return (at) => {
    if (isPlace && at === 0) return [];
    const types = fitting.map((signature) => (signature[at] ?? "").replace(/^col\d+ |\.\.\.$/g, ""));
    if (types.length === 0 || types.some((type) => /^(ANY|[A-Z])$/.test(type))) return ALL;
    const kinds = new Set(types.map(kindOf));
    return ALL.filter((kind) => kinds.has(kind));
  };
}

const castType = (of: Node) => str(node(of, "cast_type") ?? {}, "id");

/** `a is VARCHAR (texts only), 5 is INTEGER`; empty where all are of the statement's own. */
async function namedSides(
  { of: whole, call: isCall }: Encounter,
  sides: readonly Side[],
  { tree, given }: Clash,
  dialect: Dialect,
): Promise<string> {
  const said = new Set<string>();
  const isArguments = isCall && whole["is_operator"] !== true;
  const several = sides.some(({ of }) => str(of, "class") !== "CONSTANT");
  for (const { of, type, facts } of sides) {
    if (isArguments && several && str(of, "class") === "CONSTANT") continue;
    const list = listOf(tree, whole, of);
    const within = list === null ? "" : ` of ${await shown(withParameters(list, given), dialect)}`;
    const name = await shown(withParameters(of, given), dialect) + within;
    said.add(textOf(of) === null ? isNow(name, type, facts) : `${name} is a text`);
  }
  return [...said].slice(0, NAMED).join(", ");
}
