/**
 * Advice on types that do not meet names both sides, what was found there, and what to write instead. Each proposal was
 * tried: it binds, it runs where that is known, and it is not only NULL.
 *
 * `SELECT * FROM t WHERE zip = 12345`, and `zip` holds texts → `zip is VARCHAR (texts only), 12345 is INTEGER:
 * write zip = '12345'`
 * @module
 */
import { nodesOf } from "../text_dates/bound_tree.ts";
import { operands, replaceNodes, rewriteScope, shapeOf } from "../text_dates/scope.ts";
import { type Mismatch, readMismatch } from "../text_dates/signatures.ts";
import type { Dialect } from "../dialect.ts";
import type { DuckDbError } from "../duckdb_error.ts";
import { location, type Node, node, str, strs } from "../tree.ts";
import { call, column, comparison } from "../typed/nodes.ts";
import { callName } from "../typed/rewrite.ts";
import { sidesOf } from "../typed/sides.ts";
import { aloneIn, listOf } from "./alone.ts";
import type { FactsIn, FactsOf } from "./facts.ts";
import {
  castsOf,
  conditionsOf,
  type KindsAt,
  type Proposal,
  proposalsFor,
  searched,
  SEARCHES,
} from "./proposals.ts";
import type { Clash, Trials } from "./clash.ts";
import { asShown, namedSides, noWay } from "./worded.ts";
import { meantElsewhere } from "./foreign_operators.ts";
import { fieldsOf } from "./readings.ts";
import { conditionsIn, type Encounter, type Kind, kindOf, meetingAt, type Side, sideOf } from "./sides.ts";

/** So many expressions are looked at, and so many proposals tried, at most. */
const SUSPECTS = 6;
const TRIED = 12;
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
      // A place that nobody has met has no type to cast from: who knows that says so elsewhere.
      if (sides.some(({ type }) => /^"?NULL"?$/.test(type))) continue;
      if (suspect.condition && sides[0]?.kind === "boolean") continue;
      // What DuckDB says of it names the key already.
      if (str(suspect.meeting.of, "type") === "ARRAY_EXTRACT" && sides[0]?.kind === "map") continue;
      const found = await elsewhere(suspect.meeting.of, sides, clash, trials, dialect) ??
        await firstGood(suspect, sides, clash, trials, dialect);
      const sideNames = await namedSides(suspect.meeting, sides, clash, dialect);
      if (sideNames === "") continue;
      const named = suspect.condition && callName(suspect.meeting.of) === "||"
        ? `${sideNames}, and conditions are joined by OR`
        : sideNames;
      if (found !== null) return `${named}: write ${found}`;
      said ??= `${named}: ${noWay(suspect.meeting.of, sides)}`;
    }
  }
  const using = said === null && clash.place === null ? await usingIn(clash, trials, factsIn, dialect) : null;
  return using ?? said;
}

/** What other engines mean by an operator, in our words; null for others. */
async function elsewhere(
  of: Node,
  sides: readonly Side[],
  clash: Clash,
  trials: Trials,
  dialect: Dialect,
): Promise<string | null> {
  const meant = meantElsewhere(clash.tree, of, sides);
  if (
    meant === null || await trials.bind(await replaced(clash.tree, meant.of, meant.whole, dialect)) !== null
  ) {
    return null;
  }
  return await asShown(meant.of, { whole: meant.whole, parts: [] }, clash, dialect);
}

/** The same for a join with USING, which has no place in the text: it is advised on as one with ON. */
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
  /** Advises on a condition, which must be true or false. */
  readonly condition: boolean;
}

/** The expressions that an error may be about; those at its place come first. */
function suspectsIn({ tree, error, place, only }: Clash): readonly Suspect[] {
  const conditions = conditionsIn(tree);
  const asked = error?.type === "Conversion" ? conditions : new Set<Node>();
  const about = (of: Node): readonly Suspect[] => {
    const own = meetingAt(of);
    const meant = own === null ? [] : [{ meeting: own, condition: false }];
    // What compares is true or false already.
    const isTruth = sidesOf(of).length > 0 || str(of, "class") === "SUBQUERY" || SEARCHES.test(callName(of));
    if (!asked.has(of) || isTruth) return meant;
    const meeting = { of, groups: [[of]], equality: false, call: true };
    // `a || b` may be no condition, or join what does not meet.
    return [{ meeting, condition: true }, ...(own?.call === false ? meant : [])];
  };
  if (only !== undefined) return about(only);
  const name = error === null ? null : readMismatch(error)?.name ?? null;
  const named = name === null || place !== null ? [] : nodesOf(tree, (of) => isCalled(of, name));
  const found = named.length > 0 ? named : nodesOf(tree, (of) => {
    if (place === null) return true;
    return location(of) === place || partsOf(of).some((part) => location(part) === place);
  });
  return found.toSorted((a, b) => rank(a, place) - rank(b, place)).flatMap(about);
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

/** The groups of sides, with the types that the binder tells. */
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

/**
 * Asks the binder for types: packed into a struct that is given to a function which takes none, its complaint names them.
 */
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
  // Expressions in subqueries are asked one by one.
  const [own] = str(of, "class") === "SUBQUERY" ? parts : [];
  // In FROM, no other function can stand in for unnest().
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

/** The first proposal that holds, as it is shown; of those that cannot be tried yet, the first. */
async function firstGood(
  { meeting, condition }: Suspect,
  sides: readonly Side[],
  clash: Clash,
  trials: Trials,
  dialect: Dialect,
): Promise<string | null> {
  const { of } = meeting;
  const proposals = proposalsOf(meeting, condition, sides, clash.error);
  // The elements of a list that is not read yet are not known: numbers win, as where a column's texts meet them.
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

/** Whether a statement runs. Several conditions are tried one by one. */
async function doesRun(
  tree: Node,
  { message }: DuckDbError,
  condition: boolean,
  trials: Trials,
): Promise<boolean> {
  const error = await trials.runs(tree);
  return error === null || (condition && error.message !== message);
}

/** Whether the new parts of a statement have values; null = not known. */
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
  // As a text, the number would be the format.
  if (/^(format|printf)$/.test(callName(of)) && first?.kind !== "text") return [];
  if (str(of, "class") === "CAST" && first !== undefined) {
    return castsOf(of, first, kindOf(castType(of)));
  }
  return proposalsFor(meeting, sides, wantedBy(of, sides, error));
}

const ALL: readonly Kind[] = ["interval", "number", "date", "text", "boolean", "list"];

/** The kinds that a call takes at each place, as the binder says. */
function wantedBy(of: Node, sides: readonly Side[], error: DuckDbError | null): KindsAt {
  // A text is searched for a text.
  const inText = callName(of) === "contains" && !sides.some(({ kind }) => kind === "list");
  if (SEARCHES.test(callName(of)) && !inText) return searched(sides);
  // A map's text has places, but none that is meant.
  if (str(of, "type") === "ARRAY_EXTRACT" && sides[0]?.kind === "map") return () => [];
  const mismatch = error === null ? null : readMismatch(error);
  if (mismatch === null || !isCalled(of, mismatch.name)) return () => ALL;
  // No kind can be made of a place in a list or a text.
  const isPlace = /extract$/.test(mismatch.name);
  const signatures = mismatch.signatures.filter(({ length }) => length === mismatch.args.length)
    .map((signature) => signature.map((type) => type.replace(/^col\d+ |\.\.\.$/g, "")));
  const takes = (type: string | undefined, kind: Kind | undefined) =>
    type === undefined || ANY_TYPE.test(type) || kindOf(type) === kind;
  return (at) => {
    if (isPlace && at === 0) return [];
    // `strftime(n, '%Y')` might be one of a text and a date, but for its other argument.
    const fitting = signatures.filter((signature) =>
      sides.every(({ kind }, other) => other === at || takes(signature[other], kind))
    );
    const types = (fitting.length > 0 ? fitting : signatures).map((signature) => signature[at] ?? "");
    if (types.length === 0 || types.some((type) => ANY_TYPE.test(type))) return ALL;
    const kinds = new Set(types.map(kindOf));
    return ALL.filter((kind) => kinds.has(kind));
  };
}

/** A type that may be any. */
const ANY_TYPE = /^(ANY|[A-Z])$/;

const castType = (of: Node) => str(node(of, "cast_type") ?? {}, "id");
