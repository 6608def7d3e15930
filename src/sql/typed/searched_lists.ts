/**
 * What to say where a list is searched for something of another kind than it holds: the call with the cast to write.
 * @module
 */
import { bindError } from "../bind/mismatches.ts";
import { type BoundTree, nodesOf } from "../bind/bound_tree.ts";
import { replaceNodes } from "../bind/scope.ts";
import type { Dialect } from "../dialect.ts";
import type { DuckDbError } from "../duckdb_error.ts";
import { printSql } from "../print.ts";
import { nodes } from "../tree.ts";
import { castNode, shown } from "./contradictions.ts";
import { callName } from "./rewrite.ts";

const DEDUCED = /^Cannot deduce template type '\w+' in function: '([^'(]+)\(/;

/** Functions of two lists. */
const OF_LISTS = /has_a|intersect|concat|_cat$|^[&@<>]+$/;

/** Casts of what is looked for: texts are compared as texts, numbers as numbers. */
const CASTS: readonly { readonly type: string; readonly attempt: boolean }[] = [
  { type: "VARCHAR", attempt: false },
  { type: "DOUBLE", attempt: true },
];

/** The advice; null for other errors, and where no cast helps. */
export async function searchedList(
  { message }: DuckDbError,
  { tree }: BoundTree,
  dialect: Dialect,
): Promise<string | null> {
  const name = DEDUCED.exec(message)?.[1];
  if (name === undefined) return null;
  // Of several, the one that a cast mends: the place in the error is that in the text that was run.
  for (const call of nodesOf(tree, (of) => callName(of) === name)) {
    const [list, sought] = nodes(call, "children");
    if (list === undefined || sought === undefined) continue;
    for (const { type, attempt } of CASTS) {
      const to = OF_LISTS.test(name) ? `${type}[]` : type;
      const better = replaceNodes(call, new Map([[sought, await castNode(sought, to, attempt, dialect)]]));
      const whole = await printSql(replaceNodes(tree, new Map([[call, better]])), dialect);
      const again = await bindError(whole, dialect);
      if (again !== null && DEDUCED.test(again.message)) continue;
      return `${await shown(list, dialect)} holds values of another kind than ${await shown(
        sought,
        dialect,
      )}: write ${await shown(better, dialect)}`;
    }
  }
  return null;
}
