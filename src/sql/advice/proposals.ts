/**
 * A proposal is one way to write sides that do not meet so that they may. It is tried before it becomes advice.
 *
 * `zip = 12345` → `zip = '12345'`; `list > 'a'` → `list_max(list) > 'a'`
 * @module
 */
import { replaceNodes } from "../text_dates/scope.ts";
import { type Node, node, Numeral, str } from "../tree.ts";
import { plain } from "../typed/bound_type.ts";
import { call, castTo, not } from "../typed/nodes.ts";
import { callName } from "../typed/rewrite.ts";
import { textOf } from "../typed/unlike.ts";
import { CONDITION, onlyTextIn, readingsAs, type Wording } from "./readings.ts";
import { type Encounter, type Kind, kindOf, type Side } from "./sides.ts";

/** One way to write it. */
export interface Proposal {
  /** The whole expression or query in its new form. */
  readonly whole: Node;
  /** Its new parts. */
  readonly parts: readonly Wording[];
}

/** The kinds that each argument of a call may have, the better first. */
export type KindsAt = (at: number) => readonly Kind[];

/** Functions that search a list for a value. */
export const SEARCHES = /^((list|array)_(contains|has|position|indexof)|contains)$/;

/**
 * What a list is searched for is read as the kind that the list holds, and all of it as texts only where that cannot be.
 */
export function searched(sides: readonly Side[]): KindsAt {
  const list = sides.find(({ kind }) => kind === "list");
  const element = kindOf(list?.type.replace(/\[\d*\]$/, "") ?? "");
  return (at) => {
    if (list === undefined) return at === 0 ? ["list"] : [];
    return sides[at] === list ? ["list"] : [element];
  };
}

/** Proposals for sides that must be of one kind, the better first. */
export function proposalsFor(
  { of, equality, call: isCall }: Pick<Encounter, "of" | "equality" | "call">,
  sides: readonly Side[],
  wanted: KindsAt,
): readonly Proposal[] {
  if (isCall) return [...timesApart(of, sides), ...insteadOf(of, sides), ...argumentsOf(of, sides, wanted)];
  const members = equality ? membership(of, sides) : extremes(of, sides);
  return [...members, ...targetsOf(sides, equality, of).flatMap((to) => asOne(of, sides, to))];
}

/**
 * Proposes `list_max(list) > value` for `list > value`: whether some entry is greater. Few people mean a list as a whole.
 */
function extremes(of: Node, sides: readonly Side[]): readonly Proposal[] {
  const [, more, less] = /^COMPARE_(?:(GREATER)|(LESS))THAN/.exec(str(of, "type")) ?? [];
  const list = sides.find(({ kind }) => kind === "list");
  const value = sides.find((side) => side !== list);
  if ((more ?? less) === undefined || list === undefined || value === undefined || value.kind === "list") {
    return [];
  }
  const element = list.type.replace(/\[\d*\]$/, "");
  const [read] = kindOf(element) === value.kind
    ? [{ of: value.of, unsure: false }]
    : readingsAs(value, kindOf(element), element);
  if (read === undefined) return [];
  const greatest = (more !== undefined) === (sides[0] === list);
  const extreme = call(greatest ? "list_max" : "list_min", [list.of]);
  return [{
    whole: replaceNodes(of, new Map([[list.of, extreme], [value.of, read.of]])),
    parts: [{ of: extreme, unsure: false }, read],
  }];
}

/** Writes all sides as one kind. */
function asOne(of: Node, sides: readonly Side[], to: Kind): readonly Proposal[] {
  const like = sides.find(({ kind }) => kind === to)?.type ?? "";
  const parts = new Map<Node, Node>();
  const fresh: Wording[] = [];
  // Lists meet as lists of texts.
  const all = to === "list" && sides.every(({ kind }) => kind === "list");
  for (const side of sides) {
    if (side.kind === to && !(all && side.type !== "VARCHAR[]")) continue;
    const isWithWord = to === "text" && side.kind === "map" &&
      sides.some((other) => /^[^{]/.test(textOf(other.of) ?? ""));
    const [reading] = isWithWord ? onlyTextIn(side) : readingsAs(side, to, like);
    if (reading === undefined) return [];
    parts.set(side.of, { ...reading.of, alias: str(side.of, "alias") });
    fresh.push(reading);
  }
  return parts.size === 0 ? [] : [{ whole: replaceNodes(of, parts), parts: fresh }];
}

/** The kinds that all sides may be written as, the better first. */
function targetsOf(sides: readonly Side[], equality: boolean, of: Node): readonly Kind[] {
  const kinds = new Set(sides.map(({ kind }) => kind));
  const targets: Kind[] = [];
  if (kinds.has("list")) targets.push("list");
  if (kinds.has("interval") && kinds.has("text")) targets.push("interval");
  if (kinds.has("date") || (kinds.has("interval") && !kinds.has("text"))) targets.push("date");
  // As numbers, the truth values among a column's texts would be NULL.
  const truths = kinds.has("boolean") && kinds.has("text");
  const numeric = !truths && kinds.has("number") ||
    [...kinds].every((kind) => kind === "boolean" || kind === "json");
  if (numeric && !kinds.has("binary")) {
    // As texts, all values are kept; but texts that are all numbers have another order.
    const kept = equality || ["COMPARISON", "BETWEEN"].includes(str(of, "class")) ||
      /^(greatest|least)$/.test(callName(of));
    const whole = sides.every(({ kind, facts, of: side }) =>
      kind !== "text" || str(side, "class") === "CONSTANT" || facts?.texts.allNumbers === true
    );
    if (kept || whole) targets.push("number");
  }
  if (kinds.has("boolean") && kinds.has("json")) targets.push("boolean");
  return hasNoOrder(of, sides) ? targets : [...targets, "text"];
}

/**
 * Whether numbers, dates or lengths of time are compared by size with texts: in the order of texts, the answer would be to
 * another question. That a day equals a written text that is none is no answer either.
 */
export function hasNoOrder(of: Node, sides: readonly Side[]): boolean {
  const type = str(of, "type");
  const bySize = /^COMPARE_(LESS|GREATER|BETWEEN)/.test(type) || /^(greatest|least)$/.test(callName(of));
  const texts = sides.filter(({ kind }) => kind === "text");
  const others = new Set(sides.map(({ kind }) => kind));
  if (texts.length === 0) return false;
  if (bySize) return others.has("number") || others.has("date") || others.has("interval");
  return others.has("date") && /^COMPARE_/.test(type) &&
    texts.some(({ of: side, says }) => str(side, "class") === "CONSTANT" && says.date === false);
}

/** Proposes `list_contains(list, value)` for `list = value` and `value IN (list)`. */
function membership(of: Node, sides: readonly Side[]): readonly Proposal[] {
  const type = str(of, "type");
  const negated = /NOT/.test(type);
  if (!/^COMPARE_(EQUAL|NOTEQUAL|IN|NOT_IN)$/.test(type) || str(of, "class") === "SUBQUERY") return [];
  const [first, ...others] = sides;
  const list = sides.find(({ kind }) => kind === "list");
  const values = first === list ? others : first === undefined ? [] : [first];
  if (list === undefined || (first !== list && others.length > 1)) return [];
  const element = list.type.replace(/\[\d*\]$/, "");
  if (values.some(({ kind }) => kind === "list")) return [];
  const as = (kind: Kind, like: string) =>
    values.flatMap((value): readonly Wording[] =>
      value.kind === kind ? [{ of: value.of, unsure: false }] : readingsAs(value, kind, like).slice(0, 1)
    );
  const own = as(kindOf(element), element);
  // A value that cannot be an element of the list is compared with the elements' texts.
  const isOwn = own.length === values.length;
  const sought = isOwn ? own : as("text", "");
  const within = isOwn ? list.of : readingsAs(list, "list")[0]?.of ?? list.of;
  const [one, ...more] = sought.map((each) => each.of);
  if (one === undefined) return [];
  const found = more.length === 0
    ? call("list_contains", [within, one])
    : call("list_has_any", [within, call("list_value", [one, ...more])]);
  return [{ whole: negated ? not(found) : found, parts: sought }];
}

/** Writes one argument, or all, as what a function takes. */
function argumentsOf(of: Node, sides: readonly Side[], wanted: KindsAt): readonly Proposal[] {
  const proposals: Proposal[] = [];
  const add = (by: readonly (readonly [Side, Wording])[]) =>
    proposals.push({
      whole: replaceNodes(of, new Map(by.map(([side, way]) => [side.of, way.of]))),
      parts: by.map(([, way]) => way),
    });
  const ways = (side: Side, to: Kind) => {
    const condition = wanted(sides.indexOf(side)).every((kind) => kind === "boolean");
    // Whether a number is 0 is hardly what a call is to be given.
    if ((side.kind === to && to !== "list") || (to === "boolean" && side.kind === "number" && !condition)) {
      return [];
    }
    return readingsAs(side, to, condition ? CONDITION : likeOf(sides, to));
  };
  // A list that is read anew comes last.
  const kinds = new Set(
    sides.flatMap((_, at) => wanted(at)).toSorted((a, b) => +(a === "list") - +(b === "list")),
  );
  // Texts beside dates are read as dates.
  const isNoDate = ({ kind, says }: Side, at: number) =>
    kind === "text" && says.date === false && wanted(at).includes("date") && !wanted(at).includes("text");
  for (const to of kinds) {
    if (to === "date" && sides.some(isNoDate)) continue;
    for (const [at, side] of sides.entries()) {
      if (wanted(at).includes(to)) { for (const way of ways(side, to)) add([[side, way]]); }
    }
  }
  for (const to of sides.length > 1 ? kinds : []) {
    const all = sides.flatMap((side, at) => {
      const [way] = wanted(at).includes(to) ? ways(side, to) : [];
      return way === undefined ? [] : [[side, way] as const];
    });
    if (all.length > 1) add(all);
  }
  return proposals;
}

const likeOf = (sides: readonly Side[], to: Kind) =>
  // A text that is added to is rather a date than a length of time.
  to === "interval" ? "" : sides.find(({ kind }) => kind === to)?.type ?? "";

/** Proposes another cast for one that cannot be. */
export function castsOf(of: Node, side: Side, to: Kind): readonly Proposal[] {
  const proposal = (child: Node, unsure: boolean, attempt = false): Proposal => {
    const whole = { ...of, child, try_cast: attempt || of["try_cast"] === true };
    return { whole, parts: [{ of: whole, unsure }] };
  };
  const [inner] = side.kind === "list" || side.kind === "map" ? readingsAs(side, to) : [];
  const dated = to === "date" && side.kind === "number" ? readingsAs(side, "date")[0] : undefined;
  const never = (to === "number" && side.kind === "text" && side.says.number === false) ||
    (to === "date" && side.kind === "text" && side.says.date === false);
  return [
    ...(dated === undefined ? [] : [proposal(dated.of, false)]),
    ...(inner === undefined ? [] : [proposal(inner.of, true)]),
    ...(to === "number" && (side.kind === "binary" || side.kind === "json")
      ? readingsAs(side, "number").map((way) => proposal(way.of, way.unsure))
      : []),
    ...(to === "boolean"
      ? readingsAs(side, "boolean", CONDITION).map((way) => ({ whole: way.of, parts: [way] }))
      : []),
    ...(never || dated !== undefined ? [] : [proposal(node(of, "child") ?? of, true, true)]),
  ];
}

/** Writes what is no condition as one. */
export function conditionsOf(side: Side): readonly Proposal[] {
  return readingsAs(side, "boolean", CONDITION).map((way) => ({ whole: way.of, parts: [way] }));
}

/**
 * Reads texts that are dates, subtracted from each other or moved by days, as instants: a DATE would lose the time of day.
 */
function timesApart(of: Node, sides: readonly Side[]): readonly Proposal[] {
  const [first, second, ...others] = sides;
  if (!/^[+-]$/.test(str(of, "function_name")) || first === undefined || second === undefined) return [];
  if (others.length > 0 || first.kind !== "text" || first.facts?.texts.dates !== true) return [];
  const [instant] = readingsAs(first, "date", "TIMESTAMP");
  const days = second.kind === "number" && /^\d+$/.test(numberIn(second.of))
    ? {
      of: call("to_days", [castTo(call("trunc", [castTo(second.of, plain("DOUBLE"))]), plain("INTEGER"))]),
      unsure: false,
    }
    : second.kind === "text" && second.facts?.texts.dates === true
    ? readingsAs(second, "date", "TIMESTAMP")[0]
    : undefined;
  if (instant === undefined || days === undefined) return [];
  return [{
    whole: replaceNodes(of, new Map([[first.of, instant.of], [second.of, days.of]])),
    parts: [instant],
  }];
}

/** The digits of a whole number that the statement writes; empty for all else. */
function numberIn(of: Node): string {
  const value = str(of, "class") === "CONSTANT" ? node(of, "value")?.["value"] : null;
  return value instanceof Numeral ? value.text : "";
}

/** Names another function that does the same for arguments of such a kind. */
function insteadOf(of: Node, sides: readonly Side[]): readonly Proposal[] {
  const [side, other] = sides;
  const name = str(of, "function_name").toLowerCase();
  // With two arguments, the second says how many are wanted; of two columns, the greater one is.
  if (/^(max|min)$/.test(name) && other !== undefined && other.kind !== "number") {
    const both = call(name === "max" ? "greatest" : "least", sides.map((each) => each.of));
    if (other.kind === side?.kind) return [{ whole: both, parts: [] }];
    return targetsOf(sides, false, both).flatMap((to) => asOne(both, sides, to));
  }
  if (side?.kind === "binary" && /^(length|len|strlen)$/.test(name)) {
    return [{ whole: call("octet_length", [side.of]), parts: [] }];
  }
  if (side?.kind !== "list" || !/^(sum|avg|mean|min|max|median)$/.test(name)) return [];
  const summed = call(name === "mean" ? "list_avg" : `list_${name}`, [side.of]);
  return [{
    whole: replaceNodes(of, new Map([[side.of, summed]])),
    parts: [{ of: summed, unsure: side.facts === null }],
  }];
}
