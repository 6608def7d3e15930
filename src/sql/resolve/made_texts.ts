/**
 * Expressions that keep a column's value: with a text before or behind it, with another in its place where it is
 * missing, or as text. What is equal to a constant says what the column is.
 *
 * `WHERE coalesce(id, '') = 'c1'` → `id = 'c1'`; `WHERE 'ORDER#' || id = 'ORDER#5'` → `id = '5'`;
 * `WHERE CAST(num AS VARCHAR) = '5'` → `num = 5`
 * @module
 */
import { compareScalars } from "../../dynamodb/scalar.ts";
import { type Node, node, nodes, str } from "../tree.ts";
import { type ColumnSubject, type Comparison, FALSE, type Translation, UNKNOWN } from "./atoms.ts";
import { type Constant, constantOf } from "./constants.ts";

/** Compares an expression inside with a constant. */
export type CompareInner = (of: Node, op: Comparison, constant: Constant) => Translation;

const wider = (found: Translation): Translation => found === UNKNOWN ? UNKNOWN : { ...found, exact: false };

/** `coalesce(…, default) op constant`, where the default itself does not pass. */
export function compareWithDefault(
  expression: Node,
  op: Comparison,
  constant: Constant,
  inner: CompareInner,
): Translation {
  const isCoalesce = str(expression, "type") === "OPERATOR_COALESCE" ||
    (str(expression, "class") === "FUNCTION" &&
      /^(ifnull|nvl)$/.test(str(expression, "function_name").toLowerCase()));
  const [first, ...defaults] = isCoalesce ? nodes(expression, "children") : [];
  if (first === undefined) return UNKNOWN;
  const fails = defaults.every((each) => {
    const value = constantOf(each);
    return value !== null && (value.kind === "null" || holds(value, op, constant) === false);
  });
  return fails ? wider(inner(first, op, constant)) : UNKNOWN;
}

/** Whether a comparison of two constants of one kind holds; null = not known. */
function holds(left: Constant, op: Comparison, right: Constant): boolean | null {
  const order = left.kind === "text" && right.kind === "text"
    ? compareScalars({ type: "S", value: left.value }, { type: "S", value: right.value })
    : left.kind === "number" && right.kind === "number"
    ? compareScalars({ type: "N", value: left.value }, { type: "N", value: right.value })
    : null;
  if (order === null) return null;
  switch (op) {
    case "=":
      return order === 0;
    case "<>":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}

/** `'a' || column || 'b' = constant`, also with `concat`. */
export function compareJoined(
  expression: Node,
  op: Comparison,
  constant: Constant,
  inner: CompareInner,
): Translation {
  if (op !== "=" || constant.kind !== "text" || str(expression, "class") !== "FUNCTION") return UNKNOWN;
  if (!/^(\|\||concat)$/.test(str(expression, "function_name").toLowerCase())) return UNKNOWN;
  const parts = nodes(expression, "children");
  const texts = parts.map(constantOf);
  const at = texts.indexOf(null);
  const part = parts[at];
  if (part === undefined || texts.lastIndexOf(null) !== at) return UNKNOWN;
  const before = joined(texts.slice(0, at));
  const behind = joined(texts.slice(at + 1));
  if (before === null || behind === null) return UNKNOWN;
  const { value } = constant;
  const length = value.length - before.length - behind.length;
  if (length < 0 || !value.startsWith(before) || !value.endsWith(behind)) return wider(FALSE);
  const own = value.slice(before.length, before.length + length);
  // `concat` takes what is missing for an empty text.
  return length > 0 && own.isWellFormed() ? wider(inner(part, "=", { kind: "text", value: own })) : UNKNOWN;
}

function joined(constants: readonly (Constant | null)[]): string | null {
  const texts = constants.map((each) => each?.kind === "text" ? each.value : null);
  return texts.includes(null) ? null : texts.join("");
}

/** A number as DuckDB may write it. */
const NUMERAL = /^-?\d{1,38}(?:\.\d{1,38})?$/;

/** `number::VARCHAR = constant`. */
export function compareNumberText(
  expression: Node,
  op: Comparison,
  constant: Constant,
  subjectIn: (of: Node) => ColumnSubject | null,
  inner: CompareInner,
): Translation {
  const isText = str(expression, "class") === "CAST" &&
    str(node(expression, "cast_type") ?? {}, "id") === "VARCHAR" &&
    str(node(expression, "cast_type") ?? {}, "alias") === "";
  const child = isText ? node(expression, "child") : null;
  const subject = child === null ? null : subjectIn(child);
  if (child === null || subject === null || op !== "=" || constant.kind !== "text") return UNKNOWN;
  const { kind } = subject.column.type;
  if ((kind !== "BIGINT" && kind !== "DECIMAL") || !NUMERAL.test(constant.value)) return UNKNOWN;
  return wider(inner(child, "=", { kind: "number", value: constant.value }));
}
