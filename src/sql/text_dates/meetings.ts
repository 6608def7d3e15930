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
import { foldName } from "../resolve/identifiers.ts";
import { comparedInLists, comparesLists, isSearch, withListsCompared } from "../typed/row_texts.ts";
import { withTextsRead } from "../typed/texts_read.ts";
import { castReading, reading } from "./readings.ts";
import { dateType, isText } from "./signatures.ts";

/** What meets in an expression: operands that are united or compared. */
function partsOf(of: Node): readonly Node[] {
  if (str(of, "class") === "WINDOW") {
    const [value] = nodes(of, "children");
    const other = node(of, "default_expr");
    return value === undefined || other === null ? [] : [value, other];
  }
  if (comparesLists(of)) return comparedInLists(of);
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
      // A value that a list is searched for is one of its elements.
      const isElement = (at: number) => at === 1 && isSearch(of);
      const types = parts.map((part, at) => {
        const type = typeOf(part);
        return type !== null && isElement(at) ? { ...plain("LIST"), child: type } : type;
      });
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
        const [from, to] = isElement(at) ? [type?.child ?? null, target.child] : [type, target];
        if (str(part, "class") === "CONSTANT" || from === null || to === null) continue;
        if (readText(part, from, to) !== null) readings.set(at, (now) => readText(now, from, to) ?? now);
      }
      if (readings.size === 0) return null;
      return (now) => {
        if (comparesLists(now)) {
          return withListsCompared(now, (part, at) => {
            const by = readings.get(at)?.(part);
            return by === undefined ? part : { ...by, alias: str(part, "alias") };
          });
        }
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
  if (parts.length > 0 && isWrittenList(of) && from.child !== null && to.child !== null) {
    const [element, wanted] = [from.child, to.child];
    return withParts(of, (part) => between(part, element, wanted));
  }
  const texts = from.id === "LIST" ? textsIn(from) : null;
  if (texts === null) return withTextsRead(of, from, to);
  return to.id !== "LIST" || dateType(deepest(to).id) === null ? null : castReading(of, texts, treeType(to));
}

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
