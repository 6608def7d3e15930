/**
 * Places through subqueries: a subquery gives each place inside one of its columns as a column of its own, which no
 * `*` shows.
 *
 * `SELECT t.doc.price FROM (SELECT doc FROM orders) t` →
 * `… FROM (SELECT doc, dynamosql_place_1 AS dynamosql_place_2 …) AS t`
 * @module
 */
import { list, type Node, nodes, str } from "../tree.ts";
import { call, column as reference } from "../typed/nodes.ts";
import { placeColumn, placeName } from "./place_columns.ts";
import type { Column, Context, Hidden, Placed, PlaceName, Placing, Source } from "./model.ts";

/** The hidden columns of a query, none yet. */
export function nothingHidden(): Hidden {
  return { names: new Map(), rowNeeded: false };
}

/** The placing of a column of a FROM clause. */
export function placingOf(context: Context, source: Source, column: Column): Placing | null {
  const { draft } = source;
  if (draft === null) return column.placing ?? null;
  const { origin } = column;
  if (origin === null) return null;
  return {
    origins: [{ draft, attribute: origin.attribute }],
    distinct: false,
    make({ places, ...wanted }) {
      const [place = { path: [], type: { kind: "UNSEEN" } }] = places;
      return {
        column: placeColumn(context, draft, { ...wanted, ...place, attribute: origin.attribute }),
        isThere: () => !draft.rowNeeded,
      };
    },
  };
}

/** The placing of a plain column of a SELECT's output. */
export function throughSelect(
  context: Context,
  select: Node,
  hidden: Hidden,
  inner: Placing | null,
  qualifier: string,
): Placing | null {
  const handling = str(select, "aggregate_handling");
  if (inner === null || list(select, "group_sets").length > 1) return null;
  const grouped = list(select, "group_expressions").length > 0 || handling === "FORCE_AGGREGATES";
  const distinct = nodes(select, "modifiers").some((each) => str(each, "type") === "DISTINCT_MODIFIER");
  return {
    origins: inner.origins,
    distinct: inner.distinct || distinct || grouped,
    make: remembered(({ together = () => true, ...wanted }) => {
      const { column: { column }, isThere } = inner.make(wanted);
      const from = qualifier === "" ? reference(column) : {
        ...reference(column),
        column_names: [qualifier, column],
      };
      const placed = hide(context, hidden, wanted.text, isThere);
      const before = context.rewrites.get(select);
      context.rewrites.set(select, (mapped) => {
        const now = before?.(mapped) ?? mapped;
        if (!placed.isThere() || !together()) return now;
        const value = grouped ? call("any_value", [from]) : from;
        return {
          ...now,
          select_list: [...list(now, "select_list"), { ...value, alias: placed.column.column }],
        };
      });
      return placed;
    }),
  };
}

/** The placing of a column of UNION, of the columns that its parts have there. */
export function throughUnion(
  context: Context,
  hidden: Hidden,
  parts: readonly (Placing | undefined)[],
  distinct: boolean,
): Placing | null {
  const whole = parts.filter((part) => part !== undefined);
  if (whole.length < parts.length || whole.length === 0) return null;
  return {
    origins: whole.flatMap(({ origins }) => origins),
    distinct: distinct || whole.some((part) => part.distinct),
    make: remembered(({ together = () => true, ...wanted }) => {
      let from = 0;
      const there = (): boolean => !hidden.rowNeeded && made.every(({ isThere }) => isThere());
      const made: readonly Placed[] = whole.map(({ origins, make }) => {
        const places = wanted.places.slice(from, from += origins.length);
        // UNION matches columns by position, so either all parts have it, or none.
        return make({ ...wanted, places, together: () => together() && there() });
      });
      const [first] = made;
      if (first === undefined) return hide(context, hidden, wanted.text, () => false);
      // The first part names the columns.
      hidden.names.set(first.column.column, there);
      return { column: first.column, isThere: there };
    }),
  };
}

function hide(context: Context, hidden: Hidden, text: string, isThere: () => boolean): Placed {
  const column: PlaceName = { column: placeName(context), text, variants: new Map() };
  context.hidden.push(column);
  const there = () => !hidden.rowNeeded && isThere();
  hidden.names.set(column.column, there);
  return { column, isThere: there };
}

/** The same column for the same place. */
function remembered(make: Placing["make"]): Placing["make"] {
  const made = new Map<string, Placed>();
  return (wanted) => {
    const key = JSON.stringify([wanted.form ?? "", ...wanted.places.map(({ path }) => path)]);
    const before = made.get(key);
    if (before !== undefined) return before;
    const placed = make(wanted);
    made.set(key, placed);
    return placed;
  };
}
