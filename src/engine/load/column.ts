/**
 * A load column is a column while it is loaded: its type may widen, and never narrows.
 *
 * `v` with 7 loaded, then 7.5 → BIGINT becomes DECIMAL(18,1)
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
import { isContainer, isNumeric, type SqlType } from "../../catalog/sql_type.ts";
import type { RelationColumn } from "../../sql/query.ts";
import { type Encoder, encoderFor } from "../values/encode.ts";
import { hasOdd, newTally, oddAt, type Tally } from "../values/tally.ts";
import { type Astray, createAstray, learnedAstray } from "./astray.ts";
import { countEveryElement, type EveryElement } from "./every_element.ts";
import { tallied, uncounted } from "../read/found.ts";
import { openedBy } from "./opened.ts";
import { graft, isInexact, wider } from "./wider.ts";

/** A read tells more than the sample from so many values read for each value sampled. */
const TELLING = 4;
/**
 * So many contradicting values are looked at as they come, for the catalogue. Of later ones only the number is kept, unless
 * the column changes its family: then all are looked at.
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
  /** For a path: counts the items in which it ends before its place. */
  readonly astray: Astray | null;
  /** For a path through one place of a list, where all items may be read: what the other places hold. */
  readonly everyElement: EveryElement | null;
  /** The evidence of what was looked at, which the catalogue may not have. */
  seen: Evidence | null;
  /** The evidence of all that contradicted a column that changes its family: see {@link noteAside}. */
  turned: Evidence | null;
  readonly known: Evidence | undefined;
  /** What the catalogue knows of the attribute. */
  readonly whole: Evidence | undefined;
  readonly key: KeyAttribute | undefined;
  /** All items of the table are read into it. */
  readWhole: boolean;
  /** The sample does not tell its families for sure: what is read will, if that is all there is. */
  unsure: boolean;
  /** A filter chooses what is read of it: a part of that tells nothing of the table. */
  readonly isChosen: boolean;
  /** Items of the table for one of the sample. */
  readonly perSampled: number;
  /** The sample held all items. */
  readonly complete: boolean;
  /** The numbers that were loaded and deleted again; null = nothing was deleted. */
  forgotten: NumberEvidence | null;
  /** Its family was judged: a value that was shown must not disappear again. */
  settled: boolean;
  /** Rows with exact numbers of it were handed over: it becomes DOUBLE only where no decimal type fits. */
  readonly staysExact: boolean;
  /** Numbers lost digits while they were loaded: no later type may show them. */
  blurred: boolean;
  looks: number;
  /** Dates by place, for places with some that could not be read; the place `[]` is the column itself. */
  readonly dated: Map<string, Dated>;
}

/** Dates at a place inside a column. */
export interface Dated {
  /** The step `0` stands for any element of a list. */
  readonly path: Path;
  /** Those that could be read, by form. */
  read: DateEvidence | null;
  /** Those that decide the form, in place of those that the catalogue knows. */
  taken: DateEvidence | null;
}

/** Notes on the dates at one place. */
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
    isUnsure(known, column.type) && !(column.form === "json" && isContainer(likelyType(known)));
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
    everyElement: readsWhole && !isEveryElement(path) ? countEveryElement(path, getter(attribute, [])) : null,
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

/**
 * Whether the sample leaves a place's families open: its column begins with the likely type and is judged when all is read.
 */
function isUnsure(known: Evidence, type: SqlType): boolean {
  const present = JSON.stringify(type);
  if (JSON.stringify(columnType(known)) !== present) return false;
  return isFewSeen(known) || JSON.stringify(likelyType(known)) !== present;
}

/** Reads a member of an item. Items come from JSON.parse, so a name that every object inherits must be the item's own. */
function getter(attribute: string, path: Path): LoadColumn["valueIn"] {
  const whole: LoadColumn["valueIn"] = attribute in Object.prototype
    ? (item) => Object.hasOwn(item, attribute) ? item[attribute] : undefined
    : (item) => item[attribute];
  return path.length === 0 ? whole : (item) => valueAt(whole(item), path);
}

/**
 * The key of the table or of an index that an attribute is. Its type is the one that the definition says, also where an
 * index leaves items out, so that an index and its table give the same column.
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

/** Looks at a contradicting value, unless enough were looked at. */
export function noteContradiction(column: LoadColumn, value: AttributeValue): void {
  if (column.looks++ < LOOKED_AT) noteValues(column, [value]);
}

const nothing: Evidence = { types: {}, bytes: 0 };

/**
 * The types that could hold the column with these values, the best first; the last holds anything. No place changes its
 * family here: whether contradictions are many is known only at the end.
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
  // Sums of decimals that were deleted are exact, and must stay so.
  const doubles = tally.doubles && number?.double === true &&
    ((forgotten === null && !column.staysExact) || number.intDigits + number.scale > 38);
  // A place that is met for the first time gets the family of most values: shares of the table would not tell it.
  const begun = key !== undefined || column.seen === null
    ? type
    : firstType(mergeEvidence(known ?? nothing, column.seen), type);
  const best = widenedType(
    number === undefined ? evidence : { ...evidence, number: { ...number, double: doubles } },
    begun,
    key,
  );
  const last: SqlType = isNumeric(type) ? { kind: "DOUBLE", inexact: true } : { kind: "JSON" };
  const present = JSON.stringify(type);
  return [best, wider(best), last].filter((each) => JSON.stringify(each) !== present);
}

function numbersOf(parts: readonly (NumberEvidence | null)[]): Pick<Evidence, "number"> {
  const numbers = parts.filter((part) => part !== null);
  return numbers.length === 0 ? {} : { number: numbers.reduce(mergeNumbers) };
}

/** What the catalogue may learn: types, and how large a share of the table each has. Null where there is nothing new. */
export function learnedOf(column: LoadColumn): Evidence | null {
  const { seen, tally, known, perSampled } = column;
  const whole = column.readWhole && isInexactlyKnown(known);
  const shares = sharesOfElements(column);
  const dates = [...column.dated.values()].flatMap((at) => {
    const dates = readDates(column, at);
    return dates === null ? [] : evidenceOfWhole(at.path, { ...nothing, dates });
  });
  const some = seen !== null || hasOdd(tally) || !tally.doubles || whole || shares !== null ||
    dates.length > 0;
  if (!some) return null;
  const counted = tallied(tally, known, perSampled, column.readWhole && isEveryElement(column.path));
  return [seen === null ? null : uncounted(seen), column.turned, counted, shares, ...dates]
    .reduce<Evidence>((all, part) => part ? widenEvidence(all, part) : all, nothing);
}

/** What was read says of all dates at a place; null where all could be read. */
export function readDates(column: LoadColumn, { path, read }: Dated): DateEvidence | null {
  const { known, perSampled, readWhole, forgotten } = column;
  const own = path.length > 0 || !hasTextsOfNumbers(column);
  const whole = readWhole && forgotten === null && isEveryElement(column.path) && own;
  return read === null ? null : datesOfAll(evidenceAt(known, path)?.dates, read, perSampled, whole);
}

/** Whether some of its texts may be numbers: such a text is no date, even where it has the form of one. */
export function hasTextsOfNumbers({ type, tally, known, seen }: LoadColumn): boolean {
  return type.kind === "VARCHAR" && type.mixed === true &&
    (known?.types.N !== undefined || seen?.types.N !== undefined || tally.odd.has("N") ||
      tally.kinds.has("N"));
}

/** The same for the whole attribute. */
export function learnedOfWhole(column: LoadColumn): Evidence | null {
  const { path, tally, astray, whole, perSampled } = column;
  const own = learnedOf(column);
  const placed = own === null ? null : evidenceOfWhole(path, own);
  const around = astray === null ? null : learnedAstray(astray, tally.own + oddAt(tally), whole, perSampled);
  return placed === null ? around : around === null ? placed : widenEvidence(placed, around);
}

/**
 * The type that everything read gives the column where many values contradict. A family is judged at the end, so that the
 * order of items does not matter. Null = the type stays.
 */
export function settledType(column: LoadColumn): SqlType | null {
  return column.forgotten === null ? evidentType(column) : null;
}

/**
 * The type that everything read gives the column, also where it comes too late because earlier rows were deleted or handed
 * over. Null = the type stays.
 */
export function evidentType(column: LoadColumn): SqlType | null {
  const { tally, key, known, type, blurred, settled: judged, unsure } = column;
  if (key !== undefined || blurred || judged) return null;
  if (!unsure && !hasOdd(tally) && sharesOfElements(column) === null) return null;
  return formed(column, otherType(widenEvidence(known ?? nothing, learnedOf(column) ?? nothing), type));
}

/**
 * The type of a column whose sample is not certain, where what was read so far must do: by that, or by the sample if it
 * tells more. Null = the type stays.
 */
export function typeSoFar(column: LoadColumn): SqlType | null {
  const { tally, known, type, forgotten, blurred, perSampled, unsure, path, isChosen } = column;
  if (!unsure || forgotten !== null || blurred || known === undefined) return null;
  const isMore = tally.own + oddAt(tally) >= valuesIn(known) * TELLING && isEveryElement(path) && !isChosen;
  const counted = isMore ? tallied(tally, known, perSampled, true) : undefined;
  const read = widenEvidence(column.turned ?? nothing, counted ?? nothing);
  return formed(column, otherType(widenEvidence(known, read), type));
}

/** The type of maps and lists whose exact text is asked for: JSON. */
function formed({ form }: LoadColumn, type: SqlType | null): SqlType | null {
  return form === "json" && type !== null && isContainer(type) ? { kind: "JSON" } : type;
}

/** JSON shows all that was loaded: no other type would. */
function otherType(evidence: Evidence, type: SqlType): SqlType | null {
  if (type.kind === "JSON") return null;
  const settled = columnType(evidence);
  if (JSON.stringify(settled) === JSON.stringify(widenedType(evidence, type))) return null;
  return graft(settled, type);
}

/** Whether a scan of the whole table may know more than the sample does: where a place shows several families. */
function isInexactlyKnown(known: Evidence | undefined): boolean {
  return known !== undefined && known.exact !== true && familiesOf(known).size > 1;
}

/** The shares of all elements; null where the path goes through none, or not all items were read. */
function sharesOfElements({ readWhole, everyElement }: LoadColumn): Evidence | null {
  return readWhole ? everyElement?.shares() ?? null : null;
}

/** Whether a column of the path shows all values at its place: `tags[1]` is not all that the list holds. */
function isEveryElement(path: Path): boolean {
  return path.every((step) => typeof step === "string");
}

/**
 * Notes all that a column does not show, before its type changes.
 * @param all the evidence of its contradicting values, perhaps with others
 */
export function noteAside(column: LoadColumn, all: Evidence | null): void {
  const { type, known, perSampled, turned } = column;
  if (all === null) return;
  const opened = openedBy(all, type, known, perSampled);
  column.turned = turned === null ? opened : widenEvidence(turned, opened);
}

/**
 * The types that could hold a column that changes its family, the best first; the last holds anything.
 * @param judged the type by all that was noted
 */
export function turnedTypes(column: LoadColumn, judged = settledType(column)): SqlType[] {
  return judged === null ? [] : [judged, wider(judged), { kind: "JSON" }];
}

/** Notes that a column has its settled type, unless what was read of it only gave it back the sample's. */
export function noteSettled(column: LoadColumn): void {
  column.settled = column.readWhole || !column.unsure;
  column.unsure = false;
}

/** Gives the column its new type. */
export function retype(column: LoadColumn, type: SqlType): void {
  if (isInexact(type) && !isInexact(column.type)) column.blurred = true;
  column.type = type;
  column.encode = encoderFor(type, column.tally, false, column.form === "json");
}
