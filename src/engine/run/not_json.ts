/**
 * Text columns that are read as JSON, and hold other texts, too: which, and what to write.
 * @module
 */
import { isNow } from "../../sql/advice/facts.ts";
import { shown } from "../../sql/advice/shown.ts";
import { namedAs, type Resolved } from "../../sql/query.ts";
import { type Node, node, nodes, str, walk } from "../../sql/tree.ts";
import { callName } from "../../sql/typed/rewrite.ts";
import type { Session } from "../duckdb/session.ts";
import { factsIn } from "./facts.ts";
import type { Looked } from "./looked.ts";
import { callersNames } from "./names.ts";

/** Functions that read their first argument as JSON. */
const OF_JSON =
  /^(->>?|json_(extract|extract_string|extract_path|extract_path_text|array_length|keys|type|value|exists|contains))$/;

/** `txt is VARCHAR (texts only): write CASE WHEN json_valid(txt) THEN … END`; null where no text column is read so. */
export async function notJson(
  resolved: Resolved,
  loads: readonly Looked[],
  session: Session,
): Promise<string | null> {
  const facts = factsIn(resolved, loads)(resolved.rewritten);
  const found: (readonly [call: Node, column: Node])[] = [];
  walk(resolved.rewritten, (of) => {
    // `txt -> '$.a'` parses as a lambda does.
    const arrow = str(of, "class") === "LAMBDA" && str(node(of, "expr") ?? {}, "class") === "CONSTANT";
    const column = arrow
      ? node(of, "lhs")
      : OF_JSON.test(callName(of))
      ? nodes(of, "children")[0] ?? null
      : null;
    if (column !== null && facts(column)?.kind === "VARCHAR") found.push([of, column]);
  });
  const [first] = found;
  if (first === undefined) return null;
  const [call, column] = first;
  const [name, whole] = [await shown(column, session), await shown(call, session, 200)];
  const said = `${
    isNow(name, "VARCHAR", facts(column))
  }: write CASE WHEN json_valid(${name}) THEN ${whole} END`;
  return namedAs(said, callersNames(resolved));
}
