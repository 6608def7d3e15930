/**
 * The page of what went wrong. Our words only, never text of the request.
 * @module
 */
import { type DynamoSqlError, type ErrorCode, ERRORS } from "../errors.ts";
import { page } from "./page.tsx";
import { PORTAL } from "./paths.ts";

const ADVICE: Partial<Record<ErrorCode, string>> = {
  forbidden_origin: "Open the page again and send the form from there.",
  invalid_request: "Open the page again and send the form from there.",
  method_not_allowed: "",
  not_found: "",
  rate_limited: "Wait a moment, then send the form again.",
};

/** The page: status and words of the closed table. */
export function renderPortalProblem(error: DynamoSqlError, requestId: string | undefined): Response {
  const entry: { readonly http: number; readonly advice: string } = ERRORS[error.code];
  const { retryAfter } = error.detail;
  const internal = error.code === "internal";
  return page({
    title: "Problem",
    status: entry.http,
    headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
    body: (
      <>
        <h1>{internal ? "Something went wrong here" : "We couldn't do that"}</h1>
        <p role="alert">{internal ? "Internal error." : error.message}</p>
        <p>{ADVICE[error.code] ?? entry.advice}</p>
        {internal && requestId !== undefined
          ? (
            <p class="hint">
              Request id: <code>{requestId}</code>
            </p>
          )
          : null}
        <p>
          <a class="away" href={PORTAL.account}>Back to your account</a>
        </p>
      </>
    ),
  });
}
