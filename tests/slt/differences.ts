/**
 * The deliberate differences from SQLite. None is a matter of belief: a query that differs counts as one of these
 * only if the same query, with the difference written out, gives what SQLite gives.
 * @module
 */

/** A difference and the way to write it out. */
export interface Difference {
  readonly name: string;
  /** For the published table. */
  readonly reason: string;
  /** The query as it has to be written here to get SQLite's answer; unchanged where the difference plays no part. */
  rewrite(sql: string): string;
}

/** All deliberate differences. A query may meet several: they are written out in this order. */
export const differences: readonly Difference[] = [
  {
    name: "integer division",
    reason: "`/` between integers gives a fraction; SQLite cuts it off. Integer division is `//`.",
    rewrite: (sql) => sql.replaceAll("/", "//"),
  },
  {
    name: "empty IN list",
    reason: "`IN ()` is a syntax error, as in the SQL standard.",
    rewrite: (sql) => sql.replaceAll(/\bIN \(\)/gi, "IN (SELECT 1 WHERE false)"),
  },
  {
    name: "planner hints",
    reason: "`NOT INDEXED` is a hint of SQLite's; the planner here needs none and knows none.",
    rewrite: (sql) => sql.replaceAll(/ NOT INDEXED\b/gi, ""),
  },
  {
    name: "total()",
    reason: "SQLite's own aggregate; elsewhere it is `coalesce(sum(x), 0)`.",
    rewrite: (sql) => sql.replaceAll(/\btotal\(([^()]*)\)/gi, "coalesce(sum($1), 0)::DOUBLE"),
  },
  {
    name: "text as number",
    reason: "`sum` and `avg` of a text are type errors; in SQLite a text that is no number counts as 0.",
    rewrite: (sql) =>
      sql.replaceAll(/\b(sum|avg)\((distinct )?y\)/gi, "$1($2coalesce(try_cast(y AS BIGINT), 0))"),
  },
  {
    name: "no row order",
    reason: "A DynamoDB table has no insertion order: `group_concat` needs its ORDER BY.",
    rewrite: (sql) =>
      sql.replace(
        /^SELECT group_concat\((distinct )?(\w+)(, ?'[^']*')?\) FROM (\w+)$/i,
        (_, distinct: string | undefined, column, separator: string | undefined, table) =>
          `SELECT group_concat(${column}${separator ?? ""} ORDER BY first) FROM (
            SELECT ${column}, min(slt_row) AS first FROM ${table}
            GROUP BY ${column}${distinct === undefined ? ", slt_row" : ""})`,
      ),
  },
  {
    name: "wide sums",
    reason: "`sum` of integers is exact beyond 64 bits; in SQLite it is an error there.",
    rewrite: (sql) =>
      sql.replace(
        /^SELECT sum\((\w+)\) FROM (\w+)$/i,
        "SELECT total FROM (SELECT sum($1) AS total FROM $2) WHERE try_cast(total AS BIGINT) IS NOT NULL",
      ),
  },
];

/** A statement that SQLite refuses and that is good here. */
export const alsoAllowed: { readonly name: string; readonly reason: string; test(sql: string): boolean } = {
  name: "separator with DISTINCT",
  reason: "`group_concat(DISTINCT x, ':')` is allowed; SQLite takes DISTINCT with one argument only.",
  test: (sql) => /\bgroup_concat\(distinct \w+,/i.test(sql),
};

/** The ways to write a query out: each difference alone first, then all that play a part. */
export function writtenOut(sql: string): readonly { readonly name: string; readonly sql: string }[] {
  const alone = differences.flatMap(({ name, rewrite }) => {
    const then = rewrite(sql);
    return then === sql ? [] : [{ name, sql: then }];
  });
  let all = sql;
  const names: string[] = [];
  for (const { name, rewrite } of differences) {
    const then = rewrite(all);
    if (then !== all) names.push(name);
    all = then;
  }
  return names.length < 2 ? alone : [...alone, { name: names.join(", "), sql: all }];
}
