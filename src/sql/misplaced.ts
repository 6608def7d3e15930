/**
 * Finds what stands where it may not: aggregates and window functions, and texts in the place of columns. What the binder
 * says of them names neither what the clause takes nor, where an alias or a parameter stands for one, the place.
 * @module
 */
import type { DuckDbError } from "./duckdb_error.ts";
import { isAggregate } from "./resolve/aggregates.ts";
import { sameName } from "./resolve/identifiers.ts";
import { quoteName } from "../catalog/names.ts";
import { sidesOf } from "./typed/sides.ts";
import { textOf } from "./typed/unlike.ts";
import { children, location, type Node, node, nodes, str, strs, walk } from "./tree.ts";

/** What is said instead. */
export interface Misplaced {
  /** One sentence without its full stop. */
  readonly message: string;
  /** Where in the text that was parsed; null = where the binder says. */
  readonly place: number | null;
}

/** What the binder says, the clause, and what is said instead. */
const CLAUSES: readonly {
  readonly said: RegExp;
  readonly member: string;
  readonly isIt: (of: Node) => boolean;
  readonly instead: string;
}[] = [
  {
    said: /^WHERE clause cannot contain aggregates/,
    member: "where_clause",
    isIt: isAggregate,
    instead:
      "WHERE takes no aggregate, for it picks rows before they are grouped: write HAVING after GROUP BY",
  },
  {
    said: /^WHERE clause cannot contain window functions/,
    member: "where_clause",
    isIt: (of) => str(of, "class") === "WINDOW",
    instead:
      "WHERE takes no window function, for it picks rows before: write QUALIFY after WHERE and GROUP BY",
  },
  {
    said: /^HAVING clause cannot contain window functions/,
    member: "having",
    isIt: (of) => str(of, "class") === "WINDOW",
    instead: "HAVING takes no window function, for it picks groups before: write QUALIFY after it",
  },
];

/** What is wrong in a statement of which the binder says so; null for other errors. */
export function misplacedIn(query: Node, { type, message }: DuckDbError): Misplaced | null {
  if (type !== "Binder") return null;
  if (message.startsWith("Cannot mix aggregates with non-aggregated columns")) return mixedIn(query);
  if (message.startsWith("ORDER BY non-integer literal has no effect")) {
    return textAsColumn(query, "ORDER BY", (of) => "null_order" in of ? [node(of, "expression")] : []);
  }
  if (message.includes("must appear in the GROUP BY clause")) {
    return textAsColumn(query, "GROUP BY", (of) => nodes(of, "group_expressions"));
  }
  const clause = CLAUSES.find(({ said }) => said.test(message));
  if (clause === undefined) return null;
  const other = clause.isIt === isAggregate ? aggregateJoined(query) ?? aggregateCompared(query) : null;
  return other === null
    ? { message: clause.instead, place: aliasIn(query, clause) }
    : { message: other, place: null };
}

/** `ON sum(o.total) > 1`, of which the binder says the same; null where there is none. */
function aggregateJoined(query: Node): string | null {
  let found = false;
  walk(query, (of) => {
    const condition = str(of, "type") === "JOIN" ? node(of, "condition") : null;
    found ||= condition !== null && firstIn(condition, isAggregate) !== null;
  });
  return found
    ? "ON takes no aggregate, for rows are joined before they are grouped: join (SELECT … GROUP BY …) AS t, and compare " +
      "with its column"
    : null;
}

/** `WHERE total = max(total)`, without GROUP BY; null where there is none. */
function aggregateCompared(query: Node): string | null {
  let found: string | null = null;
  walk(query, (select) => {
    const where = node(select, "where_clause");
    if (where === null || nodes(select, "group_expressions").length > 0) return;
    walk(where, (of) => {
      const sides = sidesOf(of);
      const aggregate = sides.find(isAggregate);
      const plain = sides.some((side) =>
        firstIn(side, isAggregate) === null && str(side, "class") === "COLUMN_REF"
      );
      if (aggregate !== undefined && plain) found ??= str(aggregate, "function_name").toLowerCase();
    });
  });
  return found === null
    ? null
    : `WHERE takes no aggregate, for it picks rows before they are grouped: compare with a query, (SELECT ${found}(…) FROM …)`;
}

/** `ORDER BY 'total'`, `GROUP BY $1`: the first text that stands for a column; null where the binder means something else. */
function textAsColumn(
  query: Node,
  clause: "ORDER BY" | "GROUP BY",
  columnsOf: (of: Node) => readonly (Node | null)[],
): Misplaced | null {
  let found: Misplaced | null = null;
  walk(query, (of) => {
    for (const by of columnsOf(of)) {
      const text = by === null ? null : textOf(by);
      if (by === null || text === null) continue;
      const place = location(by);
      found ??= {
        message: place === null
          ? `${clause} takes a column, and a parameter is a value: write the name into the SQL`
          : `${clause} takes a column, and this is a text: write ${clause} ${quoteName(text)}`,
        place,
      };
    }
  });
  return found;
}

/** Where a clause has an alias of what it does not take; null where it has the thing itself. */
function aliasIn(query: Node, { member, isIt }: (typeof CLAUSES)[number]): number | null {
  let place: number | null = null;
  walk(query, (select) => {
    const clause = node(select, member);
    if (clause === null || place !== null || firstIn(clause, isIt) !== null) return;
    const aliases = nodes(select, "select_list").filter((item) => firstIn(item, isIt) !== null).map((item) =>
      str(item, "alias")
    );
    walk(clause, (of) => {
      const [name, ...others] = strs(of, "column_names");
      if (name === undefined || others.length > 0 || !aliases.some((alias) => sameName(alias, name))) return;
      place ??= location(of);
    });
  });
  return place;
}

/** A column beside an aggregate in one expression of GROUP BY ALL. */
function mixedIn(query: Node): Misplaced {
  const [mixed] = selectedIn(query).flatMap((item) => {
    const aggregate = firstIn(item, isAggregate);
    const beside = firstIn(item, (of) => str(of, "class") === "COLUMN_REF", isAggregate);
    return aggregate === null || beside === null ? [] : [{ aggregate, beside }];
  });
  if (mixed === undefined) {
    return {
      message: "GROUP BY ALL takes no expression of a column and an aggregate: name the groups",
      place: null,
    };
  }
  const name = strs(mixed.beside, "column_names").map(quoteName).join(".");
  const called = str(mixed.aggregate, "function_name").toLowerCase();
  const over = called === "count_star" ? "count(*)" : `${called}(…)`;
  return {
    message:
      `${name} stands beside an aggregate, and GROUP BY ALL makes no group of it: write GROUP BY ${name}, or ` +
      `${over} OVER () without GROUP BY`,
    place: location(mixed.beside),
  };
}

function selectedIn(query: Node): readonly Node[] {
  const items: Node[] = [];
  walk(query, (select) => void items.push(...nodes(select, "select_list")));
  return items;
}

/** The first such one in an expression, its subqueries and what else is passed over apart; null where there is none. */
function firstIn(of: Node, isIt: (of: Node) => boolean, isPassed = (_: Node) => false): Node | null {
  if (isIt(of)) return of;
  if (isPassed(of) || str(of, "class") === "SUBQUERY") return null;
  for (const child of children(of)) {
    const found = firstIn(child, isIt, isPassed);
    if (found !== null) return found;
  }
  return null;
}
