/**
 * `/authorize` (RFC 6749 §3.1): checks the request, and sends the person to sign in and to decide.
 * @module
 */
import { asDynamoSqlError, DynamoSqlError } from "../../errors.ts";
import type { OAuthClient } from "../clients/client.ts";
import { problemPage, returnPage } from "../consent/pages.ts";
import { requestingClient } from "./client.ts";
import type { AuthorizeParts } from "./deps.ts";
import { readParameters } from "./parameters.ts";
import { consentPath, loginPath } from "./paths.ts";
import { errorLocation, type ReturnAddress, seeOther } from "./redirect.ts";
import { isLoopbackRedirect } from "./redirect_match.ts";
import { verifiedRedirectUri } from "./redirect_uri.ts";
import { type CheckedRequest, checkRequest } from "./request.ts";
import { echoedState } from "./state.ts";

/** Answers GET and POST. Rejects only with what is no fault of the request (`unavailable`, `internal`). */
export async function answerAuthorize(request: Request, parts: AuthorizeParts): Promise<Response> {
  const { endpoints, seal, sessions } = parts;
  const identified = await identify(request, parts);
  if (identified instanceof Response) return identified;
  const { client, parameters, to } = identified;
  const session = await sessions.current(request);
  const refuse = (error: DynamoSqlError) =>
    mayBounce(client, to, session !== null)
      ? seeOther(errorLocation(to, error))
      : returnPage(client, to, error);

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
      ...(to.state === undefined ? {} : { state: to.state }),
      login: prompt.login,
    }),
  );
  return seeOther(session === null || prompt.login ? loginPath(next, prompt.login) : next);
}

/** Who asks and where the answer goes; a page where that is not certain: such a request is never sent anywhere. */
async function identify(request: Request, { clients, endpoints }: AuthorizeParts) {
  try {
    const parameters = await readParameters(request);
    const client = await requestingClient(parameters, clients);
    const redirectUri = verifiedRedirectUri(parameters, client);
    const to: ReturnAddress = { redirectUri, state: echoedState(parameters), issuer: endpoints.issuer };
    return { parameters, client, to };
  } catch (thrown) {
    const error = asDynamoSqlError(thrown);
    if (error.code === "internal" || error.code === "unavailable") throw error;
    return await problemPage(error);
  }
}

/**
 * Whether an error goes back to the client by itself. A client that registered itself may be anyone's, and so may the
 * place it wants people sent to: there the person decides, with a page and a link (RFC 9700 §4.11.2: no open redirector).
 * On this very computer, for somebody signed in, there is no such place to be lured to, and a program that waits.
 */
function mayBounce(client: OAuthClient, to: ReturnAddress, signedIn: boolean): boolean {
  return client.known !== "self" || (signedIn && isLoopbackRedirect(to.redirectUri));
}

/** `prompt=none`: consent is asked for every time, so nothing can be given without a page. */
function silentRefusal(signedIn: boolean): DynamoSqlError {
  return signedIn
    ? new DynamoSqlError("consent_required", "Consent is asked for at every sign-in.")
    : new DynamoSqlError("login_required", "Nobody is signed in.");
}
