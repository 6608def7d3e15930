/**
 * Aligned tables for people: cut at the width of the terminal, or one value a line where columns are too many.
 * @module
 */
import { visible } from "./visible.ts";

/** Cells of a cut column at least: fewer say nothing. */
const LEAST = 8;
/** Between two columns. */
const GAP = "  ";

/**
 * The table with its header and a rule. With a width, cells are cut (`…`) so that every line fits; where even the least
 * is too wide, each row stands by itself, a line a column.
 * @param width cells of a line at most; absent = nothing is cut, as a file wants it
 */
export function textTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  width?: number,
): string {
  const shown = rows.map((row) => row.map(visible));
  const titles = header.map(visible);
  const natural = titles.map((title, at) =>
    shown.reduce((widest, row) => Math.max(widest, cells(row[at] ?? "")), cells(title))
  );
  const widths = width === undefined ? natural : fitted(natural, width);
  if (widths === null) return vertical(titles, shown, width ?? 0);
  const line = (row: readonly string[]) =>
    widths.map((most, at) => padded(cut(row[at] ?? "", most), most)).join(GAP).trimEnd();
  const rule = widths.map((most) => "-".repeat(most)).join(GAP);
  return [line(titles), rule, ...shown.map(line)].join("\n") + "\n";
}

/** Widths that fit together; the widest give first. Null where they cannot. */
function fitted(natural: readonly number[], width: number): number[] | null {
  const room = width - GAP.length * (natural.length - 1);
  if (natural.reduce((sum, one) => sum + Math.min(one, LEAST), 0) > room) return null;
  let most = Math.max(0, ...natural);
  const total = () => natural.reduce((sum, one) => sum + Math.min(one, most), 0);
  while (most > LEAST && total() > room) most--;
  return natural.map((one) => Math.min(one, most));
}

/** Each row as lines of name and value, under a line with its number. */
function vertical(titles: readonly string[], rows: readonly (readonly string[])[], width: number): string {
  const names = Math.min(Math.max(0, ...titles.map(cells)), Math.max(LEAST, Math.floor(width / 3)));
  const values = Math.max(LEAST, width - names - 3);
  return rows.map((row, number) => {
    const lines = titles.map((title, at) =>
      `${padded(cut(title, names), names)} | ${cut(row[at] ?? "", values)}`.trimEnd()
    );
    return [`-[ row ${number + 1} ]${"-".repeat(Math.max(0, Math.min(width, 60) - 10))}`, ...lines].join(
      "\n",
    ) + "\n";
  }).join("");
}

/** Code points: near enough to terminal cells for most scripts. */
const cells = (text: string): number => [...text].length;

const padded = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - cells(text)));

function cut(text: string, most: number): string {
  // A text that is short in UTF-16 is short in code points, too.
  if (text.length <= most) return text;
  const points = [...text];
  return points.length <= most ? text : `${points.slice(0, most - 1).join("")}…`;
}
