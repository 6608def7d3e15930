/** Paging through an answer. */
import type { Answer, World } from "./world.ts";

type How = NonNullable<Parameters<World["run"]>[1]>;

/** All pages of an answer; what a page goes on with was a text meanwhile, as in a cursor. */
export async function pagesOf(
  world: World,
  sql: string,
  first: How,
  { then = first, between }: { readonly then?: How; between?(page: Answer): Promise<void> } = {},
): Promise<Answer[]> {
  const pages = [await world.run(sql, first)];
  for (let last = pages.at(-1); last?.resume !== undefined; last = pages.at(-1)) {
    await between?.(last);
    pages.push(await world.run(sql, { ...then, resume: JSON.parse(JSON.stringify(last.resume)) }));
  }
  return pages;
}

/** The rows of all pages, each as an array. */
export function rowsOf(pages: readonly Answer[]): unknown[][] {
  return pages.flatMap(({ rows }) => rows.map((row) => JSON.parse(row)));
}
