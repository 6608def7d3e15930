/**
 * A natural question, and what an expert would read for it.
 * @module
 */
import type { Parameters } from "../../../src/sql/query.ts";
import type { ExpertRead } from "./expert.ts";

/** A question of a kind. */
export interface Question {
  readonly sql: string;
  readonly parameters?: Parameters;
  /** The expert's requests. */
  readonly reads: readonly ExpertRead[];
  /** How many times the optimum it may take; absent = 1. */
  readonly aim?: number;
  /** Read units that it takes so far, where that is more than the aim; a comment says why. */
  readonly left?: number;
}

/** Questions that differ in spelling but not in kind. */
export interface Kind {
  /** What makes them hard. */
  readonly title: string;
  readonly questions: readonly Question[];
}
