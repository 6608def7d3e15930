/**
 * Statements whose texts only ever meet columns of text: `WHERE id = 'a' AND kind IN ('b', 'c')`. There a text is a
 * VARCHAR and nothing else, so a parameter of that type in its place means the same, and one prepared statement serves
 * them all. A text elsewhere may take another type by what it meets, or give a column its name. So it is with whole
 * numbers that meet columns of numbers, `WHERE no = 1`: the comparison's type is the column's, or that of both.
 * @module
 */
import type { RelationColumn } from "../../sql/query.ts";
import { foldName } from "../../sql/resolve/identifiers.ts";
import { constantIn } from "../../sql/template/probe_literals.ts";
import { children, type Node, node, nodes, str, strs } from "../../sql/tree.ts";

/** Nodes that mean the same whenever a statement runs: no function, nothing that could look at a clock. */
const PLAIN: ReadonlySet<string> = new Set([
  "COLUMN_REF",
  "CONSTANT",
  "COMPARISON",
  "CONJUNCTION",
  "STAR",
  "OPERATOR",
]);
const OPERATORS: ReadonlySet<string> = new Set([
  "COMPARE_IN",
  "COMPARE_NOT_IN",
  "OPERATOR_IS_NULL",
  "OPERATOR_IS_NOT_NULL",
  "OPERATOR_NOT",
]);
const CONJUNCTIONS = /^CONJUNCTION_(AND|OR)$/;
const COMPARISONS = /^COMPARE_(EQUAL|NOTEQUAL|LESSTHAN|LESSTHANOREQUALTO|GREATERTHAN|GREATERTHANOREQUALTO)$/;
const NUMBERS: ReadonlySet<string> = new Set(["BIGINT", "DECIMAL", "DOUBLE"]);

/**
 * The whole numbers of a statement over one relation that may be parameters; null where it is not of that kind.
 * @param columns the relation's
 */
export function plainNumbers(rewritten: Node, columns: readonly RelationColumn[]): ReadonlySet<Node> | null {
  const kinds = new Map(columns.map(({ column, type }) => [foldName(column), type.kind]));
  const kindOf = (of: Node) =>
    str(of, "class") === "COLUMN_REF"
      ? kinds.get(foldName(strs(of, "column_names").at(-1) ?? ""))
      : undefined;
  const isText = (of: Node) => kindOf(of) === "VARCHAR";
  const isNumber = (of: Node) => NUMBERS.has(kindOf(of) ?? "");
  const isTextConstant = (of: Node) => constantIn(of)?.type === "VARCHAR";
  const numbers = new Set<Node>();

  const isPlain = (of: Node): boolean => {
    const kind = str(of, "class");
    const type = str(of, "type");
    if (!PLAIN.has(kind) || isTextConstant(of)) return false;
    if (kind === "STAR") return children(of).length === 0;
    if (kind === "COMPARISON") {
      const sides = [node(of, "left"), node(of, "right")].filter((side) => side !== null);
      return COMPARISONS.test(type) && meet(sides);
    }
    if (kind === "OPERATOR") return OPERATORS.has(type) && meet(nodes(of, "children"));
    if (kind === "CONJUNCTION") return CONJUNCTIONS.test(type) && nodes(of, "children").every(isPlain);
    // `current_date` has the form of a column, too.
    return kind === "CONSTANT" || kindOf(of) !== undefined;
  };
  /** Operands of one type: all plain, or texts beside a column of texts. */
  const meet = (operands: readonly Node[]): boolean => {
    const constants = operands.filter((operand) => constantIn(operand) !== null);
    const others = operands.filter((operand) => constantIn(operand) === null);
    if (constants.some(isTextConstant)) {
      return others.length > 0 && [...others, ...constants].every(
        (operand) => isText(operand) || isTextConstant(operand),
      );
    }
    if (others.length > 0 && others.every(isNumber)) {
      for (const constant of constants) {
        numbers.add(constant);
      }
    }
    return operands.every(isPlain);
  };

  const where = node(rewritten, "where_clause");
  const plain = str(rewritten, "type") === "SELECT_NODE" &&
    nodes(rewritten, "select_list").every((item) => isPlain(item) && !isNamedByConstant(item)) &&
    nodes(rewritten, "modifiers").length === 0 && (where === null || isPlain(where));
  return plain ? numbers : null;
}

/** Whether a selected expression is called by its own text, and a constant is in that: `id <> 'a'`, `no = 1`. */
function isNamedByConstant(item: Node): boolean {
  return str(item, "class") !== "CONSTANT" && str(item, "alias") === "" && holdsConstant(item);
}

function holdsConstant(of: Node): boolean {
  return constantIn(of) !== null || children(of).some(holdsConstant);
}
