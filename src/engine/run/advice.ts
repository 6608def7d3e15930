/**
 * Advice about operands of unlike kinds, which is tried on the loaded rows before it is given.
 * @module
 */
import { advise } from "../../sql/advice/advise.ts";
import type { Clash, Trials } from "../../sql/advice/clash.ts";
import { hasMarks } from "../../sql/parameters.ts";
import type { Statement } from "../../sql/parse.ts";
import { namedAs, type Resolved } from "../../sql/query.ts";
import { DynamoSqlError, type ErrorCode } from "../../errors.ts";
import { type DuckDbError, readDuckDbError } from "../../sql/duckdb_error.ts";
import type { Node } from "../../sql/tree.ts";
import type { Session } from "../duckdb/session.ts";
import { factsIn } from "./facts.ts";
import type { Looked } from "./looked.ts";
import { callersNames } from "./names.ts";
import { type RunStatement, runStatement } from "./statement.ts";
import { defined } from "../../lib/defined.ts";

/** Rows on which a statement is tried at most, and values of an expression that are looked at. */
const MOST_ROWS = 20_000;
const LOOKED_AT = 1_000;

/** What the advice is about. */
export interface Advised {
  readonly session: Session;
  readonly resolved: Resolved;
  readonly written: Statement;
  readonly loads: readonly Looked[];
  /** Binds the statement in another form, without advice. */
  bindAs(rewritten: Node): Promise<{ readonly statement: RunStatement }>;
}

/**
 * Says both sides, what was found there, and what to write; null where nothing is known of that.
 * @param error what DuckDB says; null = nothing yet
 * @param place where, in the caller's text
 */
export async function adviceFor(
  { session, resolved, written, loads, bindAs }: Advised,
  error: unknown,
  { place, only }: Pick<Clash, "place" | "only">,
): Promise<string | null> {
  const rows = loads.reduce((sum, { table }) => sum + (table.rows ?? 0), 0);
  const trials: Trials = {
    async bind(tree) {
      try {
        await bindAs(tree);
        return null;
      } catch (thrown) {
        return errorOf(thrown);
      }
    },
    async runs(tree) {
      // Without a table, all is known.
      if ((rows === 0 && loads.length > 0) || rows > MOST_ROWS) return null;
      try {
        const { statement } = await bindAs(tree);
        await runStatement(session, statement, MOST_ROWS, () => Promise.resolve(true));
        return null;
      } catch (thrown) {
        return errorOf(thrown);
      }
    },
    async values(query) {
      if (rows === 0) return null;
      try {
        const { statement } = await bindAs(query);
        const [[all, there] = []] = await session.rows(
          `SELECT count(*)::DOUBLE, count(c)::DOUBLE FROM (SELECT * FROM (${statement.sql}) LIMIT ${LOOKED_AT}) AS t(c)`,
        );
        return Number(all) === 0 ? null : Number(there);
      } catch (thrown) {
        errorOf(thrown);
        return null;
      }
    },
  };
  const clash: Clash = {
    tree: resolved.rewritten,
    given: written.given ?? new Map(),
    marks: hasMarks(written),
    error: error === null ? null : readDuckDbError(error),
    place,
    ...defined({ only }),
  };
  const said = await advise(clash, trials, factsIn(resolved, loads), session);
  // A table goes by an alias of its own name.
  return said === null
    ? null
    : namedAs(said, callersNames(resolved)).replace(/(?<= FROM )("?[\w-]+"?) AS \1(?=[ )]|$)/g, "$1");
}

const OTHER: DuckDbError = {
  type: "Binder",
  message: "",
  subtype: "",
  position: null,
  candidates: "",
  call: "",
  name: "",
  kind: "",
};

const ENDS: ReadonlySet<ErrorCode> = new Set(["cancelled", "timeout"]);

/** Reads DuckDB's error; other errors are thrown again. */
function errorOf(thrown: unknown): DuckDbError {
  const read = readDuckDbError(thrown instanceof DynamoSqlError ? thrown.detail.cause : thrown);
  if (read !== null && read.type !== "INTERRUPT" && read.type !== "Interrupt") return read;
  // The rewritten form may be no valid statement.
  if (thrown instanceof DynamoSqlError && !ENDS.has(thrown.code)) return OTHER;
  throw thrown;
}
