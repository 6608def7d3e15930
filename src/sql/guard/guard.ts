/**
 * The first wall: a query may hold only kinds of nodes, functions and types that are known to be harmless.
 * The engine's settings and the process limits are the second and third; none of them relies on another.
 * @module
 */
import { distance } from "fastest-levenshtein";
import { DynamoSqlError, type ErrorCode } from "../../errors.ts";
import type { Statement } from "../parse.ts";
import { charOffset, lineAndColumn, positionAt } from "../position.ts";
import { bool, isList, isNode, list, type Node, node, numeral, str, type TreeValue } from "../tree.ts";
import { amplification, MAX_ARRAY_SIZE, MAX_MADE, MAX_ROWS_MADE } from "./amplifiers.ts";
import { nearestLocation } from "./constants.ts";
import { FOREIGN_FORMS } from "../foreign/forms.ts";
import { constantOf } from "../resolve/constants.ts";
import { ELSEWHERE, FUNCTIONS, MACROS, REFUSED, SHORTER, TABLE_FUNCTIONS } from "./functions.ts";
import { ENGINE_TYPES, EXPRESSIONS, NAMED_TYPES, STRUCTURE } from "./nodes.ts";

/**
 * How deep and how wide a statement may be. Binding costs the cube of an expression's depth and the second power's
 * exponent of nested subqueries, lambdas and macros (measured: 0.3 s at 250, 2^10, 2^8 and 2.4^8), and a chain of
 * 480 CTEs overflows a thread's stack. No one can interrupt binding.
 */
const DEEPEST = { expression: 250, subquery: 10, lambda: 8, macro: 6, setOperation: 100 } as const;
const MOST = { relations: 100, ctes: 100 } as const;

type Depth = { readonly [Kind in keyof typeof DEEPEST]: number };
const SURFACE: Depth = { expression: 0, subquery: 0, lambda: 0, macro: 0, setOperation: 0 };

/** How each bounded thing is called in messages. */
const CALLED: { readonly [Kind in keyof typeof DEEPEST | keyof typeof MOST]: string } = {
  expression: "expressions",
  subquery: "subqueries in expressions",
  lambda: "lambdas",
  macro: "calls of macros (NULLIF, fmod, split_part, …)",
  setOperation: "UNION, EXCEPT and INTERSECT operations",
  relations: "tables, subqueries and functions in FROM clauses",
  ctes: "common table expressions",
};

/**
 * Refuses whatever is not known to be harmless. Works with parameters still in place; with their values put in
 * place before, sizes given as parameters are bounded too.
 * @throws DynamoSqlError `statement_not_allowed` or `function_not_allowed`, with name and place; `invalid_query`
 *   where the statement is too deep or too wide
 * @example `dialect` is a DuckDB
 * ```ts
 * import { parse } from "../parse.ts";
 *
 * guard(await parse("SELECT upper(name) FROM users", dialect));
 * const file = await parse("SELECT * FROM read_csv('/etc/passwd')", dialect);
 * assert.throws(() => guard(file), { code: "function_not_allowed" });
 * ```
 */
export function guard(statement: Statement): void {
  const used = { relations: 0, ctes: 0 };

  const refuse = (code: ErrorCode, message: string, at: Node): never => {
    const bytes = nearestLocation(at);
    if (bytes === null) throw new DynamoSqlError(code, message);
    const position = positionAt(statement.source, charOffset(statement.text, bytes));
    const where = lineAndColumn(position);
    // The place belongs to the first sentence, unless that begins with what was not found.
    throw new DynamoSqlError(code, message.replace(/\.?(?= Did you mean |$)/, `${where}.`), { position });
  };

  const deepen = (depth: Depth, kind: keyof Depth, at: Node): Depth => {
    if (depth[kind] >= DEEPEST[kind]) {
      refuse("invalid_query", `At most ${DEEPEST[kind]} ${CALLED[kind]} may be nested.`, at);
    }
    return { ...depth, [kind]: depth[kind] + 1 };
  };

  const count = (kind: keyof typeof used, at: Node): void => {
    if (++used[kind] > MOST[kind]) {
      refuse("invalid_query", `At most ${MOST[kind]} ${CALLED[kind]} per statement.`, at);
    }
  };

  const below = (of: Node, depth: Depth, except?: string): void => {
    const check = (value: TreeValue): void => {
      if (isNode(value)) visit(value, depth);
      else if (isList(value)) value.forEach(check);
    };
    for (const [member, value] of Object.entries(of)) if (member !== except) check(value);
  };

  /** A call by name: of a function in an expression or, in a FROM clause, of a table function. */
  const checkCall = (call: Node, allowed: ReadonlySet<string>, most: number): void => {
    const name = str(call, "function_name").toLowerCase();
    const schema = str(call, "schema").toLowerCase();
    const catalog = str(call, "catalog").toLowerCase();
    const builtIn = ["", "main", "pg_catalog"].includes(schema) && ["", "system"].includes(catalog);
    if (!builtIn || !allowed.has(name)) refuse("function_not_allowed", whyNot(name, allowed), call);
    const shorter = SHORTER.get(name);
    if (shorter !== undefined && list(call, "children").length > shorter.most) {
      const { most, instead } = shorter;
      refuse(
        "function_not_allowed",
        `${name}() takes at most ${most} arguments here: write ${instead}.`,
        call,
      );
    }
    if (bool(call, "export_state")) refuse("function_not_allowed", "EXPORT_STATE is not allowed.", call);
    const made = amplification(call);
    if (made !== null && made > most) {
      refuse(
        "function_not_allowed",
        `${name}() may make at most ${most.toLocaleString("en")} at once.`,
        call,
      );
    }
  };

  const visitExpression = (of: Node, kind: string, outer: Depth): void => {
    if (!EXPRESSIONS.get(kind)?.has(str(of, "type"))) {
      refuse(
        "statement_not_allowed",
        `${kind === "DEFAULT" ? "DEFAULT" : "This expression"} is not allowed.`,
        of,
      );
    }
    let depth = deepen(outer, "expression", of);
    if (kind === "SUBQUERY") depth = deepen(depth, "subquery", of);
    if (kind === "LAMBDA") depth = deepen(depth, "lambda", of);
    if (kind === "FUNCTION" || kind === "WINDOW") {
      checkCall(of, FUNCTIONS, MAX_MADE);
      if (MACROS.has(str(of, "function_name").toLowerCase())) depth = deepen(depth, "macro", of);
    }
    below(of, depth);
  };

  const visitStructure = (of: Node, kind: string, outer: Depth): void => {
    if (!STRUCTURE.has(kind)) {
      refuse(
        "statement_not_allowed",
        `${nameOfStructure(of, kind)} is not allowed: queries only read tables.${asInstead(of, kind)}`,
        of,
      );
    }
    const depth = kind === "SET_OPERATION_NODE" ? deepen(outer, "setOperation", of) : outer;
    if (["BASE_TABLE", "SUBQUERY", "TABLE_FUNCTION", "EXPRESSION_LIST"].includes(kind)) {
      count("relations", of);
    }
    if (kind === "BASE_TABLE") checkTable(of);
    if (kind === "UNBOUND_TYPE_INFO") checkTypeName(of);
    if (kind === "LIMIT_MODIFIER") checkLimit(of);
    if (kind !== "TABLE_FUNCTION") return below(of, depth);
    const call = node(of, "function");
    if (call === null || str(call, "class") !== "FUNCTION") {
      return refuse("statement_not_allowed", "This table function is not allowed.", of);
    }
    checkCall(call, TABLE_FUNCTIONS, MAX_ROWS_MADE);
    below(call, depth);
    below(of, depth, "function");
  };

  const checkTable = (of: Node): void => {
    if (str(of, "catalog_name") !== "") {
      refuse(
        "statement_not_allowed",
        'A table is named by at most two parts, schema.table; quote a name that holds dots: "a.b".',
        of,
      );
    }
    if (of["at_clause"] !== null) {
      refuse("statement_not_allowed", "AT (…) is not allowed: DynamoDB keeps no versions.", of);
    }
  };

  const checkTypeName = (of: Node): void => {
    const path = [str(of, "catalog"), str(of, "schema"), str(of, "name")].filter((part) => part !== "");
    if (path.length !== 1 || !NAMED_TYPES.has(path.join("").toLowerCase())) {
      const name = path.join(".").slice(0, 100);
      // Such a type is one that the parser could not make.
      const says = /^(decimal|numeric|dec)$/i.test(name)
        ? `${name} takes a width from 1 to 38 and a scale that is not larger: ${name}(width, scale).`
        : `There is no type ${name}: types are VARCHAR, BIGINT, DECIMAL(18,2), DOUBLE, BOOLEAN, DATE, TIMESTAMP and their like. ` +
          "Another name for a column stands after AS.";
      refuse("invalid_query", says, of);
    }
  };

  const checkLimit = (of: Node): void => {
    for (const name of ["limit", "offset"]) {
      const value = constantOf(node(of, name) ?? {});
      const isWhole = value?.kind === "number" || value?.kind === "text"
        ? /^\s*\d+(\.0*)?\s*$/.test(value.value)
        : value?.kind !== "double" || Number.isInteger(value.value);
      if (!isWhole) {
        refuse("invalid_query", `${name.toUpperCase()} takes a whole number.`, node(of, name) ?? of);
      }
    }
  };

  const visit = (of: Node, depth: Depth): void => {
    const expression = str(of, "class");
    const structure = str(of, "type");
    if (expression !== "") return visitExpression(of, expression, depth);
    if (structure !== "") return visitStructure(of, structure, depth);
    const type = str(of, "id");
    if (ENGINE_TYPES.has(type)) refuse("statement_not_allowed", `The type ${type} is not allowed.`, of);
    if (type === "ARRAY" && arraySize(of) > MAX_ARRAY_SIZE) {
      refuse(
        "invalid_query",
        `An array type may have at most ${MAX_ARRAY_SIZE.toLocaleString("en")} elements.`,
        of,
      );
    }
    const ctes = node(of, "cte_map");
    for (const entry of isList(ctes?.["map"]) ? ctes["map"] : []) if (isNode(entry)) count("ctes", entry);
    below(of, depth);
  };

  visit(statement.node, SURFACE);
}

/** Elements of an array type, all nested dimensions multiplied. */
function arraySize(type: Node): number {
  const info = node(type, "type_info");
  if (info === null || str(type, "id") !== "ARRAY") return 1;
  return Number(numeral(info, "size")) * arraySize(node(info, "child_type") ?? {});
}

/** Names a refused table reference or query part as a person would. */
/** What to write instead of such a statement. */
function asInstead(of: Node, kind: string): string {
  if (kind !== "SHOW_REF") return "";
  return str(of, "show_type") === "SUMMARY"
    ? " Write SUMMARIZE t as a whole statement, or SELECT count(*), count(a), min(a), max(a), avg(a) FROM t."
    : " Write SHOW TABLES, SHOW ALL TABLES, or DESCRIBE t, each as a whole statement.";
}

function nameOfStructure(of: Node, kind: string): string {
  if (kind === "SHOW_REF") {
    return { DESCRIBE: "DESCRIBE", SUMMARY: "SUMMARIZE" }[str(of, "show_type")] ?? "SHOW";
  }
  if (kind === "PIVOT") {
    return isList(of["unpivot_names"]) && of["unpivot_names"].length > 0 ? "UNPIVOT" : "PIVOT";
  }
  return "This statement";
}

/** Operators of PostgreSQL for regular expressions, whatever the case of letters, and of others; and what does the same. */
const OPERATORS: ReadonlyMap<string, string> = new Map([
  ["!", "NOT"],
  ["~*", "regexp_matches(x, 'pattern', 'i')"],
  ["!~*", "NOT regexp_matches(x, 'pattern', 'i')"],
]);

/** The sentence for a function that is not allowed: the reason where one is known, else the nearest names. */
function whyNot(name: string, allowed: ReadonlySet<string>): string {
  const shown = name.length > 60 ? `${name.slice(0, 60)}…` : name;
  const why = REFUSED.find(({ names }) => names.test(name))?.why;
  if (why !== undefined) return `The function ${shown} is not allowed: ${why}.`;
  if (FUNCTIONS.has(name) || TABLE_FUNCTIONS.has(name)) {
    return allowed === FUNCTIONS
      ? `The function ${shown} makes rows: call it in the FROM clause, without a schema.`
      : `The function ${shown} makes no rows: it cannot stand in a FROM clause.`;
  }
  const operator = /^(.*)__postfix$/.exec(name)?.[1];
  if (operator !== undefined) return `The operator ${operator} needs a value on its right.`;
  const instead = ELSEWHERE.get(name);
  const forms = /^\W/.test(name)
    ? []
    : FOREIGN_FORMS.filter(({ call }) => call.startsWith(`${name}(`)).map(({ call }) => call).slice(0, 4);
  if (forms.length > 0) {
    const known =
      `${shown}() is read as ${
        [...new Set(forms)].join(" or ")
      }, with formats and parts of dates that have an ` +
      "equal in DuckDB, and this call is another";
    return instead === undefined ? `${known}.` : `${known}: write ${instead}.`;
  }
  if (instead !== undefined) return `There is no function ${shown} here: write ${instead}.`;
  const regular = OPERATORS.get(name);
  if (regular !== undefined) return `There is no operator ${name} here: write ${regular}.`;
  const near = [...allowed].map((each) => ({ each, far: distance(each, name.slice(0, 60)) }))
    .filter(({ far }) => far <= 2).toSorted((a, b) => a.far - b.far).slice(0, 3).map(({ each }) => each);
  return `There is no function ${shown} here.${near.length > 0 ? ` Did you mean ${near.join(", ")}?` : ""}`;
}
