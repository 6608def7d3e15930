import assert from "node:assert/strict";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { openDatabase } from "../../../src/engine/duckdb/database.ts";
import { DynamoSqlError } from "../../../src/errors.ts";
import { guard } from "../../../src/sql/guard/guard.ts";
import { parse } from "../../../src/sql/parse.ts";
import { tableNames } from "../../../src/sql/resolve/table_names.ts";
import { testDialect } from "../duckdb_dialect.ts";
import { OUTWARD, SETTINGS } from "./attacks.ts";
import { HOSTILE } from "./hostile.ts";

const SECRET = "canary-7531";

/** The names of the tables that a catalogue would know. */
const TABLES = ["t", "u"];

/** What a statement came to: the text of its rows, or null where DuckDB refused it. */
type Outcome = string | null;

interface Ground {
  readonly connection: DuckDBConnection;
  /** The folder with the canaries. */
  readonly folder: string;
  /** The engine's own temporary directory. */
  readonly temp: string;
  attempt(sql: string): Promise<Outcome>;
  /** Settings that are not as they were. */
  changed(): Promise<string[]>;
  /** Files in the folder that were not there. */
  written(): string[];
}

async function makeFolder(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-walls-" });
  await Deno.writeTextFile(`${folder}/canary.csv`, `a,b\n${SECRET},2\n`);
  await Deno.writeTextFile(`${folder}/canary.json`, `{"a":"${SECRET}"}\n`);
  const instance = await DuckDBInstance.create(`${folder}/canary.db`);
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE canary AS SELECT '${SECRET}' AS a`);
  connection.closeSync();
  instance.closeSync();
  return folder;
}

/** Runs `work` on a DuckDB with the tables `t` and `u`: locked as an engine's is, or wide open. */
async function on(kind: "locked" | "open", work: (ground: Ground) => Promise<void>): Promise<void> {
  const folder = await makeFolder();
  const temp = await Deno.makeTempDir({ prefix: "dynamosql-walls-" });
  const { signal } = new AbortController();
  const locked = kind === "locked"
    ? await openDatabase({ memoryBytes: 2 ** 28, tempBytes: 2 ** 26, tempDirectory: temp, threads: 1 })
    : null;
  const open = locked === null
    ? await DuckDBInstance.create(":memory:", {
      threads: "1",
      extension_directory: temp,
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    })
    : null;
  const connection = (await locked?.session(signal))?.connection ?? await open?.connect();
  assert.ok(connection);
  const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson();
  for (const table of TABLES) {
    await connection.run(`CREATE TEMP TABLE ${table} AS SELECT 1 AS a, 2 AS b, [1] AS l`);
  }
  const settings = () =>
    rows("SELECT name, value FROM duckdb_settings() ORDER BY name").then((all) => all.map(String));
  const before = await settings();
  const files = () => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  const there = files();
  try {
    await work({
      connection,
      folder,
      temp,
      async attempt(sql) {
        const stop = setTimeout(() => connection.interrupt(), 1_000);
        try {
          return JSON.stringify(await rows(sql.replaceAll("$D", folder)));
        } catch {
          return null;
        } finally {
          clearTimeout(stop);
        }
      },
      async changed() {
        const now = await settings();
        return now.filter((setting) => !before.includes(setting));
      },
      written: () => files().filter((name) => !there.includes(name)),
    });
  } finally {
    connection.closeSync();
    locked?.close();
    open?.closeSync();
    for (const path of [folder, temp]) await Deno.remove(path, { recursive: true });
  }
}

/** True where the front of the pipeline refuses a text: parser, guard, or a catalogue of t and u. */
async function isRefused(sql: string, dialect: Awaited<ReturnType<typeof testDialect>>): Promise<boolean> {
  try {
    const statement = await parse(sql, dialect);
    guard(statement);
    return tableNames(statement.node).some(({ table }) => !TABLES.includes(table));
  } catch (error) {
    if (error instanceof DynamoSqlError) return true;
    throw error;
  }
}

Deno.test("Without any wall the attacks succeed: what the other tests refuse is real", async () => {
  await on("open", async ({ attempt, changed, written }) => {
    const seen: string[] = [];
    // No test goes out to the network, not even to prove that it could.
    const local = OUTWARD.filter((sql) => sql.includes("$D") && !/INSTALL|LOAD/.test(sql));
    for (const sql of local) if ((await attempt(sql))?.includes(SECRET)) seen.push(sql);
    assert.ok(seen.length >= 15, seen.join("\n"));
    assert.ok(written().length >= 5, written().join());
    for (const sql of SETTINGS) await attempt(sql);
    assert.ok((await changed()).length >= 8, (await changed()).join());
  });
});

Deno.test("The guard alone, before a DuckDB that is wide open, refuses every attack", async () => {
  const dialect = await testDialect();
  await on("open", async ({ attempt, changed, written, folder }) => {
    for (const sql of [...OUTWARD, ...SETTINGS, ...Object.values(HOSTILE).flat()]) {
      if (await isRefused(sql.replaceAll("$D", folder), dialect)) continue;
      assert.ok(!(await attempt(sql))?.includes(SECRET), sql);
      assert.ok(HOSTILE.query.includes(sql), `it got past the guard: ${sql}`);
    }
    assert.deepEqual([await changed(), written()], [[], []]);
  });
});

Deno.test("The engine's lock alone, without a guard, refuses every reach for files, network and settings", async () => {
  await on("locked", async ({ attempt, changed, written }) => {
    for (const sql of [...OUTWARD, ...SETTINGS]) {
      assert.equal(await attempt(sql), null, sql);
    }
    assert.deepEqual([await changed(), written()], [[], []]);
    assert.equal(await attempt("SELECT a FROM t"), "[[1]]", "the engine is well");
  });
});

Deno.test("The engine's lock alone lets no function at all read a file, whatever its name", async () => {
  await on("locked", async ({ connection, attempt, folder, written }) => {
    const functions = await connection.runAndReadAll(
      "SELECT DISTINCT function_name, function_type FROM duckdb_functions() " +
        "WHERE regexp_full_match(function_name, '\\w+') AND function_name NOT IN ('sleep_ms', 'enable_logging')",
    );
    let refused = 0;
    for (const [name, type] of functions.getRowsJson()) {
      for (const file of ["canary.csv", "canary.json", "canary.db", "*"]) {
        const from = String(type).startsWith("table") ? "* FROM " : "";
        const outcome = await attempt(`SELECT ${from}"${name}"('$D/${file}')`);
        if (outcome === null) refused++;
        // Functions of text give back the path; none gives what the file holds.
        assert.ok(!outcome?.includes(SECRET), `${name}: ${outcome}`);
        if (from !== "") {
          assert.ok(!outcome?.includes(`${folder}/canary.`) || name === "unnest", `${name}: ${outcome}`);
        }
      }
    }
    assert.ok(refused > 1_000, String(refused));
    assert.deepEqual(written(), []);
  });
});

Deno.test("What the engine's lock leaves to the guard: its own temporary directory and its own session", async () => {
  await on("locked", async ({ attempt, temp, changed }) => {
    // DuckDB adds its temporary directory to what may be reached, and offers no way to take it out again.
    assert.notEqual(await attempt(`COPY (SELECT 1) TO '${temp}/out.csv'`), null);
    assert.notEqual(await attempt(`SELECT * FROM glob('${temp}/*')`), null);
    assert.notEqual(await attempt("SET VARIABLE x = 1"), null);
    assert.notEqual(await attempt("SELECT current_setting('temp_directory')"), null);
    assert.notEqual(await attempt("CREATE TABLE x AS SELECT 1"), null);
    assert.notEqual(await attempt("SET search_path = 'temp'"), null);
    assert.deepEqual(await changed(), ["search_path,temp.main"]);
  });
  const dialect = await testDialect();
  for (
    const sql of [
      "COPY (SELECT 1) TO 'out.csv'",
      "SELECT * FROM glob('*')",
      "SET VARIABLE x = 1",
      "SET search_path = 'temp'",
      "SELECT current_setting('temp_directory')",
      "CREATE TABLE x AS SELECT 1",
      // With a file to log to, which it may not write, DuckDB ends the process that it is in.
      "CALL enable_logging(storage = 'file', storage_path = 'log')",
      "SELECT * FROM enable_logging(storage = 'file', storage_path = 'log')",
      "PRAGMA enable_profiling",
      "SELECT * FROM duckdb_settings()",
    ]
  ) assert.ok(await isRefused(sql, dialect), sql);
});
