/**
 * The tables of one job as the catalogue has them, asked for once, and again where that did not do.
 * @module
 */
import type { Again, Learned, TableDescription, TableLookup, TableName } from "../catalog/description.ts";
import { shapeText } from "../catalog/shape_text.ts";
import { widenAttributes, widens } from "../catalog/widen.ts";
import { tableKey } from "../sql/resolve/table_names.ts";
import type { JobContext } from "./job.ts";
import type { Meter } from "./load/meter.ts";
import type { Meet } from "./load/watch.ts";

/** The tables of a job. */
export interface JobTables {
  /** What the catalogue says to these names; asked once. */
  lookup(names: readonly TableName[]): Promise<readonly TableLookup[]>;
  /** Asks the catalogue once more for those of the tables that it `concerns`. */
  again(why: Again["why"], concerns: (table: TableDescription) => boolean): Promise<void>;
  /** Takes what was met of a table into what is known of it; whether that was news. */
  meet: Meet;
  /** All that was met so, for the catalogue. */
  readonly met: readonly Learned[];
  /** What reads depend on of all the tables, as one text. */
  shapes(): string;
  /** What their items were seen to hold, likewise. */
  evidence(): string;
  /** Units that the catalogue spent on looking at items for this job. */
  readonly readUnits: number;
  /** Those of looks at items that were looked at before. */
  readonly againUnits: number;
}

/**
 * Nothing asked yet.
 * @param meter counts the looks that the statement causes
 */
export function jobTables(
  { lookup }: Pick<JobContext, "lookup">,
  { look }: Pick<Meter, "look">,
): JobTables {
  const known = new Map<string, { readonly name: TableName; answer: TableLookup }>();
  const met: Learned[] = [];
  let readUnits = 0;
  let againUnits = 0;

  function note(names: readonly TableName[], answers: readonly TableLookup[]): void {
    for (const [at, name] of names.entries()) {
      const answer = answers[at];
      if (answer === undefined) continue;
      known.set(tableKey(name), { name, answer });
      if ("found" in answer) readUnits += answer.metadataReadUnits;
    }
  }

  return {
    async lookup(names) {
      const missing = names.filter((name) => !known.has(tableKey(name)));
      if (missing.length > 0) note(missing, await lookup(missing));
      return names.flatMap((name) => known.get(tableKey(name))?.answer ?? []);
    },
    async again(why, concerns) {
      const names: TableName[] = [];
      const than: number[] = [];
      for (const { name, answer } of known.values()) {
        if (!("found" in answer) || !concerns(answer.found.description)) continue;
        names.push(name);
        than.push(answer.found.description.refreshedAt);
      }
      const before = readUnits;
      if (names.length > 0) note(names, await lookup(names, { why, than }));
      againUnits += readUnits - before;
      look(readUnits - before);
    },
    meet({ schemaName, physicalName }, attributes) {
      let news = false;
      for (const entry of known.values()) {
        const found = "found" in entry.answer ? entry.answer.found : undefined;
        const description = found?.description;
        if (
          found === undefined || description === undefined || description.schemaName !== schemaName ||
          description.physicalName !== physicalName || !widens(description.attributes, attributes)
        ) continue;
        const { name: table, tableId } = description;
        if (!news) met.push({ schemaName, table, ...(tableId === undefined ? {} : { tableId }), attributes });
        news = true;
        const wider = {
          ...description,
          attributes: widenAttributes(description.attributes, attributes),
          sample: { ...description.sample, complete: false },
        };
        entry.answer = { ...entry.answer, found: { ...found, description: wider }, metadataReadUnits: 0 };
      }
      return news;
    },
    met,
    shapes: () =>
      [...known.values()]
        .map(({ answer }) => "found" in answer ? shapeText(answer.found.description) : "")
        .join("\n"),
    evidence: () =>
      JSON.stringify(
        [...known.values()].map(({ answer }) =>
          "found" in answer ? answer.found.description.attributes : null
        ),
      ),
    get readUnits() {
      return readUnits;
    },
    get againUnits() {
      return againUnits;
    },
  };
}
