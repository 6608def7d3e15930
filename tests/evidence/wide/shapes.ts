/**
 * The shapes of random statements: each has one answer, as a multiset or in a total order.
 * @module
 */
import type { Chance } from "../../sql/plan/random_sql.ts";
import type { Expressions } from "./expressions.ts";
import type { WideTable } from "./items.ts";

/** What a shape is made of. */
export interface Ground {
  readonly dice: Chance;
  readonly first: WideTable;
  readonly second: WideTable;
  /** Over `t`, a row of the first table. */
  readonly t: Expressions;
  /** Over `u`, a row of the second table. */
  readonly u: Expressions;
  /** Over `v`, another row of the first table. */
  readonly v: Expressions;
}

/** A statement without what it names. */
export interface Shaped {
  readonly sql: string;
  /** Its order is total. */
  readonly ordered?: true;
  /** `*` names all attributes. */
  readonly all?: true;
}

type Shape = (ground: Ground) => Shaped | null;

const many = (dice: Chance, make: () => string, most = 3) =>
  Array.from({ length: 1 + dice.below(most) }, () => make()).join(", ");
const fromOf = ({ first }: Ground) => `FROM ${first.table.name} t`;
const otherOf = ({ second }: Ground) => `${second.table.name} u`;
const againOf = ({ first }: Ground) => `${first.table.name} v`;
const whereOf = ({ dice, t }: Ground, share = 0.5) => dice.maybe(share) ? ` WHERE ${t.predicate()}` : "";
const direction = (dice: Chance) => dice.pick(["", " DESC", " NULLS LAST", " DESC NULLS FIRST"]);
const aFew = (dice: Chance) => 1 + dice.below(9);

/** What joins two rows: places of one kind. */
function joinOf({ dice, t, u }: Ground): string {
  return dice.maybe(0.5)
    ? `${t.place("text")} = ${u.place("text")}`
    : `${t.place("number")} = ${u.place("number")}`;
}

/** A key of the first table, for a lookup. */
function keyOf({ dice, first: { table } }: Ground): string {
  const [hash = "", sort] = [table.hash, table.sort];
  const numeric = [hash, sort].includes("id:N");
  const id = (at: number) => numeric ? String(at) : `'i${at}'`;
  const at = dice.below(14);
  if (!hash.startsWith("pk")) {
    return dice.pick([`t.id = ${id(at)}`, `t.id IN (${id(at)}, ${id(3)}, ${id(99)})`]);
  }
  const pk = hash === "pk" ? `'p${at % 5}'` : String(at % 5);
  return dice.pick([`t.pk = ${pk} AND t.id = ${id(at)}`, `t.pk = ${pk}`, `t.pk = ${pk} AND t.id > ${id(5)}`]);
}

/** One row after another. */
const rows: readonly Shape[] = [
  (g) => ({ sql: `SELECT t.id, ${many(g.dice, g.t.value)} ${fromOf(g)}${whereOf(g)}` }),
  (g) => ({ sql: `SELECT t.id, ${many(g.dice, g.t.value)} ${fromOf(g)} WHERE ${g.t.predicate()}` }),
  (g) => ({ sql: `SELECT t.id, ${many(g.dice, g.t.place)} ${fromOf(g)}${whereOf(g)}` }),
  (g) => ({
    sql: `SELECT t.id, ${g.t.value()} ${fromOf(g)} WHERE ${g.t.predicate()} AND ${g.t.predicate()}`,
  }),
  (g) => ({ sql: `SELECT t.id, ${many(g.dice, g.t.value)} ${fromOf(g)} WHERE ${keyOf(g)}` }),
  (g) => ({ sql: `SELECT * ${fromOf(g)} WHERE ${keyOf(g)}`, all: true }),
  (g) => ({
    sql: `SELECT t.id, ${g.t.value()} ${fromOf(g)} WHERE t.g = ${g.dice.below(7)} AND ${g.t.predicate()}`,
  }),
  (g) => ({
    sql: `SELECT t.id, ${g.t.value()} ${fromOf(g)} WHERE t.s = 'fox'${
      g.dice.maybe(0.5) ? " AND t.g > 2" : ""
    }`,
  }),
  (g) => ({
    sql: `SELECT t.id, ${g.t.value()} ${fromOf(g)}${whereOf(g)} ORDER BY ${g.t.scalar()}${
      direction(g.dice)
    }, t.id LIMIT ${aFew(g.dice)}`,
    ordered: true,
  }),
  (g) => ({
    sql: `SELECT t.id, ${g.t.value()} ${fromOf(g)} ORDER BY ${g.t.number()}${
      direction(g.dice)
    }, t.id DESC OFFSET ${aFew(g.dice)}`,
    ordered: true,
  }),
  (g) => ({
    sql: `SELECT t.id ${fromOf(g)}${whereOf(g)} ORDER BY ${g.t.date()}, ${g.t.text()}, t.id`,
    ordered: true,
  }),
  (g) => ({
    sql: `SELECT t.id, CASE WHEN ${g.t.predicate()} THEN 1 WHEN ${g.t.predicate()} THEN 2 END ${fromOf(g)}`,
  }),
  (g) => ({ sql: `SELECT DISTINCT ${many(g.dice, g.t.scalar)} ${fromOf(g)}${whereOf(g)}` }),
  (g) => ({
    sql: `SELECT DISTINCT ON (t.g) t.g, t.id, ${g.t.value()} ${
      fromOf(g)
    } ORDER BY t.g, ${g.t.scalar()}, t.id`,
    ordered: true,
  }),
  (g) => ({ sql: `SELECT t.id, t."never" ${fromOf(g)}${whereOf(g)}` }),
  (g) => {
    const map = g.t.found("map");
    return map === null ? null : { sql: `SELECT t.id, ${map} ${fromOf(g)} WHERE ${g.t.predicate()}` };
  },
  (g) => {
    const maps = g.t.found("maps");
    return maps === null ? null : { sql: `SELECT t.id, ${maps} ${fromOf(g)} WHERE ${g.t.predicate()}` };
  },
];

/** `*`. */
const stars: readonly Shape[] = [
  (g) => ({ sql: `SELECT * ${fromOf(g)}${whereOf(g)}`, all: true }),
  (g) => ({
    sql: `SELECT * ${fromOf(g)}${whereOf(g)} UNION ALL SELECT * ${fromOf(g)}${whereOf(g)}`,
    all: true,
  }),
  (g) => ({ sql: `SELECT * ${fromOf(g)} EXCEPT SELECT * ${fromOf(g)} WHERE ${g.t.predicate()}`, all: true }),
  (g) => ({
    sql: `SELECT * ${fromOf(g)} INTERSECT SELECT * ${fromOf(g)} WHERE ${g.t.predicate()}`,
    all: true,
  }),
  (g) => ({ sql: `SELECT * ${fromOf(g)}${whereOf(g)} ORDER BY 2, t.id`, all: true, ordered: true }),
  (g) => ({
    sql: `SELECT * ${fromOf(g)}${whereOf(g)} ORDER BY ${g.t.scalar()}, t.id LIMIT 3`,
    all: true,
    ordered: true,
  }),
  (g) => ({ sql: `SELECT * EXCLUDE (g) ${fromOf(g)}${whereOf(g)}`, all: true }),
  (g) => ({ sql: `SELECT *, ${g.t.value()} AS more ${fromOf(g)}${whereOf(g)}`, all: true }),
  (g) => ({
    sql: `SELECT t.*, u.id ${fromOf(g)} JOIN ${otherOf(g)} ON ${joinOf(g)} WHERE u.g = 1 AND t.g = 2`,
    all: true,
  }),
  (g) => ({
    sql: `WITH c AS (SELECT * ${fromOf(g)}) SELECT count(*), count(DISTINCT c.id) FROM c`,
    all: true,
  }),
  (g) => ({ sql: `SELECT count(*) FROM (SELECT DISTINCT * ${fromOf(g)}) d`, all: true }),
  (g) => ({ sql: `FROM ${g.first.table.name} t WHERE ${g.t.predicate()}`, all: true }),
];

/** Aggregates. */
const groups: readonly Shape[] = [
  (g) => ({ sql: `SELECT ${many(g.dice, g.t.aggregate)} ${fromOf(g)}${whereOf(g)}` }),
  (g) => ({ sql: `SELECT ${many(g.dice, g.t.aggregate)} ${fromOf(g)} WHERE ${g.t.predicate()}` }),
  (g) => ({
    sql: `SELECT ${g.t.scalar()} AS k, ${many(g.dice, g.t.aggregate)} ${fromOf(g)}${whereOf(g)} GROUP BY 1`,
  }),
  (g) => {
    const key = g.t.text();
    return {
      sql: `SELECT ${key} AS k, ${many(g.dice, g.t.aggregate)} ${fromOf(g)}${whereOf(g)} GROUP BY ${key}`,
    };
  },
  (g) => ({ sql: `SELECT ${g.t.number()} AS k, count(*) ${fromOf(g)} GROUP BY 1 HAVING count(*) > 1` }),
  (g) => ({
    sql: `SELECT t.g, ${g.t.aggregate()} ${fromOf(g)} GROUP BY t.g HAVING max(${g.t.place("number")}) > 7.5`,
  }),
  (g) => ({
    sql: `SELECT t.g, count(*) ${
      fromOf(g)
    } GROUP BY t.g HAVING count(*) FILTER (WHERE ${g.t.predicate()}) > 1`,
  }),
  (g) => ({ sql: `SELECT ${g.t.date()} AS k, ${g.t.aggregate()} ${fromOf(g)} GROUP BY 1` }),
  (g) => ({
    sql: `SELECT ${g.t.scalar()} AS a, ${g.t.scalar()} AS b, count(*) ${fromOf(g)} GROUP BY ROLLUP (1, 2)`,
  }),
  (g) => ({
    sql: `SELECT t.g, t.s, ${g.t.aggregate()} ${fromOf(g)} GROUP BY GROUPING SETS ((t.g), (t.s), ())`,
  }),
  (g) => ({ sql: `SELECT ${g.t.scalar()}, ${g.t.aggregate()} ${fromOf(g)} GROUP BY ALL` }),
  (g) => ({
    sql: `SELECT ${g.t.scalar()} AS k, ${g.t.aggregate()} AS n ${fromOf(g)} GROUP BY 1 ORDER BY 1 LIMIT ${
      aFew(g.dice)
    }`,
    ordered: true,
  }),
  (g) => ({ sql: `SELECT t.g, ${g.t.aggregate()} ${fromOf(g)} WHERE t.g IN (1, 3, 5) GROUP BY t.g` }),
  (g) => ({ sql: `SELECT count(*) ${fromOf(g)} WHERE ${keyOf(g)}` }),
  (g) => ({ sql: `SELECT max(t.id), min(t.id), count(t.s) ${fromOf(g)} WHERE ${g.t.predicate()}` }),
  (g) => {
    const mixed = g.t.found("mixed");
    return mixed === null
      ? null
      : { sql: `SELECT ${mixed} AS k, count(*) ${fromOf(g)}${whereOf(g)} GROUP BY 1` };
  },
];

/** Joins, subqueries, CTEs, set operations. */
const combined: readonly Shape[] = [
  (g) => ({
    sql: `SELECT count(*), count(DISTINCT t.id) ${fromOf(g)} ${
      g.dice.pick(["JOIN", "LEFT JOIN", "SEMI JOIN", "ANTI JOIN"])
    } ${otherOf(g)} ON ${joinOf(g)}`,
  }),
  (g) => ({
    sql: `SELECT t.id, u.id, ${g.u.value()} ${fromOf(g)} ${
      g.dice.pick(["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"])
    } ${otherOf(g)} ON ${joinOf(g)} AND ${g.u.predicate()} WHERE t.g < 3 AND (u.g IS NULL OR u.g = 1)`,
  }),
  (g) => ({
    sql: `SELECT t.id, u.id, ${g.u.place()} ${fromOf(g)} JOIN ${
      otherOf(g)
    } ON t.s = u.s AND t.g = u.g WHERE ${g.t.predicate()}`,
  }),
  (g) => ({
    sql: `SELECT t.id, v.id ${fromOf(g)} JOIN ${
      againOf(g)
    } ON t.g = v.g AND t.id < v.id WHERE ${g.t.predicate()} AND ${g.v.predicate()} AND t.g = 1`,
  }),
  (g) => ({
    sql: `SELECT s, t.g, u.g ${fromOf(g)} JOIN ${otherOf(g)} USING (s) WHERE ${g.t.predicate()} AND u.g = 2`,
  }),
  (g) => ({ sql: `SELECT count(*) ${fromOf(g)}, ${otherOf(g)} WHERE ${joinOf(g)} AND ${g.t.predicate()}` }),
  (g) => ({ sql: `SELECT t.id ${fromOf(g)} WHERE EXISTS (SELECT 1 FROM ${otherOf(g)} WHERE ${joinOf(g)})` }),
  (g) => ({
    sql: `SELECT t.id ${fromOf(g)} WHERE NOT EXISTS (SELECT 1 FROM ${otherOf(g)} WHERE ${
      joinOf(g)
    } AND ${g.u.predicate()})`,
  }),
  (g) => ({
    sql: `SELECT t.id ${fromOf(g)} WHERE ${g.t.place("text")} IN (SELECT ${g.u.place("text")} FROM ${
      otherOf(g)
    } WHERE ${g.u.predicate()})`,
  }),
  (g) => ({
    sql: `SELECT t.id ${fromOf(g)} WHERE ${g.t.place("number")} NOT IN (SELECT u.g FROM ${
      otherOf(g)
    } WHERE u.g IS NOT NULL AND ${g.u.predicate()})`,
  }),
  (g) => ({
    sql: `SELECT t.id ${fromOf(g)} WHERE ${g.t.place("number")} > (SELECT avg(${g.u.place("number")}) FROM ${
      otherOf(g)
    })`,
  }),
  (g) => ({
    sql: `SELECT t.id ${fromOf(g)} WHERE ${g.t.place("number")} = (SELECT max(${g.v.place("number")}) FROM ${
      againOf(g)
    })`,
  }),
  (g) => ({ sql: `SELECT t.id, (SELECT count(*) FROM ${otherOf(g)} WHERE ${joinOf(g)}) AS n ${fromOf(g)}` }),
  (g) => ({
    sql: `SELECT t.id, (SELECT max(${g.v.place("number")}) FROM ${againOf(g)} WHERE v.g = t.g) AS n ${
      fromOf(g)
    }${whereOf(g)}`,
  }),
  (g) => ({
    sql: `SELECT t.id ${fromOf(g)} WHERE ${g.t.place("number")} > ALL (SELECT ${g.u.place("number")} FROM ${
      otherOf(g)
    } WHERE u.g = 1)`,
  }),
  (g) => ({
    sql: `SELECT t.id, x.n ${fromOf(g)}, LATERAL (SELECT count(*) AS n FROM ${
      otherOf(g)
    } WHERE u.g = t.g AND ${g.u.predicate()}) x`,
  }),
  (g) => ({
    sql: `WITH c AS (SELECT t.id, t.g, ${g.t.value()} AS v ${fromOf(g)}${
      whereOf(g)
    }) SELECT c.g, count(c.v), count(*) FROM c GROUP BY 1`,
  }),
  (g) => ({
    sql: `WITH c AS (SELECT t.g, ${g.t.number()} AS v ${
      fromOf(g)
    }) SELECT a.g, max(a.v), min(b.v) FROM c a JOIN c b ON a.g = b.g GROUP BY 1`,
  }),
  (g) => {
    const map = g.t.found("map");
    return map === null ? null : {
      sql: `WITH c AS (SELECT t.id, ${map} AS m ${fromOf(g)}) SELECT c.id, c.m FROM c WHERE c.m IS NOT NULL`,
    };
  },
  (g) => ({
    sql: `SELECT d.k, sum(d.n) FROM (SELECT ${g.t.scalar()} AS k, ${g.t.number()} AS n ${fromOf(g)}${
      whereOf(g)
    }) d GROUP BY 1`,
  }),
  (g) => ({
    sql: `SELECT ${g.t.number()} AS v ${fromOf(g)}${whereOf(g)} UNION SELECT ${g.u.number()} FROM ${
      otherOf(g)
    }`,
  }),
  (g) => ({
    sql: `SELECT ${g.t.text()} AS v ${fromOf(g)} UNION ALL SELECT ${g.u.text()} FROM ${
      otherOf(g)
    } WHERE ${g.u.predicate()}`,
  }),
  (g) => ({ sql: `SELECT ${g.t.text()} AS v ${fromOf(g)} EXCEPT SELECT ${g.u.text()} FROM ${otherOf(g)}` }),
  (g) => ({
    sql: `SELECT ${g.t.number()} AS v ${fromOf(g)} INTERSECT SELECT ${g.u.number()} FROM ${otherOf(g)}`,
  }),
  (g) => ({
    sql:
      `SELECT w.k, t.id FROM (VALUES (1, 'a'), (3, 'fox'), (7.5, '10')) w(n, k) JOIN ${g.first.table.name} t ON ${
        g.dice.maybe(0.5) ? `${g.t.place("number")} = w.n` : `${g.t.place("text")} = w.k`
      }`,
  }),
];

/** Windows, lists, JSON. */
const special: readonly Shape[] = [
  (g) => ({
    sql: `SELECT t.id, row_number() OVER (PARTITION BY ${g.t.scalar()} ORDER BY ${g.t.scalar()}, t.id) AS n ${
      fromOf(g)
    }${whereOf(g)}`,
  }),
  (g) => ({
    sql: `SELECT t.id, sum(${g.t.place("number")}) OVER (PARTITION BY t.g) AS n ${fromOf(g)}${whereOf(g)}`,
  }),
  (g) => ({
    sql: `SELECT t.id, lag(${g.t.place()}) OVER (ORDER BY ${g.t.place("number")}, t.id) AS n ${fromOf(g)}`,
  }),
  (g) => ({
    sql:
      `SELECT t.id, rank() OVER (ORDER BY ${g.t.scalar()}), dense_rank() OVER (PARTITION BY t.g ORDER BY ${g.t.number()} DESC) ${
        fromOf(g)
      }`,
  }),
  (g) => ({
    sql: `SELECT t.id, ${g.t.value()} ${fromOf(g)}${
      whereOf(g)
    } QUALIFY row_number() OVER (PARTITION BY t.g ORDER BY ${g.t.scalar()} DESC, t.id) = 1`,
  }),
  (g) => ({
    sql:
      `SELECT t.id, first_value(${g.t.scalar()}) OVER (PARTITION BY t.g ORDER BY t.id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) ${
        fromOf(g)
      }`,
  }),
  (g) => ({
    sql: `SELECT t.id, count(*) OVER w, max(${g.t.place("number")}) OVER w ${
      fromOf(g)
    } WINDOW w AS (PARTITION BY ${g.t.text()})`,
  }),
  (g) => {
    const maps = g.t.found("maps");
    return maps === null
      ? null
      : { sql: `SELECT t.id, x.sku, x.qty ${fromOf(g)}, unnest(${maps}) AS n(x)${whereOf(g)}` };
  },
  (g) => {
    const maps = g.t.found("maps");
    return maps === null ? null : {
      sql: `SELECT x.sku, sum(x.qty), count(*) ${
        fromOf(g)
      }, unnest(${maps}) AS n(x) WHERE x.qty > 3 GROUP BY 1`,
    };
  },
  (g) => {
    const maps = g.t.found("maps");
    return maps === null ? null : { sql: `SELECT t.id, unnest(${maps}).sku AS k ${fromOf(g)}${whereOf(g)}` };
  },
  (g) => {
    const maps = g.t.found("maps");
    return maps === null ? null : {
      sql: `SELECT t.id ${fromOf(g)} WHERE EXISTS (SELECT 1 FROM unnest(${maps}) AS n(x) WHERE x.qty > 7.5)`,
    };
  },
  (g) => {
    const numbers = g.t.found("numbers");
    return numbers === null
      ? null
      : { sql: `SELECT x, count(*) ${fromOf(g)}, unnest(${numbers}) AS n(x) GROUP BY x` };
  },
  (g) => {
    const numbers = g.t.found("numbers");
    return numbers === null
      ? null
      : { sql: `SELECT t.id, unnest(${numbers}) AS n ${fromOf(g)}${whereOf(g)}` };
  },
  (g) => {
    const texts = g.t.found("texts");
    return texts === null ? null : {
      sql: `SELECT x, count(DISTINCT t.id) ${fromOf(g)}, unnest(${texts}) AS n(x)${whereOf(g)} GROUP BY 1`,
    };
  },
  (g) => {
    const texts = g.t.found("texts");
    return texts === null ? null : {
      sql: `SELECT t.id, x ${
        fromOf(g)
      } LEFT JOIN LATERAL (SELECT unnest(${texts}) AS x) ON true WHERE ${g.t.predicate()}`,
    };
  },
  (g) => {
    const mixed = g.t.found("mixed");
    return mixed === null ? null : {
      sql: `SELECT t.id, ${mixed} ${fromOf(g)} WHERE ${mixed} = ${
        g.dice.pick(["'a'", "'fox'", "'10'", "'3'"])
      }`,
    };
  },
  (g) => {
    const mixed = g.t.found("mixed");
    return mixed === null ? null : {
      sql: `SELECT t.id, coalesce(${mixed}::VARCHAR, 'none'), ${mixed} IS NULL ${fromOf(g)}${whereOf(g)}`,
    };
  },
  (g) => {
    const map = g.t.found("map");
    return map === null ? null : { sql: `SELECT t.id, ${map}::JSON ->> '$.p' AS k ${fromOf(g)}` };
  },
  (g) => {
    const date = g.t.found("date");
    return date === null ? null : {
      sql: `SELECT t.id, ${date} ${
        fromOf(g)
      } WHERE ${date} >= DATE '2021-01-01' AND ${date} < DATE '2022-01-01'`,
    };
  },
  (g) => {
    const date = g.t.found("date");
    return date === null ? null : { sql: `SELECT year(${date}), count(*) ${fromOf(g)} GROUP BY 1` };
  },
  (g) => {
    const date = g.t.found("date");
    return date === null ? null : {
      sql: `SELECT t.id, date_diff('day', ${date}::DATE, DATE '2024-01-01') AS days ${fromOf(g)}${
        whereOf(g)
      }`,
    };
  },
];

/** All shapes. */
export const shapes: readonly Shape[] = [...rows, ...stars, ...groups, ...combined, ...special];
