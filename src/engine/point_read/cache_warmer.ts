/**
 * What a statement teaches for the next one like it, learned when its answer is on its way.
 * @module
 */
import type { Parser } from "../../sql/template/parse_cache.ts";
import type { Database } from "../duckdb/database.ts";
import type { KnownShapes } from "./prepared_statements.ts";

/** Learns in the background. */
export interface Lessons {
  /** A job is over: there may be something to learn from it. */
  after(): void;
  /** Resolves when everything is learned. */
  learned(): Promise<void>;
  /** Learns nothing more; resolves when the lesson in hand is over: the database must not close under it. */
  close(): Promise<void>;
}

/** Milliseconds that an answer has to leave the process. */
const WAIT_MS = 2;

/** Lessons of an executor. */
export function createLessons(database: Database, parser: Parser, shapes: KnownShapes): Lessons {
  const closed = new AbortController();
  let learning: Promise<void> | undefined;
  const isLeft = () => parser.lessons + shapes.lessons > 0 && !closed.signal.aborted;

  async function learn(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, WAIT_MS);
      closed.signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
    });
    while (isLeft()) {
      const link = await database.link(closed.signal);
      try {
        await (parser.lessons > 0 ? parser : shapes).learn(link);
      } finally {
        link.close();
      }
    }
  }

  return {
    after() {
      if (learning !== undefined || !isLeft()) return;
      // What cannot be learned stays unknown: nobody is worse off.
      learning = learn().catch(() => {}).finally(() => learning = undefined);
    },
    async learned() {
      await learning;
    },
    async close() {
      closed.abort();
      await learning;
    },
  };
}
