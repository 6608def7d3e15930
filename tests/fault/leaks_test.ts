import assert from "node:assert/strict";
import { DynamoSqlError } from "../../src/errors.ts";
import type { EngineCommand } from "../../src/query/engine_command.ts";
import { type Faulty, withFaulty } from "./faulty.ts";
import type { Fault } from "./proxy.ts";

const MiB = 2 ** 20;
const MODULE = import.meta.resolve("./measured_engine.ts");
const engineCommand = (): EngineCommand => ({
  file: Deno.execPath(),
  args: ["run", "-A", "--quiet", "--v8-flags=--expose-gc", MODULE],
});

const QUERIES = 1_000;
const AT_ONCE = 12;
const ITEMS = 300;

/** Statements of each kind with their right answer. */
const STATEMENTS: readonly (readonly [sql: string, answer: unknown])[] = [
  ["SELECT count(*), count(text) FROM numbers", [[300, 300]]],
  ["SELECT n FROM numbers WHERE g = 'g1' AND n = 5", [[5]]],
  ["SELECT sum(n) FROM numbers WHERE g = 'g2'", [[11250]]],
  ["SELECT a.n FROM numbers a JOIN numbers b ON a.n = b.n + 297 ORDER BY 1", [[297], [298], [299]]],
  [
    "SELECT g, max(text) < 'j' FROM numbers GROUP BY g ORDER BY g",
    ["g0", "g1", "g2", "g3"].map((g) => [g, true]),
  ],
  ["SELECT n FROM numbers WHERE g IN ('g0', 'g3') AND n < 4 ORDER BY n", [[0], [3]]],
  ["SELECT n FROM numbers WHERE text LIKE 'nothing%'", []],
];

const FAULTS: readonly (Fault | null)[] = [
  { kind: "error", status: 500, type: "InternalServerError" },
  { kind: "error", status: 400, type: "ExpiredTokenException" },
  { kind: "error", status: 400, type: "AccessDeniedException" },
  { kind: "error", status: 400, type: "ResourceNotFoundException" },
  { kind: "cut" },
  { kind: "refuse" },
  { kind: "drip", bytes: 8 * 1024 },
  { kind: "delay", ms: 60 },
  ...Array<null>(8).fill(null),
];

/** A query may end in one of these when DynamoDB does not behave or its caller is gone. */
const CODES = [
  "cancelled",
  "credentials_unavailable",
  "access_denied",
  "table_not_found",
  "dynamodb_unreachable",
  "throttled",
];

/** Numbers that look random and are the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5 | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

interface Holds {
  readonly tableBytes: number;
  readonly residentBytes: number;
  readonly files: number;
  readonly tempFiles: number;
}

async function measure(service: Faulty): Promise<Holds> {
  const [row = []] = (await service.run("measure")).rows;
  const [tableBytes = -1, residentBytes = -1, files = -1, tempFiles = -1] = row.map(Number);
  return { tableBytes, residentBytes, files, tempFiles };
}

/** `count` queries, several at once: some find faults on their way, some lose their caller, some leave pages unread. */
async function ask(service: Faulty, count: number, next: () => number): Promise<Map<string, number>> {
  const outcomes = new Map<string, number>();
  let left = count;
  const note = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const asker = async () => {
    while (left-- > 0) {
      const [sql, answer] = STATEMENTS[Math.floor(next() * STATEMENTS.length)] ?? ["SELECT 1", [[1]]];
      const abort = new AbortController();
      const timer = next() < 0.1 ? setTimeout(() => abort.abort(), next() * 60) : undefined;
      const paged = next() < 0.1;
      try {
        if (paged) {
          const page = await service.run("SELECT n, text FROM numbers", { maxRows: 20 }, abort.signal);
          assert.equal(page.rows.length, 20);
        } else assert.deepEqual((await service.run(sql, {}, abort.signal)).rows, answer, sql);
        note("ok");
      } catch (error) {
        if (!(error instanceof DynamoSqlError)) throw error;
        assert.ok(CODES.includes(error.code), `${error.code}: ${error.message}`);
        note(error.code);
      } finally {
        clearTimeout(timer);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, asker));
  return outcomes;
}

Deno.test("A thousand queries under faults leave no connection, file, table or memory behind", async () => {
  const limits = { engines: 1, kept_total_bytes: MiB, query_seconds: 20 };
  await withFaulty(limits, ITEMS, async (service) => {
    const pid = service.engines()[0]?.pid;
    const next = random(20_261_122);
    service.proxy.script = () => FAULTS[Math.floor(next() * FAULTS.length)] ?? null;
    const outcomes = await ask(service, QUERIES / 2, next);
    const early = await measure(service);
    for (const [outcome, count] of await ask(service, QUERIES / 2, next)) {
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + count);
    }
    const late = await measure(service);
    const told = JSON.stringify({ early, late, outcomes: Object.fromEntries(outcomes) });

    assert.ok((outcomes.get("ok") ?? 0) > QUERIES / 3, told);
    for (const code of ["cancelled", "access_denied", "credentials_unavailable", "table_not_found"]) {
      assert.ok((outcomes.get(code) ?? 0) > 0, `${code}: ${told}`);
    }
    assert.equal(service.engines()[0]?.pid, pid, "no engine died of it");
    assert.deepEqual([early.tableBytes, late.tableBytes], [0, 0], told);
    assert.equal(late.tempFiles, 0, told);
    assert.ok(late.files <= early.files + AT_ONCE, told);
    // Over 9,000 queries it stays between 200 and 290 MiB.
    assert.ok(late.residentBytes <= early.residentBytes + 100 * MiB, told);
    assert.ok(service.proxy.connections <= 4 * AT_ONCE, `${service.proxy.connections} connections`);
    assert.equal(service.proxy.underWay, 0);
    assert.ok(service.cachedBytes() <= limits.kept_total_bytes);
    await service.close();
    assert.equal(service.cachedBytes(), 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    // What is left is the catalogue's, in this process.
    assert.ok(service.proxy.connections <= 2, `${service.proxy.connections} connections`);
  }, { service: { engineCommand } });
});
