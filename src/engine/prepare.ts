/**
 * SQL text → plan: parse, guard, look the tables up, resolve, plan. Reads no item.
 * @module
 */
import {
  type BoundTable,
  type TableDescription,
  tableKey,
  type TableLookup,
  type TableName,
} from "../catalog/description.ts";
import type { Connection } from "../dynamodb/access.ts";
import { DynamoSqlError } from "../errors.ts";
import type { Dialect } from "../sql/dialect.ts";
import { withFixedClock } from "../sql/fold/clock.ts";
import { withConstantsFolded } from "../sql/fold/constants.ts";
import { guard } from "../sql/guard/guard.ts";
import { knownRows, type KnownRowsAt } from "../sql/known_rows/known_rows.ts";
import { mendQuery } from "../sql/mend/mend.ts";
import { bindParameters } from "../sql/parameters.ts";
import type { Statement } from "../sql/parse.ts";
import type { PlanOptions } from "../sql/plan/options.ts";
import { plan, tracePasses } from "../sql/plan/plan.ts";
import { printSql } from "../sql/print.ts";
import type { Node } from "../sql/tree.ts";
import type { PassNote } from "../sql/explained.ts";
import { isWhole, type Plan, type Relation, type Resolved } from "../sql/query.ts";
import { nameWritten } from "../sql/written_names.ts";
import { withCatalog } from "../sql/information_schema.ts";
import { readForeign } from "../sql/foreign/rewrite.ts";
import { withoutPivots } from "../sql/pivot/pivot.ts";
import { refuseUnsurePatterns } from "../sql/regex_operators.ts";
import { summarized } from "../sql/summarize.ts";
import { resolve } from "../sql/resolve/resolve.ts";
import { nameKey, tableNames } from "../sql/resolve/table_names.ts";
import { changedSince } from "./ask_again.ts";
import { type Contradict, restsOn } from "./read/complete_check.ts";
import type { Job } from "./messages/job.ts";
import type { JobTables } from "./job_tables.ts";
import { resumed } from "./resumed.ts";
import type { Meet } from "./load/watch.ts";
import { defined } from "../lib/defined.ts";

/** A planned job. */
export interface Prepared {
  /** Of a later page, it goes on in the read of the first. */
  readonly plan: Plan;
  /** What each pass did, where the plan is what was asked for. */
  readonly passes: readonly PassNote[];
  /** The caller's statement: what errors point into. */
  readonly statement: Statement;
  /** The way to a relation's table. */
  readonly connectionOf: (relation: Relation) => Connection;
  /** Takes what is met that the plan did not know. */
  readonly meet: Meet;
  /**
   * Takes what an item says against an index declared complete.
   * @throws DynamoSqlError with `planAgain` if the plan may rest on that index; `cursor_expired` where it is too late
   */
  readonly contradict: Contradict;
  /**
   * To be called where it is worth while to begin anew: the statement may mean something else by what was met.
   * @throws DynamoSqlError with `planAgain`, if anything was met
   */
  readonly throwIfOutdated: () => void;
  /** Asks whether tables are others by now. */
  readonly wereReplaced: JobTables["wereReplaced"];
  /** Units that sampling took just now. */
  readonly metadataReadUnits: number;
  /** The time at which its clock stands, as DuckDB writes a TIMESTAMP. */
  readonly instant: string;
}

/**
 * Plans a job. Fails with the codes of the SQL stages and of the catalogue.
 * @param instant at which the statement's clock stands, as DuckDB writes a TIMESTAMP
 */
export async function prepareJob(
  job: Job,
  tables: JobTables,
  dialect: Dialect,
  parse: (dialect: Dialect) => Promise<Statement>,
  instant: string,
): Promise<Prepared> {
  const known = tables.met.length;
  const foreign = await withoutPivots(await readForeign(await parse(dialect), dialect), dialect);
  const read = await summarized(foreign, job.catalog, dialect);
  const parsed = job.catalog === undefined ? read : await withCatalog(read, job.catalog, dialect);
  const written = bindParameters(parsed, job.parameters);
  guard(written);
  refuseUnsurePatterns(written);
  const named = await nameWritten(written, dialect);
  const settled = async (query: Node) => {
    const mended = await mendQuery(query, dialect);
    return await withConstantsFolded(await withFixedClock(mended, written.text, instant, dialect), dialect);
  };
  let statement = { ...written, node: await settled(named) };
  const normalizedSql = job.mode === "plan" ? await printSql(foreign.node, dialect) : "";
  const names = tableNames(statement.node);
  const asked = new Set<string>();
  let rowsKnown = await knownIn(statement);
  let { found, resolved, unknown } = await bound();
  // What is not known may have been written since the tables were looked at.
  while ([...unknown].some((table) => !asked.has(tableKey(table)))) {
    await tables.again("names", (table) => unknown.has(table));
    for (const table of unknown) asked.add(tableKey(table));
    ({ found, resolved, unknown } = await bound());
  }
  if (resolved instanceof DynamoSqlError) throw resolved;
  if (hasCaseTwins(resolved)) {
    statement = {
      ...written,
      node: await settled(await nameWritten(written, dialect, true)),
    };
    rowsKnown = await knownIn(statement);
    ({ found, resolved } = await bound());
    if (resolved instanceof DynamoSqlError) throw resolved;
  }
  const connections = new Map(
    [...found.values()].map((table) => [tableKey(table.description), table.connection]),
  );
  const options: PlanOptions = {
    consistentRead: job.consistentRead,
    scanSegmentsMax: job.scanSegmentsMax,
    pushDown: job.pushDown,
    ...defined({ without: job.withoutPasses === undefined ? undefined : new Set(job.withoutPasses) }),
  };
  const planned = plan(resolved, options);
  const chosen = job.resume === undefined ? planned : resumed(planned, job.resume);
  return {
    statement,
    plan: chosen,
    passes: job.mode === "plan" ? tracePasses(resolved, options) : [],
    connectionOf(relation) {
      const connection = connections.get(tableKey(relation.table));
      if (connection === undefined) throw new DynamoSqlError("internal", "A table without a connection.");
      return connection;
    },
    meet: tables.meet,
    contradict(table, contradiction) {
      tables.withdraw(table, contradiction);
      if (!restsOn(chosen, table, contradiction.index)) return;
      // What the first page left out cannot be given any more.
      if (job.resume !== undefined) throw changedSince();
      throw new DynamoSqlError("internal", "An index is not complete.", { planAgain: true });
    },
    throwIfOutdated() {
      if (tables.met.length === known) return;
      throw new DynamoSqlError("internal", "Met names that mean something else.", { planAgain: true });
    },
    wereReplaced: tables.wereReplaced,
    metadataReadUnits: tables.readUnits,
    instant,
  };

  async function knownIn({ node }: Statement): Promise<KnownRowsAt | undefined> {
    return job.pushDown ? await knownRows(node, dialect) : undefined;
  }

  async function bound() {
    const found = foundTables(names, await tables.lookup(names));
    const unknown = new Set<TableDescription>();
    const kept = job.resume?.kept;
    const options = {
      normalizedSql,
      pushDown: job.pushDown,
      unknown,
      ...defined({ kept, known: rowsKnown }),
    };
    try {
      const resolved = resolve(statement, (name) => boundTable(found, name).description, options);
      const warnings = [...resolved.warnings, ...job.catalog?.warnings ?? []];
      return { found, unknown, resolved: { ...resolved, warnings } };
    } catch (error) {
      if (unknown.size === 0 || !(error instanceof DynamoSqlError)) throw error;
      return { found, unknown, resolved: error };
    }
  }
}

function foundTables(
  names: readonly TableName[],
  lookups: readonly TableLookup[],
): ReadonlyMap<string, BoundTable> {
  const found = new Map<string, BoundTable>();
  for (const [at, name] of names.entries()) {
    const lookup = lookups[at];
    if (lookup === undefined) throw new DynamoSqlError("internal", "The catalogue gave no answer to a name.");
    if ("missing" in lookup) throw new DynamoSqlError(lookup.missing.code, lookup.missing.message);
    found.set(nameKey(name), lookup.found);
  }
  return found;
}

function boundTable(found: ReadonlyMap<string, BoundTable>, name: TableName): BoundTable {
  const table = found.get(nameKey(name));
  if (table === undefined) throw new DynamoSqlError("internal", "A table that was never looked up.");
  return table;
}

/** Whether columns go by internal names, for their attributes differ only by case. */
function hasCaseTwins({ relations }: Resolved): boolean {
  return relations.some(({ columns }) =>
    columns.some((each) => isWhole(each) && each.column !== each.attribute)
  );
}
