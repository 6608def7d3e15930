/**
 * Statements bound before: one that differs from a known one only by its text constants needs neither DuckDB's printer
 * nor a trial of its binder, so its read may begin at once.
 * @module
 */
import { boundedMap } from "../../store/bounded_map.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { printSql } from "../../sql/print.ts";
import { CONTROL, standIns } from "../../sql/text_slots.ts";
import type { Node } from "../../sql/tree.ts";
import {
  cutPrint,
  fillPrint,
  type Outline,
  outlineOf,
  type SlottedPrint,
  withTexts,
} from "../../sql/tree_slots.ts";
import type { Bound } from "./bind.ts";

/** A statement in need of its printed text. */
export interface Shape {
  /** The printed text; null where the statement is not known. */
  readonly printed: string | null;
  /** Notes that the statement bound. */
  learn(bound: Bound, dialect: Dialect): Promise<void>;
}

/** What is known of statements. */
export interface KnownShapes {
  /** @param columns what the statement stands on: its tables' columns with their types */
  of(rewritten: Node, columns: string): Shape;
}

/** What is known of a shape: bound once; not to be had by filling slots; or how to. */
type Known = "seen" | "unsafe" | SlottedPrint;

/** Shapes remembered, and the longest of them. */
const MOST = 500;
const LONGEST = 16_384;

/** Nothing known yet. */
export function createKnownShapes(most = MOST): KnownShapes {
  const shapes = boundedMap<string, Known>(most);
  return {
    of(rewritten, columns) {
      const { outline, texts } = outlineOf(rewritten);
      const key = `${columns}${outline}`;
      const plain = key.length <= LONGEST && !texts.some((text) => CONTROL.test(text));
      const known = plain ? shapes.get(key) : "unsafe";
      return {
        printed: typeof known === "object" ? fillPrint(known, texts) : null,
        async learn(bound, dialect) {
          // Learning takes the printer once more: worth it for what comes again.
          if (known === undefined) shapes.set(key, "seen");
          else if (known === "seen") {
            shapes.set(key, await slotted(rewritten, { outline, texts }, bound, dialect));
          }
        },
      };
    },
  };
}

/**
 * Prints the statement with stand-ins. It is safe if putting the texts in their places gives the very text that the
 * printer made, and nothing was mended in it.
 */
async function slotted(rewritten: Node, { texts }: Outline, bound: Bound, dialect: Dialect): Promise<Known> {
  if (bound.casts.length > 0) return "unsafe";
  const others = standIns(texts.length);
  const print = cutPrint(await printSql(withTexts(rewritten, others), dialect), others);
  return print !== null && fillPrint(print, texts) === bound.statement.sql ? print : "unsafe";
}
