/**
 * `sum(v) OVER (PARTITION BY a, a)` beside `… OVER (PARTITION BY a, b)`: DuckDB takes two lists of one length for
 * equal if each expression of the one is in the other, and gives both windows the same sum. An expression that is
 * repeated is written once. Where two expressions may turn out to be one, the list gets a constant that no other list
 * has.
 * @module
 */
import { shapeOf } from "../text_dates/scope.ts";
import { textConstant } from "../constant.ts";
import { foldName } from "../resolve/identifiers.ts";
import { type Node, nodes, str, strs } from "../tree.ts";

/** Makes unequal lists of partitions unequal for DuckDB, too. */
export function repeatedPartition(of: Node, _filters: boolean, aliases: ReadonlySet<string>): Node {
  if (str(of, "class") !== "WINDOW") return of;
  const written = nodes(of, "partitions");
  const byShape = new Map(written.map((each) => [shapeOf(each), each]));
  const partitions = [...byShape.values()];
  if (partitions.length < 2 || areApart(partitions, aliases)) {
    return partitions.length === written.length ? of : { ...of, partitions };
  }
  // Equal lists keep one constant: they are sorted once.
  const mark = [...byShape.keys()].toSorted().join(" ");
  return { ...of, partitions: [...partitions, textConstant(mark)] };
}

/** Whether the expressions are columns of different names, none of them an alias, so that no two can be one. */
function areApart(partitions: readonly Node[], aliases: ReadonlySet<string>): boolean {
  const names = new Set<string>();
  for (const each of partitions) {
    const [name = "", ...more] = strs(each, "column_names").map(foldName).toReversed();
    if (str(each, "class") !== "COLUMN_REF" || more.length > 1 || aliases.has(name)) return false;
    names.add(name);
  }
  return names.size === partitions.length;
}
