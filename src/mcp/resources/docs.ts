/**
 * The bundled documents `dynamosql://docs/…`.
 * @module
 */
import costs from "../docs/costs.md" with { type: "text" };
import limitations from "../docs/limitations.md" with { type: "text" };
import sql from "../docs/sql.md" with { type: "text" };

/** A document that any caller may read. */
export interface DocResource {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly text: string;
}

/** The media type of every document. */
export const DOC_TYPE = "text/markdown";

/** All documents, in the order they are listed. */
export const DOCS: readonly DocResource[] = [
  {
    uri: "dynamosql://docs/sql",
    name: "docs-sql",
    title: "SQL dialect",
    description: "What SQL works: names, types, dates, NULLs, parameters, paging.",
    text: sql,
  },
  {
    uri: "dynamosql://docs/limitations",
    name: "docs-limitations",
    title: "Limits and errors",
    description: "What is refused, how this differs from DuckDB, every limit and error code.",
    text: limitations,
  },
  {
    uri: "dynamosql://docs/costs",
    name: "docs-costs",
    title: "Costs",
    description: "What a query reads and costs, and how to make it cheap.",
    text: costs,
  },
];
