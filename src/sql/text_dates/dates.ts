/**
 * Dates in text (docs/reference/sql_and_types.md#dates): DuckDB neither compares text with dates nor passes it to date
 * functions. Where a statement does, and where it casts text to dates itself, the text is read as ISO 8601. DuckDB's
 * own binder says where that is.
 * @module
 */
import type { Dialect } from "../dialect.ts";
import { parse } from "../parse.ts";
import { printSql } from "../print.ts";
import { type Node, nodes, str, strs, transform } from "../tree.ts";
import type { World } from "../typed/rewrite.ts";
import { mayCompareParts, rowTexts } from "../typed/row_texts.ts";
import { rewriteBy } from "../typed/typed.ts";
import { type BoundTree, reread, traceBack } from "./bound_tree.ts";
import { textCast } from "./casts.ts";
import { textEquality } from "./equalities.ts";
import { madeOfColumns } from "./lineage.ts";
import { literalsInUtc } from "./literals.ts";
import { meetings } from "./meetings.ts";
import { mentionsDates } from "./mentions.ts";
import { alike, bindError, type Repair, repairFor } from "./mismatches.ts";
import { type Base, type Forms, type Origins, originsIn, type TextPlace } from "./origin.ts";
import { writeReadings } from "./readings.ts";
import { rewriteScope, shapeOf } from "./scope.ts";
import type { DateForm, DateType } from "./text_as_date.ts";
import { outsideLambdas, queriesOf } from "./whole.ts";

/** One text expression that is read as a date. */
export interface DateCast {
  readonly type: DateType;
  /** Set where the expression is a plain column; `qualifier` is the alias it is named by, if it is. */
  readonly column: { readonly qualifier: string | null; readonly name: string } | null;
  /** The column of a base table that it hands on, if that is known. */
  readonly base: Base | null;
  /** Otherwise: the expression, its columns by their names in the one base table that they all are of. */
  readonly made: Made | null;
  /** For an expression that cannot stand alone (it has aggregates, or columns of several tables): a query that has it. */
  whole(): Whole;
}

/** An expression of one table's columns. */
export interface Made {
  readonly table: string;
  readonly columns: readonly string[];
  readonly by: Node;
  /** It gives lists of texts. */
  readonly list: boolean;
}

/** Queries whose last column is texts that are read as dates. */
export interface Whole {
  /** The first that binds is the one: of texts beside aggregates, or of texts within them; none where there is no such. */
  readonly queries: readonly Node[];
  /** Columns of base tables that the texts are made of. */
  readonly columns: readonly Base[];
  /** The place inside a column that the texts are at, if it is one. */
  readonly place: TextPlace | null;
  /** The form of the dates in them. */
  readonly form: DateForm;
  /** The same for texts that are named by another alias. */
  readonly key: string;
}

/** A statement whose text meets dates as dates. */
export interface BoundDates {
  readonly sql: string;
  /** The same as a tree; places of its nodes are those in the statement given. */
  readonly tree: Node;
  /** What is read as dates, each expression once. Texts that are no dates read as NULL; count them for `warnings`. */
  readonly casts: readonly DateCast[];
  /**
   * From a byte offset in `sql`, as DuckDB's errors have it, to the `query_location` that the node there had in the
   * statement given; null where it had none.
   */
  locate(position: number): Promise<number | null>;
}

/** Repairs of one statement, at most: more means something goes round in circles. */
const ROUNDS = 100;

const EVERYTHING: World = { decimals: true, wide: true, floats: true, json: true, nested: true };

/**
 * Makes text that is compared with dates, or passed to date functions, be read as dates, and texts in rows, lists and
 * structs as what they meet there. A statement that does not bind for another reason comes back as far as it got:
 * preparing it tells why.
 * @param statement SQL text, or a query node
 * @param dialect prepares on a connection that has the statement's tables, time zone UTC, `errors_as_json`
 * @param forms of the tables whose dates may have the basic form
 * @param world what its tables hold
 * @param names of columns, as the caller has them
 */
export async function bindDates(
  statement: string | Node,
  dialect: Dialect,
  forms: Forms = new Map(),
  world: World = EVERYTHING,
  names: ReadonlyMap<string, string> = new Map(),
): Promise<BoundDates> {
  const written = typeof statement === "string" ? (await parse(statement, dialect)).node : statement;
  const query = await literalsInUtc(written, dialect);
  const text = await printSql(query, dialect);
  const withRowTexts = async (tree: Node): Promise<Node> =>
    mayCompareParts(tree, world) ? (await rewriteBy([rowTexts(names)], tree, dialect, world)).tree : tree;
  if (!mentionsDates(text)) {
    const tree = await withRowTexts(query);
    const sql = tree === query ? text : await printSql(tree, dialect);
    return {
      sql,
      tree,
      casts: [],
      locate: async (position) => traceBack(await reread(tree, sql, dialect), position),
    };
  }
  let bound = await reread(query, text, dialect);
  const cleared = new Set<string>();
  const met = meetings(world.json || world.nested);
  let asked = false;
  for (let round = 0; round < ROUNDS; round++) {
    const repair = await textCast(bound, cleared, dialect) ?? await nextRepair(bound, dialect);
    if (repair === null) {
      if (asked) break;
      asked = true;
      // The binder gives types once it takes every text that stands for a date.
      const { tree } = await rewriteBy([met], await withRowTexts(bound.tree), dialect, world);
      if (tree === bound.tree) break;
      bound = await reread(tree, await printSql(tree, dialect), dialect);
      continue;
    }
    const tree = await rewriteScope(bound.tree, repair.parent, alike(repair), dialect);
    const next = await reread(tree, await printSql(tree, dialect), dialect);
    if (next.text === bound.text) break;
    bound = next;
  }
  const casts = new Map<string, DateCast>();
  const origins = originsIn(bound.tree, forms);
  const root = bound.tree;
  const read = writeReadings(root, (text, type) => {
    const cast = castOf(text, type, { origins, forms, root });
    const { column, base, made } = cast;
    const key = base ?? column ?? (made === null ? shapeOf(text) : [made.table, shapeOf(made.by)]);
    casts.set(`${type} ${JSON.stringify(key)}`, cast);
    return origins.formOf(text);
  });
  const sql = read === bound.tree ? bound.text : await printSql(read, dialect);
  return {
    sql,
    tree: read,
    casts: [...casts.values()],
    locate: async (position) =>
      traceBack(read === bound.tree ? bound : await reread(read, sql, dialect), position),
  };
}

async function nextRepair(bound: BoundTree, dialect: Dialect): Promise<Repair | null> {
  const error = await bindError(bound.text, dialect);
  const repair = error === null ? null : await repairFor(error, bound, dialect);
  // Rows are taken apart there.
  const equality = error === null || /^Cannot compare values of type STRUCT/.test(error.message);
  return repair ?? (equality ? await textEquality(bound, dialect) : null);
}

function castOf(
  read: Node,
  type: DateType,
  { origins, forms, root }: { readonly origins: Origins; readonly forms: Forms; readonly root: Node },
): DateCast {
  const [first = read] = str(read, "function_name") === "json_extract_string" ? nodes(read, "children") : [];
  const base = origins.of(read);
  const list = base === null ? origins.listOf(first) : null;
  const column = list === null ? columnOf(first) : null;
  return {
    type,
    column,
    base,
    made: base === null ? madeOf(list ?? read, list !== null, origins) : null,
    whole: () => {
      const own = madeOfColumns(read, origins.mentions, forms);
      return {
        queries: queriesOf(read, root).map((query) => writeReadings(query, origins.formOf)),
        columns: own.length > 0 ? own : madeOfColumns(outsideLambdas(read, root), origins.mentions, forms),
        place: origins.placeOf(read),
        form: origins.formOf(read),
        key: shapeOf(
          transform(
            read,
            (of) =>
              str(of, "class") === "COLUMN_REF"
                ? { ...of, column_names: strs(of, "column_names").slice(-1) }
                : of,
          ),
        ),
      };
    },
  };
}

/** Whether the texts are of one table alone, and counted there. */
export const isOfOneTable = ({ base, made }: DateCast): boolean => base !== null || made !== null;

/** A text made of one table's columns, by those. */
function madeOf(text: Node, list: boolean, origins: Origins): Made | null {
  const bases: (Base | null)[] = [];
  const by = transform(text, (of) => {
    if (["SUBQUERY", "WINDOW", "LAMBDA"].includes(str(of, "class"))) bases.push(null);
    if (str(of, "class") !== "COLUMN_REF") return of;
    const base = origins.of(of);
    bases.push(base?.elements === false ? base : null);
    return base === null ? of : { ...of, column_names: [base.column] };
  });
  const [first] = bases;
  if (first === undefined || first === null || bases.some((each) => each?.table !== first.table)) return null;
  return { table: first.table, columns: [...new Set(bases.flatMap((each) => each?.column ?? []))], by, list };
}

function columnOf(of: Node): DateCast["column"] {
  if (str(of, "class") !== "COLUMN_REF") return null;
  const names = strs(of, "column_names");
  const name = names.at(-1);
  if (name === undefined || names.length > 2) return null;
  return { qualifier: names.length === 2 ? names[0] ?? null : null, name };
}
