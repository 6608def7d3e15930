/**
 * Writes maps that become text or JSON by {@linkcode mapText}, also where they pass through other expressions.
 * @module
 */
import { list, type Node, node, nodes, str } from "../tree.ts";
import { type BoundType, plain } from "./bound_type.ts";
import { castTo, each } from "./nodes.ts";
import { hasMaps, holdsMaps, mapText, type Shapes } from "./map_text.ts";
import { aggregateNamed, callName, type Rewrite } from "./rewrite.ts";
import { defined } from "../../lib/defined.ts";

/** Calls that write all their arguments as text. */
const WRITERS = /^(\|\||concat|concat_ws|string_agg|group_concat|listagg|format|printf)$/;
/** Calls that write the entries of their first argument. */
const OF_LISTS = /^(array_to_string|list_string_agg)$/;
/** Calls whose arguments are JSON, or become it. */
const OF_JSON = /^(->>?|to_json|json_\w+|json|array_to_json|row_to_json)$/;

type SinkForm = "text" | "json" | "entries";

/** How an expression has its parts written; null: not. */
function formOf(of: Node): SinkForm | null {
  if (str(of, "class") === "CAST") {
    const type = node(of, "cast_type") ?? {};
    const info = node(type, "type_info") ?? {};
    if (str(info, "name").toLowerCase() === "json") return "json";
    if (str(type, "id") === "VARCHAR") return "text";
    const child = node(info, "child_type") ?? {};
    return str(type, "id") === "LIST" && str(child, "id") === "VARCHAR" ? "entries" : null;
  }
  const name = callName(of);
  if (WRITERS.test(name)) return "text";
  if (OF_LISTS.test(name)) return "entries";
  if (OF_JSON.test(name)) return "json";
  return WRITERS.test(aggregateNamed(of)) ? "entries" : null;
}

function partsOf(of: Node): readonly Node[] {
  const form = formOf(of);
  if (form === null) return [];
  if (str(of, "class") === "CAST") return [node(of, "child") ?? {}];
  const children = nodes(of, "children");
  return form === "entries" ? children.slice(0, 1) : children;
}

/** The part in a form; null where it stays as it is. */
function inForm(of: Node, type: BoundType | null, form: SinkForm, shapes: Shapes): Node | null {
  if (type === null || !holdsMaps(of, type, shapes)) return null;
  if (form === "text") return mapText(of, type, shapes);
  if (form === "json") return castTo(mapText(of, type, shapes), plain("JSON"));
  const child = type.child;
  return type.id !== "LIST" || child === null
    ? null
    : each(of, "__map", (one) => mapText(one, child, shapes));
}

/** Hashes: equal maps have equal ones. */
export const mapHashes = (shapes: Shapes): Rewrite => ({
  wants: (of) => callName(of) === "hash" ? nodes(of, "children") : [],
  rewrite(of, typeOf) {
    const types = nodes(of, "children").map(typeOf);
    if (!types.some((type) => hasMaps(type, shapes))) return null;
    return (now) => ({
      ...now,
      children: nodes(now, "children").map((child, at) => {
        const type = types[at] ?? null;
        return type !== null && hasMaps(type, shapes) ? mapText(child, type, shapes, true) : child;
      }),
    });
  },
});

/** Casts to text and JSON, and calls that write. */
export const mapSinks = (shapes: Shapes): Rewrite => ({
  wants: (of) => partsOf(of).filter((part) => str(part, "class") !== "CONSTANT"),
  rewrite(of, typeOf) {
    const form = formOf(of);
    const parts = partsOf(of);
    if (form === null) return null;
    // Lists are joined by these, too.
    if (/^(\|\||concat)$/.test(callName(of)) && parts.every((part) => typeOf(part)?.id === "LIST")) {
      return null;
    }
    const types = parts.map(typeOf);
    if (!parts.some((part, at) => holdsMaps(part, types[at] ?? null, shapes))) return null;
    return (now) => {
      if (str(now, "class") === "CAST") {
        const child = node(now, "child") ?? {};
        const said = inForm(child, types[0] ?? null, form, shapes);
        if (said === null) return now;
        return form === "entries" ? { ...now, child: said } : { ...said, alias: str(now, "alias") };
      }
      return {
        ...now,
        children: list(now, "children").map((entry, at) => {
          const child = nodes(now, "children")[at];
          const said = child === undefined ? null : inForm(child, types[at] ?? null, form, shapes);
          return said === null || child === undefined ? entry : { ...said, alias: str(child, "alias") };
        }),
        ...defined({ function_name: /^(row|array)_to_json$/.test(callName(now)) ? "to_json" : undefined }),
      };
    };
  },
});
