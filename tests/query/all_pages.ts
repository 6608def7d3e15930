/** Paging through an answer as a client does. */
import type { QueryPage, QueryRequest } from "../../src/query/service.ts";
import type { Faulty } from "../fault/faulty.ts";
import { ANN } from "../fault/scripted.ts";

/** All pages from `request` on; `between` runs before each later one. */
export async function allPages(
  { as }: Faulty,
  request: QueryRequest,
  between: (page: QueryPage) => Promise<void> = () => Promise.resolve(),
): Promise<QueryPage[]> {
  const pages = [await as(ANN, request)];
  for (let last = pages.at(-1); last?.nextCursor !== undefined; last = pages.at(-1)) {
    await between(last);
    pages.push(
      await as(ANN, { cursor: last.nextCursor, ...(request.maxRows && { maxRows: request.maxRows }) }),
    );
  }
  return pages;
}
