/**
 * A carried table holds each item's whole text in one column, for the stars of a statement, and makes columns only of what
 * the statement names. All other attributes have types, judged as those of columns are, but are found in the text alone.
 *
 * `SELECT * FROM wide WHERE status = 'open'` → a table of two columns: `status`, and the item's text
 * @module
 */
import type { AttributeValue, Item, ReadPage } from "../../dynamodb/access.ts";
import type { NumberEvidence } from "../../catalog/description.ts";
import { createObserver } from "../../catalog/evidence.ts";
import { mergeNumbers, numberEvidence } from "../../catalog/number_evidence.ts";
import { isContainer, isNumeric, type SqlType } from "../../catalog/sql_type.ts";
import { isWhole } from "../../sql/query.ts";
import type { Session } from "../duckdb/session.ts";
import { quoted } from "../values/column_type.ts";
import { encoderFor, noFindings } from "../values/encode.ts";
import { markTally, newTally, takeBack, turnTally } from "../values/tally.ts";
import {
  type LoadColumn,
  noteAside,
  noteContradiction,
  noteSettled,
  retype,
  settledType,
  turnedTypes,
  typeSoFar,
  widerTypes,
} from "./column.ts";
import { Misfit } from "./aside.ts";
import type { Growth } from "./growth.ts";
import { createLoadTable, type LoadTable } from "./table.ts";
import type { Watch } from "./watch.ts";

/** Characters of items' texts that are loaded at a time, roughly. */
const TEXT_AT_ONCE = 4_000_000;
/** Items that are judged at a time. */
const ITEMS_AT_ONCE = 2048;
/** Texts that are searched at a time where a type is not certain. */
const LOOKED_THROUGH = 256;

/** An attribute without a column: only its type matters. */
interface CarriedAttribute {
  readonly column: LoadColumn;
  /** The numbers of its own place so far; a column of numbers can widen by them. */
  numbers: NumberEvidence | null;
}

/**
 * Makes the empty table.
 * @param item the name of the column for the texts
 * @param isNamed whether a column is one of the table
 * @param growth makes columns of what is met beside those given
 * @param watch looks at items before they are loaded
 */
export async function createCarriedTable(
  session: Session,
  name: string,
  given: readonly LoadColumn[],
  { item, isNamed, growth, watch }: {
    readonly item: string;
    readonly isNamed: (column: LoadColumn) => boolean;
    readonly growth: Growth;
    readonly watch: Watch | undefined;
  },
): Promise<LoadTable> {
  const columns = [...given];
  const shown = new Map<string, CarriedAttribute>();
  const carry = (column: LoadColumn) => shown.set(column.attribute, { column, numbers: null });
  for (const column of given) if (isWhole(column) && !isNamed(column)) carry(column);
  const own = given.filter((column) => shown.get(column.attribute)?.column !== column);
  const inner = await createLoadTable(session, name, [...own, itemColumn(item)]);

  /** Counts what the items hold, and widens the types that do not fit. */
  async function judge(items: readonly Item[]): Promise<void> {
    while (!await fits(items));
  }

  async function fits(items: readonly Item[]): Promise<boolean> {
    const touched = new Set<CarriedAttribute>();
    const misfits = new Map<CarriedAttribute, AttributeValue[]>();
    const odd: { readonly column: LoadColumn; readonly value: AttributeValue }[] = [];
    const findings = noFindings();
    for (const each of items) {
      for (const attribute of Object.keys(each)) {
        const place = shown.get(attribute);
        const value = each[attribute];
        if (place === undefined || value === undefined) continue;
        const { column } = place;
        touched.add(place);
        if (column.encode(value, findings) !== null) {
          column.tally.own++;
          if ("N" in value) noteNumber(place, value.N);
        }
        if (findings.unfit) misfits.set(place, [...misfits.get(place) ?? [], value]);
        if (findings.contradictions > 0) odd.push({ column, value });
        findings.unfit = findings.lossy = false;
        findings.contradictions = 0;
      }
    }
    if (misfits.size > 0) {
      for (const { column } of touched) takeBack(column.tally);
      await widen(misfits);
      return false;
    }
    for (const { column } of touched) markTally(column.tally);
    for (const { column, value } of odd) noteContradiction(column, value);
    return true;
  }

  async function widen(misfits: ReadonlyMap<CarriedAttribute, readonly AttributeValue[]>): Promise<void> {
    const open = new Map<LoadColumn, SqlType[]>();
    for (const [{ column, numbers }, values] of misfits) {
      const known = numbers === null ? null : { ...numbers, double: column.tally.doubles };
      const candidates = widerTypes(column, values, isNumeric(column.type) ? known : null);
      const [best = column.type] = candidates;
      if (isContainer(column.type) && column.tally.own > 0) open.set(column, candidates);
      else retype(column, best);
    }
    if (open.size > 0) await lookThrough(open);
  }

  /** Gives each column the first of its candidate types that holds all that is loaded. */
  async function lookThrough(open: ReadonlyMap<LoadColumn, SqlType[]>): Promise<void> {
    await inner.flush();
    const trials = [...open].map(([column, candidates]) => ({
      column,
      candidates,
      encode: encoderFor(candidates[0] ?? column.type, newTally()),
    }));
    const findings = noFindings();
    for await (const loaded of loadedItems()) {
      for (const trial of trials) {
        const value = trial.column.valueIn(loaded);
        while (value !== undefined && trial.candidates.length > 1) {
          findings.unfit = false;
          trial.encode(value, findings);
          if (!findings.unfit) break;
          trial.candidates.shift();
          trial.encode = encoderFor(trial.candidates[0] ?? trial.column.type, newTally());
        }
      }
    }
    for (const { column, candidates: [type = column.type] } of trials) retype(column, type);
  }

  /** Makes columns what their values are by one or the other way to judge; they are those that it finds to be another type. */
  async function turn(judged: typeof settledType): Promise<readonly LoadColumn[]> {
    const turning = [...shown.values()].flatMap(({ column }) => judged(column) === null ? [] : [column]);
    if (turning.length === 0) return turning;
    await lookAt(turning);
    await lookThrough(
      new Map(turning.map((column) => [column, turnedTypes(column, judged(column))] as const)),
    );
    await recount(turning);
    return turning;
  }

  async function lookAt(columns: readonly LoadColumn[]): Promise<void> {
    await inner.flush();
    const observer = createObserver();
    for await (const loaded of loadedItems()) {
      observer.add(Object.fromEntries(columns.flatMap(({ attribute, valueIn }) => {
        const value = valueIn(loaded);
        return value === undefined ? [] : [[attribute, value]];
      })));
    }
    const all = new Map(Object.entries(observer.attributes()));
    for (const column of columns) noteAside(column, all.get(column.attribute) ?? null);
  }

  /** Counts what columns show whose type has changed. Fails where a value does not fit. */
  async function recount(columns: readonly LoadColumn[]): Promise<void> {
    await inner.flush();
    const turned = columns.map((column) => {
      const tally = newTally();
      return { column, tally, encode: encoderFor(column.type, tally) };
    });
    const findings = noFindings();
    for await (const loaded of loadedItems()) {
      for (const { column, encode } of turned) {
        const value = column.valueIn(loaded);
        if (value !== undefined) encode(value, findings);
        if (findings.unfit) throw new Misfit();
      }
    }
    for (const { column, tally } of turned) turnTally(column.tally, tally);
  }

  async function* loadedItems(): AsyncGenerator<Item> {
    for (let from = 0; from < inner.rows; from += LOOKED_THROUGH) {
      const texts = await session.rows(
        `SELECT ${quoted(item)} FROM ${quoted(name)} WHERE rowid >= ${from} AND rowid < ${
          from + LOOKED_THROUGH
        }`,
      );
      for (const [text] of texts) yield JSON.parse(String(text));
    }
  }

  function show(fresh: readonly LoadColumn[]): void {
    for (const column of fresh) {
      columns.push(column);
      carry(column);
    }
  }

  async function append({ items }: Pick<ReadPage, "items" | "count">): Promise<void> {
    watch?.(items);
    show(growth(items));
    for (const slice of slices(items)) {
      await judge(slice);
      await inner.append({ items: slice, count: slice.length });
    }
  }

  return {
    name,
    columns,
    get rows() {
      return inner.rows;
    },
    grows: true,
    isHeld: (column) => own.includes(column),
    reset: () => inner.reset(),
    async judge() {
      await inner.judge();
      await turn(typeSoFar);
      for (const { column } of shown.values()) column.unsure = false;
    },
    forget: () => Promise.reject(new Error("What is handed over is not aggregated.")),
    append,
    add(fresh) {
      show(fresh);
      return Promise.resolve();
    },
    async lookAside(column) {
      if (own.includes(column)) await inner.lookAside(column);
      else await lookAt([column]);
    },
    async settle(whole) {
      await inner.settle(whole);
      for (const { column } of shown.values()) column.readWhole ||= whole;
      for (const column of await turn(settledType)) noteSettled(column);
    },
    async retype(column, type, recalls = false) {
      if (own.includes(column)) return await inner.retype(column, type, recalls);
      retype(column, type);
      if (recalls) await recount([column]);
    },
    numbersIn(column) {
      const place = shown.get(column.attribute);
      if (place?.column !== column) return inner.numbersIn(column);
      const { numbers } = place;
      return Promise.resolve(
        numbers === null || !isNumeric(column.type) ? null : { ...numbers, double: column.tally.doubles },
      );
    },
    flush: () => inner.flush(),
    close: () => inner.close(),
  };
}

function noteNumber(place: CarriedAttribute, text: string): void {
  const numbers = numberEvidence(text);
  if (numbers !== null) {
    place.numbers = place.numbers === null ? numbers : mergeNumbers(place.numbers, numbers);
  }
}

/** The number of items whose texts fit into half a slice, if they are as long as those before. */
function* slices(items: readonly Item[]): Generator<readonly Item[]> {
  for (let from = 0; from < items.length;) {
    const first = items[from] ?? {};
    const many = Math.ceil(TEXT_AT_ONCE / Math.max(1, 64 * Object.keys(first).length));
    const slice = items.slice(from, from + Math.min(ITEMS_AT_ONCE, many));
    yield slice;
    from += slice.length;
  }
}

/** The column of the items' texts. */
function itemColumn(name: string): LoadColumn {
  const type: SqlType = { kind: "VARCHAR" };
  const tally = newTally();
  return {
    attribute: name,
    path: [],
    form: undefined,
    name,
    type,
    encode: encoderFor(type, tally),
    valueIn: (item) => ({ S: JSON.stringify(item) }),
    tally,
    seen: null,
    turned: null,
    astray: null,
    everyElement: null,
    known: undefined,
    whole: undefined,
    key: undefined,
    perSampled: 1,
    complete: true,
    readWhole: false,
    unsure: false,
    isChosen: false,
    forgotten: null,
    settled: false,
    staysExact: false,
    blurred: false,
    looks: 0,
    dated: new Map(),
  };
}
