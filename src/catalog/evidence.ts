/**
 * Evidence from items: what each attribute was seen to hold. It only ever widens.
 * @module
 */
import type { AttributeValue, Item } from "../dynamodb/access.ts";
import { dateForm } from "./date_evidence.ts";
import type { DynamoType, Evidence, NumberEvidence } from "./description.ts";
import { mergeNumbers, numberEvidence } from "./number_evidence.ts";
import { isNumeral } from "./numeral.ts";
import { utf8Length } from "./size.ts";
import { defined } from "../lib/defined.ts";

/** Evidence per attribute. */
export type Attributes = { readonly [name: string]: Evidence };

/** Levels of nesting that evidence goes into; deeper values are JSON. */
const depthMax = 6;
/** Distinct keys of a map of which evidence is kept one by one; of all others together. */
export const fieldsMax = 256;

/** Collects evidence item by item. */
export interface Observer {
  /** Takes what an item shows. */
  add(item: Item): void;
  /** Items added so far. */
  readonly items: number;
  /** The evidence so far. */
  attributes(): Attributes;
}

/** A fresh observer. About a million plain attributes a second. */
export function createObserver(): Observer {
  const attributes = new Map<string, EvidenceSoFar>();
  let items = 0;
  return {
    add(item) {
      items++;
      for (const name of Object.keys(item)) {
        const value = item[name];
        if (value === undefined) continue;
        let place = attributes.get(name);
        if (place === undefined) attributes.set(name, place = newPlace());
        see(place, value, 0);
      }
    },
    get items() {
      return items;
    },
    attributes: () => Object.fromEntries([...attributes].map(([name, place]) => [name, toEvidence(place)])),
  };
}

/** The evidence that these items give. */
export function observe(items: Iterable<Item>): Attributes {
  const observer = createObserver();
  for (const item of items) observer.add(item);
  return observer.attributes();
}

/** Evidence while it is being collected. */
interface EvidenceSoFar {
  types: Partial<Record<DynamoType, number>>;
  number: NumberEvidence | undefined;
  dates: { extended: number; basic: number } | undefined;
  numerals: number;
  fields: Map<string, EvidenceSoFar> | undefined;
  rest: EvidenceSoFar | undefined;
  element: EvidenceSoFar | undefined;
  bytes: number;
  deep: boolean;
}

function newPlace(): EvidenceSoFar {
  return {
    types: {},
    number: undefined,
    dates: undefined,
    numerals: 0,
    fields: undefined,
    rest: undefined,
    element: undefined,
    bytes: 0,
    deep: false,
  };
}

function count(place: EvidenceSoFar, type: DynamoType): void {
  place.types[type] = (place.types[type] ?? 0) + 1;
}

/** Takes one value into the evidence; returns its size in DynamoDB's bytes (Developer Guide, "Item sizes"). */
function see(place: EvidenceSoFar, value: AttributeValue, depth: number): number {
  const bytes = seeTyped(place, value, depth);
  place.bytes += bytes;
  return bytes;
}

function seeTyped(place: EvidenceSoFar, value: AttributeValue, depth: number): number {
  if ("S" in value) {
    count(place, "S");
    const form = dateForm(value.S);
    if (form !== null) (place.dates ??= { extended: 0, basic: 0 })[form]++;
    if (saysNumber(value.S)) place.numerals++;
    return utf8Length(value.S);
  }
  if ("N" in value) {
    count(place, "N");
    return seeNumber(place, value.N);
  }
  if ("BOOL" in value) {
    count(place, "BOOL");
    return 1;
  }
  if ("NULL" in value) {
    count(place, "NULL");
    return 1;
  }
  if ("M" in value) {
    count(place, "M");
    return seeMap(place, value.M, depth);
  }
  if ("L" in value) {
    count(place, "L");
    return seeList(place, value.L, depth);
  }
  if ("B" in value) {
    count(place, "B");
    return binaryLength(value.B);
  }
  if ("SS" in value) {
    count(place, "SS");
    return seeMembers(place, value.SS, (member) => ({ S: member }));
  }
  if ("NS" in value) {
    count(place, "NS");
    return seeMembers(place, value.NS, (member) => ({ N: member }));
  }
  count(place, "BS");
  return seeMembers(place, value.BS, (member) => ({ B: member }));
}

/** Whether a text says a number. Of most others, the last character tells that they do not. */
function saysNumber(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 46 && last <= 57 && isNumeral(text);
}

function seeMembers(
  place: EvidenceSoFar,
  members: readonly string[],
  valueOf: (member: string) => AttributeValue,
): number {
  const element = place.element ??= newPlace();
  return members.reduce((sum, member) => sum + see(element, valueOf(member), 0), 0);
}

/** One byte for two digits, and one more. */
function seeNumber(place: EvidenceSoFar, text: string): number {
  const seen = numberEvidence(text);
  if (seen !== null) place.number = place.number === undefined ? seen : mergeNumbers(place.number, seen);
  return Math.ceil(Math.min(text.length, 38) / 2) + 1;
}

function seeMap(place: EvidenceSoFar, map: Item, depth: number): number {
  let bytes = 3;
  const deeper = depth < depthMax;
  if (!deeper) place.deep = true;
  for (const key of Object.keys(map)) {
    const value = map[key];
    if (value === undefined) continue;
    bytes += 1 + utf8Length(key) + see(deeper ? fieldOf(place, key) : newPlace(), value, depth + 1);
  }
  return bytes;
}

function fieldOf(place: EvidenceSoFar, key: string): EvidenceSoFar {
  place.fields ??= new Map();
  let field = place.fields.get(key);
  if (field !== undefined) return field;
  if (place.fields.size >= fieldsMax) return place.rest ??= newPlace();
  place.fields.set(key, field = newPlace());
  return field;
}

function seeList(place: EvidenceSoFar, list: readonly AttributeValue[], depth: number): number {
  let bytes = 3;
  const deeper = depth < depthMax;
  if (!deeper && list.length > 0) place.deep = true;
  for (const value of list) {
    bytes += 1 + see(deeper ? place.element ??= newPlace() : newPlace(), value, depth + 1);
  }
  return bytes;
}

function binaryLength(base64: string): number {
  return Math.floor(base64.length * 3 / 4) - (base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0);
}

function toEvidence(place: EvidenceSoFar): Evidence {
  const { types, number, dates, numerals, fields, rest, element, bytes, deep } = place;
  return defined({
    types,
    number,
    dates: dates && { ...dates },
    numerals: numerals === 0 ? undefined : numerals,
    fields: fields && Object.fromEntries([...fields].map(([key, field]) => [key, toEvidence(field)])),
    rest: rest && toEvidence(rest),
    element: element && toEvidence(element),
    bytes,
    deep: deep || undefined,
  });
}
