/**
 * Writes the parameters of a lambda, which are the nearest of their names, so that DuckDB does not take them for columns:
 * - as they are declared: `N -> n + 1` would be of a column `n`;
 * - in brackets where a part is taken: `x.a` would be the column `a` of a table called `x`, or a part of a column `x`;
 * - as `COALESCE(y)` where an argument has a name: DuckDB asks whether `a` is a parameter in `struct_pack(a := y)`.
 *
 * `[y for y in l if …]` is such a lambda, too: it packs `result := y`.
 * @module
 */
import { textConstant } from "../constant.ts";
import { lambdaIn } from "../lambdas.ts";
import { foldName } from "../resolve/identifiers.ts";
import { mapChildren, type Node, str, strs } from "../tree.ts";

/** Returns the call with its lambda's parameters written so that they are found. */
export function lambdaVariables(of: Node): Node {
  const lambda = lambdaIn(of);
  if (lambda === null) return of;
  const names = new Map(lambda.parameters.map((name) => [foldName(name), name]));
  const body = found(lambda.body, names);
  return body === lambda.body
    ? of
    : mapChildren(of, (child) => child === lambda.at ? { ...child, expr: body } : child);
}

function found(of: Node, names: ReadonlyMap<string, string>): Node {
  if (str(of, "class") !== "COLUMN_REF") return mapChildren(of, (child) => found(child, names));
  const [first = "", ...keys] = strs(of, "column_names");
  const name = names.get(foldName(first));
  const alias = str(of, "alias");
  if (name === undefined || (name === first && keys.length === 0 && alias === "")) return of;
  const whole: Node = { ...of, alias: "", column_names: [name] };
  const operator = (type: string, children: Node[]): Node => ({
    class: "OPERATOR",
    type,
    alias: "",
    query_location: of["query_location"] ?? null,
    children,
  });
  const part = keys.reduce<Node>(
    (value, key) => operator("STRUCT_EXTRACT", [value, textConstant(key)]),
    whole,
  );
  return part === whole && alias !== ""
    ? { ...operator("OPERATOR_COALESCE", [whole]), alias }
    : { ...part, alias };
}
