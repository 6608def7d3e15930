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
import type { DynamoType } from "../../catalog/description.ts";
import { isDoubleText } from "../../catalog/number_evidence.ts";
import type { SqlType, StructField } from "../../catalog/sql_type.ts";
import { jsonText } from "./json_column.ts";
import { canonicalNumber, toBigint, toScaled } from "./number_text.ts";
import { countKind, countOdd, fieldTally, newTally, type Tally } from "./tally.ts";

/** What an encoder noticed. The caller resets it. */
export interface EncodingFindings {
  /** Values of another family than their place's: they read as NULL. */
  contradictions: number;
  /** A value that the column's type cannot hold, as a wider one can: a number, a new key, the first value at a place. */
  unfit: boolean;
  /** The encoded value does not tell all digits, or which elements are texts. */
  lossy: boolean;
}

/** Nothing noticed yet. */
export function noFindings(): EncodingFindings {
  return { contradictions: 0, unfit: false, lossy: false };
}

/** Encodes one value, and notes in `findings` what did not fit. */
export type Encoder = (value: AttributeValue, findings: EncodingFindings) => DuckDBValue;

/** Digits that every double gives back. */
const DOUBLE_DIGITS = 15;
/** A short decimal keeps three digits of headroom: what needs them makes the column wider, whenever it comes. */
const SHORT_MAX = 10n ** 15n;
const SAFE_MAX = 2n ** 53n;

/**
 * The encoder for a column.
 * @param tally counts what it meets below the column's own place, and contradictions everywhere
 * @param exact JSON has the keys whose values are NULL, as the item has them
 */
export function encoderFor(type: SqlType, tally: Tally, inside = false, exact = false): Encoder {
  tally.type ??= wireType(type);
  switch (type.kind) {
    case "UNSEEN":
      return (value, findings) => "NULL" in value ? null : unfit(findings);
    case "VARCHAR":
      if (type.mixed) return mixedEncoder(tally, inside);
      return (value, findings) => "S" in value ? value.S : contradiction(value, findings, tally);
    case "BIGINT":
      return (value, findings) => {
        if (!("N" in value)) return contradiction(value, findings, tally);
        const whole = toBigint(value.N);
        if (whole === null) return unfit(findings);
        if (tally.doubles && (whole > SAFE_MAX || whole < -SAFE_MAX)) tally.doubles = isDoubleText(value.N);
        return whole;
      };
    case "DECIMAL":
      return decimalEncoder(type, tally);
    case "DOUBLE":
      return (value, findings) => {
        if (!("N" in value)) return contradiction(value, findings, tally);
        if (value.N.length > DOUBLE_DIGITS && !isDoubleText(value.N)) {
          if (!type.inexact) return unfit(findings);
          findings.lossy = true;
        }
        return Number(value.N);
      };
    case "BOOLEAN":
      return (value, findings) => "BOOL" in value ? value.BOOL : contradiction(value, findings, tally);
    case "BLOB":
      return (value, findings) => "B" in value ? bytes(value.B) : contradiction(value, findings, tally);
    case "JSON":
      return (value) => {
        if ("NULL" in value) return null;
        countKind(tally, typeIn(value));
        return jsonText(value, exact);
      };
    case "LIST":
      return listEncoder(type.element, tally);
    case "STRUCT":
      return structEncoder(type.fields, tally, inside);
    case "MAP":
      return mapEncoder(type, tally);
  }
}

/** The type of a value on the wire: its one member. */
function typeIn(value: AttributeValue): DynamoType {
  // Object.keys forgets which keys there are.
  return Object.keys(value)[0] as DynamoType;
}

/** The type that values of a column have on the wire; null where there are several. */
function wireType(type: SqlType): DynamoType | null {
  switch (type.kind) {
    case "UNSEEN":
    case "JSON":
      return null;
    case "VARCHAR":
      return type.mixed ? null : "S";
    case "BOOLEAN":
      return "BOOL";
    case "BLOB":
      return "B";
    case "LIST":
      return "L";
    case "STRUCT":
    case "MAP":
      return "M";
    default:
      return "N";
  }
}

function decimalEncoder({ width, scale }: SqlType & { readonly kind: "DECIMAL" }, tally: Tally): Encoder {
  const short = width === 18;
  return (value, findings) => {
    if (!("N" in value)) return contradiction(value, findings, tally);
    const scaled = toScaled(value.N, width, scale);
    if (scaled === null || (short && (scaled >= SHORT_MAX || scaled <= -SHORT_MAX))) return unfit(findings);
    if (tally.doubles && value.N.length > DOUBLE_DIGITS) tally.doubles = isDoubleText(value.N);
    return new DuckDBDecimalValue(scaled, width, scale);
  };
}

/**
 * Scalars of several families, as text. They may have to become JSON later: what then reads as a number or a boolean is
 * told from texts that look like one.
 * @param inside in a list or a map
 */
function mixedEncoder(tally: Tally, inside: boolean): Encoder {
  return (value, findings) => {
    if ("S" in value) {
      countKind(tally, "S");
      if (!inside && LIKE_JSON.test(value.S)) findings.lossy = true;
      return value.S;
    }
    const text = "N" in value
      ? canonicalNumber(value.N)
      : "BOOL" in value
      ? value.BOOL ? "true" : "false"
      : "B" in value
      ? value.B
      : contradiction(value, findings, tally);
    if (text !== null) countKind(tally, typeIn(value));
    if (text !== null && (inside || ("B" in value && LIKE_JSON.test(text)))) findings.lossy = true;
    return text;
  };
}

/** What {@link mixedEncoder} makes of numbers and booleans. json_sql.ts has the same. */
const LIKE_JSON = /^(?:-?[0-9]+(?:\.[0-9]+)?|true|false)$/;

function listEncoder(elementType: SqlType, tally: Tally): Encoder {
  const place = tally.element ??= newTally();
  const encode = encoderFor(elementType, place, true);
  return (value, findings) => {
    const members = membersOf(value);
    if (members === null) return contradiction(value, findings, tally);
    return new DuckDBListValue(members.map((member) => {
      const encoded = encode(member, findings);
      if (encoded !== null) place.own++;
      return encoded;
    }));
  };
}

function structEncoder(fields: readonly StructField[], tally: Tally, inside: boolean): Encoder {
  const encoders = new Map(fields.map(({ name, type }) => {
    const place = fieldTally(tally, name);
    return [name, { place, encode: encoderFor(type, place, inside) }];
  }));
  return (value, findings) => {
    if (!("M" in value)) return contradiction(value, findings, tally);
    // Without a prototype, so that a key named "__proto__" is a key.
    const entries: Record<string, DuckDBValue> = Object.create(null);
    for (const name of encoders.keys()) entries[name] = null;
    for (const name of Object.keys(value.M)) {
      const member = value.M[name];
      if (member === undefined) continue;
      const field = encoders.get(name);
      if (field === undefined) {
        // Also NULL, which is as good as missing: the keys are the same whether the sample had it or not.
        findings.unfit = true;
        continue;
      }
      const encoded = field.encode(member, findings);
      if (encoded === null) continue;
      field.place.own++;
      entries[name] = encoded;
    }
    return new DuckDBStructValue(entries);
  };
}

/** Entries by key, so that equal maps are equal; a NULL is as good as missing. */
function mapEncoder({ value: valueType, keyed }: SqlType & { readonly kind: "MAP" }, tally: Tally): Encoder {
  const place = tally.rest ??= newTally();
  const encode = encoderFor(valueType, place, true);
  const wasEmpty = valueType.kind === "UNSEEN" && keyed !== true;
  return (value, findings) => {
    if (!("M" in value)) return contradiction(value, findings, tally);
    const entries: { key: string; value: DuckDBValue }[] = [];
    for (const key of Object.keys(value.M).sort()) {
      const member = value.M[key];
      if (wasEmpty && member !== undefined) findings.unfit = true;
      const encoded = member === undefined ? null : encode(member, findings);
      if (encoded === null) continue;
      place.own++;
      entries.push({ key, value: encoded });
    }
    return new DuckDBMapValue(entries);
  };
}

/** The elements of a list or of a set; null where it is neither. */
function membersOf(value: AttributeValue): readonly AttributeValue[] | null {
  if ("L" in value) return value.L;
  if ("SS" in value) return value.SS.map((S) => ({ S }));
  if ("NS" in value) return value.NS.map((N) => ({ N }));
  if ("BS" in value) return value.BS.map((B) => ({ B }));
  return null;
}

function contradiction(value: AttributeValue, findings: EncodingFindings, tally: Tally): null {
  if ("NULL" in value) return null;
  findings.contradictions++;
  countOdd(tally, value);
  return null;
}

function unfit(findings: EncodingFindings): null {
  findings.unfit = true;
  return null;
}

function bytes(base64: string): DuckDBValue {
  return blobValue(Uint8Array.fromBase64(base64));
}
