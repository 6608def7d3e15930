/**
 * Names of types that other engines have, in DuckDB's.
 *
 * `CAST(a AS FLOAT64)` → `CAST(a AS DOUBLE)`; `a::NUMBER(10, 2)` → `a::DECIMAL(10, 2)`
 * @module
 */
import { isNode, list, type Node, node, Numeral, numeral, str, type TreeValue } from "../tree.ts";

/** The types as DuckDB's tree calls them. `NUMBER` alone has no certain digits, and is refused with what to write. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ...["float64", "binary_double"].map((name) => [name, "DOUBLE"] as const),
  ...["clob", "nclob", "ntext", "longtext", "mediumtext", "tinytext", "varchar2", "nvarchar2"]
    .map((name) => [name, "VARCHAR"] as const),
  ...["datetime2", "smalldatetime", "timestamp_ntz"].map((name) => [name, "TIMESTAMP"] as const),
  ...["datetimeoffset", "timestamp_ltz", "timestamp_tz"].map((name) =>
    [name, "TIMESTAMP WITH TIME ZONE"] as const
  ),
  ["unsigned", "UBIGINT"],
  ["mediumint", "INTEGER"],
  ["bytes", "BLOB"],
]);

/** Whether a text may have such a type. */
export function mayHaveForeignType(text: string): boolean {
  return NAMES.test(text);
}

const NAMES = new RegExp(`\\b(?:number|${[...TYPES.keys()].join("|")})\\b`, "i");

/** A type of the tree in DuckDB's name; itself where it is none of these. */
export function readTypeName(of: Node): Node {
  const info = str(of, "id") === "UNBOUND" ? node(of, "type_info") : null;
  if (info === null || str(info, "schema") !== "") return of;
  const name = str(info, "name").toLowerCase();
  const id = TYPES.get(name);
  if (id !== undefined) return { id, type_info: null };
  const digits = name === "number" ? list(info, "user_type_modifiers").map(wholeNumber) : [];
  const [width, scale = 0] = digits;
  if (width === undefined || width === null || scale === null || digits.length > 2) return of;
  if (width < 1 || width > MOST_DIGITS || scale > width) return of;
  return {
    id: "DECIMAL",
    type_info: { type: "DECIMAL_TYPE_INFO", alias: "", extension_info: null, ...decimal(width, scale) },
  };
}

const MOST_DIGITS = 38;

const decimal = (width: number, scale: number) => ({
  width: new Numeral(`${width}`),
  scale: new Numeral(`${scale}`),
});

function wholeNumber(modifier: TreeValue): number | null {
  const text = isNode(modifier) ? numeral(modifier, "value") : null;
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}
