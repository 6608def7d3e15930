/**
 * Statements bound before: one that differs from a known one only by its constants needs neither DuckDB's printer nor a
 * trial of its binder, so it may run as soon as its items are there.
 * @module
 */
import type { DuckDBType } from "@duckdb/node-api";
import { printSql } from "../../sql/print.ts";
import type { Relation } from "../../sql/query.ts";
import { type ProbeLiteral, probeLiterals } from "../../sql/template/probe_literals.ts";
import { CONTROL } from "../../sql/template/text_template.ts";
import {
  cutPrint,
  fillPrint,
  fingerprintOf,
  type MarkedPrint,
  type Numbers,
  printWithParameters,
  withConstants,
} from "../../sql/template/tree_template.ts";
import { isZonedDate } from "../../sql/text_dates/literals.ts";
import { isOtherForm } from "../../sql/text_dates/text_as_date.ts";
import type { Node } from "../../sql/tree.ts";
import { mayBeInDoubles } from "../../sql/typed/met_in_doubles.ts";
import type { Link } from "../duckdb/link.ts";
import type { ResultColumn } from "../messages/job.ts";
import type { ShapeAsRead } from "../point_read/as_read.ts";
import { plainNumbers } from "../point_read/parameterizable.ts";
import type { BoundStatement } from "../run/bind.ts";
import type { AnswerReader } from "../values/answer.ts";

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
  readonly shape: Shape;
}

/** A statement on what it stands on. */
export interface PlacedStatement {
  readonly rewritten: Node;
  readonly relation: Relation;
  /** SQL that stands before it. */
  readonly clause: string;
  /** The number of the first parameter not taken by the clause. */
  readonly firstParameter: number;
  /** Gives the statement with its constants as they are bound, where they are not plain. */
  met(query: Node): Node;
}

/** What a shape's columns are and how they are read: the same each time it runs. */
export interface ShapeColumns {
  readonly columns: readonly ResultColumn[];
  readonly types: readonly DuckDBType[];
  readonly readers: readonly AnswerReader[];
}

/** How to write a shape's statements, and what was found out about them. */
export interface Shape extends ShapeAsRead {
  readonly print: MarkedPrint;
  /** It may calculate in doubles, which is told of where they do not keep a number. */
  readonly inDoubles: boolean;
  /** With its constants as parameters, where that means the same. */
  readonly common: string | null;
  /** Of the common statement, once it has run. */
  columns?: ShapeColumns;
}

/** What is known of a shape: not to be had by filling markers, or how to. */
export type KnownShape = "unsafe" | Shape;

/** Where shapes are kept, and learned. */
export interface KnownShapes {
  get(key: string): KnownShape | undefined;
  /** @param warmup takes the printer once more: when nobody waits for it */
  learn(key: string, warmup: (link: Link) => Promise<KnownShape>): void;
}

/** Characters of what tells shapes apart that are worth the memory. */
const LONGEST = 16_384;

/** Looks a statement up among those that bound before. */
export function lookUpShape(shapes: KnownShapes, statement: PlacedStatement): ShapeLookup {
  const { rewritten: written, relation, clause, firstParameter, met } = statement;
  const plain = plainNumbers(written, relation.columns);
  const rewritten = plain === null ? met(written) : written;
  const numbers = rewritten === written ? plain : plainNumbers(rewritten, relation.columns);
  const { fingerprint, constants } = fingerprintOf(rewritten, numbers ?? undefined);
  const key = clause + fingerprint;
  // A date with a zone is written in another way before the statement is bound, one of another form is refused.
  const usable = key.length <= LONGEST &&
    !constants.some(({ text }) => CONTROL.test(text) || isZonedDate(text) || isOtherForm(text));
  const known = usable ? shapes.get(key) : "unsafe";
  return {
    known: typeof known === "object" ? statementOf(known, clause, constants) : null,
    bound(bound) {
      if (known !== undefined) return;
      const warmup = { rewritten, constants, numbers, clause, firstParameter, bound };
      shapes.learn(key, (link) => shapeOf(warmup, link));
    },
  };
}

/** A statement that bound. */
interface ShapeWarmup {
  readonly rewritten: Node;
  readonly constants: readonly ProbeLiteral[];
  /** Null where constants cannot be parameters. */
  readonly numbers: Numbers | null;
  readonly clause: string;
  readonly firstParameter: number;
  readonly bound: BoundStatement;
}

async function shapeOf(warmup: ShapeWarmup, link: Link): Promise<KnownShape> {
  const { constants, numbers, clause, firstParameter } = warmup;
  const print = await markedPrint(warmup, link);
  if (print === null) return "unsafe";
  const common = numbers === null ? null : printWithParameters(print, constants, firstParameter);
  // Prepared now, it is there for the next one.
  if (common !== null) await link.statement(clause + common, true).then(link.done, () => {});
  return { print, common, inDoubles: mayBeInDoubles(warmup.rewritten) };
}

function statementOf(shape: Shape, clause: string, constants: readonly ProbeLiteral[]): KnownStatement {
  const { print, common } = shape;
  return common === null
    ? { sql: clause + fillPrint(print, constants), constants: [], common: false, shape }
    : { sql: clause + common, constants, common: true, shape };
}

/**
 * Prints the statement with probe literals. That is safe if putting the constants in their places gives the very text that
 * bound, and nothing in it is read so that values have to be counted that cannot, or is to be warned of.
 */
async function markedPrint(
  { rewritten, constants, numbers, bound }: ShapeWarmup,
  link: Link,
): Promise<MarkedPrint | null> {
  if (bound.casts.length > 0 || bound.reads.length > 0 || bound.warnings.length > 0) return null;
  const others = probeLiterals(constants);
  const tree = withConstants(rewritten, others, numbers ?? undefined);
  const print = await printSql(tree, link).then((printed) => cutPrint(printed, others), () => null);
  return print !== null && fillPrint(print, constants) === bound.statement.sql ? print : null;
}
