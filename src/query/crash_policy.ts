/**
 * The crash policy decides, when an engine process dies, which of its queries are to blame, and which run once more.
 * @module
 */
import { DynamoSqlError } from "../errors.ts";

/** Why the process is gone, as far as is known. */
export type Death =
  | { readonly cause: "memory" }
  /** Killed because queries went on past their deadline. */
  | { readonly cause: "deadline" }
  /** The server shuts down. */
  | { readonly cause: "closing" }
  /** Killed because it no longer answered, or died by itself. */
  | { readonly cause: "crash"; readonly detail: string };

/** A query that was in the process. */
export interface RunAtDeath {
  /** It had gone past its deadline. */
  readonly overdue: boolean;
  /** Another query was in the process at some time during its run. */
  readonly hadCompany: boolean;
  /** It has been run again before, or is known to crash: it was alone. */
  readonly rerun: boolean;
}

/**
 * The error that answers the query, or null where it is to be run once more, alone. Memory has no owner inside a
 * process, so only a query that was by itself all the time is guilty of it; several are each tried alone.
 */
export function judge(death: Death, run: RunAtDeath): DynamoSqlError | null {
  if (death.cause === "closing") return new DynamoSqlError("unavailable", "The server is shutting down.");
  if (run.overdue) return timeoutError();
  if (death.cause === "memory" && !run.hadCompany) {
    return new DynamoSqlError(
      "too_large",
      "The query needed more memory than an engine process may use, and was stopped.",
    );
  }
  if (!run.rerun) return null;
  return crashError(death.cause === "crash" ? death.detail : `engine process ended: ${death.cause}`);
}

/** What stands before the cause of a crash, which is for the log whatever the code. */
export const CRASH = "engine crash: ";

/** The answer of a query whose engine process died while it was alone in it. */
function crashError(detail: string): DynamoSqlError {
  return new DynamoSqlError(
    "invalid_query",
    "The query engine crashes at this statement, by a fault of its own: write it in another way (other functions, " +
      "joins or windows). Nobody else was disturbed.",
    { cause: CRASH + detail },
  );
}

/** Whether an error is what a query gets that crashes its process. */
export function isCrash({ detail: { cause } }: DynamoSqlError): boolean {
  return typeof cause === "string" && cause.startsWith(CRASH);
}

/** The answer of a query that used up its seconds. */
export function timeoutError(): DynamoSqlError {
  return new DynamoSqlError("timeout", "The query reached its time limit and was stopped.");
}
