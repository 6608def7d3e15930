import assert from "node:assert/strict";
import { DuckDBInstance } from "@duckdb/node-api";
import { loadVega, movieId, vegaPath, vegaRows } from "../fixtures/vega.ts";
import { connect, type McpSession, startWorld } from "./session.ts";

/** The files as DuckDB reads them, with the columns that the tables have and the types the catalogue infers. */
async function oracle() {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`
    CREATE TABLE movies AS
    SELECT 'm' || lpad((row_number() OVER () - 1)::VARCHAR, 5, '0') AS movie_id, *
    FROM read_json('${vegaPath("movies.json")}', columns = {
      "Title": 'VARCHAR', "US Gross": 'BIGINT', "Worldwide Gross": 'BIGINT', "US DVD Sales": 'BIGINT',
      "Production Budget": 'BIGINT', "Release Date": 'VARCHAR', "MPAA Rating": 'VARCHAR',
      "Running Time min": 'BIGINT', "Distributor": 'VARCHAR', "Source": 'VARCHAR', "Major Genre": 'VARCHAR',
      "Creative Type": 'VARCHAR', "Director": 'VARCHAR', "Rotten Tomatoes Rating": 'BIGINT',
      "IMDB Rating": 'DECIMAL(18,1)', "IMDB Votes": 'BIGINT' })`);
  await connection.run(`
    CREATE TABLE cars AS
    SELECT row_number() OVER () - 1 AS car_no, *
    FROM read_json('${vegaPath("cars.json")}', columns = {
      "Name": 'VARCHAR', "Miles_per_Gallon": 'DECIMAL(18,1)', "Cylinders": 'BIGINT',
      "Displacement": 'DECIMAL(18,1)', "Horsepower": 'BIGINT', "Weight_in_lbs": 'BIGINT',
      "Acceleration": 'DECIMAL(18,1)', "Year": 'VARCHAR', "Origin": 'VARCHAR' })`);
  // The product's own order of NULLs (docs/reference/sql_and_types.md#nulls-and-order), which is not DuckDB's default.
  await connection.run("SET default_null_order = 'nulls_first_on_asc_last_on_desc'");
  return {
    rows: async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson(),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Numbers as numbers, whatever they were written as, DOUBLE to 9 digits; everything else as it is. */
function comparable(rows: unknown): unknown {
  if (Array.isArray(rows)) return rows.map(comparable);
  if (typeof rows === "number") return Number(rows.toPrecision(9));
  if (typeof rows === "string" && /^-?\d+(\.\d+)?$/.test(rows)) return Number(Number(rows).toPrecision(9));
  return rows;
}

async function ask(session: McpSession, sql: string, more: Record<string, unknown> = {}) {
  const answer = await session.call("run_sql", { sql, max_rows: 1000, ...more });
  assert.ok(Array.isArray(answer["rows"]));
  // Checked by the tool's own output schema, which the client has validated.
  return answer as {
    columns: { name: string; type: string }[];
    rows: unknown[][];
    complete: boolean;
    warnings?: string[];
    stats: { read_units: number; items_read: number };
  };
}

/** Name → SQL with a total order; `cost` bounds the read units where push-down must show. */
const QUESTIONS: Record<string, { sql: string; most?: { items: number } }> = {
  "the first ten rows by key": { sql: `SELECT * FROM movies ORDER BY movie_id LIMIT 10` },
  "a filter on the full key": {
    sql: `SELECT * FROM movies WHERE movie_id = '${movieId(42)}'`,
    most: { items: 1 },
  },
  "a filter on the partition key": {
    sql: `SELECT * FROM cars WHERE "Origin" = 'Japan' ORDER BY car_no`,
    most: { items: 79 },
  },
  "a range of the sort key": {
    sql:
      `SELECT "Name", car_no FROM cars WHERE "Origin" = 'USA' AND car_no BETWEEN 10 AND 50 ORDER BY car_no`,
    most: { items: 41 },
  },
  "several keys": {
    sql: `SELECT movie_id, "Title" FROM movies WHERE movie_id IN ('${movieId(1)}', '${movieId(9)}', 'none')
          ORDER BY 1`,
    most: { items: 2 },
  },
  "a filter on the GSI": {
    sql: `SELECT movie_id, "Title", "IMDB Votes" FROM movies
          WHERE "Major Genre" = 'Western' AND "IMDB Votes" > 10000 ORDER BY movie_id`,
    most: { items: 40 },
  },
  "a sparse GSI hides no row": {
    sql: `SELECT movie_id FROM movies WHERE "Major Genre" = 'Western' ORDER BY movie_id`,
  },
  "a number key of a GSI": {
    sql: `SELECT "Name" , car_no FROM cars WHERE "Cylinders" = 3 ORDER BY car_no`,
    most: { items: 4 },
  },
  "a group-by with having": {
    sql: `SELECT "Distributor", count(*) AS n, sum("US Gross") AS gross, avg("IMDB Rating") AS rating,
                 max("IMDB Rating") AS best
          FROM movies GROUP BY 1 HAVING count(*) > 20 ORDER BY n DESC, 1`,
  },
  "a group of NULLs": {
    sql: `SELECT "MPAA Rating", count(*), count("Running Time min") FROM movies GROUP BY 1 ORDER BY 1`,
  },
  "a self-join": {
    sql: `SELECT a.movie_id, b.movie_id, a."Title" FROM movies a JOIN movies b
          ON a."Title" = b."Title" AND a.movie_id < b.movie_id ORDER BY 1, 2`,
  },
  "a self-join of a keyed side": {
    sql: `SELECT a."Name", b."Name", b.car_no FROM cars a JOIN cars b
          ON a."Year" = b."Year" AND a."Horsepower" < b."Horsepower"
          WHERE a."Origin" = 'Europe' AND a.car_no < 40 ORDER BY 3, 1, 2`,
  },
  "a join of two tables": {
    sql: `SELECT m.movie_id, c.car_no FROM movies m JOIN cars c ON m."Running Time min" = c."Horsepower"
          WHERE c."Origin" = 'Japan' AND m."Major Genre" = 'Musical' ORDER BY 1, 2`,
  },
  "a window function": {
    sql:
      `SELECT "Origin", "Name", car_no, rank() OVER (PARTITION BY "Origin" ORDER BY "Weight_in_lbs" DESC) AS place,
                 sum("Cylinders") OVER (PARTITION BY "Origin" ORDER BY car_no) AS running
          FROM cars QUALIFY place <= 3 ORDER BY "Origin", place, car_no`,
  },
  "a CTE": {
    sql: `WITH hits AS (SELECT * FROM movies WHERE "Worldwide Gross" > 500000000),
               by_genre AS (SELECT "Major Genre" AS genre, count(*) AS n FROM hits GROUP BY 1)
          SELECT genre, n, (SELECT count(*) FROM hits) AS total FROM by_genre ORDER BY n DESC, genre`,
  },
  "count(*)": { sql: `SELECT count(*) FROM movies` },
  "a count with a filter": { sql: `SELECT count(*) FROM movies WHERE "Title" IS NULL` },
  "titles that are numbers": {
    sql: `SELECT movie_id, CAST("Title" AS JSON)::VARCHAR FROM movies
          WHERE CAST("Title" AS JSON)::VARCHAR IN ('300', '1776', '9', '2012') ORDER BY movie_id`,
  },
  "odd titles": {
    sql: `SELECT movie_id, "Title" FROM movies WHERE "Title" LIKE '%''%' OR regexp_matches("Title", '[^ -~]')
          ORDER BY movie_id LIMIT 100`,
  },
  "dates that are text": {
    sql: `SELECT extract(year FROM "Year") AS y, count(*) FROM cars
          WHERE "Year" >= DATE '1975-01-01' GROUP BY 1 ORDER BY 1`,
  },
  "decimals stay exact": {
    sql: `SELECT sum("IMDB Rating"), sum("Acceleration") FROM movies, cars
          WHERE movie_id < 'm00100' AND "Origin" = 'Europe' AND car_no < 30`,
  },
};

/**
 * What DuckDB alone does not do: dates in text columns, and numbers among texts that are too few to count
 * (docs/reference/sql_and_types.md#families).
 */
const ORACLE_SQL: Record<string, string> = {
  "a count with a filter": `SELECT count(*) FROM movies
    WHERE "Title" IS NULL OR regexp_full_match("Title", '[0-9]+')`,
  "titles that are numbers":
    `SELECT movie_id, "Title" FROM movies WHERE "Title" IN ('300', '1776', '9', '2012') ORDER BY movie_id`,
  "dates that are text": `SELECT extract(year FROM "Year"::DATE) AS y, count(*) FROM cars
    WHERE "Year"::DATE >= DATE '1975-01-01' GROUP BY 1 ORDER BY 1`,
};

Deno.test("real data gives the same answers through /mcp as DuckDB gives on its files", async (t) => {
  // Every item is sampled, so that the rare numeric titles are known from the start.
  await using world = await vegaWorld({ DYNAMOSQL_SAMPLE_ITEMS: "5000" });
  await using session = await connect(world.served.url, await world.token());
  const duck = await oracle();
  try {
    await t.step("list_tables names both tables", async () => {
      const listing = await session.call("list_tables", {});
      const tables = listing["tables"];
      assert.ok(Array.isArray(tables));
      assert.deepEqual(tables.map((one) => one.name), ["cars", "movies"]);
      assert.equal(listing["schema_name"], "vega");
      assert.equal(listing["truncated"], false);
    });

    await t.step("describe_table knows keys, index, types and presence", async () => {
      const movies = await session.call("describe_table", { table_name: "movies" });
      const columns = new Map((movies["columns"] as { name: string }[]).map((one) => [one.name, one]));
      assert.deepEqual(movies["sample"], { items: 3201, complete: true });
      const type = (name: string) => (columns.get(name) as { type?: string } | undefined)?.type;
      assert.equal(type("movie_id"), "VARCHAR");
      assert.equal(type("Title"), "VARCHAR");
      assert.equal(type("US Gross"), "BIGINT");
      assert.equal(type("IMDB Rating"), "DECIMAL(18,1)");
      const titles = (movies["attribute_types"] as Record<string, unknown>)["Title"];
      assert.deepEqual(titles, { S: 3191, N: 9, NULL: 1 });
      const indexes = movies["indexes"] as {
        name: string;
        type: string;
        hashKey: string;
        sortKey?: string;
      }[];
      assert.deepEqual(indexes.map((one) => [one.type, one.hashKey, one.sortKey]), [
        ["PRIMARY", "movie_id", undefined],
        ["GSI", "Major Genre", "IMDB Votes"],
      ]);
    });

    for (const [name, { sql, most }] of Object.entries(QUESTIONS)) {
      await t.step(name, async () => {
        const answer = await ask(session, sql);
        const expected = await duck.rows(ORACLE_SQL[name] ?? sql);
        assert.ok(expected.length > 0, "the question itself finds something");
        if (sql.includes("SELECT * FROM")) {
          assert.deepEqual(objects(answer.columns, answer.rows), await objectsOf(duck, sql));
        } else assert.deepEqual(comparable(answer.rows), comparable(expected));
        assert.equal(answer.complete, true);
        if (most !== undefined) {
          assert.ok(answer.stats.items_read <= most.items, `${answer.stats.items_read} items`);
        }
        assert.ok(answer.stats.read_units > 0);
      });
    }

    await t.step("a plan of a key filter costs nothing and names the access", async () => {
      const plan = await session.call("run_sql", {
        sql: `SELECT * FROM movies WHERE movie_id = 'm00001'`,
        mode: "plan",
      });
      const [table] = plan["tables"] as { table: string; access: string }[];
      assert.match(String(table?.access), /get/i);
    });

    await t.step("pages joined are the whole answer, no row twice, none missing", async () => {
      const rows: unknown[][] = [];
      let cursor: string | undefined;
      let pages = 0;
      do {
        const page = await session.call("run_sql", {
          max_rows: 1000,
          ...(cursor === undefined ? { sql: 'SELECT movie_id, "Title" FROM movies' } : { cursor }),
        });
        rows.push(...page["rows"] as unknown[][]);
        cursor = page["next_cursor"] as string | undefined;
        pages++;
      } while (cursor !== undefined);
      assert.ok(pages >= 4);
      const expected = await duck.rows(
        `SELECT movie_id, CASE WHEN NOT regexp_full_match("Title", '[0-9]+') THEN "Title" END FROM movies ORDER BY 1`,
      );
      assert.deepEqual(rows.toSorted((a, b) => String(a[0]) < String(b[0]) ? -1 : 1), expected);
    });

    await t.step("a 2025 client asks the same", async () => {
      await using older = await connect(world.served.url, await world.token(), "2025");
      assert.deepEqual((await ask(older, "SELECT count(*) FROM cars")).rows, [[
        (await vegaRows("cars.json")).length,
      ]]);
    });
  } finally {
    duck.close();
  }
});

Deno.test("with the default sample a rare type is NULL and told of, at every run, and its JSON form shows it", async () => {
  await using world = await vegaWorld({});
  await using session = await connect(world.served.url, await world.token());
  const titles = (await vegaRows("movies.json")).map((row) => row["Title"]).filter((title) => title !== null);
  const texts = titles.filter((title) => typeof title === "string").length;
  assert.ok(texts < titles.length && texts > titles.length * 0.99);
  for (const run of ["first", "second"]) {
    const { rows, warnings } = await ask(session, `SELECT count("Title") FROM movies`);
    assert.equal(rows[0]?.[0], texts, run);
    assert.match((warnings ?? []).join(" "), /Title.*CAST/s, run);
    const { rows: shown } = await ask(session, `SELECT count(CAST("Title" AS JSON)) FROM movies`);
    assert.equal(shown[0]?.[0], titles.length, run);
  }
});

async function vegaWorld(env: Record<string, string>) {
  const world = await startWorld(loadVega, env);
  return { ...world, [Symbol.asyncDispose]: () => world.close() };
}

/** Rows by column name: `SELECT *` has no order of columns to rely on. */
function objects(columns: readonly { name: string }[], rows: readonly unknown[][]): unknown[] {
  return rows.map((row) =>
    sorted(Object.fromEntries(columns.map(({ name }, at) => [name, comparable(row[at])])))
  );
}

async function objectsOf(duck: Awaited<ReturnType<typeof oracle>>, sql: string): Promise<unknown[]> {
  const rows = await duck.rows(`SELECT to_json(t) FROM (${sql}) t`);
  return rows.map(([text]) => {
    const row: Record<string, unknown> = JSON.parse(String(text));
    return sorted(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, comparable(value)])));
  });
}

function sorted(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).sort(([a], [b]) => a < b ? -1 : 1));
}
