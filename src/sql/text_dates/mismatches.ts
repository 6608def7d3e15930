/**
 * Finds, from the binder's complaint about text among dates, the expressions that must be read as dates.
 * @module
 */
import type { Dialect } from "../dialect.ts";
import { type DuckDbError, readDuckDbError } from "../duckdb_error.ts";
import { printSql } from "../print.ts";
import { list, type Node, node, nodes, str } from "../tree.ts";
import { type BoundTree, nodesOf } from "./bound_tree.ts";
import { castReading, reading } from "./readings.ts";
import { operands, replaceNodes, shapeOf } from "./scope.ts";
import { dateType, isText, readings, readMismatch } from "./signatures.ts";
import { plain, treeType } from "../typed/bound_type.ts";
import { column, integer } from "../typed/nodes.ts";
import { textOf } from "../typed/unlike.ts";
import { selected, subquery as fromQuery } from "../typed/subqueries.ts";
import { isStarred } from "../orders.ts";
import { call, type DateType } from "./text_as_date.ts";

/** One expression that must be read as a date. */
export interface Reading {
  readonly operand: Node;
  readonly type: DateType;
  /** The operand is JSON: its text is read. */
  readonly json: boolean;
  /** The operand is a list: its texts are read. */
  readonly list?: boolean;
}

/** An expression in which operands must be read as dates. */
export interface Repair {
  readonly parent: Node;
  readonly readings: readonly Reading[];
  /** Set where the expression is a cast: the type of what it casts, the one operand. */
  readonly cast?: string;
  /** The expression in another form, whose operands are found next; there are no readings then. */
  readonly instead?: Node;
}

/** What the binder says of a text; null if it binds. */
export async function bindError(text: string, dialect: Dialect): Promise<DuckDbError | null> {
  try {
    await dialect.prepare(text);
    return null;
  } catch (error) {
    const read = readDuckDbError(error);
    if (read === null) throw error;
    return read;
  }
}

/** The repair of an expression. */
export function repaired({ parent, readings, cast, instead }: Repair): Node {
  const [only] = readings;
  if (instead !== undefined) return instead;
  if (cast !== undefined && only !== undefined) {
    return {
      ...castReading(only.operand, cast, node(parent, "cast_type") ?? {}),
      alias: str(parent, "alias"),
    };
  }
  return replaceNodes(
    parent,
    new Map(
      readings.map(({ operand, type, json, list = false }) => [
        operand,
        list
          ? castReading(
            operand,
            json ? "JSON[]" : "VARCHAR[]",
            treeType({ ...plain("LIST"), child: plain(type) }),
          )
          : reading(operand, type, json),
      ]),
    ),
  );
}

/**
 * The repair of any expression of the same SELECT that is the same, or compares the same text with a date of the same
 * type as plainly as a cast says it; null for others. Each one found this way saves a round with the binder.
 */
export function alike(repair: Repair): (of: Node) => Node | null {
  const { parent, readings } = repair;
  const shape = shapeOf(parent);
  const by = repaired(repair);
  const [first, ...others] = readings;
  const text = first === undefined || others.length > 0 ? null : shapeOf(first.operand);
  return (of) => {
    if (of === parent || shapeOf(of) === shape) return by;
    if (text === null || first === undefined) return null;
    if (str(parent, "class") !== "COMPARISON" || !["COMPARISON", "BETWEEN"].includes(str(of, "class"))) {
      return null;
    }
    const sides = operands(of);
    const operand = sides.find((side) => shapeOf(side) === text);
    const dates = sides.filter((side) =>
      str(side, "class") === "CAST" && str(node(side, "cast_type") ?? {}, "id") === first.type
    );
    return operand === undefined || dates.length !== sides.length - 1
      ? null
      : repaired({ parent: of, readings: [{ ...first, operand }] });
  };
}

/** What to repair so that this error goes away; null if it is not about text among dates. */
export async function repairFor(
  error: DuckDbError,
  bound: BoundTree,
  dialect: Dialect,
): Promise<Repair | null> {
  const at = (kind: string) =>
    nodesOf(bound.tree, (of) => str(of, "class") === kind && bound.placeOf(of) === error.position);
  const compared = /^Cannot compare values of type (.+) and type (.+) - an explicit cast/.exec(error.message);
  if (compared !== null) return comparison(at("COMPARISON"), compared[1] ?? "", compared[2] ?? "");
  const anyAll = /^Cannot compare values of type (.+) and (.+) in IN\/ANY\/ALL clause/.exec(error.message);
  if (anyAll !== null) {
    const types = [anyAll[1] ?? "", anyAll[2] ?? ""] as const;
    const [parent] = at("SUBQUERY");
    return isRow(parent) ? await rowMember(parent, types, bound, dialect) : subquery(parent, ...types);
  }
  const mixed =
    /^Cannot (?:mix values of type (.+) and (.+) in (BETWEEN|COALESCE|CASE|IN)|combine types of (.+) and (.+) -)/
      .exec(error.message);
  if (mixed !== null) {
    const [, first, second, where, left, right] = mixed;
    const type = dateType(first ?? left ?? "") ?? dateType(second ?? right ?? "");
    return type === null ? null : await mixture(mixing(bound, error, where), type, bound, dialect);
  }
  const deduced =
    /^Cannot deduce template type 'T' in function: '(\w+)\(T\[\], T\)[^]*? - '(.+)', from first[^]* - '(.+)', which/
      .exec(error.message);
  if (deduced !== null) {
    const [, name = "", element = "", value = ""] = deduced;
    return await listed(name, dateType(element) ?? dateType(value), bound, dialect);
  }
  const mismatch = readMismatch(error);
  if (mismatch === null) return null;
  const types = readings(mismatch);
  const calls = nodesOf(
    bound.tree,
    (of) =>
      ["FUNCTION", "WINDOW"].includes(str(of, "class")) &&
      str(of, "function_name").toLowerCase() === mismatch.name &&
      bound.placeOf(of) === error.position,
  );
  const [parent] = calls;
  if (types === null) return null;
  if (parent !== undefined) return { parent, readings: zip(nodes(parent, "children"), types, mismatch.args) };
  return await hidden(bound, dialect);
}

function zip(
  args: readonly Node[],
  types: readonly (DateType | null)[],
  were: readonly string[],
): readonly Reading[] {
  return args.flatMap((operand, at) => {
    const type = types[at] ?? null;
    return type === null ? [] : [{ operand, type, json: were[at] === "JSON" }];
  });
}

/** The sides of a comparison to read: the text one as what the other is. */
export function comparison([parent]: readonly Node[], left: string, right: string): Repair | null {
  const [first, second] = parent === undefined ? [] : operands(parent);
  if (parent === undefined || first === undefined || second === undefined) return null;
  const [leftType, rightType] = [dateType(left), dateType(right)];
  if (isText(left) && rightType !== null) {
    return { parent, readings: [{ operand: first, type: rightType, json: left === "JSON" }] };
  }
  if (isText(right) && leftType !== null) {
    return { parent, readings: [{ operand: second, type: leftType, json: right === "JSON" }] };
  }
  return null;
}

/** `list_contains(list, value)` and others of a list and what may be in it: texts there, or the text, are read. */
async function listed(
  name: string,
  type: DateType | null,
  bound: BoundTree,
  dialect: Dialect,
): Promise<Repair | null> {
  if (type === null) return null;
  // The error has no place.
  for (const parent of nodesOf(bound.tree, (of) => str(of, "function_name").toLowerCase() === name)) {
    const [list, item, ...others] = nodes(parent, "children");
    if (list === undefined || item === undefined || others.length > 0) continue;
    const first = call("list_extract", [{ ...list, alias: "" }, integer(1)]);
    const element = await textType(list, bound, dialect, first);
    const value = await textType(item, bound, dialect);
    if (element !== null && value === null && str(item, "class") !== "CONSTANT") {
      return { parent, readings: [{ operand: list, type, json: element === "JSON", list: true }] };
    }
    if (element === null && value !== null) {
      return { parent, readings: [{ operand: item, type, json: value === "JSON" }] };
    }
  }
  return null;
}

/** `x IN (SELECT …)`, `x = ANY (SELECT …)`: either side may be the text. */
function subquery(parent: Node | undefined, left: string, right: string): Repair | null {
  if (parent === undefined) return null;
  const child = node(parent, "child");
  const [leftType, rightType] = [dateType(left), dateType(right)];
  if (isText(left) && rightType !== null && child !== null) {
    return { parent, readings: [{ operand: child, type: rightType, json: left === "JSON" }] };
  }
  const query = node(node(parent, "subquery") ?? {}, "node");
  const [only, ...others] = query === null ? [] : nodes(query, "select_list");
  if (!isText(right) || leftType === null || only === undefined || others.length > 0) return null;
  return str(only, "class") === "STAR"
    ? null
    : { parent, readings: [{ operand: only, type: leftType, json: right === "JSON" }] };
}

const isRow = (of: Node | undefined): of is Node =>
  of !== undefined && str(node(of, "child") ?? {}, "function_name") === "row";

/** `(x, y) IN (SELECT …)`: the error does not say which parts it means. They are those where one side is text. */
async function rowMember(
  parent: Node,
  types: readonly [string, string],
  bound: BoundTree,
  dialect: Dialect,
): Promise<Repair | null> {
  const [type = null] = types.map(dateType).filter((each) => each !== null);
  const parts = nodes(node(parent, "child") ?? {}, "children");
  const query = node(node(parent, "subquery") ?? {}, "node") ?? {};
  const items = nodes(query, "select_list");
  if (type === null) return null;
  if (items.length !== parts.length || items.some(isStarred)) {
    return { parent, readings: [], instead: withNames(parent, parts.length) };
  }
  const found: Reading[] = [];
  for (const [at, part] of parts.entries()) {
    const item = items[at];
    if (item === undefined) return null;
    const [left, right] = [await textType(part, bound, dialect), await textType(item, bound, dialect)];
    // A text that is written has no type of its own yet.
    if (left === null && isDateText(item) && str(part, "class") !== "CONSTANT") {
      found.push({ operand: item, type, json: false });
      continue;
    }
    const text = left ?? right;
    if (text === null || (left === null) === (right === null)) continue;
    // Where a text that is only named there comes from, and so the form of its dates, is not known.
    if (left === null && str(node(query, "from_table") ?? {}, "alias") === NAMED) return null;
    const operand = left === null ? item : part;
    const other = left === null ? part : item;
    if (str(other, "class") !== "CONSTANT") found.push({ operand, type, json: text === "JSON" });
  }
  return found.length === 0 ? null : { parent, readings: found };
}

const isDateText = (of: Node): boolean => /^\d{4}-\d\d-\d\d/.test(textOf(of) ?? "");

const NAMED = "__named";

/** `(x, y) IN (SELECT *)`, `(x, y) IN (… UNION …)`: columns that are no expressions there are given names. */
function withNames(parent: Node, width: number): Node {
  const of = node(parent, "subquery") ?? {};
  const names = Array.from({ length: width }, (_, at) => `${NAMED}_${at}`);
  const query = selected(names.map(column), fromQuery(node(of, "node") ?? {}, NAMED, names));
  return { ...parent, subquery: { ...of, node: query } };
}

/** The expressions that the error about a mixture of types may mean. */
function mixing(bound: BoundTree, { position }: DuckDbError, where: string | undefined): readonly Node[] {
  if (where === undefined) {
    // `greatest(a, b)`: the error stands at the argument.
    return nodesOf(bound.tree, (of) =>
      str(of, "class") === "FUNCTION" &&
      (bound.placeOf(of) === position ||
        nodes(of, "children").some((each) => bound.placeOf(each) === position)));
  }
  const all = nodesOf(
    bound.tree,
    (of) =>
      where === "COALESCE" || where === "IN"
        ? str(of, "type") === (where === "IN" ? "COMPARE_IN" : "OPERATOR_COALESCE")
        : str(of, "class") === where,
  );
  // COALESCE comes without a place.
  return position === null ? all : all.filter((of) => bound.placeOf(of) === position);
}

/** The first expression of these that mixes text with something else: its text operands are read. */
async function mixture(
  parents: readonly Node[],
  type: DateType,
  bound: BoundTree,
  dialect: Dialect,
): Promise<Repair | null> {
  for (const parent of parents) {
    const all = operands(parent);
    const texts: Reading[] = [];
    for (const operand of all) {
      const text = await textType(operand, bound, dialect);
      if (text !== null) texts.push({ operand, type, json: text === "JSON" });
    }
    if (texts.length > 0 && texts.length < all.length) return { parent, readings: texts };
  }
  return null;
}

/**
 * The type of an expression of texts, null for others. Asked of the binder: a function that takes dates only, put around the
 * expression, makes it say so.
 */
async function textType(
  of: Node,
  bound: BoundTree,
  dialect: Dialect,
  instead: Node = { ...of, alias: "" },
): Promise<string | null> {
  if (str(of, "class") === "CONSTANT") return null;
  const asked = replaceNodes(bound.tree, new Map([[of, call("yearweek", [instead])]]));
  const error = await bindError(await printSql(asked, dialect), dialect);
  const mismatch = error === null ? null : readMismatch(error);
  const [type = ""] = mismatch?.name === "yearweek" ? mismatch.args : [];
  return isText(type) ? type : null;
}

/** DuckDB's macros whose first argument is a date: an error inside them has no place in our text. */
const DATE_MACROS: ReadonlySet<string> = new Set(["date_add", "days_in_month"]);

/** Text where no place is told: in macros of DuckDB, and in the order of a window whose frame is an interval. */
async function hidden(bound: BoundTree, dialect: Dialect): Promise<Repair | null> {
  const suspects = nodesOf(
    bound.tree,
    (of) =>
      (str(of, "class") === "FUNCTION" && DATE_MACROS.has(str(of, "function_name").toLowerCase())) ||
      (str(of, "class") === "WINDOW" && list(of, "orders").length === 1),
  );
  for (const parent of suspects) {
    const [order] = nodes(parent, "orders");
    const operand = order === undefined ? nodes(parent, "children")[0] : node(order, "expression");
    if (operand === undefined || operand === null) continue;
    if (order !== undefined && !/_RANGE$/.test(str(parent, "start") + str(parent, "end"))) continue;
    const text = await textType(operand, bound, dialect);
    if (text !== null) {
      return { parent, readings: [{ operand, type: "TIMESTAMP", json: text === "JSON" }] };
    }
  }
  return null;
}
