/**
 * Finds columns that are compared with constants of another kind: a text with a number, a number with a text that is
 * no number. DuckDB silently casts one side, and fails at the first value that cannot be cast. Here it is found
 * before anything is read.
 * @module
 */
import { replaceNodes } from "../text_dates/scope.ts";
import { isNumeral } from "../../catalog/numeral.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import type { Dialect } from "../dialect.ts";
import { location, type Node, node, nodes, str, strs, walk } from "../tree.ts";
import type { ColumnFacts, FactsOf } from "../advice/facts.ts";
import { shown } from "../advice/shown.ts";
import { isNumber } from "./bound_type.ts";
import { isWrittenList } from "./made.ts";
import { call, constantType } from "./nodes.ts";
import { partsMet } from "./parts_met.ts";
import { callName } from "./rewrite.ts";
import { exactNumberOf, numberOf } from "./said_number.ts";
import { sidesOf } from "./sides.ts";

/** A comparison of unlike kinds. */
export interface Unlike {
  readonly of: Node;
  /** Says both sides, what was found, and what to write; null if that has yet to be tried. */
  readonly message: string | null;
  /** Where in the caller's text; null = not known. */
  readonly at: number | null;
  /** Whether it is certain, so that items which are read will hardly change it. */
  readonly settled: boolean;
  /** Whether it is of what a list holds: what the engine says of that is told. */
  readonly ofList: boolean;
}

/** Whether a text can be cast to a type. */
export type CanRead = (text: string, typeName: string) => Promise<boolean>;

/** The kinds of the columns that have a name, in whatever table. */
export type KindsOf = (name: string) => ReadonlySet<SqlType["kind"]>;

/** A comparison that may be of unlike kinds. */
export interface UnlikeSuspect {
  readonly of: Node;
  /** What is compared: of rows, structs and lists, parts at one place. */
  readonly sides: readonly Node[];
  /** Whether the constants are compared with what a list holds. */
  readonly ofList: boolean;
}

/** Comparisons with constants that may be of unlike kinds, as far as names of columns tell. */
export function suspectsIn(query: Node, kindsOf: KindsOf): readonly UnlikeSuspect[] {
  const suspects: UnlikeSuspect[] = [];
  const lists: UnlikeSuspect[] = [];
  walk(query, (of) => {
    for (const sides of partsMet(sidesOf(of))) {
      const constants = sides.filter(isConstant);
      if (constants.length === 0) lists.push(...withElements(of, sides));
      if (constants.length === 0 || constants.length === sides.length) continue;
      const fits = sides.every((side) =>
        isConstant(side) ||
        (str(side, "class") === "COLUMN_REF" &&
          constants.every((constant) => fitsAll(constant, kindsOf(strs(side, "column_names").at(-1) ?? ""))))
      );
      if (!fits) suspects.push({ of, sides, ofList: false });
    }
  });
  return [...suspects, ...lists];
}

/** Columns that are compared with lists of texts, as suspects. */
function withElements(of: Node, sides: readonly Node[]): readonly UnlikeSuspect[] {
  const texts = sides.filter(isWrittenList).flatMap((side) => nodes(side, "children"))
    .filter((part) => textOf(part) !== null);
  const columns = sides.filter((side) => str(side, "class") === "COLUMN_REF");
  return texts.length === 0 || columns.length === 0
    ? []
    : [{ of, sides: [...columns, ...texts], ofList: true }];
}

/** Whether a constant is of the kind that all columns of a name have. */
function fitsAll(constant: Node, kinds: ReadonlySet<SqlType["kind"]>): boolean {
  if (kinds.size === 0) return false;
  const text = textOf(constant) !== null;
  return [...kinds].every((kind) =>
    kind === "JSON" || kind === "UNSEEN" ||
    (text ? kind === "VARCHAR" : NUMBERS.has(kind) || kind === "BOOLEAN")
  );
}

const NUMBERS: ReadonlySet<SqlType["kind"]> = new Set(["BIGINT", "DECIMAL", "DOUBLE"]);

/**
 * The statement with texts that say a number, where they are compared with columns of numbers, as those numbers: DuckDB
 * would round them to what the column's type holds.
 */
export function withNumbers(query: Node, suspects: readonly UnlikeSuspect[], facts: FactsOf): Node {
  const by = new Map<Node, Node>();
  for (const { of, sides } of suspects) {
    const kinds = sides.filter((side) => !isConstant(side)).map((side) => facts(side)?.kind ?? "VARCHAR");
    if (!kinds.some((kind) => NUMBERS.has(kind))) continue;
    const exact = isOutermost(of, sides) && kinds.every((kind) => kind === "BIGINT" || kind === "DECIMAL");
    for (const side of sides) {
      const number = exact ? exactNumberOf(textOf(side)) : numberOf(textOf(side));
      const own = { alias: str(side, "alias"), query_location: side["query_location"] ?? null };
      if (number !== null) by.set(side, { ...number, ...own });
    }
  }
  return by.size === 0 ? query : replaceNodes(query, by);
}

/** Whether these are what is compared itself, or members of the rows that are. */
function isOutermost(of: Node, sides: readonly Node[]): boolean {
  const whole = sidesOf(of);
  const compared = new Set(whole);
  if (sides.every((side) => compared.has(side))) return true;
  const members = new Set(whole.flatMap((side) => nodes(side, "children")));
  return whole.every((side) => callName(side) === "row") && sides.every((side) => members.has(side));
}

/** The first of these comparisons that is of unlike kinds; null if there is none. */
export async function unlikeIn(
  suspects: readonly UnlikeSuspect[],
  facts: FactsOf,
  canRead: CanRead,
  dialect: Dialect,
): Promise<Unlike | null> {
  for (const suspect of suspects) {
    const found = await unlikeAt(suspect, facts, canRead, dialect);
    if (found !== null) return found;
  }
  return null;
}

async function unlikeAt(
  { of, sides, ofList }: UnlikeSuspect,
  facts: FactsOf,
  canRead: CanRead,
  dialect: Dialect,
): Promise<Unlike | null> {
  const constants = sides.filter(isConstant);
  for (const side of sides) {
    if (isConstant(side)) continue;
    const json = arrowOfText(side);
    const bad = json === null ? null : constants.find((each) => isNoJson(textOf(each)));
    if (json !== null && bad !== null && bad !== undefined) {
      // A NOT around it is not seen here: only of what never is NOT IN or NOT BETWEEN, the whole is shown.
      const whole = str(of, "class") === "COMPARISON" ? replaceNodes(of, new Map([[side, json]])) : json;
      const better = await shown(whole, dialect);
      const message = `${await shown(side, dialect)} is JSON, ${await shown(
        bad,
        dialect,
      )} is none: write ${better}`;
      return { of, message, at: placeOf(bad, of), settled: true, ofList };
    }
    const known = facts(side);
    if (known === null) continue;
    const other = await otherKind(ofList ? elementOf(known) : known, constants, canRead);
    if (other === null) continue;
    return {
      of,
      message: null,
      at: placeOf(other, of),
      settled: known.settled,
      ofList,
    };
  }
  return null;
}

/** What a list of constants is compared with. */
function elementOf(facts: ColumnFacts): ColumnFacts {
  const typeName = facts.typeName.replace(/\[\]$/, "");
  // Of numbers, or all else: only texts are looked at.
  return facts.kind !== "LIST"
    ? { ...facts, kind: "UNSEEN" }
    : { ...facts, kind: typeName === "VARCHAR" ? "VARCHAR" : "DOUBLE", typeName };
}

const placeOf = (constant: Node, of: Node) => location(constant) ?? location(of);

/** The constant that is of another kind than a column's values. */
async function otherKind(
  { kind, typeName }: ColumnFacts,
  constants: readonly Node[],
  canRead: CanRead,
): Promise<Node | null> {
  if (kind === "UNSEEN" || kind === "JSON") return null;
  const nested = kind === "LIST" || kind === "STRUCT" || kind === "MAP";
  for (const constant of constants) {
    const text = textOf(constant);
    if (
      text === null
        ? isOfNumber(constant) && (kind === "VARCHAR" || nested)
        : kind !== "VARCHAR" && !(NUMBERS.has(kind) && isNumeral(text.trim())) &&
          !await canRead(text, typeName)
    ) {
      return constant;
    }
  }
  return null;
}

const isNull = (of: Node) => node(of, "value")?.["is_null"] === true;

function isConstant(of: Node): boolean {
  return str(numberIn(of), "class") === "CONSTANT" && !isNull(numberIn(of));
}

/** The constant in `-5`; any other expression as it is. */
export function numberIn(of: Node): Node {
  const [only, ...others] = callName(of) === "-" ? nodes(of, "children") : [];
  return only === undefined || others.length > 0 ? of : only;
}

function isOfNumber(of: Node): boolean {
  const type = constantType(numberIn(of));
  return type !== null && isNumber(type);
}

/** The text of a constant; null for others. */
export function textOf(of: Node): string | null {
  const value = str(of, "class") === "CONSTANT" ? node(of, "value") : null;
  const text = value?.["value"];
  return typeof text === "string" && constantType(of)?.id === "VARCHAR" ? text : null;
}

/** `x->'k'` as `x->>'k'`; null for other expressions. */
function arrowOfText(of: Node): Node | null {
  const arrow = str(of, "class") === "LAMBDA";
  const [value, path, ...others] = arrow ? [node(of, "lhs"), node(of, "expr")] : nodes(of, "children");
  const called = ["->", "json_extract"].includes(callName(of));
  if ((!arrow && !called) || !value || !path || others.length > 0) return null;
  return call(arrow || callName(of) === "->" ? "->>" : "json_extract_string", [value, path], arrow);
}

/** Whether a text is no JSON. */
function isNoJson(text: string | null): boolean {
  if (text === null) return false;
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}
