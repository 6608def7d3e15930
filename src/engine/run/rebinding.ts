/**
 * A statement over tables whose columns change while they are read: it is bound again when they did.
 * @module
 */
import type { Statement } from "../../sql/parse.ts";
import type { Resolved } from "../../sql/query.ts";
import type { Widening } from "../../sql/typed/widening.ts";
import type { Session } from "../duckdb/session.ts";
import type { Load } from "../load/load.ts";
import { createViews } from "../load/views.ts";
import type { BoundStatement } from "./bind.ts";
import { typesOf } from "./on_loaded.ts";
import { bindAtLast, bindSoFar } from "./unmet.ts";

/** What is bound. */
export interface Bindable {
  readonly session: Session;
  readonly resolved: Resolved;
  /** The caller's statement. */
  readonly written: Statement;
  readonly loads: readonly Load[];
}

/** Binds anew what was bound before. */
export type BindAgain = (of: Bindable, widening: Widening) => Promise<BoundStatement>;

const inFull: BindAgain = ({ session, resolved, written, loads }, widening) =>
  bindAtLast(session, resolved, written, loads, widening);

/** The statement as it is bound now. */
export class Rebinding {
  readonly #of: Bindable;
  readonly #bindAgain: BindAgain;
  #bound: BoundStatement | null;
  /** What it is bound to. */
  #types: string;
  #widening: Widening = "none";

  /**
   * @param bound to what is loaded now; null = it does not bind so far
   * @param bindAgain if not as a statement of a caller's is bound
   */
  constructor(of: Bindable, bound: BoundStatement | null, bindAgain = inFull) {
    this.#of = of;
    this.#bindAgain = bindAgain;
    this.#bound = bound;
    this.#types = this.#typesNow();
  }

  /** As it was bound, or ran, last. */
  get last(): BoundStatement | null {
    return this.#bound;
  }

  /** Columns have other types by now, or dates another form. */
  get isStale(): boolean {
    return this.#types !== this.#typesNow();
  }

  /** Notes the statement as it ran: with arithmetic that may go further than asked for. */
  ran(bound: BoundStatement): BoundStatement {
    this.#widening = bound.widening;
    return this.#bound = bound;
  }

  /** Bound to what is loaded so far; null = it needs more first. */
  async soFar(): Promise<BoundStatement | null> {
    if (this.#bound !== null) return await this.atLast();
    const { session, resolved, written, loads } = this.#of;
    await this.#renewViews();
    this.#bound = await bindSoFar(session, resolved, written, loads);
    this.#types = this.#typesNow();
    return this.#bound;
  }

  /** Bound to what is loaded, of which there will be no more that could help. */
  async atLast(): Promise<BoundStatement> {
    if (this.#bound !== null && !this.isStale) return this.#bound;
    await this.#renewViews();
    const bound = await this.#bindAgain(this.#of, this.#widening);
    this.#types = this.#typesNow();
    return this.#bound = bound;
  }

  async #renewViews(): Promise<void> {
    if (!this.isStale) return;
    for (const load of this.#of.loads) await createViews(this.#of.session, load);
  }

  #typesNow(): string {
    return JSON.stringify(this.#of.loads.map(typesOf));
  }
}
