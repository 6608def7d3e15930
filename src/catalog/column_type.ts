/**
 * Evidence → SQL type (docs/reference/sql_and_types.md#types): a pure function of what was seen, whatever the order.
 * @module
 */
import type { Evidence, KeyAttribute, NumberEvidence } from "./description.ts";
import { familiesOf, type Family, firstFamiliesOf, likelyFamiliesOf } from "./families.ts";
import { namesCollide } from "./names.ts";
import type { SqlType } from "./sql_type.ts";
import { mergeEvidence } from "./widen.ts";

/** Keys of a STRUCT at most; a map with more is a dictionary. */
const STRUCT_FIELDS = 64;
/** Digits after the point above which numbers that are all doubles are no decimals. */
const DECIMAL_SCALE = 9;
/** Digits that a short decimal has left for calculations and for larger numbers to come. */
const HEADROOM = 3;

const scalars: ReadonlySet<Family> = new Set(["text", "number", "boolean", "binary"]);

/**
 * A column's type. A key attribute takes its family from the table definition and only its number width from the
 * evidence. Without a value seen, UNSEEN. Several scalar families make VARCHAR; any other mixture JSON. So it is at every
 * place inside maps and lists.
 * @example Types of what was seen
 * ```ts
 * import { observe } from "./evidence.ts";
 *
 * const seen = observe([
 *   { n: { N: "7" }, price: { N: "10.5" }, tags: { L: [{ S: "new" }] }, mixed: { S: "x" } },
 *   { n: { N: "8" }, price: { N: "12" }, mixed: { BOOL: true } },
 * ]);
 * assert.equal(typeName(columnType(seen["n"])), "BIGINT");
 * assert.equal(typeName(columnType(seen["price"])), "DECIMAL(18,1)");
 * assert.equal(typeName(columnType(seen["tags"])), "VARCHAR[]");
 * assert.equal(typeName(columnType(seen["mixed"])), "VARCHAR");
 * assert.equal(columnType(seen["never"]).kind, "UNSEEN");
 * ```
 */
export function columnType(evidence: Evidence | undefined, key?: KeyAttribute): SqlType {
  return key === undefined ? placeType(evidence, null) : keyType(key, evidence);
}

/** The type of a place that is no key by the families that it is likely to have, of which the sample is not sure. */
export function likelyType(evidence: Evidence): SqlType {
  return placeType(evidence, null, likelyFamiliesOf);
}

/**
 * The type by the first values that are read of a place, or of places in it that have no type yet: its families are judged
 * when all is read.
 * @param kept the type that it has; null = none
 */
export function firstType(evidence: Evidence, kept: SqlType | null): SqlType {
  return placeType(evidence, kept, firstFamiliesOf);
}

/** The type of more evidence where each place keeps the family that it has in `type`: how a column widens while it is loaded. */
export function widenedType(evidence: Evidence | undefined, type: SqlType, key?: KeyAttribute): SqlType {
  return key === undefined ? placeType(evidence, type) : keyType(key, evidence);
}

/** The type of numbers with this evidence. None yet: BIGINT. */
export function numberType(number: NumberEvidence | undefined): SqlType {
  if (number === undefined || (number.bigint && number.scale === 0)) return { kind: "BIGINT" };
  const { intDigits, scale, double } = number;
  if (scale > DECIMAL_SCALE && double) return { kind: "DOUBLE" };
  if (intDigits + scale + HEADROOM <= 18) return { kind: "DECIMAL", width: 18, scale };
  if (intDigits + scale <= 38) return { kind: "DECIMAL", width: 38, scale };
  return double ? { kind: "DOUBLE" } : { kind: "DOUBLE", inexact: true };
}

/**
 * DuckDB's name of the type, ready for DDL: `DECIMAL(18,2)`, `STRUCT("a" BIGINT, "b c" VARCHAR[])[]`.
 * @param named how the names of fields are written
 * @example
 * ```ts
 * const element = { kind: "STRUCT", fields: [{ name: "a b", type: { kind: "BIGINT" } }] } as const;
 * assert.equal(typeName({ kind: "LIST", element }), 'STRUCT("a b" BIGINT)[]');
 * ```
 */
export function typeName(type: SqlType, named: (name: string) => string = quote): string {
  switch (type.kind) {
    case "DECIMAL":
      return `DECIMAL(${type.width},${type.scale})`;
    case "LIST":
      return `${typeName(type.element, named)}[]`;
    case "STRUCT":
      return `STRUCT(${
        type.fields.map((field) => `${named(field.name)} ${typeName(field.type, named)}`).join(", ")
      })`;
    case "MAP":
      return `MAP(VARCHAR, ${typeName(type.value, named)})`;
    case "UNSEEN":
      return "VARCHAR";
    default:
      return type.kind;
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function keyType(key: KeyAttribute, evidence: Evidence | undefined): SqlType {
  if (key.type === "N") return numberType(evidence?.number);
  return { kind: key.type === "S" ? "VARCHAR" : "BLOB" };
}

/**
 * The type at a place.
 * @param kept the type that it has, whose family it keeps; null = it has none yet
 * @param families those of a place
 */
function placeType(
  evidence: Evidence | undefined,
  kept: SqlType | null,
  families: FamiliesOf = tolerant,
): SqlType {
  if (evidence === undefined) return kept ?? { kind: "UNSEEN" };
  const keeps = kept === null ? null : keptFamily(kept);
  if (keeps === "mixed") return { kind: "VARCHAR", mixed: true };
  if (keeps === "JSON") return { kind: "JSON" };
  const found = keeps === null ? families(evidence) : new Set([keeps]);
  const [family, ...others] = found;
  if (family === undefined) return { kind: "UNSEEN" };
  if (others.length === 0) return familyType(family, evidence, kept, families);
  return [...found].every((each) => scalars.has(each)) ? { kind: "VARCHAR", mixed: true } : { kind: "JSON" };
}

/** Which families a place has. */
type FamiliesOf = (evidence: Evidence) => ReadonlySet<Family>;
/** A family that is rare does not count. */
const tolerant: FamiliesOf = (evidence) => familiesOf(evidence);
const all: FamiliesOf = (evidence) => familiesOf(evidence, false);

/** The family that a place with this type keeps. */
function keptFamily(type: SqlType): Family | "mixed" | "JSON" | null {
  switch (type.kind) {
    case "UNSEEN":
      return null;
    case "JSON":
      return "JSON";
    case "VARCHAR":
      return type.mixed ? "mixed" : "text";
    case "BOOLEAN":
      return "boolean";
    case "BLOB":
      return "binary";
    case "LIST":
      return "list";
    case "STRUCT":
    case "MAP":
      return "map";
    default:
      return "number";
  }
}

function familyType(
  family: Family,
  evidence: Evidence,
  kept: SqlType | null,
  families: FamiliesOf,
): SqlType {
  switch (family) {
    case "text":
      return { kind: "VARCHAR" };
    case "number":
      return numberType(evidence.number);
    case "boolean":
      return { kind: "BOOLEAN" };
    case "binary":
      return { kind: "BLOB" };
    case "list": {
      if (evidence.deep) return { kind: "JSON" };
      const element = elementEvidence(evidence);
      return {
        kind: "LIST",
        element: placeType(element, kept?.kind === "LIST" ? kept.element : null, families),
      };
    }
    case "map":
      return mapType(evidence, kept, families);
  }
}

/** What is known of the elements. Evidence of earlier versions knows of the members of sets by the sets alone. */
export function elementEvidence({ types, number, element }: Evidence): Evidence | undefined {
  let found = element;
  for (const [set, member] of [["SS", "S"], ["NS", "N"], ["BS", "B"]] as const) {
    const sets = types[set];
    if (sets === undefined || found?.types[member] !== undefined) continue;
    const members: Evidence = {
      types: { [member]: sets },
      ...(set === "NS" && number !== undefined ? { number } : {}),
      bytes: 0,
    };
    found = found === undefined ? members : mergeEvidence(found, members);
  }
  return found;
}

/**
 * A STRUCT of the keys, by name. A map without keys has no shape yet; one with more keys than a STRUCT may have, or with
 * a key that is no name in SQL, is a MAP: no family of its values is a contradiction, for under some key it may be the only one.
 */
function mapType(evidence: Evidence, kept: SqlType | null, families: FamiliesOf): SqlType {
  const { fields = {}, rest, deep } = evidence;
  const asked = kept?.kind === "STRUCT" ? kept.fields.filter(({ type }) => type.kind === "UNSEEN") : [];
  const names = [...new Set([...Object.keys(fields), ...asked.map(({ name }) => name)])];
  if (deep || namesCollide(names)) return { kind: "JSON" };
  if (names.length === 0 && rest === undefined) return { kind: "MAP", value: { kind: "UNSEEN" } };
  const wasMap = kept?.kind === "MAP" && kept.value.kind !== "UNSEEN";
  if (wasMap || rest !== undefined || names.length > STRUCT_FIELDS || !names.every(isFieldName)) {
    const values = [...Object.values(fields), ...(rest === undefined ? [] : [rest])].reduce(mergeEvidence);
    const value = placeType(values, wasMap ? kept.value : null, all);
    // As JSON, values of several kinds show what they are, as they would under names of their own.
    if (value.kind === "UNSEEN") return { kind: "MAP", value, keyed: true };
    return { kind: "MAP", value: value.kind === "VARCHAR" && value.mixed ? { kind: "JSON" } : value };
  }
  const before = new Map(kept?.kind === "STRUCT" ? kept.fields.map(({ name, type }) => [name, type]) : []);
  return {
    kind: "STRUCT",
    fields: names.sort().map((name) => ({
      name,
      type: placeType(
        Object.hasOwn(fields, name) ? fields[name] : undefined,
        before.get(name) ?? null,
        families,
      ),
    })),
  };
}

function isFieldName(name: string): boolean {
  return name !== "" && !name.includes("\0");
}
