/**
 * Circles among files that import each other (Tarjan's strongly connected components).
 * @module
 */
import type { Graph } from "./imports.ts";

/** Each circle as its files in order, those of equal reach together. No circle: an empty list. */
export function circlesOf(graph: Graph): string[][] {
  const place = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];

  function visit(file: string): number {
    const at = place.size;
    place.set(file, at);
    open.push(file);
    let low = at;
    for (const to of graph.get(file) ?? []) {
      if (!place.has(to)) low = Math.min(low, visit(to));
      else if (open.includes(to)) low = Math.min(low, place.get(to) ?? at);
    }
    if (low === at) {
      const circle = open.splice(open.indexOf(file));
      if (circle.length > 1 || (graph.get(file) ?? []).includes(file)) circles.push(circle.sort());
    }
    return low;
  }

  for (const file of graph.keys()) if (!place.has(file)) visit(file);
  return circles.sort((a, b) => (a[0] ?? "").localeCompare(b[0] ?? ""));
}
