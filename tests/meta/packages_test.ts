/** The product's packages and the tests' own stand apart: a server needs none of the tests'. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { withoutMusl } from "../lock.ts";

const root = new URL("../../", import.meta.url);

interface Lock {
  readonly specifiers: Readonly<Record<string, string>>;
  readonly npm: Readonly<Record<string, unknown>>;
}

interface Config {
  readonly imports: Readonly<Record<string, string>>;
  readonly compilerOptions: unknown;
  readonly unstable: unknown;
  readonly lint: unknown;
  readonly fmt: { readonly lineWidth: number };
}

function read<T>(path: string): T {
  return JSON.parse(Deno.readTextFileSync(new URL(path, root)));
}

const product = read<Config>("src/deno.json");
const tests = read<Config>("tests/import_map.json");

/** Every bare name that the modules of a folder import. */
function imported(folder: string): Set<string> {
  const names = new Set<string>();
  for (const entry of Deno.readDirSync(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) { for (const name of imported(path)) names.add(name); }
    if (!/\.tsx?$/.test(entry.name)) continue;
    const text = Deno.readTextFileSync(path);
    for (const [, name = ""] of text.matchAll(/(?:\bfrom |\bimport\(|^import )"([^."][^"]*)"/gm)) {
      if (!name.startsWith("node:")) names.add(name);
    }
  }
  return names;
}

const isNamed = (name: string, imports: Config["imports"]) =>
  Object.keys(imports).some((key) => key === name || (key.endsWith("/") && name.startsWith(key)));

Deno.test("the product names every package it imports, and none that it does not", () => {
  const names = imported(fileURLToPath(new URL("src", root)));
  assert.ok(names.size > 10);
  for (const name of names) assert.ok(isNamed(name, product.imports), `src/deno.json does not name ${name}`);
  for (const key of Object.keys(product.imports)) {
    const isImported = [...names].some((name) => isNamed(name, { [key]: "" }));
    // The JSX of pages is imported by the compiler, under this name.
    assert.ok(isImported || key === "@hono/hono/", `nothing in src imports ${key}`);
  }
});

Deno.test("tests run with the product's packages: the same versions, exact ones, and the same compiler", () => {
  for (const [name, specifier] of Object.entries(product.imports)) {
    assert.equal(tests.imports[name], specifier);
  }
  for (const specifier of Object.values(tests.imports)) {
    assert.match(specifier, /^npm:\/?(@[^@/]+\/)?[^@/]+@\d+\.\d+\.\d+[^/]*(\/.*)?$/);
  }
  const configs = ["deno.json", "src/deno.json", "tests/deno.json"].map((path) => read<Config>(path));
  for (const config of configs) {
    assert.deepEqual(config.compilerOptions, product.compilerOptions);
    assert.deepEqual(config.unstable, product.unstable);
    // Which of them counts depends on the folder that a command is run in, or for.
    assert.deepEqual(config.lint, product.lint);
    assert.equal(config.fmt.lineWidth, product.fmt.lineWidth);
  }
});

Deno.test("both lock files hold the same of what both hold", () => {
  const [ours, theirs] = [read<Lock>("deno.lock"), read<Lock>("tests/deno.lock")];
  for (const [name, version] of Object.entries(ours.specifiers)) {
    assert.equal(theirs.specifiers[name], version);
  }
  for (const name of Object.keys(ours.npm)) assert.ok(name in theirs.npm, `tests/deno.lock lacks ${name}`);
});

Deno.test("no second build of the SQL engine is fetched: Deno is built against glibc", () => {
  for (const path of ["deno.lock", "tests/deno.lock"]) {
    const names = Object.keys(read<Lock>(path).npm);
    assert.ok(names.some((name) => name.startsWith("@duckdb/node-bindings-linux-x64@")));
    assert.deepEqual(names.filter((name) => name.includes("-musl")), []);
  }
});

Deno.test("builds for musl are taken out of a lock file, and nothing else is touched", () => {
  const entry = (name: string) =>
    `    "@duckdb/${name}@1.5.6-r.1": {\n      "os": ["linux"],\n      "cpu": ["x64"]\n    }`;
  const lock = (names: readonly string[]) =>
    `{\n  "npm": {\n${names.map(entry).join(",\n")}\n  },\n  "needs": [\n${
      names.map((name) => `    "@duckdb/${name}"`).join(",\n")
    }\n  ]\n}\n`;
  const [plain, musl] = ["node-bindings-linux-x64", "node-bindings-linux-x64-musl"];
  for (const names of [[plain, musl], [musl, plain], [plain]]) {
    assert.equal(withoutMusl(lock(names)), lock([plain]));
    JSON.parse(withoutMusl(lock(names)));
  }
});

Deno.test("what the image's build copies is there, and so is all that it needs to compile", () => {
  const text = Deno.readTextFileSync(new URL("Dockerfile", root));
  const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files = ""]) =>
    files.split(" ")
  );
  for (const path of copied) assert.ok(Deno.statSync(new URL(path, root)), path);
  const config = JSON.parse(Deno.readTextFileSync(new URL("deno.json", root)));
  const named = String(config.tasks.compile).match(/\S+\.(?:json|tsx?)(?= |$)/g) ?? [];
  assert.ok(named.length >= 3);
  // `--output dist/…` is made there; the import map that deno.json names is read.
  for (const path of [...named, "deno.json", "deno.lock", String(config.importMap).slice("./".length)]) {
    assert.ok(copied.some((from) => path === from || path.startsWith(`${from}/`)), `${path} is not copied`);
  }
  // What the build is sent is what it copies, and no history, data or tests.
  const sent = Deno.readTextFileSync(new URL(".dockerignore", root)).split("\n")
    .filter((line) => line.startsWith("!")).map((line) => line.slice(1));
  assert.deepEqual(sent.sort(), [...copied].sort());
});

Deno.test("`task lock` runs after a change of dependencies, when no lock file fits, and says what cannot be had", async () => {
  const folder = await Deno.makeTempDir();
  const write = (path: string, value: unknown) =>
    Deno.writeTextFile(`${folder}/${path}`, JSON.stringify(value));
  try {
    for (const each of ["src", "tests"]) await Deno.mkdir(`${folder}/${each}`);
    for (const path of ["tests/lock.ts", "deno.json"]) {
      await Deno.copyFile(new URL(path, root), `${folder}/${path}`);
    }
    const lockWith = async (imports: Config["imports"]) => {
      const code = Object.keys(imports).map((name) => `import "${name}";\n`).join("");
      for (const each of ["src", "tests"]) await Deno.writeTextFile(`${folder}/${each}/a.ts`, code);
      const shared = { nodeModulesDir: "none", lock: { path: "../deno.lock", frozen: true } };
      await write("src/deno.json", { ...shared, imports });
      await write("tests/import_map.json", { imports });
      await write("tests/deno.json", {
        ...shared,
        lock: { path: "./deno.lock", frozen: true },
        importMap: "./import_map.json",
      });
      const { success, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["task", "lock"],
        cwd: folder,
        env: { NO_COLOR: "1" },
      }).output();
      return { success, said: new TextDecoder().decode(stderr) };
    };
    const { zod = "", uqr = "" } = product.imports;
    for (const imports of [{ zod }, { zod, uqr }]) {
      const { success, said } = await lockWith(imports);
      assert.ok(success, said);
    }
    for (const path of ["deno.lock", "tests/deno.lock"]) {
      const { specifiers }: Lock = JSON.parse(await Deno.readTextFile(`${folder}/${path}`));
      assert.deepEqual(Object.keys(specifiers).toSorted(), [uqr, zod], path);
    }
    const { success, said } = await lockWith({ zod: "npm:zod@0.0.0-none" });
    assert.equal(success, false);
    assert.match(said, /zod/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
