/**
 * Puts a lambda's parameter in brackets where a part of it is taken, `x.a`: DuckDB would read the column `a` of a table
 * called `x`, or a part of a column `x`, where there is one. `(x).a` is the parameter's, which is the nearest of that name.
 * `[x.a for x in l]` is a lambda, too.
 * @module
 */
import { textConstant } from "../constant.ts";
import { lambdaIn } from "../lambdas.ts";
import { foldName } from "../resolve/identifiers.ts";
import { mapChildren, type Node, str, strs } from "../tree.ts";

/** Returns the call with parts of its lambda's parameters in brackets. */
export function partsOfVariables(of: Node): Node {
  const lambda = lambdaIn(of);
  if (lambda === null) return of;
  const names = new Set(lambda.parameters.map(foldName));
  const body = inBrackets(lambda.body, names);
  return body === lambda.body
    ? of
    : mapChildren(of, (child) => child === lambda.at ? { ...child, expr: body } : child);
}

function inBrackets(of: Node, names: ReadonlySet<string>): Node {
  if (str(of, "class") !== "COLUMN_REF") return mapChildren(of, (child) => inBrackets(child, names));
  const [first = "", ...keys] = strs(of, "column_names");
  if (keys.length === 0 || !names.has(foldName(first))) return of;
  const { alias = "", ...rest } = of;
  const whole: Node = { ...rest, alias: "", column_names: [first] };
  const part = keys.reduce<Node>((value, key) => ({
    class: "OPERATOR",
    type: "STRUCT_EXTRACT",
    alias: "",
    query_location: of["query_location"] ?? null,
    children: [value, textConstant(key)],
  }), whole);
  return { ...part, alias };
}
