/**
 * `deno task lock`: writes both lock files anew after a change of dependencies, without what Deno cannot use. It runs without
 * a configuration, for a frozen lock file that is out of date lets nothing run.
 * @module
 */
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));

/** What each lock file is for: a configuration, and the modules whose packages it holds. */
const LOCKS: readonly (readonly [config: string, lock: string, folder: string])[] = [
  ["src/deno.json", "deno.lock", "src"],
  ["tests/deno.json", "tests/deno.lock", "tests"],
];

/**
 * Takes the builds of the SQL engine for musl out of a lock file: Deno is built against glibc, and would fetch them.
 * @param text the lock file
 */
export function withoutMusl(text: string): string {
  return text
    .replaceAll(/^ {4}"@duckdb\/node-bindings-\S+-musl@.*\{\n(?: {6}.*\n)* {4}\},?\n/gm, "")
    .replaceAll(/^ *"@duckdb\/node-bindings-\S+-musl(?:@[^"]*)?",?\n/gm, "")
    .replaceAll(/,(\n *[\]}])/g, "$1");
}

if (import.meta.main) {
  for (const [config, lock, folder] of LOCKS) {
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["cache", "--frozen=false", "--config", config, folder],
      cwd: root,
      stdout: "inherit",
      stderr: "inherit",
    }).output();
    if (!success) Deno.exit(1);
    const path = `${root}/${lock}`;
    await Deno.writeTextFile(path, withoutMusl(await Deno.readTextFile(path)));
  }
}
