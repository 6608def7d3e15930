/**
 * Keeps bounds of rows and lists apart: where its optimizer is on, DuckDB 1.5.6 makes BETWEEN of two bounds of one
 * value (`filter_pushdown`), and then does not know how rows and lists lie between others.
 *
 * `WHERE (a, b) > (1, 2) AND (a, b) < (3, 4)` → `WHERE COALESCE((a, b) > (1, 2), false) AND …`, which it leaves alone
 * @module
 */
import { booleanConstant } from "../constant.ts";
import type { Dialect } from "../dialect.ts";
import { shapeOf } from "../text_dates/scope.ts";
import { mapChildren, type Node, node, nodes, str } from "../tree.ts";
import { coalesced } from "../typed/nodes.ts";
import { type BoundType, isNested } from "../typed/bound_type.ts";
import type { Rewrite, World } from "../typed/rewrite.ts";
import { rewriteBy } from "../typed/typed.ts";
import { onlyTrueIn } from "./only_true.ts";

/** The statement with such bounds apart in what filters, where what is compared says that it is a row or a list. */
export function rowBounds(query: Node): Node {
  return inFilters(query, (of) => sidesOf(of).some(isMade) ? apart(of) : of);
}

/**
 * The same where only the binder can tell: two bounds of one value, `r > lo AND r < hi`.
 * @param dialect binds on a connection that has the statement's tables
 */
export async function boundsByType(query: Node, dialect: Dialect, world: World): Promise<Node> {
  const bounds: Node[] = [];
  inFilters(query, (of, was) => {
    if (!sidesOf(of).some(isScalar)) bounds.push(was);
    return of;
  });
  const shapes = Map.groupBy(bounds.flatMap(sidesOf), shapeOf);
  const suspects = new Set(
    bounds.filter((of) => sidesOf(of).some((side) => (shapes.get(shapeOf(side))?.length ?? 0) > 1)),
  );
  if (suspects.size === 0) return query;
  const byType: Rewrite = {
    wants: (of) => suspects.has(of) ? sidesOf(of) : [],
    rewrite: (of, typeOf) => sidesOf(of).some((side) => hasParts(typeOf(side))) ? (now) => apart(now) : null,
  };
  return (await rewriteBy([byType], query, dialect, world)).tree;
}

/** The query with its bounds where only true counts replaced; `was` is one before what is in it was. */
function inFilters(query: Node, replace: (of: Node, was: Node) => Node, filters = false): Node {
  // FULL and ASOF joins need to see what they compare.
  const compares = str(query, "type") === "JOIN" &&
    (!/^(INNER|LEFT|RIGHT)$/.test(str(query, "join_type")) || str(query, "ref_type") !== "REGULAR");
  const filtersAt = onlyTrueIn(query, filters);
  const mapped = mapChildren(query, (child) => inFilters(child, replace, !compares && filtersAt(child)));
  return filters && /^COMPARE_(LESS|GREATER)/.test(str(query, "type")) ? replace(mapped, query) : mapped;
}

const apart = (of: Node) => coalesced([{ ...of, alias: "" }, booleanConstant(false)]);

const sidesOf = (of: Node) => [node(of, "left"), node(of, "right")].filter((side) => side !== null);

const hasParts = (type: BoundType | null) => type !== null && isNested(type);

/** Types of rows, lists and maps, as the tree names them. */
const NESTED = /^(STRUCT|LIST|ARRAY|MAP)$/;

/** Whether an expression makes a row, a struct or a list. */
const isMade = (of: Node) =>
  /^(row|struct_pack|list_value|array_value)$/.test(str(of, "function_name")) || NESTED.test(castTo(of));

/** Whether an expression is surely none. */
const isScalar = (of: Node) =>
  str(of, "class") === "CONSTANT" || (castTo(of) !== "" && !NESTED.test(castTo(of))) ||
  /^[-+*/%]$|^(count|count_star|len|length|now)$/.test(str(of, "function_name")) &&
    nodes(of, "children").length < 3;

const castTo = (of: Node) => str(node(of, "cast_type") ?? {}, "id");
