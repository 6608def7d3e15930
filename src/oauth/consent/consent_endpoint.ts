/**
 * `/consent`: shows a sealed request to the person who is signed in, and takes the decision. Consent is asked for at
 * every sign-in and never remembered: a public client cannot prove that it is the one that was allowed before.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { ScopeName } from "../../identity/scopes.ts";
import type { UserSession } from "../../identity/user.ts";
import { seeOther } from "../../pages/responses.ts";
import type { AuthorizeParts } from "../authorize/deps.ts";
import { parseParameters } from "../authorize/parameters.ts";
import { consentPath, loginPath } from "../authorize/paths.ts";
import { codeLocation, errorLocation, type ReturnAddress } from "../authorize/redirect.ts";
import { redirectHost } from "../authorize/redirect_host.ts";
import { redirectUriRegistered } from "../authorize/redirect_match.ts";
import { MAX_SEALED_LENGTH, type SealedRequest } from "../authorize/sealed_request.ts";
import type { OAuthClient } from "../clients/client.ts";
import { readFormText } from "../form.ts";
import { readDecision } from "./decision.ts";
import { consentPage, problemPage } from "./pages.ts";
import { shownName } from "./words.ts";
import { defined } from "../../lib/defined.ts";

/** Bytes of the form at most: the sealed request travels in it, and the rest is short. */
const MAX_FORM_BYTES = MAX_SEALED_LENGTH + 4 * 1024;

/** A request that may be decided on, by whom, for whom. */
interface Case {
  readonly sealed: string;
  readonly request: SealedRequest;
  readonly session: UserSession;
  readonly client: OAuthClient;
}

/** `GET /consent?request=…`. */
export async function showConsent(request: Request, parts: AuthorizeParts): Promise<Response> {
  return await answering(async () => {
    const at = request.url.indexOf("?");
    const parameters = parseParameters(at === -1 ? "" : request.url.slice(at + 1));
    const found = await caseOf(request, parameters.get("request"), parts);
    return found instanceof Response ? found : await show(found, parts);
  });
}

/** `POST /consent`: the form of that page. */
export async function answerConsentForm(request: Request, parts: AuthorizeParts): Promise<Response> {
  return await answering(async () => {
    const form = new URLSearchParams(await readFormText(request, MAX_FORM_BYTES));
    const found = await caseOf(request, form.get("request") ?? undefined, parts);
    if (found instanceof Response) return found;
    const csrf = form.get("csrf") ?? undefined;
    if (!await parts.sessions.csrfValid(found.session, csrfPage(found.request), csrf)) {
      throw new DynamoSqlError(
        "forbidden_origin",
        "This form was not made for your session. Nothing was allowed.",
      );
    }
    const decision = readDecision(form, found.request.scopes);
    if (decision.type === "unclear") return await show(found, parts, decision.problem);
    if (decision.type === "deny") return await deny(found, parts);
    return await approve(request, found, decision.scopes, parts);
  });
}

async function show(found: Case, { sessions }: AuthorizeParts, problem?: string): Promise<Response> {
  const { sealed, request, session, client } = found;
  return await consentPage({
    client,
    redirectUri: request.redirectUri,
    scopes: request.scopes,
    resource: request.resource,
    user: session.user,
    sealed,
    csrf: await sessions.csrfToken(session, csrfPage(request)),
    otherAccount: loginPath(consentPath(sealed), true),
    ...defined({ problem }),
  });
}

async function deny(
  { request, session, client }: Case,
  { codes, endpoints, log }: AuthorizeParts,
): Promise<Response> {
  if (!await codes.refuse(request.id)) throw answered();
  log.info("Consent denied.", { client_id: client.clientId, user_id: session.user.userId });
  const error = new DynamoSqlError("consent_denied", "The person did not allow it.");
  return seeOther(errorLocation(returnAddress(request, endpoints.issuer), error));
}

async function approve(
  form: Request,
  found: Case,
  scopes: readonly ScopeName[],
  parts: AuthorizeParts,
): Promise<Response> {
  const { request, session, client } = found;
  const { userId, tenantId } = session.user;
  const code = await parts.codes.issue({
    client: { ...client, name: shownName(client) },
    redirectUri: request.redirectUri,
    redirectHost: redirectHost(request.redirectUri),
    userId,
    tenantId,
    scopes,
    resource: request.resource,
    codeChallenge: request.codeChallenge,
    consentId: request.id,
  });
  if (code === null) throw answered();
  // Whoever ends a person's sessions also voids the codes that were there by then. One that was made just after that, for a
  // session that was just before, is seen here.
  if (await parts.sessions.current(form) === null) {
    throw new DynamoSqlError("consent_denied", "Your session ended meanwhile. Nothing was allowed.");
  }
  parts.clients.used(client.clientId);
  parts.log.info("Consent given.", {
    client_id: client.clientId,
    client_known: client.known,
    user_id: userId,
    tenant_id: tenantId,
    scopes,
    redirect_host: redirectHost(request.redirectUri),
  });
  return seeOther(codeLocation(returnAddress(request, parts.endpoints.issuer), code));
}

/**
 * The case behind a form or link; or the way to the sign-in. What the request rests on is checked again: minutes may
 * lie between. Fails with `invalid_request`, `invalid_client`, `consent_denied`.
 */
async function caseOf(
  request: Request,
  sealed: string | undefined,
  { seal, sessions, clients, users, address }: AuthorizeParts,
): Promise<Case | Response> {
  const opened = sealed === undefined ? null : await seal.open(sealed);
  if (opened === null || sealed === undefined) {
    throw new DynamoSqlError("invalid_request", "This page has expired, or its address was changed.");
  }
  const session = await sessions.current(request);
  // prompt=login: a session from before the request does not do (OpenID Connect Core §3.1.2.1).
  const stale = session !== null && opened.login && session.authenticatedAt < opened.issuedAt;
  if (session === null || stale) return seeOther(loginPath(consentPath(sealed), stale));

  const client = await clients.find(opened.clientId, "authorize", address);
  if (client === null) {
    throw new DynamoSqlError("invalid_client", "The application is no longer known to this server.");
  }
  if (
    client.digest !== opened.clientDigest || !redirectUriRegistered(client.redirectUris, opened.redirectUri)
  ) {
    throw new DynamoSqlError("invalid_request", "The application has changed since this page was opened.");
  }
  const user = await users.find(session.user.userId);
  if (user === null || user.disabled || user.tenantId !== session.user.tenantId) {
    throw new DynamoSqlError("consent_denied", "Your account may not allow this.");
  }
  return { sealed, request: opened, session: { ...session, user }, client };
}

function answered(): DynamoSqlError {
  return new DynamoSqlError("invalid_request", "This page was used already: it gives one answer.");
}

function csrfPage(request: SealedRequest): string {
  return `consent:${request.id}`;
}

function returnAddress({ redirectUri, state }: SealedRequest, issuer: string): ReturnAddress {
  return { redirectUri, state, issuer };
}

/** What is wrong with the request becomes a page; what is wrong with us is for the caller. */
async function answering(answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (thrown) {
    if (!(thrown instanceof DynamoSqlError) || thrown.code === "internal" || thrown.code === "unavailable") {
      throw thrown;
    }
    return await problemPage(thrown);
  }
}
