/**
 * Requests that the token endpoint must refuse, as a table.
 * @module
 */
import assert from "node:assert/strict";
import { startServer, type TestServer } from "../fixture.ts";

/** The grant that the cases ask by, unless they are about grants. */
export const GRANT = { grant_type: "client_credentials" };

/** A request that `/token` must refuse. */
export interface Refused {
  readonly rule: string;
  readonly status: number;
  readonly error: string;
  /** A 401 that must name the scheme Basic. */
  readonly basicChallenge?: boolean;
  readonly send: (server: TestServer, client: { id: string; secret: string }) => Promise<Response>;
}

/** The client's credentials as form parameters. */
export const credentials = ({ id, secret }: { id: string; secret: string }) => ({
  client_id: id,
  client_secret: secret,
});

/** How a client that is not proven is answered. */
export const invalidClient = { status: 401, error: "invalid_client" };
/** How a malformed request is answered. */
export const invalidRequest = { status: 400, error: "invalid_request" };

/** One test a case: status, code, headers, and nothing of the secret in the answer. */
export function refuses(cases: readonly Refused[]): void {
  for (const { rule, status, error, basicChallenge = false, send } of cases) {
    Deno.test(`/token answers ${status} ${error} to ${rule}`, async () => {
      await using server = await startServer();
      const created = await server.createClient({ scopes: ["query", "schemas:read", "usage:read"] });
      const client = { id: created.clientId, secret: created.clientSecret };
      const response = await send(server, client);
      const text = await response.text();
      const body: Record<string, unknown> = JSON.parse(text);
      assert.deepEqual([response.status, body["error"]], [status, error]);
      assert.deepEqual(Object.keys(body), ["error", "error_description"]);
      const challenge = response.headers.get("www-authenticate");
      assert.equal(challenge?.startsWith("Basic ") ?? false, basicChallenge);
      assert.equal(response.headers.get("cache-control"), "no-store");
      assert.equal(response.headers.get("access-control-allow-origin"), "*");
      assert.ok(!text.includes(client.secret));
    });
  }
}
