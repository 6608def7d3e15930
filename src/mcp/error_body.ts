/**
 * Errors as a model reads them in a tool result.
 * @module
 */
import type { z } from "zod";
import { findingsOf, firstTen } from "../errors_of_values.ts";
import { asDynamoSqlError, DynamoSqlError, type ErrorCode, ERRORS } from "../errors.ts";
import { defined } from "../lib/defined.ts";

/** What went wrong, where, and what to do next. */
export interface ErrorBody {
  readonly code: ErrorCode;
  readonly message: string;
  /** What to do, where the message does not say it. */
  readonly advice?: string;
  /** Place in the SQL, from 1. */
  readonly line?: number;
  readonly column?: number;
  /** The offending line with a caret under the place. */
  readonly excerpt?: string;
  readonly retry_after_seconds?: number;
  /** `internal` only: what an operator finds the cause by. */
  readonly request_id?: string;
}

/** The body of a failure. Whatever is not of the closed table becomes `internal` and shows a request id only. */
export function errorBody(thrown: unknown, requestId: string): ErrorBody {
  const error = asDynamoSqlError(thrown);
  const { advice = ERRORS[error.code].advice } = error.detail;
  const internal = error.code === "internal";
  const { position, retryAfter } = error.detail;
  return {
    code: error.code,
    message: internal ? "Internal error." : error.message,
    ...defined({
      advice: advice === "" ? undefined : advice,
      line: position?.line,
      column: position?.column,
      excerpt: position?.excerpt,
      retry_after_seconds: retryAfter,
      request_id: internal ? requestId : undefined,
    }),
  };
}

/** What is wrong with the arguments as `invalid_parameter`: names them, never repeats their values. */
export function issuesToError(issues: readonly z.core.$ZodIssue[]): DynamoSqlError {
  const findings = findingsOf(issues).map(({ place, message }) =>
    place === "" ? message : `${place}: ${message}`
  );
  return new DynamoSqlError("invalid_parameter", firstTen(findings, "; "));
}
