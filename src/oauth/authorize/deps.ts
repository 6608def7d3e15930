/**
 * The dependencies of an authorization's pages.
 * @module
 */
import type { InstallationKeys } from "../../identity/installation_keys.ts";
import type { SessionReader, UserDirectory } from "../../identity/user.ts";
import type { OAuthClients } from "../clients/client.ts";
import type { Endpoints } from "../endpoints.ts";
import type { AuthorizationCodes } from "../grant_store/grant.ts";
import type { RequestSeal } from "./sealed_request.ts";
import type { Runtime } from "../../telemetry/runtime.ts";

/** The parts that `/authorize` and `/consent` are made of. */
export interface AuthorizeDeps extends Runtime {
  readonly endpoints: Endpoints;
  readonly clients: Pick<OAuthClients, "find" | "used">;
  readonly codes: AuthorizationCodes;
  readonly users: UserDirectory;
  readonly sessions: SessionReader;
  readonly keys: InstallationKeys;
}

/** The same for one request, behind the routes. */
export interface AuthorizeParts
  extends Pick<AuthorizeDeps, "endpoints" | "clients" | "codes" | "users" | "sessions" | "log"> {
  readonly seal: RequestSeal;
  /** The caller's. */
  readonly address: string;
}
