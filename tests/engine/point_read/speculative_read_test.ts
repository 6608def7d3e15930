import assert from "node:assert/strict";
import type { Access, Connection, GetRead } from "../../../src/dynamodb/access.ts";
import type { GivenTables, Job } from "../../../src/engine/messages/job.ts";
import { createFastPath } from "../../../src/engine/fast_path.ts";
import { openLifetime } from "../../../src/engine/lifetime.ts";
import type { Beginning } from "../../../src/engine/run/beginning.ts";
import { SMALL } from "../../../src/engine/run/optimizing.ts";
import { createMeter, type Meter } from "../../../src/engine/read/meter.ts";
import type { SpeculativeRead } from "../../../src/engine/point_read/speculative_read.ts";
import {
  createStatementCache,
  type StatementCache,
} from "../../../src/engine/statement_cache/statement_cache.ts";
import { createTable, putItems } from "../../fixtures/tables.ts";
import { job, open, openWorld, type World } from "../world.ts";

async function withWorld(work: (world: World) => Promise<void>): Promise<void> {
  const world = await openWorld();
  try {
    await createTable(world.database, { name: "orders", hash: "id" });
    await createTable(world.database, { name: "events", hash: "day", sort: "no:N" });
    await putItems(
      world.database,
      "orders",
      Array.from({ length: 40 }, (_, at) => ({ id: `o${at}`, status: at % 2 === 0 ? "paid" : "open" })),
    );
    await putItems(
      world.database,
      "events",
      Array.from({ length: 40 }, (_, at) => ({ day: `d${at % 4}`, no: at, text: `t${at}` })),
    );
    await work(world);
  } finally {
    await world.close();
  }
}

const signal = new AbortController().signal;
const SQL = (id: string) => `SELECT * FROM orders WHERE id = '${id}'`;
const read = (id: string): GetRead => ({
  kind: "get",
  table: "orders",
  attributes: null,
  consistent: false,
  keys: [{ id: { S: id } }],
});

async function given(world: World, table: string): Promise<GivenTables> {
  const names = [{ table }];
  return { names, tables: await world.lookup(names) };
}

/** The table `orders` as it comes with a job, and its connection. */
async function orders(world: World): Promise<{ tables: GivenTables; connection: Connection }> {
  const tables = await given(world, "orders");
  const [lookup] = tables.tables;
  assert.ok(lookup !== undefined && "found" in lookup);
  return { tables, connection: lookup.found.connection };
}

/** Reads are learned without DuckDB. */
function nothingKnown(): StatementCache {
  return createStatementCache({ link: () => Promise.reject(new Error("No connection is wanted.")) });
}

function begin(
  foresight: StatementCache,
  job: Job,
  given: GivenTables | undefined,
): Promise<SpeculativeRead | null> {
  return foresight.of(job).beginRead({ given, signal });
}

function meterOf({ budget }: Job): Meter {
  return createMeter(budget, () => {});
}

Deno.test({
  name: "the read of a statement known by its likes is under way before it is planned, and is the plan's own",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      const { tables, connection } = await orders(world);
      const foresight = nothingKnown();
      assert.equal(await begin(foresight, job(SQL("o1")), tables), null);
      foresight.of(job(SQL("o1"))).noteRead(read("o1"));
      const speculative = await begin(foresight, job(SQL("o2")), tables);
      const meter = meterOf(job(SQL("o2")));
      const first = await speculative?.take(read("o2"), connection);
      assert.deepEqual(first?.page?.items, [{ id: { S: "o2" }, status: { S: "paid" } }]);
      await speculative?.settle(meter);
      assert.equal(meter.consumed.requests, 0);
    }),
});

Deno.test({
  name: "a read begun in vain is paid for, not used, and after a few of them the planner goes first",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      const { tables, connection } = await orders(world);
      const others: readonly Access[] = [
        read("o3"),
        { ...read("o2"), consistent: true },
        { ...read("o2"), attributes: ["id"] },
      ];
      const foresight = nothingKnown();
      foresight.of(job(SQL("o1"))).noteRead(read("o1"));
      for (const other of others) {
        const meter = meterOf(job(SQL("o2")));
        const speculative = await begin(foresight, job(SQL("o2")), tables);
        assert.equal(speculative?.take(other, connection), null);
        await speculative?.settle(meter);
        assert.equal(meter.consumed.requests, 1);
        assert.equal(meter.consumed.readUnits, 0.5);
        foresight.of(job(SQL("o2"))).noteRead(read("o2"));
      }
      const last = await begin(foresight, job(SQL("o2")), tables);
      assert.equal(last?.take(read("o2"), { ...connection }), null, "another connection");
      await last?.settle(meterOf(job(SQL("o2"))));
      assert.equal(await begin(foresight, job(SQL("o2")), tables), null);
    }),
});

Deno.test({
  name: "a read in vain is paid for once, though its statement fails after others were read",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      const { tables, connection } = await orders(world);
      const path = createFastPath({ link: () => Promise.reject(new Error("No connection is wanted.")) });
      const beginning = (sql: string): Beginning => ({
        job: job(sql),
        context: {
          signal,
          lookup: () => Promise.reject(new Error("No table is asked for.")),
          rows: () => Promise.resolve(),
          progress() {},
        },
        scope: openLifetime(signal, Date.now() + 30_000),
        meter: meterOf(job(sql)),
        began: 0,
        fewItems: 100,
        aggregateScan: undefined,
        small: SMALL,
      });
      const first = beginning(SQL("o1"));
      path.begin(first).noteRead(read("o1"));
      const second = beginning(SQL("o2"));
      const attempt = path.begin(second);
      try {
        assert.equal(await attempt.answer(tables), null);
        assert.equal(attempt.take(read("o3"), connection), null);
        await attempt.settle();
        await attempt.settle();
        assert.equal(second.meter.consumed.requests, 1);
        assert.equal(second.meter.consumed.readUnits, 0.5);
      } finally {
        first.scope.close();
        second.scope.close();
      }
    }),
});

Deno.test({
  name: "a read in vain now and then is made up for by those that were wanted",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      const { tables, connection } = await orders(world);
      const foresight = nothingKnown();
      foresight.of(job(SQL("o1"))).noteRead(read("o1"));
      for (let time = 0; time < 90; time++) {
        const speculative = await begin(foresight, job(SQL("o2")), tables);
        const wanted = time % 15 === 14 ? read("o3") : read("o2");
        await speculative?.take(wanted, connection);
        await speculative?.settle(meterOf(job(SQL("o2"))));
        assert.ok(speculative !== null, `the read ${time}`);
      }
    }),
});

Deno.test({
  name: "nothing is asked for that no item can be, empty or too long: DynamoDB would refuse it",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      const { tables } = await orders(world);
      const foresight = nothingKnown();
      foresight.of(job(SQL("o1"))).noteRead(read("o1"));
      for (const id of ["", "😀".repeat(513)]) {
        assert.equal(await begin(foresight, job(SQL(id)), tables), null);
      }
      // 2,048 bytes.
      const longest = await begin(foresight, job(SQL("😀".repeat(512))), tables);
      assert.ok(longest !== null);
      await longest.settle(meterOf(job(SQL(""))));
    }),
});

Deno.test({
  name: "nothing is read before the plan where a budget, the mode or the tables could forbid it",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      const tables = await given(world, "orders");
      const foresight = nothingKnown();
      const learned = job(SQL("o1"));
      foresight.of(learned).noteRead(read("o1"));
      const begins = async (more: Partial<Job>, by: GivenTables | undefined = tables) => {
        const speculative = await begin(foresight, job(SQL("o2"), more), by);
        await speculative?.settle(meterOf(learned));
        return speculative !== null;
      };
      assert.ok(await begins({}));
      assert.ok(!await begins({ mode: "plan" }));
      assert.ok(!await begins({ pushDown: false }));
      assert.ok(!await begins({ consistentRead: true }));
      assert.ok(!await begins({ budget: { ...learned.budget, readUnits: 99 } }));
      assert.ok(!await begins({ budget: { ...learned.budget, items: 0 } }));
      assert.ok(!await begins({ parameters: ["o2"] }));
      assert.ok(!await begins({}, await given(world, "events")));
      assert.ok(!await begins({}, await given(world, "nowhere")));
      assert.ok(!await begins({}, { names: [], tables: [] }));
      assert.equal(await begin(foresight, job(SQL("o2")), undefined), null);
    }),
});

/** Whether a foresight that saw one job begins the read of another. */
async function foresees(
  foresight: StatementCache,
  tables: GivenTables,
  seen: [Job, Access],
  next: [Job, GetRead],
): Promise<boolean> {
  foresight.of(seen[0]).noteRead(seen[1]);
  const speculative = await begin(foresight, next[0], tables);
  const [lookup] = tables.tables;
  assert.ok(lookup !== undefined && "found" in lookup);
  const taken = speculative?.take(next[1], lookup.found.connection) ?? null;
  await speculative?.settle(meterOf(next[0]));
  await taken;
  return taken !== null;
}

Deno.test({
  name:
    "a key's values may be texts, texts of parameters, or numbers of parameters; anything else is planned first",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      const tables = await given(world, "events");
      const event = (day: string, no: string): GetRead => ({
        ...read(""),
        table: "events",
        keys: [{ day: { S: day }, no: { N: no } }],
      });
      const sql = (day: string) => `SELECT text FROM events WHERE day = '${day}' AND no = $1`;
      const foresight = nothingKnown();
      assert.ok(
        await foresees(
          foresight,
          tables,
          [job(sql("d1"), { parameters: [1] }), event("d1", "1")],
          [job(sql("d2"), { parameters: [6] }), event("d2", "6")],
        ),
      );
      const named = "SELECT text FROM events WHERE no = $no AND day = $day";
      assert.ok(
        await foresees(
          foresight,
          tables,
          [job(named, { parameters: { day: "d1", no: 1 } }), event("d1", "1")],
          [job(named, { parameters: { day: "d3", no: 7 } }), event("d3", "7")],
        ),
      );
      // Not the constant itself: nobody knows what another one would become.
      const half = "SELECT text FROM events WHERE day = $1 AND no = 2 * $2";
      assert.ok(
        !await foresees(
          foresight,
          tables,
          [job(half, { parameters: ["d1", 3] }), event("d1", "6")],
          [job(half, { parameters: ["d1", 4] }), event("d1", "8")],
        ),
      );
    }),
});

Deno.test({
  name:
    "through the executor each lookup is one request and says what it says planned first, whatever the key",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      for (let time = 0; time < 3; time++) await world.run(SQL(`o${time}`));
      const keys = ["o3", "none", "it''s", "ü😀", "x".repeat(2_048), "o39", "-- x", "%"];
      for (const id of keys) {
        const known = await world.run(SQL(id));
        const plain = await world.run(SQL(id), { plainly: true, pushDown: false });
        assert.deepEqual(known.rows, plain.rows, id);
        assert.deepEqual(known.columns, plain.columns);
        assert.equal(known.stats.requests, 1);
        assert.equal(known.stats.readUnits, 0.5);
      }
      // No item can have such a key: nothing is asked.
      for (const id of ["", "y".repeat(2_049)]) {
        const known = await world.run(SQL(id));
        assert.deepEqual(known.rows, []);
        assert.equal(known.stats.requests, 0);
      }
    }),
});

Deno.test({
  name: "an item changed between two lookups is seen changed",
  ...open,
  fn: () =>
    withWorld(async (world) => {
      for (let time = 0; time < 4; time++) await world.run(SQL("o1"));
      await putItems(world.database, "orders", [{ id: "o1", status: "gone" }]);
      assert.deepEqual((await world.run(SQL("o1"))).rows, ['["o1","gone"]']);
    }),
});
