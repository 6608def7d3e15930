import assert from "node:assert/strict";
import { codeOf } from "../fault/scripted.ts";
import { type Local, withLocal } from "./local.ts";
import type { QueryPage } from "../../src/query/service.ts";

const MiB = 2 ** 20;

async function allPages(service: Local, sql: string, maxRows: number): Promise<QueryPage[]> {
  const pages = [await service.run(sql, { maxRows })];
  for (;;) {
    const cursor = pages.at(-1)?.nextCursor;
    if (cursor === undefined) return pages;
    const { signal } = new AbortController();
    const principal = { kind: "client", id: "ann", tenantId: "default" } as const;
    pages.push(await service.execute(principal, { cursor, maxRows }, { signal }));
  }
}

function units(pages: readonly QueryPage[]): number {
  return pages.reduce((sum, page) => sum + page.stats.readUnits, 0);
}

Deno.test("Streamed and kept answers over DynamoDB hold every row exactly once", async () => {
  await withLocal({ engines: 1 }, 3000, async (service) => {
    const all = Array.from({ length: 3000 }, (_, n) => n);
    const { stats: whole } = await service.run("SELECT count(text) FROM numbers");

    const streamed = await allPages(service, "SELECT n, text FROM numbers", 400);
    const seen = streamed.flatMap((page) => page.rows.map(([n]) => Number(n)));
    assert.deepEqual(seen.toSorted((one, other) => one - other), all);
    const itemsRead = streamed.reduce((sum, page) => sum + page.stats.itemsRead, 0);
    assert.equal(itemsRead, 3000, "no item is read twice");
    // Each request rounds up to half a unit.
    assert.ok(units(streamed) <= whole.readUnits + streamed.length / 2);
    assert.ok((streamed[0]?.stats.readUnits ?? 0) < whole.readUnits, "page 1 does not read it all");

    const kept = await allPages(service, "SELECT n, text FROM numbers ORDER BY n", 400);
    assert.deepEqual(kept.flatMap((page) => page.rows.map(([n]) => Number(n))), all);
    assert.deepEqual(kept.slice(1).map((page) => page.stats.readUnits), Array(kept.length - 1).fill(0));
    for (const page of [...streamed, ...kept]) {
      assert.ok(new TextEncoder().encode(JSON.stringify(page.rows)).length <= 128 * 1024);
    }
  });
});

Deno.test("A plan reads nothing and an engine after its first query is small", async () => {
  await withLocal({ engines: 1 }, 100, async (service) => {
    const { signal } = new AbortController();
    const principal = { kind: "client", id: "ann", tenantId: "default" } as const;
    const sql = "SELECT * FROM numbers WHERE g = 'g1'";
    const plan = await service.plan(principal, { sql, schemaName: "east" }, { signal });
    assert.equal(plan.stats.readUnits, 0);
    assert.equal((await service.run(sql)).rows.length, 25);
    const resident = service.engines()[0]?.residentBytes ?? Infinity;
    assert.ok(resident <= 200 * MiB, `${resident / MiB} MiB`);
  });
});

Deno.test("Errors of the real pipeline come with their codes and positions", async () => {
  await withLocal({ engines: 1, max_read_units: 5 }, 500, async (service) => {
    await assert.rejects(
      service.run("SELECT 1,, 2"),
      (error: Error & { code?: string; detail?: unknown }) => {
        assert.equal(error.code, "syntax_error");
        assert.ok(JSON.stringify(error.detail).includes("line"));
        return true;
      },
    );
    assert.equal(await codeOf(service.run("SELECT 1; SELECT 2")), "statement_not_allowed");
    assert.equal(await codeOf(service.run("SELECT * FROM nowhere")), "table_not_found");
    assert.equal(await codeOf(service.run("SELECT nothing FROM numbers")), "column_not_found");
    assert.equal(await codeOf(service.run("SELECT * FROM read_csv('/etc/passwd')")), "function_not_allowed");
    assert.equal(await codeOf(service.run("SELECT sum(n) FROM numbers")), "budget_exceeded");
  });
});
