/**
 * Finds where JSON meets other values, and as what it is read there.
 * @module
 */
import { type Node, node, nodes, str } from "../tree.ts";
import { type BoundType, isNumber } from "./bound_type.ts";
import type { JsonReading } from "./json_reading.ts";
import { callName } from "./rewrite.ts";

/** Functions of text, to which DuckDB gives the text of JSON with its quotes. */
export const OF_TEXT =
  /^(\|\||concat|concat_ws|lower|upper|lcase|ucase|length|len|strlen|char_length|character_length|substr|substring|left|right|trim|ltrim|rtrim|replace|split_part|starts_with|ends_with|prefix|suffix|contains|strpos|position|instr|reverse|lpad|rpad|repeat|string_split|str_split|split|string_agg|group_concat|listagg|initcap|ascii|like_escape|ilike_escape|not_like_escape|not_ilike_escape|~~|!~~|~~\*|!~~\*|~~~|regexp_\w+|similar_to|\^@|levenshtein|editdist3|jaro_similarity|md5|sha1|sha256|strip_accents|translate|unicode|ord)$/;

/** Calls that make one value of several. */
const UNITING: ReadonlySet<string> = new Set(["greatest", "least", "ifnull", "nvl", "nullif"]);

/** An expression whose parts meet each other. */
export interface Meeting {
  readonly parts: readonly Node[];
  /** Whether all parts are read as text, whatever they are. */
  readonly text: boolean;
}

/** What meets in an expression; null where nothing does. */
export function meetingOf(of: Node): Meeting | null {
  const kind = str(of, "class");
  const type = str(of, "type");
  const among = (parts: readonly (Node | null)[], text = false): Meeting => ({
    parts: parts.filter((part) => part !== null),
    text,
  });
  if (kind === "COMPARISON") return among([node(of, "left"), node(of, "right")]);
  if (kind === "BETWEEN") return among([node(of, "input"), node(of, "lower"), node(of, "upper")]);
  if (kind === "CASE") {
    return among([
      ...nodes(of, "case_checks").map((check) => node(check, "then_expr")),
      node(of, "else_expr"),
    ]);
  }
  if (kind === "SUBQUERY" && node(of, "child") !== null) {
    const query = node(node(of, "subquery") ?? {}, "node") ?? {};
    const [only, ...others] = nodes(query, "select_list");
    return only === undefined || others.length > 0 || str(only, "class") === "STAR"
      ? null
      : among([node(of, "child"), only]);
  }
  if (kind === "CAST" && str(node(of, "cast_type") ?? {}, "id") === "VARCHAR") {
    return among([node(of, "child")], true);
  }
  const several = ["COMPARE_IN", "COMPARE_NOT_IN", "OPERATOR_COALESCE"].includes(type) ||
    UNITING.has(callName(of));
  if (several) return among(nodes(of, "children"));
  return OF_TEXT.test(callName(of)) ? among(nodes(of, "children"), true) : null;
}

/** Whether an expression may be JSON that the statement did not ask for as JSON. */
export function isPlainJson(of: Node): boolean {
  const name = callName(of);
  if (/^(->|->>|json|json_\w+|to_json|array_to_json|row_to_json)$/.test(name)) return false;
  const kind = str(of, "class");
  return kind === "COLUMN_REF" || kind === "OPERATOR" || kind === "FUNCTION" || kind === "SUBQUERY" ||
    kind === "CASE";
}

/** Whether it is `nullif`, which gives one of the values that it compares. */
export const isNullIf = (of: Node) => callName(of) === "nullif";

/** Whether an expression compares its parts. */
export function isCompared(of: Node): boolean {
  return ["COMPARISON", "BETWEEN"].includes(str(of, "class")) || isNullIf(of) ||
    ["COMPARE_IN", "COMPARE_NOT_IN"].includes(str(of, "type"));
}

/** A reading, without digits. */
export type Plainly = Extract<JsonReading, string>;

export function readingFor(type: BoundType): Plainly | null {
  if (isNumber(type)) return "DOUBLE";
  return type.id === "VARCHAR" || type.id === "BOOLEAN" ? type.id : null;
}

export const isNull = (of: Node) =>
  str(of, "class") === "CONSTANT" && node(of, "value")?.["is_null"] === true;
