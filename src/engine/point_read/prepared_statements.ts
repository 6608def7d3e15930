/**
 * Statements bound before: one that differs from a known one only by its constants needs neither DuckDB's printer nor a
 * trial of its binder, so it may run as soon as its items are there.
 * @module
 */
import { boundedMap } from "../../lib/lru_map.ts";
import { isZonedDate } from "../../sql/text_dates/literals.ts";
import { printSql } from "../../sql/print.ts";
import type { Relation } from "../../sql/query.ts";
import { type ProbeLiteral, standIns } from "../../sql/template/probe_literals.ts";
import { CONTROL } from "../../sql/template/text_template.ts";
import type { Node } from "../../sql/tree.ts";
import {
  cutPrint,
  fillPrint,
  type Numbers,
  outlineOf,
  printWithParameters,
  type SlottedPrint,
  withConstants,
} from "../../sql/template/tree_template.ts";
import type { Link } from "../duckdb/link.ts";
import type { BoundStatement } from "../run/bind.ts";
import { plainNumbers } from "./parameterizable.ts";

/** What is known of a statement's shape. */
export interface ShapeLookup {
  /** What to prepare; null where the statement is not known. */
  readonly known: KnownStatement | null;
  /** Notes that the statement bound. */
  bound(bound: BoundStatement): void;
}

/** A statement to prepare. */
export interface KnownStatement {
  readonly sql: string;
  /** Values of its parameters. Where there are none, its constants stand in it. */
  readonly constants: readonly ProbeLiteral[];
  /** Every statement of this shape has the same `sql`. */
  readonly common: boolean;
  /** The same for every statement of this shape, while it is remembered. */
  readonly shape: object;
}

/** What is known of statements. */
export interface KnownShapes {
  /**
   * @param clause what the statement stands on: SQL that stands before it
   * @param firstParameter the number of the first parameter not taken by `clause`
   * @param met gives the statement with its constants as they are bound, where they are not plain
   */
  of(
    rewritten: Node,
    relation: Relation,
    clause: string,
    firstParameter: number,
    met: (query: Node) => Node,
  ): ShapeLookup;
  /** Learns from one of the statements that bound. It takes the printer once more: when nobody waits for it. */
  learn(link: Link): Promise<void>;
  /** Statements that there is something to learn from. */
  readonly lessons: number;
}

/** How to write a shape's statements. */
interface Pattern {
  readonly print: SlottedPrint;
  /** With its constants as parameters, where that means the same. */
  readonly common: string | null;
}

/** What is known of a shape: not to be had by filling slots, or how to. */
type Known = "unsafe" | Pattern;

/** A statement that bound. */
interface Lesson {
  readonly key: string;
  readonly rewritten: Node;
  readonly constants: readonly ProbeLiteral[];
  /** Null where constants cannot be parameters. */
  readonly numbers: Numbers | null;
  readonly clause: string;
  readonly firstParameter: number;
  readonly bound: BoundStatement;
}

/** Shapes remembered, the longest of them in characters, and statements to learn from that are kept. */
const MOST = 500;
const LONGEST = 16_384;
const LESSONS = 16;

/** Nothing known yet. */
export function createKnownShapes(most = MOST): KnownShapes {
  const shapes = boundedMap<string, Known>(most);
  const lessons = new Map<string, Lesson>();
  return {
    of(written, relation, clause, firstParameter, met) {
      const plain = plainNumbers(written, relation.columns);
      const rewritten = plain === null ? met(written) : written;
      const numbers = rewritten === written ? plain : plainNumbers(rewritten, relation.columns);
      const { outline, constants } = outlineOf(rewritten, numbers ?? undefined);
      const key = clause + outline;
      // A date with a zone is written in another way before the statement is bound.
      const usable = key.length <= LONGEST &&
        !constants.some(({ text }) => CONTROL.test(text) || isZonedDate(text));
      const known = usable ? shapes.get(key) : "unsafe";
      return {
        known: typeof known === "object" ? statementOf(known, clause, constants) : null,
        bound(bound) {
          if (known !== undefined || lessons.size >= LESSONS) return;
          lessons.set(key, { key, rewritten, constants, numbers, clause, firstParameter, bound });
        },
      };
    },
    async learn(link) {
      const [lesson] = lessons.values();
      if (lesson === undefined) return;
      lessons.delete(lesson.key);
      const { constants, numbers, clause, firstParameter } = lesson;
      const print = await slottedPrint(lesson, link);
      const common = print === null || numbers === null
        ? null
        : printWithParameters(print, constants, firstParameter);
      shapes.set(lesson.key, print === null ? "unsafe" : { print, common });
      // Prepared now, it is there for the next one.
      if (common !== null) await link.statement(clause + common, true).then(link.done, () => {});
    },
    get lessons() {
      return lessons.size;
    },
  };
}

function statementOf(shape: Pattern, clause: string, constants: readonly ProbeLiteral[]): KnownStatement {
  const { print, common } = shape;
  return common === null
    ? { sql: clause + fillPrint(print, constants), constants: [], common: false, shape }
    : { sql: clause + common, constants, common: true, shape };
}

/**
 * Prints the statement with stand-ins. That is safe if putting the constants in their places gives the very text that
 * bound, and nothing in it is read so that values have to be counted that cannot, or is to be warned of.
 */
async function slottedPrint(
  { rewritten, constants, numbers, bound }: Lesson,
  link: Link,
): Promise<SlottedPrint | null> {
  if (bound.casts.length > 0 || bound.reads.length > 0 || bound.warnings.length > 0) return null;
  const others = standIns(constants);
  const tree = withConstants(rewritten, others, numbers ?? undefined);
  const print = await printSql(tree, link).then((printed) => cutPrint(printed, others), () => null);
  return print !== null && fillPrint(print, constants) === bound.statement.sql ? print : null;
}
