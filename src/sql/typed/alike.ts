/**
 * Tells, before the binder is asked, that what is compared is of one kind: texts with texts, numbers with numbers.
 *
 * `(id, n) > ('a', 5)`, `id` a VARCHAR, `n` a BIGINT → alike; `n = p.k` → not known
 * @module
 */
import type { SqlType } from "../../catalog/sql_type.ts";
import { type Node, node, nodes, str, strs } from "../tree.ts";
import { isNumber, plain } from "./bound_type.ts";
import { constantType } from "./nodes.ts";
import { callName } from "./rewrite.ts";
import { type KindsOf, numberIn } from "./unlike.ts";

const NUMBERS: ReadonlySet<SqlType["kind"]> = new Set(["BIGINT", "DECIMAL", "DOUBLE"]);

/** @param kindsOf of columns: names that may mean something else than a table's column have no kinds */
export function areAlike(sides: readonly Node[], kindsOf: KindsOf): boolean {
  const parts = sides.map((side) => callName(side) === "row" ? nodes(side, "children") : null);
  const [first, ...others] = parts;
  if (first && others.every((other) => other?.length === first.length)) {
    return first.every((_, at) => areAlike(parts.map((part) => part?.[at] ?? {}), kindsOf));
  }
  const [family, ...rest] = sides.map((side) => familyOf(side, kindsOf));
  return family !== null && rest.every((other) => other === family);
}

/** Whether the columns of a name, which `USING` compares, are of one kind. */
export function isOneKind(name: string, kindsOf: KindsOf): boolean {
  return ofKinds(kindsOf(name)) !== null;
}

/** Whether a value is of the kind of what is in a column's list. */
export function isAlikeElement(list: Node, elementsOf: KindsOf, value: Node, kindsOf: KindsOf): boolean {
  const family = str(list, "class") === "COLUMN_REF" ? familyOf(list, elementsOf) : null;
  return family !== null && family === familyOf(value, kindsOf);
}

function familyOf(of: Node, kindsOf: KindsOf): "text" | "number" | null {
  const kind = str(of, "class");
  if (kind === "COLUMN_REF") return ofKinds(kindsOf(strs(of, "column_names").at(-1) ?? ""));
  const cast = kind === "CAST" ? plain(str(node(of, "cast_type") ?? {}, "id")) : null;
  const type = cast ?? constantType(numberIn(of));
  if (type === null) return null;
  return type.id === "VARCHAR" ? "text" : isNumber(type) ? "number" : null;
}

function ofKinds(kinds: ReadonlySet<SqlType["kind"]>): "text" | "number" | null {
  if (kinds.size === 0) return null;
  const all = [...kinds];
  return all.every((kind) => kind === "VARCHAR")
    ? "text"
    : all.every((kind) => NUMBERS.has(kind))
    ? "number"
    : null;
}
