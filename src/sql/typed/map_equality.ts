/**
 * Compares maps for equality by their JSON, so that neither the order of keys nor the choice of STRUCT or MAP
 * matters.
 * @module
 */
import { nullConstant } from "../constant.ts";
import { list, type Node, node, nodes, str } from "../tree.ts";
import { type BoundType, isNullType, plain } from "./bound_type.ts";
import { canonical, withSortedKeys } from "./json_canonical.ts";
import { withoutNulls } from "./json_nulls.ts";
import { asMap } from "./map_calls.ts";
import { hasMaps, mapText, type Shapes } from "./map_text.ts";
import { caseOf, castTo, comparison, each } from "./nodes.ts";
import { callName, type Rewrite } from "./rewrite.ts";
import { isListed } from "./sides.ts";

const EQUALITIES = /^COMPARE_(EQUAL|NOTEQUAL|DISTINCT_FROM|NOT_DISTINCT_FROM)$/;
const SEARCHES = /^(list|array)_(contains|has|position|indexof)$/;

function sidesOf(of: Node): readonly Node[] {
  if (EQUALITIES.test(str(of, "type"))) return [node(of, "left") ?? {}, node(of, "right") ?? {}];
  return isListed(of) || callName(of) === "nullif" || SEARCHES.test(callName(of))
    ? nodes(of, "children")
    : [];
}

/** A side of a comparison as text. */
function said(of: Node, type: BoundType, shapes: Shapes): Node {
  if (isNullType(type)) return of;
  if (type.id === "JSON") return withoutNulls(castTo(withSortedKeys(canonical(of)), plain("VARCHAR")));
  return mapText(of, type, shapes, true);
}

/** Comparisons, and searches of lists. */
export const mapComparisons = (shapes: Shapes): Rewrite => ({
  wants: (of) => sidesOf(of),
  rewrite(of, typeOf) {
    const types = sidesOf(of).map(typeOf);
    const known = types.filter((type) => type !== null);
    const nested = known.every((type) =>
      type.id === "JSON" || isNullType(type) || type.child !== null || type.fields.length > 0
    );
    // Rows compare as their parts do.
    const isRow = known.some(({ fields }) => fields.some(({ name }) => name === ""));
    if (known.length < types.length || !nested || isRow || !known.some((type) => hasMaps(type, shapes))) {
      return null;
    }
    const bring = (side: Node, at: number): Node => said(side, known[at] ?? plain("JSON"), shapes);
    if (SEARCHES.test(callName(of))) {
      const child = known[0]?.child ?? null;
      if (known[0]?.id !== "LIST" || child === null) return null;
      return (now) => {
        const [entries = {}, sought = {}] = nodes(now, "children");
        return {
          ...now,
          children: [each(entries, "__map", (one) => said(one, child, shapes)), bring(sought, 1)],
        };
      };
    }
    return (now) => {
      if (callName(now) === "nullif") {
        const [first = {}, second = {}] = nodes(now, "children");
        const same = comparison("COMPARE_EQUAL", bring(first, 0), bring(second, 1));
        return { ...caseOf([{ when: same, then: nullConstant() }], first), alias: str(now, "alias") };
      }
      if (!EQUALITIES.test(str(now, "type"))) {
        return { ...now, children: nodes(now, "children").map(bring) };
      }
      return { ...now, left: bring(node(now, "left") ?? {}, 0), right: bring(node(now, "right") ?? {}, 1) };
    };
  },
});

/** Makes a MAP of a struct that the statement writes where a MAP is expected. */
export const mapDefaults: Rewrite = {
  wants: (of) =>
    str(of, "type") === "OPERATOR_COALESCE" || /^(ifnull|nvl)$/.test(callName(of))
      ? nodes(of, "children")
      : [],
  rewrite(of, typeOf) {
    const types = nodes(of, "children").map(typeOf);
    const structs = types.map((type) =>
      type?.id === "STRUCT" && type.fields.every(({ name }) => name !== "")
    );
    if (!types.some((type) => type?.id === "MAP") || !structs.includes(true)) return null;
    return (now) => ({
      ...now,
      children: list(now, "children").map((entry, at) => {
        const [child, type] = [nodes(now, "children")[at], types[at] ?? null];
        return structs[at] !== true || child === undefined || type === null ? entry : asMap(child, type);
      }),
    });
  },
};
