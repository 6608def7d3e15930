import assert from "node:assert/strict";
import { cliScript, readPolicy, trustPolicy } from "../../src/dynamodb/iam.ts";

const principal = "arn:aws:iam::999999999999:role/server";
const subject = {
  schemaName: "east",
  region: "eu-west-1",
  accountId: "123456789012",
  roleArn: "arn:aws:iam::123456789012:role/team/reader",
  externalId: "dynamosql-1",
};

Deno.test("the read policy of named tables allows reading them and their indexes and nothing else", () => {
  const { Statement } = readPolicy({ ...subject, tableAllowlist: ["orders", "users"] });
  assert.deepEqual(Statement, [{
    Sid: "ReadTables",
    Effect: "Allow",
    Action: [
      "dynamodb:BatchGetItem",
      "dynamodb:DescribeTable",
      "dynamodb:GetItem",
      "dynamodb:Query",
      "dynamodb:Scan",
    ],
    Resource: [
      "arn:aws:dynamodb:eu-west-1:123456789012:table/orders",
      "arn:aws:dynamodb:eu-west-1:123456789012:table/orders/index/*",
      "arn:aws:dynamodb:eu-west-1:123456789012:table/users",
      "arn:aws:dynamodb:eu-west-1:123456789012:table/users/index/*",
    ],
  }]);
});

Deno.test("without an allow-list the policy is bounded by the prefix and allows listing", () => {
  const { Statement } = readPolicy({ ...subject, tablePrefix: "prod-", tableAllowlist: ["*"] });
  assert.deepEqual(Statement[0]?.Resource, [
    "arn:aws:dynamodb:eu-west-1:123456789012:table/prod-*",
    "arn:aws:dynamodb:eu-west-1:123456789012:table/prod-*/index/*",
  ]);
  assert.deepEqual(Statement[1]?.Action, ["dynamodb:ListTables"]);
});

Deno.test("partitions other than aws are kept", () => {
  const [statement] =
    readPolicy({ schemaName: "x", region: "cn-north-1", tableAllowlist: ["orders"] }).Statement;
  assert.match(JSON.stringify(statement), /arn:aws-cn:dynamodb:cn-north-1:\*:table\/orders/);
});

Deno.test("the trust policy lets one identity in, and only with the external id", () => {
  assert.deepEqual(trustPolicy(subject, principal).Statement, [{
    Effect: "Allow",
    Principal: { AWS: principal },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "sts:ExternalId": "dynamosql-1" } },
  }]);
});

for (
  const [about, given] of [["a role of its own", subject], ["the server's role", {
    ...subject,
    roleArn: undefined,
  }]] as const
) {
  Deno.test(`the script for ${about} runs, and hands the AWS CLI whole policies`, async () => {
    const folder = await Deno.makeTempDir();
    // A stand-in for the AWS CLI that writes down its arguments, one a line, encoded.
    await Deno.writeTextFile(
      `${folder}/aws`,
      '#!/bin/sh\nfor a in "$@"; do printf %s "$a" | base64 -w0; echo; done\necho ---\n',
    );
    await Deno.chmod(`${folder}/aws`, 0o755);
    const { roleArn, ...rest } = given;
    const script = cliScript({ ...rest, ...(roleArn ? { roleArn } : {}), tablePrefix: "it's-" }, principal);
    const { code, stdout } = await new Deno.Command("sh", {
      args: ["-c", script],
      env: { PATH: `${folder}:${Deno.env.get("PATH")}`, ROLE_NAME: "server" },
    }).output();
    assert.equal(code, 0);
    const calls = new TextDecoder().decode(stdout).trim().split("\n---").filter(Boolean)
      .map((call) =>
        call.trim().split("\n").map((word) => new TextDecoder().decode(Uint8Array.fromBase64(word)))
      );
    const last = calls.at(-1) ?? [];
    assert.deepEqual(last.slice(0, 4), [
      "iam",
      "put-role-policy",
      "--role-name",
      roleArn ? "reader" : "server",
    ]);
    assert.deepEqual(JSON.parse(last.at(-1) ?? ""), readPolicy({ ...subject, tablePrefix: "it's-" }));
    if (roleArn) {
      assert.deepEqual(calls[0]?.slice(0, 6), [
        "iam",
        "create-role",
        "--role-name",
        "reader",
        "--path",
        "/team/",
      ]);
      assert.deepEqual(JSON.parse(calls[0]?.at(-1) ?? ""), trustPolicy(subject, principal));
    }
    await Deno.remove(folder, { recursive: true });
  });
}
