/**
 * Reads that begin before their statement is planned. Statements that differ only by their constants nearly always read
 * alike, so once one is known to be a read by key, the next one's item is asked for at once, and the planner works while
 * DynamoDB does. The plan has the last word: a read that is not its very own is not used, only paid for.
 * @module
 */
import type { KeySchema } from "../../catalog/description.ts";
import type {
  Access,
  AttributeValue,
  Connection,
  GetRead,
  ItemKey,
  Throttled,
} from "../../dynamodb/access.ts";
import { createReader } from "../../dynamodb/mod.ts";
import { requestLeaves } from "../../dynamodb/client/flush_requests.ts";
import { canBeKey } from "../../dynamodb/scalar.ts";
import { cutSource } from "../../sql/template/parse_cache.ts";
import { boundedMap } from "../../lib/lru_map.ts";
import type { GivenTables, Job } from "../messages/job.ts";
import type { Meter } from "../read/meter.ts";
import { type FirstPage, firstPage } from "../strategies/first_page.ts";

/** A read under way that nobody has planned. */
export interface Ahead {
  /** Its first page, if it is this very read; from then on it is the taker's. */
  take(access: Access, connection: Connection): Promise<FirstPage> | null;
  /** Where nobody took it: counts what it consumed, as soon as that is known. */
  settle(meter: Meter): Promise<void>;
}

/** What is known of reads. */
export interface Foresight {
  /**
   * Begins the read that a job will probably want, where that is known. Resolves when its request has left.
   * @param given tables that came with the job
   * @param throttled holds its request while it is throttled
   */
  begin(
    job: Job,
    given: GivenTables | undefined,
    signal: AbortSignal,
    throttled?: Throttled,
  ): Promise<Ahead | null>;
  /** Notes which read a job over one table turned out to want. */
  learn(job: Job, access: Access): void;
}

/** A read by key whose key's values are constants of the statement. */
interface Pattern {
  readonly access: GetRead;
  /** Each attribute with its type, and which constant it is. */
  readonly key: readonly { readonly attribute: string; readonly type: "S" | "N"; readonly slot: number }[];
  misses: number;
}

/** Statements remembered. */
const MOST = 1_000;

/** Reads begun in vain after which a statement is planned first, whatever it looks like. */
const MOST_MISSES = 3;

/** What one that was wanted makes up for: a table's description changes now and then, and with it what is read. */
const HIT = 0.1;

/** What the largest item costs, read consistently (400 KB in units of 4 KB): a read that no budget forbids. */
const UNITS = 100;

/** Nothing known yet. */
export function createForesight(): Foresight {
  const patterns = boundedMap<string, Pattern>(MOST);

  function ahead(
    key: string,
    access: GetRead,
    connection: Connection,
    signal: AbortSignal,
    throttled: Throttled | undefined,
  ): Ahead {
    const page = firstPage(createReader(connection, throttled), access, {}, signal);
    let taken = false;
    return {
      take(planned, by) {
        if (by !== connection || JSON.stringify(planned) !== JSON.stringify(access)) return null;
        taken = true;
        const pattern = patterns.get(key);
        if (pattern !== undefined) pattern.misses = Math.max(0, pattern.misses - HIT);
        return page;
      },
      async settle(meter) {
        if (taken) return;
        const pattern = patterns.get(key);
        if (pattern !== undefined) pattern.misses++;
        const read = await page.catch(() => null);
        await read?.rest.return?.();
        if (read !== null && read.page !== null) meter.count(read.page, false);
      },
    };
  }

  return {
    async begin(job, given, signal, throttled) {
      const [lookup, ...others] = given?.tables ?? [];
      if (lookup === undefined || others.length > 0 || !("found" in lookup) || !isForeseeable(job)) {
        return null;
      }
      const { description: { physicalName, key: schema }, connection } = lookup.found;
      const ask = askOf(job, physicalName);
      const pattern = ask === null ? undefined : patterns.get(ask.key);
      if (ask === null || pattern === undefined || pattern.misses > MOST_MISSES) return null;
      const key = keyOf(pattern, ask.constants, schema);
      if (key === null) return null;
      const access = { ...pattern.access, keys: [key] };
      const read = ahead(ask.key, access, connection, signal, throttled);
      await requestLeaves();
      return read;
    },
    learn(job, access) {
      if (access.kind !== "get" || !isForeseeable(job)) return;
      const ask = askOf(job, access.table);
      if (ask === null) return;
      const pattern = patternOf(access, ask.constants);
      if (pattern !== null) {
        patterns.set(ask.key, { ...pattern, misses: patterns.get(ask.key)?.misses ?? 0 });
      }
    },
  };
}

function isForeseeable({ mode, budget, resume, pushDown }: Job): boolean {
  return mode === "execute" && resume === undefined && pushDown && budget.readUnits >= UNITS &&
    budget.items > 0;
}

/** A constant of a statement or a parameter's value, as DynamoDB writes it. */
interface KeyValue {
  readonly type: "S" | "N";
  readonly text: string;
}

/** What jobs that differ only by their constants have in common, and those; null where that is not known. */
function askOf(
  job: Job,
  table: string,
): { readonly key: string; readonly constants: readonly KeyValue[] } | null {
  const cut = cutSource(job.sql);
  if (cut === null) return null;
  const constants: KeyValue[] = cut.constants.map(({ type, text }) => ({
    type: type === "VARCHAR" ? "S" : "N",
    text,
  }));
  const parameters = Object.entries(job.parameters).map(([name, value]) => {
    if (typeof value === "string") constants.push({ type: "S", text: value });
    else if (typeof value === "number") constants.push({ type: "N", text: String(value) });
    else return [name, value];
    return [name, typeof value];
  });
  return { key: JSON.stringify([cut.outline, table, job.consistentRead, parameters]), constants };
}

function patternOf(access: GetRead, constants: readonly KeyValue[]): Omit<Pattern, "misses"> | null {
  const [only, ...others] = access.keys;
  if (only === undefined || others.length > 0) return null;
  const key: Pattern["key"][number][] = [];
  for (const [attribute, value] of Object.entries(only)) {
    const type = "S" in value ? "S" : "N";
    const text = textOf(value);
    const slot = constants.findIndex((constant) => constant.type === type && constant.text === text);
    if (slot < 0) return null;
    key.push({ attribute, type, slot });
  }
  return { access, key };
}

function textOf(value: AttributeValue): string | null {
  return "S" in value ? value.S : "N" in value ? value.N : null;
}

/** Null where no item can have such a key: the planner asks nothing. */
function keyOf({ key }: Pattern, constants: readonly KeyValue[], { hash }: KeySchema): ItemKey | null {
  const found: Record<string, AttributeValue> = {};
  for (const { attribute, type, slot } of key) {
    const value = constants[slot]?.text ?? "";
    if (!canBeKey({ type, value }, attribute === hash.name ? "hash" : "sort")) return null;
    found[attribute] = type === "S" ? { S: value } : { N: value };
  }
  return found;
}
