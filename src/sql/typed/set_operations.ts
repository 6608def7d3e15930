/**
 * UNION, INTERSECT and EXCEPT of columns that are text in one query and numbers in another, or that need more than 38
 * digits together: numbers are written as their shortest text, and decimals brought together without rounding.
 * @module
 */
import { type Node, node, nodes, str, strs } from "../tree.ts";
import { type BoundType } from "./bound_type.ts";
import { castTo, column, NOWHERE } from "./nodes.ts";
import { columnsIn, type Rewrite } from "./rewrite.ts";
import { unitedNumber, unitedWarning, unitingType } from "./uniting.ts";
import type { Widening } from "./widening.ts";
import { isFraction, numberAsText } from "./written.ts";

/** Whether a node is UNION or one of its relatives, columns by their places. */
export function isSetOperation(of: Node): boolean {
  return str(of, "type") === "SET_OPERATION_NODE" && str(of, "setop_type") !== "UNION_BY_NAME";
}

/** The queries that are brought together; null where their columns cannot be told. */
function queriesOf(of: Node): readonly Node[] | null {
  if (str(of, "type") === "SELECT_NODE") {
    const items = nodes(of, "select_list");
    return items.length === 0 || items.some((item) => str(item, "class") === "STAR") ? null : [of];
  }
  if (!isSetOperation(of)) return null;
  const sides = [node(of, "left"), node(of, "right")].map((side) =>
    side === null || (isSetOperation(side) && nodes(side, "modifiers").length > 0) ? null : queriesOf(side)
  );
  const [left, right] = sides;
  return left && right && left[0] !== undefined && right[0] !== undefined &&
      nodes(left[0], "select_list").length === nodes(right[0], "select_list").length
    ? [...left, ...right]
    : null;
}

/** A change of a column; null: as it is. */
type Change = ((of: Node) => Node) | null;

/** Set operations. */
export function setOperations(widening: Widening): Rewrite {
  return {
    wants(of, world) {
      if (!isSetOperation(of) || !(world.decimals || world.floats)) return [];
      return (queriesOf(of) ?? []).flatMap((query) => nodes(query, "select_list"));
    },
    rewrite(of, typeOf, notes) {
      const queries = queriesOf(of) ?? [];
      const items = queries.map((query) => nodes(query, "select_list"));
      const changes = queries.map((): Change[] => []);
      for (let at = 0; at < (items[0]?.length ?? 0); at++) {
        const column = items.map((each) => each[at] ?? {});
        const types = column.map((item) => unitingType(item, typeOf));
        const united = unitedNumber(types, widening);
        if (united?.id === "DOUBLE") notes.warn(unitedWarning(named(column)));
        const text = types.some((type) => type?.id === "VARCHAR");
        for (const [which, type] of types.entries()) {
          const change = text && type !== null && isFraction(type)
            ? writing(type)
            : united === null
            ? null
            : casting(united);
          changes[which]?.push(change);
        }
      }
      if (changes.every((each) => each.every((change) => change === null))) return null;
      return (now) => {
        let which = 0;
        const visit = (query: Node): Node => {
          if (str(query, "type") === "SELECT_NODE") return changed(query, changes[which++] ?? []);
          return {
            ...query,
            left: visit(node(query, "left") ?? {}),
            right: visit(node(query, "right") ?? {}),
          };
        };
        return visit(now);
      };
    },
  };
}

const writing = (type: BoundType): Change => (of) => numberAsText(of, type);
const casting = (type: BoundType): Change => (of) => castTo(of, type);
const named = (items: readonly Node[]) =>
  [...new Set(items.map(columnsIn).filter((name) => name !== ""))].join(", ");

/** A query with its columns changed: around it, where what they are decides its rows or their order. */
function changed(query: Node, changes: readonly Change[]): Node {
  if (changes.every((change) => change === null)) return query;
  const items = nodes(query, "select_list");
  const names = items.map((_, at) => `__c${at}`);
  const modified = (of: readonly Node[], nameOf: (item: Node, at: number) => string) =>
    of.map((item, at) => {
      const change = changes[at] ?? null;
      return change === null ? item : { ...change(item), alias: nameOf(item, at) };
    });
  const plainly = nodes(query, "modifiers").length === 0 && nodes(query, "group_expressions").length === 0 &&
    str(query, "aggregate_handling") === "STANDARD_HANDLING";
  const nameOf = (item: Node) =>
    str(item, "alias") ||
    (str(item, "class") === "COLUMN_REF" ? strs(item, "column_names").at(-1) ?? "" : "");
  if (plainly) return { ...query, select_list: modified(items, nameOf) };
  const outer = modified(names.map(column), (_, at) => nameOf(items[at] ?? {}));
  return {
    ...query,
    modifiers: [],
    cte_map: { map: [] },
    select_list: outer.map((item, at) => ({ ...item, alias: nameOf(items[at] ?? {}) })),
    from_table: {
      type: "SUBQUERY",
      alias: "__query",
      sample: null,
      query_location: NOWHERE,
      subquery: { node: query, named_param_map: [] },
      column_name_alias: names,
    },
    where_clause: null,
    group_expressions: [],
    group_sets: [],
    aggregate_handling: "STANDARD_HANDLING",
    having: null,
    sample: null,
    qualify: null,
  };
}
