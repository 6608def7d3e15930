/**
 * Statements seen before. Those that differ only by their constants share one entry, their template's, which holds whatever spares
 * the next one work.
 * @module
 */
import { type BoundedMap, boundedMap } from "../../lib/lru_map.ts";
import { cutSource } from "../../sql/template/parse_cache.ts";
import type { Job } from "../messages/job.ts";
import { mayBeTableless, type TablelessPlan } from "./tableless.ts";

/** What is known of statements. */
export interface StatementCache {
  /** What is known of a job's statement, and of those like it. */
  of(job: Job): SeenStatement;
}

/** What is known of one job's statement. */
export interface SeenStatement {
  /** How this very statement runs, where it is known to have no table. */
  readonly tableless: TablelessPlan | null;
  /** Notes that. */
  noteTableless(plan: TablelessPlan): void;
}

/** What is known of the statements of a template. */
interface Template {
  /** By their constants and parameters. */
  readonly tableless: BoundedMap<string, TablelessPlan>;
}

/** Templates remembered, and statements without a table of each. */
const TEMPLATES = 300;
const TABLELESS = 16;

/** Of which nothing is known, nor can be. */
const UNKNOWN: SeenStatement = { tableless: null, noteTableless() {} };

/**
 * Nothing known yet.
 * @param learns whether anything ever is
 */
export function createStatementCache(learns: boolean): StatementCache {
  const templates = boundedMap<string, Template>(TEMPLATES);
  return {
    of(job) {
      const cut = learns && mayBeTableless(job) ? cutSource(job.sql) : null;
      if (cut === null) return UNKNOWN;
      const key = JSON.stringify([cut.constants, job.parameters]);
      return {
        get tableless() {
          return templates.get(cut.outline)?.tableless.get(key) ?? null;
        },
        noteTableless(plan) {
          const template = templates.get(cut.outline) ?? { tableless: boundedMap(TABLELESS) };
          template.tableless.set(key, plan);
          templates.set(cut.outline, template);
        },
      };
    },
  };
}
