/**
 * What the pages of an authorization need.
 * @module
 */
import type { InstallationKeys } from "../../identity/installation_keys.ts";
import type { Random } from "../../lib/random.ts";
import type { SessionReader, UserDirectory } from "../../identity/user.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../telemetry/log.ts";
import type { OAuthClients } from "../clients/client.ts";
import type { Endpoints } from "../endpoints.ts";
import type { AuthorizationCodes } from "../grant_store/grant.ts";
import type { RequestSeal } from "./sealed_request.ts";

/** The parts that `/authorize` and `/consent` are made of. */
export interface AuthorizeDeps {
  readonly endpoints: Endpoints;
  readonly clients: Pick<OAuthClients, "find" | "used">;
  readonly codes: AuthorizationCodes;
  readonly users: UserDirectory;
  readonly sessions: SessionReader;
  readonly keys: InstallationKeys;
  /** Default the system's. */
  readonly clock?: Clock;
  /** Default the system's. */
  readonly random?: Random;
  /** Where decisions go, and failures that a person sees only as "internal"; default nowhere. */
  readonly log?: Logger;
}

/** The same for the endpoints behind the routes. */
export interface AuthorizeParts
  extends Pick<AuthorizeDeps, "endpoints" | "clients" | "codes" | "users" | "sessions"> {
  readonly seal: RequestSeal;
  readonly log: Logger;
}
