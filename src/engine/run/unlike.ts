/**
 * Refuses comparisons of columns with constants of another kind before anything is read.
 * @module
 */
import { textLiteral } from "../../catalog/names.ts";
import { DynamoSqlError } from "../../errors.ts";
import { foreignLogicIn, type Logic } from "../../sql/advice/foreign_logic.ts";
import { shown, withParameters } from "../../sql/advice/shown.ts";
import { placeIn } from "../../sql/errors.ts";
import { lineAndColumn } from "../../sql/position.ts";
import type { Statement } from "../../sql/parse.ts";
import { namedAs, type Resolved } from "../../sql/query.ts";
import { location, type Node } from "../../sql/tree.ts";
import { suspectsIn, unlikeIn } from "../../sql/typed/unlike.ts";
import type { Session } from "../duckdb/session.ts";
import { mayMeet } from "../load/watch.ts";
import { callersNames } from "./names.ts";
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
  const suspects = suspectsIn(resolved.rewritten, kindsIn(loads, resolved.rewritten));
  const mayJoin = /&&|\|\|/.test(written.text);
  if (suspects.length === 0 && !mayJoin) return true;
  const facts = factsIn(resolved, loads)(resolved.rewritten);
  const logic = mayJoin ? foreignLogicIn(resolved.rewritten, written.text, facts) : null;
  if (logic !== null) {
    if (logic.settled || last) throw await joinedWrongly(logic, session, resolved, written);
    return false;
  }
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
  if (found.ofList) return true;
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

/** Says of `a || b = 'x'` and `a && b` that OR and AND are other words. */
async function joinedWrongly(
  { sign, truth, word, does, whole }: Logic,
  session: Session,
  resolved: Resolved,
  written: Statement,
): Promise<DynamoSqlError> {
  const given = written.given ?? new Map();
  const named = async (each: Node) =>
    namedAs(await shown(withParameters(each, given), session), callersNames(resolved));
  const at = location(sign) ?? location(truth);
  const position = at === null ? undefined : placeIn(written, at);
  const name = await named(truth);
  const text = word === "OR" ? `, or CAST(${name} AS VARCHAR) where its text is meant` : "";
  return new DynamoSqlError(
    "type_mismatch",
    `${name} is BOOLEAN, and ${does}${lineAndColumn(position)}: ` +
      `write ${whole === null ? word : await named(whole)}${text}.`,
    position === undefined ? {} : { position },
  );
}
