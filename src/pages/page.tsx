/**
 * The frame that every page for people stands in: one look, one policy, no script unless a page says so.
 * @module
 */
import { createHash } from "node:crypto";
import type { Child } from "@hono/hono/jsx";
import { raw } from "@hono/hono/html";
import { VERSION } from "../version.ts";
import { STYLE } from "./style.ts";

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

/** What a page is made of. */
export interface PageOptions {
  /** Shown in the title bar, before the product's name. */
  readonly title: string;
  /** A page of one matter stands in one card; with `wide` it brings its own. */
  readonly body: Child;
  /** Default 200. */
  readonly status?: number;
  /** Local script of the page (`/portal/assets/….js`); none by default. */
  readonly script?: string;
  /**
   * Where a form of the page may lead, beside here (CSP `form-action` also covers the redirects that follow): the origin
   * or scheme of a client's verified redirect URI.
   */
  readonly formAction?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Room for lists and lines of code; the body brings its own `.card`s. */
  readonly wide?: boolean;
  /** Links at the end of the header. */
  readonly nav?: Child;
}

/** The page as a response: never stored, never framed, never telling the next site where one came from. */
export function page(options: PageOptions): Response {
  const { title, body, status = 200, script, wide = false, nav } = options;
  const html = `<!doctype html>${(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title} – DynamoSQL</title>
        <style>{raw(STYLE)}</style>
        {script === undefined ? null : <script type="module" src={script}></script>}
      </head>
      <body class={wide ? "wide" : "narrow"}>
        <header class="site">
          <a class="brand" href="/">
            <Mark />DynamoSQL
          </a>
          {nav === undefined ? null : <nav aria-label="Account">{nav}</nav>}
        </header>
        <main>{wide ? body : <div class="card">{body}</div>}</main>
        <Footer />
      </body>
    </html>
  )}`;
  return new Response(html, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy(options),
      "cache-control": "no-store",
      ...options.headers,
    },
  });
}

/** Three shelves of a table, the last one being read. */
export function Mark() {
  return (
    <svg viewBox="0 0 28 28" aria-hidden="true" focusable="false">
      <rect x="2" y="3" width="24" height="6" rx="3" fill="currentColor" opacity=".35" />
      <rect x="2" y="11" width="24" height="6" rx="3" fill="currentColor" opacity=".65" />
      <rect x="2" y="19" width="15" height="6" rx="3" fill="currentColor" />
      <circle cx="23" cy="22" r="3" fill="currentColor" />
    </svg>
  );
}

/** The last line of every page. */
export function Footer() {
  return <footer class="site">DynamoSQL {VERSION}, read-only SQL over DynamoDB</footer>;
}

function policy({ script, formAction = [] }: PageOptions): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    "img-src 'self' data:",
    ...(script === undefined ? [] : ["script-src 'self'", "connect-src 'self'"]),
    `form-action ${["'self'", ...formAction].join(" ")}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ");
}
