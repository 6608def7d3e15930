/**
 * `deno task compile` notes the commit in `commit.txt` before it compiles: `$COMMIT` where that is set (a container's build
 * has no repository), else what git says.
 * @module
 */
import { gitCommit } from "./version_text.ts";

if (import.meta.main) {
  const given = Deno.env.get("COMMIT");
  const commit = given === undefined || given === "" ? await gitCommit(import.meta.dirname ?? ".") : given;
  Deno.writeTextFileSync(new URL("./commit.txt", import.meta.url), `${commit}\n`);
}
