/**
 * Plain expressions have the same value whenever and wherever DuckDB is asked: texts, whole numbers, and what a few
 * functions make of them. Decimals and doubles only stand alone, as what is made of them depends on the types of what
 * is loaded.
 *
 * `'c' || lpad(7::VARCHAR, 4, '0')` is plain; `now()`, `1.50::VARCHAR` and `random()` are not
 * @module
 */
import { amplification } from "../guard/amplifiers.ts";
import { foldName } from "../resolve/identifiers.ts";
import { VALUE_FUNCTIONS } from "../resolve/value_functions.ts";
import { children, list, type Node, node, nodes, str, strs } from "../tree.ts";

const FUNCTIONS: ReadonlySet<string> = new Set([
  ..."|| concat concat_ws lower lcase upper ucase lpad rpad left right substr substring replace".split(" "),
  ..."trim ltrim rtrim reverse split_part string_split str_split string_to_array length format".split(" "),
  ..."+ - * abs".split(" "),
]);

/** Functions that make lists, or rows of them; the number of those is bounded elsewhere. */
const LISTS: ReadonlySet<string> = new Set(["list_value", "unnest", "range", "generate_series"]);

/** Characters that one call may make: a query calls it for each of its rows. */
const CHARACTERS_MOST = 1_000;

const WHOLE_NUMBERS: ReadonlySet<string> = new Set(
  "TINYINT SMALLINT INTEGER BIGINT UTINYINT USMALLINT UINTEGER UBIGINT".split(" "),
);
const OPERATORS: ReadonlySet<string> = new Set([
  "OPERATOR_COALESCE",
  "OPERATOR_NOT",
  "OPERATOR_IS_NULL",
  "OPERATOR_IS_NOT_NULL",
  "COMPARE_IN",
  "COMPARE_NOT_IN",
]);

/** Whether an expression is plain. `columns` = it may name columns of what is selected from, which is constant. */
export function isPlain(of: Node, columns: boolean): boolean {
  switch (str(of, "class")) {
    case "CONSTANT": {
      const id = typeOf(of);
      return id === "VARCHAR" || id === "BOOLEAN" || id === "NULL" || WHOLE_NUMBERS.has(id);
    }
    case "COLUMN_REF":
      return columns && !isFunction(strs(of, "column_names"));
    case "CAST":
      return isPlainCast(of) && isPlain(node(of, "child") ?? {}, columns);
    case "FUNCTION":
      return isPlainCall(of, FUNCTIONS) && nodes(of, "children").every((each) => isPlain(each, columns));
    case "OPERATOR":
      return OPERATORS.has(str(of, "type")) && children(of).every((each) => isPlain(each, columns));
    case "COMPARISON":
    case "CONJUNCTION":
    case "BETWEEN":
    case "CASE":
      return children(of).every((each) => isPlain(each, columns));
    // What holds expressions, as the branches of a CASE.
    case "":
      return str(of, "type") === "" && children(of).every((each) => isPlain(each, columns));
    default:
      return false;
  }
}

/** The same of what is selected, a value of VALUES, or a list's element: it may be a decimal, or `*`. */
export function isPlainItem(of: Node, columns: boolean): boolean {
  switch (str(of, "class")) {
    case "CONSTANT":
      return typeOf(of) === "DECIMAL" || isPlain(of, columns);
    case "STAR":
      return columns && children(of).length === 0 && strs(of, "exclude_list").length === 0;
    case "OPERATOR":
      if (str(of, "type") !== "ARRAY_CONSTRUCTOR") return isPlain(of, columns);
      return nodes(of, "children").every((each) => isPlainItem(each, columns));
    case "FUNCTION":
      return isPlain(of, columns) ||
        isPlainCall(of, LISTS) && nodes(of, "children").every((each) => isPlainItem(each, columns));
    default:
      return isPlain(of, columns);
  }
}

function typeOf(constant: Node): string {
  return str(node(node(constant, "value") ?? {}, "type") ?? {}, "id");
}

/** `current_date` has the form of a column. */
function isFunction([first = "", second]: readonly string[]): boolean {
  return second === undefined && (VALUE_FUNCTIONS.has(foldName(first)) || foldName(first) === "user");
}

function isPlainCast(of: Node): boolean {
  const type = node(of, "cast_type") ?? {};
  const id = str(type, "id");
  return of["try_cast"] === false && str(type, "alias") === "" && node(type, "type_info") === null &&
    (id === "VARCHAR" || WHOLE_NUMBERS.has(id));
}

function isPlainCall(of: Node, allowed: ReadonlySet<string>): boolean {
  const name = str(of, "function_name").toLowerCase();
  if (!allowed.has(name)) return false;
  const made = amplification(of) ?? (/^[lr]pad$/.test(name) ? Infinity : 0);
  return (LISTS.has(name) || made <= CHARACTERS_MOST) && of["distinct"] === false &&
    node(of, "filter") === null && list(node(of, "order_bys") ?? {}, "orders").length === 0;
}
