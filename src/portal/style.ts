/**
 * The one style sheet of all pages.
 * @module
 */

/** Inline in every page, known to its policy by hash: one request a page, nothing from anyone else. */
export const STYLE = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 44rem; padding: 2rem 1rem 4rem; }`;
