/**
 * Refuses `JOIN … USING` of a JSON column and one of texts or numbers: DuckDB would compare the JSON's text, with its
 * quotes. With ON, they are compared by value.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { quoteName } from "../../catalog/names.ts";
import { sameName } from "../../sql/resolve/identifiers.ts";
import { type Node, node, str, strs, walk } from "../../sql/tree.ts";
import type { Relation } from "../../sql/query.ts";

/** A column of a table that is joined. */
interface JoinedColumn {
  readonly alias: string;
  readonly kind: string;
}

/** @throws DynamoSqlError where USING or NATURAL would compare JSON with another type */
export function refuseJsonUsing(
  tree: Node,
  relations: readonly Relation[],
): void {
  walk(tree, (join) => {
    if (str(join, "type") !== "JOIN") return;
    const natural = str(join, "ref_type") === "NATURAL";
    for (const name of natural ? namesIn(node(join, "left"), relations) : strs(join, "using_columns")) {
      const [left] = sidesOf(node(join, "left"), name, relations);
      const [right] = sidesOf(node(join, "right"), name, relations);
      if (left === undefined || right === undefined || left.kind === right.kind) continue;
      if (left.kind !== "JSON" && right.kind !== "JSON") continue;
      const column = quoteName(name);
      throw new DynamoSqlError(
        "type_mismatch",
        `${
          natural ? "NATURAL" : "USING"
        } (${column}) joins ${left.kind} of ${left.alias} with ${right.kind} of ${right.alias}: write ` +
          `ON ${quoteName(left.alias)}.${column} = ${
            quoteName(right.alias)
          }.${column}, which compares the values.`,
      );
    }
  });
}

/** The names of attributes in the tables of one side of a join. */
function namesIn(from: Node | null, relations: readonly Relation[]): readonly string[] {
  if (from === null) return [];
  const names = relations.filter(({ loadName }) => sameName(loadName, str(from, "table_name"))).flatMap((
    { columns },
  ) => columns.filter(({ path }) => path.length === 0).map(({ column }) => column));
  const sides = [node(from, "left"), node(from, "right")].flatMap((side) => namesIn(side, relations));
  return [...new Set([...names, ...sides])];
}

/** The columns of this name in the tables of one side of a join. */
function sidesOf(
  from: Node | null,
  name: string,
  relations: readonly Relation[],
): readonly JoinedColumn[] {
  if (from === null) return [];
  if (str(from, "type") === "JOIN") {
    return [node(from, "left"), node(from, "right")].flatMap((side) => sidesOf(side, name, relations));
  }
  const table = str(from, "table_name");
  const relation = relations.find(({ loadName }) =>
    str(from, "type") === "BASE_TABLE" && sameName(loadName, table)
  );
  const column = relation?.columns.find((each) => sameName(each.column, name));
  if (relation === undefined || column === undefined || column.type.kind === "UNSEEN") return [];
  const { kind } = column.type;
  return [{ alias: str(from, "alias") || relation.alias, kind }];
}
