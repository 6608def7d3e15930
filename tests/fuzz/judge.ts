/**
 * The judge of the fuzz run: says of a text on its way to DuckDB whether it may run. It has none of the product's code
 * but the list of functions, and a DuckDB of its own to parse with.
 */
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { FUNCTIONS, TABLE_FUNCTIONS } from "../../src/sql/guard/functions.ts";

/** How the message of an objection begins. */
export const VERDICT = "The judge of the fuzz run:";

/** A judge that knows what the engine has made so far. */
export interface Judge {
  /** Its own connection: what runs on it is not judged. */
  readonly connection: DuckDBConnection;
  /** Why a text may not run, or null. A text that DuckDB cannot parse may: nothing will come of it. */
  objection(sql: string): Promise<string | null>;
}

/** The statements that the engine itself makes: their names are quoted, their types come from a closed list. */
const OWN: readonly RegExp[] = [
  // Prepared once; the text is a parameter.
  /^SELECT json_serialize_sql\(\$1::VARCHAR\)::VARCHAR$/,
  /^SELECT json_deserialize_sql\(\$1::JSON\)$/,
  /^CREATE OR REPLACE TEMP TABLE "(?:[^"]|"")+" \("(?:[^"]|"")+" (?:"(?:[^"]|"")+"|[^;'"])*\)$/s,
  /^CREATE OR REPLACE TEMP VIEW "(?:[^"]|"")+" AS SELECT (?:(?:NULL(?:::BOOLEAN)? AS )?"(?:[^"]|"")+"(?:, )?)+ FROM (?:range\(\d+\)|"(?:[^"]|"")+")$/s,
  /^ALTER TABLE "(?:[^"]|"")+" ALTER "/,
  /^UPDATE "(?:[^"]|"")+" AS loaded SET /,
  /^SET GLOBAL (?:TimeZone = 'UTC'|errors_as_json = true|max_temp_directory_size = '\d+B'|lock_configuration = true)$/,
  /^FROM dynamosql_answer$/,
  /^SET GLOBAL disabled_optimizers = '[a-z_,]+'$/,
  /^PRAGMA (?:enable|disable)_optimizer$/,
  /^SELECT coalesce\(sum\(memory_usage_bytes \+ temporary_storage_bytes\), 0\)::DOUBLE FROM duckdb_memory\(\)/,
];

/** Where the caller's statement stands inside one of the engine's. */
const WRAPPED =
  /^(?:CREATE OR REPLACE TEMP TABLE dynamosql_answer AS )?SELECT \* FROM \((.*)\) AS answer\((?:c\d+(?:, )?)*\) LIMIT \d+$/s;

/** The engine asks how a statement binds: that runs nothing, but binds what stands inside. */
const PLANNED =
  /^SELECT json_serialize_plan\('((?:[^']|'')*)', skip_null := true, skip_empty := true, skip_default := true\)::VARCHAR$/s;

const MADE = /^CREATE OR REPLACE TEMP (?:TABLE|VIEW) "((?:[^"]|"")+)"/;

interface Tree {
  readonly [member: string]: unknown;
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null;
}

/** A judge before the engine has made anything. */
export async function openJudge(): Promise<Judge> {
  const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
  /** Tables and views that the engine made. */
  const made = new Set<string>(["dynamosql_answer"]);
  return {
    connection,
    async objection(sql) {
      const name = MADE.exec(sql)?.[1];
      if (OWN.some((shape) => shape.test(sql))) {
        if (name !== undefined) made.add(name.replaceAll('""', '"'));
        return null;
      }
      const wrapped = WRAPPED.exec(sql)?.[1];
      const statement = wrapped ?? PLANNED.exec(sql)?.[1]?.replaceAll("''", "'") ?? sql;
      const literal = `'${statement.replaceAll("'", "''")}'`;
      const reader = await connection.runAndReadAll(`SELECT json_serialize_sql(${literal})::VARCHAR`);
      const json = String(reader.getRows()[0]?.[0]);
      // Infinity and NaN stand bare in it.
      const tree: unknown = JSON.parse(json.replace(/:(-?)(Infinity|NaN)\b/gi, ':"$1$2"'));
      if (!isTree(tree)) return "no tree";
      if (tree["error"] === true) {
        const { error_type, error_message } = tree;
        // The caller's text alone may be no statement, but never where it stands inside one of the engine's.
        if ((error_type === "parser" || error_type === "syntax") && wrapped === undefined) return null;
        return `not a SELECT: ${error_message}`;
      }
      const { statements } = tree;
      if (!Array.isArray(statements) || statements.length !== 1) return "several statements";
      return objectionToTree(statements[0], made);
    },
  };
}

/** What the engine's own calculations end with where they would lose something: `error` of one of these texts. */
const OWN_ERRORS =
  /^(Digits would be lost|Overflow in HUGEINT addition|A whole number is needed by \w+|JSON is nested more than \d+ levels deep for \w+\(\))$/;

function isOwnError({ function_name: name, children }: Tree): boolean {
  const [only, ...others] = Array.isArray(children) ? children : [];
  if (name !== "error" || others.length > 0 || !isTree(only) || !isTree(only["value"])) return false;
  return OWN_ERRORS.test(String(only["value"]["value"]));
}

function objectionToTree(root: unknown, made: ReadonlySet<string>): string | null {
  const named = new Set<string>();
  const called: Tree[] = [];
  const inFrom = new Set<Tree>();
  const tables: Tree[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(walk);
    if (!isTree(value)) return;
    if ("function_name" in value) called.push(value);
    if (value["type"] === "TABLE_FUNCTION" && isTree(value["function"])) inFrom.add(value["function"]);
    if (value["type"] === "BASE_TABLE") tables.push(value);
    if (typeof value["cte_name"] === "string") named.add(value["cte_name"].toLowerCase());
    if (isTree(value["cte_map"]) && Array.isArray(value["cte_map"]["map"])) {
      for (const entry of value["cte_map"]["map"]) named.add(String(entry.key).toLowerCase());
    }
    Object.values(value).forEach(walk);
  };
  walk(root);
  for (const call of called) {
    const name = String(call["function_name"]);
    const known = inFrom.has(call) ? TABLE_FUNCTIONS : FUNCTIONS;
    if (!known.has(name.toLowerCase()) && !isOwnError(call)) return `the function ${name}`;
  }
  for (const { table_name: name, catalog_name: catalog } of tables) {
    const known = made.has(String(name)) || named.has(String(name).toLowerCase());
    if (!known || catalog !== "") return `the table ${name}`;
  }
  return /"type":"(?:SHOW_REF|PIVOT|COPY|INSERT)/.test(JSON.stringify(root))
    ? "a statement that reads no table"
    : null;
}
