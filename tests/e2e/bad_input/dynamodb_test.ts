import assert from "node:assert/strict";
import { cliJson, runCli, startServer } from "../../fixtures/cli.ts";
import { call, createTable, deleteTable, putItems } from "../../fixtures/tables.ts";
import { loadVega } from "../../fixtures/vega.ts";
import { connect, fetchToken, startWorld } from "../session.ts";
import { failure, stillWorks } from "./outcome.ts";

Deno.test("trouble with DynamoDB gets its codes and the server goes on", async (t) => {
  const world = await startWorld(async (database) => {
    await loadVega(database);
    for (const name of ["emptied", "deleted"]) {
      await createTable(database, { name, hash: "id" });
      await putItems(database, name, [{ id: "a" }, { id: "b" }]);
    }
  });
  const denied = refusing("AccessDeniedException", 400);
  try {
    await using session = await connect(world.served.url, await world.token());
    const addSchema = async (name: string, endpoint: string) => {
      const { code, stderr } = await runCli([
        ...[
          "schema",
          "add",
          name,
          "--region",
          "eu-central-1",
          "--endpoint",
          endpoint,
          "--store",
          world.store,
        ],
      ]);
      assert.equal(code, 0, stderr);
    };

    await t.step("a table emptied meanwhile has no rows", async () => {
      const sql = "SELECT id FROM emptied ORDER BY id";
      assert.deepEqual((await session.call("run_sql", { sql }))["rows"], [["a"], ["b"]]);
      for (const id of ["a", "b"]) {
        await call(world.database, "DeleteItem", { TableName: "emptied", Key: { id: { S: id } } });
      }
      assert.deepEqual((await session.call("run_sql", { sql }))["rows"], []);
    });

    await t.step("a table deleted meanwhile is not found", async () => {
      const sql = "SELECT id FROM deleted";
      await session.call("run_sql", { sql });
      await deleteTable(world.database, "deleted");
      const error = await failure(session, sql);
      assert.equal(error.code, "table_not_found", error.message);
      await stillWorks(world, session);
    });

    await t.step("a DynamoDB that is not there: dynamodb_unreachable", async () => {
      const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const { port } = listener.addr;
      listener.close();
      await addSchema("gone", `http://127.0.0.1:${port}`);
      const error = await failure(session, "SELECT * FROM gone.anything");
      assert.equal(error.code, "dynamodb_unreachable", error.message);
      await stillWorks(world, session);
    });

    await t.step("credentials that AWS denies: access_denied, naming the action", async () => {
      await addSchema("forbidden", denied.endpoint);
      const error = await failure(session, "SELECT * FROM forbidden.anything");
      assert.equal(error.code, "access_denied", error.message);
      assert.match(error.message, /dynamodb:\w+/);
      await stillWorks(world, session);
    });

    await t.step("no credentials at all: credentials_unavailable", async () => {
      // Real AWS, not loopback: an emulator is asked with made-up credentials. Without any, nothing is sent at all.
      await cliJson(["schema", "add", "aws", "--region", "eu-central-1", "--json", "--store", world.store]);
      const bare = await startServer(["--store", world.store], {
        env: {
          AWS_ACCESS_KEY_ID: "",
          AWS_SECRET_ACCESS_KEY: "",
          AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
          AWS_CONFIG_FILE: "/dev/null",
        },
      });
      try {
        const token = await fetchToken(bare.url, world.clientId, world.clientSecret);
        await using without = await connect(bare.url, token);
        const error = await failure(without, "SELECT * FROM aws.anything");
        assert.equal(error.code, "credentials_unavailable", error.message);
        const listed = await without.client.callTool({
          name: "list_tables",
          arguments: { schema_name: "aws" },
        });
        assert.equal(listed.isError, true);
        await stillWorks({ ...world, served: bare }, without);
      } finally {
        await bare.stop();
      }
    });

    await t.step("the commands say the same on standard error", async () => {
      const { code, stderr } = await runCli(["schema", "validate", "gone", "--store", world.store]);
      assert.equal(code, 1);
      assert.match(stderr, /^Error: .*(reach|endpoint)/);
      const query = await runCli(["query", "SELECT * FROM gone.anything", "--store", world.store]);
      assert.equal(query.code, 1);
      assert.match(query.stderr, /^Error: .*/);
      assert.doesNotMatch(query.stderr, /\n\s+at /);
    });
  } finally {
    await denied.close();
    await world.close();
  }
});

/** An endpoint that answers every call with one AWS error: DynamoDB Local knows no permissions. */
function refusing(type: string, status: number) {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () =>
    Response.json(
      { __type: `com.amazon.coral.service#${type}`, Message: "User is not authorized to perform this." },
      { status, headers: { "content-type": "application/x-amz-json-1.0" } },
    ));
  return { endpoint: `http://127.0.0.1:${server.addr.port}`, close: () => server.shutdown() };
}
