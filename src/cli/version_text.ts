/**
 * `--version`: the release, the commit it was built from, and what it runs on.
 * @module
 */
import { VERSION } from "../version.ts";

/**
 * Four lines: release, commit, Deno, DuckDB. The engine's library is loaded for it, so that a file in which it does not
 * load fails here.
 */
export async function versionText(): Promise<string> {
  const { version } = await import("@duckdb/node-api");
  return [
    `dynamosql ${VERSION}`,
    `commit ${await commit()}`,
    `Deno ${Deno.version.deno}`,
    `DuckDB ${version().replace(/^v/, "")}`,
    "",
  ].join("\n");
}

/** The commit that was noted when the file was compiled; from source, what git says; else `unknown`. */
async function commit(): Promise<string> {
  try {
    // Written by `deno task compile`, and taken into the file.
    return (await Deno.readTextFile(new URL("./commit.txt", import.meta.url))).trim();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  if (Deno.build.standalone || import.meta.dirname === undefined) return "unknown";
  return await gitCommit(import.meta.dirname);
}

/** The commit that is checked out in a folder; `unknown` where there is no git or no repository. */
export async function gitCommit(folder: string): Promise<string> {
  try {
    const { success, stdout } = await new Deno.Command("git", {
      args: ["-C", folder, "rev-parse", "HEAD"],
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : "unknown";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "unknown";
    throw error;
  }
}
