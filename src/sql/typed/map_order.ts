/**
 * Orders maps of items key by key, by the keys that each has, whichever keys other items have, and whether they are
 * STRUCT or MAP. See {@linkcode sortText}.
 * @module
 */
import { type Node, node, nodes, str } from "../tree.ts";
import { type BoundType, isNested, isNullType, plain } from "./bound_type.ts";
import { taken } from "./comparisons.ts";
import { canonical, withSortedKeys } from "./json_canonical.ts";
import { hasJson, type PartReading, read } from "./json_parts.ts";
import { sortText } from "./json_sort.ts";
import { asMap } from "./map_calls.ts";
import { hasMaps, isMap, mapText, type Shapes } from "./map_text.ts";
import { castTo, column } from "./nodes.ts";
import type { Ordered } from "./ordering.ts";
import { callName, type Rewrite } from "./rewrite.ts";
import { isListed, sidesOf, withSides } from "./sides.ts";
import { CHANGED, selected, subquery } from "./subqueries.ts";

/** How values that meet are read, or one is that is put in order: its maps as what they are ordered by. */
function readingsOf(types: readonly BoundType[], shapes: Shapes): readonly (PartReading | null)[] {
  const there = types.filter((type) => !isNullType(type));
  const besideJson = there.some(({ id }) => id === "JSON") && there.some((type) => hasMaps(type, shapes));
  if (besideJson || there.some((type) => isMap(type, shapes))) {
    if (!there.every((type) => isNested(type) || type.id === "JSON")) return types.map(() => null);
    return types.map((type) =>
      isNullType(type) || type.id === "JSON" ? null : {
        make: (of) => {
          const said = mapText(of, type, shapes, true);
          return besideJson ? castTo(said, plain("JSON")) : sortText(said);
        },
        type: plain(besideJson ? "JSON" : "VARCHAR"),
      }
    );
  }
  if (!types.every((type) => isNullType(type) || isNested(type)) || there.length === 0) {
    return types.map(() => null);
  }
  const of = new Map(there.map((type, at) => [type, at] as const));
  const lists = there.every(({ id, child }) => id === "LIST" && child !== null);
  const children = lists ? readingsOf(there.flatMap(({ child }) => child ?? []), shapes) : [];
  const width = Math.max(...there.map(({ fields }) => fields.length));
  const fields = Array.from({ length: width }, (_, place) => {
    const met = there.flatMap((type) => type.fields[place]?.type ?? []);
    return met.length < there.length ? met.map(() => null) : readingsOf(met, shapes);
  });
  return types.map((type) => {
    const at = of.get(type);
    if (at === undefined) return null;
    const own = type.fields.map((_, place) => fields[place]?.[at] ?? null);
    const child = children[at] ?? null;
    return child === null && own.every((field) => field === null) ? null : { child, fields: own };
  });
}

/** Says how maps, and values that contain maps, are ordered. */
export const maps = (shapes: Shapes): Ordered => ({
  among: () => true,
  isIn: (type) => hasMaps(type, shapes),
  by(of, type) {
    const [reading = null] = readingsOf([type], shapes);
    return read(of, type, reading);
  },
  meeting(types) {
    // Beside JSON, they are made JSON, which is ordered afterwards.
    if (!types.every((type) => isNested(type) || isNullType(type))) return null;
    const readings = readingsOf(types, shapes);
    const isHeld = types.some(({ id }) => id === "MAP");
    return types.map((type, at) => ({
      by: (of) => read(of, type, readings[at] ?? null),
      give: (of) => isHeld && type.id === "STRUCT" ? asMap(of, type) : of,
    }));
  },
});

const EQUALITIES = /^COMPARE_(EQUAL|NOTEQUAL|DISTINCT_FROM|NOT_DISTINCT_FROM)$/;
const isExtreme = (of: Node) => ["greatest", "least"].includes(callName(of));
const metIn = (of: Node) => isExtreme(of) ? nodes(of, "children") : sidesOf(of);

/** Comparisons that order maps, and those of rows that have maps in them. */
export const mapOrders = (shapes: Shapes): Rewrite => ({
  wants: metIn,
  rewrite(of, typeOf) {
    const types = metIn(of).map(typeOf);
    const known = types.filter((type) => type !== null);
    if (known.length < types.length || !known.some((type) => hasMaps(type, shapes))) return null;
    const isRow = known.some(({ fields }) => fields.some(({ name }) => name === ""));
    // Maps are compared by their texts, but the result must be the value as it was, except beside JSON.
    const isGiven = isExtreme(of);
    if (isGiven && !known.some(({ id }) => id === "JSON")) return null;
    if (!isGiven && !isRow && (isListed(of) || EQUALITIES.test(str(of, "type")))) return null;
    const readings = readingsOf(known, shapes);
    if (readings.every((reading) => reading === null)) return null;
    const bring = (side: Node, at: number): Node => {
      const [type, reading] = [known[at], readings[at] ?? null];
      if (type?.id === "JSON") return withSortedKeys(canonical(side));
      return type === undefined ? side : read(side, type, reading);
    };
    const between = str(of, "class") === "BETWEEN";
    return (now) => {
      const whole = withSides(now, bring);
      return between && !known.some(hasJson) ? taken(whole) : whole;
    };
  },
});

const queryOf = (of: Node) => node(node(of, "subquery") ?? {}, "node");

/** Maps compared with those that a query gives: `m IN (SELECT …)`, `m > ALL (SELECT …)`. */
export const mapMembers = (shapes: Shapes): Rewrite => ({
  wants(of) {
    const [own, query] = [node(of, "child"), str(of, "class") === "SUBQUERY" ? queryOf(of) : null];
    return own === null || query === null || callName(own) === "row" ? [] : [own, query];
  },
  rewrite(of, typeOf) {
    const own = typeOf(node(of, "child") ?? undefined);
    const [only, ...others] = typeOf(queryOf(of) ?? undefined)?.fields ?? [];
    if (own === null || only === undefined || others.length > 0) return null;
    const [left = null, right = null] = readingsOf([own, only.type], shapes);
    if (left === null && right === null) return null;
    return (now) => {
      const inner = subquery(queryOf(now) ?? {}, CHANGED, ["__c0"]);
      return {
        ...now,
        child: read(node(now, "child") ?? {}, own, left),
        subquery: {
          ...node(now, "subquery"),
          node: selected([read(column("__c0"), only.type, right)], inner),
        },
      };
    };
  },
});
