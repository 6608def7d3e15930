/**
 * Finds columns of integers that a statement calculates with in doubles (`avg(n)`, `n / 3`): integers beyond 2^53
 * lose digits there.
 * @module
 */
import type { SqlType } from "../../catalog/sql_type.ts";
import type { Base, Origins } from "../text_dates/origin.ts";
import { type Node, node, nodes, str, walk } from "../tree.ts";
import { columnRefs, isOperatorInDoubles, nameInDoubles } from "./spreads.ts";

/** A calculation in doubles. */
export interface Divided {
  /** The column; null as its table: whatever table has it. */
  readonly base: Omit<Base, "table"> & { readonly table: string | null };
  /** The function or operator. */
  readonly by: string;
  /** It is brought together with doubles. */
  readonly met?: true;
  /** Only where another table has a column of this type by its name. */
  readonly beside?: SqlType["kind"];
}

/** The calculations in doubles of a statement as the caller wrote it, by the columns of its tables. */
export function dividedIn(root: Node, origins: Origins): readonly Divided[] {
  const found = new Map<string, Divided>();
  walk(root, (of) => {
    const by = nameInDoubles(of);
    if (by === null) return;
    const parts = nodes(of, "children");
    // Averages and deviations of decimals are exact.
    const refs = isOperatorInDoubles(by)
      ? columnRefs(of)
      : parts.filter((part) => !isDecimalCast(part)).flatMap(columnRefs);
    for (const ref of refs) {
      const base = origins.of(ref);
      if (base !== null) found.set(JSON.stringify([base, by]), { base, by });
    }
  });
  return [...found.values()];
}

const isDecimalCast = (of: Node) =>
  str(of, "class") === "CAST" && str(node(of, "cast_type") ?? {}, "id") === "DECIMAL";
