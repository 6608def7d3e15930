/**
 * DuckDB's errors as data (`SET errors_as_json=true`).
 * @module
 */
import { z } from "zod";

const shape = z.object({
  exception_type: z.string(),
  exception_message: z.string(),
  error_subtype: z.string().optional(),
  position: z.string().optional(),
  candidates: z.string().optional(),
  call: z.string().optional(),
  name: z.string().optional(),
  type: z.string().optional(),
});

/** One error of DuckDB. */
export interface DuckDbError {
  /** `Binder`, `Catalog`, `Conversion`, … */
  readonly type: string;
  readonly message: string;
  /** `COLUMN_NOT_FOUND`, `NO_MATCHING_FUNCTION`, …; empty if none. */
  readonly subtype: string;
  /** Offset in the prepared text: bytes, but characters for the parser's errors; null if unknown. */
  readonly position: number | null;
  /** Near names, or signatures, as one text. */
  readonly candidates: string;
  /** The call that matched no function, with the types of its arguments. */
  readonly call: string;
  /** The name that was not found. */
  readonly name: string;
  /** What was not found: `Table`, `Scalar Function`, … */
  readonly kind: string;
}

const TYPED = /^(?:([A-Z][A-Za-z ]*?) Error: )?(\{[\s\S]*\})$/;
const PLAIN = /^([A-Z][A-Za-z ]*?) Error: ([\s\S]*)$/;

/** Reads an error thrown by the driver; null if it is none of DuckDB's. */
export function readDuckDbError(error: unknown): DuckDbError | null {
  if (!(error instanceof Error)) return null;
  const json = TYPED.exec(error.message)?.[2];
  if (json === undefined) {
    const [, type, message] = PLAIN.exec(error.message) ?? [];
    if (type === undefined || message === undefined) return null;
    return { type, message, subtype: "", position: null, candidates: "", call: "", name: "", kind: "" };
  }
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  const parsed = shape.safeParse(value);
  if (!parsed.success) return null;
  const { data } = parsed;
  return {
    type: data.exception_type,
    message: data.exception_message,
    subtype: data.error_subtype ?? "",
    position: /^\d{1,12}$/.test(data.position ?? "") ? Number(data.position) : null,
    candidates: data.candidates ?? "",
    call: data.call ?? "",
    name: data.name ?? "",
    kind: data.type ?? "",
  };
}

/** The first paragraph of a message as one line that ends in a full stop. */
export function sentence(message: string): string {
  const [paragraph = ""] = message.split(/\n\n|\n(?=Candidate|Did you mean|Use "SET|LINE )/);
  const line = paragraph.replace(/\s+/g, " ").replace(/[!.\s]+$/, "").trim();
  const chars = [...line];
  const short = chars.length > 300 ? `${chars.slice(0, 300).join("")}…` : line;
  return `${short.charAt(0).toUpperCase()}${short.slice(1)}.`;
}
