/**
 * Compares the columns of a later page with those of the first: which are the same, whether their values show as values
 * of the first page's types, and what is to be told where they are not of the very types.
 * @module
 */
import { quoteName } from "../../catalog/names.ts";
import { type Node, nodes, str } from "../../sql/tree.ts";
import type { Resolved } from "../../sql/query.ts";
import type { ResultColumn } from "../messages/job.ts";
import { isText, shapeOf, type TypeShape } from "../values/type_shape.ts";

/** A column of the first page's answer. */
export type KeptColumn = ResultColumn & { readonly unmet?: boolean };

/**
 * Where the first page's columns are among those of now: stars over maps show also the keys that came since. Null where
 * that is not sure, as where such a key has the name of a column.
 */
export function placesOf(
  kept: readonly KeptColumn[],
  now: readonly ResultColumn[],
): readonly number[] | null {
  const first: number[] = [];
  for (const [at, { name }] of now.entries()) if (kept[first.length]?.name === name) first.push(at);
  if (first.length < kept.length) return null;
  let left = kept.length;
  for (let at = now.length - 1; at >= 0; at--) {
    if (kept[left - 1]?.name !== now[at]?.name) continue;
    left--;
    if (left >= 0 && first[left] !== at) return null;
  }
  return first;
}

/** The column of the first page that stands twice by now, or that is gone. */
export function twofold(kept: readonly KeptColumn[], now: readonly ResultColumn[]): KeptColumn {
  const times = (columns: readonly ResultColumn[], called: string) =>
    columns.filter(({ name }) => name === called).length;
  return kept.find(({ name }) => times(now, name) !== times(kept, name)) ?? { name: "", type: "" };
}

/**
 * Whether values of a type show as those of the first page's type.
 * @param freely exact numbers may become doubles
 */
export function fits(kept: TypeShape, now: TypeShape, freely: boolean): boolean {
  switch (kept.kind) {
    case "any":
      return true;
    case "number":
      return now.kind === "number" && (!now.double || kept.double || freely);
    case "list":
      return now.kind === "list" && fits(kept.element, now.element, freely);
    case "map":
      // One without keys becomes whatever its keys make of it.
      if (
        isText(kept.value) && (now.kind === "struct" || (now.kind === "map" && now.value.kind !== "other"))
      ) {
        return true;
      }
      return now.kind === "map" && fits(kept.value, now.value, freely);
    case "struct": {
      // Of very many keys.
      if (now.kind === "map") {
        return kept.fields.every(({ shape }) => isJson(now.value) || fits(shape, now.value, freely));
      }
      if (now.kind !== "struct") return false;
      const shapes = new Map(now.fields.map(({ name, shape }) => [name, shape]));
      return kept.fields.every(({ name, shape }) => {
        const field = shapes.get(name);
        return field !== undefined && fits(shape, field, freely);
      });
    }
    case "other":
      return now.kind === "other" && now.name === kept.name;
  }
}

function isJson(shape: TypeShape): boolean {
  return shape.kind === "other" && shape.name === "JSON";
}

/** Characters of a type that are told. */
const TYPE_TOLD = 200;

/** The type's name, cut where it is long. */
export function shortened(type: string): string {
  return type.length <= TYPE_TOLD ? type : `${type.slice(0, TYPE_TOLD)}…`;
}

/** Keys in a warning at most. */
const NAMED = 5;

/** What to tell of a column that has another type by now. */
export function warningsOn(kept: KeptColumn, now: ResultColumn): string[] {
  if (kept.type === now.type) return [];
  if (kept.unmet === true) {
    return [
      `No value of column ${quoteName(kept.name)} was met before this page: it is ${
        shortened(now.type)
      } from here on.`,
    ];
  }
  const [before, after] = [shapeOf(kept.type), shapeOf(now.type)];
  const name = quoteName(kept.name);
  const keys = keysBeside(before, after, name);
  if (keys.length > 0) return [notShown(`Maps in column ${name}`, keys)];
  return [
    `Column ${name} was ${shortened(kept.type)} on the first page; numbers on this page are ${
      shortened(now.type)
    }.`,
  ];
}

/** What to tell of columns that stars over maps would show by now. */
export function warningsBeside({ rewritten }: Resolved, columns: readonly ResultColumn[]): string[] {
  if (columns.length === 0) return [];
  const stars = nodes(rewritten, "select_list").flatMap((item) => relationOfStar(item) ?? []);
  const shown = stars.map((name) => `${quoteName(name)}.*`).join(", ");
  return [notShown(`Maps shown by ${shown}`, columns.map(({ name }) => quoteName(name)))];
}

function relationOfStar(item: Node): string | null {
  return str(item, "class") === "STAR" && str(item, "relation_name") !== ""
    ? str(item, "relation_name")
    : null;
}

function notShown(what: string, keys: readonly string[]): string {
  const more = keys.length > NAMED ? ` and ${keys.length - NAMED} more` : "";
  return `${what} have keys that this answer's first page did not know, and that it does not show: ` +
    `${keys.slice(0, NAMED).join(", ")}${more}. Run the SQL again without a cursor to see them.`;
}

/** Keys of maps that only the second shape has, as paths; of maps with very many keys, `*`. */
function keysBeside(kept: TypeShape, now: TypeShape, at: string): string[] {
  if (kept.kind === "list" && now.kind === "list") return keysBeside(kept.element, now.element, `${at}[]`);
  if (kept.kind === "map" && now.kind === "map") {
    if (isText(kept.value) && now.value.kind !== "other") return [`${at}.*`];
    return keysBeside(kept.value, now.value, `${at}.*`);
  }
  if (kept.kind === "map" && now.kind === "struct") {
    return now.fields.map(({ name }) => `${at}.${quoteName(name)}`);
  }
  if (kept.kind === "struct" && now.kind === "map") return [`${at}.*`];
  if (kept.kind !== "struct" || now.kind !== "struct") return [];
  const before = new Map(kept.fields.map(({ name, shape }) => [name, shape]));
  return now.fields.flatMap(({ name, shape }) => {
    const known = before.get(name);
    const path = `${at}.${quoteName(name)}`;
    return known === undefined ? [path] : keysBeside(known, shape, path);
  });
}
