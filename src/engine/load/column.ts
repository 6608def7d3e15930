/**
 * A column while it is loaded: its type may widen on the way, never narrow.
 * @module
 */
import type { AttributeValue, Item } from "../../dynamodb/access.ts";
import type { Evidence, KeyAttribute, TableDescription } from "../../catalog/description.ts";
import { columnType, numberType } from "../../catalog/column_type.ts";
import { observe } from "../../catalog/evidence.ts";
import { evidenceAt, type Path, valueAt } from "../../catalog/path.ts";
import { mergeEvidence } from "../../catalog/widen.ts";
import type { SqlType } from "../../catalog/sql_type.ts";
import type { RelationColumn } from "../../sql/query.ts";
import { type Encoder, encoderFor, noFindings } from "../values/encode.ts";
import { decimalParts } from "../values/number_text.ts";

/** Contradicting values that are looked at for the catalogue's sake; of more, only the count matters. */
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
  /** Values that read as NULL because they are of another family. */
  contradictions: number;
  /** What was seen that the catalogue may not know. */
  seen: Evidence | null;
  readonly known: Evidence | undefined;
  readonly key: KeyAttribute | undefined;
  looks: number;
}

/** The column of a relation, before anything is loaded. */
export function loadColumn(column: RelationColumn, table: TableDescription): LoadColumn {
  const { attribute, path } = column;
  const whole = Object.hasOwn(table.attributes, attribute) ? table.attributes[attribute] : undefined;
  const known = evidenceAt(whole, path);
  return {
    attribute,
    path,
    form: column.form,
    name: column.column,
    type: column.type,
    encode: encoderFor(column.type, known),
    valueIn: getter(attribute, path),
    contradictions: 0,
    seen: null,
    known,
    key: path.length > 0 ? undefined : keyAttribute(table, attribute),
    looks: 0,
  };
}

/** Items come from JSON.parse, so names that every object inherits need a look at the item's own. */
function getter(attribute: string, path: Path): LoadColumn["valueIn"] {
  const whole: LoadColumn["valueIn"] = attribute in Object.prototype
    ? (item) => Object.hasOwn(item, attribute) ? item[attribute] : undefined
    : (item) => item[attribute];
  return path.length === 0 ? whole : (item) => valueAt(whole(item), path);
}

function keyAttribute(table: TableDescription, attribute: string): KeyAttribute | undefined {
  return [table.key.hash, table.key.sort].find((key) => key?.name === attribute);
}

/** Notes a value for the catalogue. */
export function noteValue(column: LoadColumn, value: AttributeValue): void {
  const evidence = observe([{ value }])["value"];
  if (evidence === undefined) return;
  column.seen = column.seen === null ? evidence : mergeEvidence(column.seen, evidence);
}

/** Notes a contradicting value, unless enough were. */
export function noteContradiction(column: LoadColumn, value: AttributeValue): void {
  if (column.looks++ < LOOKED_AT) noteValue(column, value);
}

/**
 * The types that could hold the column with these values, the best first; the last takes anything.
 * @param misfits values that the present type cannot hold
 */
export function widerTypes(
  column: LoadColumn,
  misfits: readonly AttributeValue[],
  reshape: boolean,
): SqlType[] {
  const nested = column.type.kind === "LIST" || column.type.kind === "STRUCT";
  const json: SqlType = { kind: "JSON" };
  for (const value of misfits) noteValue(column, value);
  if (reshape && column.type.kind !== "UNSEEN") return [json];
  const evidence = mergeEvidence(
    column.known ?? { types: {}, bytes: 0 },
    column.seen ?? { types: {}, bytes: 0 },
  );
  // What contradicted a column of numbers was counted: it must not make it JSON, when others took it for numbers.
  if (column.type.kind === "UNSEEN") return [columnType(evidence, column.key), json];
  const wider = nested
    ? [columnType(evidence, column.key), json]
    : [numberType(evidence.number), widestDecimal(misfits, column.type), { kind: "DOUBLE" as const }];
  return wider.filter((type) =>
    type.kind === "JSON" || (type.kind !== "VARCHAR" && fitsAll(type, evidence, misfits))
  );
}

/** DECIMAL(38,s) with as many digits after the point as anything seen needs. */
function widestDecimal(misfits: readonly AttributeValue[], type: SqlType): SqlType {
  let scale = type.kind === "DECIMAL" ? type.scale : 0;
  for (const value of misfits) {
    if ("N" in value) scale = Math.max(scale, decimalParts(value.N)?.scale ?? 0);
  }
  return { kind: "DECIMAL", width: 38, scale: Math.min(scale, 38) };
}

function fitsAll(type: SqlType, evidence: Evidence, values: readonly AttributeValue[]): boolean {
  const encode = encoderFor(type, evidence);
  const findings = noFindings();
  for (const value of values) encode(value, findings);
  return !findings.unfit && !findings.reshape;
}

/** Gives the column its new type. */
export function retype(column: LoadColumn, type: SqlType): void {
  column.type = type;
  column.encode = encoderFor(type, column.known);
}
