/** A look at a table's items that a tool takes is a line in the operator's log, with who asked and what it cost. */
import assert from "node:assert/strict";
import { createTable, putItems } from "../fixtures/tables.ts";
import { connect, startWorld } from "./session.ts";

Deno.test("a look at a table is a line with its units, its caller and the request, and one that reads nothing is none", async () => {
  const world = await startWorld(async (database) => {
    await createTable(database, { name: "orders", hash: "id" });
    await putItems(
      database,
      "orders",
      Array.from({ length: 20 }, (_, n) => ({ id: `o${n}`, note: "x".repeat(500) })),
    );
  });
  try {
    await using session = await connect(world.served.url, await world.token());
    for (const _ of ["first", "second"]) await session.call("describe_table", { table_name: "orders" });
    const lines = world.served.output().stderr.split("\n").filter((line) => line.startsWith("{"))
      .map((line): Record<string, unknown> => JSON.parse(line));
    const looks = lines.filter(({ message }) => message === "look");
    assert.equal(looks.length, 1);
    const [look] = looks;
    assert.equal(look?.["table"], "orders");
    assert.equal(look?.["principal_kind"], "client");
    assert.ok(Number(look?.["read_units"]) > 0);
    // The line of the request has the same id.
    assert.ok(
      lines.some((line) => line["message"] === "request" && line["request_id"] === look?.["request_id"]),
    );
  } finally {
    await world.close();
  }
});
