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
import type { CutSource } from "../../sql/template/parse_template.ts";
import type { GivenTables, Job } from "../messages/job.ts";
import type { Meter } from "../read/meter.ts";
import { type FirstPage, firstPage } from "../strategies/first_page.ts";

/** A read under way that nobody has planned. */
export interface SpeculativeRead {
  /** Its first page, if it is this very read; from then on it is the taker's. */
  take(access: Access, connection: Connection): Promise<FirstPage> | null;
  /** Where nobody took it: counts what it consumed, as soon as that is known. */
  settle(meter: Meter): Promise<void>;
}

/** A read by key whose key's values are constants of the statement. */
export interface ReadTemplate {
  readonly access: GetRead;
  /** Each attribute with its type, and which constant it is. */
  readonly key: readonly { readonly attribute: string; readonly type: "S" | "N"; readonly marker: number }[];
  misses: number;
}

/** Reads begun in vain after which a statement is planned first, whatever it looks like. */
const MOST_MISSES = 3;

/** What one that was wanted makes up for: a table's description changes now and then, and with it what is read. */
const HIT = 0.1;

/** What the largest item costs, read consistently (400 KB in units of 4 KB): a read that no budget forbids. */
const UNITS = 100;

/** Where reads are kept: for one template, by tables and what else tells its jobs apart. */
export interface ReadTemplates {
  get(key: string): ReadTemplate | undefined;
  set(key: string, template: ReadTemplate): void;
}

/** What a read is begun with. */
export interface ReadBeginning {
  /** Tables that came with the job. */
  readonly given: GivenTables | undefined;
  readonly signal: AbortSignal;
  /** Holds its request while it is throttled. */
  readonly throttled?: Throttled;
}

/** Begins the read that a job will probably want, where that is known. Resolves when its request has left. */
export async function beginRead(
  templates: ReadTemplates,
  job: Job,
  cut: CutSource,
  { given, signal, throttled }: ReadBeginning,
): Promise<SpeculativeRead | null> {
  const [lookup, ...others] = given?.tables ?? [];
  if (lookup === undefined || others.length > 0 || !("found" in lookup) || !isForeseeable(job)) return null;
  const { description: { physicalName, key: schema }, connection } = lookup.found;
  const { key, constants } = askOf(job, cut, physicalName);
  const template = templates.get(key);
  if (template === undefined || template.misses > MOST_MISSES) return null;
  const itemKey = keyOf(template, constants, schema);
  if (itemKey === null) return null;
  const access = { ...template.access, keys: [itemKey] };
  const page = firstPage(createReader(connection, throttled), access, {}, signal);
  const speculative = underWay(page, access, connection, (by) => {
    // It may have been learned anew meanwhile.
    const now = templates.get(key);
    if (now !== undefined) now.misses = Math.max(0, now.misses + by);
  });
  await requestLeaves();
  return speculative;
}

/** @param count takes what it adds to the misses */
function underWay(
  page: Promise<FirstPage>,
  access: GetRead,
  connection: Connection,
  count: (misses: number) => void,
): SpeculativeRead {
  let taken = false;
  return {
    take(planned, by) {
      if (by !== connection || JSON.stringify(planned) !== JSON.stringify(access)) return null;
      taken = true;
      count(-HIT);
      return page;
    },
    async settle(meter) {
      if (taken) return;
      count(1);
      const read = await page.catch(() => null);
      await read?.rest.return?.();
      if (read !== null && read.page !== null) meter.count(read.page, false);
    },
  };
}

/** Notes which read a job over one table turned out to want. */
export function noteRead(templates: ReadTemplates, job: Job, cut: CutSource, access: Access): void {
  if (access.kind !== "get" || !isForeseeable(job)) return;
  const { key, constants } = askOf(job, cut, access.table);
  const template = readTemplate(access, constants);
  if (template !== null) templates.set(key, { ...template, misses: templates.get(key)?.misses ?? 0 });
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

/** A job over a table. */
interface ReadAsk {
  /** What jobs of a template have in common that differ only by their constants. */
  readonly key: string;
  readonly constants: readonly KeyValue[];
}

function askOf(job: Job, cut: CutSource, table: string): ReadAsk {
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
  return { key: JSON.stringify([table, job.consistentRead, parameters]), constants };
}

function readTemplate(
  access: GetRead,
  constants: readonly KeyValue[],
): Omit<ReadTemplate, "misses"> | null {
  const [only, ...others] = access.keys;
  if (only === undefined || others.length > 0) return null;
  const key: ReadTemplate["key"][number][] = [];
  for (const [attribute, value] of Object.entries(only)) {
    const type = "S" in value ? "S" : "N";
    const text = textOf(value);
    const marker = constants.findIndex((constant) => constant.type === type && constant.text === text);
    if (marker < 0) return null;
    key.push({ attribute, type, marker });
  }
  return { access, key };
}

function textOf(value: AttributeValue): string | null {
  return "S" in value ? value.S : "N" in value ? value.N : null;
}

/** Null where no item can have such a key: the planner asks nothing. */
function keyOf({ key }: ReadTemplate, constants: readonly KeyValue[], { hash }: KeySchema): ItemKey | null {
  const found: Record<string, AttributeValue> = {};
  for (const { attribute, type, marker } of key) {
    const value = constants[marker]?.text ?? "";
    if (!canBeKey({ type, value }, attribute === hash.name ? "hash" : "sort")) return null;
    found[attribute] = type === "S" ? { S: value } : { N: value };
  }
  return found;
}
