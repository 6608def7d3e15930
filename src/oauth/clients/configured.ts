/**
 * OAuth clients of the config file (the setting `apps`).
 * @module
 */
import type { NewOperatorClient } from "./operator_clients.ts";
import { defined } from "../../lib/defined.ts";

/** A client as the config file has it: public, or with keys of its own; secrets are never in that file. */
export interface ConfiguredApp {
  readonly id: string;
  readonly name: string;
  readonly redirect_uris: readonly string[];
  readonly jwks_uri?: string | undefined;
}

/** The clients of the setting. */
export function configuredClients(apps: readonly ConfiguredApp[]): NewOperatorClient[] {
  return apps.map(({ id, name, redirect_uris, jwks_uri }) => ({
    clientId: id,
    name,
    redirectUris: redirect_uris,
    ...defined({ jwksUri: jwks_uri }),
  }));
}
