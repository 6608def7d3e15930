import assert from "node:assert/strict";
import { startSignedInServer } from "../../fixtures/signed_in_server.ts";
import { becomes } from "./calls.ts";
import { createHome } from "./program.ts";

/** mcp-remote 0.15.1, from npm: the bridge that clients without OAuth are connected through. */

for (const protocol of ["2025", "auto"] as const) {
  Deno.test(`mcp-remote signs in, lists, refreshes, and signs in again after a revocation (${protocol})`, async (t) => {
    await using server = await startSignedInServer();
    await using home = await createHome();
    const browser = server.browser();
    const args = [server.mcp, "--auth-timeout", "60", ...protocol === "auto" ? ["--protocol", "auto"] : []];

    async function run(signingIn: boolean): Promise<void> {
      const { opened, ended } = home.start("mcpRemote", args);
      if (signingIn) await browser.complete(await opened);
      const { code, stdout, stderr } = await ended;
      const said = stdout + stderr;
      assert.equal(code, 0, said);
      for (const tool of ["list_tables", "describe_table", "run_sql"]) assert.ok(said.includes(tool), said);
    }

    await t.step("the first time its user signs in", () => run(true));
    await t.step("the second time nobody is asked", () => run(false));
    await t.step("an expired token is refreshed", async () => {
      await server.expireAccessTokens();
      await run(false);
      await server.expireAccessTokens();
      await run(false);
    });
    await t.step("after a revocation its user signs in again", async () => {
      const token = await home.accessToken();
      await server.revokeAllGrants();
      await becomes(server.mcp, token, 401, 5_000);
      await run(true);
      await run(false);
    });
  });
}
