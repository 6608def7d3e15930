/**
 * Casts of text to dates that the statement writes itself: they read text as everything else does. DuckDB binds them
 * whatever they cast, so its binder is asked what that is.
 * @module
 */
import type { Dialect } from "../dialect.ts";
import { printSql } from "../print.ts";
import { location, mapChildren, type Node, node, Numeral, numeral, str } from "../tree.ts";
import { type BoundTree, nodesOf, reread } from "./bound_tree.ts";
import { bindError, type Repair } from "./mismatches.ts";
import { readText } from "./readings.ts";
import { shapeOf } from "./scope.ts";
import { castType, isText, readMismatch } from "./signatures.ts";
import { call, type DateType } from "./text_as_date.ts";

/** Casts that are known not to be of text, by {@link keyOf}. */
export type Cleared = Set<string>;

/** Takes dates and nothing else, and gives a date: put around what is cast, it makes the binder tell its type. */
const PROBE = "last_day";

/** Marks are places no text has. */
const MARK = 2 ** 40;

/** Casts to look at, at most; each costs a round. */
const MOST = 50;

/** The next cast of text to a date; null if there is none. */
export async function textCast(bound: BoundTree, cleared: Cleared, dialect: Dialect): Promise<Repair | null> {
  for (let round = 0; round < MOST; round++) {
    const origins: Node[] = [];
    const visit = (of: Node): Node => {
      if (!isOpen(of, cleared)) return mapChildren(of, visit);
      const mark = new Numeral(String(MARK + origins.length));
      origins.push(of);
      return mapChildren(
        of,
        (child) => child === of["child"] ? { ...call(PROBE, [visit(child)]), query_location: mark } : child,
      );
    };
    const variant = visit(bound.tree);
    if (origins.length === 0) return null;
    const probe = await reread(variant, await printSql(variant, dialect), dialect);
    const error = await bindError(probe.text, dialect);
    if (error === null) {
      for (const each of origins) cleared.add(keyOf(each));
      return null;
    }
    const mismatch = readMismatch(error);
    if (mismatch?.name !== PROBE) return null;
    const [found] = nodesOf(
      probe.tree,
      (of) => str(of, "function_name") === PROBE && probe.placeOf(of) === error.position,
    );
    const origin = origins[Number(numeral(found ?? {}, "query_location") ?? MARK) - MARK];
    const child = node(origin ?? {}, "child");
    if (origin === undefined || child === null) return null;
    const [type = ""] = mismatch.args;
    const read = dateOf(node(origin, "cast_type") ?? {}, type);
    if (read !== null) {
      return { parent: origin, readings: [{ operand: child, type: read.type, json: read.json }], cast: type };
    }
    cleared.add(keyOf(origin));
  }
  return null;
}

/** What a text, or the texts in a list, are read as; null where a value of the type is no text, or cast to no date. */
function dateOf(to: Node, from: string): { readonly type: DateType; readonly json: boolean } | null {
  if (isText(from)) {
    const type = castType(str(to, "id"));
    return type === null ? null : { type, json: from === "JSON" };
  }
  const element = elementOf(to);
  const list = /^(.*)\[\d*\]$/.exec(from);
  return element === null || list === null ? null : dateOf(element, list[1] ?? "");
}

const elementOf = (type: Node): Node | null =>
  ["LIST", "ARRAY"].includes(str(type, "id")) ? node(node(type, "type_info") ?? {}, "child_type") : null;

const isDate = (type: Node): boolean => {
  const element = elementOf(type);
  return element === null ? castType(str(type, "id")) !== null : isDate(element);
};

/** A literal is the statement's own: the engine's error about it stands. */
function isOpen(of: Node, cleared: Cleared): boolean {
  if (str(of, "class") !== "CAST" || !isDate(node(of, "cast_type") ?? {})) return false;
  const child = node(of, "child") ?? {};
  if (str(child, "class") === "CONSTANT" || readText(of) !== null || readText(child) !== null) return false;
  return !cleared.has(keyOf(of));
}

const keyOf = (of: Node) => `${location(of) ?? location(node(of, "child") ?? {}) ?? ""} ${shapeOf(of)}`;
