/**
 * Random statements in which names collide: of attributes that few items have with columns of the query around, with aliases,
 * variables and tables; two bounds of one row; steps into places of several kinds; constants of another kind than a place.
 * @module
 */
import type { AttributeValue, Item } from "../../src/dynamodb/access.ts";
import type { Chance } from "../sql/plan/random_sql.ts";
import { tableOf } from "./items.ts";
import type { Statement } from "./statements.ts";
import type { WideTable } from "./wide/items.ts";
import {
  among,
  date,
  decimal,
  flag,
  list,
  type Make,
  map,
  rarely,
  sometimes,
  text,
  whole,
} from "./wide/values.ts";

/** Names that both tables may have; also of aliases, variables and derived columns. */
const NAMES = ["n", "k", "u", "x", "total"] as const;

const makes: readonly ((dice: Chance) => Make)[] = [
  () => text,
  () => whole,
  () => decimal,
  () => date,
  (dice) => rarely(dice, text, whole),
  (dice) => rarely(dice, whole, text),
  () => among(text, whole),
  () => among(map({ p: text, g: whole }), text),
  () => map({ g: whole, n: text, p: text }),
  () => list(whole),
  () => flag,
];

/** A table whose attributes are called as others are; some of them few items have, or none. */
export function collidingTable(dice: Chance, name: string): WideTable {
  const attributes = NAMES.map((each) => ({
    name: each,
    make: sometimes(dice.pick([0, 0.004, 0.02, 0.5, 1, 1]), dice.pick(makes)(dice)),
  }));
  const items = Array.from({ length: dice.pick([12, 40, 120, 300]) }, (_, at): Item => {
    const given: [string, AttributeValue][] = [["id", { S: `i${at}` }], ["g", { N: String(at % 7) }]];
    for (const { name, make } of attributes) {
      const value = make(dice);
      if (value !== undefined) given.push([name, value]);
    }
    return Object.fromEntries(given);
  });
  return {
    table: tableOf(dice, name, items),
    places: ["id", "g", ...NAMES].map((attribute) => ({ attribute, path: `"${attribute}"`, kind: "mixed" })),
  };
}

/** A random statement over two such tables. */
export function collidingStatement(dice: Chance, first: WideTable, second: WideTable): Statement {
  const [one, other] = [first.table.name, second.table.name];
  const name = () => dice.pick(NAMES);
  const constant = () => dice.pick(["'a'", "'fox'", "'10'", "5", "3", "7.5", "''", "'2021-05-14'"]);
  const sign = () => dice.pick(["=", "<>", "<", ">", ">="]);
  const condition = (of: string = name()) =>
    dice.pick([
      () => `${of} ${sign()} ${constant()}`,
      () => `${of} IS ${dice.pick(["", "NOT "])}NULL`,
      () => `${of} IN (${constant()}, ${constant()})`,
      () => `${of}.p = 'a'`,
      () => `${of}['p'] IS NOT NULL`,
    ])();
  const row = (alias: string) => `(${alias}.${name()}, ${alias}.g)`;
  const bound = () => `(${constant()}, ${dice.below(7)})`;
  const sql = dice.pick([
    () =>
      `SELECT t.id FROM ${one} t WHERE EXISTS (SELECT 1 FROM ${other} u WHERE u.g = t.g AND ${condition()})`,
    () => `SELECT t.id FROM ${one} t WHERE t.g IN (SELECT g FROM ${other} WHERE ${condition()})`,
    () => `SELECT t.id FROM ${one} t WHERE ${name()} IN (SELECT ${name()} FROM ${other} u WHERE u.g < 3)`,
    () => `SELECT t.id, (SELECT count(${name()}) FROM ${other} u WHERE u.g = t.g) AS n FROM ${one} t`,
    () => `SELECT t.id, (SELECT max(${name()}) FROM ${other}) AS k FROM ${one} t WHERE t.g = 1`,
    () =>
      `SELECT t.id, y.c FROM ${one} t, LATERAL (SELECT count(*) AS c FROM ${other} u WHERE u.g = t.g AND ${condition()}) y`,
    () => `SELECT ${name()} AS ${name()}, count(*) AS c FROM ${one} t GROUP BY 1`,
    () => `SELECT g AS ${name()}, count(*) AS c FROM ${one} t GROUP BY ${name()}, g`,
    () => `SELECT t.id, t.g + 1 AS ${name()} FROM ${one} t WHERE ${condition()}`,
    () =>
      `SELECT t.id, t.g AS ${name()} FROM ${one} t QUALIFY row_number() OVER (PARTITION BY t.g ORDER BY ${name()}, t.id) = 1`,
    () => `SELECT t.g, count(*) AS ${name()} FROM ${one} t GROUP BY t.g HAVING ${name()} > 3`,
    () => `SELECT d.g, count(d.${name()}) FROM (SELECT g, ${name()} AS k, id AS n FROM ${one}) d GROUP BY 1`,
    () => `SELECT d.id, d.n FROM (SELECT id, t.g AS n FROM ${one} t) d WHERE ${condition("n")}`,
    () =>
      `WITH c AS (SELECT id, ${name()} AS x FROM ${one}) SELECT id, x FROM c WHERE EXISTS (SELECT 1 FROM ${other} u WHERE u.id = c.id AND ${
        condition("x")
      })`,
    () => `SELECT id, [x + 1 FOR x IN [g, 2]] AS l FROM ${one}`,
    () => `SELECT id, list_transform([g, 2], lambda n: n + 1) AS l FROM ${one}`,
    () => `SELECT id, list_filter([g, 2], lambda k: k > 2) AS l FROM ${one} WHERE ${condition()}`,
    () => `SELECT u.id, u.g FROM ${one} u WHERE ${condition("u")}`,
    () => `SELECT u.id, u.n FROM ${one} u`,
    () => `SELECT k.id, k.g FROM ${one} k WHERE k.g > 2 AND ${condition()}`,
    () => `SELECT t.id FROM ${one} t JOIN ${other} x ON x.id = t.id AND x.g = t.g`,
    () => `SELECT t.id FROM ${one} t WHERE ${row("t")} > ${bound()} AND ${row("t")} < ${bound()}`,
    () => {
      const bounded = row("t");
      return `SELECT t.id FROM ${one} t WHERE ${bounded} >= ${bound()} AND ${bounded} < ${bound()}`;
    },
    () => `SELECT t.id FROM ${one} t WHERE ${row("t")} IN (${bound()}, ${bound()})`,
    () => `SELECT t.id FROM ${one} t WHERE ${row("t")} IN (SELECT ${name()}, u.g FROM ${other} u)`,
    () =>
      `SELECT t.id, t.${name()}.p AS q, t.${name()}.g AS h FROM ${one} t WHERE ${condition(`t.${name()}`)}`,
    () => `SELECT t.id FROM ${one} t WHERE ${condition(`t.${name()}`)} OR ${condition(`t.${name()}`)}`,
    () => `SELECT * FROM ${one} WHERE ${condition()}`,
    () => `SELECT t.id, ${name()} FROM ${one} t ORDER BY ${name()}, t.id LIMIT 4`,
  ])();
  const all = sql.startsWith("SELECT * ");
  const ordered = sql.includes(" ORDER BY ") && sql.includes(" LIMIT ");
  const attributes = ["id", "g", ...NAMES].filter((each) => new RegExp(`\\b${each}\\b`).test(sql));
  return { sql, ordered, attributes: all ? null : attributes };
}
