/**
 * Known values take the places of columns of known rows in predicates, and of subqueries, so that predicates say which
 * items matter as they do with constants.
 *
 * `… FROM orders o, (VALUES ('c1', 'open'), ('c2', 'paid')) v(c, s) WHERE o.customer = v.c AND o.state = v.s` →
 * `o.customer = 'c1' AND o.state = 'open'`, or `o.customer = 'c2' AND o.state = 'paid'`
 * @module
 */
import { booleanConstant } from "../constant.ts";
import type { KnownRows, KnownType } from "../known_rows/known_rows.ts";
import type { RelationColumn } from "../query.ts";
import { mapChildren, type Node, node, nodes, str, transform, walk, writeTree } from "../tree.ts";
import { call, column, conjunction, expression } from "../typed/nodes.ts";
import type { Column, Context, SearchCondition, Source } from "./model.ts";

/** Predicates of which one holds wherever the conjuncts do that they stand for. */
export type Claim = readonly Node[];

/** What the places of a search condition's predicates are about. */
export interface Meanings {
  /** The column that a reference means, of a source here or around. */
  readonly named: (reference: Node) => { readonly source: Source; readonly column: Column } | null;
  /** The base columns that a reference means, if the predicate may restrict them. */
  readonly columnsOf: (reference: Node) => readonly RelationColumn[];
}

/** Rows that are put in the place of anything but one column that is compared for equality. */
const ROWS_MOST = 1_000;

/** The claims of a search condition: its conjuncts, with known values in their places. */
export function claimsOf(
  { known }: Pick<Context, "known">,
  { conjuncts }: SearchCondition,
  meanings: Meanings,
): readonly Claim[] {
  if (known.size === 0) return conjuncts.map((conjunct) => [conjunct]);
  const claims: Claim[] = [];
  const over = new Map<Source, Node[]>();
  for (const conjunct of conjuncts) {
    const filled = withMembers(conjunct, known, meanings);
    const sources = new Set(
      referencesIn(filled).flatMap((each) => knownColumn(each, meanings)?.source ?? []),
    );
    const [source, ...others] = sources;
    if (source === undefined || others.length > 0) claims.push([filled]);
    else over.set(source, [...over.get(source) ?? [], filled]);
  }
  for (const [source, about] of over) claims.push(...overRows(source, about, meanings));
  return claims;
}

/** A column of known rows. */
interface KnownColumn {
  readonly source: Source;
  readonly rows: KnownRows;
  readonly at: number;
}

function knownColumn(reference: Node, { named }: Meanings): KnownColumn | null {
  const found = named(reference);
  const rows = found?.source.known;
  if (found === null || rows === undefined || found.source.sealed) return null;
  const at = found.source.columns.indexOf(found.column);
  return at < 0 || at >= rows.columns.length ? null : { source: found.source, rows, at };
}

/** What conjuncts about one source of known rows say, in one claim, or in one for each where the rows are many. */
function overRows(source: Source, conjuncts: readonly Node[], meanings: Meanings): readonly Claim[] {
  const rows = source.known?.rows ?? [];
  // Its rows may be missing beside others, and NULLs stand there.
  if (source.nullable) return conjuncts.map((conjunct) => [conjunct]);
  if (rows.length === 0) return [[booleanConstant(false)]];
  const members = conjuncts.map((conjunct) => asMember(conjunct, meanings));
  const [only, ...others] = members;
  if (only !== undefined && only !== null && others.length === 0) return [[only]];
  const equalities = members.every((member) => member !== null);
  if (rows.length > ROWS_MOST && !equalities) {
    return conjuncts.map((conjunct, at) => [members[at] ?? conjunct]);
  }
  const filled = rows.map((row) => {
    const parts = conjuncts.map((conjunct) => withRow(conjunct, row, meanings));
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : conjunction("CONJUNCTION_AND", parts);
  });
  return [[...new Map(filled.map((each) => [writeTree(each), each])).values()]];
}

/** `x = v.id` as `x IN (…)`; null for other predicates. */
function asMember(conjunct: Node, meanings: Meanings): Node | null {
  if (str(conjunct, "type") !== "COMPARE_EQUAL") return null;
  const [left, right] = [node(conjunct, "left") ?? {}, node(conjunct, "right") ?? {}];
  for (const [own, other] of [[left, right], [right, left]] as const) {
    const known = str(other, "class") === "COLUMN_REF" ? knownColumn(other, meanings) : null;
    const isFree = referencesIn(own).every((each) => knownColumn(each, meanings) === null);
    if (known === null || !isFree) continue;
    const type = known.rows.columns[known.at]?.type ?? null;
    return fits(own, type, meanings) ? isOneOf(own, valuesIn(known)) : null;
  }
  return null;
}

/** `x IN (…)` of the values of a known column, for any `x` that stands for a base column; null where it has none. */
export function memberOf(
  known: { readonly source: Source; readonly column: Column },
  base: RelationColumn,
): Node | null {
  const x = column("x");
  const found = knownColumn(x, { named: () => known, columnsOf: () => [] });
  const isClear = found !== null && !found.source.nullable &&
    fits(x, found.rows.columns[found.at]?.type ?? null, { named: () => null, columnsOf: () => [base] });
  return isClear ? isOneOf(x, valuesIn(found)) : null;
}

/** The values of a known column, one a row. */
function valuesIn({ rows, at }: KnownColumn): readonly (readonly Node[])[] {
  return rows.rows.map((row) => row.slice(at, at + 1));
}

/** `own IN (…)`, of rows with one value for each part of `own`. */
function isOneOf(own: Node, rows: readonly (readonly Node[])[]): Node {
  const listed = rows.map((row) => {
    const [only, ...others] = row;
    return only !== undefined && others.length === 0 ? only : call("row", row);
  });
  const distinct = new Map(listed.map((each) => [writeTree(each), each]));
  return distinct.size === 0
    ? booleanConstant(false)
    : expression("OPERATOR", "COMPARE_IN", { children: [own, ...distinct.values()] });
}

/** A predicate with a row's values in their places, where they compare as constants do. */
function withRow(of: Node, row: readonly Node[], meanings: Meanings): Node {
  if (str(of, "class") === "CONJUNCTION" || str(of, "type") === "OPERATOR_NOT") {
    return mapChildren(of, (child) => withRow(child, row, meanings));
  }
  const references = referencesIn(of);
  const isLoose = references.some((each) => {
    const found = knownColumn(each, meanings);
    return found !== null && !fits(of, found.rows.columns[found.at]?.type ?? null, meanings);
  });
  if (isLoose || hasSubquery(of)) return of;
  return transform(of, (each) => {
    const found = str(each, "class") === "COLUMN_REF" ? knownColumn(each, meanings) : null;
    return found === null ? each : row[found.at] ?? each;
  });
}

/** A predicate with the known values of subqueries, and of lists, in their places. */
function withMembers(of: Node, known: Context["known"], meanings: Meanings): Node {
  if (str(of, "class") === "CONJUNCTION") {
    return mapChildren(of, (child) => withMembers(child, known, meanings));
  }
  const rows = known.get(of);
  if (rows === undefined) {
    return /^(COMPARISON|BETWEEN)$/.test(str(of, "class")) ? withScalars(of, known, meanings) : of;
  }
  const looked = str(of, "class") === "SUBQUERY" ? node(of, "child") : nodes(of, "children")[1] ?? null;
  if (looked === null) return of;
  const parts = isRow(looked) ? nodes(looked, "children") : [looked];
  const isClear = parts.length === rows.columns.length &&
    parts.every((part, at) => fits(part, rows.columns[at]?.type ?? null, meanings));
  return isClear ? isOneOf(looked, rows.rows) : of;
}

/** A comparison, or BETWEEN, with the values of subqueries that have one in their places. */
function withScalars(of: Node, known: Context["known"], meanings: Meanings): Node {
  return mapChildren(of, (side) => {
    const rows = known.get(side);
    const [row, ...others] = rows?.rows ?? [];
    const [value, ...more] = row ?? [];
    const isClear = others.length === 0 && more.length === 0 &&
      fits(of, rows?.columns[0]?.type ?? null, meanings);
    return value === undefined || !isClear ? side : value;
  });
}

function isRow(of: Node): boolean {
  return str(of, "class") === "FUNCTION" && str(of, "function_name") === "row";
}

/**
 * Whether values of a type compare with each base column in an expression as DynamoDB's do: texts with texts, and
 * numbers where both together need no more than 38 digits.
 */
function fits(of: Node, type: KnownType | null, { columnsOf }: Meanings): boolean {
  return type !== null && referencesIn(of).flatMap(columnsOf).every(({ type: column }) => {
    if (column.kind === "VARCHAR") return type === "text" && column.mixed !== true;
    if (type === "text") return false;
    const digits = column.kind === "BIGINT"
      ? { whole: 19, scale: 0 }
      : column.kind === "DECIMAL"
      ? { whole: column.width - column.scale, scale: column.scale }
      : null;
    return digits !== null && Math.max(digits.whole, type.whole) + Math.max(digits.scale, type.scale) <= 38;
  });
}

/** The references in an expression, those in its subqueries not included. */
function referencesIn(expression: Node): readonly Node[] {
  const found: Node[] = [];
  walk(expression, (at) => {
    if (str(at, "class") === "COLUMN_REF") found.push(at);
    return str(at, "class") !== "SUBQUERY";
  });
  return found;
}

function hasSubquery(expression: Node): boolean {
  let found = false;
  walk(expression, (at) => void (found ||= str(at, "class") === "SUBQUERY"));
  return found;
}
