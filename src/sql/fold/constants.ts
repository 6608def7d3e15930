/**
 * Constant folding: expressions of conditions that are made of constants are computed once, by DuckDB itself, and stand in the
 * statement as what they are. So planning and execution see one value.
 *
 * `WHERE placed >= strftime(DATE '2026-06-08' - INTERVAL 7 DAYS, '%Y-%m-%d')` → `WHERE placed >= CAST('2026-06-01' AS
 * VARCHAR)`
 * @module
 */
import {
  booleanConstant,
  decimalConstant,
  doubleConstant,
  integerConstant,
  textConstant,
} from "../constant.ts";
import type { Dialect } from "../dialect.ts";
import { printSql } from "../print.ts";
import { isAggregate } from "../resolve/aggregates.ts";
import { instantType, valueOf } from "../resolve/instants.ts";
import { tableNames } from "../resolve/table_names.ts";
import { VARYING } from "../template/varying.ts";
import { literalsInUtc } from "../text_dates/literals.ts";
import { isOtherForm } from "../text_dates/text_as_date.ts";
import { operands, replaceNodes, selectOf } from "../text_dates/scope.ts";
import { children, type Node, node, nodes, str, walk } from "../tree.ts";
import { call, expression, integer } from "../typed/nodes.ts";
import { isVolatile } from "../volatile.ts";

/** Expressions computed in one statement, at most. */
const MOST = 200;

/** Characters of a value that are worth standing in the statement. */
const LONGEST = 1_024;

/** The statement with constant parts of its conditions computed. What cannot be computed stays, and tells why when it runs. */
export async function withConstantsFolded(query: Node, dialect: Dialect): Promise<Node> {
  const found = foldableIn(query).slice(0, MOST);
  // Nothing is read for a statement without a table.
  if (found.length === 0 || tableNames(query).length === 0) return query;
  const texts = found.flatMap((of) => [
    call("typeof", [of]),
    // What fails is NULL.
    expression("OPERATOR", "OPERATOR_TRY", { children: [textOf({ ...of, alias: "" })] }),
  ]);
  const asked = await literalsInUtc(selectOf(texts), dialect);
  const values = await valuesOf(await printSql(asked, dialect), dialect);
  if (values === null) return query;
  const folded = new Map<Node, Node>();
  for (const [at, of] of found.entries()) {
    const [type, text] = [values[at * 2], values[at * 2 + 1]];
    const value = typeof type !== "string" || typeof text !== "string" ? null : constantOf(type, text);
    if (value !== null) {
      folded.set(of, { ...value, alias: str(of, "alias"), query_location: of["query_location"] ?? null });
    }
  }
  return folded.size === 0 ? query : replaceNodes(query, folded);
}

async function valuesOf(sql: string, dialect: Dialect): Promise<readonly (string | null)[] | null> {
  try {
    return (await dialect.answer(sql)).rows[0] ?? null;
  } catch {
    // It does not bind: then the statement itself tells why. Where it was stopped, so is all that is asked next.
    return null;
  }
}

/** The largest expressions of the statement's conditions that are made of constants and whose value is not known yet. */
function foldableIn(query: Node): readonly Node[] {
  const found: Node[] = [];
  const gather = (of: Node): void => {
    const kind = str(of, "class");
    if (kind === "CONSTANT" || kind === "COLUMN_REF") return;
    if (kind === "SUBQUERY") {
      const child = node(of, "child");
      return child === null ? undefined : gather(child);
    }
    if (!isContainer(of) && isFoldable(of)) {
      if (valueOf(of) === null && !isInterval(of)) found.push(of);
      return;
    }
    for (const child of children(of)) if (str(child, "class") !== "" || kind === "CASE") gather(child);
  };
  walk(query, (of) => {
    const condition = str(of, "type") === "SELECT_NODE"
      ? node(of, "where_clause")
      : str(of, "type") === "JOIN"
      ? node(of, "condition")
      : null;
    if (condition !== null) gather(condition);
  });
  return found;
}

/** Functions that tell of the session. */
const OF_SESSION = /^(version|user|session_user|current_\w+)$/;

/** Whether an expression is made of constants only, and the same whenever it is computed. */
function isFoldable(of: Node): boolean {
  switch (str(of, "class")) {
    case "CONSTANT": {
      // Of a text that DuckDB reads as a date and that is none here, the statement itself tells.
      const text = node(of, "value")?.["value"];
      return typeof text !== "string" || !isOtherForm(text);
    }
    case "CAST": {
      const child = node(of, "child") ?? {};
      const isRead = instantType(of) !== null && str(child, "class") === "CONSTANT";
      return isRead ? valueOf(of) !== null : isFoldable(child);
    }
    case "CASE":
      return [...nodes(of, "case_checks").map((check) => node(check, "when_expr") ?? {}), ...operands(of)]
        .every(
          isFoldable,
        );
    case "FUNCTION": {
      const name = str(of, "function_name").toLowerCase();
      const varies = VARYING.has(name) || OF_SESSION.test(name) || isAggregate(of) || isVolatile(of);
      return !varies && operands(of).every(isFoldable);
    }
    case "OPERATOR":
    case "COMPARISON":
    case "BETWEEN":
    case "CONJUNCTION":
      return operands(of).every(isFoldable);
    default:
      return false;
  }
}

/** Lists, rows and structs: their parts are looked at by themselves. */
function isContainer(of: Node): boolean {
  return str(of, "type") === "ARRAY_CONSTRUCTOR" || str(of, "type").startsWith("CONJUNCTION") ||
    /^(row|list_value|list_pack|array_value|struct_pack|map|unnest|generate_series|range)$/.test(
      str(of, "function_name").toLowerCase(),
    );
}

/** What gives an interval: beside dates it is understood as it is. */
function isInterval(of: Node): boolean {
  return str(node(of, "cast_type") ?? {}, "id") === "INTERVAL" ||
    /^to_(micro|milli)?seconds$|^to_(minutes|hours|days|weeks|months|quarters|years|decades|centuries|millennia)$/
      .test(
        str(of, "function_name").toLowerCase(),
      );
}

const castOf = (child: Node, cast_type: Node): Node =>
  expression("CAST", "OPERATOR_CAST", { child, cast_type, try_cast: false });

const textOf = (of: Node): Node => castOf(of, { id: "VARCHAR", type_info: null });

const WHOLE = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/;
const TIMESTAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?$/;

/** A value of a type, from its text; null where it stays as it is written. */
function constantOf(type: string, text: string): Node | null {
  if (text.length > LONGEST) return null;
  const typed = (id: string, from = text) => castOf(textConstant(from), { id, type_info: null });
  if (WHOLE.test(type)) {
    if (type === "INTEGER") return integer(Number(text));
    const whole = integerConstant(BigInt(text));
    return whole === null || type === "BIGINT" ? whole : castOf(whole, { id: type, type_info: null });
  }
  const [, whole = "", fraction = ""] = /^DECIMAL/.test(type) ? /^(-?\d+)(?:\.(\d+))?$/.exec(text) ?? [] : [];
  if (whole !== "") return decimalConstant(BigInt(whole + fraction), fraction.length);
  switch (type) {
    case "VARCHAR":
      return typed(type);
    case "BOOLEAN":
      return booleanConstant(text === "true");
    case "DOUBLE":
      return /^-?\d/.test(text) ? doubleConstant(text) : null;
    case "DATE":
      return /^\d{4}-\d\d-\d\d$/.test(text) ? typed(type) : null;
    case "TIMESTAMP":
      return TIMESTAMP.test(text) ? typed(type) : null;
    case "TIMESTAMP WITH TIME ZONE": {
      const local = /^(.*)\+00$/.exec(text)?.[1] ?? "";
      // The session's zone is UTC; a text with a zone would be read in another way.
      return TIMESTAMP.test(local) ? castOf(typed("TIMESTAMP", local), { id: type, type_info: null }) : null;
    }
    default:
      return null;
  }
}
