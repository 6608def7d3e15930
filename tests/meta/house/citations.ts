/**
 * What comments and documents point to: pages of `docs/`, places on them, files of the repository.
 * @module
 */

/** A page of `docs/`, and perhaps a place on it, as a comment writes it: `docs/reference/oauth.md#lives`. */
const CITED = /(?<![\w./:-])docs\/[\w./-]+\.md(?:#[\w.-]*\w)?/g;

/** Documents that a reader of the repository does not have. */
const ELSEWHERE = [
  /\bSPEC\b/,
  /\bDESIGN\b/,
  /\bHOUSE\.md\b/,
  /\bFAULTS\.md\b/,
  /\bchecklist\b/i,
];

/** A link of a Markdown document: `[text](target)`. */
const LINK = /\]\(([^()\s]+)\)/g;

/** A path of the repository in backticks, with a `*` at most at its end. */
const QUOTED = /`((?:src|tests|docs|\.ci)\/[\w./-]*)\*?`/g;

/** Pages that a source text cites. */
export function citedPages(text: string): string[] {
  return [...new Set(text.match(CITED) ?? [])].sort();
}

/** Lines of a source text that cite what a reader cannot open. */
export function deadCitations(text: string): string[] {
  return text.split("\n").filter((line) =>
    ELSEWHERE.some((word) => word.test(line)) && !/docs\/[\w./-]+\.md/.test(line)
  ).map((line) => line.trim());
}

/** Targets of a document's links that lie in the repository, as paths from its root. */
export function linkedPages(path: string, text: string): string[] {
  const targets = [...text.matchAll(LINK)].map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
  return targets.map((target) => target.startsWith("#") ? path + target : fromRoot(path, target));
}

/** Files and folders that a document names in backticks. What a reader is to make is called `your_…`. */
export function namedPaths(text: string): string[] {
  return [...text.matchAll(QUOTED)].map(([, path = ""]) => path).filter((path) => !path.includes("/your_"));
}

/** Places on a page that a citation may name: its headings as links spell them, and explicit anchors. */
export function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = ""]) => id);
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading.toLowerCase().replaceAll(/<[^>]*>|[^\p{L}\p{N} _-]/gu, "").trim().replaceAll(" ", "-")
  );
  return new Set([...anchors, ...headings]);
}

function fromRoot(path: string, target: string): string {
  return new URL(target, `file:///${path}`).href.slice("file:///".length);
}
