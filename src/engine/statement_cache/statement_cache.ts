/**
 * Statements seen before, behind one door: `WHERE id = 'a'` teaches for `WHERE id = 'b'`. What spares the next one work is kept with
 * the template that they share.
 * @module
 */
import type { Access } from "../../dynamodb/access.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { parse, type Statement } from "../../sql/parse.ts";
import { type CutSource, cutSource, parsedBy, treeTemplate } from "../../sql/template/parse_template.ts";
import type { Database } from "../duckdb/database.ts";
import type { Job } from "../messages/job.ts";
import { type CacheWarmer, createCacheWarmer } from "./cache_warmer.ts";
import {
  type KnownShapes,
  lookUpShape,
  type PlacedStatement,
  type ShapeLookup,
} from "./prepared_statements.ts";
import {
  beginRead,
  noteRead,
  type ReadBeginning,
  type ReadTemplates,
  type SpeculativeRead,
} from "../point_read/speculative_read.ts";
import { mayBeTableless, type TablelessPlan } from "./tableless.ts";
import { createTemplates, type Templates } from "./templates.ts";

/** What is known of statements. */
export interface StatementCache extends Omit<CacheWarmer, "add"> {
  /** What is known of a job's statement, and of those like it. */
  of(job: Job): SeenStatement;
}

/** What is known of one job's statement: each member spares it a step. */
export interface SeenStatement {
  /** How this very statement runs, where it is known to have no table. */
  readonly tableless: TablelessPlan | null;
  noteTableless(plan: TablelessPlan): void;
  /** Begins the read that the plan will probably want. Resolves when its request has left. */
  beginRead(beginning: ReadBeginning): Promise<SpeculativeRead | null>;
  /** Notes which read the plan wants. */
  noteRead(access: Access): void;
  /** Parses the statement, like the function of that name. */
  parse(dialect: Dialect): Promise<Statement>;
  /** Finds out how it is printed and bound on what it stands on. */
  shape(statement: PlacedStatement): ShapeLookup;
}

/** Nothing known yet. */
export function createStatementCache(database: Pick<Database, "link">): StatementCache {
  const templates = createTemplates();
  const { add: learn, ...warmer } = createCacheWarmer(database);
  return {
    of(job) {
      const cut = cutSource(job.sql);
      return cut === null ? uncut(job, templates, learn) : seenBefore(job, cut, templates, learn);
    },
    ...warmer,
  };
}

function seenBefore(
  job: Job,
  cut: CutSource,
  templates: Templates,
  learn: CacheWarmer["add"],
): SeenStatement {
  const { fingerprint } = cut;
  const reads: ReadTemplates = {
    get: (key) => templates.find(fingerprint)?.reads.get(key),
    set: (key, read) => templates.change(fingerprint, (template) => template.reads.set(key, read)),
  };
  const constants = () => JSON.stringify([cut.constants, job.parameters]);
  return {
    get tableless() {
      const known = mayBeTableless(job) ? templates.find(fingerprint)?.tableless : undefined;
      return known === undefined || known.size === 0 ? null : known.get(constants()) ?? null;
    },
    noteTableless(plan) {
      if (mayBeTableless(job)) {
        templates.change(fingerprint, ({ tableless }) => tableless.set(constants(), plan));
      }
    },
    beginRead: (beginning) => beginRead(reads, job, cut, beginning),
    noteRead: (access) => noteRead(reads, job, cut, access),
    async parse(dialect) {
      const tree = templates.find(fingerprint)?.tree;
      const known = tree === undefined ? null : parsedBy(tree, cut, job.sql);
      if (known !== null) return known;
      const statement = await parse(job.sql, dialect);
      if (tree === undefined) {
        learn(fingerprint, async (link) => {
          const learned = await treeTemplate(cut, statement, link);
          templates.change(fingerprint, (template) => template.tree = learned);
        });
      }
      return statement;
    },
    shape: (statement) => lookUpShape(shapesIn(templates, learn), statement),
  };
}

/** A text whose constants nobody can tell has no template; its tree may have one. */
function uncut({ sql }: Job, templates: Templates, learn: CacheWarmer["add"]): SeenStatement {
  return {
    tableless: null,
    noteTableless() {},
    beginRead: () => Promise.resolve(null),
    noteRead() {},
    parse: (dialect) => parse(sql, dialect),
    shape: (statement) => lookUpShape(shapesIn(templates, learn), statement),
  };
}

function shapesIn(templates: Templates, learn: CacheWarmer["add"]): KnownShapes {
  // No text begins so.
  const keyOf = (key: string) => `\0\0${key}`;
  return {
    get: (key) => templates.find(keyOf(key))?.shape,
    learn: (key, warmup) =>
      learn(keyOf(key), async (link) => {
        const shape = await warmup(link);
        templates.change(keyOf(key), (template) => template.shape = shape);
      }),
  };
}
