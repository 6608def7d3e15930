/**
 * Statements bound before: one that differs from a known one only by its text constants needs neither DuckDB's printer
 * nor a trial of its binder, so its read may begin at once.
 * @module
 */
import { boundedMap } from "../../store/bounded_map.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { printSql } from "../../sql/print.ts";
import type { Relation } from "../../sql/query.ts";
import { CONTROL, standIns } from "../../sql/text_slots.ts";
import type { Node } from "../../sql/tree.ts";
import {
  cutPrint,
  fillPrint,
  outlineOf,
  printWithParameters,
  type SlottedPrint,
  withTexts,
} from "../../sql/tree_slots.ts";
import type { Bound } from "./bind.ts";
import { hasPlainTexts } from "./plain_texts.ts";

/** A statement in need of its printed text. */
export interface Shape {
  /** What to prepare; null where the statement is not known. */
  readonly known: KnownStatement | null;
  /** Notes that the statement bound. */
  learn(bound: Bound, dialect: Dialect): Promise<void>;
}

/** A statement to prepare. */
export interface KnownStatement {
  readonly sql: string;
  /** Values of its parameters, which are all VARCHAR. Where there are none, its texts stand in it. */
  readonly texts: readonly string[];
  /** Every statement of this shape has the same `sql`. */
  readonly common: boolean;
}

/** What is known of statements. */
export interface KnownShapes {
  /**
   * @param clause what the statement stands on: SQL that stands before it
   * @param firstParameter the number of the first parameter not taken by `clause`
   */
  of(rewritten: Node, relation: Relation, clause: string, firstParameter: number): Shape;
}

/** How to write a shape's statements. */
interface Pattern {
  readonly print: SlottedPrint;
  /** With its texts as parameters, where that means the same. */
  readonly common: string | null;
}

/** What is known of a shape: bound once; not to be had by filling slots; or how to. */
type Known = "seen" | "unsafe" | Pattern;

/** Shapes remembered, and the longest of them in characters. */
const MOST = 500;
const LONGEST = 16_384;

/** Nothing known yet. */
export function createKnownShapes(most = MOST): KnownShapes {
  const shapes = boundedMap<string, Known>(most);
  return {
    of(rewritten, relation, clause, firstParameter) {
      const { outline, texts } = outlineOf(rewritten);
      const key = clause + outline;
      const usable = key.length <= LONGEST && !texts.some((text) => CONTROL.test(text));
      const known = usable ? shapes.get(key) : "unsafe";
      return {
        known: typeof known === "object" ? statementOf(known, clause, texts) : null,
        async learn(bound, dialect) {
          // Learning takes the printer once more: worth it for what comes again.
          if (known === undefined) shapes.set(key, "seen");
          if (known !== "seen") return;
          const print = await slottedPrint(rewritten, texts, bound, dialect);
          const common = print !== null && hasPlainTexts(rewritten, relation.columns)
            ? printWithParameters(print, firstParameter)
            : null;
          shapes.set(key, print === null ? "unsafe" : { print, common });
        },
      };
    },
  };
}

function statementOf({ print, common }: Pattern, clause: string, texts: readonly string[]): KnownStatement {
  return common === null
    ? { sql: clause + fillPrint(print, texts), texts: [], common: false }
    : { sql: clause + common, texts, common: true };
}

/**
 * Prints the statement with stand-ins. That is safe if putting the texts in their places gives the very text that bound,
 * and nothing in it had to be read as a date.
 */
async function slottedPrint(
  rewritten: Node,
  texts: readonly string[],
  bound: Bound,
  dialect: Dialect,
): Promise<SlottedPrint | null> {
  if (bound.casts.length > 0) return null;
  const others = standIns(texts.length);
  const print = cutPrint(await printSql(withTexts(rewritten, others), dialect), others);
  return print !== null && fillPrint(print, texts) === bound.statement.sql ? print : null;
}
