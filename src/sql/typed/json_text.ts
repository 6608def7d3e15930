/**
 * Shortens numbers in JSON that a statement makes: DuckDB writes `10.50` if another item has two decimals, and `7.0`
 * if another is a double; here they are 10.5 and 7.
 * @module
 */
import { textConstant } from "../constant.ts";
import { type Node, node, nodes, str } from "../tree.ts";
import { type BoundType, plain } from "./bound_type.ts";
import { call, castTo } from "./nodes.ts";
import { callName, type Rewrite } from "./rewrite.ts";
import { hasFractions } from "./number_text.ts";
import { hasFraction } from "./written.ts";

const MAKERS =
  /^(to_json|json_object|json_array|array_to_json|row_to_json|json_quote|json_group_array|json_group_object)$/;

/**
 * A string, kept; a number with a fraction, without the zeros at its end; zero, without a sign; a number whose fraction is
 * all zeros, without it.
 */
const NUMBERS = String.raw`("(?:[^"\\]|\\.)*")|(-?\d+\.\d*[1-9])0*|-?(0)\.0+|(-?\d+)\.0+`;

/** What an expression makes JSON of; empty where it makes none. */
export function jsonPartsOf(of: Node): readonly Node[] {
  if (str(of, "class") === "CAST") {
    const name = str(node(node(of, "cast_type") ?? {}, "type_info") ?? {}, "name");
    const child = name.toLowerCase() === "json" ? node(of, "child") : null;
    return child === null ? [] : [child];
  }
  return MAKERS.test(callName(of)) ? nodes(of, "children") : [];
}

/** JSON made of numbers. */
export const jsonText: Rewrite = {
  wants(of, world) {
    const parts = jsonPartsOf(of);
    const plainly = parts.every((part) => str(part, "class") === "COLUMN_REF");
    return hasFractions(world) || !plainly ? parts : [];
  },
  rewrite(of, typeOf) {
    return jsonPartsOf(of).some((part) => hasFraction(typeOf(part))) ? shortest : null;
  },
};

/** A value as JSON, its numbers as short as they can be. */
export function asJson(of: Node, type: BoundType | null): Node {
  const made = call("to_json", [of]);
  return hasFraction(type) ? shortest(made) : made;
}

function shortest(json: Node): Node {
  const text = call("regexp_replace", [
    castTo(json, plain("VARCHAR")),
    textConstant(NUMBERS),
    textConstant("\\1\\2\\3\\4"),
    textConstant("g"),
  ]);
  return { ...castTo(text, plain("JSON")), alias: str(json, "alias") };
}
