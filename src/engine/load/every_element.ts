/**
 * Counts of every element stand beside a path that goes through one place of a list: its type is that of all elements, of which
 * it shows one.
 *
 * `SELECT tags[1] FROM t` over `{ tags: ["a", 5] }` → one text is loaded; a text and a number are counted for `tags[]`
 * @module
 */
import type { AttributeValue, Item } from "../../dynamodb/access.ts";
import type { DynamoType, Evidence } from "../../catalog/description.ts";
import { fieldsMax } from "../../catalog/evidence.ts";
import { exactShareOf, familyOf } from "../../catalog/families.ts";
import type { Path } from "../../catalog/path.ts";
import { defined } from "../../lib/defined.ts";

/** Counts the kinds of values at a path's place, in every element of the lists on the way. */
export interface EveryElement {
  count(items: readonly Item[]): void;
  /** The exact shares at the place and below it, if all items were counted; null where there is no value. */
  shares(): Evidence | null;
}

/** Counts at one place. */
interface Counts {
  readonly types: Map<DynamoType, number>;
  readonly fields: Map<string, Counts>;
  element: Counts | null;
}

/** Makes counts of zero. */
export function countEveryElement(
  path: Path,
  wholeIn: (item: Item) => AttributeValue | undefined,
): EveryElement {
  const counts = newCounts();
  return {
    count(items) {
      for (const item of items) {
        const whole = wholeIn(item);
        if (whole !== undefined) countAt(counts, whole, path);
      }
    },
    shares: () => sharesIn(counts),
  };
}

function newCounts(): Counts {
  return { types: new Map(), fields: new Map(), element: null };
}

/** Counts the values that the path leads to from a value. */
function countAt(counts: Counts, value: AttributeValue, path: Path): void {
  const [step, ...more] = path;
  if (step === undefined) return countValue(counts, value);
  if (typeof step === "string") {
    const member = "M" in value && Object.hasOwn(value.M, step) ? value.M[step] : undefined;
    if (member !== undefined) countAt(counts, member, more);
  } else if ("L" in value) {
    for (const member of value.L) countAt(counts, member, more);
  } else if (more.length === 0) {
    countMembers(counts, value);
  }
}

function countValue(counts: Counts, value: AttributeValue): void {
  // A wire value has one member, its type.
  const [type] = Object.keys(value) as DynamoType[];
  if (type === undefined || type === "NULL") return;
  add(counts, type, 1);
  if ("M" in value) {
    for (const [key, member] of Object.entries(value.M)) {
      let field = counts.fields.get(key);
      if (field === undefined) {
        if (counts.fields.size >= fieldsMax) continue;
        counts.fields.set(key, field = newCounts());
      }
      countValue(field, member);
    }
  } else if ("L" in value) {
    for (const member of value.L) countValue(counts.element ??= newCounts(), member);
  } else if (familyOf(type) === "list") {
    countMembers(counts.element ??= newCounts(), value);
  }
}

/** Counts the members of a set, of which there is no other kind. */
function countMembers(counts: Counts, value: AttributeValue): void {
  if ("SS" in value) add(counts, "S", value.SS.length);
  if ("NS" in value) add(counts, "N", value.NS.length);
  if ("BS" in value) add(counts, "B", value.BS.length);
}

function add({ types }: Counts, type: DynamoType, more: number): void {
  types.set(type, (types.get(type) ?? 0) + more);
}

function sharesIn({ types, fields, element }: Counts): Evidence | null {
  if (types.size === 0) return null;
  let all = 0;
  for (const count of types.values()) all += count;
  const below = [...fields].flatMap(([name, field]) => {
    const shares = sharesIn(field);
    return shares === null ? [] : [[name, shares] as const];
  });
  return {
    types: Object.fromEntries([...types.keys()].map((type) => [type, 0])),
    shares: Object.fromEntries([...types].map(([type, count]) => [type, exactShareOf(count, all)])),
    exact: true,
    ...defined({
      fields: below.length === 0 ? undefined : Object.fromEntries(below),
      element: (element && sharesIn(element)) ?? undefined,
    }),
    bytes: 0,
  };
}
