/**
 * Schemas as the tool list shows them: converted once, at start, and short.
 * @module
 */
import type { StandardSchemaWithJSON } from "@modelcontextprotocol/server";
import { z } from "zod";

/** A JSON Schema 2020-12 document. */
export type JsonSchema = Record<string, unknown>;

/** The JSON Schema of a zod schema without what costs tokens and says nothing. */
export function toJsonSchema(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    io,
    override: ({ jsonSchema }) => {
      // zod states the range of safe integers, which every JSON integer here has anyway.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      // Closed inputs catch misspelt arguments; a closed output would only forbid us to add a field later.
      if (io === "output") delete jsonSchema.additionalProperties;
      // "propertyNames: string" is true of every JSON object.
      delete jsonSchema.propertyNames;
    },
  });
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, withoutWarnings(value)]));
}

/**
 * The schema as Inspector and Gemini CLI take it without a warning at every start: a list of types as `anyOf`, and no
 * `items` that say nothing (absent means the same).
 */
function withoutWarnings(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutWarnings);
  if (typeof schema !== "object" || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).flatMap(([name, value]): [string, unknown][] => {
      if (name === "type" && Array.isArray(value)) return [["anyOf", value.map((type) => ({ type }))]];
      if (name === "items" && Object.keys(value).length === 0) return [];
      // Of a record, what its members may be is said beside it, once.
      if (name === "additionalProperties" && typeof value === "object") return [];
      return [[name, withoutWarnings(value)]];
    }),
  );
}

/**
 * The schema as the SDK wants it: with a finished JSON form, so that nothing is converted per request, and
 * without validation. Inputs are validated by our own runner, whose errors are of the closed table; outputs are
 * built by typed code, and the tests check them against the advertised schema.
 */
export function advertise<T>(json: JsonSchema): StandardSchemaWithJSON<T, T> {
  return {
    "~standard": {
      version: 1,
      vendor: "dynamosql",
      // The SDK hands the value back to us as T: the runner checks it before anything reads it.
      validate: (value) => ({ value: value as T }),
      jsonSchema: { input: () => json, output: () => json },
    },
  };
}
