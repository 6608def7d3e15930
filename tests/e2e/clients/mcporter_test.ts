import assert from "node:assert/strict";
import { STEP_SECONDS } from "../../fixtures/clocked_main.ts";
import { QUESTION, startSignedInServer } from "../../fixtures/signed_in_server.ts";
import { becomes } from "./calls.ts";
import { createHome, type ProgramResult } from "./program.ts";

/** mcporter 0.12.3, from npm, as its user runs it. */

function succeeded({ code, stdout, stderr }: ProgramResult): string {
  assert.equal(code, 0, stdout + stderr);
  return stdout;
}

/** The eleven minutes pass for mcporter, too: it refreshes by its own clock, before it asks the server. */
async function ageCredentials(home: string): Promise<void> {
  const path = `${home}/.mcporter/credentials.json`;
  const text = await Deno.readTextFile(path);
  const aged = text.replace(
    /("expires_at": *)(\d+)/g,
    (_all, name, at) => `${name}${Number(at) - STEP_SECONDS}`,
  );
  assert.notEqual(aged, text, "it keeps the time of expiry");
  await Deno.writeTextFile(path, aged);
}

Deno.test("mcporter signs in, lists, calls, refreshes, and signs in again after a revocation", async (t) => {
  await using server = await startSignedInServer();
  await using home = await createHome();
  const browser = server.browser();

  async function signIn(): Promise<void> {
    const { opened, ended } = home.start("mcporter", [
      "auth",
      server.mcp,
      "--allow-http",
      "--oauth-timeout",
      "60000",
    ]);
    await browser.complete(await opened);
    succeeded(await ended);
  }
  const run = (...args: string[]) => home.start("mcporter", args).ended;
  const list = () => run("list", server.mcp, "--allow-http", "--json");
  const call = () =>
    run(
      "call",
      `${server.mcp}.run_sql`,
      "--allow-http",
      "--output",
      "json",
      "--args",
      JSON.stringify({ sql: QUESTION.sql }),
    );

  await t.step("auth", signIn);
  await t.step("list", async () => {
    const text = succeeded(await list());
    for (const tool of ["list_tables", "describe_table", "run_sql"]) assert.ok(text.includes(tool), text);
  });
  const answered = async () => {
    const text = succeeded(await call());
    assert.match(text.replace(/\s/g, ""), /\[\[12,660\]\]/);
  };
  await t.step("call", answered);
  await t.step("call when the token has expired", async () => {
    for (let n = 0; n < 2; n++) {
      await server.expireAccessTokens();
      await ageCredentials(home.path);
      await answered();
    }
  });
  await t.step("a revocation shuts it out until its user signs in again", async () => {
    const token = await home.accessToken();
    await server.revokeAllGrants();
    await becomes(server.mcp, token, 401, 5_000);
    const { stdout, stderr } = await list();
    assert.match(stdout + stderr, /auth/i);
    await signIn();
    await answered();
  });
});
