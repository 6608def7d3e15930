/**
 * The shapes of random statements: each has one answer, as a multiset or in a total order.
 * @module
 */
import { combined, special } from "./combined_shapes.ts";
import { aFew, direction, fromOf, joinOf, keyOf, many, otherOf, type Shape, whereOf } from "./ground.ts";

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

/** All shapes. */
export const shapes: readonly Shape[] = [...rows, ...stars, ...groups, ...combined, ...special];
