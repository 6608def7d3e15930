/**
 * The cases of a data set: a text file with one statement a line, or several lines up to an empty one.
 *
 * A line that begins with `--` is a comment. First characters say how answers compare:
 * `=` rows in order (a total ORDER BY), `?` any rows of the answer without its LIMIT (count and containment),
 * nothing: as multisets. `sql ==> plain` gives plain DuckDB another text (dates as text need a TRY_CAST there).
 * @module
 */

/** One statement and how its answers compare. */
export interface Case {
  readonly sql: string;
  /** For plain DuckDB. */
  readonly plain: string;
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
    const body = "=?".includes(mark) ? statement.slice(1).trim() : statement;
    const [sql = "", plain = sql] = body.split(" ==> ").map((part) => part.trim());
    return { sql, plain, compare: mark === "=" ? "ordered" : mark === "?" ? "contained" : "multiset" };
  });
}
