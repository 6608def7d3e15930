/**
 * Comparisons of columns with constants of another kind, told before anything is read.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { placeIn } from "../../sql/errors.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import type { Statement } from "../../sql/parse.ts";
import type { Resolved } from "../../sql/query.ts";
import { foldName } from "../../sql/resolve/identifiers.ts";
import type { Node } from "../../sql/tree.ts";
import type { FactsIn } from "../../sql/typed/contradictions.ts";
import { type KindsOf, suspectsIn, unlikeIn, withNumbers } from "../../sql/typed/unlike.ts";
import type { Session } from "../duckdb/session.ts";
import { callersNames, namedAs } from "./names.ts";
import { factsIn, type Looked } from "./facts.ts";

/** The statement with texts that meet columns of numbers as the numbers that they say. */
export function withMetNumbers(query: Node, loads: readonly Looked[], facts: FactsIn): Node {
  const suspects = suspectsIn(query, kindsIn(loads));
  return suspects.length === 0 ? query : withNumbers(query, suspects, facts(query));
}

/**
 * Looks for a comparison that cannot be meant.
 * @param last nothing more will be read
 * @returns false where reading may still show that it can
 * @throws DynamoSqlError both sides, what was found there, and what to write
 */
export async function refuseUnlike(
  session: Session,
  resolved: Resolved,
  { source, text }: Statement,
  loads: readonly Looked[],
  last: boolean,
): Promise<boolean> {
  const suspects = suspectsIn(resolved.rewritten, kindsIn(loads));
  if (suspects.length === 0) return true;
  const facts = factsIn(resolved, loads)(resolved.rewritten);
  const canRead = async (constant: string, type: string) => {
    const [[reads] = []] = await session.rows(
      `SELECT TRY_CAST('${constant.replaceAll("'", "''")}' AS ${type}) IS NOT NULL`,
    );
    return reads === true || reads === "true";
  };
  const found = await unlikeIn(suspects, facts, canRead, session);
  if (found === null) return true;
  // What a sample is not sure of, all that is read tells.
  const isOpen = !found.settled || loads.some(({ table }) => table.columns.some(({ unsure }) => unsure));
  if (isOpen && !last) return false;
  const position = found.at === null ? undefined : placeIn({ source, text }, found.at);
  const where = position === undefined ? "" : ` (line ${position.line}, column ${position.column})`;
  throw new DynamoSqlError(
    "type_mismatch",
    `${namedAs(found.message, callersNames(resolved))}${where}.`,
    position === undefined ? {} : { position },
  );
}

/** The kinds of the columns of each name, in all that is loaded. */
function kindsIn(loads: readonly Looked[]): KindsOf {
  const kinds = new Map<string, Set<SqlType["kind"]>>();
  for (const { table } of loads) {
    for (const { name, type } of table.columns) {
      const own = kinds.get(foldName(name));
      if (own === undefined) kinds.set(foldName(name), new Set([type.kind]));
      else own.add(type.kind);
    }
  }
  return (name) => kinds.get(foldName(name)) ?? new Set();
}
