/**
 * Arguments as clients really send them, read as they are meant: numbers, truth values, lists and objects as text, and
 * null or an empty text for what is left out. Validation comes after this and sees the meant value.
 *
 * `{max_rows: "10", cursor: "", params: "[\"c1\"]"}` → `{max_rows: 10, params: ["c1"]}`
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import { jsonExcess } from "../lib/json_bounds.ts";
import type { JsonSchema } from "./schema.ts";

/** The kinds of JSON that a property of a tool's input may have. */
type ArgumentKind = "number" | "boolean" | "json" | "text";

/** The arguments as meant; what cannot be meant otherwise is left for validation to name. */
export function asMeant(args: unknown, schema: JsonSchema): unknown {
  if (args === undefined || args === null || args === "") return {};
  if (typeof args === "string") return asMeant(parsed(args), schema);
  if (typeof args !== "object" || Array.isArray(args)) return args;
  const { properties, required } = schema;
  const kinds = typeof properties === "object" && properties !== null ? properties : {};
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  return Object.fromEntries(
    Object.entries(args).flatMap(([name, value]) => {
      if (value === null || (value === "" && !needed.includes(name))) return [];
      return [[name, meant(value, kindOf(Reflect.get(kinds, name)))]];
    }),
  );
}

function kindOf(property: unknown): ArgumentKind {
  if (typeof property !== "object" || property === null) return "text";
  if ("anyOf" in property) return "json";
  const type = "type" in property ? property.type : undefined;
  if (type === "integer" || type === "number") return "number";
  return type === "boolean" ? "boolean" : "text";
}

function meant(value: unknown, kind: ArgumentKind): unknown {
  if (kind === "json") return withoutSigils(typeof value === "string" ? parsed(value) : value);
  if (typeof value !== "string") return value;
  const text = value.trim();
  if (kind === "number" && /^[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?$/.test(text)) return Number(text);
  if (kind === "boolean" && /^(?:true|false)$/i.test(text)) return text.toLowerCase() === "true";
  return value;
}

/**
 * A list or object as JSON text; any other text as it is. Counted before it is parsed, as the message around it was.
 * @throws {DynamoSqlError} `invalid_parameter`
 */
function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  const excess = jsonExcess(text);
  if (excess !== null) {
    throw new DynamoSqlError("invalid_parameter", `The JSON text of an argument ${excess}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: validation says what it must be.
    return text;
  }
}

/** `{"$pk": 1}` means the parameter `$pk`, whose name is `pk`. Where both names are there, neither is touched. */
function withoutSigils(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const names = Object.keys(value).map((name) => name.replace(/^\$(?=.)/, ""));
  if (new Set(names).size < names.length) return value;
  return Object.fromEntries(Object.values(value).map((each, at) => [names[at] ?? "", each]));
}
