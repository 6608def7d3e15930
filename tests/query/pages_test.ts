import assert from "node:assert/strict";
import { ANN, BEN, codeOf, EVE, withScripted } from "../fault/scripted.ts";
import type { QueryPage, QueryRequest } from "../../src/query/service.ts";

const KiB = 1024;

function numbers(page: QueryPage): unknown[] {
  return page.rows.map(([n]) => n);
}

function upTo(end: number, from = 0): number[] {
  return Array.from({ length: end - from }, (_, n) => from + n);
}

/** All pages from `request` on. */
async function allPages(
  page: (request: QueryRequest) => Promise<QueryPage>,
  request: QueryRequest,
): Promise<QueryPage[]> {
  const pages = [await page(request)];
  for (;;) {
    const cursor = pages.at(-1)?.nextCursor;
    if (cursor === undefined) return pages;
    pages.push(await page({ cursor, ...(request.maxRows !== undefined && { maxRows: request.maxRows }) }));
  }
}

Deno.test("Pages hold every row exactly once, and only the last is complete", async () => {
  await withScripted({ engines: 1 }, async (service) => {
    const pages = await allPages((request) => service.page(ANN, request), { sql: "rows 2345", maxRows: 500 });
    assert.deepEqual(pages.flatMap(numbers), upTo(2345));
    assert.deepEqual(pages.map(({ complete }) => complete), [false, false, false, false, true]);
    assert.deepEqual(pages.map((page) => page.incompleteReason), [...Array(4).fill("row_cap"), undefined]);
    assert.equal(pages[0]?.rows[0]?.[2], "häß\n☃𝄞");
  });
});

Deno.test("A page that the rows fill exactly is complete", async () => {
  await withScripted({ engines: 1 }, async (service) => {
    const page = await service.run("rows 100");
    assert.equal(page.complete, true);
    assert.equal(page.nextCursor, undefined);
    assert.equal(service.cachedBytes(), 0);
  });
});

Deno.test("An answer without rows is one complete page with its columns", async () => {
  await withScripted({ engines: 1 }, async (service) => {
    const page = await service.run("rows 0");
    assert.deepEqual([page.rows, page.complete, page.columns.length], [[], true, 3]);
  });
});

Deno.test("A page never exceeds the byte cap and says byte_cap", async () => {
  await withScripted({ engines: 1, page_bytes: 10 * KiB }, async (service) => {
    const pages = await allPages((request) => service.page(ANN, request), { sql: "rows 30 1000" });
    assert.deepEqual(pages.flatMap(numbers), upTo(30));
    for (const page of pages) {
      assert.ok(new TextEncoder().encode(JSON.stringify(page.rows)).length <= 10 * KiB);
      if (!page.complete) assert.equal(page.incompleteReason, "byte_cap");
    }
    assert.ok(pages.length >= 3 && pages.length <= 4);
  });
});

Deno.test("The byte cap counts the brackets and commas: a page of exactly the cap fits", async () => {
  const rows = [0, 1, 2].map((n) => [n, "", "häß\n☃𝄞"]);
  const bytes = new TextEncoder().encode(JSON.stringify(rows)).length;
  await withScripted({ engines: 1, page_bytes: bytes }, async (service) => {
    assert.equal((await service.run("rows 3")).complete, true);
  });
  await withScripted({ engines: 1, page_bytes: bytes - 1 }, async (service) => {
    assert.equal((await service.run("rows 3")).rows.length, 2);
  });
});

Deno.test("A row above the byte cap answers too_large and names the largest column", async () => {
  await withScripted({ engines: 1, page_bytes: 10 * KiB }, async (service) => {
    await assert.rejects(service.run("rows 1 20000"), (error: Error & { code?: string }) => {
      assert.equal(error.code, "too_large");
      assert.match(error.message, /Largest columns: "filler" \(20002 bytes\), "text"/);
      assert.doesNotMatch(error.message, /xxx/);
      return true;
    });
    const page = await service.run("rows 2; rows 1 20000; rows 2");
    assert.deepEqual([numbers(page), page.incompleteReason], [[0, 1], "byte_cap"]);
    assert.equal(await codeOf(service.page(ANN, { cursor: page.nextCursor ?? "" })), "too_large");
  });
});

Deno.test("max_rows outside 1 to the operator's most is an invalid_parameter", async () => {
  await withScripted({ engines: 1 }, async (service) => {
    for (const maxRows of [0, -1, 1.5, 1001, Number.NaN]) {
      assert.equal(await codeOf(service.run("rows 1", { maxRows })), "invalid_parameter");
    }
    assert.equal((await service.run("rows 1200", { maxRows: 1000 })).rows.length, 1000);
  });
});

Deno.test("An answer beyond the kept limit ends incomplete, without a cursor and with a warning", async () => {
  await withScripted({ engines: 1, kept_rows: 250 }, async (service) => {
    const pages = await allPages((request) => service.page(ANN, request), { sql: "rows 2000" });
    assert.deepEqual(pages.flatMap(numbers), upTo(250));
    const last = pages.at(-1);
    assert.deepEqual([last?.complete, last?.incompleteReason, last?.warnings.length], [
      false,
      "kept_limit",
      1,
    ]);
    assert.deepEqual(pages.slice(0, -1).map((page) => page.incompleteReason), ["row_cap", "row_cap"]);
  });
});

Deno.test("A result that is evicted while its last page is read leaves nothing behind", async () => {
  // ANN's rows to come are 1,090 bytes, each result of the others 690.
  await withScripted({ engines: 1, kept_total_bytes: 2_300 }, async (service) => {
    const first = await service.run("wait 400; paused 0 110 100", { maxRows: 60 });
    const last = service.page(ANN, { cursor: first.nextCursor ?? "", maxRows: 60 });
    for (const id of ["ben", "carl"]) {
      await service.page({ ...BEN, id }, { sql: "rows 20 10", maxRows: 10 });
    }
    // Who holds most made room for the third.
    assert.equal(await codeOf(service.page(ANN, { cursor: first.nextCursor ?? "" })), "cursor_expired");
    // Its page shows what it has; for what it reads further, others who hold less make no room.
    const { incompleteReason, rows } = await last;
    assert.deepEqual([incompleteReason, rows.length < 50], ["kept_limit", true]);
    assert.equal(service.cachedBytes(), 2 * 690);
  });
});

Deno.test("Later pages of a kept result cost nothing and need no engine", async () => {
  await withScripted({ engines: 1 }, async (service) => {
    const first = await service.run("progress 300 12.5; rows 300");
    assert.equal(first.stats.readUnits, 12.5);
    const [engine] = service.engines();
    Deno.kill(engine?.pid ?? 0, "SIGKILL");
    const second = await service.page(ANN, { cursor: first.nextCursor ?? "" });
    assert.deepEqual([second.rows.length, second.stats.readUnits, second.stats.requests], [100, 0, 0]);
  });
});

Deno.test("A cursor sent again after a lost reply gives the same page", async () => {
  await withScripted({ engines: 1 }, async (service) => {
    for (const sql of ["rows 300", "paused 0 300 60"]) {
      const first = await service.run(sql);
      const cursor = first.nextCursor ?? "";
      const second = await service.page(ANN, { cursor });
      const again = await service.page(ANN, { cursor });
      assert.deepEqual([numbers(again), again.nextCursor], [numbers(second), second.nextCursor]);
      const third = await service.page(ANN, { cursor: again.nextCursor ?? "" });
      assert.deepEqual([numbers(third), third.complete], [upTo(300, 200), true]);
      assert.deepEqual(numbers(await service.page(ANN, { cursor: again.nextCursor ?? "" })), upTo(300, 200));
    }
  });
});

Deno.test("Rows that no cursor can ask for again are dropped, and a cursor to them has expired", async () => {
  await withScripted({ engines: 1 }, async (service) => {
    const first = await service.run("paused 0 400 100");
    const second = await service.page(ANN, { cursor: first.nextCursor ?? "" });
    const held = service.cachedBytes();
    await service.page(ANN, { cursor: second.nextCursor ?? "" });
    assert.equal(service.cachedBytes(), held);
    assert.equal(await codeOf(service.page(ANN, { cursor: first.nextCursor ?? "" })), "cursor_expired");
  });
});

Deno.test("The same cursor sent twice at once reads once and gives one page", async () => {
  await withScripted({ engines: 1 }, async (service) => {
    const first = await service.run("wait 50; paused 0 300 60");
    const cursor = first.nextCursor ?? "";
    const pages = await Promise.all([service.page(ANN, { cursor }), service.page(ANN, { cursor })]);
    assert.deepEqual(pages.map(numbers), [upTo(200, 100), upTo(200, 100)]);
    assert.deepEqual(pages.map((page) => page.stats.readUnits).sort(), [0, 2]);
  });
});

Deno.test("A streamed answer reads no further than its page needs and serves what is left over first", async () => {
  await withScripted({ engines: 1 }, async (service) => {
    const pages = await allPages((request) => service.page(ANN, request), { sql: "paused 0 1000 250" });
    assert.deepEqual(pages.flatMap(numbers), upTo(1000));
    assert.deepEqual(pages.map((page) => page.stats.readUnits), [1, 0, 1, 0, 0, 1, 0, 1, 0, 0]);
  });
});

Deno.test("One budget of read units covers all pages of a streamed answer", async () => {
  await withScripted({ engines: 1, max_read_units: 4 }, async (service) => {
    const first = await service.run("paused 0 1000 50");
    const second = await service.page(ANN, { cursor: first.nextCursor ?? "" });
    assert.deepEqual([first.stats.readUnits, second.stats.readUnits], [2, 2]);
    assert.equal(await codeOf(service.page(ANN, { cursor: second.nextCursor ?? "" })), "budget_exceeded");
  });
});

Deno.test("One budget of seconds covers all pages of a streamed answer", async () => {
  await withScripted({ engines: 1, query_seconds: 4 }, async (service) => {
    // The engine starts.
    await service.run("paused 0 10 5");
    const first = await service.run("paused 0 1000 50; wait 2200");
    const second = service.page(ANN, { cursor: first.nextCursor ?? "" });
    assert.equal(await codeOf(second), "timeout");
  });
});

Deno.test("A page that failed under way can be asked for again and repeats no row", async () => {
  await withScripted({ engines: 1 }, async (service) => {
    const first = await service.run("paused 0 250 100; wait 300");
    const cursor = first.nextCursor ?? "";
    const abort = new AbortController();
    const failing = service.execute(ANN, { cursor }, { signal: abort.signal });
    setTimeout(() => abort.abort(), 100);
    assert.equal(await codeOf(failing), "cancelled");
    const second = await service.page(ANN, { cursor });
    const third = await service.page(ANN, { cursor: second.nextCursor ?? "" });
    assert.deepEqual([...numbers(second), ...numbers(third)], upTo(250, 100));
  });
});

Deno.test("A forged, foreign or garbled cursor is cursor_invalid and tells nothing else", async () => {
  await withScripted({ engines: 1 }, async (service) => {
    const { nextCursor = "" } = await service.run("rows 300");
    const [id = "", row = "", mac = ""] = nextCursor.split(".");
    const forged = [
      "",
      "x",
      `${id}.${row}`,
      `${id}.0.${mac}`,
      `${id}x.${row}.${mac}`,
      `${id}.${row}.${mac.slice(0, -2)}AA`,
      `${id}.${row}.${"A".repeat(22)}`,
      `${nextCursor} `,
      `${nextCursor}\n`,
      "a".repeat(100_000),
    ];
    for (const cursor of forged) {
      assert.equal(await codeOf(service.page(ANN, { cursor })), "cursor_invalid", cursor.slice(0, 60));
    }
    assert.equal(await codeOf(service.page(BEN, { cursor: nextCursor })), "cursor_invalid");
    assert.equal(await codeOf(service.page(EVE, { cursor: nextCursor })), "cursor_invalid");
    assert.equal((await service.page(ANN, { cursor: nextCursor })).rows.length, 100);
  });
});

Deno.test("A cursor sent with other SQL or other parameters is cursor_invalid", async () => {
  await withScripted({ engines: 1 }, async (service) => {
    const first = await service.run("rows 300", { parameters: [1] });
    const cursor = first.nextCursor ?? "";
    assert.equal(await codeOf(service.page(ANN, { cursor, sql: "rows 301" })), "cursor_invalid");
    assert.equal(await codeOf(service.page(ANN, { cursor, parameters: [2] })), "cursor_invalid");
    const page = await service.page(ANN, { cursor, sql: "rows 300", parameters: [1] });
    assert.equal(page.rows.length, 100);
  });
});

Deno.test("A cursor expires when its time is over", async () => {
  let now = Date.UTC(2026, 0, 1);
  await withScripted({ engines: 1, kept_seconds: 60 }, async (service) => {
    const { nextCursor: cursor = "" } = await service.run("rows 300");
    now += 59_000;
    const { nextCursor: later = "" } = await service.page(ANN, { cursor });
    now += 61_000;
    assert.equal(await codeOf(service.page(ANN, { cursor: later })), "cursor_expired");
    assert.equal(service.cachedBytes(), 0);
  }, { clock: () => now });
});

Deno.test("The oldest kept result makes room and its cursor expires", async () => {
  await withScripted({ engines: 1, kept_total_bytes: 60 * KiB }, async (service) => {
    const first = await service.run("rows 300 80");
    const second = await service.run("rows 300 80");
    assert.ok(service.cachedBytes() <= 60 * KiB);
    assert.equal(await codeOf(service.page(ANN, { cursor: first.nextCursor ?? "" })), "cursor_expired");
    assert.equal((await service.page(ANN, { cursor: second.nextCursor ?? "" })).rows.length, 100);
  });
});

Deno.test("A result that alone exceeds the memory of all is cut, not refused", async () => {
  await withScripted({ engines: 1, kept_total_bytes: 100 * KiB }, async (service) => {
    const pages = await allPages((request) => service.page(ANN, request), { sql: "rows 5000 80" });
    const last = pages.at(-1);
    assert.deepEqual([last?.complete, last?.incompleteReason], [false, "kept_limit"]);
    const rows = pages.flatMap(numbers);
    assert.deepEqual(rows, upTo(rows.length));
    assert.ok(rows.length >= 500 && rows.length < 5000);
  });
});

Deno.test("A cursor of a service that is gone reads as expired by the next one on the same store", async () => {
  const { openStore } = await import("../../src/store/mod.ts");
  const store = await openStore("memory:");
  let cursor = "";
  await withScripted({ engines: 1 }, async (service) => {
    cursor = (await service.run("rows 300")).nextCursor ?? "";
  }, { store });
  await withScripted({ engines: 1 }, async (service) => {
    assert.equal(await codeOf(service.page(ANN, { cursor })), "cursor_expired");
  }, { store });
  await store.close();
});
