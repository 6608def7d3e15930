/**
 * Statement texts with droppable spans, for shrinking what fails; and with places that plain DuckDB gets another text.
 * @module
 */
const open = "\u0001";
const close = "\u0002";
const otherOpen = "\u0003";
const otherBetween = "\u0004";
const otherClose = "\u0005";

/** A part of a statement that it may make sense without. */
export function droppable(text: string): string {
  return text === "" ? "" : `${open}${text}${close}`;
}

/** Text that means to the product what another means to plain DuckDB. */
export function otherwise(sql: string, plain: string): string {
  return `${otherOpen}${sql}${otherBetween}${plain}${otherClose}`;
}

/** Text that the product reads as a date where plain DuckDB needs a cast. */
export function dated(column: string, type: "date" | "timestamp"): string {
  return otherwise(column, `try_cast(${column} as ${type})`);
}

/** A number's text: its shortest, where DuckDB writes all the decimals of the type. */
export function numberText(number: string): string {
  return otherwise(`(${number})::varchar`, `number_text(${number})`);
}

/** The whole part of a quotient, also of decimals. */
export function wholePart(a: string, b: string): string {
  return otherwise(`(${a} // ${b})`, `whole_part(${a}, ${b})`);
}

/** The statement for the product and for plain DuckDB. */
export function render(marked: string): { readonly sql: string; readonly plain: string } {
  // deno-lint-ignore no-control-regex
  const text = marked.replaceAll(/[\u0001\u0002]/g, "");
  return { sql: side(text, true), plain: side(text, false) };
}

/** One of the two texts at each place that has two; such places may be inside one another. */
function side(text: string, product: boolean): string {
  let written = "";
  // For each open place, whether its side is being written.
  const places: boolean[] = [];
  for (const character of text) {
    if (character === otherOpen) places.push(product);
    else if (character === otherBetween) places.push(!(places.pop() ?? false));
    else if (character === otherClose) places.pop();
    else if (places.every((shown) => shown)) written += character;
  }
  return written;
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
