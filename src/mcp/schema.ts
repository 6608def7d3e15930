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
  return json;
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
