/**
 * What a consent page says, in plain words.
 * @module
 */
import type { Scope } from "../../identity/scopes.ts";
import type { OAuthClient } from "../clients/client.ts";

/** Scope → what it lets a client do. */
export const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  "query":
    "Run read-only SQL queries on the tables you may use, and see the answers. Reading costs read units.",
  "schemas:read": "See the names of schemas, tables and columns, their types and sizes.",
  "schemas:write": "Add, change and remove schemas.",
  "usage:read": "See how much was queried, and what it cost.",
};

/** Characters of a name shown at most. */
const NAME_LENGTH = 100;

/**
 * A client's name as it may be shown: no control, format or bidirectional character (they could reverse or hide what
 * stands beside them), one line, bounded. The registry does the same; this is the last door. Not escaped: JSX does that.
 */
export function shownName(client: Pick<OAuthClient, "name" | "clientId">): string {
  return clean(client.name) || clean(client.clientId) || "An unnamed application";
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

function clean(text: string): string {
  const line = text.replaceAll(/[\s\p{Z}]+/gu, " ").replaceAll(/\p{C}/gu, "").trim();
  return [...line].slice(0, NAME_LENGTH).join("");
}
