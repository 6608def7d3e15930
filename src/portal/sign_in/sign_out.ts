/**
 * `/logout`.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { Visit } from "../deps.ts";
import { readPortalForm } from "../../pages/form.ts";
import { PORTAL } from "../../pages/paths.ts";
import { seeOther } from "../../pages/responses.ts";
import { refuseForeign } from "../../pages/same_origin.ts";
import { renderLogout } from "./pages.tsx";

const SIGNED_OUT = `${PORTAL.login}?done=out`;

/** `GET /logout`: asks. A picture on another site must not sign anyone out. */
export async function showLogout({ request, parts }: Visit): Promise<Response> {
  const session = await parts.sessions.current(request);
  if (session === null) return seeOther(SIGNED_OUT);
  return renderLogout(await parts.sessions.csrfToken(session, "logout"), session.user.email);
}

/** `POST /logout`. */
export async function answerLogout({ request, parts }: Visit): Promise<Response> {
  refuseForeign(request, parts.origins);
  const form = await readPortalForm(request);
  const session = await parts.sessions.current(request);
  if (session !== null && !await parts.sessions.csrfValid(session, "logout", form("csrf"))) {
    throw new DynamoSqlError("forbidden_origin", "This form was not made for your session.");
  }
  return seeOther(SIGNED_OUT, [await parts.sessions.end(request)]);
}
