/**
 * A pattern is a form's call taken apart, and what fits it: names, constants, names of arguments.
 *
 * `dateadd(unit, n, t)` fits `DATEADD(day, 7, placed)` → `{unit}` is `day`, `n` is `7`, `t` is `placed`
 * @module
 */
import { constantOf } from "../resolve/constants.ts";
import { type Node, node, nodes, str } from "../tree.ts";
import { textOf } from "../typed/unlike.ts";
import { isVolatile } from "../volatile.ts";
import { argumentOf, CONSTANT_KINDS } from "./constants.ts";
import type { Formats } from "./form.ts";

/** A call taken apart. */
export interface CallPattern {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Any arguments will do, and stay. */
  readonly isOpen: boolean;
}

/** A parameter of a pattern. */
export interface Parameter {
  /** Empty = a constant. */
  readonly name: string;
  /** The constant that it has to be. */
  readonly constant?: string;
  /** The name that the argument goes by in the call. */
  readonly label?: string;
}

/** What a call means. */
export interface CallMeaning {
  /** An expression in SQL, of the names of its arguments; the name of a function, where all of these stay. */
  readonly template: string;
  /** Null where all stay. */
  readonly arguments: ReadonlyMap<string, Node> | null;
  /** Which of the call's arguments they are, from 0. */
  readonly places: ReadonlyMap<string, number>;
}

/** Takes a form's call apart. */
export function patternOf(call: string): CallPattern {
  const from = call.indexOf("(");
  const inside = call.slice(from + 1, -1);
  const parts: readonly string[] = inside === ""
    ? []
    : inside.match(/'(?:[^']|'')*'|[^',\s](?:[^',]*[^',\s])?/g) ?? [];
  const isOpen = parts.includes("...");
  return {
    name: call.slice(0, from),
    isOpen,
    parameters: isOpen ? [] : parts.map((part) => {
      if (/^['\d]/.test(part)) return { name: "", constant: part.replace(/^'|'$/g, "").toLowerCase() };
      const [name = "", of] = part.split(/\s*=>\s*/);
      return of === undefined ? { name } : { name: of, label: name.toLowerCase() };
    }),
  };
}

/** A call's arguments by the names of a pattern; null where it does not fit. */
export function argumentsFor(
  { parameters, isOpen }: CallPattern,
  call: Node,
): ReadonlyMap<string, number> | null {
  const children = nodes(call, "children");
  if (isOpen) return new Map();
  if (parameters.length !== children.length) return null;
  const places = new Map<string, number>();
  for (const [at, { name, constant, label }] of parameters.entries()) {
    const child = children[at] ?? {};
    if (constant !== undefined && constantText(child) !== constant) return null;
    if (str(child, "alias").toLowerCase() !== (label ?? "") && label !== undefined) return null;
    if (name !== "") places.set(name, at);
  }
  return places;
}

function constantText(of: Node): string | null {
  const value = constantOf(of);
  return textOf(of)?.toLowerCase() ?? (value?.kind === "number" ? value.value : null);
}

/** What a call means by a pattern, written so; null where it does not fit, or its meaning cannot stand in. */
export function meaningBy(
  pattern: CallPattern,
  form: { readonly call: string; readonly write: string; readonly formats?: Formats | undefined },
  call: Node,
): CallMeaning | null {
  const places = argumentsFor(pattern, call);
  if (places === null) return null;
  if (pattern.isOpen) return { template: form.write, arguments: null, places };
  const children = nodes(call, "children");
  let template = form.write;
  const given = new Map<string, Node>();
  for (const [name, at] of places) {
    const argument = children[at] ?? {};
    const constant = CONSTANT_KINDS.get(name)?.(argument, form);
    if (constant === null) return null;
    // By a function: as a text, a `$'` in the constant would stand for the rest of the template.
    if (constant !== undefined) template = template.replaceAll(`{${name}}`, () => constant);
    given.set(name, argumentOf(name, argument));
  }
  return mayStandIn(call, template, given) ? { template, arguments: given, places } : null;
}

/** Calls of aggregates in a template, without modifiers of their own. */
const AGGREGATE =
  /\b(?:list|string_agg|count|sum|avg|min|max|bool_and|bool_or|any_value|first|arg_max|arg_min|stddev_samp|stddev_pop|var_samp|var_pop|quantile_disc|quantile_cont|map_from_entries\(list|json_group_object)\(/g;

/** The name of a template's only aggregate, which takes the modifiers of its call; null where there is none such. */
export function aggregateIn(template: string): string | null {
  const [one, ...others] = template.match(AGGREGATE) ?? [];
  return one === undefined || others.length > 0 || /\b(?:FILTER|ORDER BY)\b/.test(template)
    ? null
    : (one.slice(0, -1).split("(").at(-1) ?? null);
}

/** Whether the call has nothing that its meaning cannot have, and is not evaluated more often than it is written. */
function mayStandIn(of: Node, template: string, given: ReadonlyMap<string, Node>): boolean {
  const ordered = nodes(node(of, "order_bys") ?? {}, "orders").length > 0;
  const isPlain = node(of, "filter") === null && !ordered && of["distinct"] !== true;
  if (!isPlain && aggregateIn(template) === null) return false;
  if (of["distinct"] === true && template.includes("DISTINCT")) return false;
  return given.entries().every(([name, argument]) => !isVolatile(argument) || uses(template, name) <= 1);
}

/** How often a template has an argument. */
export function uses(template: string, name: string): number {
  return (template.match(new RegExp(`\\b${name}\\b`, "g")) ?? []).length;
}
