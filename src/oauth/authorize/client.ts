/**
 * Finds the client that asks (RFC 6749 §4.1.1 `client_id`). What fails here is shown to the person, never sent
 * anywhere.
 * @module
 */
import { DynamoSqlError } from "../../errors.ts";
import type { OAuthClient, OAuthClients } from "../clients/client.ts";
import type { AuthorizeParameters } from "./parameters.ts";

/** Characters of a client id at most: metadata documents' URLs are the long ones. */
const MAX_LENGTH = 2048;

/**
 * The client. Fails with `invalid_request` without an id or with two, `invalid_client` where there is none of that id,
 * and as {@linkcode OAuthClients.find} does.
 * @param address the caller's
 */
export async function requestingClient(
  parameters: AuthorizeParameters,
  clients: Pick<OAuthClients, "find">,
  address: string,
): Promise<OAuthClient> {
  const clientId = parameters.get("client_id");
  if (clientId === undefined || parameters.repeated("client_id")) {
    throw new DynamoSqlError("invalid_request", "The request must name its client, once: client_id.");
  }
  const client = clientId.length > MAX_LENGTH ? null : await clients.find(clientId, "authorize", address);
  if (client === null) {
    throw new DynamoSqlError("invalid_client", "The client that sent you here is not known to this server.");
  }
  return client;
}
