/**
 * Makes numbers of texts that say one, where they are looked for among numbers: in a list, or in what a query gives. DuckDB
 * would round them to the type of those.
 *
 * `'5.5' IN tags`, `tags` a BIGINT[] → `5.5 IN tags`, which is not true of 6
 * @module
 */
import { type Node, node, nodes, str } from "../tree.ts";
import { type BoundType, isNumber, plain } from "./bound_type.ts";
import { castTo } from "./nodes.ts";
import { callName, type Rewrite, withChild } from "./rewrite.ts";
import { numberOf } from "./said_number.ts";
import { isNumberText } from "./text_numbers.ts";
import { textOf } from "./unlike.ts";

const SEARCHES = /^(contains|(list|array)_(contains|has|position|indexof))$/;

const isRow = (of: Node) => callName(of) === "row";

/** What is looked for in a query's rows: the columns. */
const sought = (of: Node): readonly Node[] => isRow(of) ? nodes(of, "children") : [of];

const queryOf = (of: Node) => node(node(of, "subquery") ?? {}, "node");

/** Texts that are looked for among numbers. */
export const textMembers: Rewrite = {
  wants(of) {
    const [list, value] = SEARCHES.test(callName(of)) ? nodes(of, "children") : [];
    if (list !== undefined && value !== undefined) return isNumberText(value) ? [list] : [];
    const [child, query] = str(of, "class") === "SUBQUERY" ? [node(of, "child"), queryOf(of)] : [];
    return child && query && sought(child).some(isNumberText) ? [query] : [];
  },
  rewrite(of, typeOf) {
    const query = queryOf(of);
    if (query === null) {
      const element = typeOf(nodes(of, "children")[0])?.child ?? null;
      return element === null || !isNumber(element)
        ? null
        : (now) => withChild(now, 1, (value) => said(value, element));
    }
    const types = typeOf(query)?.fields.map(({ type }) => type) ?? [];
    if (!types.some(isNumber)) return null;
    return (now) => {
      const child = node(now, "child");
      if (child === null) return now;
      const read = sought(child).map((part, at) => said(part, types[at] ?? plain("NULL")));
      return { ...now, child: isRow(child) ? { ...child, children: read } : read[0] ?? child };
    };
  },
};

/** The number that a text says among such; of more than 38 digits, the double that it is without quotes. */
function said(of: Node, type: BoundType): Node {
  if (!isNumber(type) || !isNumberText(of)) return of;
  const number = numberOf(textOf(of)) ?? castTo(of, plain("DOUBLE"));
  return { ...number, alias: str(of, "alias"), query_location: of["query_location"] ?? null };
}
