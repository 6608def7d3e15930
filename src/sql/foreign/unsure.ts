/**
 * The refusal of a call that engines are at odds over, with what each of them means in DuckDB's words, to paste.
 *
 * `SELECT log(n) FROM t` → `log() has base 10 or e: write log10(n) for DuckDB's and PostgreSQL's, or ln(n) for MySQL's …`
 * @module
 */
import type { Dialect } from "../dialect.ts";
import { DynamoSqlError } from "../../errors.ts";
import { CUT, shown } from "../advice/shown.ts";
import { nearestLocation } from "../guard/constants.ts";
import type { Statement } from "../parse.ts";
import { charOffset, lineAndColumn, positionAt } from "../position.ts";
import { type Node, str } from "../tree.ts";
import type { CallMeaning } from "./patterns.ts";

/** One of the meanings of a call. */
export interface CallReading {
  readonly because: string;
  /** Who means it. */
  readonly whose: string;
  readonly meaning: CallMeaning;
}

/** Characters of an expression that is shown; what is longer is shown with the names of the form. */
const LONGEST = 400;

/**
 * Refuses such a call.
 * @throws {DynamoSqlError} `invalid_query`, with the place and all readings
 */
export async function refuseUnsure(
  statement: Statement,
  of: Node,
  readings: readonly (CallReading & { readonly whole: Node })[],
  dialect: Dialect,
): Promise<never> {
  const bytes = nearestLocation(of);
  const position = bytes === null
    ? undefined
    : positionAt(statement.source, charOffset(statement.text, bytes));
  const written: string[] = [];
  for (const { whole, whose, meaning } of readings) {
    const text = await shown(whole, dialect, LONGEST);
    const pasted = text.endsWith(CUT) ? meaning.template : text;
    written.push(whose === "" ? pasted : `${pasted} for ${whose}`);
  }
  const name = str(of, "function_name").toLowerCase();
  const because = readings[0]?.because ?? "";
  throw new DynamoSqlError(
    "invalid_query",
    `${name === "" ? "[0]" : /^\w/.test(name) ? `${name}()` : name} ${because}${
      lineAndColumn(position)
    }: write ${written.join(", or ")}.`,
    position === undefined ? {} : { position },
  );
}
