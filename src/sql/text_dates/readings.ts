/**
 * Places in a statement where text is read as a date. While the statement is being bound they are casts of a marked
 * text: as short as they can be, and of the right type. What is read how is put in their place at the end.
 * @module
 */
import { textConstant } from "../constant.ts";
import { type Node, node, nodes, str, transform } from "../tree.ts";
import { castType } from "./signatures.ts";
import { column, expression } from "../typed/nodes.ts";
import { call, type DateForm, type DateType, textAsDate } from "./text_as_date.ts";

/** Stands before the text. */
const MARK = "\u0001read as a date";

/**
 * A text expression that is to be read as a date.
 * @param json the expression is JSON: its text is read
 */
export function reading(of: Node, type: DateType, json: boolean): Node {
  const plain = { ...of, alias: "" };
  const text = json ? call("json_extract_string", [plain, textConstant("$")]) : plain;
  return expression("CAST", "OPERATOR_CAST", {
    alias: str(of, "alias"),
    child: call("concat", [textConstant(MARK), text]),
    cast_type: { id: type, type_info: null },
    try_cast: true,
  });
}

/** The text that a reading reads; null for other expressions. */
export function readText(of: Node): Node | null {
  const child = str(of, "class") === "CAST" ? node(of, "child") : null;
  if (child === null || str(child, "function_name") !== "concat") return null;
  const [mark, text] = nodes(child, "children");
  return text !== undefined && str(node(mark ?? {}, "value") ?? {}, "value") === MARK ? text : null;
}

/**
 * The statement with its readings written out.
 * @param formOf is asked once for each
 */
export function writeReadings(query: Node, formOf: (text: Node, type: DateType) => DateForm): Node {
  return transform(query, (of) => {
    const text = readText(of);
    if (text === null) return of;
    // Readings are made with these types only.
    const type = str(node(of, "cast_type") ?? {}, "id") as DateType;
    return { ...textAsDate(text, type, formOf(text, type)), alias: str(of, "alias") };
  });
}

/**
 * A cast of text, or of a list of texts, to dates, as a reading.
 * @param from the type of what is cast, as DuckDB names it
 * @param to the node of the cast's type
 */
export function castReading(of: Node, from: string, to: Node): Node {
  const plain = { ...of, alias: "" };
  const list = /^(.*)\[\d*\]$/.exec(from);
  const element = node(node(to, "type_info") ?? {}, "child_type");
  if (list !== null && element !== null) {
    const name = `__text${from.length}`;
    const expr = castReading(column(name), list[1] ?? "", element);
    const read = call("list_transform", [
      plain,
      expression("LAMBDA", "LAMBDA", { lhs: column(name), expr }),
    ]);
    return str(to, "id") === "ARRAY" ? castTo(read, to) : read;
  }
  const type = castType(str(to, "id")) ?? "TIMESTAMP";
  const read = reading(plain, type, from === "JSON");
  return type === str(to, "id") ? read : castTo(read, to);
}

const castTo = (child: Node, cast_type: Node): Node =>
  expression("CAST", "OPERATOR_CAST", { child, cast_type, try_cast: false });
