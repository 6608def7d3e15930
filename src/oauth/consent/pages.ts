/**
 * The pages, loaded when the first person needs one: a server that only talks to programs never holds them.
 * @module
 */
import type { DynamoSqlError } from "../../errors.ts";
import type { ReturnAddress } from "../authorize/redirect.ts";
import type { OAuthClient } from "../clients/client.ts";
import type { ConsentView } from "./consent_page.tsx";

/** What went wrong, to the person; no way back is offered. */
export async function problemPage(error: DynamoSqlError): Promise<Response> {
  return (await import("./problem_page.tsx")).renderProblem(error);
}

/** What went wrong, and a link that takes the person (and the error) back to the client. */
export async function returnPage(
  client: OAuthClient,
  to: ReturnAddress,
  error: DynamoSqlError,
): Promise<Response> {
  return (await import("./problem_page.tsx")).renderReturn(client, to, error);
}

/** What the person is asked. */
export async function consentPage(view: ConsentView): Promise<Response> {
  return (await import("./consent_page.tsx")).renderConsent(view);
}
