/**
 * A place column is the column of a loaded table that holds a place inside an attribute, under a name that nothing
 * else has.
 *
 * `SELECT doc.price, (doc).price FROM orders` → one column `dynamosql_place_1`, of the path `price` in `doc`
 * @module
 */
import type { SqlType } from "../../catalog/sql_type.ts";
import type { Context, Draft, PlaceColumn } from "./model.ts";

/** The column of a place: the same for the same place. */
export function placeColumn(
  context: Context,
  draft: Draft,
  place:
    & { readonly text: string; readonly type: SqlType }
    & Pick<PlaceColumn, "attribute" | "path" | "form">,
): PlaceColumn {
  const { attribute, path, form } = place;
  const same = (each: PlaceColumn) =>
    each.attribute === attribute && each.form === form && JSON.stringify(each.path) === JSON.stringify(path);
  const known = draft.places.find(same);
  const kept = context.kept?.columns.find((each) =>
    each.attribute === attribute && each.form === form && JSON.stringify(each.path) === JSON.stringify(path)
  );
  const column = known ?? {
    ...place,
    type: kept?.type ?? place.type,
    column: placeName(context),
    variants: new Map(),
  };
  if (known === undefined) draft.places.push(column);
  draft.needed.add(column.column);
  return column;
}

/** A name that nothing has: no name of the statement, no attribute. */
export function placeName(context: Context): string {
  context.placePrefix ??= freePrefix(context);
  return `${context.placePrefix}${++context.placesMade}`;
}

function freePrefix({ statement, drafts }: Context): string {
  let prefix = "dynamosql_place_";
  const text = statement.text.toLowerCase();
  const isTaken = () =>
    text.includes(prefix) ||
    drafts.some(({ table }) =>
      Object.keys(table.attributes).some((name) => name.toLowerCase().startsWith(prefix))
    );
  while (isTaken()) prefix += "_";
  return prefix;
}
