/**
 * The shapes of requests with parameters, checked before the SDK does it: its answer to a wrong one is a printed list of
 * a validator's issues. Here a client reads one sentence, and what is meant anyway is put right.
 * @module
 */
import { z } from "zod";
import { jsonExcess } from "../lib/json_bounds.ts";
import { findingsOf, inWords } from "../errors_of_values.ts";

const INVALID_PARAMS = -32602;

const named = z.looseObject({ name: z.string(), arguments: z.looseObject({}).optional() });

/** Method → what its parameters must be. */
const PARAMETERS: Readonly<Record<string, z.ZodType>> = {
  "tools/call": named,
  "prompts/get": named.extend({ arguments: z.record(z.string(), z.string()).optional() }),
  "resources/read": z.looseObject({ uri: z.string() }),
  "completion/complete": z.looseObject({
    ref: z.looseObject({ type: z.enum(["ref/prompt", "ref/resource"]) }),
    argument: z.looseObject({ name: z.string(), value: z.string() }),
  }),
};

/** A message with its arguments as meant, or the JSON-RPC error that answers it. */
export type Shaped = { readonly message: unknown } | { readonly refusal: Response };

/**
 * Checks one message. A batch and what is no request are left to the SDK. Arguments that are null or absent are none;
 * an object as JSON text is that object.
 */
export function shaped(message: unknown): Shaped {
  if (typeof message !== "object" || message === null || !("method" in message) || !("id" in message)) {
    return { message };
  }
  const schema = PARAMETERS[String(message.method)];
  if (schema === undefined) return { message };
  const params = "params" in message ? withArguments(message.params) : undefined;
  const checked = schema.safeParse(params, inWords);
  if (checked.success) return { message: { ...message, params } };
  const found = findingsOf(checked.error.issues).slice(0, 10).map(({ place, message: what }) =>
    `params${place === "" ? "" : `.${place}`}: ${what}`
  );
  const { id } = message;
  const error = { code: INVALID_PARAMS, message: `${found.join("; ")}.` };
  return { refusal: Response.json({ jsonrpc: "2.0", id, error }) };
}

function withArguments(params: unknown): unknown {
  if (typeof params !== "object" || params === null || !("arguments" in params)) return params;
  const { arguments: given, ...others } = params;
  if (given === null || given === "") return others;
  return { ...params, arguments: typeof given === "string" ? objectIn(given) : given };
}

/** The object that a text is the JSON of; else the text. */
function objectIn(text: string): unknown {
  if (!/^\s*\{/.test(text) || jsonExcess(text) !== null) return text;
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the check says what it must be.
    return text;
  }
}
