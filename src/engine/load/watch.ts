/**
 * A watch looks for attributes and keys whose very name the statement uses and nobody had met, so that one of another case was
 * taken instead. Once an item has the very name, it is the one that is meant, and the statement is to be planned again.
 *
 * `SELECT Temp FROM t` was read as `temp`, and an item has `Temp` → `Temp` is known, and what was planned is outdated
 * @module
 */
import type { TableDescription } from "../../catalog/description.ts";
import { type Attributes, observe } from "../../catalog/evidence.ts";
import { quoteName } from "../../catalog/names.ts";
import { evidenceOfWhole, placeText, valueAt } from "../../catalog/path.ts";
import { widenAttributes } from "../../catalog/widen.ts";
import type { Item } from "../../dynamodb/access.ts";
import { DynamoSqlError } from "../../errors.ts";
import type { Probe, Relation } from "../../sql/query.ts";
import { isCaptured } from "../../sql/resolve/captured.ts";
import { uncounted } from "../read/found.ts";

/** Takes what was met of a table. */
export type Meet = (table: TableDescription, met: Attributes) => void;

/** Looks at items before they are loaded. */
export type Watch = (items: readonly Item[]) => void;

/** Whether an item has a name that nobody had met. */
export function hasMet(items: readonly Item[], probes: readonly Probe[]): boolean {
  return probes.some((probe) => items.some((item) => valueOf(item, probe) !== undefined));
}

/** A read and what it looks for. */
export interface Looking {
  readonly description: TableDescription;
  readonly relations: readonly Pick<Relation, "probes">[];
}

/** Whether a double-quoted name that is read as one of another case may turn out to be an item's own. */
export function mayMeet(looking: Looking): boolean {
  return looksFor(looking, ({ quoted, otherwise }) => quoted === true && otherwise !== true);
}

/** Whether a name that is taken for something further away may turn out to be an item's own. */
export function mayCapture(looking: Looking): boolean {
  return looksFor(looking, isCaptured);
}

function looksFor({ description, relations }: Looking, isMeant: (probe: Probe) => boolean): boolean {
  return !description.sample.complete && relations.some(({ probes = [] }) => probes.some(isMeant));
}

/**
 * Makes the watch for some relations; undefined where there is nothing to look for.
 * @param isLater for a later page: the first one read the name of another case
 */
export function watchFor(relations: readonly Relation[], meet: Meet, isLater: boolean): Watch | undefined {
  const probes = relations.flatMap(({ probes = [] }) => probes);
  const table = relations[0]?.table;
  if (probes.length === 0 || table === undefined) return undefined;
  const settled = new Set<Probe>();
  return (items) => {
    for (const probe of probes) {
      if (probe.otherwise === true && hasMet(items, [{ ...probe, ...probe.instead }])) settled.add(probe);
    }
    const met = probes.filter((probe) => !settled.has(probe) && hasMet(items, [probe]));
    const seen = met.reduce<Attributes>((all, probe) => widenAttributes(all, evidenceOf(items, probe)), {});
    const [first] = met;
    if (first === undefined) return;
    meet(table, seen);
    if (!isLater) return;
    const [name, same] = [first, first.instead].map(({ attribute, path }) =>
      `${quoteName(table.name)}.${placeText({ attribute: quoteName(attribute), path })}`
    );
    const other = first.elsewhere ?? same;
    throw new DynamoSqlError(
      "cursor_expired",
      `Items further on have ${name}, which the first page did not know, so that it read ${other} in its place. It ` +
        "is known now: run the SQL again without a cursor, and it will answer.",
    );
  };
}

function valueOf(item: Item, { attribute, path }: Probe) {
  return Object.hasOwn(item, attribute) ? valueAt(item[attribute], path) : undefined;
}

function evidenceOf(items: readonly Item[], probe: Probe): Attributes {
  const values = items.flatMap((item) => valueOf(item, probe) ?? []);
  const { value } = observe(values.map((value) => ({ value })));
  return value === undefined ? {} : { [probe.attribute]: evidenceOfWhole(probe.path, uncounted(value)) };
}
