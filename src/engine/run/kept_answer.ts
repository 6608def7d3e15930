/**
 * A later page in the columns of the first. Numbers that are wider further on are shown as they are, since how they are
 * held changes neither what they are nor what the statement means; keys of maps that the first page did not know are not
 * shown, like attributes. What would change the meaning ends the cursor.
 * @module
 */
import { quoteName } from "../../catalog/names.ts";
import { DynamoSqlError } from "../../errors.ts";
import type { KeptColumns, RelationColumn, Resolved } from "../../sql/query.ts";
import { chainOf } from "../../sql/resolve/path_steps.ts";
import { type Node, node, nodes, str, strs } from "../../sql/tree.ts";
import type { Load } from "../load/load.ts";
import { hasUnseen } from "../load/views.ts";
import { isInexact } from "../load/wider.ts";
import type { ResultColumn } from "../messages/job.ts";
import { shapeOf, type TypeShape } from "../values/type_shape.ts";
import type { BoundStatement } from "./bind.ts";
import { fits, placesOf, shortened, twofold, warningsBeside, warningsOn } from "./kept_columns.ts";
import type { RunStatement } from "./statement.ts";
import { defined } from "../../lib/defined.ts";

/** What later pages keep of the first. */
export function keptOf(
  load: Load,
  { statement }: Pick<BoundStatement, "statement">,
  resolved: Resolved,
): KeptColumns {
  const { relations, table } = load;
  const columns = table.columns.map(({ attribute, path, form, name, type }): RelationColumn => ({
    attribute,
    path,
    ...defined({ form }),
    column: name,
    type,
  }));
  const unmet = new Set(columns.filter(({ type }) => hasUnseen(type)).map(({ column }) => column));
  const plain = unmet.size === 0 ? [] : plainColumns(resolved, statement);
  const answer = statement.columns.map((column, at) =>
    unmet.has(plain[at] ?? "") ? { ...column, unmet: true } : column
  );
  return { columns, all: relations.some(({ allColumns }) => allColumns), answer };
}

/** What is kept, with the types of columns that only a later page met a value of. */
export function keptOn(
  kept: KeptColumns,
  { statement }: BoundStatement,
  { load, resolved }: Later,
): KeptColumns {
  const now = keptOf(load, { statement }, resolved);
  const types = new Map(now.columns.map(({ column, type }) => [column, type]));
  return {
    ...kept,
    columns: kept.columns.map((column) =>
      hasUnseen(column.type) ? { ...column, type: types.get(column.column) ?? column.type } : column
    ),
    answer: kept.answer.map((column, at) => column.unmet === true ? now.answer[at] ?? column : column),
  };
}

/** The first page's columns; one of which it met no value has the type of now. */
function columnsOf({ answer }: KeptColumns, now: readonly ResultColumn[]): readonly ResultColumn[] {
  return answer.map(({ name, type, unmet }, at) => unmet === true && now[at] ? now[at] : { name, type });
}

/** The shape of what was not met yet: it may turn out to be anything. */
const ANY: TypeShape = { kind: "any" };

/** What a later page is read for. */
export interface Later {
  readonly kept: KeptColumns;
  readonly resolved: Resolved;
  readonly load: Load;
}

/**
 * The statement with an answer in the first page's columns.
 * @throws DynamoSqlError where it would mean something else from here on
 */
export function asKept(bound: BoundStatement, later: Later): BoundStatement {
  const { answer } = later.kept;
  const given = bound.statement.given ?? bound.statement.columns;
  const places = placesOf(answer, given);
  if (places === null) throw expired(twofold(answer, given));
  const shapes = answer.map(({ type, unmet }): TypeShape => unmet === true ? ANY : shapeOf(type));
  const columns = places.flatMap((at) => given[at] ?? []);
  const isSame = columns.every(({ type }, at) => type === answer[at]?.type);
  const exact = isSame || losesDigits(later)
    ? []
    : plainColumns(later.resolved, { ...bound.statement, columns });
  const changed = answer.find((column, at) => {
    const now = given[places[at] ?? -1];
    if (now === undefined) return true;
    if (now.type === column.type) return false;
    const freely = bound.widening === "double" || (exact[at] ?? null) !== null;
    return !fits(shapes[at] ?? ANY, shapeOf(now.type), freely);
  });
  if (changed !== undefined) throw expired(changed);
  const shown = given.map((): TypeShape | null => null);
  for (const [at, place] of places.entries()) shown[place] = shapes[at] ?? ANY;
  return {
    ...bound,
    statement: showing(
      { ...bound.statement, columns, given },
      shown,
    ),
    async wider(error) {
      const wider = await bound.wider(error);
      return wider === null ? null : asKept(wider, later);
    },
  };
}

/** A statement that shows no more of the columns that it gives than these shapes have. */
function showing(statement: RunStatement, shown: readonly (TypeShape | null)[]): RunStatement {
  const { carried } = statement;
  if (carried === undefined) return { ...statement, shown };
  const own: (TypeShape | null)[] = [];
  const stars = new Map(carried.stars);
  for (let place = 0, from = 0; place < carried.width; place++) {
    const star = stars.get(place);
    const width = star?.columns.length ?? 1;
    if (star !== undefined) {
      // A carried star has the columns that are kept.
      stars.set(place, star.showing(shown.slice(from, from + width).map((shape) => shape ?? ANY)));
    }
    own.push(star === undefined ? shown[from] ?? null : ANY);
    from += width;
  }
  return { ...statement, shown: own, carried: { ...carried, stars } };
}

/** The same for the caller: its columns, and what to tell of them. */
export function toldAsKept(
  bound: BoundStatement,
  { kept, resolved }: Pick<Later, "kept" | "resolved">,
): BoundStatement {
  const { statement } = bound;
  const { columns, given = columns } = statement;
  return {
    ...bound,
    statement: { ...statement, columns: columnsOf(kept, columns) },
    warnings: [
      ...bound.warnings,
      ...warningsBeside(resolved, given.filter((column) => !columns.includes(column))),
      ...kept.answer.flatMap((column, at) => warningsOn(column, columns[at] ?? column)),
    ],
  };
}

/** The columns of the table that the columns of the answer are, or elements of which; null for those that are none. */
function plainColumns(
  { rewritten }: Resolved,
  { columns, carried }: RunStatement,
): readonly (string | null)[] {
  if (str(rewritten, "type") !== "SELECT_NODE") return [];
  if (str(node(rewritten, "from_table") ?? {}, "type") !== "BASE_TABLE") return [];
  const list = nodes(rewritten, "select_list");
  const stars = list.filter(isStar).length;
  // Of a star that is not carried nobody says how much it shows: all that the others leave.
  const known = [...carried?.stars.values() ?? []];
  const rest = known.reduce((rest, { columns }) => rest - columns.length, columns.length);
  const width = stars === 0 ? 0 : (rest - list.length + known.length + stars) / stars;
  const plain: (string | null)[] = [];
  for (const [place, of] of list.entries()) {
    const carries = carried?.stars.get(place);
    if (carries !== undefined || isStar(of)) {
      const isWhole = nodes(of, "replace_list").length === 0;
      const to = plain.length + (carries?.columns.length ?? width);
      for (let at = plain.length; at < to; at++) plain.push(isWhole ? columns[at]?.name ?? null : null);
    } else plain.push(columnOf(of));
  }
  return plain.length === columns.length ? plain : [];
}

/** The column that an expression shows as it is, or an element of; null for others. */
function columnOf(of: Node): string | null {
  const { reference, steps } = chainOf("", of) ?? { reference: null, steps: [] };
  if (reference === null || steps.some((step) => "key" in step)) return null;
  return strs(reference, "column_names").at(-1) ?? null;
}

function isStar(of: Node): boolean {
  return str(of, "class") === "STAR";
}

/** Whether numbers are read that no type holds exactly, where the first page had none. */
function losesDigits({ kept, load }: Later): boolean {
  const before = new Map(kept.columns.map(({ column, type }) => [column, type]));
  return load.table.columns.some(({ name, type }) => {
    const kept = before.get(name);
    return isInexact(type) && (kept === undefined || !isInexact(kept));
  });
}

function expired({ name, type }: ResultColumn): DynamoSqlError {
  return new DynamoSqlError(
    "cursor_expired",
    `What comes further on changes a type: column ${quoteName(name)} was ${shortened(type)} ` +
      "on the first page, and would be another type from here on. They are known now: run the SQL again without a " +
      "cursor, and it will answer.",
  );
}
