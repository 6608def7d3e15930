/**
 * Random statements: joins of every kind, derived tables, CTEs, subqueries, set operations, grouping, windows,
 * pages. Each has one answer (as a multiset; in order where ordered), or fails to bind and is no test.
 * @module
 */
import { type Chance, chance } from "../../sql/plan/random_sql.ts";
import {
  type Column,
  column,
  type Kind,
  literal,
  number,
  predicate,
  type Rows,
  type Scope,
  text,
} from "./expressions.ts";
import { joinByKey, keyOf } from "./keyed_join.ts";
import { orderTerms, proneStatement } from "./prone.ts";
import { droppable } from "./text.ts";

/** A statement with its droppable spans marked, and how its answers compare. */
export interface RandomStatement {
  readonly marked: string;
  readonly compare: "ordered" | "multiset" | "contained";
}

/** What statements are made with. */
export interface Maker {
  readonly dice: Chance;
  readonly tables: readonly Rows[];
  ctes: Rows[];
  names: number;
  depth: number;
}

interface Query {
  readonly sql: string;
  readonly columns: readonly Column[];
}

const kinds: readonly Kind[] = ["text", "number"];

/** The statement of a seed. */
export function randomStatement(seed: number, tables: readonly Rows[]): RandomStatement {
  const dice = chance(seed);
  const maker: Maker = { dice, tables, ctes: [], names: 0, depth: 0 };
  if (dice.maybe(0.06)) return beginning(maker);
  if (dice.maybe(0.2)) return { marked: proneStatement(dice, tables), compare: "multiset" };
  const withs: string[] = [];
  while (dice.maybe(0.25)) withs.push(droppable(`${cte(maker)}, `));
  const query = dice.maybe(0.1) ? setOperation(maker) : select(maker, []);
  const end = dice.maybe(0.3) ? page(maker, query) : { sql: "", compare: "multiset" as const };
  return {
    // The last CTE is named by nothing: it lets the others be dropped.
    marked: `${
      withs.length > 0 ? droppable(`WITH ${withs.join("")}z AS (SELECT 1) `) : ""
    }${query.sql}${end.sql}`,
    compare: end.compare,
  };
}

/** The first rows of a join by key, whichever come first. */
function beginning(maker: Maker): RandomStatement {
  const { dice } = maker;
  const join = joinByKey(maker);
  if (join === null) return beginning(maker);
  const columns = join.sources.flatMap(({ alias, columns }) => columns.map(({ name }) => `${alias}.${name}`));
  const scope: Scope = { dice, rows: [...join.sources], subquery: null };
  const where = dice.maybe(0.4) ? droppable(` WHERE ${predicate(scope, 1)}`) : "";
  const offset = dice.maybe(0.4) ? droppable(` OFFSET ${dice.below(8)}`) : "";
  return {
    marked: `SELECT ${dice.pick(columns)} AS k0, ${dice.pick(columns)} AS k1 FROM ${join.sql}${where} LIMIT ${
      dice.below(30)
    }${offset}`,
    compare: "contained",
  };
}

function cte(maker: Maker): string {
  const { dice } = maker;
  const name = `c${maker.names++}`;
  const query = dice.maybe(0.15) ? setOperation(maker) : select(maker, []);
  maker.ctes.push({ alias: name, columns: query.columns });
  return `${name} AS ${dice.pick(["", "", "", "MATERIALIZED ", "NOT MATERIALIZED "])}(${query.sql})`;
}

/** The end of a statement: ordered by all it gives, or by some of it with a limit that may cut anywhere. */
function page({ dice }: Maker, { columns }: Query): { sql: string; compare: RandomStatement["compare"] } {
  const direction = () =>
    dice.pick(["", " ASC", " DESC", " DESC NULLS FIRST", " ASC NULLS LAST", " DESC NULLS LAST"]);
  const limit = dice.maybe(0.6)
    ? ` LIMIT ${dice.below(12)}${droppable(dice.maybe(0.3) ? ` OFFSET ${dice.below(6)}` : "")}`
    : "";
  if (dice.maybe(0.6)) return { sql: limit, compare: limit === "" ? "multiset" : "contained" };
  // JSON is ordered by value, and by DuckDB as text.
  if (columns.some(({ kind }) => kind === "json")) return { sql: "", compare: "multiset" };
  if (dice.maybe(0.3)) {
    return { sql: ` ORDER BY ALL${direction()}${droppable(limit)}`, compare: "ordered" };
  }
  const order = columns.map((_, at) => at + 1);
  for (let at = order.length - 1; at > 0; at--) {
    const other = dice.below(at + 1);
    [order[at], order[other]] = [order[other] ?? 1, order[at] ?? 1];
  }
  return {
    sql: ` ORDER BY ${order.map((at) => `${at}${direction()}`).join(", ")}${droppable(limit)}`,
    compare: "ordered",
  };
}

function setOperation(maker: Maker): Query {
  const { dice } = maker;
  const part = () => {
    const { sql, rows } = source(maker, []);
    const scope: Scope = { dice, rows: [rows], subquery: null };
    return `SELECT ${text(scope, 1)} AS k0, ${number(scope, 1)} AS k1 FROM ${sql}${
      droppable(` WHERE ${predicate(scope, 2)}`)
    }`;
  };
  const operation = dice.pick(["UNION ALL", "UNION", "EXCEPT", "INTERSECT", "EXCEPT ALL", "INTERSECT ALL"]);
  const third = dice.maybe(0.2) ? droppable(` UNION ALL (${part()})`) : "";
  return {
    sql: `(${part()}) ${operation} (${part()})${third}`,
    columns: [{ name: "k0", kind: "text" }, { name: "k1", kind: "number" }],
  };
}

function select(maker: Maker, outer: readonly Rows[]): Query {
  const { dice } = maker;
  const { sql: from, sources } = fromClause(maker, outer);
  const subquery = maker.depth < 2 ? (scope: Scope) => condition(maker, scope) : null;
  const scope: Scope = { dice, rows: sources, subquery };
  const inner: Scope = {
    ...scope,
    rows: outer.length > 0 && dice.maybe(0.8) ? [...sources, ...outer] : sources,
  };
  const where = dice.maybe(0.65) ? droppable(` WHERE ${predicate(inner, 2)}`) : "";
  const form = dice.below(20);
  if (form < 3) return grouped(maker, scope, from, where);
  if (form === 3) return aggregated(scope, from, where);
  const [only, ...others] = sources;
  if (form === 4 && only !== undefined && others.length === 0) {
    return { sql: `SELECT * FROM ${from}${where}`, columns: only.columns };
  }
  const all = sources.flatMap(({ alias, columns }) =>
    columns.map((each) => ({ ...each, name: `${alias}.${each.name}` }))
  );
  const made: Column[] = Array.from({ length: 1 + dice.below(4) }, () => {
    if (dice.maybe(0.6)) return dice.pick(all);
    if (maker.depth < 2 && dice.maybe(0.2)) return { kind: "number" as const, name: scalar(maker, scope) };
    const kind = dice.pick(kinds);
    return { kind, name: kind === "text" ? text(inner, 2) : number(inner, 2) };
  });
  const total = all.flatMap(({ name, kind }) => orderTerms(name, kind)).join(", ");
  let qualify = "";
  if (dice.maybe(0.12) && total !== "") {
    const over = `OVER (${droppable(`PARTITION BY ${dice.pick(all).name} `)}ORDER BY ${total})`;
    const measure = column(scope, "number") ?? "1";
    if (dice.maybe(0.3)) qualify = droppable(` QUALIFY row_number() ${over} <= ${1 + dice.below(2)}`);
    else {
      made.push({
        kind: "number",
        name: dice.pick([
          `row_number() ${over}`,
          `rank() ${over}`,
          `sum(${measure}) ${over}`,
          `lag(${measure}) ${over}`,
        ]),
      });
    }
  }
  // A window's order has of lists and maps only what expressions ask of them: rows equal but for the rest could be
  // numbered either way.
  const ties = (made.length > 0 && /OVER/.test(made.map(({ name }) => name).join())) || qualify !== "";
  const shown = ties ? made.filter(({ kind }) => kind !== "list" && kind !== "map" && kind !== "json") : made;
  const columns = shown.map((each, at) => ({ ...each, name: `k${at}` }));
  const items = shown.map(({ name }, at) => `${name} AS k${at}`);
  if (items.length === 0) {
    return { sql: `SELECT 1 AS k0 FROM ${from}${where}`, columns: [{ name: "k0", kind: "number" }] };
  }
  const distinct = dice.maybe(0.1) ? droppable("DISTINCT ") : "";
  return { sql: `SELECT ${distinct}${items.join(", ")} FROM ${from}${where}${qualify}`, columns };
}

function grouped({ dice }: Maker, scope: Scope, from: string, where: string): Query {
  const by = Array.from(
    { length: 1 + dice.below(2) },
    () => column(scope, "text", "number", "flag", "day") ?? "1",
  );
  const sets = by.join(", ");
  const group = by.includes("1")
    ? "ALL"
    : dice.pick([sets, sets, sets, `ROLLUP (${sets})`, `CUBE (${sets})`, `GROUPING SETS ((${sets}), ())`]);
  const having = dice.maybe(0.3)
    ? droppable(` HAVING count(*) ${dice.pick([">", "<", "="])} ${1 + dice.below(3)}`)
    : "";
  const keys = by.map((name, at) => `${name} AS g${at}`);
  return {
    sql: `SELECT ${keys.join(", ")}, ${
      aggregate(scope)
    } AS n FROM ${from}${where} GROUP BY ${group}${having}`,
    columns: [...by.map((name, at) => ({ name: `g${at}`, kind: kindOf(scope, name) })), {
      name: "n",
      kind: "number",
    }],
  };
}

function aggregated(scope: Scope, from: string, where: string): Query {
  const count = 1 + scope.dice.below(3);
  const columns = Array.from({ length: count }, (_, at) => ({ name: `n${at}`, kind: "number" as const }));
  return {
    sql: `SELECT ${
      columns.map(({ name }) => `${aggregate(scope)} AS ${name}`).join(", ")
    } FROM ${from}${where}`,
    columns,
  };
}

function aggregate(scope: Scope): string {
  const { dice } = scope;
  const of = column(scope, "number") ?? "1";
  const any = column(scope, "text", "number", "flag", "day") ?? "1";
  const chosen = dice.pick([
    "count(*)",
    "count(*)",
    `count(${any})`,
    `count(DISTINCT ${any})`,
    `min(${of})`,
    `max(${of})`,
    `sum(${of})`,
  ]);
  return dice.maybe(0.15) ? `${chosen} FILTER (WHERE ${predicate({ ...scope, subquery: null }, 1)})` : chosen;
}

function kindOf({ rows }: Scope, name: string): Kind {
  for (const { alias, columns } of rows) {
    const found = columns.find((each) => `${alias}.${each.name}` === name);
    if (found !== undefined) return found.kind;
  }
  return "number";
}

function source(maker: Maker, outer: readonly Rows[]): { sql: string; rows: Rows } {
  const { dice } = maker;
  const alias = `r${maker.names++}`;
  const named = (sql: string, columns: readonly Column[]) => ({
    sql: `${sql} ${alias}`,
    rows: { alias, columns },
  });
  if (maker.ctes.length > 0 && dice.maybe(0.4)) {
    const cte = dice.pick(maker.ctes);
    return named(cte.alias, cte.columns);
  }
  if (maker.depth < 2 && dice.maybe(0.2)) {
    const query = nested(maker, () => dice.maybe(0.15) ? setOperation(maker) : select(maker, []));
    const all = query.columns.map((_, at) => at + 1).join(", ");
    // Ordered by all it gives, a cut is the same rows every time.
    const cut = dice.maybe(0.15) ? droppable(` ORDER BY ${all} LIMIT ${dice.below(8)}`) : "";
    return named(`(${query.sql}${cut})`, query.columns);
  }
  if (maker.depth < 2 && outer.length > 0 && dice.maybe(0.12)) {
    const query = nested(maker, () => select(maker, outer));
    return named(`LATERAL (${query.sql})`, query.columns);
  }
  if (dice.maybe(0.04)) {
    const row = () => `(${literal(dice, "text")}, ${1 + dice.below(4)})`;
    return {
      sql: `(VALUES ${row()}, ${row()}) ${alias}(x, n)`,
      rows: { alias, columns: [{ name: "x", kind: "text" }, { name: "n", kind: "number" }] },
    };
  }
  const table = dice.pick(maker.tables);
  return named(table.alias, table.columns);
}

function nested<T>(maker: Maker, make: () => T): T {
  maker.depth++;
  const made = make();
  maker.depth--;
  return made;
}

const joins = [
  "JOIN",
  "JOIN",
  "JOIN",
  "LEFT JOIN",
  "LEFT JOIN",
  "RIGHT JOIN",
  "FULL JOIN",
  "SEMI JOIN",
  "ANTI JOIN",
];

function fromClause(maker: Maker, outer: readonly Rows[]): { sql: string; sources: Rows[] } {
  const { dice } = maker;
  const byKey = maker.depth === 0 && dice.maybe(0.35) ? joinByKey(maker) : null;
  const first = byKey ?? source(maker, outer);
  let sql = first.sql;
  const sources = byKey === null ? [first.rows] : [...byKey.sources];
  while (sources.length < 4 && dice.maybe(0.4)) {
    const next = source(maker, [...outer, ...sources]);
    const lateral = next.sql.startsWith("LATERAL");
    if (lateral || dice.maybe(0.08)) {
      sql += droppable(`${dice.pick([" CROSS JOIN ", ", "])}${next.sql}`);
      sources.push(next.rows);
      continue;
    }
    const join = dice.pick(joins);
    const left = dice.pick(sources);
    const shared = left.columns.filter(({ name, kind }) =>
      /^(\w+|"[^"]*")$/.test(name) &&
      sources.every((each) => each === left || each.columns.every((other) => other.name !== name)) &&
      next.rows.columns.some((other) => other.name === name && other.kind === kind)
    );
    if (shared.length > 0 && dice.maybe(0.2)) {
      sql += droppable(` ${join} ${next.sql} USING (${dice.pick(shared).name})`);
    } else {
      const scope: Scope = { dice, rows: [...sources, next.rows], subquery: null };
      const more = dice.maybe(0.35) ? droppable(` AND ${predicate(scope, 1)}`) : "";
      sql += droppable(` ${join} ${next.sql} ON ${equality(dice, left, next.rows)}${more}`);
    }
    if (join !== "SEMI JOIN" && join !== "ANTI JOIN") sources.push(next.rows);
  }
  return { sql, sources };
}

function equality(dice: Chance, left: Rows, right: Rows): string {
  const side = (rows: Rows, kind: Kind) => column({ dice, rows: [rows], subquery: null }, kind);
  const by = dice.maybe(0.75) ? keyOf(dice, dice.maybe(0.7) ? [right, left] : [left, right]) : null;
  const kind = by?.kind ?? dice.pick(["text", "number", "number", "day"] as const);
  const named = (rows: Rows) => by?.rows === rows ? `${rows.alias}.${by.name}` : side(rows, kind);
  const [a, b] = [named(left), named(right)];
  if (a === null || b === null) return "1 = 1";
  return `${a} ${dice.maybe(0.9) ? "=" : "IS NOT DISTINCT FROM"} ${
    dice.maybe(0.15) ? computed(dice, b, kind) : b
  }`;
}

/** What is computed of a column, and has the same values, but where it is NULL. */
function computed(dice: Chance, name: string, kind: Kind): string {
  return kind === "number"
    ? dice.pick([`(${name} + 0)`, `coalesce(${name}, 1)`])
    : kind === "text"
    ? dice.pick([`concat(${name}, '')`, `(${name} || '')`, `replace(concat('a', ${name}), 'a', '')`])
    : name;
}

/** A table for a subquery with its rows' scope. */
function inside(maker: Maker, scope: Scope): { sql: string; own: Rows; scope: Scope } {
  maker.depth += 2;
  const { sql, rows } = source(maker, []);
  maker.depth -= 2;
  const both = scope.dice.maybe(0.5) ? [rows, ...scope.rows] : [rows];
  return { sql, own: rows, scope: { dice: scope.dice, rows: both, subquery: null } };
}

function condition(maker: Maker, scope: Scope): string {
  const { dice } = maker;
  const { sql, own, scope: within } = inside(maker, scope);
  const where = dice.maybe(0.7) ? droppable(` WHERE ${predicate(within, 1)}`) : "";
  const by = dice.maybe(0.7)
    ? keyOf(dice, dice.maybe(0.5) ? [own, ...scope.rows] : [...scope.rows, own])
    : null;
  const kind = by?.kind ?? dice.pick(kinds);
  const named = by === null ? null : `${by.rows.alias}.${by.name}`;
  const ours = by !== null && by.rows !== own ? named : column(scope, kind);
  const theirs = by?.rows === own ? named : column({ ...within, rows: [own] }, kind);
  if (ours === null || theirs === null) return "1 = 1";
  const not = dice.maybe(0.4) ? "NOT " : "";
  switch (dice.below(6)) {
    case 0:
    case 1:
      return `${ours} ${not}IN (SELECT ${
        dice.maybe(0.2) ? computed(dice, theirs, kind) : theirs
      } FROM ${sql}${where})`;
    case 2:
    case 3:
      return `${not}EXISTS (SELECT ${dice.pick(["*", "1"])} FROM ${sql} WHERE ${ours} = ${theirs}${
        droppable(` AND ${predicate(within, 1)}`)
      })`;
    case 4:
      return `${ours} ${
        dice.pick(["= ANY", "> ALL", "<= ANY", "<> ALL"])
      } (SELECT ${theirs} FROM ${sql}${where})`;
    default:
      return `${ours} = (SELECT ${dice.pick(["min", "max"])}(${theirs}) FROM ${sql}${where})`;
  }
}

function scalar(maker: Maker, scope: Scope): string {
  const { sql, own, scope: within } = inside(maker, scope);
  return `(SELECT ${aggregate({ ...within, rows: [own] })} FROM ${sql} WHERE ${predicate(within, 1)})`;
}
