/**
 * What an application built on an MCP SDK brings: a store for credentials, and a browser for the person.
 * @module
 */
import type {
  OAuthClientMetadata,
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from "@modelcontextprotocol/client";
import assert from "node:assert/strict";
import type { Decision, ScriptedBrowser } from "../../fixtures/scripted_browser.ts";
import { CALLBACK } from "./oauth_client.ts";

/** How the application differs. */
export interface ProviderOptions {
  /** A client known by its metadata document (CIMD). */
  readonly clientMetadataUrl?: string;
  /** A client that the operator registered. */
  readonly preRegistered?: StoredOAuthClientInformation;
}

/** The application's side of OAuth; it fits both generations of the SDK. */
export interface TestProvider extends OAuthClientProvider {
  /** What it has stored. */
  readonly stored: { client?: StoredOAuthClientInformation; tokens?: StoredOAuthTokens };
  /** What the person will do at the next consent page. */
  decision: Decision;
  /** Authorization requests made so far. */
  readonly requests: URL[];
  /** The parameters that the last redirect brought; its state was checked. */
  returned(): Promise<URLSearchParams>;
}

/** An application in front of which the browser's person sits. */
export function createProvider(browser: ScriptedBrowser, options: ProviderOptions = {}): TestProvider {
  const stored: TestProvider["stored"] = {};
  if (options.preRegistered !== undefined) stored.client = options.preRegistered;
  const requests: URL[] = [];
  const states = new Set<string>();
  let verifier = "";
  let discovered: OAuthDiscoveryState | undefined;
  let callback: Promise<URL> | undefined;
  const metadata: OAuthClientMetadata = {
    client_name: "SDK test client",
    redirect_uris: [CALLBACK],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  };
  const provider: TestProvider = {
    stored,
    requests,
    decision: {},
    redirectUrl: CALLBACK,
    clientMetadata: metadata,
    ...(options.clientMetadataUrl === undefined ? {} : { clientMetadataUrl: options.clientMetadataUrl }),
    state() {
      const state = crypto.randomUUID();
      states.add(state);
      return state;
    },
    clientInformation: () => stored.client,
    saveClientInformation(client) {
      stored.client = client;
    },
    tokens: () => stored.tokens,
    saveTokens(tokens) {
      stored.tokens = tokens;
    },
    redirectToAuthorization(url) {
      requests.push(url);
      callback = browser.authorize(url, provider.decision).then((done) => done.callback);
      // The test asks for it by `returned`.
      callback.catch(() => {});
    },
    saveCodeVerifier(text) {
      verifier = text;
    },
    codeVerifier: () => verifier,
    invalidateCredentials(scope) {
      if (scope === "all" || scope === "client") delete stored.client;
      if (scope === "all" || scope === "tokens") delete stored.tokens;
    },
    saveDiscoveryState(state) {
      discovered = state;
    },
    discoveryState: () => discovered,
    async returned() {
      assert.ok(callback !== undefined, "the client asked for an authorization");
      const { searchParams } = await callback;
      assert.ok(states.delete(searchParams.get("state") ?? ""), "the state is one of ours, once");
      return searchParams;
    },
  };
  return provider;
}
