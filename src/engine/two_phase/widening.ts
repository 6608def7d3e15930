/**
 * Type widening under partial aggregates: which expressions a later, wider type of a column leaves as they are.
 *
 * `WHERE total > 5` → the same for BIGINT, DECIMAL and DOUBLE, so batches may be aggregated before all types are
 * known; `sum(total / 3)` → not, so all rows are kept
 *
 * Batches that were aggregated are gone. A later item may still give a column of numbers a wider type, and the answer
 * must be the one that all items loaded with that type would give.
 * @module
 */
import type { SqlType } from "../../catalog/sql_type.ts";
import { constantOf } from "../../sql/resolve/constants.ts";
import { list, type Node, node, nodes, str } from "../../sql/tree.ts";
import type { AggregatedSelect } from "./aggregated_select.ts";

/** A number in the SQL with so many digits compares exactly with every type that a column can widen to. */
const LITERAL_DIGITS = 15;
/** A column with so many digits after the point has sums and comparisons that any wider type holds exactly. */
const SCALE_MAX = 18;

/** Whether a column keeps this type, whatever is loaded. */
function isFixed(type: SqlType): boolean {
  const { kind } = type;
  return kind === "VARCHAR" || kind === "BOOLEAN" || kind === "BLOB" || kind === "JSON" ||
    (kind === "DOUBLE" && type.inexact === true);
}

function isNumber(type: SqlType): boolean {
  return type.kind === "BIGINT" || (type.kind === "DECIMAL" && type.scale <= SCALE_MAX);
}

/** Whether an expression has the same value and type, whatever the table's columns widen to. */
export function isInvariant(of: Node, aggregated: AggregatedSelect): boolean {
  switch (str(of, "class")) {
    case "CONSTANT":
      return true;
    case "COLUMN_REF": {
      const type = aggregated.typeOf(of);
      return type !== null && isFixed(type);
    }
    case "COMPARISON":
    case "BETWEEN":
      return partsOf(of).every((part) => isInvariant(part, aggregated)) ||
        isExactComparison(partsOf(of), aggregated);
    case "OPERATOR": {
      const parts = nodes(of, "children");
      const type = str(of, "type");
      if (type === "OPERATOR_IS_NULL" || type === "OPERATOR_IS_NOT_NULL") {
        return parts.every((part) => isFaithful(part, aggregated) || isInvariant(part, aggregated));
      }
      return parts.every((part) => isInvariant(part, aggregated)) ||
        ((type === "COMPARE_IN" || type === "COMPARE_NOT_IN") && isExactComparison(parts, aggregated));
    }
    case "CONJUNCTION":
    case "CASE":
    case "CAST":
    case "FUNCTION":
      return partsOf(of).every((part) => isInvariant(part, aggregated));
    default:
      return false;
  }
}

/**
 * Whether an expression's value after widening is its value before, converted to the wider type. Sums, least and
 * greatest values and groups can then be converted and need not be calculated again. Also, sums of its type before
 * are exact.
 */
export function isFaithful(of: Node, aggregated: AggregatedSelect): boolean {
  switch (str(of, "class")) {
    case "CONSTANT":
      return isShortNumber(of) || constantOf(of)?.kind === "null";
    case "COLUMN_REF": {
      const type = aggregated.typeOf(of);
      return type !== null && isNumber(type);
    }
    case "CASE":
      return nodes(of, "case_checks").every((check) =>
        isInvariant(node(check, "when_expr") ?? {}, aggregated) &&
        isFaithful(node(check, "then_expr") ?? {}, aggregated)
      ) && isFaithful(node(of, "else_expr") ?? {}, aggregated);
    case "OPERATOR":
      return str(of, "type") === "OPERATOR_COALESCE" &&
        nodes(of, "children").every((part) => isFaithful(part, aggregated));
    case "FUNCTION":
      // Not `/`, which computes with doubles, nor `//` and `%`, which mean something else for another type.
      return ["+", "-", "*"].includes(str(of, "function_name")) &&
        nodes(of, "children").every((part) => isFaithful(part, aggregated));
    default:
      return false;
  }
}

/**
 * DuckDB averages it by an exact sum of all digits, divided by the count once: so it does with every integer and
 * decimal of at least 32 bits, but not with narrower ones. For an expression that is faithful.
 */
export function isAveragedWide(of: Node): boolean {
  const constant = constantOf(of);
  if (constant !== null) return constant.kind === "number" && /^-?\d+$/.test(constant.value);
  if (str(of, "class") === "COLUMN_REF") return true;
  // Of several types DuckDB makes one that is as wide as the widest.
  return leavesOf(of).some(isAveragedWide);
}

/** The expressions that a faithful one chooses from or calculates with. */
function leavesOf(of: Node): readonly Node[] {
  const cases = nodes(of, "case_checks").map((check) => node(check, "then_expr") ?? {});
  return [...cases, ...nodes(of, "children"), ...(cases.length === 0 ? [] : [node(of, "else_expr") ?? {}])];
}

/** Whether a comparison has one column of numbers, and otherwise only short numbers, which all types hold exactly. */
function isExactComparison(parts: readonly Node[], aggregated: AggregatedSelect): boolean {
  const types = parts.map((part) => aggregated.typeOf(part)).filter((type) => type !== null);
  const numbers = parts.filter(isShortNumber).length;
  return types.length === 1 && types.every(isNumber) && types.length + numbers === parts.length;
}

function isShortNumber(of: Node): boolean {
  const constant = constantOf(of);
  return constant?.kind === "number" && /^-?\d+(\.\d+)?$/.test(constant.value) &&
    constant.value.replace(/\D/g, "").length <= LITERAL_DIGITS;
}

/** The expressions that another is made of. */
function partsOf(of: Node): readonly Node[] {
  const named = ["left", "right", "input", "lower", "upper", "child", "else_expr"].flatMap((member) => {
    const part = node(of, member);
    return part === null ? [] : [part];
  });
  const checks = nodes(of, "case_checks").flatMap((check) => [
    node(check, "when_expr") ?? {},
    node(check, "then_expr") ?? {},
  ]);
  const orders = list(node(of, "order_bys") ?? {}, "orders");
  // An aggregate in here is not understood, so the expression is not judged invariant.
  const strange = orders.length > 0 || node(of, "filter") !== null ? [{}] : [];
  return [...named, ...checks, ...nodes(of, "children"), ...strange];
}
