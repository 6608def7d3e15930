/**
 * Examples of functions, taken out of their comments and run as tests of their own.
 *
 * `@example TITLE` and a block of TypeScript below it → a test that imports what the file exports and the example names,
 * `assert`, and `dialect`, a DuckDB. An example that fails, does not compile or is not TypeScript fails.
 * @module
 */
import { join } from "node:path";
import { ROOT } from "./imports.ts";

/** One example. */
export interface Example {
  /** `src/lib/defined.ts:18`, and the title if it has one. */
  readonly name: string;
  /** The module that tests it. */
  readonly module: string;
}

/**
 * The examples in the text of a file.
 * @throws Error for an `@example` without a block of TypeScript right below it
 */
export function examplesIn(file: string, text: string): readonly Example[] {
  const url = new URL(file, ROOT).href;
  const exported = [...text.matchAll(/^export (?:async )?(?:function|const|class) (\w+)/gm)];
  const types = [...text.matchAll(/^export (?:interface|type) (\w+)/gm)];
  const lines = text.split("\n");
  return lines.flatMap((line, at) => {
    const title = /^ \* @example *(.*)$/.exec(line)?.[1];
    if (title === undefined) return [];
    const end = lines.indexOf(" * ```", at);
    if (lines[at + 1] !== " * ```ts" || end < 0) {
      throw new Error(`${file}:${at + 1}: an example is a block of TypeScript`);
    }
    const code = lines.slice(at + 2, end).map((each) => each.slice(3)).join("\n");
    const named = (names: readonly RegExpExecArray[]) =>
      names.map(([, name = ""]) => name).filter((name) => new RegExp(`\\b${name}\\b`).test(code));
    const dialect = /\bdialect\b/.test(code)
      ? `import { testDialect } from "${new URL("tests/sql/duckdb_dialect.ts", ROOT).href}";\n`
      : "";
    const own = [...named(exported), ...named(types).map((name) => `type ${name}`)];
    const imports = [...code.matchAll(/^import .* from "(.*)";$/gm)]
      .map(([whole, from = ""]) => whole.replace(`"${from}"`, `"${new URL(from, url).href}"`));
    const name = `${file}:${at + 1}${title === "" ? "" : ` ${title}`}`;
    const module = `${dialect}import assert from "node:assert/strict";
import { ${own.join(", ")} } from "${url}";
${imports.join("\n")}
Deno.test(${JSON.stringify(name)}, async () => {
${dialect === "" ? "" : "const dialect = await testDialect();"}
${code.replaceAll(/^import .*$/gm, "")}
await Promise.resolve();
});
`;
    return [{ name, module }];
  });
}

/** Compiles and runs examples; gives what `deno test` says, and whether all passed. */
export async function runExamples(
  examples: readonly Example[],
): Promise<{ readonly success: boolean; readonly report: string }> {
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-examples-" });
  try {
    const write = (name: string, text: string) => Deno.writeTextFile(join(folder, name), text);
    await Promise.all(examples.map(({ module }, at) => write(`example_${at}.ts`, module)));
    // Files of tests are loaded each by itself, which would load the product as often.
    await write("examples_test.ts", examples.map((_, at) => `import "./example_${at}.ts";\n`).join(""));
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "-A", "--quiet", "--config", "tests/deno.json", folder],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
    }).output();
    const text = new TextDecoder();
    return { success, report: text.decode(stdout) + text.decode(stderr) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
