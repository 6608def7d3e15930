/**
 * Runs the natural questions beside the requests of an expert, and checks their rows against a reading of everything.
 * @module
 */
import { openWorld } from "../../engine/world.ts";
import { consumed } from "./expert.ts";
import type { Question } from "./question.ts";
import { kinds } from "./questions.ts";
import { createNaturalTables } from "./tables.ts";

/** What a question took. */
export interface Measured {
  readonly kind: string;
  readonly question: Question;
  readonly units: number;
  /** What the expert's requests took. */
  readonly optimum: number;
  /** Whether the rows are those of reading everything. */
  readonly right: boolean;
  /** What went wrong, where it failed. */
  readonly failure?: string;
}

/** Measures all of them, in their order. */
export async function* measure(): AsyncGenerator<Measured> {
  const world = await openWorld();
  try {
    await createNaturalTables(world.database);
    for (const { title, questions } of kinds) {
      for (const question of questions) {
        const { sql, parameters = [] } = question;
        const optimum = await consumed(world.database, question.reads);
        try {
          const answer = await world.run(sql, { parameters });
          const whole = await world.run(sql, { parameters, pushDown: false });
          const right = JSON.stringify(answer.rows.toSorted()) === JSON.stringify(whole.rows.toSorted());
          yield { kind: title, question, units: answer.stats.readUnits, optimum, right };
        } catch (error) {
          const failure = error instanceof Error ? error.message : String(error);
          yield { kind: title, question, units: Number.NaN, optimum, right: false, failure };
        }
      }
    }
  } finally {
    await world.close();
  }
}
