/**
 * A lone expression is an expression of a statement as a query of its own, so that its values can be looked at.
 *
 * `zip` of `SELECT * FROM t WHERE zip = 5` → `SELECT zip FROM t`
 * @module
 */
import { textConstant } from "../constant.ts";
import { nodesOf } from "../text_dates/bound_tree.ts";
import { selectAlone, shapeOf } from "../text_dates/scope.ts";
import { type Node, node, nodes, str, strs, transform } from "../tree.ts";
import { call } from "../typed/nodes.ts";

/** Makes the query of one expression over the same sources; null where these cannot be told. */
export function aloneIn(tree: Node, part: Node): Node | null {
  const shape = shapeOf(part);
  const isSame = (of: Node) => str(of, "class") === str(part, "class") && shapeOf(of) === shape;
  const around = nodesOf(
    tree,
    (of) =>
      str(of, "type") === "SELECT_NODE" && nodesOf(of, (each) => each === part || isSame(each)).length > 0,
  );
  const select = around.at(-1);
  if (select === undefined) return null;
  const lambda = lambdasAround(select, part).at(-1);
  const list = lambda === undefined ? null : lambda.list;
  const alone = lambda === undefined || list === null
    ? part
    : transform(part, (of) => isOf(of, lambda.name) ? fieldOf(call("unnest", [list]), of, lambda.name) : of);
  const ctes = around.flatMap((of) => nodes(node(of, "cte_map") ?? {}, "map"));
  return {
    ...selectAlone(select, { ...alone, alias: "side" }),
    sample: null,
    cte_map: { map: ctes },
  };
}

/**
 * The list whose elements (or places in them) a name stands for in a lambda around an expression; null where the name is no
 * lambda's.
 */
export function listOf(tree: Node, around: Node, of: Node): Node | null {
  const lambda = lambdasAround(tree, around).findLast(({ name }) => isOf(wholeOf(of), name));
  return lambda === undefined ? null : lambda.list;
}

/** What an expression takes fields of. */
function wholeOf(of: Node): Node {
  const [whole] = str(of, "type") === "STRUCT_EXTRACT" ? nodes(of, "children") : [];
  return whole === undefined ? of : wholeOf(whole);
}

/** Whether a name is a lambda's parameter, or a place in it. */
const isOf = (of: Node, name: string) =>
  str(of, "class") === "COLUMN_REF" && `${strs(of, "column_names").join(".")}.`.startsWith(`${name}.`);

/** The place in an element that a lambda's name means. */
const fieldOf = (element: Node, of: Node, name: string): Node =>
  strs(of, "column_names").slice(name.split(".").length).reduce(
    (from, field) => call("struct_extract", [from, textConstant(field)]),
    element,
  );

/** The lambdas around an expression, each with its parameter and the list that it goes over. */
function lambdasAround(root: Node, part: Node): readonly { readonly name: string; readonly list: Node }[] {
  const holds = (of: Node) => nodesOf(of, (each) => each === part).length > 0;
  return nodesOf(root, (of) => nodes(of, "children").some((child) => str(child, "class") === "LAMBDA"))
    .flatMap((of) => {
      const [list, lambda] = nodes(of, "children");
      const taken = node(lambda ?? {}, "lhs");
      if (list === undefined || lambda === undefined || taken === null || !holds(lambda)) return [];
      return str(taken, "class") === "COLUMN_REF"
        ? [{ name: strs(taken, "column_names").join("."), list }]
        : [];
    });
}
