/**
 * Advice in words: both sides, and what to write.
 * @module
 */
import { nodesOf } from "../text_dates/bound_tree.ts";
import type { Dialect } from "../dialect.ts";
import { type Node, nodes, str } from "../tree.ts";
import { textOf } from "../typed/unlike.ts";
import { listOf } from "./alone.ts";
import type { Clash } from "./clash.ts";
import { isNow } from "./facts.ts";
import { callName } from "../typed/rewrite.ts";
import { hasNoOrder, type Proposal } from "./proposals.ts";
import { CUT, isSameShown, parametersIn, shown, withParameters } from "./shown.ts";
import type { Encounter, Side } from "./sides.ts";

/** Sides that are named, and characters of an expression that is advised, at most. */
const NAMED = 4;
const WRITTEN = 200;

const NO_CAST_HELPS = "a cast of the values found there does not help";

/** What is meant by calls that get arguments of other kinds. */
const MEANT: ReadonlyMap<string, string> = new Map([
  ["format", "the format comes first, as in format('{:,.2f}', number), or strftime(time, '%Y-%m-%d')"],
  ["printf", "the format comes first, as in printf('%.2f', number)"],
  ["@", "@ is the absolute value, and a parameter is written $name"],
]);

/** What to say where there is nothing to write. */
export function noWay(of: Node, sides: readonly Side[]): string {
  const meant = MEANT.get(callName(of));
  if (meant !== undefined && (callName(of) === "@" || sides[0]?.kind !== "text")) return meant;
  const other = sides.find(({ kind }) => kind !== "text");
  const what = other?.kind === "date" ? "date" : other?.kind === "interval" ? "length of time" : "number";
  const text = sides.find(({ kind, says }) =>
    kind === "text" && (what === "length of time" || says[what] === false)
  );
  if (text === undefined || !hasNoOrder(of, sides)) return NO_CAST_HELPS;
  if (textOf(text.of) === null) return `a text that is no ${what} is neither more nor less than one`;
  return `the text is no ${what}, write one${what === "date" ? ", as '2026-01-31'" : ""}`;
}

/** What to write: the whole, with the NOT that it stands under, or else the parts; null where none can be pasted in. */
export async function asShown(
  of: Node,
  { whole, parts }: Proposal,
  { tree, given, marks }: Clash,
  dialect: Dialect,
): Promise<string | null> {
  const asked = parametersIn(of, given);
  const as = async (each: Node) => {
    // Marks go by their order.
    const order = parametersIn(each, given);
    const isAsAsked = order.length === 1 || order.join() === asked.join();
    const named = withParameters(each, given, marks && isAsAsked);
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

/** `a is VARCHAR (texts only), 5 is INTEGER`; empty where all are of the statement's own. */
export async function namedSides(
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
