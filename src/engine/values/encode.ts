/**
 * DynamoDB's values → the values of a DuckDB column, exactly. What does not fit is reported, never bent.
 * @module
 */
import {
  blobValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { AttributeValue } from "../../dynamodb/access.ts";
import type { Evidence } from "../../catalog/description.ts";
import type { SqlType, StructField } from "../../catalog/sql_type.ts";
import { jsonText } from "./json_column.ts";
import { canonicalNumber, toBigint, toScaled } from "./number_text.ts";

/** What an encoder noticed. The caller resets it. */
export interface Findings {
  /** Values of another family than the column's: they read as NULL. */
  contradictions: number;
  /** A number that the column's type cannot hold: the column must be widened. */
  unfit: boolean;
  /** A map with a key that its STRUCT lacks, or the first value where none was ever seen: the column must become JSON. */
  reshape: boolean;
  /** The encoded value does not tell the whole (an explicit NULL in a map, a contradiction inside): see `jsonText`. */
  lossy: boolean;
}

/** Nothing noticed yet. */
export function noFindings(): Findings {
  return { contradictions: 0, unfit: false, reshape: false, lossy: false };
}

/** Encodes one value, and notes in `findings` what did not fit. */
export type Encoder = (value: AttributeValue, findings: Findings) => DuckDBValue;

/**
 * The encoder for a column.
 * @param evidence what the catalogue has seen of the attribute: tells what is news inside a nested value
 */
export function encoderFor(type: SqlType, evidence: Evidence | undefined): Encoder {
  if (type.kind === "VARCHAR") return type.mixed ? encodeMixed : encodeText;
  return typedEncoder(type, evidence);
}

function typedEncoder(type: SqlType, evidence: Evidence | undefined): Encoder {
  switch (type.kind) {
    case "UNSEEN":
      return encodeUnseen;
    case "VARCHAR":
      if (type.mixed) return encodeMixed;
      // Nothing was ever seen at this place: a value of any type is news, not a contradiction.
      return evidence !== undefined && seenTypes(evidence).length === 0 ? encodeFirst : encodeText;
    case "BIGINT":
      return (value, findings) => {
        if (!("N" in value)) return contradiction(value, findings);
        return toBigint(value.N) ?? unfit(findings);
      };
    case "DECIMAL": {
      const { width, scale } = type;
      return (value, findings) => {
        if (!("N" in value)) return contradiction(value, findings);
        const scaled = toScaled(value.N, width, scale);
        return scaled === null ? unfit(findings) : new DuckDBDecimalValue(scaled, width, scale);
      };
    }
    case "DOUBLE":
      return (value, findings) => {
        if (!("N" in value)) return contradiction(value, findings);
        findings.lossy = true; // the shortest text of the double need not be the number's own
        return Number(value.N);
      };
    case "BOOLEAN":
      return (value, findings) => "BOOL" in value ? value.BOOL : contradiction(value, findings);
    case "BLOB":
      return (value, findings) => "B" in value ? bytes(value.B) : contradiction(value, findings);
    case "JSON":
      return (value) => "NULL" in value ? null : jsonText(value);
    case "LIST":
      return listEncoder(type.element, elementEvidence(evidence));
    case "STRUCT":
      return structEncoder(type.fields, evidence?.fields);
    case "MAP":
      return mapEncoder(type.value);
  }
}

const nothingSeen: Evidence = { types: {}, bytes: 0 };

/** What was seen of a list's elements. A set's members have the set's type: nothing is open there. */
function elementEvidence(evidence: Evidence | undefined): Evidence | undefined {
  if (evidence === undefined || evidence.element !== undefined) return evidence?.element;
  return seenTypes(evidence).some((type) => type.length === 2) ? undefined : nothingSeen;
}

function seenTypes(evidence: Evidence): string[] {
  return Object.keys(evidence.types).filter((type) => type !== "NULL");
}

/** The first value there is gives the column its type. */
function encodeUnseen(value: AttributeValue, findings: Findings): DuckDBValue {
  if (!("NULL" in value)) findings.reshape = true;
  return null;
}

/** A text where no value was ever seen; anything else has no place in a column of texts. */
function encodeFirst(value: AttributeValue, findings: Findings): DuckDBValue {
  if ("S" in value) return value.S;
  if (!("NULL" in value)) findings.reshape = true;
  return null;
}

function encodeText(value: AttributeValue, findings: Findings): DuckDBValue {
  return "S" in value ? value.S : contradiction(value, findings);
}

function encodeMixed(value: AttributeValue, findings: Findings): DuckDBValue {
  if ("S" in value) return value.S;
  if ("N" in value) return canonicalNumber(value.N);
  if ("BOOL" in value) return value.BOOL ? "true" : "false";
  if ("B" in value) return value.B;
  return contradiction(value, findings);
}

function listEncoder(elementType: SqlType, evidence: Evidence | undefined): Encoder {
  const element = elementEncoder(elementType, evidence);
  return (value, findings) => {
    const members = membersOf(value);
    if (members === null) return contradiction(value, findings);
    return new DuckDBListValue(members.map((member) => element(member, findings)));
  };
}

/** An element of a list: NULL stands for itself there, so it loses nothing. */
function elementEncoder(type: SqlType, evidence: Evidence | undefined): Encoder {
  const encode = typedEncoder(type, evidence);
  return (value, findings) => "NULL" in value ? null : nested(encode, value, findings);
}

function structEncoder(
  fields: readonly StructField[],
  evidence: { readonly [key: string]: Evidence } | undefined,
): Encoder {
  const encoders = new Map(
    fields.map(({ name, type }) => [name, typedEncoder(type, evidence?.[name])]),
  );
  return (value, findings) => {
    if (!("M" in value)) return contradiction(value, findings);
    // Without a prototype, so that a key named "__proto__" is a key.
    const entries: Record<string, DuckDBValue> = Object.create(null);
    for (const name of encoders.keys()) entries[name] = null;
    for (const name of Object.keys(value.M)) {
      const member = value.M[name];
      const encode = encoders.get(name);
      if (member === undefined) continue;
      if (encode === undefined) findings.reshape = true;
      else if ("NULL" in member) findings.lossy = true;
      else entries[name] = nested(encode, member, findings);
    }
    return new DuckDBStructValue(entries);
  };
}

function mapEncoder(valueType: SqlType): Encoder {
  const encode = typedEncoder(valueType, undefined);
  return (value, findings) => {
    if (!("M" in value)) return contradiction(value, findings);
    const entries = Object.entries(value.M).map(([key, member]) => ({
      key,
      value: "NULL" in member ? null : nested(encode, member, findings),
    }));
    return new DuckDBMapValue(entries);
  };
}

/** Encodes inside a nested value, where a contradiction is lost unless the whole is kept as text. */
function nested(encode: Encoder, value: AttributeValue, findings: Findings): DuckDBValue {
  const before = findings.contradictions;
  const encoded = encode(value, findings);
  if (findings.contradictions !== before) findings.lossy = true;
  return encoded;
}

/** The elements of a list or of a set; null where it is neither. */
function membersOf(value: AttributeValue): readonly AttributeValue[] | null {
  if ("L" in value) return value.L;
  if ("SS" in value) return value.SS.map((S) => ({ S }));
  if ("NS" in value) return value.NS.map((N) => ({ N }));
  if ("BS" in value) return value.BS.map((B) => ({ B }));
  return null;
}

function contradiction(value: AttributeValue, findings: Findings): null {
  if (!("NULL" in value)) findings.contradictions++;
  return null;
}

function unfit(findings: Findings): null {
  findings.unfit = true;
  return null;
}

function bytes(base64: string): DuckDBValue {
  return blobValue(Uint8Array.fromBase64(base64));
}
