/**
 * Statements of kinds that optimizers got wrong: top-1 over rows that may be none, rows that nothing beats, the "changed?"
 * idiom, joins with an empty side, windows with several partitions, correlated derived tables, rows with finer literals.
 * @module
 */
import type { Chance } from "../../sql/plan/random_sql.ts";
import { type Column, column, type Kind, literal, predicate, type Rows, type Scope } from "./expressions.ts";
import { droppable, otherwise } from "./text.ts";

interface Prone {
  readonly dice: Chance;
  /** Two uses of one table, and one of another. */
  readonly a: Rows;
  readonly b: Rows;
  readonly other: Rows;
  /** Their tables. */
  readonly table: string;
  readonly otherTable: string;
}

/** A random statement of these kinds, compared as a multiset. */
export function proneStatement(dice: Chance, tables: readonly Rows[]): string {
  const [one, two] = [dice.pick(tables), dice.pick(tables)];
  return dice.pick(shapes)({
    dice,
    a: { alias: "a", columns: one.columns },
    b: { alias: "b", columns: one.columns },
    other: { alias: "o", columns: two.columns },
    table: one.alias,
    otherTable: two.alias,
  });
}

const scope = (dice: Chance, ...rows: readonly Rows[]): Scope => ({ dice, rows, subquery: null });

function named(dice: Chance, rows: Rows, ...kinds: readonly Kind[]): string {
  return column(scope(dice, rows), ...kinds) ?? `${rows.alias}.n`;
}

/** Everything that can tell two rows apart. */
function total({ alias, columns }: Rows): string {
  return columns.flatMap(({ name, kind }) => orderTerms(`${alias}.${name}`, kind)).join(", ");
}

/** What a total order needs of a column: all that an expression can tell two rows apart by. */
export function orderTerms(name: string, kind: Kind): readonly string[] {
  if (kind === "map") return [`${name} IS NULL`, `${name}.p`, `${name}.q`];
  return kind === "list" || kind === "json" ? [`CAST(${name} AS VARCHAR)`] : [name];
}

/** A column of the same name on both sides. */
function both({ dice, a }: Prone, kind: Kind): Column {
  const found = a.columns.filter((each) => each.kind === kind);
  return found.length > 0 ? dice.pick(found) : { name: "n", kind: "number" };
}

/** Of rows of `a`, those that are usually none. */
const few = (prone: Prone) =>
  droppable(
    ` WHERE ${
      prone.dice.maybe(0.5)
        ? `${named(prone.dice, prone.a, "text")} = 'nowhere'`
        : predicate(scope(prone.dice, prone.a), 1)
    }`,
  );

const shapes: readonly ((prone: Prone) => string)[] = [
  (prone) => {
    const { dice, a, table } = prone;
    const by = named(dice, a, "number", "day");
    const partition = dice.maybe(0.3) ? `PARTITION BY ${named(dice, a, "text")} ` : "";
    const order = `ORDER BY ${by}${dice.pick([" DESC", "", " DESC NULLS LAST"])}, ${total(a)}`;
    return `SELECT ${named(dice, a, "text")} AS k0, ${by} AS k1 FROM ${table} a${
      few(prone)
    } QUALIFY row_number() OVER (${partition}${order}) ${dice.pick(["= 1", "<= 2"])}`;
  },
  (prone) => {
    const { dice, a, table } = prone;
    return `SELECT count(*) AS k0, min(k) AS k1 FROM (SELECT ${
      named(dice, a, "number")
    } AS k, row_number() OVER (ORDER BY ${named(dice, a, "number")} DESC, ${total(a)}) AS rn FROM ${table} a${
      few(prone)
    }) WHERE rn = 1`;
  },
  (prone) => {
    const { dice, table } = prone;
    const [apart, beats] = [both(prone, dice.pick(["text", "number"])), both(prone, "number")];
    return `SELECT ${named(dice, prone.a, "text")} AS k0, a.${beats.name} AS k1 FROM ${table} a WHERE ${
      dice.pick(["", "NOT "])
    }EXISTS (SELECT 1 FROM ${table} b WHERE b.${apart.name} ${
      dice.pick(["<>", "IS DISTINCT FROM"])
    } a.${apart.name} AND b.${beats.name} ${dice.pick(["<", ">", "<=", ">="])} a.${beats.name})`;
  },
  (prone) => {
    const { dice, a, table } = prone;
    const kind = dice.pick(["text", "number"] as const);
    const [x, y] = [named(dice, a, kind), named(dice, a, kind)];
    const changed = `NOT (${x} = ${y} OR (${x} IS NULL AND ${y} IS NULL))`;
    return dice.pick([
      `SELECT ${x} AS k0, ${y} AS k1 FROM ${table} a WHERE ${changed}`,
      `SELECT count(*) FILTER (WHERE ${changed}) AS k0 FROM ${table} a`,
      `SELECT CASE WHEN ${changed} THEN 1 ELSE 0 END AS k0, (${changed}) IS NULL AS k1 FROM ${table} a`,
      `SELECT ${x} AS k0 FROM ${table} a GROUP BY ${x}, ${y} HAVING ${changed}`,
    ]);
  },
  (prone) => {
    const { dice, a, other, table, otherTable } = prone;
    const kind = dice.pick(["text", "number"] as const);
    const none = dice.maybe(0.6)
      ? `length(${named(dice, other, "text")}) > 30`
      : predicate(scope(dice, other), 1);
    return `SELECT ${named(dice, a, "text")} AS k0, ${named(dice, a, "number")} AS k1 FROM ${table} a ${
      dice.pick(["ANTI JOIN", "SEMI JOIN"])
    } (SELECT * FROM ${otherTable} o WHERE ${none}) o ON ${named(dice, a, kind)} ${
      dice.pick(["<=", "<", "=", "<>"])
    } ${named(dice, other, kind)}`;
  },
  (prone) => {
    const { dice, a, table } = prone;
    const [x, y] = [named(dice, a, "text"), named(dice, a, "number", "flag")];
    const measure = named(dice, a, "number");
    // Even without its optimizer, DuckDB takes this partition for those of the next columns.
    const twice = otherwise(`PARTITION BY ${x}, ${x}`, `PARTITION BY ${x}`);
    return `SELECT ${x} AS k0, sum(${measure}) OVER (${twice}) AS k1, sum(${measure}) OVER (PARTITION BY ${x}, ${y}) AS k2, count(*) OVER (PARTITION BY ${y}) AS k3 FROM ${table} a`;
  },
  (prone) => {
    const { dice, a, other, table, otherTable } = prone;
    const kind = dice.pick(["text", "number"] as const);
    const apart = both(prone, "text");
    return `SELECT ${named(dice, a, "text")} AS k0 FROM ${table} a LEFT JOIN ${otherTable} o ON ${
      named(dice, a, kind)
    } = ${named(dice, other, kind)} WHERE EXISTS (SELECT 1 FROM ${table} b WHERE b.${apart.name} <> ${
      named(dice, other, "text")
    })`;
  },
  ({ dice, a, b, table }) =>
    `SELECT ${named(dice, a, "text")} AS k0, (SELECT max(z.v) FROM (SELECT ${
      named(dice, a, "number")
    } AS v, ${named(dice, b, "number")} AS w FROM ${table} b WHERE ${named(dice, b, "text")} = ${
      named(dice, a, "text")
    }) z WHERE z.w IS NOT NULL) AS k1 FROM ${table} a`,
  ({ dice, a, other, table, otherTable }) => {
    const kind = dice.pick(["text", "number"] as const);
    return `SELECT ${named(dice, a, "text")} AS k0, x.h AS k1 FROM ${table} a, LATERAL (WITH sc AS (SELECT ${
      named(dice, other, "number")
    } AS v FROM ${otherTable} o WHERE ${named(dice, other, kind)} = ${
      named(dice, a, kind)
    }) SELECT max(sc.v) AS h FROM sc) x`;
  },
  ({ dice, a, table }) => {
    const [x, y] = [named(dice, a, "text"), named(dice, a, "number")];
    const [text, number] = [literal(dice, "text"), dice.pick(["2.46", "2.5", "2.504", "3.0001", "3"])];
    const row = otherwise(`(${x}, ${y}) = (${text}, ${number})`, `(${x} = ${text} AND ${y} = ${number})`);
    const among = otherwise(
      `(${x}, ${y}) IN ((${text}, ${number}), ('a', 2.5))`,
      `(${x} = ${text} AND ${y} = ${number} OR ${x} = 'a' AND ${y} = 2.5)`,
    );
    return `SELECT ${x} AS k0, ${y} AS k1 FROM ${table} a WHERE ${dice.pick([row, among])}`;
  },
  ({ dice, a, b, table }) => {
    const part = (rows: Rows) =>
      `SELECT * FROM ${table} ${rows.alias}${droppable(` WHERE ${predicate(scope(dice, rows), 1)}`)}`;
    return `${part(a)} ${dice.pick(["UNION", "UNION ALL", "EXCEPT", "INTERSECT"])} ${part(b)}`;
  },
  ({ dice, a, table }) => {
    const list = column(scope(dice, a), "list");
    return list === null
      ? `SELECT count(*) AS k0 FROM ${table} a`
      : `SELECT ${named(dice, a, "text")} AS k0, u.v AS k1 FROM ${table} a, unnest(${list}) AS u(v)${
        droppable(` WHERE ${predicate(scope(dice, a), 1)}`)
      }`;
  },
];
