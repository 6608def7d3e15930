import assert from "node:assert/strict";
import { openStore } from "../../src/store/mod.ts";
import { engineEnvironment } from "../../src/query/engine_command.ts";
import { ANN, BEN, codeOf, EVE, until, withScripted } from "../fault/scripted.ts";
import type { QueryRecord } from "../../src/query/audit.ts";

Deno.test("A principal beyond its queries at once is rate_limited, and others are not", async () => {
  await withScripted({ engines: 1, concurrent_queries_principal: 2 }, async (service) => {
    const running = [service.run("wait 500; rows 1"), service.run("wait 500; rows 1")];
    await until(() => service.engines()[0]?.load === 2);
    await assert.rejects(service.run("rows 1"), { code: "rate_limited", detail: { retryAfter: 1 } });
    assert.equal((await service.page(BEN, { sql: "rows 1" })).rows.length, 1);
    await Promise.all(running);
    assert.equal((await service.run("rows 1")).rows.length, 1);
  });
});

Deno.test("A tenant and the server have bounds of their own", async () => {
  const limits = { engines: 1, concurrent_queries_tenant: 2, concurrent_queries: 3 };
  await withScripted(limits, async (service) => {
    const running = [service.run("wait 600"), service.page(BEN, { sql: "wait 600" })];
    await until(() => service.engines()[0]?.load === 2);
    await assert.rejects(service.run("rows 1"), {
      code: "rate_limited",
      message: /your tenant's limit is 2/,
    });
    running.push(service.page(EVE, { sql: "wait 500" }));
    await until(() => service.engines()[0]?.load === 3);
    await assert.rejects(service.page(EVE, { sql: "rows 1" }), { message: /the server's limit is 3/ });
    await Promise.all(running);
  });
});

Deno.test("A cancelled query keeps its place until its engine has stopped working on it", async () => {
  await withScripted({ engines: 1, concurrent_queries_principal: 1 }, async (service) => {
    const abort = new AbortController();
    const answer = codeOf(service.run("hang", {}, { signal: abort.signal }));
    await until(() => (service.engines()[0]?.residentBytes ?? 0) > 0);
    abort.abort();
    assert.equal(await answer, "cancelled");
    assert.equal(await codeOf(service.run("rows 1")), "rate_limited");
    await until(() => service.engines().every(({ load }) => load === 0), 5);
    assert.equal((await service.run("rows 1")).rows.length, 1);
  });
});

Deno.test("A query cancelled before it starts reaches no engine", async () => {
  await withScripted({ engines: 1 }, async (service) => {
    assert.equal(await codeOf(service.run("rows 1", {}, { signal: AbortSignal.abort() })), "cancelled");
    assert.deepEqual(service.engines(), []);
  });
});

Deno.test("SQL that is missing or too long is refused before an engine sees it", async () => {
  await withScripted({ engines: 1, sql_bytes: 100 }, async (service) => {
    assert.equal(await codeOf(service.page(ANN, {})), "invalid_parameter");
    assert.equal(await codeOf(service.run("   ")), "invalid_parameter");
    assert.equal(await codeOf(service.run("é".repeat(51))), "too_large");
    assert.deepEqual(service.engines(), []);
  });
});

Deno.test("max_read_units lowers the operator's budget and never raises it", async () => {
  await withScripted({ engines: 1, max_read_units: 5 }, async (service) => {
    const readAll = "paused 0 100 10";
    assert.equal(await codeOf(service.run(readAll)), "budget_exceeded");
    assert.equal(await codeOf(service.run(readAll, { maxReadUnits: 1000 })), "budget_exceeded");
    assert.equal((await service.run("paused 0 40 10", { maxReadUnits: 4 })).stats.readUnits, 4);
    assert.equal(await codeOf(service.run("paused 0 40 10", { maxReadUnits: 3 })), "budget_exceeded");
    assert.equal(await codeOf(service.run("rows 1", { maxReadUnits: 0 })), "invalid_parameter");
  });
});

Deno.test("A principal that has used up its day is refused until midnight UTC, others go on", async () => {
  let now = Date.UTC(2026, 0, 1, 12);
  await withScripted({ engines: 1, principal_day_read_units: 10 }, async (service) => {
    await service.run("progress 9 9");
    await assert.rejects(service.run("paused 0 100 10"), {
      code: "budget_exceeded",
      message: /all that is left of your read units of today/,
    });
    await assert.rejects(service.run("rows 1"), {
      code: "budget_exceeded",
      message: /Nothing is left/,
      detail: {
        advice: "Wait until then, or ask the operator for a larger budget of the day. Plans cost nothing.",
      },
    });
    const plan = service.plan(ANN, { sql: "plan" }, { signal: new AbortController().signal });
    assert.equal((await plan).mode, "plan");
    assert.equal((await service.page(BEN, { sql: "rows 1" })).rows.length, 1);
    now += 12 * 3_600_000;
    assert.equal((await service.run("rows 1")).rows.length, 1);
  }, { clock: () => now });
});

Deno.test("Two services on one store share the day's budgets of tenant and principal", async () => {
  const store = await openStore("memory:");
  const limits = { engines: 1, tenant_day_read_units: 10 };
  await withScripted(limits, async (one) => {
    await withScripted(limits, async (other) => {
      await Promise.all([one.run("progress 6 6"), other.page(BEN, { sql: "progress 6 6" })]);
      await Promise.all([one.flush(), other.flush()]);
      await new Promise((resolve) => setTimeout(resolve, 2_100));
      await assert.rejects(one.run("rows 1"), { code: "budget_exceeded", message: /your tenant's/ });
      await assert.rejects(other.run("rows 1"), { code: "budget_exceeded" });
    }, { store });
  }, { store });
  await store.close();
});

Deno.test("Usage per tenant and day is in the store: requests, rows handed out, read units", async () => {
  const store = await openStore("memory:");
  await withScripted({ engines: 1 }, async (service) => {
    const first = await service.run("progress 5 2.5; rows 150");
    await service.page(ANN, { cursor: first.nextCursor ?? "" });
    await codeOf(service.run("progress 5 1.5; fail throttled"));
    await service.page(EVE, { sql: "rows 1" });
  }, { store, clock: () => Date.UTC(2026, 6, 4) });
  const usage = await store.get(["usage", "default", "2026-07-04"]);
  assert.deepEqual(usage?.value, { requests: 3, rowsReturned: 150, ddbReadUnits: 4 });
  assert.deepEqual((await store.get(["usage", "other", "2026-07-04"]))?.value, {
    requests: 1,
    rowsReturned: 1,
    ddbReadUnits: 0,
  });
  await store.close();
});

Deno.test("Units read by a run that died with its process, and again by the next, are charged and shown once", async () => {
  const file = await Deno.makeTempFile({ prefix: "dynamosql-once-" });
  const store = await openStore("memory:");
  const seen: number[] = [];
  await withScripted({ engines: 1, max_read_units: 5 }, async (service) => {
    const script = `progress 4 4; wait 150; die_once ${file}; rows 1`;
    const page = await service.run(script, {}, { onProgress: (_items, units) => seen.push(units) });
    assert.equal(page.stats.readUnits, 4);
  }, { store, clock: () => Date.UTC(2026, 6, 4) });
  const usage = await store.get<{ ddbReadUnits: number }>(["usage", "default", "2026-07-04"]);
  assert.equal(usage?.value.ddbReadUnits, 4);
  assert.deepEqual(seen, [...seen].sort((one, other) => one - other));
  await store.close();
});

Deno.test("Every call leaves one record with its outcome and without the SQL text", async () => {
  const records: QueryRecord[] = [];
  await withScripted({ engines: 1 }, async (service) => {
    const first = await service.run("progress 5 2; rows 150");
    await service.page(ANN, { cursor: first.nextCursor ?? "" });
    await codeOf(service.run("throw"));
    await codeOf(service.page(BEN, { cursor: "x" }));
  }, { onQuery: (record) => records.push(record) });
  assert.deepEqual(records.map(({ mode, outcome, rows, readUnits }) => [mode, outcome, rows, readUnits]), [
    ["execute", "ok", 100, 2],
    ["page", "ok", 50, 0],
    ["execute", "internal", 0, 0],
    ["page", "cursor_invalid", 0, 0],
  ]);
  assert.match(records[2]?.cause ?? "", /secret detail/);
  assert.doesNotMatch(JSON.stringify(records), /progress 5/);
});

Deno.test("An engine gets the server's environment without what may hold the server's secrets", () => {
  const names = [
    "DYNAMOSQL_SECRET_TEST",
    "DENO_KV_ACCESS_TOKEN",
    "OTEL_EXPORTER_OTLP_HEADERS",
    "AWS_PROFILE_TEST",
  ];
  for (const name of names) Deno.env.set(name, "x");
  const environment = engineEnvironment();
  for (const name of names) Deno.env.delete(name);
  assert.deepEqual(names.filter((name) => name in environment), ["AWS_PROFILE_TEST"]);
});
