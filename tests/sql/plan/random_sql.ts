/**
 * Random statements over described tables: joins of every kind, derived tables, CTEs, subqueries, set operations,
 * aggregates. Not all of them bind; those that do must mean the same however their tables are read.
 * @module
 */

/** A source of chances. */
export interface Chance {
  /** A whole number below `below`. */
  below(below: number): number;
  pick<T>(from: readonly T[]): T;
  /** True with this probability. */
  maybe(probability: number): boolean;
}

/** Mulberry32: the same seed gives the same statements everywhere. */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    pick(from) {
      const found = from[below(from.length)];
      if (found === undefined) throw new Error("nothing to pick from");
      return found;
    },
    maybe: (probability) => next() < probability,
  };
}

/** What a column holds, for predicates that bind. */
export type Kind = "text" | "number" | "flag" | "other";

/** A named source of rows. */
export interface Rows {
  readonly alias: string;
  readonly columns: readonly { readonly name: string; readonly kind: Kind }[];
}

/** The base tables that statements are over. */
export interface World {
  readonly tables: readonly Rows[];
  readonly texts: readonly string[];
  readonly numbers: readonly string[];
}

interface Maker {
  readonly world: World;
  readonly dice: Chance;
  /** CTEs that can be named. */
  ctes: Rows[];
  names: number;
  depth: number;
}

/** A random statement. */
export function randomStatement(world: World, dice: Chance): string {
  const maker: Maker = { world, dice, ctes: [], names: 0, depth: 0 };
  const withs: string[] = [];
  while (dice.maybe(0.25)) {
    const query = select(maker, []);
    const name = `c${maker.names++}`;
    withs.push(`${name} AS (${query.sql})`);
    maker.ctes.push({ alias: name, columns: query.columns });
  }
  const body = dice.maybe(0.1) ? setOperation(maker) : select(maker, []).sql;
  return `${withs.length > 0 ? `WITH ${withs.join(", ")} ` : ""}${body}`;
}

interface Query {
  readonly sql: string;
  readonly columns: Rows["columns"];
}

function setOperation(maker: Maker): string {
  const { dice, world } = maker;
  const part = () => {
    const table = dice.pick(world.tables);
    const alias = `s${maker.names++}`;
    const columns = table.columns.filter((column) => column.kind === "text").map((column) =>
      `${alias}.${column.name}`
    );
    const where = predicate(maker, [{ alias, columns: table.columns }], 2);
    return `SELECT ${dice.pick(columns)} AS v FROM ${table.alias} ${alias} WHERE ${where}`;
  };
  return `${part()} ${dice.pick(["UNION ALL", "UNION", "EXCEPT", "INTERSECT"])} ${part()}`;
}

/** A query for the first of each group: of `pairs`, whose items differ in `pk` and `sk`. */
function firstOfGroups(maker: Maker, outer: readonly Rows[]): Query | null {
  const { dice, world } = maker;
  const pairs = world.tables.find(({ alias }) => alias === "pairs");
  if (pairs === undefined) return null;
  const alias = `t${maker.names++}`;
  const rows: Rows = { alias, columns: pairs.columns };
  const by = dice.pick(["pk", "pk", "x"]);
  const keys = dice.maybe(0.3) && outer.length > 0
    ? equality(maker, dice.pick(outer), { alias, columns: [{ name: by, kind: "text" }] })
    : `${alias}.${by} IN (${dice.pick(world.texts.map((text) => `'${text}'`))}, '${dice.pick(world.texts)}')`;
  const more = dice.maybe(0.5) ? ` AND ${predicate(maker, [rows], 1, outer)}` : "";
  const from = `FROM pairs ${alias} WHERE ${dice.maybe(0.85) ? keys : "true"}${more}`;
  const [g, sort, other] = [`${alias}.${by}`, `${alias}.sk`, `${alias}.pk`];
  const direction = dice.pick(["", " DESC"]);
  const limit = 1 + dice.below(4);
  const aggregate = dice.pick([
    `max(${sort})`,
    `min(${sort})`,
    `max(${alias}.n)`,
    `max(${sort}) - min(${sort})`,
  ]);
  const number = `row_number() OVER (PARTITION BY ${g} ORDER BY ${sort}${direction}, ${other})`;
  const forms = [
    `SELECT ${g} AS g, ${aggregate} AS n ${from} GROUP BY ${g}`,
    `SELECT any_value(${g}) AS g, ${aggregate} AS n ${from}`,
    `SELECT 'one' AS g, ${aggregate} AS n ${from}`,
    `SELECT 'one' AS g, CASE WHEN count(*) ${
      dice.pick(["> 0", ">= 1", "= 0", "<> 0", "< 1", "> 1"])
    } THEN 1 ELSE 0 END AS n ${from}`,
    `SELECT ${g} AS g, arg_max(${alias}.m, ${sort} * 100 + ascii(${other})) AS n ${from} GROUP BY ALL`,
    `SELECT 'one' AS g, arg_max(${alias}.n, ${sort}) AS n ${from} AND ${other} = 'b'`,
    `SELECT DISTINCT ON (${g}) ${g} AS g, ${sort} AS n ${from} ORDER BY ${g}, ${sort}${direction}, ${other}`,
    `SELECT ${other} AS g, ${sort} AS n ${from} ORDER BY ${sort}${direction}, ${other} LIMIT ${limit}`,
    `SELECT ${other} AS g, ${sort} AS n ${from} QUALIFY ${number} <= ${limit}`,
    `SELECT g, n FROM (SELECT ${other} AS g, ${sort} AS n, ${number} AS rn ${from}) WHERE rn < ${limit}`,
    `SELECT g, n FROM (SELECT ${g} AS g, ${sort} AS n, ${number} AS rn ${from}) WHERE rn = 1 AND n > 2`,
  ];
  return { sql: dice.pick(forms), columns: [{ name: "g", kind: "text" }, { name: "n", kind: "number" }] };
}

function select(maker: Maker, outer: readonly Rows[]): Query {
  const { dice } = maker;
  const first = dice.maybe(0.12) ? firstOfGroups(maker, outer) : null;
  if (first !== null) return first;
  const { sql: from, sources, merged } = fromClause(maker, outer);
  const conditions = dice.maybe(0.75) ? [predicate(maker, sources, 3, outer)] : [];
  for (const column of merged) if (dice.maybe(0.7)) conditions.push(atom(maker, column.name, column.kind));
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(" AND ")}` : "";
  const all = sources.flatMap((source) =>
    source.columns.map((column) => ({ ...column, text: `${source.alias}.${column.name}` }))
  );
  const simple = all.filter((column) => column.kind !== "other");
  if (simple.length > 0 && dice.maybe(0.15)) {
    const group = dice.pick(simple);
    const having = dice.maybe(0.3) ? " HAVING count(*) > 1" : "";
    return {
      sql: `SELECT ${group.text} AS g, count(*) AS n FROM ${from}${where} GROUP BY ${group.text}${having}`,
      columns: [{ name: "g", kind: group.kind }, { name: "n", kind: "number" }],
    };
  }
  if (dice.maybe(0.1)) {
    return { sql: `SELECT count(*) AS n FROM ${from}${where}`, columns: [{ name: "n", kind: "number" }] };
  }
  if (dice.maybe(0.1)) {
    const [only, ...others] = sources;
    if (only !== undefined && others.length === 0) {
      return { sql: `SELECT * FROM ${from}${where}`, columns: only.columns };
    }
  }
  const taken = Array.from({ length: 1 + dice.below(4) }, () => dice.pick(all));
  const columns = taken.map((column, at) => ({ name: `k${at}`, kind: column.kind }));
  const items = taken.map((column, at) => `${column.text} AS k${at}`);
  const order = all.map((each) => each.text).join(", ");
  if (simple.length > 0 && dice.maybe(0.1)) {
    const by = dice.pick(simple);
    // Shown, so that conditions from outside may be about it.
    items.push(`${by.text} AS kp`, `row_number() OVER (PARTITION BY ${by.text} ORDER BY ${order}) AS rn`);
    columns.push({ name: "kp", kind: by.kind }, { name: "rn", kind: "number" });
  }
  const distinct = dice.maybe(0.1);
  if (distinct && maker.names % 2 === 0) {
    return {
      sql: `SELECT DISTINCT ON (k0) ${items.join(", ")} FROM ${from}${where} ORDER BY ${order}`,
      columns,
    };
  }
  return { sql: `SELECT ${distinct ? "DISTINCT " : ""}${items.join(", ")} FROM ${from}${where}`, columns };
}

function source(maker: Maker, outer: readonly Rows[]): { sql: string; rows: Rows } {
  const { dice, world } = maker;
  const alias = `r${maker.names++}`;
  if (maker.ctes.length > 0 && dice.maybe(0.4)) {
    const cte = dice.pick(maker.ctes);
    return { sql: `${cte.alias} ${alias}`, rows: { alias, columns: cte.columns } };
  }
  if (maker.depth < 2 && dice.maybe(0.25)) {
    maker.depth++;
    const query = select(maker, []);
    maker.depth--;
    return { sql: `(${query.sql}) ${alias}`, rows: { alias, columns: query.columns } };
  }
  if (maker.depth < 2 && outer.length > 0 && dice.maybe(0.1)) {
    maker.depth++;
    const query = select(maker, outer);
    maker.depth--;
    return { sql: `LATERAL (${query.sql}) ${alias}`, rows: { alias, columns: query.columns } };
  }
  const table = dice.pick(world.tables);
  if (dice.maybe(0.06)) {
    const row = () => `('${dice.pick(world.texts)}', ${dice.pick(["1", "2", "NULL"])})`;
    const columns = [{ name: "x", kind: "text" }, { name: "n", kind: "number" }] as const;
    return { sql: `(VALUES ${row()}, ${row()}) ${alias}(x, n)`, rows: { alias, columns } };
  }
  return { sql: `${table.alias} ${alias}`, rows: { alias, columns: table.columns } };
}

function fromClause(
  maker: Maker,
  outer: readonly Rows[],
): { sql: string; sources: Rows[]; merged: Rows["columns"] } {
  const { dice } = maker;
  const merged: { name: string; kind: Kind }[] = [];
  const first = source(maker, outer);
  let sql = first.sql;
  const sources = [first.rows];
  while (sources.length < 4 && dice.maybe(0.45)) {
    const next = source(maker, [...outer, ...sources]);
    const lateral = next.sql.startsWith("LATERAL");
    if (lateral || dice.maybe(0.15)) {
      sql = `${sql} CROSS JOIN ${next.sql}`;
      sources.push(next.rows);
      continue;
    }
    const kind = dice.pick([
      "JOIN",
      "JOIN",
      "LEFT JOIN",
      "LEFT JOIN",
      "RIGHT JOIN",
      "FULL JOIN",
      "SEMI JOIN",
      "ANTI JOIN",
    ]);
    const left = dice.pick(sources);
    const shared = left.columns.filter((column) =>
      sources.every((each) => each === left || each.columns.every((other) => other.name !== column.name)) &&
      column.kind !== "other" && next.rows.columns.some((other) =>
        other.name === column.name && other.kind === column.kind
      )
    );
    if (shared.length > 0 && dice.maybe(0.2)) {
      const using = dice.pick(shared);
      sql = `${sql} ${kind} ${next.sql} USING (${using.name})`;
      merged.push(using);
    } else {
      const on = [equality(maker, left, next.rows)];
      while (dice.maybe(0.35)) on.push(predicate(maker, [...sources, next.rows], 1));
      sql = `${sql} ${kind} ${next.sql} ON ${on.join(" AND ")}`;
    }
    if (kind !== "SEMI JOIN" && kind !== "ANTI JOIN") sources.push(next.rows);
  }
  return { sql, sources, merged };
}

function equality({ dice, names }: Maker, left: Rows, right: Rows): string {
  // Now and then a side is computed.
  const side = (name: string, kind: Kind) =>
    names % 5 > 0 ? name : kind === "text" ? `lower(${name})` : `(${name} + 0)`;
  const pairs = left.columns.flatMap((a) =>
    right.columns.filter((b) => a.kind === b.kind && a.kind !== "other" && a.kind !== "flag").map((b) =>
      `${left.alias}.${a.name} = ${side(`${right.alias}.${b.name}`, b.kind)}`
    )
  );
  return pairs.length === 0 ? "1 = 1" : dice.pick(pairs);
}

function predicate(
  maker: Maker,
  sources: readonly Rows[],
  depth: number,
  outer: readonly Rows[] = [],
): string {
  const { dice } = maker;
  if (depth > 0 && dice.maybe(0.45)) {
    const [a, b] = [predicate(maker, sources, depth - 1, outer), predicate(maker, sources, depth - 1, outer)];
    return dice.maybe(0.65) ? `(${a} AND ${b})` : `(${a} OR ${b})`;
  }
  if (depth > 0 && dice.maybe(0.1)) return `NOT (${predicate(maker, sources, depth - 1, outer)})`;
  if (maker.depth < 2 && dice.maybe(0.12)) return subquery(maker, sources);
  if (outer.length > 0 && dice.maybe(0.5)) return equality(maker, dice.pick(outer), dice.pick(sources));
  if (sources.length > 1 && dice.maybe(0.25)) {
    const [a, b] = [dice.pick(sources), dice.pick(sources)];
    return equality(maker, a, b);
  }
  const rows = dice.pick(sources);
  const column = dice.pick(rows.columns);
  return atom(maker, `${rows.alias}.${column.name}`, column.kind);
}

function atom({ dice, world }: Maker, name: string, kind: Kind): string {
  if (dice.maybe(0.15)) return `${name} IS ${dice.maybe(0.5) ? "NOT " : ""}NULL`;
  const value = () =>
    kind === "text" ? `'${dice.pick(world.texts).replaceAll("'", "''")}'` : dice.pick(world.numbers);
  switch (kind) {
    case "flag":
      return dice.pick([name, `NOT ${name}`, `${name} = false`]);
    case "other":
      return `${name} IS NOT NULL`;
    default: {
      const form = dice.below(11);
      if (form === 10) return known(`${name}`, kind, value, dice);
      if (form < 5) return `${name} = ${value()}`;
      if (form < 7) return `${name} ${dice.pick(["<", "<=", ">", ">=", "<>"])} ${value()}`;
      if (form === 7) return `${name} IN (${value()}, ${value()})`;
      if (form === 8 && kind === "text") return `${name} LIKE '${dice.pick(["a%", "b%", "%", "%a%"])}'`;
      return `coalesce(${name}, ${value()}) = ${value()}`;
    }
  }
}

/** A comparison with values from parts that look at no table. */
function known(name: string, kind: "text" | "number", value: () => string, dice: Chance): string {
  const values = () => `(${value()}), (${dice.pick([value(), "NULL"])})`;
  return dice.pick([
    `${name} IN (VALUES ${values()})`,
    `${name} = ANY([${value()}, ${value()}])`,
    `${name} = (SELECT ${value()})`,
    `${name} NOT IN (VALUES ${values()})`,
    `list_contains([${value()}, ${value()}], ${name})`,
    kind === "text"
      ? `${name} IN (SELECT unnest([${value()}, NULL]))`
      : `${name} IN (SELECT * FROM range(1, 3))`,
    `EXISTS (SELECT 1 FROM (VALUES ${values()}) v(v) WHERE v.v = ${name})`,
  ]);
}

function subquery(maker: Maker, sources: readonly Rows[]): string {
  const { dice, world } = maker;
  const table = dice.pick(world.tables);
  const inner: Rows = { alias: `q${maker.names++}`, columns: table.columns };
  const outerRows = dice.pick(sources);
  maker.depth += 2;
  const where = predicate(maker, [inner], 1);
  maker.depth -= 2;
  const kind = dice.pick(["text", "number"] as const);
  const ours = outerRows.columns.filter((column) => column.kind === kind);
  const theirs = inner.columns.filter((column) => column.kind === kind);
  if (ours.length === 0 || theirs.length === 0) return "1 = 1";
  const [a, b] = [`${outerRows.alias}.${dice.pick(ours).name}`, `${inner.alias}.${dice.pick(theirs).name}`];
  const from = `${table.alias} ${inner.alias}`;
  switch (dice.below(4)) {
    case 0: {
      const made = kind === "text" ? `concat(${b}, '')` : `${b} + 0`;
      return `${a} IN (SELECT ${maker.names % 3 === 0 ? made : b} FROM ${from} WHERE ${where})`;
    }
    case 1:
      return `${dice.maybe(0.5) ? "NOT " : ""}EXISTS (SELECT * FROM ${from} WHERE ${a} = ${b} AND ${where})`;
    case 2:
      return `${a} NOT IN (SELECT ${b} FROM ${from} WHERE ${where})`;
    default:
      return `${a} = (SELECT max(${b}) FROM ${from} WHERE ${where})`;
  }
}
