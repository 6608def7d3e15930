/**
 * Compares JSON with values of several kinds, each kind by itself: `j IN (5, 'x')`.
 * @module
 */
import { booleanConstant, nullConstant } from "../constant.ts";
import { type Node, type NodeChange, str } from "../tree.ts";
import { jsonComparisons } from "./json_comparisons.ts";
import { isCompared, isNull, isPlainJson, meetingOf, readingFor } from "./json_meetings.ts";
import type { TypeOf } from "./markers.ts";
import { call, caseOf, comparison, conjunction, fenced, isNullOf, not } from "./nodes.ts";

/** An alias that marks a reading of JSON: values that it cannot read are compared in another way. */
export const OF_ONE_KIND = "__of_one_kind";

/**
 * JSON among values of several kinds, or between two: it is compared with those of each kind. Where it is of none of them,
 * no other says that the comparison is not known.
 */
export function apart(
  of: Node,
  typeOf: TypeOf,
  together: (of: Node, typeOf: TypeOf) => NodeChange | null,
): NodeChange | null {
  const [json, ...others] = isCompared(of) ? meetingOf(of)?.parts ?? [] : [];
  if (json === undefined || !isPlainJson(json) || typeOf(json)?.id !== "JSON") return null;
  const groups = Map.groupBy(others, (part) => {
    const type = typeOf(part);
    return isNull(part) ? "NULL" : type === null ? null : type.id === "JSON" ? "JSON" : readingFor(type);
  });
  const kinds = [...groups.keys()].filter((kind) => kind !== "NULL");
  if (kinds.length < 2 || kinds.includes(null)) return null;
  const between = str(of, "class") === "BETWEEN";
  const parts = [...groups].map(([kind, group]) => {
    const only = (now: Node): Node => {
      const members = meetingOf(now)?.parts ?? [];
      const [first = {}, ...rest] = members;
      const among = rest.filter((_, at) => group.includes(others[at] ?? {}));
      const [one = {}] = among;
      if (!between) return { ...now, type: "COMPARE_IN", children: [first, ...among], alias: "" };
      return comparison(
        one === members[1] ? "COMPARE_GREATERTHANOREQUALTO" : "COMPARE_LESSTHANOREQUALTO",
        first,
        one,
      );
    };
    const was = only(of);
    const change = kind === "JSON"
      ? jsonComparisons.rewrite(was, typeOf, { warn: () => {} })
      : together(was, typeOf);
    return { only, change, sure: kind !== "NULL" };
  });
  return (now) => {
    const [first = {}] = meetingOf(now)?.parts ?? [];
    const compared = parts.map(({ only, change, sure }) => {
      const alone = only(now);
      const whole = change?.(alone) ?? alone;
      return sure && !between ? fenced(call("ifnull", [whole, booleanConstant(false)]), OF_ONE_KIND) : whole;
    });
    const all = conjunction(between ? "CONJUNCTION_AND" : "CONJUNCTION_OR", compared);
    const found = between ? all : caseOf([{ when: isNullOf(first), then: nullConstant() }], all);
    return { ...(str(of, "type") === "COMPARE_NOT_IN" ? not(found) : found), alias: str(now, "alias") };
  };
}
