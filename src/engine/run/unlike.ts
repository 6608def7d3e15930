/**
 * Refuses comparisons of columns with constants of another kind before anything is read.
 * @module
 */
import { textLiteral } from "../../catalog/names.ts";
import { DynamoSqlError } from "../../errors.ts";
import { placeIn } from "../../sql/errors.ts";
import { lineAndColumn } from "../../sql/position.ts";
import type { Statement } from "../../sql/parse.ts";
import type { Resolved } from "../../sql/query.ts";
import type { Node } from "../../sql/tree.ts";
import { suspectsIn, unlikeIn } from "../../sql/typed/unlike.ts";
import type { Session } from "../duckdb/session.ts";
import { mayMeet } from "../load/watch.ts";
import { callersNames, namedAs } from "./names.ts";
import { adviceFor } from "./advice.ts";
import { bindStatement } from "./bind.ts";
import { factsIn } from "./facts.ts";
import type { Looked } from "./looked.ts";
import { kindsIn } from "./met_numbers.ts";

/**
 * Looks for a comparison of unlike kinds, which no value can make true.
 * @param last nothing more will be read
 * @returns false where items that are read later may still show that it can be true
 * @throws DynamoSqlError both sides, what was found there, and what to write
 */
export async function refuseUnlike(
  session: Session,
  resolved: Resolved,
  written: Statement,
  loads: readonly Looked[],
  last: boolean,
): Promise<boolean> {
  const bindAs = (rewritten: Node) =>
    bindStatement(session, { ...resolved, rewritten }, written, loads, "none", null);
  const suspects = suspectsIn(resolved.rewritten, kindsIn(loads));
  if (suspects.length === 0) return true;
  const facts = factsIn(resolved, loads)(resolved.rewritten);
  const canRead = async (constant: string, type: string) => {
    const [[reads] = []] = await session.rows(
      `SELECT TRY_CAST(${textLiteral(constant)} AS ${type}) IS NOT NULL`,
    );
    return reads === true || reads === "true";
  };
  const found = await unlikeIn(suspects, facts, canRead, session);
  if (found === null) return true;
  // The items that are read decide where the sample is too small.
  const isOpen = !found.settled || loads.some(mayMeet) ||
    loads.some(({ table }) => table.columns.some(({ unsure }) => unsure));
  if (isOpen && !last) return false;
  const position = found.at === null ? undefined : placeIn(written, found.at);
  const message = found.message ??
    await adviceFor({ session, resolved, written, loads, bindAs }, null, {
      place: found.at,
      only: found.of,
    }) ??
    "What is compared is of different kinds";
  const where = lineAndColumn(position);
  throw new DynamoSqlError(
    "type_mismatch",
    `${namedAs(message, callersNames(resolved))}${where}.`,
    position === undefined ? {} : { position },
  );
}
