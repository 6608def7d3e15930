/**
 * The cases of a data set: a text file with one statement a line, or several lines up to an empty one.
 *
 * A line that begins with `--` is a comment. First characters say how answers compare:
 * `=` rows in order (a total ORDER BY), `?` any rows of the answer without its LIMIT (count and containment),
 * nothing: as multisets; `+` it may read more than scans.  `sql ==> plain` gives plain DuckDB another text (dates as text need a TRY_CAST there).
 * `sql @@ [1, "a"]` gives parameters, as JSON; plain DuckDB needs a text with the values in it then.
 * @module
 */
import type { Parameters } from "../../src/sql/query.ts";

/** One statement and how its answers compare. */
export interface Case {
  readonly sql: string;
  /** For plain DuckDB. */
  readonly plain: string;
  readonly parameters: Parameters;
  /** Known to read more by keys than a Scan would on tables this small; the case's comment says why. */
  readonly mayReadMore: boolean;
  readonly compare: "ordered" | "multiset" | "contained";
}

/** Reads the cases of a file. */
export async function readCases(url: URL): Promise<readonly Case[]> {
  const text = await Deno.readTextFile(url);
  const statements = text.split(/\n\s*\n|\n(?=[^\s])/)
    .map((part) => part.split("\n").filter((line) => !line.startsWith("--")).join(" ").trim())
    .filter((part) => part !== "");
  return statements.map((statement) => {
    const mark = statement[0] ?? "";
    const body = "=?+".includes(mark) ? statement.slice(1).trim() : statement;
    const [text = "", plain] = body.split(" ==> ").map((part) => part.trim());
    const [sql = "", values] = text.split(" @@ ");
    const parameters: Parameters = values === undefined ? [] : JSON.parse(values);
    const compare = mark === "=" ? "ordered" : mark === "?" ? "contained" : "multiset";
    return { sql, plain: plain ?? sql, parameters, mayReadMore: mark === "+", compare };
  });
}
