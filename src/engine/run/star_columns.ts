/**
 * Carried stars in an answer: the columns that each shows, and how rows are made of items' texts.
 * @module
 */
import type { Item } from "../../dynamodb/access.ts";
import { quoteName } from "../../catalog/names.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import { DynamoSqlError } from "../../errors.ts";
import type { Relation } from "../../sql/query.ts";
import { foldName } from "../../sql/resolve/identifiers.ts";
import type { ResultColumn } from "../messages/job.ts";
import type { LoadColumn } from "../load/column.ts";
import { shownOf } from "../load/views.ts";
import { answerWriter } from "../values/answer.ts";
import { parameterType } from "../values/column_type.ts";
import { encoderFor, noFindings } from "../values/encode.ts";
import { newTally } from "../values/tally.ts";
import type { TypeShape } from "../values/type_shape.ts";
import { resultTypeName } from "./result_type.ts";

/** A star as columns of the answer. */
export interface StarColumns {
  readonly columns: readonly ResultColumn[];
  /** The values of a row, with commas between them. NULL: a join found no item. */
  write(item: string | null): string;
  /** The same star without the keys of maps that these shapes lack. */
  showing(shown: readonly TypeShape[]): StarColumns;
}

/** What a star of a relation shows, in the types of now. */
function starColumns(
  relation: Relation,
  loaded: readonly LoadColumn[],
  excluded: ReadonlySet<string>,
  shown: readonly TypeShape[] = [],
): StarColumns {
  const columns = shownOf(relation, loaded).filter(({ path, form, name }) =>
    path.length === 0 && form === undefined && !excluded.has(foldName(name))
  );
  const places = new Map(columns.map((column, at) => [column.attribute, at]));
  const writers: (ReturnType<typeof writerOf> | undefined)[] = columns.map(() => undefined);
  const gaps = gapsOf(columns.length);
  return {
    columns: columns.map(({ attribute, type }) => ({ name: attribute, type: typeText(type) })),
    write(text) {
      if (text === null) return gaps(columns.length).slice(0, -1);
      const item: Item = JSON.parse(text);
      const cells: { readonly at: number; readonly text: string }[] = [];
      for (const attribute of Object.keys(item)) {
        const at = places.get(attribute);
        const value = item[attribute];
        const column = at === undefined ? undefined : columns[at];
        if (at === undefined || value === undefined || column === undefined) continue;
        const write = writers[at] ??= writerOf(column, shown[at]);
        cells.push({ at, text: write(value) });
      }
      cells.sort((one, other) => one.at - other.at);
      let row = "";
      let next = 0;
      for (const { at, text } of cells) {
        row += `${gaps(at - next)}${text},`;
        next = at + 1;
      }
      return (row + gaps(columns.length - next)).slice(0, -1);
    },
    showing: (shapes) => starColumns(relation, loaded, excluded, shapes),
  };
}

/** A text of so many NULLs, each with a comma. */
function gapsOf(most: number): (count: number) => string {
  const nulls = "null,".repeat(most);
  return (count) => nulls.slice(0, 5 * count);
}

function writerOf(
  { attribute, type }: { readonly attribute: string; readonly type: SqlType },
  shown: TypeShape | undefined,
) {
  const encode = encoderFor(type, newTally());
  const write = answerWriter(parameterType(type), shown);
  const findings = noFindings();
  return (value: Item[string]): string => {
    const encoded = encode(value, findings);
    // The types are those of all items that were read, so a value that does not fit is a fault of ours; it must not
    // read as NULL.
    if (findings.unfit) {
      throw new DynamoSqlError(
        "internal",
        `A value of column ${quoteName(attribute)} does not fit its type.`,
      );
    }
    return write(encoded);
  };
}

/** A column of which no value was met is NULL to the binder, which takes that for an INTEGER; so are lists' elements. */
function typeText(type: SqlType): string {
  if (type.kind === "LIST") return `${typeText(type.element)}[]`;
  return type.kind === "UNSEEN" ? "INTEGER" : resultTypeName(parameterType(type));
}

/** The stars of a statement, by the names of the columns that stand for them. */
export function starsOf(
  loads: readonly {
    readonly table: { readonly columns: readonly LoadColumn[] };
    readonly relations?: readonly Relation[];
  }[],
): ReadonlyMap<string, StarColumns> {
  return new Map(
    loads.flatMap(({ table, relations = [] }) =>
      relations.flatMap((relation) =>
        (relation.carried?.stars ?? []).map(({ alias, excluded }) =>
          [alias, starColumns(relation, table.columns, excluded)] as const
        )
      )
    ),
  );
}
