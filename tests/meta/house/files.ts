/**
 * The repository's files as text.
 * @module
 */
import { ROOT } from "./imports.ts";

/** Paths from the root of the repository of all files below a folder, in order. */
export function* filesBelow(folder: string, endings: readonly string[]): Iterable<string> {
  const entries = [...Deno.readDirSync(new URL(`${folder}/`, ROOT))];
  for (const { name, isDirectory } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* filesBelow(path, endings);
    else if (endings.some((ending) => name.endsWith(ending))) yield path;
  }
}

/** The text of a file of the repository. */
export function textOf(path: string): string {
  return Deno.readTextFileSync(new URL(path, ROOT));
}

/** Whether a path of the repository is a file or a folder. */
export function exists(path: string): boolean {
  try {
    Deno.statSync(new URL(path, ROOT));
    return true;
  } catch {
    return false;
  }
}

/** Lines of a text, a last one without its end included. */
export function lineCount(text: string): number {
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}
