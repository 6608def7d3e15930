/**
 * The copies of arguments that foreign forms make are counted before one is made: forms inside forms multiply them.
 *
 * `square(square(square(n)))` → eight times `n`; forty letters more, and it would be millions of times
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import { nearestLocation } from "../guard/constants.ts";
import { charOffset, lineAndColumn, positionAt } from "../position.ts";
import type { Statement } from "../parse.ts";
import { children, type Node } from "../tree.ts";

/** Parts of an expression that the copies of one call may add. */
const MOST_OF_CALL = 500;
/** Those that all copies of a statement may add: no more than a text of the greatest length has by itself. */
const MOST_OF_STATEMENT = 10_000;

/**
 * Refuses a statement whose foreign forms would copy too much.
 * @param usesOf how often a call's meaning has each of its arguments; none where it is no foreign form
 * @throws {DynamoSqlError} `invalid_query`, with the place
 */
export function refuseCopies(
  statement: Statement,
  usesOf: (call: Node) => ReadonlyMap<Node, number> | undefined,
): void {
  let all = 0;
  /** Parts of what a node becomes. */
  const sizeOf = (of: Node, isInside: boolean): number => {
    const uses = usesOf(of);
    let size = 1;
    let copied = 0;
    for (const child of children(of)) {
      const once = sizeOf(child, isInside || uses !== undefined);
      size += once;
      copied += once * (Math.max(1, uses?.get(child) ?? 1) - 1);
    }
    // What is inside another call is counted with it.
    if (!isInside) all += copied;
    if (copied > MOST_OF_CALL || all > MOST_OF_STATEMENT) refuse(statement, of);
    return size + copied;
  };
  sizeOf(statement.node, false);
}

function refuse(statement: Statement, at: Node): never {
  const bytes = nearestLocation(at);
  const position = bytes === null
    ? undefined
    : positionAt(statement.source, charOffset(statement.text, bytes));
  const where = position === undefined ? "" : lineAndColumn(position);
  throw new DynamoSqlError(
    "invalid_query",
    `Calls of other engines' functions inside each other repeat their arguments too often${where}. ` +
      "Compute the inner one in a subquery, and name it.",
    position === undefined ? {} : { position },
  );
}
