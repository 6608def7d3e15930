/**
 * Path steps: how SQL writes steps into a nested value.
 *
 * `doc.items[2].sku` → the reference `doc`, and the steps `items`, 2 and `sku`; the same of `(doc).items`,
 * `doc['items']`, and `tags[-1]` counts from the end
 * @module
 */
import { textLiteral } from "../../catalog/names.ts";
import { constantOf } from "./constants.ts";
import { foldName, quotedParts } from "./identifiers.ts";
import { location, type Node, nodes, str, strs } from "../tree.ts";

/** One step. A key that was quoted means itself, known or not. */
export type Step =
  | { readonly key: string; readonly quoted: boolean }
  | { readonly place: number };

/** A column reference and what is taken from its value. */
export interface Chain {
  readonly reference: Node;
  /** The steps that are written after the reference, without its own dotted names. */
  readonly steps: readonly Step[];
  /** The expression up to each of the steps, the reference alone first. */
  readonly parts: readonly Node[];
}

const EXTRACTS: ReadonlySet<string> = new Set(["STRUCT_EXTRACT", "ARRAY_EXTRACT"]);
const EXTRACT_FUNCTIONS: ReadonlySet<string> = new Set(
  ["struct_extract", "array_extract", "list_extract", "list_element"],
);

/** The chain that an expression is; null where it is something else, or a step is no constant. */
export function chainOf(text: string, expression: Node): Chain | null {
  if (str(expression, "class") === "COLUMN_REF") {
    return { reference: expression, steps: [], parts: [expression] };
  }
  const type = str(expression, "type");
  const name = foldName(str(expression, "function_name"));
  if (!EXTRACTS.has(type) && !(str(expression, "class") === "FUNCTION" && EXTRACT_FUNCTIONS.has(name))) {
    return null;
  }
  const [inner, argument, ...others] = nodes(expression, "children");
  if (inner === undefined || argument === undefined || others.length > 0) return null;
  const before = chainOf(text, inner);
  const step = before === null ? null : stepOf(text, argument, type === "STRUCT_EXTRACT");
  return before === null || step === null ? null : {
    reference: before.reference,
    steps: [...before.steps, step],
    parts: [...before.parts, expression],
  };
}

function stepOf(text: string, argument: Node, dotted: boolean): Step | null {
  const constant = str(argument, "class") === "CONSTANT" ? constantOf(argument) : null;
  if (constant?.kind === "text") {
    // For a name after brackets, the tree keeps neither quotes nor place.
    const quoted = !dotted || text.includes(`"${constant.value.replaceAll('"', '""')}"`);
    return { key: constant.value, quoted };
  }
  if (constant?.kind !== "number" || !/^-?\d{1,9}$/.test(constant.value)) return null;
  return { place: Number(constant.value) };
}

/** The dotted names of a reference that follow its column. */
export function dottedSteps(text: string, reference: Node, used: number): readonly Step[] {
  const names = strs(reference, "column_names");
  const quoted = quotedParts(text, location(reference), names.length);
  return names.slice(used).map((key, at) => ({ key, quoted: quoted[used + at] === true }));
}

/** A chain as DuckDB's printer writes it, which is the name of a result column without an alias. */
export function chainText(expression: Node): string {
  const names = strs(expression, "column_names");
  if (names.length > 0) return names.map(printedName).join(".");
  const [inner, argument] = nodes(expression, "children");
  const of = inner === undefined ? "" : chainText(inner);
  const constant = argument === undefined ? null : constantOf(argument);
  const value = constant?.kind === "text"
    ? textLiteral(constant.value)
    : constant?.kind === "number"
    ? constant.value
    : "";
  switch (str(expression, "type")) {
    case "STRUCT_EXTRACT":
      return `(${of}).${printedName(constant?.kind === "text" ? constant.value : "")}`;
    case "ARRAY_EXTRACT":
      return `${of}[${value}]`;
    default:
      return `${str(expression, "function_name")}(${of}, ${value})`;
  }
}

function printedName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/i.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
