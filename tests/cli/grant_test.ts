import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createUsers } from "../../src/identity/users.ts";
import { MCP_SCOPES } from "../../src/identity/scopes.ts";
import type { OAuthClient } from "../../src/oauth/clients/client.ts";
import { createAuthorizationCodes } from "../../src/oauth/grant_store/codes.ts";
import { redeem } from "../../src/oauth/grant_store/redemption.ts";
import { createGrants } from "../../src/oauth/grant_store/grants.ts";
import { createInstallationKeys } from "../../src/identity/installation_keys.ts";
import { createTenants } from "../../src/identity/tenants.ts";
import { createRevision, openStore } from "../../src/store/mod.ts";
import { cliJson, runCli } from "../fixtures/cli.ts";
import { systemRuntime } from "../../src/telemetry/runtime.ts";

const CLIENT: OAuthClient = {
  clientId: "app",
  known: "self",
  name: "Claude Code",
  redirectUris: ["http://localhost/callback"],
  authMethod: "none",
  secrets: [],
  grantTypes: ["authorization_code", "refresh_token"],
  scopes: MCP_SCOPES,
  digest: "d",
};

/** A store with people and what they allowed: `[tenant, address]` each. */
async function withGrants(
  people: readonly (readonly [string, string])[],
  use: (env: Record<string, string>) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-grant-" });
  const spec = `kv:${folder}/store.kv`;
  try {
    const store = await openStore(spec);
    const revision = createRevision(store);
    const users = createUsers({ ...systemRuntime, store, revision });
    const codes = createAuthorizationCodes({ ...systemRuntime, store });
    const parts = {
      ...systemRuntime,
      store,
      codes,
      grants: createGrants({ ...systemRuntime, store, revision }),
      installationKeys: createInstallationKeys({ ...systemRuntime, store }),
    };
    await createTenants({ store, clock: Date.now }).add("acme");
    for (const [tenantId, email] of people) {
      const { userId } = await users.add({ tenantId, email, role: "member" });
      const code = await codes.issue({
        client: CLIENT,
        redirectUri: "http://localhost:4711/callback",
        redirectHost: "http://localhost:4711",
        userId,
        tenantId,
        scopes: MCP_SCOPES,
        resource: "http://localhost:8080/mcp",
        codeChallenge: createHash("sha256").update("x").digest("base64url"),
        consentId: crypto.randomUUID(),
      });
      const entry = await codes.read(code ?? "");
      assert.ok(code !== null && entry !== null);
      await redeem(code, entry, true, parts);
    }
    await store.close();
    await use({ DYNAMOSQL_STORE: spec });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

interface Listed {
  readonly grant_id: string;
  readonly email: string;
  readonly client_name: string;
  readonly [name: string]: unknown;
}

Deno.test("grant list shows who allowed what to which app, grant revoke ends it", async () => {
  await withGrants([["default", "ada@example.com"], ["default", "bob@example.com"]], async (env) => {
    const all = await cliJson<Listed[]>(["grant", "list", "--json"], { env });
    assert.deepEqual(all.map(({ email }) => email), ["bob@example.com", "ada@example.com"]);
    assert.deepEqual(Object.keys(all[0] ?? {}), [
      "grant_id",
      "tenant_id",
      "user_id",
      "email",
      "client_id",
      "client_name",
      "client_known",
      "redirect_host",
      "scope",
      "resource",
      "created_at",
      "last_used_at",
      "expires_at",
    ]);
    const table = await runCli(["grant", "list"], { env });
    assert.match(table.stdout, /^GRANT ID +USER +APP +REDIRECTS TO +SCOPES +CREATED +LAST USED$/m);
    assert.match(
      table.stdout,
      /^grt_\w{22} +ada@example.com +Claude Code +http:\/\/localhost:4711 +query schemas:read +20/m,
    );
    const ofAda = await cliJson<Listed[]>(["grant", "list", "--user", "ADA@example.com", "--json"], { env });
    assert.deepEqual(ofAda.map(({ email }) => email), ["ada@example.com"]);

    const id = ofAda[0]?.grant_id ?? "";
    const revoked = await runCli(["grant", "revoke", id], { env });
    assert.deepEqual([revoked.code, revoked.stdout], [
      0,
      `Revoked ${id}. Running servers know within 5 seconds.\n`,
    ]);
    const again = await runCli(["grant", "revoke", id], { env });
    assert.deepEqual([again.code, again.stdout], [1, ""]);
    assert.match(again.stderr, /No such grant/);
    const left = await cliJson<Listed[]>(["grant", "list", "--json"], { env });
    assert.deepEqual(left.map(({ email }) => email), ["bob@example.com"]);
    const other = await cliJson(["grant", "revoke", left[0]?.grant_id ?? "", "--json"], { env });
    assert.deepEqual(other, { grant_id: left[0]?.grant_id, revoked: true });
  });
});

Deno.test("grants of another tenant are neither listed nor revoked", async () => {
  await withGrants([["acme", "eve@example.com"]], async (env) => {
    assert.deepEqual(await cliJson(["grant", "list", "--json"], { env }), []);
    const [grant] = await cliJson<Listed[]>(["grant", "list", "--tenant", "acme", "--json"], { env });
    const id = grant?.grant_id ?? "";
    assert.equal((await runCli(["grant", "revoke", id], { env })).code, 1);
    const unknown = await runCli(["grant", "list", "--user", "eve@example.com"], { env });
    assert.deepEqual([unknown.code, unknown.stdout], [1, ""]);
    assert.match(unknown.stderr, /No such user/);
    assert.equal((await runCli(["grant", "list", "--tenant", "nowhere"], { env })).code, 1);
    assert.equal((await runCli(["grant", "revoke", id, "--tenant", "acme"], { env })).code, 0);
  });
});

Deno.test("grant without more, or with what it does not know, is wrong usage", async () => {
  for (const args of [["grant"], ["grant", "revoke"], ["grant", "list", "--usr", "x"], ["grant", "remove"]]) {
    const { code, stdout } = await runCli(args);
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
  }
});

Deno.test("the shells complete grant, its commands and their flags", async () => {
  const { stdout } = await runCli(["completions", "bash"]);
  assert.match(stdout, /"grant"\) words="list revoke"/);
  assert.match(stdout, /"grant list"\) words=""; flags="[^"]*--tenant[^"]*--json[^"]*--user/);
});
