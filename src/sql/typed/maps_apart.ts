/**
 * Refuses comparisons of maps that are held as JSON, or by keys that are no fields, with structs whose parts are dates, or
 * of which only one has a text at a place: no text in such a map is read as what it meets there.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { castType } from "../text_dates/signatures.ts";
import { type Node, str } from "../tree.ts";
import { type BoundType, isNested, plain, shownType } from "./bound_type.ts";
import { columnsIn } from "./rewrite.ts";
import { fieldAt, readAs } from "./texts_read.ts";

/** A part that a text in a map would have to be read as. */
interface PartApart {
  readonly type: BoundType;
  /** The keys that lead to it, each with its dot or brackets. */
  readonly path: string;
  /** Which of the two is the map. */
  readonly map: 0 | 1;
}

/**
 * @param types of the sides, null where not known
 * @param names of columns, as the caller has them
 * @throws DynamoSqlError where two of the sides meet so
 */
export function refuseApart(
  sides: readonly Node[],
  types: readonly BoundType[],
  names: ReadonlyMap<string, string>,
): void {
  // Of many that are listed, all meet the first.
  const [first, ...others] = types;
  for (const [at, other] of others.entries()) {
    const found = first === undefined ? null : apartIn(first, other, "");
    if (found === null) continue;
    const map = sides[found.map === 0 ? 0 : at + 1] ?? {};
    const columns = columnsIn(map).split(", ").map((name) => names.get(name) ?? name).join(", ");
    const type = shownType(found.type);
    const part = str(map, "class") === "COLUMN_REF" ? `${columns}${found.path}` : "…";
    throw new DynamoSqlError(
      "type_mismatch",
      `A comparison of ${
        columns === "" ? "expressions" : columns
      } would compare ${type} in a struct with texts as they ` +
        `are spelled, as the maps it meets are held as JSON or by their keys: compare the parts, as in ` +
        `CAST(${part} AS ${type}) = ….`,
    );
  }
}

function apartIn(a: BoundType, b: BoundType, path: string): PartApart | null {
  for (const [json, other, map] of [[a, b, 0], [b, a, 1]] as const) {
    if (json.id === "JSON") {
      const date = isNested(other) ? dateIn(other, path) : null;
      return date === null ? null : { ...date, map };
    }
  }
  if ((a.id === "MAP") !== (b.id === "MAP")) {
    const map = a.id === "MAP" ? 0 : 1;
    const value = (map === 0 ? a : b).child?.fields[1]?.type ?? plain("NULL");
    const { fields } = map === 0 ? b : a;
    return first(fields, ({ name, type }) => {
      const at = `${path}['${name.replaceAll("'", "''")}']`;
      const own = metAt(value, type);
      if (own !== null) return { type: own, path: at, map };
      return map === 0 ? apartIn(value, type, at) : apartIn(type, value, at);
    });
  }
  if (a.child !== null && b.child !== null) {
    const [key, other] = [a, b].map(({ id, child }) => id === "MAP" ? child?.fields[1]?.type : child);
    return key && other ? apartIn(key, other, a.id === "MAP" ? `${path}['…']` : `${path}[…]`) : null;
  }
  return first(a.fields, ({ name, type }, at) => {
    const other = fieldAt(b, name, at);
    return other === undefined ? null : apartIn(type, other, `${path}${step(name)}`);
  });
}

/** What a text, or JSON, is read as that meets a value; null where neither is one, or no reading is needed. */
function metAt(a: BoundType, b: BoundType): BoundType | null {
  for (const [text, other] of [[a, b], [b, a]] as const) {
    if (text.id === "VARCHAR" && readAs(other) !== null) return other;
    if (text.id === "JSON" && castType(other.id) !== null) return other;
  }
  return null;
}

/** The first date in a value. */
function dateIn(of: BoundType, path: string): Omit<PartApart, "map"> | null {
  if (castType(of.id) !== null) return { type: of, path };
  if (of.child !== null) {
    return dateIn(of.id === "MAP" ? of.child.fields[1]?.type ?? of.child : of.child, `${path}[…]`);
  }
  return first(of.fields, ({ name, type }) => dateIn(type, `${path}${step(name)}`));
}

const step = (name: string): string =>
  name === "" ? "" : /^[a-z_]\w*$/i.test(name) ? `.${name}` : `."${name.replaceAll('"', '""')}"`;

function first<T, R>(among: readonly T[], find: (each: T, at: number) => R | null): R | null {
  for (const [at, each] of among.entries()) {
    const found = find(each, at);
    if (found !== null) return found;
  }
  return null;
}
