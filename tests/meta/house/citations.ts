/**
 * What comments and documents point to: pages of `docs/`, places on them, files of the repository.
 * @module
 */

/** A page of `docs/`, and perhaps a place on it, as a comment writes it: `docs/reference/oauth.md#lives`. */
const CITED = /(?<![\w./:-])docs\/[\w./-]+\.md(?:#[\w.-]*\w)?/g;

/** A Markdown file, by its path or by its name alone. Of an address on the web the path is none. */
const PAGE = /(?<![\w./:@{}$-])[\w./-]*\w\.md\b/g;

/** What only somebody else has: a numbered issue, an item of some list, a paper by a name in capitals. */
const ELSEWHERE =
  /\b[Ii]ssues? #?\d{1,4}\b|\b[Cc]hecklists?\b|\b[Ss]ee (?:the )?[A-Z]{4,}\b|\b[A-Z]{4,} [Ss]ections? ?\d/;

/** A link of a Markdown document: `[text](target)`. */
const LINK = /\]\(([^()\s]+)\)/g;

/** A path of the repository in backticks, with a `*` at most at its end. */
const QUOTED = /`((?:src|tests|docs|\.ci)\/[\w./-]*)\*?`/g;

/** Pages that a source text cites. */
export function citedPages(text: string): string[] {
  return [...new Set(text.match(CITED) ?? [])].sort();
}

/**
 * Lines of a source text that cite what a reader of the repository cannot open.
 * @param pages the repository's Markdown files; one may be cited by its name alone
 */
export function deadCitations(text: string, pages: readonly string[]): string[] {
  const known = (page: string) =>
    pages.some((path) => `/${path}`.endsWith(`/${page.replace(/^(?:\.\.?\/)+/, "")}`));
  return text.split("\n").filter((line) => {
    const named = line.match(PAGE) ?? [];
    return named.some((page) => !known(page)) || (ELSEWHERE.test(line) && named.length === 0);
  }).map((line) => line.trim());
}

/** Names of code in backticks: `defineTool`, `PASSES`. `showX` stands for `showIt` and the like; a commit is no name. */
export function namedInCode(text: string): string[] {
  return [...text.matchAll(/`([A-Za-z]\w*)`/g)].map(([, name = ""]) => name).filter((name) =>
    !/X$|^[0-9a-f]{7}$/.test(name)
  );
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
