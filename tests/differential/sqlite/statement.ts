/**
 * Random statements that SQLite takes as well: joins of every kind, subqueries of every kind, groups, windows, sets,
 * CTEs, recursion, and pages of what is in one order.
 * @module
 */
import { type Chance, chance } from "../../sql/plan/random_sql.ts";
import { aggregate, window } from "./aggregates.ts";
import { columnOf, condition, expression, kindIn, type Ref, type Scope } from "./expressions.ts";
import type { Column, Kind, Table } from "./tables.ts";

/** A statement, what its columns hold, and whether it has an order. */
export interface Statement {
  readonly sql: string;
  readonly kinds: readonly Kind[];
  readonly ordered: boolean;
}

interface Source {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly unique: readonly string[];
}

interface Maker {
  readonly dice: Chance;
  readonly sources: Source[];
  names: number;
}

interface Query {
  readonly sql: string;
  readonly kinds: readonly Kind[];
}

/** The statement of a seed over these tables. */
export function statementOf(seed: number, tables: readonly Table[]): Statement {
  const maker: Maker = { dice: chance(seed), sources: [...tables], names: 0 };
  const { dice } = maker;
  const withs: string[] = [];
  while (dice.maybe(0.2)) withs.push(withClause(maker));
  if (dice.maybe(0.05)) withs.push(referrals(maker));
  const query = dice.maybe(0.12) ? sets(maker) : select(maker, [], 2);
  const lead = withs.length === 0 ? "" : `WITH RECURSIVE ${withs.join(", ")} `;
  const ordered = dice.maybe(0.4);
  return { sql: `${lead}${query.sql}${ordered ? page(dice, query) : ""}`, kinds: query.kinds, ordered };
}

/** All columns are in the order, so that rows that tie are the same. */
function page(dice: Chance, { kinds }: Query): string {
  const places = kinds.map((_, at) => at + 1);
  if (dice.maybe(0.5)) places.reverse();
  const terms = places.map((at) =>
    `${at}${dice.maybe(0.4) ? " DESC" : ""} NULLS ${dice.maybe(0.5) ? "FIRST" : "LAST"}`
  );
  const limit = dice.maybe(0.6)
    ? ` LIMIT ${dice.below(12)}${dice.maybe(0.4) ? ` OFFSET ${dice.below(5)}` : ""}`
    : "";
  return ` ORDER BY ${terms.join(", ")}${limit}`;
}

function withClause(maker: Maker): string {
  const name = `w${maker.names++}`;
  const query = select(maker, [], 1);
  const columns = query.kinds.map((kind, at) => ({ name: `k${at}`, kind, key: false }));
  maker.sources.push({ name, columns, unique: [] });
  return `${name}(${columns.map((each) => each.name).join(", ")}) AS (${query.sql})`;
}

/** Who was sent by whom, three steps far. */
function referrals(maker: Maker): string {
  const name = `r${maker.names++}`;
  const columns: Column[] = [{ name: "k0", kind: "text", key: true }, {
    name: "k1",
    kind: "whole",
    key: false,
  }];
  maker.sources.push({ name, columns, unique: [] });
  const from = `c${maker.dice.below(30)}`;
  return `${name}(k0, k1) AS (SELECT "cid", 0 FROM customers WHERE "cid" = '${from}' OR "ref" = '${from}' ` +
    `UNION SELECT c."cid", ${name}.k1 + 1 FROM ${name} JOIN customers c ON c."ref" = ${name}.k0 WHERE ${name}.k1 < 3)`;
}

function sets(maker: Maker): Query {
  const first = select(maker, [], 1);
  const second = select(maker, [], 1, first.kinds);
  return {
    sql: `${first.sql} ${maker.dice.pick(["UNION", "UNION ALL", "INTERSECT", "EXCEPT"])} ${second.sql}`,
    kinds: first.kinds,
  };
}

const JOINS = ["JOIN", "JOIN", "LEFT JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"];

/** A source under a name of its own, with its columns. */
function named(
  maker: Maker,
  depth: number,
): { readonly sql: string; readonly refs: readonly Ref[]; readonly source: Source } {
  const alias = `t${maker.names++}`;
  const { dice } = maker;
  if (depth > 0 && dice.maybe(0.2)) {
    const query = select(maker, [], depth - 1);
    const columns = query.kinds.map((kind, at) => ({ name: `k${at}`, kind, key: false }));
    const list = query.kinds.map((_, at) => `k${at}`).join(", ");
    const refs = columns.map((each) => ({ ...each, sql: `${alias}."${each.name}"` }));
    const inner = `u${maker.names++}`;
    return {
      sql: `(WITH ${inner}(${list}) AS (${query.sql}) SELECT * FROM ${inner}) ${alias}`,
      refs,
      source: { name: inner, columns, unique: [] },
    };
  }
  const source = dice.pick(maker.sources);
  return {
    sql: `${source.name} ${alias}`,
    refs: source.columns.map((each) => ({ ...each, sql: `${alias}."${each.name}"` })),
    source,
  };
}

function from(maker: Maker, outer: readonly Ref[], depth: number) {
  const { dice } = maker;
  const first = named(maker, depth);
  let { sql } = first;
  let refs = first.refs;
  let alone = true;
  while (dice.maybe(alone ? 0.45 : 0.2)) {
    const next = named(maker, depth);
    const pairs = refs.flatMap((a) => next.refs.filter((b) => a.kind === b.kind).map((b) => [a, b] as const));
    const keyed = pairs.filter(([a, b]) => a.key && b.key);
    alone = false;
    if (pairs.length === 0) {
      refs = [...refs, ...next.refs];
      sql += ` CROSS JOIN ${next.sql}`;
      continue;
    }
    const [a, b] = dice.pick(keyed.length > 0 && dice.maybe(0.7) ? keyed : pairs);
    const more = dice.maybe(0.25)
      ? ` AND ${condition({ dice, refs: [...refs, ...next.refs], asking: null }, 0)}`
      : "";
    refs = [...refs, ...next.refs];
    sql += ` ${dice.pick(JOINS)} ${next.sql} ON ${a.sql} = ${b.sql}${more}`;
  }
  const asking = depth > 0 ? (seen: readonly Ref[]) => subquery(maker, seen, depth - 1) : null;
  const scope: Scope = { dice, refs: [...refs, ...(dice.maybe(0.5) ? outer : [])], asking };
  return { sql, refs, scope, unique: alone ? uniqueOf(first.source, first.refs) : [] };
}

const uniqueOf = (source: Source, refs: readonly Ref[]): readonly string[] =>
  refs.filter(({ name }) => source.unique.includes(name)).map(({ sql }) => sql);

function select(maker: Maker, outer: readonly Ref[], depth: number, wanted?: readonly Kind[]): Query {
  const { dice } = maker;
  const { sql, refs, scope, unique } = from(maker, outer, depth);
  const where = dice.maybe(0.75) ? ` WHERE ${condition(scope)}` : "";
  const own: Scope = { ...scope, refs };
  const kinds = wanted ?? Array.from({ length: 1 + dice.below(4) }, () => kindIn(own));
  if (dice.maybe(0.3)) return grouped(own, kinds, `${sql}${where}`);
  const items = kinds.map((kind) => {
    if (depth > 0 && dice.maybe(0.1)) return scalar(maker, refs, kind, depth - 1);
    if (kind === "whole" && dice.maybe(0.15)) return window(own, unique);
    return expression(own, kind);
  });
  return {
    sql: `SELECT ${dice.maybe(0.15) ? "DISTINCT " : ""}${list(items)} FROM ${sql}${where}`,
    kinds,
  };
}

/** Names of their own, since rows come as objects. */
const list = (items: readonly string[]) => items.map((item, at) => `${item} AS c${at}`).join(", ");

function grouped(scope: Scope, kinds: readonly Kind[], rest: string): Query {
  const { dice } = scope;
  const keys = kinds.map((kind, at) => ({ at, kind })).filter(() => dice.maybe(0.5));
  const by = new Map(keys.map(({ at, kind }) => [at, columnOf(scope, kind)]));
  const items = kinds.map((kind, at) => by.get(at) ?? aggregate(scope, kind));
  const having = dice.maybe(0.3)
    ? ` HAVING ${aggregate(scope, "whole")} ${dice.pick([">", "<", "="])} 3`
    : "";
  const groups = by.size === 0 ? "" : ` GROUP BY ${[...by.values()].join(", ")}`;
  return { sql: `SELECT ${list(items)} FROM ${rest}${groups}${having}`, kinds };
}

/** One value of a subquery that mostly looks at the row around it. */
function scalar(maker: Maker, outer: readonly Ref[], kind: Kind, depth: number): string {
  const { sql, scope, refs } = from(maker, outer, depth);
  const item = aggregate({ ...scope, refs }, kind);
  return `(SELECT ${item} FROM ${sql} WHERE ${tied(scope, refs, outer)})`;
}

function subquery(maker: Maker, outer: readonly Ref[], depth: number): string {
  const { dice } = maker;
  const { sql, scope, refs } = from(maker, outer, depth);
  const own: Scope = { ...scope, refs };
  const not = dice.maybe(0.4) ? "NOT " : "";
  const where = dice.maybe(0.8) ? ` WHERE ${tied(scope, refs, dice.maybe(0.6) ? outer : [])}` : "";
  if (dice.maybe(0.4)) return `${not}EXISTS (SELECT 1 FROM ${sql}${where})`;
  const kinds = Array.from({ length: dice.maybe(0.35) ? 2 : 1 }, () => kindIn(own));
  const around: Scope = { dice, refs: outer, asking: null };
  const left = kinds.map((kind) => columnOf(around, kind));
  const items = kinds.map((kind) => dice.maybe(0.8) ? columnOf(own, kind) : expression(own, kind, 1));
  return `${left.length === 1 ? left[0] : `(${left.join(", ")})`} ${not}IN (SELECT ${
    items.join(", ")
  } FROM ${sql}${where})`;
}

/** A condition that ties a subquery's rows to the row around it, if there is one. */
function tied(scope: Scope, refs: readonly Ref[], outer: readonly Ref[]): string {
  const { dice } = scope;
  const pairs = refs.flatMap((a) => outer.filter((b) => a.kind === b.kind).map((b) => `${a.sql} = ${b.sql}`));
  const own = condition({ ...scope, asking: null }, 1);
  if (pairs.length === 0) return own;
  return dice.maybe(0.6) ? dice.pick(pairs) : `${dice.pick(pairs)} AND ${own}`;
}
