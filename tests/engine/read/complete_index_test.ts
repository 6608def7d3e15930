/** What an index that the operator declared complete saves, and what becomes of it when an item contradicts that. */
import assert from "node:assert/strict";
import { createTable, putItems } from "../../fixtures/tables.ts";
import { type Answer, failure, open, openWorld, type World } from "../world.ts";

const ITEMS = 200;

/** An item of 1,000 bytes, names included: filled up by `pad`. */
const sale = (at: number) => {
  const item = {
    id: `s${String(at).padStart(3, "0")}`,
    status: `st${at % 50}`,
    sold_at: `2026-01-0${at % 9 + 1}`,
  };
  const used = Object.entries(item).reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  return { ...item, pad: "-".repeat(1_000 - used - "pad".length) };
};

/** 200,000 bytes are 49 blocks of 4,096 bytes: 24.5 read units. */
const WHOLE = 24.5;
/** Four items of one status are one block: 0.5 read units. */
const PARTITION = 0.5;

/** A sale of `st1` that is in no index by `sold_at`. */
const UNSOLD = { id: "unsold", status: "st1", pad: "-" };

const BY_STATUS = "SELECT id FROM sales WHERE status = 'st1' ORDER BY id";
const INDEXED = ['["s001"]', '["s051"]', '["s101"]', '["s151"]'];
const ALL = [...INDEXED, '["unsold"]'];
const WITHDRAWN =
  "Index by_status of sales was declared complete, but an item that was read lacks attribute sold_at, " +
  "and so is not in it. The declaration is withdrawn.";

/** A world with the table and its index declared complete. `ask` teaches the catalogue, as the query service does. */
async function opened(use: (w: World, ask: World["run"]) => Promise<void>): Promise<void> {
  const w = await openWorld();
  try {
    await createTable(w.database, {
      name: "sales",
      hash: "id",
      gsis: [
        { name: "by_status", hash: "status", sort: "sold_at" },
        { name: "by_pad", hash: "pad", project: ["sold_at"] },
      ],
    });
    await putItems(w.database, "sales", Array.from({ length: ITEMS }, (_, at) => sale(at)));
    await w.catalog.declareComplete("default", { tableName: "s.sales", index: "by_status", on: true });
    const ask: World["run"] = async (...asked) => {
      const answer = await w.run(...asked);
      await w.catalog.learn("default", answer.learned);
      return answer;
    };
    await use(w, ask);
  } finally {
    await w.close();
  }
}

const told = ({ warnings, rows, stats: { readUnits } }: Answer) => ({ warnings, rows, readUnits });

Deno.test(
  "a complete index serves what names its partition key alone, and consistent reads still do without it",
  open,
  () =>
    opened(async (w, ask) => {
      assert.deepEqual(told(await ask(BY_STATUS)), { warnings: [], rows: INDEXED, readUnits: PARTITION });
      const consistent = await ask(BY_STATUS, { consistentRead: true });
      assert.deepEqual(told(consistent), { warnings: [], rows: INDEXED, readUnits: 2 * WHOLE });
      const latest = await ask(
        "SELECT id, pad FROM sales WHERE status = 'st1' ORDER BY sold_at DESC LIMIT 1",
      );
      assert.deepEqual([latest.rows.length, latest.stats.readUnits], [1, 0.5]);
      await w.catalog.declareComplete("default", { tableName: "sales", index: "by_status", on: false });
      const { rows, stats } = await ask(BY_STATUS);
      assert.deepEqual([rows, stats.readUnits], [INDEXED, WHOLE]);
    }),
);

/** Statements that read the sale that is not in the index, each in another way. */
const MEETING: readonly (readonly [sql: string, more: Parameters<World["run"]>[1]])[] = [
  ["SELECT id FROM sales", {}],
  ["SELECT * FROM sales", {}],
  ["SELECT pad, count(*) FROM sales GROUP BY pad", { twoPhase: true }],
  ["SELECT count(*) FROM sales WHERE length(id) > 4", {}],
  ["SELECT pad FROM sales WHERE id = 'unsold'", {}],
  ["SELECT pad FROM sales WHERE id IN ('unsold', 's001')", {}],
  ["SELECT * FROM sales WHERE id = 'unsold'", {}],
  // Of an index that holds the attribute, though the statement does not want it.
  ["SELECT id FROM sales WHERE pad = '-'", {}],
  ["SELECT a.pad FROM (VALUES ('unsold')) AS v(id) JOIN sales a ON a.id = v.id", {}],
  ["SELECT count(*) FROM sales a, sales b WHERE a.id = b.id AND a.pad = '-' AND length(b.pad) = 1", {}],
];

Deno.test(
  "an item that a complete index lacks withdraws the declaration, in whatever way it is read",
  open,
  () =>
    opened(async (w, ask) => {
      await putItems(w.database, "sales", [UNSOLD]);
      for (const [sql, more] of MEETING) {
        await w.catalog.declareComplete("default", { tableName: "sales", index: "by_status", on: true })
          .catch(
            () => assert.fail("The items are looked at once in 30 s, and were before the sale was written."),
          );
        assert.equal((await ask(BY_STATUS)).stats.readUnits, PARTITION, "nobody has seen the sale");
        const first = await ask(sql, more);
        assert.deepEqual(first.warnings, [WITHDRAWN], sql);
        assert.deepEqual(first.learned.flatMap(({ contradicted = [] }) => contradicted), [
          { index: "by_status", attribute: "sold_at" },
        ]);
        const next = await ask(BY_STATUS);
        assert.deepEqual([next.rows, next.warnings.includes(WITHDRAWN)], [ALL, false], sql);
        assert.deepEqual((await ask(sql, more)).warnings, [], "it is told once");
      }
    }),
);

Deno.test(
  "a lookup by key that is read before it is planned is looked at, too",
  open,
  () =>
    opened(async (w, ask) => {
      const lookup = (id: string) => ask(`SELECT pad FROM sales WHERE id = '${id}'`);
      for (const id of ["s001", "s002", "s003"]) {
        assert.deepEqual((await lookup(id)).warnings, []);
        await w.executor.learned();
      }
      await putItems(w.database, "sales", [UNSOLD]);
      const runs = w.executor.fastPath.runs;
      assert.deepEqual((await lookup("unsold")).warnings, [WITHDRAWN]);
      assert.ok(w.executor.fastPath.runs > runs, "it ran as one that is known");
      assert.deepEqual((await ask(BY_STATUS)).rows, ALL);
    }),
);

Deno.test(
  "a statement that meets an item which its own complete index lacks is planned again, without it",
  open,
  () =>
    opened(async (w, ask) => {
      await putItems(w.database, "sales", [UNSOLD]);
      const both = await ask(
        "SELECT id FROM sales WHERE status = 'st1' UNION ALL SELECT pad FROM sales WHERE id = 'unsold' ORDER BY 1",
      );
      assert.deepEqual([both.warnings, both.rows], [[WITHDRAWN], ['["-"]', ...ALL]]);
      // One partition and one item in vain, then all of the table.
      assert.ok(
        both.stats.readUnits >= WHOLE && both.stats.readUnits <= WHOLE + 2,
        String(both.stats.readUnits),
      );
    }),
);

Deno.test(
  "a later page in a complete index is refused once the declaration is withdrawn",
  open,
  () =>
    opened(async (w, ask) => {
      const sql = "SELECT id FROM sales WHERE status = 'st1'";
      const pages = { pageRows: 2, pageBytes: 2 ** 24 };
      const first = await ask(sql, pages);
      assert.equal(first.rows.length, 2);
      const { resume } = first;
      assert.deepEqual(resume?.complete, ["by_status"]);
      assert.ok(resume !== undefined);
      const second = await ask(sql, { ...pages, resume });
      assert.deepEqual([...first.rows, ...second.rows].sort(), INDEXED);
      await putItems(w.database, "sales", [UNSOLD]);
      await ask("SELECT pad FROM sales WHERE id = 'unsold'");
      const refused = await failure(ask(sql, { ...pages, resume }));
      assert.deepEqual([refused.code, refused.message], [
        "cursor_expired",
        "The table has changed since the first page. Run the SQL again without a cursor.",
      ]);
      assert.deepEqual([...(await ask(sql)).rows].sort(), ALL);
    }),
);

Deno.test(
  "a statement that fails withdraws what it saw contradicted all the same",
  open,
  () =>
    opened(async (w) => {
      await putItems(w.database, "sales", [UNSOLD]);
      await failure(w.run("SELECT pad::INTEGER FROM sales WHERE id = 'unsold'"));
      assert.deepEqual(w.learnedByFailing.flatMap(({ contradicted = [] }) => contradicted), [
        { index: "by_status", attribute: "sold_at" },
      ]);
    }),
);
