/**
 * Shapes of random statements over several tables, and those of windows, lists and JSON.
 * @module
 */
import { againOf, fromOf, joinOf, otherOf, type Shape, whereOf } from "./ground.ts";

/** Joins, subqueries, CTEs, set operations. */
export const combined: readonly Shape[] = [
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
export const special: readonly Shape[] = [
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
