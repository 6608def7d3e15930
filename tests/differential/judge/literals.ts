/**
 * Raw values → SQL literals of the judge's types.
 * @module
 */
import type { AttributeValue } from "../../../src/dynamodb/access.ts";
import { shortestText, takeApart } from "./decimal_text.ts";
import { type JudgeType, membersOf, quoted, typeText } from "./types.ts";

/** A value as an SQL literal of the type; what contradicts the type is NULL. */
export function literal(value: AttributeValue | undefined, type: JudgeType): string {
  const made = value === undefined || "NULL" in value ? null : expression(value, type);
  return `${made ?? "NULL"}::${typeText(type)}`;
}

function expression(value: AttributeValue, type: JudgeType): string | null {
  switch (type.kind) {
    case "VARCHAR": {
      const scalar = scalarText(value);
      return scalar === null ? null : text(scalar);
    }
    case "JSON":
      return text(jsonText(value));
    case "BLOB":
      return "B" in value ? `from_base64('${value.B}')` : null;
    case "BOOLEAN":
      return "BOOL" in value ? String(value.BOOL) : null;
    case "BIGINT":
    case "DECIMAL":
    case "DOUBLE":
      return "N" in value ? `'${shortestText(value.N)}'` : null;
    case "LIST": {
      if (!["L", "SS", "NS", "BS"].some((tag) => tag in value)) return null;
      return `[${membersOf(value).map((member) => literal(member, type.element)).join(", ")}]`;
    }
    case "MAP": {
      if (!("M" in value)) return null;
      const entries = Object.entries(value.M);
      return `MAP {${
        entries.map(([key, member]) => `${text(key)}: ${literal(member, type.value)}`).join(", ")
      }}`;
    }
    case "STRUCT": {
      if (!("M" in value)) return null;
      const { M } = value;
      return `{${
        type.fields.map(({ name, type }) =>
          `${quoted(name)}: ${literal(Object.hasOwn(M, name) ? M[name] : undefined, type)}`
        ).join(", ")
      }}`;
    }
  }
}

function scalarText(value: AttributeValue): string | null {
  if ("S" in value) return value.S;
  if ("N" in value) return shortestText(value.N);
  if ("BOOL" in value) return String(value.BOOL);
  return "B" in value ? value.B : null;
}

/** A number keeps its digits: a fraction with more than 15 of them is a JSON string. */
function jsonText(value: AttributeValue): string {
  if ("N" in value) {
    const { digits, point } = takeApart(value.N);
    const short = shortestText(value.N);
    return digits.length > 15 && point < digits.length ? JSON.stringify(short) : short;
  }
  if ("NULL" in value) return "null";
  if ("BOOL" in value) return String(value.BOOL);
  if ("S" in value) return JSON.stringify(value.S);
  if ("B" in value) return JSON.stringify(value.B);
  if ("M" in value) {
    return `{${
      Object.entries(value.M).map(([key, member]) => `${JSON.stringify(key)}:${jsonText(member)}`).join(",")
    }}`;
  }
  return `[${membersOf(value).map(jsonText).join(",")}]`;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
