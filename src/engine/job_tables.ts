/**
 * The tables of one job as the catalogue has them, asked for once, and again where that did not do.
 * @module
 */
import {
  type Again,
  type Contradiction,
  isLearnedOf,
  isSameTable,
  type Learned,
  LOOK_AGAIN_MS,
  type TableDescription,
  type TableLookup,
  type TableName,
} from "../catalog/description.ts";
import { withoutDeclarations } from "../catalog/complete_indexes.ts";
import { hasNewKinds } from "../catalog/kinds.ts";
import { shapeText } from "../catalog/shape_text.ts";
import { widenAttributes, widens } from "../catalog/widen.ts";
import { nameKey } from "../sql/resolve/table_names.ts";
import type { JobContext } from "./messages/job.ts";
import { amount, type Meter } from "./read/meter.ts";
import type { Meet } from "./load/watch.ts";
import { defined } from "../lib/defined.ts";

/** The tables of a job. */
export interface JobTables {
  /** What the catalogue says to these names; asked once. */
  lookup(names: readonly TableName[]): Promise<readonly TableLookup[]>;
  /** Asks the catalogue once more for those of the tables that it `concerns`. */
  again(why: Again["why"], concerns: (table: TableDescription) => boolean): Promise<void>;
  /** Takes what was met of a table into what is known of it. */
  meet: Meet;
  /** All that was met so, for the catalogue. */
  readonly met: readonly Learned[];
  /** Takes it that an index declared complete lacks an item: it is not complete for this job any more. */
  withdraw(table: TableDescription, contradiction: Contradiction): void;
  /** All that was withdrawn so, for the catalogue. */
  readonly withdrawn: readonly Withdrawal[];
  /**
   * Whether a table is another one than was thought: asked where what was met of it is of kinds that nobody knew. Where
   * the catalogue cannot be asked, it is the one that was known: what was read of it is paid for.
   */
  turnedOut(learned: readonly Learned[]): Promise<boolean>;
  /** Whether one of these is another by now, where what is read of it would not tell; no where that cannot be asked. */
  wereReplaced(tables: readonly TableDescription[]): Promise<boolean>;
  /** An error's message about a name, with the tables in which nobody looked for it, as that was done a moment ago. */
  withLooks(message: string): string;
  /** What reads depend on of all the tables, as one text. */
  shapes(): string;
  /** What their items were seen to hold, likewise. */
  evidence(): string;
  /** Units that the catalogue spent on looking at items for this job. */
  readonly readUnits: number;
  /** Those of looks at items that were looked at before. */
  readonly againUnits: number;
}

/** Declarations of a table that its items contradict. */
export type Withdrawal = Learned & Required<Pick<Learned, "contradicted">>;

/** A table that is asked for again. */
interface Asked {
  readonly name: TableName;
  readonly than: number;
}

/** A look at a table's items that the budget did not allow. */
interface DearLook {
  readonly units: number;
  readonly left: number;
}

/**
 * Nothing asked yet.
 * @param meter counts the looks that the statement causes, and says which it can pay for
 */
export function jobTables(
  { lookup, signal }: Pick<JobContext, "lookup" | "signal">,
  meter: Pick<Meter, "look" | "firstLook" | "left">,
): JobTables {
  const known = new Map<string, { readonly name: TableName; answer: TableLookup }>();
  const met: Learned[] = [];
  const withdrawn: Withdrawal[] = [];
  let readUnits = 0;
  let againUnits = 0;
  /** When names were first asked for, by table. */
  const askedAt = new Map<string, number>();
  /** Looks that were not made for what they would have taken, likewise. */
  const tooDear = new Map<string, DearLook>();

  /** @returns the units that these answers took */
  function note(names: readonly TableName[], answers: readonly TableLookup[]): number {
    let units = 0;
    for (const [at, name] of names.entries()) {
      const answer = answers[at];
      if (answer === undefined) continue;
      // The catalogue does not know of it yet.
      known.set(nameKey(name), { name, answer: undeclared(widened(answer, met), withdrawn) });
      if ("found" in answer) units += answer.metadataReadUnits;
    }
    readUnits += units;
    return units;
  }

  async function again(why: Again["why"], concerns: (table: TableDescription) => boolean): Promise<void> {
    let { left } = meter;
    const asks = new Map<Again["why"], Asked[]>();
    for (const [key, { name, answer }] of known) {
      if (!("found" in answer) || !concerns(answer.found.description)) continue;
      const { refreshedAt, lookUnits: units = 0 } = answer.found.description;
      const isDear = why === "names" && units > left;
      if (why === "names") askedAt.set(key, askedAt.get(key) ?? Date.now());
      if (isDear) tooDear.set(key, { units, left });
      else left -= units;
      // Whether it is another table is asked for nothing.
      const as = isDear ? "replaced" : why;
      asks.set(as, [...asks.get(as) ?? [], { name, than: refreshedAt }]);
    }
    for (const [as, asked] of asks) await ask(as, asked);
  }

  async function ask(why: Again["why"], asked: readonly Asked[]): Promise<void> {
    const names = asked.map(({ name }) => name);
    // Others may be asked at the same time: what they take is theirs to count.
    const units = note(names, await lookup(names, { why, than: asked.map(({ than }) => than) }));
    againUnits += units;
    meter.look(units);
  }

  /** Asks again, where that works, and says whether a table is another one by now. */
  async function areOthers(
    why: Again["why"],
    concerns: (table: TableDescription) => boolean,
  ): Promise<boolean> {
    const before = ids();
    try {
      await again(why, concerns);
    } catch {
      // What stopped the job stops it here, too.
      signal.throwIfAborted();
      return false;
    }
    return ids() !== before;
  }

  const shapes = () =>
    [...known.values()]
      .map(({ answer }) => "found" in answer ? shapeText(answer.found.description) : "")
      .join("\n");

  const ids = () =>
    JSON.stringify(
      [...known.values()].map(({ answer }) =>
        "found" in answer ? answer.found.description.tableId ?? "" : null
      ),
    );

  return {
    async lookup(names) {
      const missing = names.filter((name) => !known.has(nameKey(name)));
      if (missing.length > 0) meter.firstLook(note(missing, await lookup(missing)));
      return names.flatMap((name) => known.get(nameKey(name))?.answer ?? []);
    },
    again,
    async turnedOut(learned) {
      const news = (table: TableDescription) =>
        [...met, ...learned].some((each) =>
          isLearnedOf(each, table) && (met.includes(each) || hasNewKinds(table.attributes, each.attributes))
        );
      const some = [...known.values()].some(({ answer }) =>
        "found" in answer && news(answer.found.description)
      );
      return some && await areOthers("shape", news);
    },
    wereReplaced: (tables) => areOthers("replaced", (table) => tables.some((each) => isSame(each, table))),
    meet(table, attributes) {
      const news = [...known.values()].some(({ answer }) =>
        "found" in answer && isSame(answer.found.description, table) &&
        widens(answer.found.description.attributes, attributes)
      );
      if (!news) return;
      const { schemaName, name, tableId } = table;
      met.push({ schemaName, table: name, ...defined({ tableId }), attributes });
      for (const entry of known.values()) entry.answer = widened(entry.answer, met);
    },
    withdraw(table, contradiction) {
      const { schemaName, name, tableId } = table;
      const { index } = contradiction;
      const isKnown = withdrawn.some((each) =>
        isLearnedOf(each, table) && each.contradicted.some((known) => known.index === index)
      );
      if (isKnown) return;
      const contradicted = [contradiction];
      withdrawn.push({ schemaName, table: name, ...defined({ tableId }), attributes: {}, contradicted });
      for (const entry of known.values()) entry.answer = undeclared(entry.answer, withdrawn);
    },
    withdrawn,
    withLooks(message) {
      const notes = [...known].flatMap(([key, { answer }]) => {
        const asked = askedAt.get(key);
        if (asked === undefined || !("found" in answer)) return [];
        const { name, lookedAt = asked } = answer.found.description;
        if (lookedAt >= asked) return [];
        const dear = tooDear.get(key);
        if (dear !== undefined) return [notPaid(name, dear)];
        return asked - lookedAt < LOOK_AGAIN_MS ? [notLooked(name, lookedAt)] : [];
      });
      return message.includes(NOT_LOOKED) ? message : [message, ...notes].join(" ");
    },
    met,
    shapes,
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

const NOT_LOOKED = "For an unknown name the items of";

function notLooked(table: string, lookedAt: number): string {
  const ago = Math.max(0, Date.now() - lookedAt);
  const [past, left] = [Math.floor(ago / 1_000), Math.max(1, Math.ceil((LOOK_AGAIN_MS - ago) / 1_000))];
  return `${NOT_LOOKED} ${table} are looked at once in ${
    LOOK_AGAIN_MS / 1_000
  } s: ${past} s ago, and next in ${left} s.`;
}

function notPaid(table: string, { units, left }: DearLook): string {
  return `${NOT_LOOKED} ${table} are looked at where the budget allows it: the last time that took ${
    amount(units)
  } read units, and ${amount(Math.max(0, left))} are left.`;
}

/** Whether descriptions are of one table, and not of one that had its name before. */
function isSame(a: TableDescription, b: TableDescription): boolean {
  return isSameTable(a, b) && a.tableId === b.tableId;
}

/** An answer with what was met since. */
function widened(answer: TableLookup, met: readonly Learned[]): TableLookup {
  if (!("found" in answer)) return answer;
  const { description } = answer.found;
  const news = met.filter((each) =>
    isLearnedOf(each, description) && widens(description.attributes, each.attributes)
  );
  if (news.length === 0) return answer;
  const attributes = news.reduce(
    (all, each) => widenAttributes(all, each.attributes),
    description.attributes,
  );
  const sample = { ...description.sample, complete: false };
  return { ...answer, found: { ...answer.found, description: { ...description, attributes, sample } } };
}

/** An answer without the declarations that were withdrawn since. */
function undeclared(answer: TableLookup, withdrawn: readonly Withdrawal[]): TableLookup {
  if (!("found" in answer)) return answer;
  const { description: before } = answer.found;
  const contradicted = withdrawn.filter((each) => isLearnedOf(each, before))
    .flatMap((each) => each.contradicted);
  const description = withoutDeclarations(before, contradicted);
  return description === before ? answer : { ...answer, found: { ...answer.found, description } };
}
