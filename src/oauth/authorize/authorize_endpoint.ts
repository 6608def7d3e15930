/**
 * `/authorize` (RFC 6749 §3.1): checks the request, and sends the person to sign in and to decide.
 * @module
 */
import { asDynamoSqlError, DynamoSqlError } from "../../errors.ts";
import { seeOther } from "../../pages/responses.ts";
import type { OAuthClient } from "../clients/client.ts";
import { problemPage, returnPage } from "../consent/pages.ts";
import { requestingClient } from "./client.ts";
import type { AuthorizeParts } from "./deps.ts";
import { readParameters } from "./parameters.ts";
import { consentPath, loginPath } from "./paths.ts";
import { errorLocation, type ReturnAddress } from "./redirect.ts";
import { isLoopbackRedirect } from "./redirect_match.ts";
import { verifiedRedirectUri } from "./redirect_uri.ts";
import { type CheckedRequest, checkRequest } from "./request.ts";
import { echoedState } from "./state.ts";
import { defined } from "../../lib/defined.ts";

/** For the operator whose people cannot connect. Names no client that is not one: that would be a stranger's text. */
const REFUSED = "An authorization request was refused.";

/** Answers GET and POST. Rejects only with what is no fault of the request (`unavailable`, `internal`). */
export async function answerAuthorize(request: Request, parts: AuthorizeParts): Promise<Response> {
  const { endpoints, log, seal, sessions } = parts;
  const identified = await identify(request, parts);
  if (identified instanceof Response) return identified;
  const { client, parameters, to } = identified;
  const session = await sessions.current(request);
  const refuse = (error: DynamoSqlError) => {
    log.info(REFUSED, { code: error.code, client_id: client.clientId });
    if (mayBounce(client, to, session !== null)) return seeOther(errorLocation(to, error));
    return returnPage(client, to, error);
  };

  let checked: CheckedRequest;
  try {
    checked = checkRequest(parameters, client, endpoints);
  } catch (thrown) {
    return await refuse(asDynamoSqlError(thrown));
  }
  const { prompt, ...asked } = checked;
  if (prompt.none) return await refuse(silentRefusal(session !== null));

  const next = consentPath(
    await seal.seal({
      ...asked,
      scopes: [...asked.scopes],
      clientId: client.clientId,
      clientDigest: client.digest,
      redirectUri: to.redirectUri,
      ...defined({ state: to.state }),
      login: prompt.login,
    }),
  );
  return seeOther(session === null || prompt.login ? loginPath(next, prompt.login) : next);
}

/** Who asks and where the answer goes; a page where that is not certain: such a request is never sent anywhere. */
async function identify(request: Request, { clients, endpoints, log, address }: AuthorizeParts) {
  try {
    const parameters = await readParameters(request);
    const client = await requestingClient(parameters, clients, address);
    const redirectUri = verifiedRedirectUri(parameters, client);
    const to: ReturnAddress = { redirectUri, state: echoedState(parameters), issuer: endpoints.issuer };
    return { parameters, client, to };
  } catch (thrown) {
    const error = asDynamoSqlError(thrown);
    if (error.code === "internal" || error.code === "unavailable") throw error;
    log.info(REFUSED, { code: error.code });
    return await problemPage(error);
  }
}

/**
 * Whether an error goes back to the client by itself. Only the operator's clients are trusted with that: anyone can
 * register a client or publish a document, and name a place to lure people to under our address (RFC 9700 §4.11.2: no
 * open redirector). There the person decides, with a page and a link. On this very computer, for somebody signed in,
 * is no such place, but a program that waits.
 */
function mayBounce(client: OAuthClient, to: ReturnAddress, signedIn: boolean): boolean {
  return client.known === "operator" || (signedIn && isLoopbackRedirect(to.redirectUri));
}

/** `prompt=none`: consent is asked for every time, so nothing can be given without a page. */
function silentRefusal(signedIn: boolean): DynamoSqlError {
  return signedIn
    ? new DynamoSqlError("consent_required", "Consent is asked for at every sign-in.")
    : new DynamoSqlError("login_required", "Nobody is signed in.");
}
