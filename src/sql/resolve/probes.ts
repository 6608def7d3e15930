/**
 * Probes are names that are looked for in items beside what the statement takes them for: an attribute, or a key of a
 * map, of another case, or something further away (`captured.ts`), as long as no item is known to have the very name.
 * Items may have it all the same, and then that one is meant: so it is read along.
 *
 * `SELECT "Total" FROM orders`, items with `total` seen so far → reads `total` and, as a probe, `Total`
 * @module
 */
import { quoteName } from "../../catalog/names.ts";
import { type Path, placeText } from "../../catalog/path.ts";
import type { Probe } from "../query.ts";
import { location, type Node, strs } from "../tree.ts";
import { capturedWarnings } from "./captured.ts";
import { isKey } from "./draft.ts";
import { caseVariants, quotedParts } from "./identifiers.ts";
import type { Context, Draft, Hit, NotedProbe } from "./model.ts";
import { defined } from "../../lib/defined.ts";

/**
 * At most so many names are read along; an expression of DynamoDB has room for no more. The others only get a
 * warning.
 */
const PROBES = 32;

/** Notes a name that a reference takes for a column of another case. */
export function noteCase(context: Context, reference: Node, hit: Hit): void {
  const { used } = hit;
  const names = strs(reference, "column_names");
  const written = names[used - 1];
  if (written === undefined || written === hit.column.name) return;
  const quoted = quotedParts(context.statement.text, location(reference), used)[used - 1] === true;
  noteName(context, written, hit, quoted);
}

/** Notes a name that is taken for a column of another case, wherever it was written. */
export function noteName(
  context: Context,
  written: string,
  { source, column }: Pick<Hit, "source" | "column">,
  quoted = false,
): void {
  if (written === column.name) return;
  for (const { draft, attribute } of attributesBehind(context, { source, column })) {
    context.probes.push({ draft, attribute: written, path: [], instead: { attribute, path: [] }, quoted });
  }
}

/** The attributes that give a column its name. A name that a subquery gives is its own, whatever items have. */
function attributesBehind(
  { drafts }: Context,
  { source, column: { name, origin, moves } }: Pick<Hit, "source" | "column">,
): readonly { readonly draft: Draft; readonly attribute: string }[] {
  if (source.draft !== null) return origin === null ? [] : [origin];
  if (origin !== null) return moves === true && origin.attribute === name ? [origin] : [];
  // A column of UNION and its relatives comes from the tables whose `*` shows it.
  return drafts.filter(({ allNeeded, columns }) =>
    allNeeded && columns.some(({ attribute }) => attribute === name)
  ).map((draft) => ({ draft, attribute: name }));
}

/** Notes a key of a map that is taken for one of another case. */
export function noteKey(
  context: Context,
  draft: Draft,
  attribute: string,
  { path, instead, quoted }: { readonly path: Path; readonly instead: Path; readonly quoted: boolean },
): void {
  context.probes.push({ draft, attribute, path, instead: { attribute, path: instead }, quoted });
}

/** Notes a quoted name that was not met in any case: of its common variants, the one that items have is meant. */
export function noteUnmet(context: Context, draft: Draft, name: string): void {
  const instead = { attribute: name, path: [] };
  for (const attribute of caseVariants(name)) {
    context.probes.push({ draft, attribute, path: [], instead, quoted: true, otherwise: true });
  }
}

/** The same for a key of maps that was not met: the last step of the path. */
export function noteUnmetKey(context: Context, draft: Draft, attribute: string, path: Path): void {
  const key = path.at(-1);
  if (typeof key !== "string") return;
  const instead = { attribute, path };
  for (const variant of caseVariants(key)) {
    const other = [...path.slice(0, -1), variant];
    context.probes.push({ draft, attribute, path: other, instead, quoted: true, otherwise: true });
  }
}

/** The probes of a relation: names that are read along. */
export function probesOf({ probes }: Context, draft: Draft): readonly Probe[] {
  const own = probes.filter((each) => each.draft === draft);
  const byPlace = new Map<string, Probe>();
  for (const { attribute, path, instead, otherwise, quoted, elsewhere } of own.toSorted(othersFirst)) {
    const key = JSON.stringify([attribute, path]);
    const before = byPlace.get(key);
    if (before !== undefined && (before.quoted === true || !quoted)) continue;
    byPlace.set(key, {
      attribute,
      path,
      instead,
      ...defined({
        otherwise: otherwise || undefined,
        quoted: quoted || undefined,
        elsewhere,
      }),
    });
  }
  return [...byPlace.values()].slice(0, PROBES);
}

/** Whether another attribute is read in its place. */
const isOther = ({ otherwise }: NotedProbe) => otherwise !== true;

const othersFirst = (one: NotedProbe, other: NotedProbe) => Number(isOther(other)) - Number(isOther(one));

/**
 * Warns of names that were taken for those of another case, or for what is further away, unless the whole table was
 * looked at: other items may have the very name. For keys there is a warning only if the name is quoted.
 */
export function probeWarnings({ probes }: Context): readonly string[] {
  const texts = probes.filter(isOther).flatMap((each) => {
    const { draft: { table }, attribute, path, instead, quoted } = each;
    if (table.sample.complete) return [];
    if (each.elsewhere !== undefined) return capturedWarnings(each);
    return !quoted && path.length === 0 && isKey(table.key, instead.attribute) ? [] : [
      `${shown({ attribute, path })} is read as ${quoteName(table.name)}.${
        shown(instead)
      }, which differs by ` +
      "case: no item that was looked at has the former.",
    ];
  });
  return [...new Set(texts)];
}

function shown({ attribute, path }: Probe["instead"]): string {
  return placeText({ attribute: quoteName(attribute), path });
}
