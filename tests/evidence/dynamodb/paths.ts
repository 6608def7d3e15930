/**
 * Document paths: `#0.#1[2]`.
 * @module
 */
import type { AttributeValue, Item } from "../../../src/dynamodb/access.ts";

/** Names of keys and numbers of elements. */
export type Path = readonly (string | number)[];

/** Reads a path; placeholders stand for names. */
export function readPath(text: string, names: Readonly<Record<string, string>>): Path {
  return [...text.matchAll(/([#\w-]+)|\[(\d+)\]/g)].map(([, name, index]) =>
    index === undefined ? names[name ?? ""] ?? name ?? "" : Number(index)
  );
}

/** What is at a path. */
export function valueAt(item: Item, path: Path): AttributeValue | undefined {
  return path.reduce<AttributeValue | undefined>(
    (value, step) => value === undefined ? undefined : stepInto(value, step),
    { M: item },
  );
}

function stepInto(value: AttributeValue, step: string | number): AttributeValue | undefined {
  if (typeof step === "number") return "L" in value ? value.L[step] : undefined;
  return "M" in value && Object.hasOwn(value.M, step) ? value.M[step] : undefined;
}

/** The part of an item that a projection asks for. */
export function project(item: Item, paths: readonly Path[]): Item {
  return pruned(item, paths);
}

function pruned(map: Item, paths: readonly Path[]): Item {
  const kept: [string, AttributeValue][] = [];
  for (const [name, under] of Map.groupBy(paths, ([first]) => String(first ?? ""))) {
    const value = Object.hasOwn(map, name) ? map[name] : undefined;
    const part = value === undefined ? undefined : cut(value, under.map((path) => path.slice(1)));
    if (part !== undefined) kept.push([name, part]);
  }
  return Object.fromEntries(kept);
}

function cut(value: AttributeValue, paths: readonly Path[]): AttributeValue | undefined {
  if (paths.some((path) => path.length === 0)) return value;
  if ("M" in value) {
    const M = pruned(value.M, paths.filter(([first]) => typeof first === "string"));
    return Object.keys(M).length > 0 ? { M } : undefined;
  }
  if (!("L" in value)) return undefined;
  // DynamoDB closes the gaps between the elements asked for.
  const L = value.L.flatMap((member, at) => {
    const under = paths.filter(([first]) => first === at);
    const part = under.length === 0 ? undefined : cut(member, under.map((path) => path.slice(1)));
    return part === undefined ? [] : [part];
  });
  return L.length > 0 ? { L } : undefined;
}
