/**
 * Statement texts with droppable spans, for shrinking what fails; and with places that plain DuckDB gets another text.
 * @module
 */
const open = "\u0001";
const close = "\u0002";
const dateOpen = "\u0003";
const dateClose = "\u0004";

/** A part of a statement that it may make sense without. */
export function droppable(text: string): string {
  return text === "" ? "" : `${open}${text}${close}`;
}

/** Text that the product reads as a date where plain DuckDB needs a cast. */
export function dated(column: string, type: "date" | "timestamp"): string {
  return `${dateOpen}${type === "date" ? "d" : "t"}${column}${dateClose}`;
}

/** The statement for the product and for plain DuckDB. */
export function render(marked: string): { readonly sql: string; readonly plain: string } {
  // deno-lint-ignore no-control-regex
  const spans = /[\u0001\u0002]/g;
  // deno-lint-ignore no-control-regex
  const dates = /\u0003([dt])([^\u0004]*)\u0004/g;
  const text = marked.replaceAll(spans, "");
  return {
    sql: text.replaceAll(dates, "$2"),
    plain: text.replaceAll(
      dates,
      (_, type: string, column: string) => `try_cast(${column} as ${type === "d" ? "date" : "timestamp"})`,
    ),
  };
}

/** The shortest statement that fails still, found by leaving out spans, longest first. */
export async function shrink(marked: string, fails: (marked: string) => Promise<boolean>): Promise<string> {
  let best = marked;
  for (let again = true; again;) {
    again = false;
    const spans = spansOf(best).sort((a, b) => (b[1] - b[0]) - (a[1] - a[0]));
    for (const [from, to] of spans) {
      const shorter = best.slice(0, from) + best.slice(to);
      if (!await fails(shorter)) continue;
      best = shorter;
      again = true;
      break;
    }
  }
  return best;
}

function spansOf(marked: string): [number, number][] {
  const opened: number[] = [];
  const spans: [number, number][] = [];
  for (let at = 0; at < marked.length; at++) {
    if (marked[at] === open) opened.push(at);
    if (marked[at] === close) spans.push([opened.pop() ?? at, at + 1]);
  }
  return spans;
}
