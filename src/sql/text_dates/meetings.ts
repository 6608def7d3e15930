/**
 * Dates that meet JSON, texts in lists and structs, and literals with an offset. DuckDB's binder takes these without a
 * word and casts them by itself, so it is asked for the types beforehand.
 * @module
 */
import { type Node, node, nodes, str } from "../tree.ts";
import { type BoundType, plain, some, treeType } from "../typed/bound_type.ts";
import { meetingOf } from "../typed/json_meetings.ts";
import { replaced } from "../typed/json_values.ts";
import type { Rewrite } from "../typed/rewrite.ts";
import { isMade, isWrittenFields, isWrittenList } from "../typed/made.ts";
import { textInUtc } from "./literals.ts";
import { nullConstant } from "../constant.ts";
import { foldName } from "../resolve/identifiers.ts";
import { call, caseOf, column, each, isNullOf, once, text } from "../typed/nodes.ts";
import { castReading, reading } from "./readings.ts";
import { dateType, isText } from "./signatures.ts";

/** What meets in an expression: operands that are united or compared. */
function partsOf(of: Node): readonly Node[] {
  if (str(of, "class") === "WINDOW") {
    const [value] = nodes(of, "children");
    const other = node(of, "default_expr");
    return value === undefined || other === null ? [] : [value, other];
  }
  const meeting = meetingOf(of);
  return meeting === null || meeting.text ? [] : meeting.parts;
}

/**
 * Reads what meets dates as dates.
 * @param json whether there is JSON, lists or structs among what the statement reads
 */
export function meetings(json: boolean): Rewrite {
  return {
    wants(of) {
      const parts = partsOf(of);
      const literal = parts.some((part) => textInUtc(part) !== null);
      const known = json || literal || str(of, "class") === "WINDOW" || parts.some(isMade);
      return parts.length > 1 && known ? parts : [];
    },
    rewrite(of, typeOf) {
      const parts = partsOf(of);
      const types = parts.map(typeOf);
      const target = types.reduce<BoundType | null>(
        (all, type) => type === null ? all : all === null ? type : datesOf(all, type),
        null,
      );
      if (target === null || !some(target, isDate)) return null;
      const readings = new Map<number, (part: Node) => Node>();
      for (const [at, part] of parts.entries()) {
        const type = types[at] ?? null;
        const literal = textInUtc(part);
        if (literal !== null) readings.set(at, () => literal);
        if (str(part, "class") === "CONSTANT" || type === null || readText(part, type, target) === null) {
          continue;
        }
        readings.set(at, (now) => readText(now, type, target) ?? now);
      }
      if (readings.size === 0) return null;
      return (now) => {
        const changed = new Map<Node, Node>();
        for (const [at, part] of partsOf(now).entries()) {
          const by = readings.get(at)?.(part);
          if (by !== undefined) changed.set(part, { ...by, alias: str(part, "alias") });
        }
        return replaced(now, changed);
      };
    },
  };
}

const isDate = ({ id }: BoundType) => dateType(id) !== null;

/** Of two types that meet, the one with the dates of both. */
function datesOf(a: BoundType, b: BoundType): BoundType {
  const [left, right] = [dateType(a.id), dateType(b.id)];
  if (left !== null && right !== null) {
    return plain(
      left === right
        ? left
        : [left, right].find((type) => type === "TIMESTAMP WITH TIME ZONE") ?? "TIMESTAMP",
    );
  }
  if (right !== null) return b;
  if (a.id !== b.id) return left !== null || some(a, isDate) ? a : some(b, isDate) ? b : a;
  if (a.child !== null && b.child !== null) return { ...a, child: datesOf(a.child, b.child) };
  return {
    ...a,
    fields: a.fields.map(({ name, type }, at) => {
      const other = fieldLike(b, name, at);
      return { name, type: other === undefined ? type : datesOf(type, other) };
    }),
  };
}

/** The type of the field of this name, as DuckDB looks for it; of rows, which have no names, at this place. */
function fieldLike({ fields }: BoundType, name: string, at: number): BoundType | undefined {
  const found = name === "" ? fields[at] : fields.find((field) => foldName(field.name) === foldName(name)) ??
    (fields[at]?.name === "" ? fields[at] : undefined);
  return found?.type;
}

/** An expression with the texts in it read as the dates of `to`; null where there are none, or where that is no way to write it. */
function readText(of: Node, from: BoundType, to: BoundType): Node | null {
  const date = dateType(to.id);
  if (date !== null) {
    return isText(from.id) && str(of, "class") !== "CONSTANT" ? reading(of, date, from.id === "JSON") : null;
  }
  const parts = nodes(of, "children");
  if (isWrittenFields(of)) {
    return withParts(of, (part, at) => {
      const field = from.fields[at];
      return field === undefined ? null : between(part, field.type, fieldLike(to, field.name, at));
    });
  }
  if (from.fields.length > 0) return fieldsRead(of, from, to);
  if (from.id !== "LIST" || to.id !== "LIST" || from.child === null || to.child === null) return null;
  const [element, wanted] = [from.child, to.child];
  if (parts.length > 0 && isWrittenList(of)) return withParts(of, (part) => between(part, element, wanted));
  const texts = textsIn(from);
  if (texts !== null) {
    return dateType(deepest(to).id) === null ? null : castReading(of, texts, treeType(to));
  }
  const name = nameWithin(from);
  return readText(column(name), element, wanted) === null
    ? null
    : each(of, name, (part) => readText(part, element, wanted) ?? part);
}

/** A struct that is not written out, field by field; null as above. A missing one stays missing. */
function fieldsRead(of: Node, from: BoundType, to: BoundType): Node | null {
  const read = (value: Node) =>
    from.fields.map(({ name, type }, at) => {
      const part = call("struct_extract", [value, text(name)]);
      return { name, part, by: between(part, type, fieldLike(to, name, at)) };
    });
  if (from.fields.some(({ name }) => name === "") || read(of).every(({ by }) => by === null)) return null;
  const whole = (value: Node) => {
    const children = read(value).map(({ name, part, by }) => ({ ...(by ?? part), alias: name }));
    return caseOf(
      [{ when: isNullOf(value), then: nullConstant() }],
      { ...call("struct_pack", []), children },
    );
  };
  return once(of, whole, nameWithin(from));
}

/** A name for what is inside a value: another one at each depth. */
const nameWithin = (type: BoundType): string => `__within${depthOf(type)}`;

const depthOf = ({ child, fields }: BoundType): number =>
  1 + Math.max(0, ...[...(child === null ? [] : [child]), ...fields.map(({ type }) => type)].map(depthOf));

const between = (part: Node, from: BoundType | undefined, to: BoundType | undefined): Node | null =>
  from === undefined || to === undefined ? null : readText(part, from, to);

function withParts(of: Node, read: (part: Node, at: number) => Node | null): Node | null {
  const parts = nodes(of, "children");
  const all = parts.map(read);
  if (all.every((each) => each === null)) return null;
  return {
    ...of,
    children: parts.map((part, at) => {
      const by = all[at] ?? null;
      return by === null ? part : { ...by, alias: str(part, "alias") };
    }),
  };
}

const deepest = (type: BoundType): BoundType =>
  type.id === "LIST" && type.child !== null ? deepest(type.child) : type;

/** Lists of texts as DuckDB writes their type; null for other types. */
function textsIn(type: BoundType): string | null {
  if (isText(type.id)) return type.id;
  const element = type.id === "LIST" && type.child !== null ? textsIn(type.child) : null;
  return element === null ? null : `${element}[]`;
}
