import assert from "node:assert/strict";
import { cliJson, makeStore, runCli, startServer } from "../fixtures/cli.ts";

const PASSWORD = "correct horse battery staple";

async function withStore(use: (env: Record<string, string>) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "dynamosql-user-" });
  try {
    await makeStore(`kv:${folder}/s.kv`);
    await use({ DYNAMOSQL_STORE: `kv:${folder}/s.kv` });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

interface Listed {
  email: string;
  role: string;
  status: string;
  link?: string;
  grants_revoked?: number;
}

/** Signs in by the forms, and gives the status of the answer: 303 = signed in. */
async function signInStatus(url: string, email: string, password: string): Promise<number> {
  const page = await fetch(`${url}/login`);
  const cookie = page.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
  const csrf = /name="csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? "";
  const answer = await fetch(`${url}/login`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie },
    body: new URLSearchParams({ csrf, email, password, next: "" }),
  });
  await answer.body?.cancel();
  return answer.status;
}

Deno.test("user add takes the password from standard input, list shows no secret, a second one of that address is refused", async () => {
  await withStore(async (env) => {
    const added = await runCli(["user", "add", "Ada@example.com", "--admin", "--password-stdin"], {
      env,
      stdin: `${PASSWORD}\n`,
    });
    assert.deepEqual([added.code, added.stdout], [0, "Added Ada@example.com (admin of default).\n"]);
    const twice = await runCli(["user", "add", "ada@EXAMPLE.com", "--password-stdin"], {
      env,
      stdin: PASSWORD,
    });
    assert.equal(twice.code, 1);
    assert.match(twice.stderr, /A user with that address exists already/);
    const all = await cliJson<Listed[]>(["user", "list", "--json"], { env });
    assert.deepEqual(all.map(({ email, role, status }) => [email, role, status]), [
      ["Ada@example.com", "admin", "active"],
    ]);
    assert.doesNotMatch(JSON.stringify(all), /scrypt|password/);
    const { stdout } = await runCli(["user", "list"], { env });
    assert.match(stdout, /^E-MAIL +ROLE +STATUS/);
  });
});

Deno.test("a password that is not taken, or a bad address, is wrong usage and adds nobody", async () => {
  await withStore(async (env) => {
    const cases = [["a@example.com", "short"], ["a@example.com", "password123"], ["nobody", PASSWORD]];
    for (const [email = "", password = ""] of cases) {
      const result = await runCli(["user", "add", email, "--password-stdin"], { env, stdin: password });
      assert.equal(result.code, 2, result.stderr);
      assert.ok(!result.stderr.includes(password));
    }
    assert.deepEqual(await cliJson(["user", "list", "--json"], { env }), []);
    const flag = await runCli(["user", "add", "a@example.com", "--password", PASSWORD], { env });
    assert.equal(flag.code, 2, "a secret is never a flag");
  });
});

Deno.test("the password is the first line of standard input; what is no text is refused", async () => {
  await withStore(async (env) => {
    const server = await startServer([], { env });
    try {
      const endings = ["", "\n", "\r\n", "\n\n", "\nanother line\n"];
      for (const [n, ending] of endings.entries()) {
        const email = `u${n}@example.com`;
        await runCli(["user", "add", email, "--password-stdin"], { env, stdin: PASSWORD + ending });
        assert.equal(await signInStatus(server.url, email, PASSWORD), 303, JSON.stringify(ending));
      }
      const short = await runCli(["user", "add", "x@example.com", "--password-stdin"], { env, stdin: "" });
      assert.deepEqual(
        [short.code, short.stderr],
        [2, "Error: The password on standard input cannot be used. Use at least 10 characters.\n"],
      );
    } finally {
      await server.stop();
    }
  });
});

Deno.test("users belong to a tenant, and another tenant neither sees nor touches them", async () => {
  await withStore(async (env) => {
    await runCli(["tenant", "add", "acme"], { env });
    await cliJson(["user", "add", "ada@example.com", "--json"], { env });
    assert.deepEqual(await cliJson(["user", "list", "--tenant", "acme", "--json"], { env }), []);
    for (const command of ["disable", "enable", "reset"]) {
      const result = await runCli(["user", command, "ada@example.com", "--tenant", "acme"], { env });
      assert.equal(result.code, 1);
      assert.match(result.stderr, /No such user in this tenant/);
    }
    const taken = await runCli(["user", "add", "ada@example.com", "--tenant", "acme"], { env });
    assert.match(
      taken.stderr,
      /A user with that address exists already/,
      "addresses are unique in the installation",
    );
  });
});

Deno.test("the only admin is not disabled", async () => {
  await withStore(async (env) => {
    await cliJson(["user", "add", "ada@example.com", "--admin", "--json"], { env });
    const refused = await runCli(["user", "disable", "ada@example.com"], { env });
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /only admin/);
  });
});

Deno.test("while a server runs: add prints a link that sets the password, disable refuses the sign-in, reset makes a new link", async () => {
  await withStore(async (env) => {
    const served = await startServer([], { env });
    try {
      const notice = /No user yet.*\/portal\/setup and enter [A-Z0-9-]{19}/;
      // It comes just after the line that says where the server listens.
      for (let wait = 0; wait < 200 && !notice.test(served.output().stdout); wait++) await sleep(50);
      assert.match(served.output().stdout, notice);
      const publicUrl = ["--public-url", served.url];
      const added = await cliJson<Listed>(["user", "add", "ada@example.com", "--json", ...publicUrl], {
        env,
      });
      const link = added.link ?? "";
      assert.ok(link.startsWith(`${served.url}/portal/reset?token=rst_`));
      const page = await fetch(link);
      const cookie = page.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
      const html = await page.text();
      const field = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? "";
      const set = await fetch(`${served.url}/portal/reset`, {
        method: "POST",
        redirect: "manual",
        headers: { cookie },
        body: new URLSearchParams({ csrf: field("csrf"), token: field("token"), password: PASSWORD }),
      });
      await set.body?.cancel();
      assert.equal(set.status, 303);
      assert.equal(await signInStatus(served.url, "ada@example.com", PASSWORD), 303);

      const off = await cliJson<Listed>(["user", "disable", "ada@example.com", "--json"], { env });
      assert.deepEqual([off.status, off.grants_revoked], ["disabled", 0]);
      assert.equal(await signInStatus(served.url, "ada@example.com", PASSWORD), 401);
      const reset = await runCli(["user", "reset", "ada@example.com"], { env });
      assert.match(reset.stderr, /disabled.*user enable/);
      await cliJson(["user", "enable", "ada@example.com", "--json"], { env });
      assert.equal(await signInStatus(served.url, "ada@example.com", PASSWORD), 303);
      const { stdout } = await runCli(["user", "reset", "ada@example.com", ...publicUrl], { env });
      assert.match(stdout, /within an hour:\nhttp:\/\/localhost:\d+\/portal\/reset\?token=rst_\w{43}\n/);
    } finally {
      assert.equal(await served.stop(), 0);
    }
    const again = await startServer([], { env });
    try {
      await sleep(1500);
      assert.doesNotMatch(again.output().stdout, /No user yet/);
    } finally {
      await again.stop();
    }
  });
});
