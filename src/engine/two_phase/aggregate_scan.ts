/**
 * An aggregate scan is two-phase aggregation while reading: a relation that a statement looks at through aggregates
 * alone is not held whole, but aggregated many rows at a time (partial); the statement then runs over those results
 * (final).
 *
 * `SELECT state, sum(total) FROM orders GROUP BY state` → for each 50,000 rows
 * `SELECT state AS p0, sum(total) AS p1 … GROUP BY state`, after which the rows are deleted; at last
 * `SELECT p0, sum(p1) FROM dynamosql_parts_0 GROUP BY p0`
 *
 * Where it is not certain that the answer stays the same, or where that would save nothing, all rows are kept.
 * (DuckDB's table functions would stream too, but the bindings run them on the event loop, where they cannot wait for
 * a page; their column types are fixed before the first row; and they are registered for all connections at once.)
 * @module
 */
import { mapChildren, type Node } from "../../sql/tree.ts";
import type { Session } from "../duckdb/session.ts";
import type { Load } from "../load/load.ts";
import { givesKeys } from "../read/shared_scan.ts";
import type { Prepared } from "../prepare.ts";
import { bindStatement, type BoundStatement } from "../run/bind.ts";
import type { ReadingCounts } from "../run/reading_counts.ts";
import { WRAP } from "../run/statement.ts";
import { rowsName, rowsSql } from "./averages.ts";
import { aggregatedSelectOf } from "./aggregated_select.ts";
import { joinSql, splitSelect } from "./partial_final.ts";
import type { Split } from "./two_steps.ts";

/** When rows are folded. */
export interface AggregateScanOptions {
  /** Rows that are held before they are folded: by default about a tenth of a second's reading, a few megabytes. */
  readonly rows: number;
  /** At most this share may be left of the rows folded first; else folding is given up. */
  readonly worth: number;
}

const USUAL: AggregateScanOptions = { rows: 50_000, worth: 0.5 };

/** Parts are joined into one a group when they are so many times as many as after the last time. */
const JOIN_AT = 2;
/** Parts that are never too many. */
const PARTS_FEW = 10_000;

/** Folds the rows of a statement's loads. */
export interface AggregateScan {
  /** Rows at which it folds: no more should be appended at a time. */
  readonly rows: number;
  /** To be called in the session's turn when rows were appended: folds them if they are many. */
  appended(load: Load): Promise<void>;
  /** To be called in the session's turn when all is read: folds what is left, where anything was folded. */
  ended(load: Load): Promise<void>;
  /** The statement over what was folded; null where nothing was. Its columns may have other names. */
  bind(): Promise<BoundStatement | null>;
}

/** What folding needs. */
export interface AggregateScanContext {
  readonly session: Session;
  readonly signal: AbortSignal;
  readonly prepared: Prepared;
  /** All loads of the statement. */
  readonly loads: readonly Load[];
  /** The statement as it would run without folding. */
  readonly bound: BoundStatement;
  /** Counts texts that are no dates before they are forgotten. */
  readonly dates: ReadingCounts;
  /** Instead of the usual. */
  readonly options?: AggregateScanOptions | undefined;
}

/** The parts of one load's rows. */
interface Parts {
  /** Their table. */
  readonly name: string;
  /** The SELECT that was split, in the statement as resolved. */
  readonly select: Node;
  readonly split: Split;
  /** The first step. */
  bound: BoundStatement;
  /** The load's types that the first step is bound to. */
  types: string;
  rows: number;
  rowsJoined: number;
  aggregated: boolean;
}

/** Folds nothing until rows are many. */
export function createAggregateScan(context: AggregateScanContext): AggregateScan {
  const { session, signal, prepared, loads, bound, dates, options = USUAL } = context;
  const { plan: { resolved }, statement: written } = prepared;
  const all = new Map<Load, Parts | null>();

  const bind = (rewritten: Node, widening?: BoundStatement["widening"]) =>
    bindStatement(session, { ...resolved, rewritten }, written, loads, widening, false);

  async function open(load: Load): Promise<Parts | null> {
    const [relation, ...others] = load.relations;
    // A view hides what the table becomes.
    if (relation?.loadName !== load.table.name || others.length > 0 || !isAggregatable(load, loads)) {
      return null;
    }
    const name = `dynamosql_parts_${relation.id}`;
    try {
      const aggregated = aggregatedSelectOf(resolved.rewritten, relation.loadName, load.table.columns);
      const split = splitSelect(aggregated, name);
      const first = await bind(split.partial);
      const { columns, storable } = first.statement;
      if (!storable || !split.sums.every((at) => isExact(columns[at]?.type))) return null;
      await session.run(
        `CREATE OR REPLACE TEMP TABLE ${name} AS SELECT * FROM (${first.statement.sql}) LIMIT 0`,
      );
      const parts: Parts = {
        name,
        select: aggregated.select,
        split,
        bound: first,
        types: typesOf(load),
        rows: 0,
        rowsJoined: 0,
        aggregated: false,
      };
      const whole = await bindWhole([parts]);
      // It would look at the table while that changes.
      await session.run(`DROP VIEW IF EXISTS ${rowsName(name)}`);
      if (sameTypes(whole, bound)) return parts;
    } catch {
      // What does not split, or does not bind in two steps, may do so in one.
      signal.throwIfAborted();
    }
    await session.run(`DROP VIEW IF EXISTS ${rowsName(name)}`);
    await session.run(`DROP TABLE IF EXISTS ${name}`);
    return null;
  }

  /** The statement over these parts. */
  async function bindWhole(aggregated: readonly Parts[]): Promise<BoundStatement> {
    for (const { split, name } of aggregated) {
      if (split.averages.length > 0) await session.run(rowsSql(split, name));
    }
    // Whether some forgotten number had more digits than a double keeps, nobody can tell: averages are then exact at once.
    const averages = aggregated.some(({ split }) => split.averages.length > 0);
    return await bind(
      inTwoSteps(resolved.rewritten, aggregated),
      averages && isWide(loads) ? "decimal" : "none",
    );
  }

  /** The parts made so far, in the types that the load has now. */
  async function rebind(load: Load, parts: Parts): Promise<void> {
    const types = typesOf(load);
    if (parts.types === types) return;
    parts.bound = await bind(parts.split.partial, parts.bound.widening);
    parts.types = types;
    await retype(parts);
  }

  /** Moves the parts to a table of the types that the first step has now. */
  async function retype({ name, bound }: Parts): Promise<void> {
    await session.run(`ALTER TABLE ${name} RENAME TO ${name}_narrow`);
    await session.run(`CREATE TEMP TABLE ${name} AS SELECT * FROM (${bound.statement.sql}) LIMIT 0`);
    await session.run(`INSERT INTO ${name} SELECT * FROM ${name}_narrow`);
    await session.run(`DROP TABLE ${name}_narrow`);
  }

  async function aggregate(load: Load, parts: Parts): Promise<void> {
    if (!parts.aggregated) await load.table.judge();
    await load.table.flush();
    await rebind(load, parts);
    const made = await insert(session, parts, retype);
    if (!parts.aggregated && made > load.table.rows * options.worth) {
      all.set(load, null);
      return await session.run(`DROP TABLE ${parts.name}`);
    }
    await dates.add([load], bound, parts.bound, loads);
    await load.table.forget();
    parts.aggregated = true;
    parts.rows += made;
    if (parts.rows < Math.max(PARTS_FEW, parts.rowsJoined * JOIN_AT)) return;
    const { name, split } = parts;
    const [[left] = []] = await session.rows(
      `CREATE OR REPLACE TEMP TABLE ${name} AS ${joinSql(split, name)}`,
    );
    parts.rows = parts.rowsJoined = Number(left);
  }

  return {
    rows: options.rows,
    async appended(load) {
      if (load.table.rows < options.rows || all.get(load) === null) return;
      const parts = all.get(load) ?? await open(load);
      all.set(load, parts);
      if (parts !== null) await aggregate(load, parts);
    },
    async ended(load) {
      const parts = all.get(load);
      if (parts?.aggregated) await aggregate(load, parts);
    },
    async bind() {
      const aggregated = [...all.values()].flatMap((parts) => parts?.aggregated ? [parts] : []);
      return aggregated.length === 0 ? null : await bindWhole(aggregated);
    },
  };
}

/** Some column's numbers may have more digits than a double keeps. */
function isWide(loads: readonly Load[]): boolean {
  return loads.some(({ table }) =>
    table.columns.some(({ type }) => type.kind === "DECIMAL" && type.width > 18)
  );
}

/** Nothing else looks at the load's rows, and each of its columns has a form that widening can be judged by. */
function isAggregatable(load: Load, loads: readonly Load[]): boolean {
  const { table, goalItems } = load;
  return !givesKeys(load, loads) && goalItems === null && table.columns.length > 0 &&
    table.columns.every(({ type: { kind } }) =>
      kind !== "LIST" && kind !== "STRUCT" && kind !== "MAP" && kind !== "UNSEEN"
    );
}

/** Puts what a batch comes to among the parts; how many they are. */
async function insert(
  session: Session,
  parts: Parts,
  retype: (parts: Parts) => Promise<void>,
): Promise<number> {
  const { name, bound } = parts;
  // As long as what stands before a statement that runs: DuckDB's errors tell places.
  const into = `INSERT INTO ${name} SELECT * FROM (`.padEnd(WRAP.length);
  try {
    const [[count] = []] = await session.rows(`${into}${bound.statement.sql})`);
    return Number(count);
  } catch (error) {
    const wider = await bound.wider(error);
    if (wider === null) throw await bound.explain(error);
    parts.bound = wider;
    await retype(parts);
    return await insert(session, parts, retype);
  }
}

/** The statement with the second step in the place of each SELECT that was split. */
function inTwoSteps(statement: Node, among: readonly Parts[]): Node {
  const found = among.find(({ select }) => select === statement);
  return found === undefined
    ? mapChildren(statement, (child) => inTwoSteps(child, among))
    : found.split.final;
}

/** Sums of these are the same in any order. */
function isExact(type: string | undefined): boolean {
  return type === "HUGEINT" || type?.startsWith("DECIMAL") === true;
}

function sameTypes(a: BoundStatement, b: BoundStatement): boolean {
  const types = ({ statement }: BoundStatement) => statement.columns.map(({ type }) => type);
  return JSON.stringify(types(a)) === JSON.stringify(types(b));
}

function typesOf(load: Load): string {
  return JSON.stringify(load.table.columns.map(({ type }) => type));
}
