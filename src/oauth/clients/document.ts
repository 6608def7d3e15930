/**
 * A Client ID Metadata Document → a client (draft-ietf-oauth-client-id-metadata-document §4).
 * @module
 */
import { MCP_SCOPES } from "../../identity/scopes.ts";
import type { OAuthClient } from "./client.ts";
import { clientDigest } from "./client_digest.ts";
import { readMetadata } from "./client_metadata.ts";
import { jsonObject } from "./json_object.ts";

/** Bytes of a document at most (draft §6.6 recommends the bound). */
export const MAX_DOCUMENT_BYTES = 5 * 1024;

/** The client of a document; null if it breaks a rule. */
export async function clientOfDocument(
  clientId: string,
  host: string,
  bytes: Uint8Array,
  privateRedirects: readonly string[],
): Promise<OAuthClient | null> {
  const document = await jsonObject(bytes);
  // By the byte: a document speaks for the URL it is served at and for no other.
  if (document === null || document["client_id"] !== clientId) return null;
  // There is nobody to share a secret with (draft §4.1).
  if (Object.keys(document).some((name) => name.startsWith("client_secret"))) return null;
  if (typeof document["client_name"] !== "string" || document["client_name"].trim() === "") return null;
  try {
    const metadata = readMetadata(document, {
      privateRedirects,
      methods: ["none", "private_key_jwt"],
      defaultMethod: "none",
      defaultGrants: ["authorization_code"],
    });
    const client = {
      clientId,
      known: "document" as const,
      host,
      secrets: [],
      scopes: MCP_SCOPES,
      ...metadata,
    };
    return { ...client, digest: clientDigest(client) };
  } catch {
    return null;
  }
}
