/**
 * Words of the consent page: names of scopes and of clients, in plain English.
 * @module
 */
import type { ScopeName } from "../../identity/scopes.ts";
import type { OAuthClient } from "../clients/client.ts";
import { cleanName, UNNAMED } from "../clients/client_name.ts";

/** Scope → what it lets a client do, in a few words and in a sentence. */
export const SCOPE_WORDS: Readonly<Record<ScopeName, { readonly name: string; readonly about: string }>> = {
  "query": {
    name: "Run SQL queries",
    about: "Read-only, on the tables you may use. Reading costs read units.",
  },
  "schemas:read": {
    name: "See schemas and tables",
    about: "Their names, columns, types and sizes.",
  },
  "schemas:write": { name: "Manage schemas", about: "Add, change and remove them." },
  "usage:read": { name: "See usage", about: "How much was queried, and what it cost." },
};

/**
 * A client's name as it may be shown, its id where it has none. The registry has cleaned names where they came in; this is
 * the last door. Not escaped: JSX does that.
 */
export function shownName({ name, clientId }: Pick<OAuthClient, "name" | "clientId">): string {
  const clean = cleanName(name);
  return clean === UNNAMED ? cleanName(clientId) : clean;
}

/** How it is known that the client is who it says. */
export function knownWords(client: Pick<OAuthClient, "known" | "host">): string {
  switch (client.known) {
    case "operator":
      return "Registered by the operator of this server.";
    case "document":
      return `Published by ${client.host ?? "an unknown host"} (verified).`;
    case "self":
      return "Registered itself: its name is not verified.";
  }
}
