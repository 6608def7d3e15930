/**
 * The yardstick of `bench:oauth`: `oidc-provider` with its own in-memory adapter, ES256 JWT access tokens for one resource,
 * client credentials, and refresh tokens that rotate. Prints one line of JSON: its port and the first refresh tokens.
 * @module
 */
import { Provider } from "oidc-provider";

const [chains = "64"] = Deno.args;
const port = freePort();
const issuer = `http://localhost:${port}`;
const resource = `${issuer}/mcp`;
const { privateKey } = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
  "sign",
  "verify",
]);
const jwk = { ...await crypto.subtle.exportKey("jwk", privateKey), alg: "ES256", use: "sig", kid: "k1" };

const provider = new Provider(issuer, {
  jwks: { keys: [jwk] },
  clients: [
    {
      client_id: "machine",
      client_secret: "machine-secret-of-sufficient-length",
      grant_types: ["client_credentials"],
      redirect_uris: [],
      response_types: [],
    },
    {
      client_id: "app",
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code", "refresh_token"],
      redirect_uris: ["http://127.0.0.1/callback"],
      application_type: "native",
    },
  ],
  clientDefaults: { id_token_signed_response_alg: "ES256" },
  rotateRefreshToken: true,
  findAccount: (_context: unknown, sub: string) => ({ accountId: sub, claims: () => ({ sub }) }),
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: "query schemas:read",
        audience: resource,
        accessTokenTTL: 600,
        accessTokenFormat: "jwt",
        jwt: { sign: { alg: "ES256" } },
      }),
    },
  },
});

const client = await provider.Client.find("app");
const tokens: string[] = [];
for (let n = 0; n < Number(chains); n++) {
  const grant = new provider.Grant({ accountId: "ada", clientId: "app" });
  grant.addResourceScope(resource, "query schemas:read");
  const token = new provider.RefreshToken({
    accountId: "ada",
    client,
    grantId: await grant.save(),
    gty: "authorization_code",
    scope: "query schemas:read",
    resource,
  });
  tokens.push(await token.save());
}
provider.listen(port, "127.0.0.1", () => console.log(JSON.stringify({ port, tokens })));

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}
