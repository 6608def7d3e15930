/**
 * The import graph of the product, as Deno's own parser sees it.
 * @module
 */
import { z } from "zod";
import { ENGINE_MESSAGES, roomOf, ROOMS } from "./rooms.ts";

/** File → the files of `src` that it imports: for their code or for their types, at once or later. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/** Where the files lie, as a URL that ends with a slash. */
export const ROOT = new URL("../../../", import.meta.url);

/** What nothing imports: the executable, the Worker that is started by its URL, and what `deno task dev` runs. */
const ENTRIES: readonly string[] = [
  "src/main.ts",
  "src/oauth/clients/fetch/worker.ts",
  "src/cli/dev.ts",
  "src/cli/note_commit.ts",
];

const target = z.object({ specifier: z.string().optional() });

const infoSchema = z.object({
  modules: z.array(z.object({
    specifier: z.string(),
    dependencies: z.array(z.object({ code: target.optional(), type: target.optional() })).default([]),
  })),
});

/** Reads what `deno info --json` says. Modules outside of `src` are left out. */
export function readGraph(info: unknown, root: string): Graph {
  const local = (specifier: string | undefined) =>
    specifier?.startsWith(`${root}src/`) === true ? [specifier.slice(root.length)] : [];
  const graph = new Map<string, string[]>();
  for (const { specifier, dependencies } of infoSchema.parse(info).modules) {
    const [file] = local(specifier);
    if (file === undefined) continue;
    const imported = dependencies.flatMap(({ code, type }) =>
      [code, type].flatMap((each) => local(each?.specifier))
    );
    graph.set(file, [...new Set(imported)].sort());
  }
  return graph;
}

/** The graph of all files that the executable and its Worker reach. */
export async function importGraph(): Promise<Graph> {
  const graph = new Map<string, readonly string[]>();
  for (const entry of ENTRIES) {
    const { stdout, success } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--config", "src/deno.json", entry],
      cwd: ROOT,
      stderr: "inherit",
    }).output();
    if (!success) throw new Error(`deno info cannot read ${entry}.`);
    const read = readGraph(JSON.parse(new TextDecoder().decode(stdout)), ROOT.href);
    for (const [file, imported] of read) graph.set(file, imported);
  }
  return graph;
}

/** Imports of a room that stands before the importing one, and of rooms that nobody listed: `a.ts → b.ts`. */
export function importsUp(graph: Graph): string[] {
  const wrong: string[] = [];
  for (const [file, imported] of graph) {
    const from = ROOMS.indexOf(roomOf(file));
    if (from === -1) wrong.push(`${file}: the room ${roomOf(file)} is not in the list`);
    for (const to of imported) if (ROOMS.indexOf(roomOf(to)) < from) wrong.push(`${file} → ${to}`);
  }
  return wrong.sort();
}

/** Imports of the engine's inside by the rooms above it. `main` starts the engine process, and knows that one file. */
export function importsOfEngine(graph: Graph): string[] {
  const engine = ROOMS.indexOf("engine");
  return [...graph].flatMap(([file, imported]) =>
    ROOMS.indexOf(roomOf(file)) >= engine || roomOf(file) === "main" ? [] : imported
      .filter((to) => roomOf(to) === "engine" && !ENGINE_MESSAGES.includes(to))
      .map((to) => `${file} → ${to}`)
  ).sort();
}

/** Imports between `sql/` and `dynamodb/` but for DynamoDB's vocabulary, which the planner's decisions are made of. */
export function importsOfReaders(graph: Graph): string[] {
  return [...graph].flatMap(([file, imported]) =>
    imported.filter((to) => roomOf(file) === "sql" && roomOf(to) === "dynamodb" && !VOCABULARY.includes(to))
      .map((to) => `${file} → ${to}`)
  ).sort();
}

/** Plain data and pure functions about it: no client, no request. */
const VOCABULARY: readonly string[] = ["access", "decimal", "evaluate", "scalar"]
  .map((name) => `src/dynamodb/${name}.ts`);

/** The rooms and which others each imports, a line each, for messages. */
export function roomsAsText(graph: Graph): string {
  const rooms = new Map<string, Set<string>>();
  for (const [file, imported] of graph) {
    const room = roomOf(file);
    const known = rooms.get(room) ?? new Set();
    rooms.set(room, known);
    for (const to of imported) if (roomOf(to) !== room) known.add(roomOf(to));
  }
  const order = (room: string) => ROOMS.indexOf(room);
  return [...rooms].sort(([a], [b]) => order(a) - order(b)).map(([room, known]) =>
    `${room} → ${[...known].sort((a, b) => order(a) - order(b)).join(" ") || "nothing"}`
  ).join("\n");
}
