/**
 * The partial results of one load are a table beside it: what its batches came to, in the types that the load has by
 * now.
 *
 * `SELECT state, sum(total) FROM orders GROUP BY state` → `dynamosql_parts_0 (p0, p1)`, of which `p1` becomes a
 * DECIMAL when the first total with a fraction is loaded
 * @module
 */
import type { Node } from "../../sql/tree.ts";
import type { Session } from "../duckdb/session.ts";
import type { BoundStatement } from "../run/bind.ts";
import { Rebinding } from "../run/rebinding.ts";
import { WRAP } from "../run/statement.ts";
import { rowsName, rowsSql } from "./averages.ts";
import { joinSql } from "./partial_final.ts";
import type { Split } from "./two_steps.ts";

/** Partial results are merged, one for each group, when they are this many times as many as after the last merge. */
const JOIN_AT = 2;
/** Up to this many partial results are never merged. */
const PARTS_FEW = 10_000;

/** The partial results of one load. */
export class PartialResults {
  /** The SELECT that was split, in the statement as resolved. */
  readonly select: Node;
  readonly split: Split;
  readonly #session: Session;
  /** The table that holds them. */
  readonly #name: string;
  /** The partial SELECT. */
  readonly #partial: Rebinding;
  #bound: BoundStatement;
  #rows = 0;
  #rowsJoined = 0;

  /**
   * @param partial how the partial SELECT is bound from now on
   * @param bound as it is bound now
   */
  constructor(
    session: Session,
    name: string,
    of: { readonly select: Node; readonly split: Split },
    partial: Rebinding,
    bound: BoundStatement,
  ) {
    this.#session = session;
    this.#name = name;
    this.select = of.select;
    this.split = of.split;
    this.#partial = partial;
    this.#bound = bound;
  }

  /** The partial SELECT as it is bound, or ran, last. */
  get bound(): BoundStatement {
    return this.#bound;
  }

  /** Makes the empty table. */
  async create(): Promise<void> {
    await this.#session.run(
      `CREATE OR REPLACE TEMP TABLE ${this.#name} AS SELECT * FROM (${this.#bound.statement.sql}) LIMIT 0`,
    );
  }

  /** Makes the rows of which DuckDB takes averages, where there are some. */
  async createRows(): Promise<void> {
    if (this.split.averages.length > 0) await this.#session.run(rowsSql(this.split, this.#name));
  }

  /** Drops those: they would read the table while it is altered. */
  async dropRows(): Promise<void> {
    await this.#session.run(`DROP VIEW IF EXISTS ${rowsName(this.#name)}`);
  }

  /** Drops the table. */
  async drop(): Promise<void> {
    await this.#session.run(`DROP TABLE IF EXISTS ${this.#name}`);
  }

  /** Adds what is loaded now, in the types that it has; returns how many partial results that came to. */
  async add(): Promise<number> {
    await this.#become(await this.#partial.atLast());
    const made = await this.#insert();
    this.#rows += made;
    return made;
  }

  /** Merges the partial results of each group, if they are many. */
  async merge(): Promise<void> {
    if (this.#rows < Math.max(PARTS_FEW, this.#rowsJoined * JOIN_AT)) return;
    const [[left] = []] = await this.#session.rows(
      `CREATE OR REPLACE TEMP TABLE ${this.#name} AS ${joinSql(this.split, this.#name)}`,
    );
    this.#rows = this.#rowsJoined = Number(left);
  }

  async #insert(): Promise<number> {
    // It is as long as the text before a statement that runs, as DuckDB's errors tell places.
    const into = `INSERT INTO ${this.#name} SELECT * FROM (`.padEnd(WRAP.length);
    try {
      const [[count] = []] = await this.#session.rows(`${into}${this.#bound.statement.sql})`);
      return Number(count);
    } catch (error) {
      const wider = await this.#bound.wider(error);
      if (wider === null) throw await this.#bound.explain(error);
      await this.#become(this.#partial.ran(wider));
      return await this.#insert();
    }
  }

  /** Moves the partial results to a table of the types that the partial SELECT has now. */
  async #become(bound: BoundStatement): Promise<void> {
    if (bound === this.#bound) return;
    this.#bound = bound;
    const name = this.#name;
    await this.#session.run(`ALTER TABLE ${name} RENAME TO ${name}_narrow`);
    await this.#session.run(`CREATE TEMP TABLE ${name} AS SELECT * FROM (${bound.statement.sql}) LIMIT 0`);
    await this.#session.run(`INSERT INTO ${name} SELECT * FROM ${name}_narrow`);
    await this.#session.run(`DROP TABLE ${name}_narrow`);
  }
}
