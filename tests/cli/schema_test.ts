import assert from "node:assert/strict";
import { cliJson, makeStore, runCli } from "../fixtures/cli.ts";

Deno.test("what is wrong with a schema, and what it needs, is said where it is typed", async () => {
  const folder = await Deno.makeTempDir();
  const env = { DYNAMOSQL_STORE: `kv:${folder}/store.kv` };
  try {
    const role = "arn:aws:iam::123456789012:role/team/dynamosql";
    await cliJson(["schema", "add", "east", "--region", "eu-central-1", "--json"], { env });
    await cliJson(["schema", "add", "west", "--region", "us-west-2", "--role-arn", role, "--json"], { env });
    const keyword = await runCli(["schema", "add", "select", "--region", "eu-central-1"], { env });
    assert.match(keyword.stderr, /It is a keyword of SQL: write "select"\.table there\./);
    for (
      const [args, said] of [
        [
          ["schema", "add", "two", "--region", "eu-central-1", "--table", "orders", "--table", "t"],
          /--table "t" is no name of a DynamoDB table: 3 to 255 letters/,
        ],
        [
          ["iam", "policy", "west", "--principal", "foo"],
          /--principal must be the ARN of a role or user, such as arn:/,
        ],
      ] as const
    ) {
      const { code, stderr } = await runCli([...args], { env });
      assert.equal(code, 2, stderr);
      assert.match(stderr, said);
    }
    const principal = "arn:aws:iam::123456789012:role/dynamosql";
    const plain = await runCli(["iam", "policy", "east", "--principal", principal], { env });
    assert.equal(plain.code, 0, plain.stderr);
    assert.match(plain.stderr, /Schema east assumes no role: nothing here depends on --principal\./);
    const trusted = await runCli(["iam", "policy", "west", "--principal", principal], { env });
    assert.ok(trusted.stdout.includes(principal) && trusted.stderr === "", trusted.stderr);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Commands that look for what is there. */
const LOOKING: readonly (readonly string[])[] = [
  ["query", "SELECT 1"],
  ["schema", "list"],
  ["schema", "validate", "east"],
  ["schema", "refresh", "east"],
  ["schema", "remove", "east"],
  ["iam", "policy", "east"],
  ["user", "list"],
  ["user", "disable", "ann@example.com"],
  ["client", "list"],
  ["app", "list"],
  ["grant", "list"],
  ["grant", "revoke", "gr_1"],
  ["tenant", "list"],
  ["keys", "list"],
];

/** Runs each of them where no store is, and expects that none is there afterwards and that it says where it looked. */
async function expectNoStore(
  given: (folder: string) => { readonly flags: readonly string[]; readonly env: Record<string, string> },
  looked: string,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const { flags, env } = given(folder);
    for (const args of LOOKING) {
      const { code, stdout, stderr } = await runCli([...args, ...flags], { env });
      assert.deepEqual([code, stdout], [2, ""], `${args.join(" ")}: ${stderr}`);
      assert.ok(stderr.startsWith(`Error: There is no store at ${folder}${looked}. Check`), stderr);
    }
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a command that looks for what is there makes no store at a mistyped path", () =>
  expectNoStore(
    (folder) => ({ flags: ["--store", `kv:${folder}/typo/store.kv`], env: {} }),
    "/typo/store.kv",
  ));

Deno.test("a command that looks for what is there makes no store in the user's data folder", () =>
  expectNoStore((folder) => ({ flags: [], env: { XDG_DATA_HOME: folder } }), "/dynamosql/data/store.kv"));

Deno.test("keys list makes no key in a store that has none", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const env = { DYNAMOSQL_STORE: `kv:${folder}/store.kv` };
    await makeStore(env.DYNAMOSQL_STORE);
    assert.deepEqual(await cliJson(["keys", "list", "--json"], { env }), []);
    const { kid } = await cliJson<{ kid: string }>(["keys", "rotate", "--json"], { env });
    const all = await cliJson<{ kid: string }[]>(["keys", "list", "--json"], { env });
    assert.deepEqual(all.map((one) => one.kid), [kid]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
