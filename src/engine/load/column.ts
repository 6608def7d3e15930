/**
 * A column while it is loaded: its type may widen on the way, never narrow.
 * @module
 */
import type { AttributeValue, Item } from "../../dynamodb/access.ts";
import type {
  DateEvidence,
  Evidence,
  KeyAttribute,
  NumberEvidence,
  TableDescription,
} from "../../catalog/description.ts";
import { columnType, firstType, likelyType, widenedType } from "../../catalog/column_type.ts";
import { datesOfAll } from "../../catalog/date_evidence.ts";
import { observe } from "../../catalog/evidence.ts";
import { familiesOf, isFewSeen, valuesIn } from "../../catalog/families.ts";
import { mergeNumbers } from "../../catalog/number_evidence.ts";
import { evidenceAt, evidenceOfWhole, type Path, valueAt } from "../../catalog/path.ts";
import { mergeEvidence, widenEvidence } from "../../catalog/widen.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import type { RelationColumn } from "../../sql/query.ts";
import { type Encoder, encoderFor } from "../values/encode.ts";
import { hasOdd, newTally, oddAt, type Tally } from "../values/tally.ts";
import { type Astray, createAstray, learnedAstray } from "./astray.ts";
import { tallied, uncounted } from "../read/found.ts";
import { openedBy } from "./opened.ts";
import { graft, isInexact, wider } from "./wider.ts";

/** Values read for one of the sample that tell more than it. */
const TELLING = 4;
/**
 * Contradicting values that are looked at as they come, for the catalogue's sake; of more, only the count matters, unless
 * the column turns: then all are.
 */
const LOOKED_AT = 16;

/** A column being loaded. */
export interface LoadColumn {
  readonly attribute: string;
  /** Internal name in the load table. */
  readonly name: string;
  type: SqlType;
  readonly path: Path;
  readonly form: RelationColumn["form"] | undefined;
  encode: Encoder;
  /** The value in an item; undefined = missing. */
  readonly valueIn: (item: Item) => AttributeValue | undefined;
  /** What was loaded, and what contradicted it. */
  readonly tally: Tally;
  /** Of a path: the items in which it ends before its place. */
  readonly astray: Astray | null;
  /** What was seen that the catalogue may not know, its types counted among what was looked at. */
  seen: Evidence | null;
  /** All that contradicted a column that turns: see {@link noteAside}. */
  turned: Evidence | null;
  readonly known: Evidence | undefined;
  /** What is known of the attribute. */
  readonly whole: Evidence | undefined;
  readonly key: KeyAttribute | undefined;
  /** All items of the table were read for it. */
  readWhole: boolean;
  /** The sample does not tell its families for sure: what is read will, if that is all there is. */
  unsure: boolean;
  /** A filter chooses what is read of it: a part of that tells nothing of the table. */
  readonly isChosen: boolean;
  /** Items of the table for one of the sample. */
  readonly perSampled: number;
  /** The sample was of all items. */
  readonly complete: boolean;
  /** The numbers among what was loaded and is gone; null = nothing is gone. */
  forgotten: NumberEvidence | null;
  /** Its family was judged: what showed in it must not go again. */
  settled: boolean;
  /** An answer began with exact numbers of it: they become doubles only where no decimals hold them. */
  readonly staysExact: boolean;
  /** Numbers lost digits on the way: the column becomes nothing that would show them. */
  blurred: boolean;
  looks: number;
  /** The dates at its places of which some could not be read, by the steps to there; `[]` are its own texts. */
  readonly dated: Map<string, Dated>;
}

/** Dates at a place inside a column. */
export interface Dated {
  /** `0` is any element of a list. */
  readonly path: Path;
  /** Those read, by their form, where some could not be read. */
  read: DateEvidence | null;
  /** Those that the form is taken from, instead of those the catalogue knows. */
  taken: DateEvidence | null;
}

/** What is noted of the dates at a place. */
export function datedAt({ dated }: LoadColumn, path: Path): Dated {
  const key = JSON.stringify(path);
  const found: Dated = dated.get(key) ?? { path, read: null, taken: null };
  dated.set(key, found);
  return found;
}

/** How a column is loaded. */
export interface LoadColumnOptions {
  /** It may be read of all items. */
  readonly readsWhole?: boolean;
  readonly isChosen?: boolean;
  /** For a later page. */
  readonly isLater?: boolean;
}

/** The column of a relation, before anything is loaded. */
export function loadColumn(
  column: RelationColumn,
  table: TableDescription,
  { readsWhole = false, isChosen = false, isLater = false }: LoadColumnOptions = {},
): LoadColumn {
  const { attribute, path } = column;
  const whole = Object.hasOwn(table.attributes, attribute) ? table.attributes[attribute] : undefined;
  const known = evidenceAt(whole, path);
  const key = path.length > 0 ? undefined : keyAttribute(table, attribute);
  const unsure = readsWhole && key === undefined && known !== undefined &&
    isUnsure(known, column.type) && !(column.form === "json" && isNested(likelyType(known)));
  const type = unsure ? likelyType(known) : column.type;
  const tally = newTally();
  const { items } = table.sample;
  return {
    attribute,
    path,
    form: column.form,
    name: column.column,
    type,
    encode: encoderFor(type, tally, false, column.form === "json"),
    valueIn: getter(attribute, path),
    tally,
    astray: path.length === 0 ? null : createAstray(path, getter(attribute, [])),
    seen: null,
    turned: null,
    known,
    whole,
    complete: table.sample.complete,
    key,
    readWhole: false,
    unsure,
    isChosen,
    perSampled: items === 0 ? 1 : Math.max(1, table.itemCount / items),
    forgotten: null,
    settled: false,
    staysExact: isLater && (type.kind === "BIGINT" || type.kind === "DECIMAL"),
    blurred: false,
    looks: 0,
    dated: new Map(),
  };
}

/** Whether the sample leaves open what families a place has: its column begins as what is likely, and is judged when all is read. */
function isUnsure(known: Evidence, type: SqlType): boolean {
  const present = JSON.stringify(type);
  if (JSON.stringify(columnType(known)) !== present) return false;
  return isFewSeen(known) || JSON.stringify(likelyType(known)) !== present;
}

/** Items come from JSON.parse, so names that every object inherits need a look at the item's own. */
function getter(attribute: string, path: Path): LoadColumn["valueIn"] {
  const whole: LoadColumn["valueIn"] = attribute in Object.prototype
    ? (item) => Object.hasOwn(item, attribute) ? item[attribute] : undefined
    : (item) => item[attribute];
  return path.length === 0 ? whole : (item) => valueAt(whole(item), path);
}

/**
 * The key of the table, or of an index, that an attribute is: its type is the one that the definition says, whatever an
 * index leaves out. What is read of the index and of the table is then the same column.
 */
function keyAttribute({ key, indexes }: TableDescription, attribute: string): KeyAttribute | undefined {
  for (const { hash, sort } of [key, ...indexes.map((index) => index.key)]) {
    if (hash.name === attribute) return hash;
    if (sort?.name === attribute) return sort;
  }
  return undefined;
}

function noteValues(column: LoadColumn, values: readonly AttributeValue[]): void {
  const { value: evidence } = observe(values.map((value) => ({ value })));
  if (evidence === undefined) return;
  column.seen = column.seen === null ? evidence : mergeEvidence(column.seen, evidence);
}

/** Notes a contradicting value, unless enough were. */
export function noteContradiction(column: LoadColumn, value: AttributeValue): void {
  if (column.looks++ < LOOKED_AT) noteValues(column, [value]);
}

const nothing: Evidence = { types: {}, bytes: 0 };

/**
 * The types that could hold the column with these values, the best first; the last takes anything. No place changes its
 * family: whether contradictions are many, only the end can tell.
 * @param misfits values that the present type cannot hold
 * @param loaded the numbers that are loaded, as far as they are known
 */
export function widerTypes(
  column: LoadColumn,
  misfits: readonly AttributeValue[],
  loaded: NumberEvidence | null,
): SqlType[] {
  const { known, type, key, forgotten, tally, perSampled } = column;
  noteValues(column, misfits);
  const loadedNumbers = { ...nothing, ...numbersOf([loaded, forgotten]) };
  const evidence = [column.seen, column.turned, tallied(tally, known, perSampled), loadedNumbers]
    .reduce<Evidence>((all, part) => part ? widenEvidence(all, part) : all, known ?? nothing);
  const { number } = evidence;
  // Sums of decimals that are gone are exact, and stay so.
  const doubles = tally.doubles && number?.double === true &&
    ((forgotten === null && !column.staysExact) || number.intDigits + number.scale > 38);
  // What is met for the first time has the family of most: counts are of what was seen, shares would not tell.
  const begun = key !== undefined || column.seen === null
    ? type
    : firstType(mergeEvidence(known ?? nothing, column.seen), type);
  const best = widenedType(
    number === undefined ? evidence : { ...evidence, number: { ...number, double: doubles } },
    begun,
    key,
  );
  const isNumber = type.kind === "BIGINT" || type.kind === "DECIMAL" || type.kind === "DOUBLE";
  const last: SqlType = isNumber ? { kind: "DOUBLE", inexact: true } : { kind: "JSON" };
  const present = JSON.stringify(type);
  return [best, wider(best), last].filter((each) => JSON.stringify(each) !== present);
}

function numbersOf(parts: readonly (NumberEvidence | null)[]): Pick<Evidence, "number"> {
  const numbers = parts.filter((part) => part !== null);
  return numbers.length === 0 ? {} : { number: numbers.reduce(mergeNumbers) };
}

/**
 * What the catalogue may learn: types, and how much of the table is of each. Null where there is nothing new.
 */
export function learnedOf(column: LoadColumn): Evidence | null {
  const { seen, tally, known, perSampled } = column;
  const whole = column.readWhole && isInexactlyKnown(known);
  const dates = [...column.dated.values()].flatMap((at) => {
    const dates = readDates(column, at);
    return dates === null ? [] : evidenceOfWhole(at.path, { ...nothing, dates });
  });
  if (seen === null && !hasOdd(tally) && tally.doubles && !whole && dates.length === 0) return null;
  const counted = tallied(tally, known, perSampled, column.readWhole && isEveryElement(column.path));
  return [seen === null ? null : uncounted(seen), column.turned, counted, ...dates]
    .reduce<Evidence>((all, part) => part ? widenEvidence(all, part) : all, nothing);
}

/** What was read says of all dates at a place; null where all that were met could be read. */
export function readDates(column: LoadColumn, { path, read }: Dated): DateEvidence | null {
  const { known, perSampled, readWhole, forgotten } = column;
  const own = path.length > 0 || !hasTextsOfNumbers(column);
  const whole = readWhole && forgotten === null && isEveryElement(column.path) && own;
  return read === null ? null : datesOfAll(evidenceAt(known, path)?.dates, read, perSampled, whole);
}

/** Whether some of its texts may be numbers: those are no dates, whatever they look like. */
export function hasTextsOfNumbers({ type, tally, known, seen }: LoadColumn): boolean {
  return type.kind === "VARCHAR" && type.mixed === true &&
    (known?.types.N !== undefined || seen?.types.N !== undefined || tally.odd.has("N") ||
      tally.kinds.has("N"));
}

/** The same of the whole attribute. */
export function learnedOfWhole(column: LoadColumn): Evidence | null {
  const { path, tally, astray, whole, perSampled } = column;
  const own = learnedOf(column);
  const placed = own === null ? null : evidenceOfWhole(path, own);
  const around = astray === null ? null : learnedAstray(astray, tally.own + oddAt(tally), whole, perSampled);
  return placed === null ? around : around === null ? placed : widenEvidence(placed, around);
}

/**
 * The type that all that was read gives the column, where contradictions turned out to be many: a family is judged when
 * everything is read, so that the order of items does not matter. Null = the type it has.
 */
export function settledType(column: LoadColumn): SqlType | null {
  return column.forgotten === null ? evidentType(column) : null;
}

/**
 * The type that all that was read gives the column, also where it came too late: what was read before is gone, or was
 * handed over. Null = the type it has.
 */
export function evidentType(column: LoadColumn): SqlType | null {
  const { tally, key, known, type, blurred, settled: judged, unsure } = column;
  if (key !== undefined || blurred || judged || !(unsure || hasOdd(tally))) return null;
  return formed(column, otherType(widenEvidence(known ?? nothing, learnedOf(column) ?? nothing), type));
}

/**
 * The type of a column of which the sample is not sure, where what was read so far has to do: more than that, or the sample
 * after all. Null = the type it has.
 */
export function typeSoFar(column: LoadColumn): SqlType | null {
  const { tally, known, type, forgotten, blurred, perSampled, unsure, path, isChosen } = column;
  if (!unsure || forgotten !== null || blurred || known === undefined) return null;
  const isMore = tally.own + oddAt(tally) >= valuesIn(known) * TELLING && isEveryElement(path) && !isChosen;
  const counted = isMore ? tallied(tally, known, perSampled, true) : undefined;
  const read = widenEvidence(column.turned ?? nothing, counted ?? nothing);
  return formed(column, otherType(widenEvidence(known, read), type));
}

/** Maps and lists in their exact text are JSON, whatever they are else. */
function formed({ form }: LoadColumn, type: SqlType | null): SqlType | null {
  return form === "json" && type !== null && isNested(type) ? { kind: "JSON" } : type;
}

const isNested = ({ kind }: SqlType) => kind === "STRUCT" || kind === "MAP" || kind === "LIST";

function otherType(evidence: Evidence, type: SqlType): SqlType | null {
  const settled = columnType(evidence);
  if (JSON.stringify(settled) === JSON.stringify(widenedType(evidence, type))) return null;
  return graft(settled, type);
}

/** Whether a look at the whole table may know more than the sample: of a place that shows several families. */
function isInexactlyKnown(known: Evidence | undefined): boolean {
  return known !== undefined && known.exact !== true && familiesOf(known).size > 1;
}

/** `tags[1]` is not all that the list holds. */
function isEveryElement(path: Path): boolean {
  return path.every((step) => typeof step === "string");
}

/**
 * Notes what a column does not show of all that is loaded: before its type is another.
 * @param all what its contradicting values are, maybe among others
 */
export function noteAside(column: LoadColumn, all: Evidence | null): void {
  const { type, known, perSampled, turned } = column;
  if (all === null) return;
  const opened = openedBy(all, type, known, perSampled);
  column.turned = turned === null ? opened : widenEvidence(turned, opened);
}

/**
 * The types that could hold a column that turns, the best first; the last takes anything.
 * @param judged the type by all that was noted
 */
export function turnedTypes(column: LoadColumn, judged = settledType(column)): SqlType[] {
  return judged === null ? [] : [judged, wider(judged), { kind: "JSON" }];
}

/** Gives the column its new type. */
export function retype(column: LoadColumn, type: SqlType): void {
  if (isInexact(type) && !isInexact(column.type)) column.blurred = true;
  column.type = type;
  column.encode = encoderFor(type, column.tally, false, column.form === "json");
}
