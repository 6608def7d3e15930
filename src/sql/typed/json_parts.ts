/**
 * Compares JSON within rows, structs, lists and maps by value, as JSON that stands alone: beside text it is read as
 * text, beside all else both sides become sort keys. DuckDB would compare the texts of JSON.
 * @module
 */
import { nullConstant } from "../constant.ts";
import { type Node, nodes, str } from "../tree.ts";
import { type BoundType, isNested, isNullType, isNumber, plain, some } from "./bound_type.ts";
import { KEY_TYPE, keyOf, keyOfNumber, keyOfTruth } from "./json_key.ts";
import { withSortedKeys } from "./json_canonical.ts";
import { jsonString } from "./json_reading.ts";
import { asJson } from "./json_text.ts";
import { call, caseOf, castTo, each, integer, isNullOf, once, text } from "./nodes.ts";
import { isWrittenFields } from "./made.ts";
import { isFraction, numberAsText } from "./written.ts";

/** How a value is read: as a whole, or part by part. */
export type PartReading =
  | { readonly make: (of: Node) => Node; readonly type: BoundType }
  | { readonly child: PartReading | null; readonly fields: readonly (PartReading | null)[] };

const isJson = ({ id }: BoundType) => id === "JSON";

/** Whether there is JSON in a value of the type. */
export function hasJson(type: BoundType | null): boolean {
  return type !== null && some(type, isJson);
}

/** How values of these types are read where they meet; null for those that stay as they are. */
export function readingsOf(types: readonly BoundType[]): readonly (PartReading | null)[] {
  if (!types.some(hasJson)) return types.map(() => null);
  if (types.some(isJson)) {
    const others = types.filter((type) => !isJson(type) && !isNullType(type));
    const kinds = new Set(others.map(kindOf));
    if (kinds.has(null)) return types.map(() => null);
    const asTexts = kinds.has("text") || (kinds.size > 1 && !kinds.has("nested"));
    return types.map((type) => asTexts ? asText(type) : asKey(type));
  }
  const lists = types.every(({ child }) => child !== null);
  const children = lists ? readingsOf(types.flatMap(({ child }) => child ?? [])) : [];
  return types.map((type, at) => {
    const fields = type.fields.map((field, place) => {
      const met = types.map((other) => other === type ? field.type : partOf(other, field.name, place));
      const whole = met.filter((each) => each !== null);
      return whole.length < met.length ? null : readingsOf(whole)[at] ?? null;
    });
    const child = children[at] ?? null;
    return child === null && fields.every((field) => field === null) ? null : { child, fields };
  });
}

function partOf({ fields }: BoundType, name: string, place: number): BoundType | null {
  const named = name === ""
    ? undefined
    : fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
  return (named ?? fields[place])?.type ?? null;
}

function kindOf(type: BoundType): "text" | "number" | "truth" | "nested" | null {
  if (type.id === "VARCHAR") return "text";
  if (isNumber(type)) return "number";
  if (type.id === "BOOLEAN") return "truth";
  return isNested(type) ? "nested" : null;
}

function asText(type: BoundType): PartReading | null {
  if (type.id === "VARCHAR" || isNullType(type)) return null;
  const said = (of: Node) =>
    isJson(type)
      ? jsonString(of)
      : isFraction(type)
      ? numberAsText(of, type)
      : castTo(isNested(type) ? asJson(of, type) : of, plain("VARCHAR"));
  return { make: said, type: plain("VARCHAR") };
}

function asKey(type: BoundType): PartReading | null {
  if (isNullType(type)) return null;
  const make = (of: Node) =>
    isJson(type)
      ? keyOf(of)
      : isNumber(type)
      ? keyOfNumber(of, type)
      : isNested(type)
      ? keyOf(withSortedKeys(asJson(of, type)))
      : keyOfTruth(of);
  return { make, type: KEY_TYPE };
}

/** The sort key of a value: the JSON in it becomes sort keys. */
export function orderOf(of: Node, type: BoundType): Node {
  const [reading = null] = readingsOf([type]);
  return read(of, type, reading);
}

/** The type of a value once it is read. */
export function typeRead(type: BoundType, reading: PartReading | null): BoundType {
  if (reading === null) return type;
  if ("make" in reading) return reading.type;
  return {
    ...type,
    child: type.child === null ? null : typeRead(type.child, reading.child),
    fields: type.fields.map(({ name, type: inner }, at) => ({
      name,
      type: typeRead(inner, reading.fields[at] ?? null),
    })),
  };
}

/** Reads a value: it keeps its form, and its parts are read as the reading says. */
export function read(of: Node, type: BoundType, reading: PartReading | null, depth = 0): Node {
  if (reading === null) return of;
  if ("make" in reading) return { ...reading.make(of), alias: str(of, "alias") };
  const name = `__within${depth}`;
  const inner = type.child;
  if (type.id === "MAP" && inner !== null) {
    const entries = each(
      call("map_entries", [of]),
      name,
      (entry) => parts(entry, inner, reading.child, depth),
    );
    return call("map_from_entries", [entries]);
  }
  if (inner !== null) return each(of, name, (value) => read(value, inner, reading.child, depth + 1));
  if (isWrittenFields(of)) {
    const children = nodes(of, "children").map((part, at) => {
      const field = type.fields[at]?.type;
      return field === undefined ? part : {
        ...read(part, field, reading.fields[at] ?? null, depth),
        alias: str(part, "alias"),
      };
    });
    return { ...of, children };
  }
  return once(
    of,
    (value) => caseOf([{ when: isNullOf(value), then: nullConstant() }], parts(value, type, reading, depth)),
    name,
  );
}

/** A struct or row that is there, its parts read. */
function parts(of: Node, type: BoundType, reading: PartReading | null, depth: number): Node {
  if (reading === null || "make" in reading) return read(of, type, reading, depth + 1);
  const named = type.fields.some(({ name }) => name !== "");
  const children = type.fields.map(({ name, type: inner }, at) => {
    const part = call("struct_extract", [of, named ? text(name) : integer(at + 1)]);
    return { ...read(part, inner, reading.fields[at] ?? null, depth + 1), alias: named ? name : "" };
  });
  return { ...call(named ? "struct_pack" : "row", []), children };
}
