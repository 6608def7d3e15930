/** The tables of settings in the documents, against the settings. */
import assert from "node:assert/strict";
import { limitsSchema, settingsSchema } from "../../src/config.ts";

const UNITS: Readonly<Record<string, number>> = { "": 1, s: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** `5,000` → 5000, `64 KiB` → 65536; null = what is said in words. */
function numberOf(text: string): number | null {
  const match = /^([\d,]+)(?: ([A-Za-z]+))?$/.exec(text);
  const unit = UNITS[match?.[2] ?? ""];
  return match?.[1] === undefined || unit === undefined ? null : Number(match[1].replaceAll(",", "")) * unit;
}

/** Names of a table's rows → what it says the default is. `…_tenant` goes on from the name before. */
function told(path: string, nameAt: number, defaultAt: number): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of Deno.readTextFileSync(new URL(`../../${path}`, import.meta.url)).split("\n")) {
    const cells = line.split("|").slice(1, -1).map((cell) => cell.trim());
    const names = [...(cells[nameAt] ?? "").matchAll(/`([a-z_…]+)`/g)].map(([, name = ""]) => name);
    const defaults = (cells[defaultAt] ?? "").split(/[;,] (?!at most)/);
    const [first = ""] = names;
    for (const [at, name] of names.entries()) found.set(name.replace("…", first), defaults[at] ?? "");
  }
  return found;
}

const settings: Readonly<Record<string, unknown>> = settingsSchema.parse({});

/** Numbers are as the settings have them. */
function assertTold(table: ReadonlyMap<string, string>, names: readonly string[], words: readonly string[]) {
  for (const name of names) {
    const text = table.get(name);
    assert.ok(text !== undefined, `${name} is not in the table`);
    const number = numberOf(text);
    if (number === null) assert.ok(words.includes(name), `${name}: ${text}`);
    else assert.equal(number, settings[name], name);
  }
}

Deno.test("the README's tables name every setting, with its default", () => {
  const table = told("README.md", 0, 1);
  const numbers = Object.keys(limitsSchema.shape);
  assertTold(table, [...numbers, "port"], ["engines"]);
  const others = Object.keys(settingsSchema.shape).filter((name) =>
    !numbers.includes(name) && name !== "apps"
  );
  for (const name of others) assert.ok(table.has(name), `${name} is not in the table`);
});

Deno.test("the page of limits names every limit, with its default", () => {
  const table = told("docs/reference/limits.md", 1, 2);
  assertTold(table, Object.keys(limitsSchema.shape), ["engines"]);
  for (const name of table.keys()) assert.ok(name in limitsSchema.shape, `${name} is no limit`);
});

Deno.test("what a table says is read as it is meant", () => {
  assert.deepEqual(["5,000", "64 KiB", "600 s", "1 GiB", "cores"].map(numberOf), [
    5000,
    65536,
    600,
    1024 ** 3,
    null,
  ]);
});
