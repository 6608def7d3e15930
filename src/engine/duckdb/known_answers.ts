/**
 * Caches what DuckDB's parser, printer and binder said, and the rows of constant queries. Of the same text they say the same: the binder, where the
 * tables it looks at were made by the same statements. Each is asked through another thread, which takes longer than
 * its work.
 * @module
 */
import { boundedMap } from "../../lib/lru_map.ts";
import type { DialectRows } from "../../sql/dialect.ts";

/** A column of what a statement gives. */
export interface BoundColumn {
  readonly name: string;
  readonly type: string;
  /** False: no table can have that type. */
  readonly storable: boolean;
}

/** What the binder says of a statement. */
export interface Bindings {
  /** Its plan, as {@link Dialect.plan} gives it. */
  readonly plan: string;
  /** Why it does not bind; null where it does. */
  readonly error: Error | null;
  readonly columns: readonly BoundColumn[];
}

/** Gives what is known by this key, or asks. Failures are not remembered. */
export type Remember<T> = (key: string, ask: () => Promise<T>) => Promise<T>;

/** Answers of one instance. */
export interface KnownAnswers {
  /** The parser's and the printer's. */
  readonly trees: Remember<string>;
  readonly prints: Remember<string>;
  /** The rows of queries that look at no table. */
  readonly rows: Remember<DialectRows>;
  /** The binder's. */
  readonly bindings: { readonly [What in keyof Bindings]: Remember<Bindings[What]> };
}

/** Answers of each kind, and the longest of them in characters, with what was asked. */
const MOST = 500;
const LONGEST = 16_384;

/** Nothing known yet. */
export function createKnownAnswers(most = MOST): KnownAnswers {
  const texts = (lasts: (text: string) => boolean) =>
    remembering<string>(most, ({ length }) => length, lasts);
  const isTree = (json: string) => json.startsWith('{"error":false');
  return {
    trees: texts(isTree),
    prints: texts((sql) => sql !== ""),
    rows: remembering(
      most,
      ({ rows }) => rows.flat().reduce((sum, value) => sum + (value?.length ?? 0) + 8, 0),
    ),
    bindings: {
      // Why a statement does not bind lasts; that there was no memory for it does not.
      plan: texts((json) => isTree(json) || /^\{"error":true,"error_type":"binder"/i.test(json)),
      error: remembering(most, (error) => error?.message.length ?? 0),
      columns: remembering(
        most,
        (columns) => columns.reduce((sum, { name, type }) => sum + name.length + type.length, 0),
      ),
    },
  };
}

function remembering<T>(
  most: number,
  sizeOf: (answer: T) => number,
  lasts: (answer: T) => boolean = () => true,
): Remember<T> {
  const known = boundedMap<string, { readonly answer: T }>(most);
  return async (key, ask) => {
    const before = known.get(key);
    if (before !== undefined) return before.answer;
    const answer = await ask();
    if (lasts(answer) && key.length + sizeOf(answer) <= LONGEST) known.set(key, { answer });
    return answer;
  };
}

/** Keeps account of the tables of a connection. */
export interface MadeTables {
  /** Runs a statement, and notes it when it has worked. */
  making<T>(sql: string, run: () => Promise<T>): Promise<T>;
  /** The statements that made its tables what they are; null where they are too many, and while one of them runs. */
  readonly by: string | null;
}

/** Types of tables depend on what made them, never on their rows. */
const MAKES = /^\s*(?:CREATE|ALTER|DROP)\b/i;

/** No table made yet. */
export function madeTables(): MadeTables {
  let by: string | null = "";
  let running = 0;
  return {
    async making(sql, run) {
      if (!MAKES.test(sql)) return await run();
      running++;
      try {
        const done = await run();
        if (by !== null) by = by.length + sql.length > LONGEST ? null : `${by}${sql};\n`;
        return done;
      } finally {
        running--;
      }
    },
    get by() {
      return running > 0 ? null : by;
    },
  };
}
