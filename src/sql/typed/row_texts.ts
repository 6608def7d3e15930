/**
 * Reads texts that stand in rows, lists, structs and maps which are compared as the values that they say, where the other
 * side has a date, number or truth value at the same place: as beside a plain value. DuckDB makes text of both, so that
 * `(ts::TIMESTAMP, n) = ('2026-01-08T02:00:00Z', 2)` would compare spellings.
 * @module
 */
import { isNumeral } from "../../catalog/numeral.ts";
import { foldName } from "../resolve/identifiers.ts";
import { textInUtc } from "../text_dates/literals.ts";
import { castType } from "../text_dates/signatures.ts";
import { type Node, node, nodes, str, strs, walk } from "../tree.ts";
import { type BoundType, isFloat, isNested, isNumber, plain } from "./bound_type.ts";
import { areAlike, isAlikeElement, isOneKind } from "./alike.ts";
import { listIn, withListIn } from "./list_in.ts";
import { hasJson } from "./json_parts.ts";
import { isMade, isWrittenFields, isWrittenList } from "./made.ts";
import { refuseApart } from "./maps_apart.ts";
import type { TypeOf } from "./markers.ts";
import { call, castTo } from "./nodes.ts";
import { callName, hasDerived, type Rewrite, type World } from "./rewrite.ts";
import { comparedIn, withSides } from "./sides.ts";
import { exactNumberOf, numberOf } from "./said_number.ts";
import { fieldAt, met, readAs, UNKNOWN, withTextsRead } from "./texts_read.ts";
import { type KindsOf, textOf } from "./unlike.ts";

/** Searches of a list for an element. */
const SEARCHES = /^(list|array)_(contains|has|position|indexof)$/;
/** Calls that compare the elements of lists with each other. */
const OF_LISTS = /^((list|array)_(has_any|has_all|intersect)|&&|@>|<@)$/;

/** Whether an expression searches a list for a value: the list, then the value are what it compares. */
export const isSearch = (of: Node): boolean => isSearchCall(of) || listIn(of) !== null;

/** Whether it is a call that does so. */
export function isSearchCall(of: Node): boolean {
  // `x IN list` is parsed as `contains(list, x)`, which mostly searches a text.
  const inMade = callName(of) === "contains" && nodes(of, "children").some(isMade);
  return inMade || SEARCHES.test(callName(of));
}

const hasText = (of: Node): boolean =>
  textOf(of) !== null || (isMade(of) && nodes(of, "children").some(hasText));

/** Whether an expression writes a struct or a row. */
const hasFields = (of: Node): boolean =>
  isWrittenFields(of) || (isMade(of) && nodes(of, "children").some(hasFields));

/** The parts of what is made, or what is not, whose types decide. */
function leavesOf(of: Node): readonly Node[] {
  if (isMade(of)) return nodes(of, "children").flatMap(leavesOf);
  const fields = writtenMapAsFields(of);
  return fields === null ? [of] : [of, ...leavesOf(fields)];
}

/** Whether an expression is a call that compares what lists hold. */
export function comparesLists(of: Node): boolean {
  return isSearch(of) || OF_LISTS.test(callName(of));
}

/** What is compared; lists that are searched only for texts and structs that are written. */
function sidesIn(of: Node): readonly Node[] {
  if (!comparesLists(of)) return comparedIn(of);
  const sides = comparedInLists(of);
  return sides.some((side) => hasText(side) || hasFields(side)) ? sides : [];
}

/** What an expression that compares what lists hold is given: the lists, or the list and the value. */
export function comparedInLists(of: Node): readonly Node[] {
  const list = listIn(of);
  return list === null ? nodes(of, "children") : [list, node(of, "child") ?? {}];
}

/** The expression with each of these replaced. */
export function withListsCompared(of: Node, replace: (part: Node, at: number) => Node): Node {
  const list = listIn(of);
  return list === null
    ? { ...of, children: nodes(of, "children").map(replace) }
    : withListIn(of, replace(list, 0), replace(node(of, "child") ?? {}, 1));
}

/** Calls that may give values with parts. */
const MAKERS =
  /^(list|array|map|struct|histogram|range|generate_series|from_json|json_transform|max|min|arg_m|quantile)/;
const isOfParts = (type: Node): boolean => ["LIST", "ARRAY", "STRUCT", "MAP"].includes(str(type, "id"));

const NOT_KNOWN: KindsOf = () => new Set();

/** Whether a column's list is searched for what is of the kind of its elements. */
function isAlikeSearch(of: Node, kindsOf: KindsOf, elementsOf: KindsOf): boolean {
  const [list, value] = isSearch(of) ? comparedInLists(of) : [];
  return list !== undefined && value !== undefined && isAlikeElement(list, elementsOf, value, kindsOf);
}

/** Whether a statement may compare values that have parts, of which some meet others of another kind. */
export function mayCompareParts(query: Node, world: World): boolean {
  const { nested, kindsOf = NOT_KNOWN, elementsOf = NOT_KNOWN } = hasDerived(query)
    ? { nested: world.nested }
    : world;
  let hasParts = nested;
  let compares = false;
  walk(query, (of) => {
    hasParts ||= isMade(of) || MAKERS.test(callName(of)) || isOfParts(node(of, "cast_type") ?? {});
    compares ||= (comparesLists(of) && !isAlikeSearch(of, kindsOf, elementsOf)) ||
      strs(of, "using_columns").some((name) => !isOneKind(name, kindsOf)) ||
      str(of, "ref_type") === "NATURAL" ||
      (comparedIn(of).filter((side) => str(side, "class") !== "CONSTANT").length > 1 &&
        !areAlike(comparedIn(of), kindsOf));
    return !(hasParts && compares);
  });
  return hasParts && compares;
}

/**
 * Comparisons of what has such texts. Those that cannot be read are refused, see {@linkcode refuseApart}.
 * @param names of columns, as the caller has them
 */
export const rowTexts = (names: ReadonlyMap<string, string>): Rewrite => ({
  wants(of, world) {
    const sides = sidesIn(of);
    const isCall = comparesLists(of);
    const isNestedHere = isCall ||
      sides.some((side) => isMade(side) || /^(list|array|map|struct)/.test(callName(side))) ||
      ((world.nested || world.derived === true) && sides.every((side) => str(side, "class") !== "CONSTANT"));
    return sides.length > 1 && isNestedHere ? sides.flatMap(leavesOf) : [];
  },
  rewrite(of, typeOf) {
    const searches = isSearch(of);
    const isCall = comparesLists(of);
    const types = sidesIn(of).map((side, at) => {
      const type = known(side, typeOf);
      return searches && at === 1 ? { ...plain("LIST"), child: type } : type;
    });
    if (!types.some(isNested)) return null;
    refuseApart(
      sidesIn(of),
      sidesIn(of).map((side, at) => {
        const fields = writtenMapAsFields(side);
        return fields !== null && !hasJson(types[at] ?? null) ? known(fields, typeOf) : types[at] ?? UNKNOWN;
      }),
      names,
    );
    const whole = types.reduce((all, type) => met(all, type), UNKNOWN);
    let isRead = false;
    const ofRows = !isCall && sidesIn(of).every((side) => callName(side) === "row");
    const bring = (part: Node, was: Node, to: BoundType, depth = 0): Node => {
      const parts = nodes(was, "children");
      if (isMade(was)) {
        return {
          ...part,
          children: nodes(part, "children").map((each, at) =>
            bring(each, parts[at] ?? each, placeIn(to, each, at), depth + 1)
          ),
        };
      }
      const [fields, wereFields] = [writtenMapAsFields(part), writtenMapAsFields(was)];
      if (to.fields.length > 0 && fields !== null && wereFields !== null) {
        return { ...bring(fields, wereFields, to), alias: str(part, "alias") };
      }
      const type = typeOf(was);
      const value = textOf(was) !== null
        ? said(was, to, ofRows && depth === 1)
        : isCall || type === null
        ? null
        : withTextsRead(part, type, to);
      isRead ||= value !== null;
      return value === null ? part : { ...value, alias: str(part, "alias") };
    };
    const sides = sidesIn(of);
    const change = (now: Node): Node => {
      const brought = (side: Node, at: number) =>
        bring(side, sides[at] ?? side, searches && at === 1 ? whole.child ?? UNKNOWN : whole);
      return isCall ? withListsCompared(now, brought) : withSides(now, brought);
    };
    change(of);
    return isRead ? change : null;
  },
});

/** The type at the place of a part of what is made. */
function placeIn(type: BoundType, part: Node, at: number): BoundType {
  return type.child ?? fieldAt(type, str(part, "alias"), at) ?? UNKNOWN;
}

/** The type of an expression, without those of the texts that are written in it. */
function known(of: Node, typeOf: TypeOf): BoundType {
  if (textOf(of) !== null) return UNKNOWN;
  const parts = nodes(of, "children");
  if (isWrittenList(of)) {
    // A list with a text is one of texts.
    const child = parts.map((part) => known(part, typeOf)).reduce((a, b) => met(a, b, true), UNKNOWN);
    return { ...plain("LIST"), child };
  }
  if (!isWrittenFields(of)) return typeOf(of) ?? UNKNOWN;
  const isNamed = callName(of) !== "row";
  return {
    ...plain("STRUCT"),
    fields: parts.map((part) => ({ name: isNamed ? str(part, "alias") : "", type: known(part, typeOf) })),
  };
}

/**
 * The value that a text says where it meets a type; null where it is a text there.
 * @param isMember it is a member of rows that are compared: a number of many digits may be written in halves
 */
function said(text: Node, type: BoundType, isMember: boolean): Node | null {
  const place = { query_location: text["query_location"] ?? null };
  const words = textOf(text);
  if (isNumber(type)) {
    const number = isMember && !isFloat(type) ? exactNumberOf(words) : numberOf(words);
    // Of more digits, it is the double that the number without quotes is.
    if (number !== null || isNumeral(words?.trim() ?? "")) {
      return { ...number ?? castTo(text, plain("DOUBLE")), ...place };
    }
  }
  const read = readAs(type);
  return read === null
    ? null
    : { ...castTo(castType(type.id) === null ? text : textInUtc(text) ?? text, read), ...place };
}

/** `MAP {'k': a}` as `{'k': a}`; null for others, and where the keys are no names of fields. */
function writtenMapAsFields(of: Node): Node | null {
  const [keys, values, ...others] = callName(of) === "map" ? nodes(of, "children") : [];
  if (keys === undefined || values === undefined || others.length > 0) return null;
  if (!isWrittenList(keys) || !isWrittenList(values)) return null;
  const names = nodes(keys, "children").map((key) => textOf(key) ?? "");
  const parts = nodes(values, "children");
  const isNamed = names.length === parts.length && !names.includes("") &&
    new Set(names.map(foldName)).size === names.length;
  const children = parts.map((part, at) => ({ ...part, alias: names[at] ?? "" }));
  return isNamed ? { ...call("struct_pack", []), children } : null;
}
