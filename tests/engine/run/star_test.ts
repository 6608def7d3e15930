import assert from "node:assert/strict";
import { createTable, putItems } from "../../fixtures/tables.ts";
import { open, openWorld, type World } from "../world.ts";

/** Only three items of each table are sampled. */
const world: World = await openWorld({ sampleItems: 3 });
Deno.test.afterAll(() => world.close());

/** A table whose items get further attributes from the 10th, 20th and 30th on. Each test has its own: all are learned. */
async function growing(name: string): Promise<void> {
  await createTable(world.database, { name, hash: "p", sort: "n:N" });
  await putItems(
    world.database,
    name,
    Array.from({ length: 40 }, (_, n) => ({
      p: "a",
      n,
      m: `m${n}`,
      ...(n >= 10 ? { b: n } : {}),
      ...(n >= 20 ? { M: [n] } : {}),
      ...(n >= 30 ? { z: { n } } : {}),
    })),
  );
}

const names = (columns: readonly { readonly name: string }[]) => columns.map(({ name }) => name);

Deno.test({
  name: "SELECT * shows what is met while reading: keys first, then by name",
  ...open,
  async fn() {
    await growing("grow1");
    const { columns, rows, learned } = await world.run("SELECT * FROM grow1 WHERE p = 'a' ORDER BY n");
    assert.deepEqual(names(columns), ["p", "n", "M", "b", "m", "z"]);
    assert.equal(rows[0], '["a",0,null,null,"m0",null]');
    assert.equal(rows[15], '["a",15,null,15,"m15",null]');
    assert.equal(rows[39], '["a",39,[39],39,"m39",{"n":39}]');
    assert.deepEqual(learned.map(({ attributes }) => Object.keys(attributes).sort()), [["M", "b", "z"]]);
  },
});

Deno.test({
  name: "rows that were computed before a column was met have NULL in its place",
  ...open,
  async fn() {
    await growing("grow2");
    const { columns, rows } = await world.run(
      'SELECT \'x, "]\' AS "first", g.*, [1, 2] FROM grow2 g WHERE n % 9 = 0',
      { pageRows: 5 },
    );
    assert.deepEqual(names(columns), ["first", "p", "n", "M", "b", "m", "z", "list_value(1, 2)"]);
    assert.deepEqual(
      rows.map((row) => JSON.parse(row)),
      [0, 9, 18, 27, 36].map((n) => [
        'x, "]',
        "a",
        n,
        n >= 20 ? [n] : null,
        n >= 10 ? n : null,
        `m${n}`,
        n >= 30 ? { n } : null,
        [1, 2],
      ]),
    );
  },
});

Deno.test({
  name: "a known lookup by key shows what the item has beside what is known",
  ...open,
  async fn() {
    await growing("grow3");
    const sql = (n: number) => `SELECT * FROM grow3 WHERE p = 'a' AND n = ${n}`;
    for (const n of [0, 1, 2]) {
      const { columns, rows } = await world.run(sql(n));
      await world.executor.learned();
      assert.deepEqual(names(columns), ["p", "n", "m"]);
      assert.deepEqual(rows, [`["a",${n},"m${n}"]`]);
    }
    const { columns, rows } = await world.run(sql(35));
    assert.deepEqual(names(columns), ["p", "n", "M", "b", "m", "z"]);
    assert.deepEqual(rows, ['["a",35,[35],35,"m35",{"n":35}]']);
  },
});

Deno.test({
  name: "set operations, ordinals, EXCLUDE, REPLACE, USING and CTEs follow what is met",
  ...open,
  async fn() {
    await growing("grow4");
    const text = async (sql: string) => {
      const { columns, rows } = await world.run(sql);
      return [names(columns).join(" "), ...rows].join("; ");
    };
    assert.equal(
      await text(
        "SELECT * FROM grow4 WHERE n = 10 UNION ALL SELECT * FROM grow4 WHERE n = 31 ORDER BY 2 DESC",
      ),
      'p n M b m z; ["a",31,[31],31,"m31",{"n":31}]; ["a",10,null,10,"m10",null]',
    );
    await growing("grow5");
    assert.equal(
      await text("SELECT * EXCLUDE (m, p) REPLACE (-n AS n) FROM grow5 WHERE n IN (9, 20) ORDER BY n"),
      "n M b; [-20,[20],20]; [-9,null,null]",
    );
    await growing("grow6");
    assert.equal(
      await text(
        "WITH c AS (SELECT * FROM grow6) SELECT x.* FROM c x JOIN c y USING (p, n) WHERE n IN (9, 10) ORDER BY n",
      ),
      'p n M b m z; ["a",9,null,null,"m9",null]; ["a",10,null,10,"m10",null]',
    );
    await growing("grow7");
    assert.equal(
      await text("SELECT max(n) FROM (SELECT * FROM grow7 EXCEPT SELECT * FROM grow7 WHERE n = 39)"),
      "max(n); [38]",
    );
  },
});

Deno.test({
  name: "a page of * over many attributes holds few items, and little more is read",
  ...open,
  async fn() {
    const name = "wide";
    await createTable(world.database, { name, hash: "p", sort: "n:N" });
    await putItems(
      world.database,
      name,
      Array.from({ length: 30 }, (_, n) => ({
        p: "a",
        n,
        ...Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`x${n % 3}_${at}`, n])),
      })),
    );
    // The sample has all 302 attributes: three rows of some 1,200 bytes, and as much again.
    const { rows, stats, columns } = await world.run("SELECT * FROM wide WHERE p = 'a'", {
      pageBytes: 4_000,
    });
    assert.equal(columns.length, 302);
    assert.deepEqual(JSON.parse(rows[1] ?? "").filter((value: unknown) => value !== null).length, 102);
    assert.ok(stats.itemsRead <= 6, `${stats.itemsRead} items`);
  },
});

Deno.test({
  name: "SELECT * shows an attribute that is only NULL, at the first run as at the second",
  ...open,
  async fn() {
    await createTable(world.database, { name: "nulls1", hash: "p", sort: "n:N" });
    await putItems(
      world.database,
      "nulls1",
      Array.from({ length: 40 }, (_, n) => ({ p: "a", n, ...(n % 13 === 12 ? { none: null } : {}) })),
    );
    for (let run = 0; run < 2; run++) {
      const { columns, rows, learned } = await world.run("SELECT * FROM nulls1 WHERE n % 12 = 0 ORDER BY n");
      assert.deepEqual(names(columns), ["p", "n", "none"]);
      assert.deepEqual(rows, [0, 12, 24, 36].map((n) => `["a",${n},null]`));
      await world.catalog.learn("default", learned);
    }
  },
});

Deno.test({
  name: "the fields of a quoted attribute that nobody met are those that are met while reading",
  ...open,
  async fn() {
    const made = async (name: string) => {
      await createTable(world.database, { name, hash: "p", sort: "n:N" });
      await putItems(
        world.database,
        name,
        Array.from({ length: 60 }, (_, n) => ({
          p: "a",
          n,
          ...(n < 30 ? {} : { address: { city: `c${n}`, ...(n < 50 ? {} : { zip: n }) } }),
        })),
      );
      return name;
    };
    const one = await made("fields1");
    const { columns, rows } = await world.run(`SELECT n, "address".* FROM ${one} ORDER BY n`);
    assert.deepEqual(names(columns), ["n", "city", "zip"]);
    assert.deepEqual([rows[0], rows[30], rows[59]], ["[0,null,null]", '[30,"c30",null]', '[59,"c59",59]']);
    // In pages, through a subquery, of what one read meets.
    const paged = await world.run(`SELECT n, "address".* FROM ${await made("fields2")} WHERE p = 'a'`, {
      pageRows: 40,
    });
    assert.deepEqual([names(paged.columns), paged.rows.at(35)], [["n", "city"], '[35,"c35"]']);
    const inner = `SELECT count("zip"), count(*) FROM (SELECT "address".* FROM (SELECT * FROM ${await made(
      "fields3",
    )}))`;
    assert.deepEqual((await world.run(inner)).rows, ["[10,60]"]);
    // Where a read meets none, the error names it, and what it met the next time answers.
    const four = await made("fields4");
    await assert.rejects(world.run(`SELECT n, "address".* FROM ${four} WHERE n < 5`), {
      code: "type_mismatch",
      message: /No value of fields4\.address was met/,
    });
    await assert.rejects(world.run(`SELECT address.* FROM ${four}`), {
      code: "table_not_found",
      message:
        /^FROM has no table or alias address, and no attribute of that name is known \(line 1, .*\)\. If few items have it, write "address"\.\*/,
    });
    await assert.rejects(world.run(`SELECT "address".* FROM ${four} a JOIN ${four} b USING (p, n)`), {
      code: "ambiguous_name",
    });
    const { learned } = await world.run(`SELECT "address".* FROM ${four}`);
    await world.catalog.learn("default", learned);
    const known = await world.run(`SELECT n, address.* FROM ${four} WHERE n = 1`);
    assert.deepEqual([names(known.columns), known.rows], [["n", "city", "zip"], ["[1,null,null]"]]);
  },
});
