/**
 * Writes maps as the JSON of the keys that are there. Other items decide whether a map is loaded as STRUCT or MAP,
 * and which further keys the STRUCT has.
 * @module
 */
import type { SqlType } from "../../catalog/sql_type.ts";
import { nullConstant, textConstant } from "../constant.ts";
import { type Node, nodes } from "../tree.ts";
import { type BoundType, isInteger, plain, some } from "./bound_type.ts";
import { call, caseOf, castTo, comparison, each, integer, isNullOf, joined, once, text } from "./nodes.ts";
import { isWrittenList } from "./made.ts";
import { callName } from "./rewrite.ts";
import { isFraction, numberAsText } from "./written.ts";

/** Zeros at the end of a fraction. */
const ZEROS = String.raw`(\.\d*[1-9])0+$|\.0*$`;

/** The keys of maps that loaded columns hold as STRUCTs, one list for each of their types; lower case. */
export type Shapes = readonly (readonly string[])[];

/** The shapes within a column's type; `maps` tells of one that is held as a MAP. */
export function shapesIn(type: SqlType): { readonly shapes: Shapes; readonly maps: boolean } {
  switch (type.kind) {
    case "LIST":
      return shapesIn(type.element);
    case "MAP":
      return { shapes: shapesIn(type.value).shapes, maps: true };
    case "STRUCT": {
      const within = type.fields.map((field) => shapesIn(field.type));
      const own = type.fields.map(({ name }) => name.toLowerCase());
      return {
        shapes: [own, ...within.flatMap(({ shapes }) => shapes)],
        maps: within.some(({ maps }) => maps),
      };
    }
    default:
      return { shapes: [], maps: false };
  }
}

/** Whether a type is one that maps of items are held in, alone or united with other such. */
export function isMap(type: BoundType, shapes: Shapes): boolean {
  if (type.id === "MAP") return type.child?.fields[0]?.type.id === "VARCHAR";
  if (type.id !== "STRUCT" || type.fields.length === 0) return false;
  const names = new Set(type.fields.map(({ name }) => name.toLowerCase()));
  const within = shapes.filter((shape) => shape.every((name) => names.has(name))).flat();
  return new Set(within).size === names.size;
}

/** Whether there are maps of items in a value of the type. */
export function hasMaps(type: BoundType | null, shapes: Shapes): boolean {
  return type !== null && some(type, (part) => isMap(part, shapes));
}

/** Whether a value has maps of items in it. A struct that the statement writes is none itself. */
export function holdsMaps(of: Node, type: BoundType | null, shapes: Shapes): boolean {
  if (type === null) return false;
  const parts = nodes(of, "children");
  if (callName(of) === "struct_pack" && parts.length === type.fields.length) {
    return parts.some((part, at) => holdsMaps(part, type.fields[at]?.type ?? null, shapes));
  }
  if (isWrittenList(of)) return parts.some((part) => holdsMaps(part, type.child, shapes));
  return hasMaps(type, shapes);
}

/**
 * A value as the text of its JSON; NULL for NULL. The keys of a map are in order.
 * @param canonical also sort the keys of structs that the statement writes, and leave out their NULLs, for comparison
 */
export function mapText(of: Node, type: BoundType, shapes: Shapes, canonical = false, depth = 0): Node {
  const within = (part: Node, inner: BoundType) => mapText(part, inner, shapes, canonical, depth + 1);
  const name = `__json${depth}`;
  const parts = nodes(of, "children");
  const inOrder = (one: { readonly name: string }, other: { readonly name: string }) =>
    one.name < other.name ? -1 : 1;
  if (callName(of) === "struct_pack" && parts.length === type.fields.length) {
    const members = type.fields.map((field, at) => ({
      name: field.name,
      said: within(parts[at] ?? {}, field.type),
    }));
    return object(
      canonical
        ? members.toSorted(inOrder).map(({ name, said }) => member(name, said))
        : members.map(({ name, said }) => member(name, orNull(said))),
    );
  }
  if (type.id === "MAP" && type.child !== null) {
    const [key, value] = [0, 1].map((at) => type.child?.fields[at]?.type ?? plain("VARCHAR"));
    const keyText = (of: Node) =>
      key !== undefined && hasMaps(key, shapes)
        ? within(of, key)
        : castTo(call("to_json", [of]), plain("VARCHAR"));
    const entries = call("list_sort", [call("map_entries", [of])]);
    const entry = (one: Node) =>
      joined(
        keyText(call("struct_extract", [one, text("key")])),
        text(":"),
        orNull(within(call("struct_extract", [one, text("value")]), value ?? plain("VARCHAR"))),
      );
    return joined(text("{"), call("array_to_string", [each(entries, name, entry), text(",")]), text("}"));
  }
  if (type.id === "LIST" && type.child !== null) {
    const child = type.child;
    const entries = each(of, name, (value) => orNull(within(value, child)));
    return joined(text("["), call("array_to_string", [entries, text(",")]), text("]"));
  }
  if (type.id === "STRUCT" && type.fields.every((field) => field.name !== "")) {
    const there = canonical || isMap(type, shapes);
    const sorted = there ? type.fields.toSorted(inOrder) : type.fields;
    return once(of, (value) => {
      const members = sorted.map((field) => {
        const said = within(call("struct_extract", [value, textConstant(field.name)]), field.type);
        return member(field.name, there ? said : orNull(said));
      });
      return caseOf([{ when: isNullOf(value), then: nullConstant() }], object(members));
    }, name);
  }
  return scalarText(of, type);
}

function scalarText(of: Node, type: BoundType): Node {
  // The text of JSON that a statement makes keeps its quotes.
  if (type.id === "JSON") return castTo(call("json", [of]), plain("VARCHAR"));
  if (type.id === "BOOLEAN" || isInteger(type)) return castTo(of, plain("VARCHAR"));
  if (type.id === "BLOB") return scalarText(call("to_base64", [of]), plain("VARCHAR"));
  if (!isFraction(type)) return castTo(call("to_json", [of]), plain("VARCHAR"));
  // As JSON columns have it: a string where not every reader gets the number exactly.
  return once(shortText(of, type), (said) => {
    const digits = call("ltrim", [
      call("regexp_replace", [said, text("[-.]"), text(""), text("g")]),
      text("0"),
    ]);
    const short = comparison("COMPARE_LESSTHANOREQUALTO", call("length", [digits]), integer(15));
    const fraction = call("contains", [said, text(".")]);
    return caseOf(
      [{ when: short, then: said }, { when: fraction, then: joined(text('"'), said, text('"')) }],
      said,
    );
  });
}

/** The shortest decimal, also where the cast to text is made to give it afterwards. */
const shortText = (of: Node, type: BoundType) =>
  type.id === "DECIMAL"
    ? call("regexp_replace", [castTo(of, plain("VARCHAR")), text(ZEROS), text(String.raw`\1`)])
    : numberAsText(of, type);

const orNull = (said: Node) => call("ifnull", [said, text("null")]);
const member = (name: string, said: Node) => joined(text(`${JSON.stringify(name)}:`), said);

/** Members that are NULL are not there. */
function object(members: readonly Node[]): Node {
  const list = call("array_to_string", [call("list_value", members), text(",")]);
  return joined(text("{"), call("ifnull", [list, text("")]), text("}"));
}
