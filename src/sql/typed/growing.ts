/**
 * Widens values that are calculated step by step: columns of recursive queries, and the accumulator of `list_reduce`.
 * DuckDB keeps the type of the first value, and silently rounds each step's result to its digits. Here the first
 * value gets a type that holds a step's result. The statement is then bound again, as a step from the wider type may
 * give still more digits. If every step adds digits, the value becomes a double.
 * @module
 */
import { type Node, node, nodes, str, walk } from "../tree.ts";
import {
  type BoundType,
  decimal,
  digitsOf,
  isFloat,
  isInteger,
  isNullType,
  plain,
  sameType,
} from "./bound_type.ts";
import { castTo, column } from "./nodes.ts";
import type { TypeOf } from "./markers.ts";
import { callName, columnsIn, type Rewrite, withChild } from "./rewrite.ts";
import { CHANGED, namesOf, selected, subquery } from "./subqueries.ts";
import type { Widening } from "./widening.ts";

const REDUCES: ReadonlySet<string> = new Set(["list_reduce", "array_reduce", "reduce"]);
const INITIAL_AT = 2;
/** Decimals are widened so many times, as a column's step may depend on another that was widened. */
const IN_DECIMALS = 2;
const MOST = 38;
/** Digits after the point that numbers in texts have room for. */
const TEXT_SCALE = 9;

/** A change of the statement, after which it is rewritten from its beginning. */
export type StepGrowth = (now: Node) => Node;

/** How often a node's value was widened already, by the node's position among its like and the column. */
export type Grown = Map<string, number>;

function isStepwise(of: Node): boolean {
  return str(of, "type") === "RECURSIVE_CTE_NODE" || REDUCES.has(callName(of));
}

/** Whether something in a statement is calculated step by step. */
export function hasSteps(query: Node): boolean {
  let found = false;
  walk(query, (of) => !(found ||= isStepwise(of)));
  return found;
}

/** Collects the values that must begin with another type. */
export interface Steps {
  /** What is to be changed first. */
  grow(of: Node, change: StepGrowth): void;
  warn(text: string): void;
}

/** Recursive queries and `list_reduce`. */
export function growing(
  query: Node,
  grown: Grown,
  widening: Widening,
  { grow, warn }: Steps,
): Rewrite {
  const places = new Map<Node, number>();
  walk(query, (of) => void (isStepwise(of) && places.set(of, places.size)));

  /** The type to begin with; null if it need not change. */
  function wider(
    of: Node,
    at: number,
    from: BoundType | null,
    step: BoundType | null,
    lost: () => void,
  ): BoundType | null {
    if (from === null || step === null) return null;
    const key = `${places.get(of) ?? ""} ${at}`;
    const times = grown.get(key) ?? 0;
    const doubles = widening === "double" || times >= IN_DECIMALS;
    const type = holding(from, step, doubles ? lost : null);
    if (type === null || sameType(type, from)) return null;
    grown.set(key, times + 1);
    return type;
  }

  return {
    wants(of) {
      if (str(of, "type") === "RECURSIVE_CTE_NODE") {
        return [node(of, "left"), node(of, "right")].filter((side) => side !== null);
      }
      return REDUCES.has(callName(of)) ? reductionOf(of) : [];
    },
    rewrite(of, typeOf) {
      if (REDUCES.has(callName(of))) {
        const [list, step, initial] = reductionOf(of);
        const from = typeOf(list);
        const begins = from?.child ?? null;
        const first = initial === undefined ? null : typeOf(initial);
        const lost = () => warn(lostWarning(callName(of), columnsIn(of)));
        const held = begins !== null && first !== null ? holding(begins, first, null) ?? begins : begins;
        const type = wider(of, 0, held, typeOf(step), lost) ??
          (held !== null && begins !== null && !sameType(held, begins) ? held : null);
        if (type === null || from === null) return null;
        grow(of, (now) => {
          const wide = withChild(now, 0, (child) => castTo(child, { ...from, child: type }));
          return initial === undefined ? wide : withChild(wide, INITIAL_AT, (child) => castTo(child, type));
        });
        return null;
      }
      const [left, right] = [node(of, "left"), node(of, "right")];
      if (left === null || right === null) return null;
      const [anchor, step] = [typesOf(left, typeOf), typesOf(right, typeOf)];
      const types = anchor.map(({ type, name }, at) =>
        wider(of, at, type, step[at]?.type ?? null, () => warn(lostWarning(str(of, "cte_name"), name)))
      );
      if (types.every((type) => type === null)) return null;
      const names = anchor.map((_, at) => `__c${at}`);
      const items = names.map((name, at) => {
        const type = types[at] ?? null;
        const item = column(name);
        return { ...(type === null ? item : castTo(item, type)), alias: anchor[at]?.name ?? "" };
      });
      // The change is made in a query around it, as names inside mean other columns than in a step.
      grow(
        of,
        (now) => ({ ...now, left: selected(items, subquery(node(now, "left") ?? left, CHANGED, names)) }),
      );
      return null;
    },
  };
}

/** The call's list, what a step makes, and the first value, if there is one. */
function reductionOf(of: Node): readonly Node[] {
  const [list, lambda, initial] = nodes(of, "children");
  const step = lambda === undefined ? null : node(lambda, "expr");
  if (list === undefined || step === null) return [];
  return initial === undefined ? [list, step] : [list, step, initial];
}

/**
 * A type that holds both types, with room for further steps; null = there is none.
 * @param lost where decimals that need more digits are doubles: tells it; null: they are decimals as long as they can
 */
function holding(from: BoundType, step: BoundType, lost: (() => void) | null): BoundType | null {
  const [a, b] = [digitsOf(from), digitsOf(step)];
  if (isNullType(from)) return isNullType(step) ? from : step;
  if (a !== null && isFloat(step)) return plain("DOUBLE");
  // Texts and JSON are read as numbers then: those of whole numbers beyond 2^53 are not to lose digits.
  if (a !== null && ["VARCHAR", "JSON"].includes(step.id)) {
    if (lost === null) return decimal(MOST, Math.max(a.scale, TEXT_SCALE));
    lost();
    return plain("DOUBLE");
  }
  if (a !== null && b !== null) {
    if (b.whole <= a.whole && b.scale <= a.scale) return from;
    if (isInteger(from) && isInteger(step)) {
      return isLong(from) ? from : isLong(step) ? plain("BIGINT") : step;
    }
    const scale = Math.max(a.scale, b.scale);
    if (lost === null && Math.max(a.whole, b.whole) <= MOST && scale < MOST) return decimal(MOST, scale);
    lost?.();
    return plain("DOUBLE");
  }
  if (from.child !== null && step.child !== null && from.id === step.id) {
    const child = holding(from.child, step.child, lost);
    return child === null ? null : { ...from, child };
  }
  if (from.id !== "STRUCT" || step.id !== "STRUCT" || from.fields.length !== step.fields.length) return from;
  const fields = from.fields.map(({ name, type }, at) => {
    const other = step.fields[at]?.type;
    return { name, type: (other === undefined ? null : holding(type, other, lost)) ?? type };
  });
  return { ...from, fields };
}

/** Types of as many digits as whole numbers of items have: those of more are errors where they do not fit. */
const isLong = ({ id }: BoundType) => ["BIGINT", "UBIGINT", "HUGEINT", "UHUGEINT"].includes(id);

const lostWarning = (name: string, columns: string) =>
  `Each step of ${name} makes more digits of ${
    columns || "numbers"
  }: they are calculated in DOUBLE, which keeps about 15. ` +
  "Round each step, or cast what it begins with, to choose.";

/** Of a whole query, its columns. */
function typesOf(
  query: Node,
  typeOf: TypeOf,
): readonly { readonly name: string; readonly type: BoundType }[] {
  const fields = typeOf(query)?.fields ?? [];
  const names = namesOf(query, fields.map(({ name }) => name));
  return fields.map(({ type }, at) => ({ name: names[at] ?? "", type }));
}
