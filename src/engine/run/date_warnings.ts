/**
 * Counts texts that were read as dates and are none.
 * @module
 */
import { bindDates, type DateCast, isOfOneTable, type Whole } from "../../sql/text_dates/dates.ts";
import { WHOLE_TEXT } from "../../sql/text_dates/whole.ts";
import type { TextPlace } from "../../sql/text_dates/origin.ts";
import { shapeOf } from "../../sql/text_dates/scope.ts";
import { quoteName } from "../../catalog/names.ts";
import { type Path, placeText } from "../../catalog/path.ts";
import { readDuckDbError } from "../../sql/duckdb_error.ts";
import { parse } from "../../sql/parse.ts";
import type { Relation } from "../../sql/query.ts";
import { foldName, sameName } from "../../sql/resolve/identifiers.ts";
import { type DateType, isTime, textAsDate } from "../../sql/text_dates/text_as_date.ts";
import { type Node, node, str, strs, transform } from "../../sql/tree.ts";
import type { Session } from "../duckdb/session.ts";
import type { LoadColumn } from "../load/column.ts";
import type { Load } from "../load/load.ts";
import { expressionOf } from "../load/column_warnings.ts";
import { quoted } from "../values/column_type.ts";
import { dateForms } from "./date_forms.ts";
import { countForms, type DatedPlace, textsAt } from "./form_counts.ts";
import { columnAt } from "./facts.ts";

/** Counts over all batches of a statement. */
export interface DateCounts {
  /** Counts in what is loaded now; `all` are the loads that the statement reads. */
  add(loads: readonly Load[], casts: readonly DateCast[], all: readonly Load[]): Promise<void>;
  warnings(): string[];
}

/** Nothing counted yet. */
export function countDates(session: Session): DateCounts {
  /** Counts by loaded table: a table that is loaded twice may hold the same items twice. */
  const counts = new Map<string, Map<string, number>>();
  const forms = countForms(session);
  /** The SQL that shows them, by the same names, where there is one. */
  const shown = new Map<string, string>();
  const uncounted = new Set<string>();
  return {
    async add(loads, casts, all) {
      const counted = new Set<string>();
      const unread = new Set<DatedPlace>();
      /** Counts by what the texts are made of, whatever they are read as. */
      const wholes = new Map<
        string,
        { readonly label: string; readonly shown: string; readonly count: number }
      >();
      const note = (label: string, table: string, count: number, found = "") => {
        const byTable = counts.get(label) ?? new Map<string, number>();
        if (!shown.has(label)) shown.set(label, found);
        counts.set(label, byTable.set(table, (byTable.get(table) ?? 0) + count));
      };
      const inWhole = async (cast: DateCast) => {
        const whole = cast.whole();
        const at = placedIn(all, whole.place);
        // It is counted once, with the load of its place, or of the first column that it is made of.
        const owner = at?.load ??
          all.find((load) => whole.columns.some((base) => columnAt([load], base) !== null)) ?? all[0];
        if (owner !== undefined && !loads.includes(owner)) return;
        const label = at?.label ?? labelOf(whole, all);
        const count = await countInWhole(session, whole, cast) ??
          (at === null ? null : await countIn(session, at, cast));
        if (count === null) uncounted.add(label);
        for (const base of count === 0 ? [] : whole.columns) {
          const found = columnAt(loads, base);
          if (found !== null) unread.add({ ...found, path: base.elements ? [0] : [] });
        }
        if (at !== null && count !== 0) {
          for (const column of at.columns) unread.add({ load: at.load, column, path: at.path ?? [] });
        }
        const key = JSON.stringify([label, at === null ? whole.key : null]);
        const shown = at?.shownBy?.(cast.type) ?? "";
        wholes.set(key, { label, shown, count: Math.max(wholes.get(key)?.count ?? 0, count ?? 0) });
      };
      for (const cast of casts) {
        if (!isOfOneTable(cast)) await inWhole(cast);
        for (const texts of textsOf(loads, cast)) {
          const { load, from, made, label, shownBy, columns, path = [] } = texts;
          const key = JSON.stringify([
            load.table.name,
            from ?? label,
            made === undefined ? null : shapeOf(made),
          ]);
          if (counted.has(key)) continue;
          counted.add(key);
          const count = await countIn(session, texts, cast);
          if (count === null) await inWhole(cast);
          else note(label, load.table.name, count, shownBy?.(cast.type));
          for (const column of count === 0 ? [] : columns) unread.add({ load, column, path });
        }
      }
      for (const { label, count, shown } of wholes.values()) note(label, "", count, shown);
      await forms.add(unread);
    },
    warnings: () => [
      ...[...counts].flatMap(([label, byTable]) => {
        const count = Math.max(...byTable.values());
        if (count === 0) return [];
        const by = shown.get(label) ?? "";
        const told = count === 1
          ? `1 value ${label} is not a date and reads as NULL.`
          : `${count} values ${label} are not dates and read as NULL.`;
        return [by === "" ? told : `${told} ${by} shows ${count === 1 ? "it" : "them"}.`];
      }),
      ...[...uncounted].map((label) =>
        `Texts ${label} are read as dates where they cannot be counted: those that are no dates read as NULL there.`
      ),
    ],
  };
}

/** Loaded texts. */
interface LoadedTexts {
  readonly load: Load;
  readonly relation: Relation;
  /** SQL of a table that has them in a column `text`; null where that is not known. */
  readonly from: string | null;
  /** An expression of the table's columns, in place of a column. */
  readonly made?: Node;
  /** SQL that shows which of them are no dates. */
  readonly shownBy?: (type: DateType) => string;
  readonly label: string;
  readonly columns: readonly LoadColumn[];
  /** Where inside the one column they are. */
  readonly path?: Path;
}

/** The loaded texts that a cast is about. */
function textsOf(loads: readonly Load[], cast: DateCast): readonly LoadedTexts[] {
  const { base, made } = cast;
  const relations = loads.flatMap((load) => load.relations.map((relation) => ({ load, relation })));
  const nameOf = (
    load: Load,
    { name, attribute, path }: Pick<LoadColumn, "name" | "attribute" | "path">,
  ) => ({
    name,
    shown: `${load.description.name}.${placeText({ attribute, path })}`,
  });
  if (base !== null) {
    return relations
      .filter(({ relation }) => sameName(relation.loadName, base.table))
      // The types of now count, as they may have widened while the table was read.
      .flatMap(({ load, relation }) =>
        load.table.columns.filter((each) => sameName(each.name, base.column)).map((found): LoadedTexts => {
          const path = base.elements ? [0] : [];
          const from = textsAt(load.table.name, found, path, true);
          const { shown } = nameOf(load, found);
          return {
            load,
            relation,
            from,
            label: `of ${shown}`,
            columns: [found],
            path,
            shownBy: (type) => shownBy(found, type),
          };
        })
      );
  }
  if (made === null) return [];
  return relations.filter(({ relation }) => sameName(relation.loadName, made.table)).map(
    ({ load, relation }) => {
      const columns = load.table.columns.filter(({ name }) =>
        made.columns.some((each) => sameName(each, name))
      );
      return {
        load,
        relation,
        from: made.list
          ? `(SELECT unnest(${LIST}) AS text FROM ${quoted(load.table.name)})`
          : quoted(load.table.name),
        made: made.by,
        label: `made of ${columns.map((each) => nameOf(load, each).shown).join(", ")}`,
        columns,
      };
    },
  );
}

/** The loaded texts at a place inside a column; null where that is not known. */
function placedIn(loads: readonly Load[], place: TextPlace | null): LoadedTexts | null {
  const found = place === null ? null : columnAt(loads, place);
  const relation = found?.load.relations.find(({ loadName }) => sameName(loadName, place?.table ?? ""));
  if (place === null || found === null || relation === undefined) return null;
  const { load, column } = found;
  const { attribute, path } = column;
  const { path: within } = place;
  const keys = within.filter((step) => typeof step === "string");
  const from = textsAt(load.table.name, column, within, true);
  const text = placeText({ attribute, path: [...path, ...within] });
  return {
    load,
    relation,
    from,
    label: `of ${load.description.name}.${text}`,
    columns: [column],
    path: within,
    // Only for maps: parts of JSON are shown by another SQL.
    ...(from === null || within.lastIndexOf(0) > 0 ? {} : { shownBy: (type) => shownBy(column, type, keys) }),
  };
}

/**
 * SQL that shows which texts of a column are no dates; which they are does not depend on what is calculated with the
 * others.
 */
function shownBy(column: LoadColumn, read: DateType, keys: readonly string[] = []): string {
  const type = isTime(read) ? read : "DATE";
  const list = column.type.kind === "LIST";
  const at = [list ? "x" : expressionOf(column), ...keys.map((key) => quoteName(key))].join(".");
  const none = `${at} IS NOT NULL AND CAST(${at} AS ${type}) IS NULL`;
  return list ? `list_filter(${expressionOf(column)}, lambda x: ${none})` : `WHERE ${none}`;
}

/** A placeholder that is replaced. */
const LIST = "dynamosql_list";

/** Counts with the statement's own reading of dates; null where the texts cannot be counted by themselves. */
async function countIn(
  session: Session,
  { load, relation, from, made, columns, path = [] }: LoadedTexts,
  cast: DateCast,
): Promise<number | null> {
  if (from === null) return null;
  const { type } = cast;
  const list = cast.made?.list === true;
  const counting = await parse(
    `SELECT count(*) FROM ${from} WHERE text IS NOT NULL AND CAST(text AS ${type}) IS NULL`,
    session,
  );
  const [forms] = dateForms([relation], [load]).values();
  const column = columns[0]?.name ?? "";
  const form = forms?.get(foldName(column))?.(path) ?? "extended";
  const query = made === undefined
    ? counting.node
    : transform(counting.node, (of) =>
      str(of, "class") === "COLUMN_REF" && strs(of, "column_names").join() === (list ? LIST : "text")
        ? made
        : of);
  try {
    const { sql } = await bindDates(
      query,
      session,
      new Map([[foldName(load.table.name), new Map([[foldName(column), form]])]]),
    );
    const [[count] = []] = await session.rows(sql);
    return Number(count ?? 0);
  } catch (error) {
    // An expression with an aggregate stands in no condition.
    if (made === undefined) throw error;
    return null;
  }
}

/** Counts by running the statement again; null where it does not give the texts. */
async function countInWhole(
  session: Session,
  { queries, form }: Whole,
  { type }: DateCast,
): Promise<number | null> {
  const counting = await parse(
    `SELECT count(*) FROM (SELECT 1) AS made WHERE ${WHOLE_TEXT} IS NOT NULL AND ` +
      `CAST(concat(${WHOLE_TEXT}) AS ${type}) IS NULL`,
    session,
  );
  const from = node(counting.node, "from_table") ?? {};
  const written = form === "extended" ? counting.node : transform(
    counting.node,
    (of) => str(of, "class") === "CAST" ? textAsDate(node(of, "child") ?? {}, type, form) : of,
  );
  for (const query of queries) {
    const subquery = { ...node(from, "subquery"), node: query };
    try {
      const { sql } = await bindDates({ ...written, from_table: { ...from, subquery } }, session);
      const [[count] = []] = await session.rows(sql);
      return Number(count ?? 0);
    } catch (error) {
      // A failed count must not make a statement fail that has an answer.
      if (readDuckDbError(error) === null) throw error;
    }
  }
  return null;
}

function labelOf({ columns }: Whole, loads: readonly Load[]): string {
  const shown = columns.flatMap((base) => {
    const found = columnAt(loads, base);
    return found === null ? [] : [`${found.load.description.name}.${placeText(found.column)}`];
  });
  return shown.length === 0 ? "that the statement makes" : `made of ${[...new Set(shown)].join(", ")}`;
}
