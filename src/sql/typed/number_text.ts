/**
 * Casts numbers to their shortest decimal text, whatever their type, alone or within a list, struct or map. DuckDB
 * writes `10.50` if another item has two decimals, and `7.0` if another is a double. From 1e-15 to 9e37 there is no
 * exponent.
 * @module
 */
import { list, type Node, node, nodes, str, walk } from "../tree.ts";
import { castTo, constantType } from "./nodes.ts";
import { aggregateNamed, AGGREGATES_OF_LISTS, callName, type Rewrite, type World } from "./rewrite.ts";
import { plain } from "./bound_type.ts";
import { hasFraction, isFraction, written } from "./written.ts";

/** Calls that write all their arguments as text. */
const WRITERS: ReadonlySet<string> = new Set([
  "||",
  "concat",
  "concat_ws",
  "string_agg",
  "group_concat",
  "listagg",
]);

/** Calls that write the entries of their first argument. */
export const OF_LISTS: ReadonlySet<string> = new Set(["array_to_string", "list_string_agg"]);

/** A cast to text, or to something that has text in it. */
export function isTextCast(of: Node): boolean {
  if (str(of, "class") !== "CAST") return false;
  let found = false;
  walk(node(of, "cast_type") ?? {}, (each) => {
    found ||= ["VARCHAR", "CHAR", "TEXT"].includes(str(each, "id"));
  });
  return found;
}

const isPlainCast = (of: Node) => node(node(of, "cast_type") ?? {}, "type_info") === null;

/** What an expression writes as text; empty where it writes nothing. */
export function writtenBy(of: Node): readonly Node[] {
  if (isTextCast(of)) {
    const child = node(of, "child");
    return child === null ? [] : [child];
  }
  const name = callName(of);
  const children = nodes(of, "children");
  if (OF_LISTS.has(name)) return children.slice(0, 1);
  if (AGGREGATES_OF_LISTS.has(name)) {
    return WRITERS.has(aggregateNamed(of)) ? children.slice(0, 1) : [];
  }
  return WRITERS.has(name) ? children : [];
}

/** A call with DISTINCT may order only by its arguments, so these expressions are marked like those. */
function orderedBy(of: Node): readonly Node[] {
  return nodes(node(of, "order_bys") ?? {}, "orders")
    .map((order) => node(order, "expression"))
    .filter((expression) => expression !== null);
}

/** Whether an expression may be a fraction: constants that are texts are not, and their types are not asked for. */
const mayBeFraction = (of: Node) => str(of, "class") !== "CONSTANT" || isFraction(constantType(of));

/** Whether a column may hold numbers whose text depends on their type. */
export const hasFractions = ({ decimals, floats, nested, derived }: World) =>
  decimals || floats || nested || derived === true;

/** Rewrites casts of numbers to text, explicit and implicit ones. */
export const numberText: Rewrite = {
  wants(of, world) {
    const found = writtenBy(of).filter(mayBeFraction);
    const plainly = found.every((child) => str(child, "class") === "COLUMN_REF");
    if (found.length === 0 || (plainly && !hasFractions(world))) return [];
    return of["distinct"] === true ? [...found, ...orderedBy(of)] : found;
  },
  rewrite(of, typeOf) {
    const types = writtenBy(of).map(typeOf);
    if (isTextCast(of)) {
      const [type] = types;
      if (!hasFraction(type ?? null) || type === null || type === undefined) return null;
      const bare = isFraction(type) && isPlainCast(of);
      return (now) => {
        const child = node(now, "child");
        if (child === null) return now;
        const text = written(child, type);
        if (bare) return { ...text, alias: str(now, "alias") };
        return isPlainCast(now)
          ? { ...castTo(text, plain("VARCHAR")), alias: str(now, "alias") }
          : { ...now, child: text };
      };
    }
    const lists = !WRITERS.has(callName(of));
    const texts = types.map((type) => (lists ? hasFraction(type) : isFraction(type)) ? type : null);
    if (texts.every((type) => type === null)) return null;
    return (now) => ({
      ...now,
      children: list(now, "children").map((entry, at) => {
        const child = nodes(now, "children")[at];
        const type = texts[at] ?? null;
        if (child === undefined || type === null) return entry;
        return { ...written(child, type), alias: str(child, "alias") };
      }),
    });
  },
};
