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
import { Rebinding } from "../run/rebinding.ts";
import { aggregatedSelectOf } from "./aggregated_select.ts";
import { splitSelect } from "./partial_final.ts";
import { PartialResults } from "./partial_results.ts";

/** When rows are aggregated into partial results. */
export interface AggregateScanOptions {
  /** Rows that are held before they are aggregated: by default about a tenth of a second's reading, a few megabytes. */
  readonly rows: number;
  /** The first batch must shrink to this share of its rows; if it does not, partial aggregation is given up. */
  readonly worth: number;
}

const USUAL: AggregateScanOptions = { rows: 50_000, worth: 0.5 };

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

/** Aggregates the rows of a statement's loads; nothing until there are many. */
export class AggregateScan {
  /** It aggregates at this many rows: no more should be appended at a time. */
  readonly rows: number;
  readonly #of: AggregateScanContext;
  readonly #worth: number;
  /** Loads that can be aggregated; null = one cannot, or it is not worth it. */
  readonly #tried = new Map<Load, PartialResults | null>();
  /** Those of which rows were aggregated, and are gone. */
  readonly #aggregated = new Set<PartialResults>();

  constructor(context: AggregateScanContext) {
    this.#of = context;
    const { rows, worth } = context.options ?? USUAL;
    this.rows = rows;
    this.#worth = worth;
  }

  /** To be called in the session's turn when rows were appended: aggregates them if they are many. */
  async appended(load: Load): Promise<void> {
    if (load.table.rows < this.rows || this.#tried.get(load) === null) return;
    const parts = this.#tried.get(load) ?? await this.#open(load);
    this.#tried.set(load, parts);
    if (parts !== null) await this.#aggregate(load, parts);
  }

  /**
   * To be called in the session's turn when all is read: aggregates the rows that are left, if any were aggregated
   * before.
   */
  async ended(load: Load): Promise<void> {
    const parts = this.#tried.get(load) ?? null;
    if (parts !== null && this.#aggregated.has(parts)) await this.#aggregate(load, parts);
  }

  /** Binds the statement over the partial results; null where there are none. Its columns may have other names. */
  async bind(): Promise<BoundStatement | null> {
    return this.#aggregated.size === 0 ? null : await this.#bindWhole([...this.#aggregated]);
  }

  async #open(load: Load): Promise<PartialResults | null> {
    const { session, signal, loads, bound, prepared } = this.#of;
    const { plan: { resolved }, statement: written } = prepared;
    const [relation, ...others] = load.relations;
    // A view would hide how the table changes.
    if (relation?.loadName !== load.table.name || others.length > 0 || !isAggregatable(load, loads)) {
      return null;
    }
    const name = `dynamosql_parts_${relation.id}`;
    let parts: PartialResults | null = null;
    try {
      const aggregated = aggregatedSelectOf(resolved.rewritten, relation.loadName, load.table.columns);
      const split = splitSelect(aggregated, name);
      const bindPartial = (widening?: BoundStatement["widening"]) => this.#bind(split.partial, widening);
      const first = await bindPartial();
      const { columns, storable } = first.statement;
      if (!storable || !split.sums.every((at) => isExact(columns[at]?.type))) return null;
      const partial = new Rebinding(
        { session, resolved, written, loads: [load] },
        first,
        (_, widening) => bindPartial(widening),
      );
      parts = new PartialResults(session, name, { select: aggregated.select, split }, partial, first);
      await parts.create();
      const whole = await this.#bindWhole([parts]);
      await parts.dropRows();
      if (sameTypes(whole, bound)) return parts;
    } catch {
      // What cannot be split, or does not bind in two phases, may still run in one.
      signal.throwIfAborted();
    }
    await parts?.dropRows();
    await parts?.drop();
    return null;
  }

  async #bind(rewritten: Node, widening?: BoundStatement["widening"]): Promise<BoundStatement> {
    const { session, prepared: { plan: { resolved }, statement }, loads } = this.#of;
    return await bindStatement(session, { ...resolved, rewritten }, statement, loads, widening, null);
  }

  /** Binds the statement over these partial results. */
  async #bindWhole(aggregated: readonly PartialResults[]): Promise<BoundStatement> {
    for (const parts of aggregated) await parts.createRows();
    // A number that was deleted may have had more digits than a double keeps. So averages are calculated exactly from
    // the start.
    const averages = aggregated.some(({ split }) => split.averages.length > 0);
    return await this.#bind(
      inTwoSteps(this.#of.prepared.plan.resolved.rewritten, aggregated),
      averages && isWide(this.#of.loads) ? "decimal" : "none",
    );
  }

  async #aggregate(load: Load, parts: PartialResults): Promise<void> {
    const isFirst = !this.#aggregated.has(parts);
    if (isFirst) await load.table.judge();
    await load.table.flush();
    const made = await parts.add();
    if (isFirst && made > load.table.rows * this.#worth) {
      this.#tried.set(load, null);
      return await parts.drop();
    }
    const { dates, bound, loads } = this.#of;
    await dates.add([load], bound, parts.bound, loads);
    await load.table.forget();
    this.#aggregated.add(parts);
    await parts.merge();
  }
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

/** The statement with the final SELECT in the place of each one that was split. */
function inTwoSteps(statement: Node, among: readonly PartialResults[]): Node {
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
