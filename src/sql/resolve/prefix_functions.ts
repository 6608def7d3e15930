/**
 * Functions that look at how a text begins: what is compared with a constant is a prefix of the column's own text.
 *
 * `WHERE left(sk, 6) = 'ORDER#'` → `begins_with(sk, 'ORDER#')`; `WHERE substr(placed, 1, 4) >= '2026'` →
 * `placed >= '2026'`; `WHERE regexp_matches(sk, '^ORDER#')` → `begins_with(sk, 'ORDER#')`
 * @module
 */
import { textAfter } from "../plan/sort_range.ts";
import { type Node, node, nodes, str } from "../tree.ts";
import {
  type ColumnSubject,
  compare,
  type Comparison,
  FALSE,
  like,
  type Translation,
  UNKNOWN,
} from "./atoms.ts";
import { type Constant, constantOf } from "./constants.ts";
import type { Pattern } from "./like.ts";

/** A call that gives the beginning of a text. */
interface TextBeginning {
  readonly of: Node;
  /** Characters; null = up to a delimiter. */
  readonly length: number | null;
}

/** `left(column, n) op constant` and its like. */
export function comparePrefix(
  expression: Node,
  op: Comparison,
  constant: Constant,
  subjectIn: (of: Node) => ColumnSubject | null,
): Translation {
  const beginning = constant.kind === "text" ? beginningIn(expression) : null;
  const subject = beginning === null ? null : subjectIn(beginning.of);
  if (constant.kind !== "text" || beginning === null || subject?.column.type.kind !== "VARCHAR") {
    return UNKNOWN;
  }
  const { value } = constant;
  const characters = [...value];
  const { length } = beginning;
  const wider = (found: Translation): Translation => ({ ...found, exact: false });
  switch (op) {
    case "=":
      if (value === "") return UNKNOWN;
      if (length === null) return wider(like(subject, beginsWith(value), false));
      // Shorter than asked for, it is all there is.
      return characters.length > length
        ? wider(FALSE)
        : characters.length < length
        ? wider(compare(subject, "=", constant))
        : like(subject, beginsWith(value), false);
    case ">":
    case ">=": {
      const above = op === ">" && length !== null && characters.length >= length
        ? textAfter(characters.slice(0, length).join(""))
        : null;
      // A text is never below its beginning.
      return wider(
        above === null
          ? compare(subject, op, constant)
          : compare(subject, ">=", { kind: "text", value: above }),
      );
    }
    case "<":
    case "<=": {
      if (length === null) return UNKNOWN;
      if (op === "<" && characters.length <= length) return wider(compare(subject, "<", constant));
      const after = textAfter(characters.slice(0, length).join(""));
      return after === null ? UNKNOWN : wider(compare(subject, "<", { kind: "text", value: after }));
    }
    case "<>":
      return UNKNOWN;
  }
}

const beginsWith = (value: string): Pattern => ({ prefix: value, part: value, form: "begins" });

function beginningIn(expression: Node): TextBeginning | null {
  const [of, ...args] = nodes(expression, "children");
  if (of === undefined) return null;
  switch (str(expression, "class") === "FUNCTION" ? str(expression, "function_name").toLowerCase() : "") {
    case "left":
      return args.length === 1 ? upTo(of, args[0]) : null;
    case "substr":
    case "substring":
      return args.length === 2 && whole(args[0]) === 1 ? upTo(of, args[1]) : null;
    case "split_part":
      return args.length === 2 && isDelimiter(args[0]) && whole(args[1]) === 1 ? { of, length: null } : null;
  }
  switch (str(expression, "type")) {
    case "ARRAY_SLICE":
      return args.length === 2 && (whole(args[0]) === 1 || isOpen(args[0])) ? upTo(of, args[1]) : null;
    case "ARRAY_EXTRACT": {
      const [text, delimiter, ...more] = nodes(of, "children");
      const splits = str(of, "class") === "FUNCTION" && SPLITS.test(str(of, "function_name").toLowerCase());
      return splits && text !== undefined && more.length === 0 && isDelimiter(delimiter) &&
          whole(args[0]) === 1
        ? { of: text, length: null }
        : null;
    }
    default:
      return null;
  }
}

const SPLITS = /^(str_split|string_split|string_to_array|split)$/;

function upTo(of: Node, count: Node | undefined): TextBeginning | null {
  const length = whole(count);
  return length === null || length < 1 ? null : { of, length };
}

function whole(of: Node | undefined): number | null {
  const constant = of === undefined ? null : constantOf(of);
  return constant?.kind === "number" && /^-?\d{1,9}$/.test(constant.value) ? Number(constant.value) : null;
}

function isDelimiter(of: Node | undefined): boolean {
  const constant = of === undefined ? null : constantOf(of);
  return constant?.kind === "text" && constant.value !== "";
}

/** The parser writes an empty list where a slice has no beginning. */
function isOpen(of: Node | undefined): boolean {
  const value = of === undefined ? null : node(of, "value");
  return value !== null && str(node(value, "type") ?? {}, "id") === "LIST";
}

/** What does not stand for itself in a regular expression of RE2's. */
const SPECIAL = /[\\^$.|?*+()[\]{}]/;

/**
 * What a text that a regular expression is found in surely begins with.
 * @param whole it has to match the whole text
 * @example
 * ```ts
 * assert.equal(regexPattern("^ORDER#\\d+", false)?.prefix, "ORDER#");
 * assert.equal(regexPattern("ORDER#", false)?.prefix, "");
 * ```
 */
export function regexPattern(pattern: string, whole: boolean): Pattern | null {
  // Of alternatives none need be.
  if (pattern.includes("|")) return null;
  const anchored = pattern.startsWith("^");
  const characters = [...pattern].slice(anchored ? 1 : 0);
  let prefix: string[] = [];
  for (let at = 0; (whole || anchored) && at < characters.length; at++) {
    const character = characters[at] ?? "";
    const escaped = characters[at + 1] ?? "";
    if (character === "\\" && /^[^\w\s]$/.test(escaped) && escaped < "\x80") {
      prefix.push(escaped);
      at++;
    } else if (!SPECIAL.test(character)) prefix.push(character);
    else {
      // What may be repeated not even once is not there for sure.
      if (/[?*{]/.test(character)) prefix = prefix.slice(0, -1);
      break;
    }
  }
  const text = prefix.join("");
  return { prefix: text, part: text, form: "other" };
}
