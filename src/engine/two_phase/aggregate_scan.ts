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
import { typesOf } from "../run/on_loaded.ts";
import type { ReadingCounts } from "../run/reading_counts.ts";
import { WRAP } from "../run/statement.ts";
import { rowsName, rowsSql } from "./averages.ts";
import { aggregatedSelectOf } from "./aggregated_select.ts";
import { joinSql, splitSelect } from "./partial_final.ts";
import type { Split } from "./two_steps.ts";

/** When rows are aggregated into partial results. */
export interface AggregateScanOptions {
  /** Rows that are held before they are aggregated: by default about a tenth of a second's reading, a few megabytes. */
  readonly rows: number;
  /** The first batch must shrink to this share of its rows; if it does not, partial aggregation is given up. */
  readonly worth: number;
}

const USUAL: AggregateScanOptions = { rows: 50_000, worth: 0.5 };

/** Partial results are merged, one for each group, when they are this many times as many as after the last merge. */
const JOIN_AT = 2;
/** Up to this many partial results are never merged. */
const PARTS_FEW = 10_000;

/** Aggregates the rows of a statement's loads. */
export interface AggregateScan {
  /** It aggregates at this many rows: no more should be appended at a time. */
  readonly rows: number;
  /** To be called in the session's turn when rows were appended: aggregates them if they are many. */
  appended(load: Load): Promise<void>;
  /**
   * To be called in the session's turn when all is read: aggregates the rows that are left, if any were aggregated
   * before.
   */
  ended(load: Load): Promise<void>;
  /** Binds the statement over the partial results; null where there are none. Its columns may have other names. */
  bind(): Promise<BoundStatement | null>;
}

/** What an aggregate scan needs. */
export interface AggregateScanContext {
  readonly session: Session;
  readonly signal: AbortSignal;
  readonly prepared: Prepared;
  /** All loads of the statement. */
  readonly loads: readonly Load[];
  /** The statement as it runs over all rows. */
  readonly bound: BoundStatement;
  /** Counts texts that are no dates before their rows are deleted. */
  readonly dates: ReadingCounts;
  /** Other sizes than usual, for tests. */
  readonly options?: AggregateScanOptions | undefined;
}

/** The partial results of one load. */
interface Parts {
  /** The table that holds them. */
  readonly name: string;
  /** The SELECT that was split, in the statement as resolved. */
  readonly select: Node;
  readonly split: Split;
  /** The partial SELECT, bound. */
  bound: BoundStatement;
  /** The load's types to which the partial SELECT is bound. */
  types: string;
  rows: number;
  rowsJoined: number;
  aggregated: boolean;
}

/** Aggregates nothing until there are many rows. */
export function createAggregateScan(context: AggregateScanContext): AggregateScan {
  const { session, signal, prepared, loads, bound, dates, options = USUAL } = context;
  const { plan: { resolved }, statement: written } = prepared;
  const all = new Map<Load, Parts | null>();

  const bind = (rewritten: Node, widening?: BoundStatement["widening"]) =>
    bindStatement(session, { ...resolved, rewritten }, written, loads, widening, null);

  async function open(load: Load): Promise<Parts | null> {
    const [relation, ...others] = load.relations;
    // A view would hide how the table changes.
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
      // The view would read the table while that is altered.
      await session.run(`DROP VIEW IF EXISTS ${rowsName(name)}`);
      if (sameTypes(whole, bound)) return parts;
    } catch {
      // What cannot be split, or does not bind in two phases, may still run in one.
      signal.throwIfAborted();
    }
    await session.run(`DROP VIEW IF EXISTS ${rowsName(name)}`);
    await session.run(`DROP TABLE IF EXISTS ${name}`);
    return null;
  }

  /** Binds the statement over these partial results. */
  async function bindWhole(aggregated: readonly Parts[]): Promise<BoundStatement> {
    for (const { split, name } of aggregated) {
      if (split.averages.length > 0) await session.run(rowsSql(split, name));
    }
    // A number that was deleted may have had more digits than a double keeps. So averages are calculated exactly from
    // the start.
    const averages = aggregated.some(({ split }) => split.averages.length > 0);
    return await bind(
      inTwoSteps(resolved.rewritten, aggregated),
      averages && isWide(loads) ? "decimal" : "none",
    );
  }

  /** Converts the partial results to the types that the load has now. */
  async function rebind(load: Load, parts: Parts): Promise<void> {
    const types = typesOf(load);
    if (parts.types === types) return;
    parts.bound = await bind(parts.split.partial, parts.bound.widening);
    parts.types = types;
    await retype(parts);
  }

  /** Moves the partial results to a table of the types that the partial SELECT has now. */
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

/** Whether a column's numbers may have more digits than a double keeps. */
function isWide(loads: readonly Load[]): boolean {
  return loads.some(({ table }) =>
    table.columns.some(({ type }) => type.kind === "DECIMAL" && type.width > 18)
  );
}

/**
 * Whether a load's rows may be aggregated and deleted: no other read needs them, and widening can be judged for the
 * type of each column.
 */
function isAggregatable(load: Load, loads: readonly Load[]): boolean {
  const { table, goalItems } = load;
  return !givesKeys(load, loads) && goalItems === null && table.columns.length > 0 &&
    table.columns.every(({ type: { kind } }) =>
      kind !== "LIST" && kind !== "STRUCT" && kind !== "MAP" && kind !== "UNSEEN"
    );
}

/** Inserts a batch's partial results; returns how many there are. */
async function insert(
  session: Session,
  parts: Parts,
  retype: (parts: Parts) => Promise<void>,
): Promise<number> {
  const { name, bound } = parts;
  // It is as long as the text before a statement that runs, as DuckDB's errors tell places.
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

/** The statement with the final SELECT in the place of each one that was split. */
function inTwoSteps(statement: Node, among: readonly Parts[]): Node {
  const found = among.find(({ select }) => select === statement);
  return found === undefined
    ? mapChildren(statement, (child) => inTwoSteps(child, among))
    : found.split.final;
}

/** Whether sums of this type are the same in any order. */
function isExact(type: string | undefined): boolean {
  return type === "HUGEINT" || type?.startsWith("DECIMAL") === true;
}

function sameTypes(a: BoundStatement, b: BoundStatement): boolean {
  const types = ({ statement }: BoundStatement) => statement.columns.map(({ type }) => type);
  return JSON.stringify(types(a)) === JSON.stringify(types(b));
}
