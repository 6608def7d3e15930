import assert from "node:assert/strict";
import { deleteTable } from "../fixtures/tables.ts";
import type { QueryPage } from "../../src/query/service.ts";
import { type Faulty, withFaulty } from "./faulty.ts";
import type { Fault } from "./proxy.ts";
import { codeOf, until } from "./scripted.ts";

/** About 2.4 MB: a Scan takes several pages. */
const ITEMS = 600;
const SETTINGS = { text: (n: number) => `item ${n} `.repeat(450) };

const WHOLE = "SELECT count(*), sum(n), count(text) FROM numbers";
const ANSWER = [[ITEMS, (ITEMS * (ITEMS - 1)) / 2, ITEMS]];

const THROTTLED: Fault = { kind: "error", status: 400, type: "ProvisionedThroughputExceededException" };
const THROTTLING: Fault = { kind: "error", status: 400, type: "ThrottlingException" };
const FAILED: Fault = { kind: "error", status: 500, type: "InternalServerError" };
const DOWN: Fault = { kind: "error", status: 503, type: "ServiceUnavailable" };

/** What the answer says it consumed is what the proxy saw. */
function assertTruthful({ stats }: QueryPage, { proxy }: Faulty): void {
  assert.equal(stats.requests, proxy.arrived);
  assert.equal(stats.readUnits, proxy.passed.reduce((sum, { readUnits }) => sum + readUnits, 0));
  assert.equal(stats.itemsRead, proxy.passed.reduce((sum, { scanned }) => sum + scanned, 0));
}

const FOREVER = 1e9;

Deno.test("Faults that pass are retried: right answers, and stats that count the retries", async (t) => {
  await withFaulty({ engines: 1 }, ITEMS, async (service) => {
    const clean = await service.run(WHOLE);
    assert.deepEqual(clean.rows, ANSWER);
    assertTruthful(clean, service);
    const pages = service.proxy.arrived;
    assert.ok(pages >= 3, `${pages} pages`);

    const passing: Record<string, (before: number) => Fault | null> = {
      "every second request throttled": (before) => before % 2 === 0 ? THROTTLED : null,
      "the first two throttled by the account": (before) => before < 2 ? THROTTLING : null,
      "every third request failing": (before) => before % 3 === 0 ? FAILED : null,
      "one unavailable": (before) => before === 1 ? DOWN : null,
      "every request late": () => ({ kind: "delay", ms: 100 }),
      "every answer in drops": () => ({ kind: "drip", bytes: 32 * 1024 }),
    };
    for (const [name, script] of Object.entries(passing)) {
      await t.step(name, async () => {
        service.proxy.reset();
        service.proxy.script = ({ before }) => script(before);
        const page = await service.run(WHOLE);
        assert.deepEqual(page.rows, ANSWER);
        assertTruthful(page, service);
        const faults = service.proxy.passed.filter(({ fault }) => fault === "error");
        assert.equal(page.stats.requests, pages + faults.length);
        assert.deepEqual(page.warnings, []);
      });
    }

    await t.step("connections closed without an answer", async () => {
      service.proxy.reset();
      service.proxy.script = ({ before }) => before % 2 === 0 ? { kind: "refuse" } : null;
      const page = await service.run(WHOLE);
      assert.deepEqual(page.rows, ANSWER);
      // `fetch` itself sends again what a kept connection dropped without a word, and tells nobody.
      assert.ok(page.stats.requests >= pages && page.stats.requests <= service.proxy.arrived);
      assert.equal(page.stats.readUnits, clean.stats.readUnits);
    });

    await t.step("connections cut in the middle of an answer", async () => {
      service.proxy.reset();
      service.proxy.script = ({ before }) => before % 2 === 0 ? { kind: "cut" } : null;
      const page = await service.run(WHOLE);
      assert.deepEqual(page.rows, ANSWER);
      assert.equal(page.stats.requests, service.proxy.arrived);
      // What a cut answer cost nobody told us; each item is counted once.
      assert.equal(page.stats.itemsRead, ITEMS);
      assert.equal(page.stats.readUnits, clean.stats.readUnits);
    });

    await t.step("pages of a streamed answer under faults hold every row once", async () => {
      service.proxy.reset();
      service.proxy.script = ({ before }) =>
        [THROTTLED, null, { kind: "cut" } as const, null, FAILED, null][before % 6] ?? null;
      const seen: number[] = [];
      let cursor: string | undefined;
      do {
        const page = cursor === undefined
          ? await service.run("SELECT n, text FROM numbers")
          : await service.run("SELECT n, text FROM numbers", { cursor });
        seen.push(...page.rows.map(([n]) => Number(n)));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      assert.deepEqual(seen.sort((one, other) => one - other), Array.from({ length: ITEMS }, (_, n) => n));
    });
  }, SETTINGS);
});

Deno.test("Faults that stay end in the code that tells what to do, soon, and leave the engine well", async (t) => {
  await withFaulty({ engines: 1, query_seconds: 20 }, ITEMS, async (service) => {
    const staying: Record<string, readonly [fault: Fault, code: string, message: RegExp]> = {
      "throttled for ever": [THROTTLED, "throttled", /throttled reads of table numbers, also after retries/],
      "failing for ever": [FAILED, "dynamodb_unreachable", /DynamoDB answers with an error of its own/],
      "unavailable for ever": [DOWN, "dynamodb_unreachable", /DynamoDB answers with an error of its own/],
      "refused for ever": [{ kind: "refuse" }, "dynamodb_unreachable", /DynamoDB cannot be reached/],
      "every answer cut": [{ kind: "cut" }, "dynamodb_unreachable", /DynamoDB cannot be reached/],
      "credentials that expire": [
        {
          kind: "error",
          status: 400,
          type: "ExpiredTokenException",
          message: "The security token included in the request is expired: AKIASECRET",
        },
        "credentials_unavailable",
        /did not accept the server's credentials.*ExpiredTokenException/,
      ],
      "an action that is not granted": [
        {
          kind: "error",
          status: 400,
          type: "AccessDeniedException",
          message:
            "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: dynamodb:Scan on " +
            "resource: arn:aws:dynamodb:eu-central-1:123456789012:table/numbers",
        },
        "access_denied",
        /Access denied: dynamodb:Scan on table numbers/,
      ],
    };
    for (const [name, [fault, code, message]] of Object.entries(staying)) {
      // The back-off of a throttled request takes 7.5 s, at most 15 s: once is enough.
      for (const from of fault === THROTTLED ? [1] : [0, 2]) {
        await t.step(`${name}, from request ${from} on`, async () => {
          service.proxy.reset();
          service.proxy.script = ({ before }) => before >= from ? fault : null;
          await assert.rejects(service.run(WHOLE), (error: Error & { code?: string }) => {
            assert.equal(error.code, code, error.message);
            assert.match(error.message, message);
            assert.doesNotMatch(error.message, /arn:aws:iam|AKIASECRET|123456789012/);
            return true;
          });
          service.proxy.reset();
          assert.deepEqual((await service.run("SELECT n FROM numbers WHERE g = 'g1' AND n = 1")).rows, [[1]]);
        });
      }
    }

    await t.step("one action denied, the others go on", async () => {
      service.proxy.reset();
      service.proxy.script = ({ operation }) =>
        operation === "Scan" ? null : {
          kind: "error",
          status: 400,
          type: "AccessDeniedException",
          message: "not authorized",
        };
      assert.equal(await codeOf(service.run("SELECT n FROM numbers WHERE g = 'g1'")), "access_denied");
      assert.deepEqual((await service.run(WHOLE)).rows, ANSWER);
    });
  }, SETTINGS);
});

Deno.test("DynamoDB that is too slow ends in a timeout within two seconds of the deadline", async (t) => {
  await withFaulty({ engines: 1, query_seconds: 3 }, ITEMS, async (service) => {
    const slow: Record<string, Fault> = {
      "no answer at all": { kind: "delay", ms: 20_000 },
      "an answer in single drops": { kind: "drip", bytes: 8 },
    };
    for (const [name, fault] of Object.entries(slow)) {
      await t.step(name, async () => {
        service.proxy.script = () => fault;
        const started = performance.now();
        assert.equal(await codeOf(service.run(WHOLE)), "timeout");
        assert.ok(performance.now() - started < 5_000);
        service.proxy.reset();
        assert.deepEqual((await service.run(WHOLE)).rows, ANSWER);
      });
    }
  }, SETTINGS);
});

Deno.test("Throttling that outlasts the query's time is throttled, and the message says of what", async (t) => {
  await withFaulty({ engines: 1, query_seconds: 3 }, ITEMS, async (service) => {
    const byKey = (n: number) => `SELECT text FROM numbers WHERE g = 'g${n % 4}' AND n = ${n}`;
    // Until its shape is known, and the read begins before the plan.
    for (let n = 0; n < 6; n++) await service.run(byKey(n));
    const batch = "SELECT count(text) FROM numbers WHERE g = 'g1' AND n IN (1, 5, 9)";
    const reads: Record<string, readonly [sql: string, fault: Fault]> = {
      "a Scan": [WHOLE, THROTTLED],
      "a read by key that is known": [byKey(7), THROTTLING],
      "keys of a batch": [batch, THROTTLED],
      "keys of a batch that stay unprocessed": [batch, { kind: "unprocessed" }],
      "pages of a streamed read": ["SELECT n FROM numbers WHERE text LIKE '%nothing%'", THROTTLED],
    };
    // The waits between tries are random: now and then all five are over before the query's time is.
    let outlasted = 0;
    for (const [name, [sql, fault]] of Object.entries(reads)) {
      await t.step(name, async () => {
        service.proxy.script = () => fault;
        const started = performance.now();
        await assert.rejects(service.run(sql), (error: Error & { code?: string }) => {
          assert.equal(error.code, "throttled", error.message);
          assert.match(
            error.message,
            /throttled reads of table numbers, (also after retries|and still did when the [\d.]+ seconds that the query may take were over)/,
          );
          if (error.message.includes("seconds that the query may take")) outlasted++;
          return true;
        });
        assert.ok(performance.now() - started < 5_000);
        service.proxy.reset();
        assert.deepEqual((await service.run(WHOLE)).rows, ANSWER);
      });
    }

    assert.ok(outlasted >= 2, `${outlasted}`);

    await t.step("throttling that was over is not blamed for what was slow afterwards", async () => {
      service.proxy.script = ({ before }) => before === 0 ? THROTTLED : { kind: "delay", ms: 1_000 };
      assert.equal(await codeOf(service.run(WHOLE)), "timeout");
      service.proxy.reset();
    });
  }, SETTINGS);
});

Deno.test("A client that goes away in mid-scan stops the reading within a second", async (t) => {
  await withFaulty({ engines: 1 }, ITEMS, async (service) => {
    const whole: Record<string, { sql: string; fault: Fault }> = {
      "a whole read": { sql: WHOLE, fault: { kind: "delay", ms: 250 } },
      "a streamed read": {
        sql: "SELECT n FROM numbers WHERE text LIKE '%nothing%'",
        fault: { kind: "delay", ms: 250 },
      },
      "an answer in drops": { sql: WHOLE, fault: { kind: "drip", bytes: 4 * 1024 } },
      "a wait between two retries": { sql: WHOLE, fault: THROTTLED },
    };
    for (const [name, { sql, fault }] of Object.entries(whole)) {
      await t.step(name, async () => {
        service.proxy.reset();
        service.proxy.script = () => fault;
        const abort = new AbortController();
        const answer = codeOf(service.run(sql, {}, abort.signal));
        await until(() => service.proxy.arrived >= 1);
        await new Promise((resolve) => setTimeout(resolve, 50));
        abort.abort();
        assert.equal(await answer, "cancelled");
        const gone = performance.now();
        await until(() => service.engines().every(({ load }) => load === 0), 1);
        const arrived = service.proxy.arrived;
        await until(() => service.proxy.underWay === 0, 1 - (performance.now() - gone) / 1000);
        await new Promise((resolve) => setTimeout(resolve, 700));
        assert.equal(service.proxy.arrived, arrived, "nothing is asked for any more");
      });
    }
    service.proxy.reset();
    assert.deepEqual((await service.run(WHOLE)).rows, ANSWER);
  }, SETTINGS);
});

Deno.test("A table deleted in mid-scan is table_not_found, and its neighbours go on", async () => {
  await withFaulty({ engines: 1 }, ITEMS, async (service) => {
    let deleted = FOREVER;
    service.proxy.script = ({ operation, before }) => {
      if (operation !== "Scan" || before < 1 || deleted !== FOREVER) return null;
      deleted = before;
      return { kind: "after", work: () => deleteTable(service.database, "numbers") };
    };
    const neighbour = service.run("SELECT sum(range) FROM range(1000)");
    await assert.rejects(service.run(WHOLE), (error: Error & { code?: string }) => {
      assert.equal(error.code, "table_not_found");
      assert.match(error.message, /^Table not found: east\.numbers\. .*Consumed so far: [\d.]+ read units/);
      return true;
    });
    assert.deepEqual((await neighbour).rows, [[499500]]);
    assert.deepEqual((await service.run("SELECT 1")).rows, [[1]]);
  }, SETTINGS);
});
