/**
 * OAuth clients that the operator registered: in the store by `dynamosql app`, or in the config file.
 * @module
 */
import { z } from "zod";
import { asDynamoSqlError, DynamoSqlError } from "../../errors.ts";
import { newSecret, storedSecret, storedSecretSchema } from "../../identity/client_secret.ts";
import { MCP_SCOPES, type ScopeName, SCOPES } from "../../identity/scopes.ts";
import { digestOf } from "../../lib/digest.ts";
import { listRecords, readRecord } from "../../store/records.ts";
import type { Revision } from "../../store/revision.ts";
import type { Key, Store } from "../../store/store.ts";
import { CLIENT_AUTH_METHODS, CLIENT_GRANTS, type OAuthClient } from "./client.ts";
import { clientDigest } from "./client_digest.ts";
import { isOperatorId } from "./client_id.ts";
import { cleanName } from "./client_name.ts";
import { publicTarget } from "./client_uri.ts";
import { checkRedirectUri } from "./redirect_uri.ts";
import type { Runtime } from "../../telemetry/runtime.ts";
import { defined } from "../../lib/defined.ts";

/** Redirect URIs of one client at most. */
const MAX_REDIRECT_URIS = 20;

/** The record in the store. Milliseconds since the epoch. */
const recordSchema = z.object({
  clientId: z.string(),
  name: z.string(),
  redirectUris: z.array(z.string()),
  authMethod: z.enum(CLIENT_AUTH_METHODS),
  secrets: z.array(storedSecretSchema),
  jwksUri: z.string().optional(),
  scopes: z.array(z.enum(SCOPES)),
  createdAt: z.number(),
});

type OperatorRecord = z.infer<typeof recordSchema>;

/** What the operator says of a client. */
export interface NewOperatorClient {
  /** 1 to 100 letters, digits and `.` `_` `~` `-`; or the URL of a metadata document, which is then not fetched. */
  readonly clientId: string;
  readonly name: string;
  /** At least one. */
  readonly redirectUris: readonly string[];
  /** It gets a secret; default it is public, with PKCE alone. */
  readonly confidential?: boolean;
  /** Where its public keys lie: it authenticates by `private_key_jwt`. Not together with `confidential`. */
  readonly jwksUri?: string;
  /** Default all that an MCP token may carry. */
  readonly scopes?: readonly ScopeName[];
}

/** A client in a list. */
export interface OperatorClient extends OAuthClient {
  /** Milliseconds since the epoch; absent for one of the config file. */
  readonly createdAt?: number;
}

/** The clients that the operator registered. */
export interface OperatorClients {
  /** The client of that id; the config file's goes before the store's. Null if there is none. */
  find(clientId: string): Promise<OperatorClient | null>;
  /** All of them, by id. */
  list(): Promise<OperatorClient[]>;
  /**
   * Adds a client. With `confidential` its secret comes back, this once. Fails with `invalid_parameter` (id, name),
   * `invalid_redirect_uri`, `conflict` where there is one of that id.
   */
  add(
    client: NewOperatorClient,
  ): Promise<{ readonly client: OperatorClient; readonly clientSecret?: string }>;
  /** Removes it. Fails with `not_found`. Its grants are the caller's to revoke. */
  remove(clientId: string): Promise<void>;
}

/** What {@linkcode createOperatorClients} needs. */
export interface OperatorClientsDeps extends Pick<Runtime, "clock" | "random"> {
  readonly store: Store;
  readonly revision: Revision;
  readonly privateRedirects: readonly string[];
  /** Clients of the config file. */
  readonly configured?: readonly NewOperatorClient[];
}

const PREFIX: Key = ["app"];
/** URLs are longer than keys may be. */
const keyOf = (clientId: string): Key => [...PREFIX, clientId.includes("/") ? digestOf(clientId) : clientId];

/** The operator's clients of a store. Fails with `config_invalid` on a wrong one of the config file. */
export function createOperatorClients(deps: OperatorClientsDeps): OperatorClients {
  const { store, revision, clock, random, privateRedirects } = deps;
  const configured = new Map<string, OperatorClient>();
  for (const one of deps.configured ?? []) {
    try {
      const { createdAt: _never, ...client } = clientOf(recordOf(one, privateRedirects, 0));
      configured.set(one.clientId, client);
    } catch (cause) {
      const why = cause instanceof DynamoSqlError ? cause.message : "";
      throw new DynamoSqlError("config_invalid", `apps: ${one.clientId.slice(0, 100)}: ${why}`, { cause });
    }
  }

  return {
    async find(clientId) {
      const own = configured.get(clientId);
      if (own !== undefined) return own;
      const entry = await readRecord(store, recordSchema, keyOf(clientId));
      return entry === null ? null : clientOf(entry.value);
    },
    async list() {
      const all = new Map<string, OperatorClient>();
      for await (const { value } of listRecords(store, recordSchema, PREFIX)) {
        all.set(value.clientId, clientOf(value));
      }
      for (const [id, client] of configured) all.set(id, client);
      return [...all.values()].sort((a, b) => a.clientId < b.clientId ? -1 : 1);
    },
    async add(input) {
      const record = recordOf(input, privateRedirects, clock());
      const clientSecret = input.confidential ? newSecret(random) : undefined;
      if (clientSecret !== undefined) record.secrets.push(storedSecret(clientSecret, record.createdAt));
      const key = keyOf(record.clientId);
      const added = !configured.has(record.clientId) && await store.commit(
        [{ key, version: null }],
        [{ type: "set", key, value: record }, revision.mutation("apps")],
      );
      if (!added) {
        throw new DynamoSqlError(
          "conflict",
          "There is a client of that id already. Choose another id, or remove it first: dynamosql app remove",
        );
      }
      revision.announce("apps");
      return { client: clientOf(record), ...defined({ clientSecret }) };
    },
    async remove(clientId) {
      if (configured.has(clientId)) {
        throw new DynamoSqlError("conflict", "This client is in the config file. Remove it there.");
      }
      const key = keyOf(clientId);
      const entry = isOperatorId(clientId) ? await store.get(key) : null;
      const removed = entry !== null && await store.commit(
        [{ key, version: entry.version }],
        [{ type: "delete", key }, revision.mutation("apps")],
      );
      if (!removed) {
        throw new DynamoSqlError("not_found", "No client of that id. List them with: dynamosql app list");
      }
      revision.announce("apps");
    },
  };
}

/** Checks what the operator says. Fails with `invalid_parameter` or `invalid_redirect_uri`. */
function recordOf(
  input: NewOperatorClient,
  privateRedirects: readonly string[],
  createdAt: number,
): OperatorRecord {
  const { clientId, name, redirectUris, confidential = false, jwksUri, scopes = MCP_SCOPES } = input;
  if (!isOperatorId(clientId)) {
    throw invalid(
      "A client id is 1 to 100 letters, digits and . _ ~ -, and does not begin like one of ours (dsc_, dsr_, usr_); " +
        "or it is the https URL of a client's metadata document, spelled as the client sends it.",
    );
  }
  if (name.trim() === "" || cleanName(name) !== name.trim()) {
    throw invalid("A client's name is 1 to 100 characters, without control characters.");
  }
  if (redirectUris.length < 1 || redirectUris.length > MAX_REDIRECT_URIS) {
    throw invalid(`A client needs 1 to ${MAX_REDIRECT_URIS} redirect URIs.`);
  }
  if (jwksUri !== undefined && (confidential || publicTarget(jwksUri) === null)) {
    throw invalid("A client has either a secret or a public https URL of its keys.");
  }
  if (scopes.length === 0 || scopes.some((scope) => !MCP_SCOPES.includes(scope))) {
    throw invalid(`A client of people may ask for: ${MCP_SCOPES.join(", ")}.`);
  }
  const rules = { privateRedirects, publicClient: !confidential && jwksUri === undefined };
  for (const [at, uri] of redirectUris.entries()) {
    try {
      checkRedirectUri(uri, rules);
    } catch (thrown) {
      const { code, message } = asDynamoSqlError(thrown);
      if (redirectUris.length === 1) throw thrown;
      throw new DynamoSqlError(code, `Redirect URI ${at + 1} of ${redirectUris.length}: ${message}`);
    }
  }
  return {
    clientId,
    name: name.trim(),
    redirectUris: [...new Set(redirectUris)],
    // Both secret methods are accepted of it (docs/reference/oauth.md#oauth-client).
    authMethod: jwksUri !== undefined ? "private_key_jwt" : confidential ? "client_secret_basic" : "none",
    secrets: [],
    ...defined({ jwksUri }),
    scopes: [...new Set(scopes)],
    createdAt,
  };
}

function clientOf({ createdAt, jwksUri, ...record }: OperatorRecord): OperatorClient {
  const client = {
    ...record,
    ...defined({ jwksUri }),
    known: "operator" as const,
    grantTypes: CLIENT_GRANTS,
  };
  return { ...client, digest: clientDigest(client), createdAt };
}

const invalid = (message: string) => new DynamoSqlError("invalid_parameter", message);
