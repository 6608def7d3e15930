import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { openProxy } from "../../fault/proxy.ts";
import { dynamodbLocal } from "../../fixtures/dynamodb_local.ts";
import { call, createTable, putItems } from "../../fixtures/tables.ts";
import { openWorld, type World } from "../world.ts";

/** What becomes of a task that the first request saw, so that the second one sees it too. */
interface Move {
  /** A key of the first request. */
  readonly seenBy: string;
  readonly id: number;
  readonly change: Readonly<Record<string, string>>;
}

/** 600 tasks of a kilobyte. Before the second Query one of them changes. */
async function withMoving(
  moves: readonly Move[],
  work: (world: World, moved: () => boolean) => Promise<void>,
): Promise<void> {
  const proxy = openProxy(await dynamodbLocal());
  const world = await openWorld({ endpoint: proxy.url });
  try {
    await createTable(world.database, {
      name: "tasks",
      hash: "id:N",
      gsis: [
        { name: "by_state", hash: "state" },
        { name: "by_owner", hash: "owner" },
        { name: "by_room", hash: "room", sort: "day:N", project: [] },
      ],
    });
    const padding = "x".repeat(900);
    const task = (id: number) => ({
      id,
      state: id % 60 === 7 ? "open" : `s${id % 60}`,
      owner: id % 60 === 8 ? "ada" : `o${id % 60}`,
      room: id % 50 === 7 ? "red" : `r${id % 50}`,
      day: id % 30,
      padding,
    });
    await putItems(world.database, "tasks", Array.from({ length: 600 }, (_, id) => task(id)));
    await createTable(world.database, { name: "wanted", hash: "id:N" });
    await putItems(world.database, "wanted", ["open", "s20", "s30"].map((state, id) => ({ id, state })));
    await world.plan("SELECT * FROM tasks, wanted");
    let first: string | null = null;
    let moved = false;
    proxy.reset();
    proxy.script = ({ operation, body }) => {
      if (operation !== "Query" || moved) return null;
      if (first === null) {
        first = JSON.stringify(body);
        return null;
      }
      const move = moves.find(({ seenBy }) => first?.includes(`"${seenBy}"`));
      if (move === undefined) return null;
      return {
        kind: "after",
        async work() {
          // The first one has its answer, with the item as it was.
          while (!proxy.passed.some((each) => each.operation === "Query")) await delay(5);
          const Item = wire({ ...task(move.id), ...move.change });
          await call(world.database, "PutItem", { TableName: "tasks", Item });
          moved = true;
        },
      };
    };
    await work(world, () => moved);
  } finally {
    await world.close();
    await proxy.close();
  }
}

function wire(item: Readonly<Record<string, string | number>>) {
  return Object.fromEntries(
    Object.entries(item).map((
      [name, value],
    ) => [name, typeof value === "number" ? { N: `${value}` } : { S: value }]),
  );
}

const toAda: Move = { seenBy: "open", id: 7, change: { state: "done", owner: "ada" } };
const toS20: Move = { seenBy: "open", id: 7, change: { state: "s20" } };
const toOpen: Move = { seenBy: "s20", id: 20, change: { state: "open" } };

const cases: readonly (readonly [string, readonly Move[]])[] = [
  ["SELECT id FROM tasks WHERE state = 'open' OR owner = 'ada'", [toAda]],
  ["SELECT id, padding FROM tasks WHERE state = 'open' OR owner = 'ada'", [toAda]],
  ["SELECT day FROM tasks WHERE state IN ('open', 's20') ORDER BY day", [toS20]],
  ["SELECT count(*), count(day) FROM tasks WHERE state IN ('open', 's20')", [toS20]],
  // Keys come in any order.
  ["SELECT t.day FROM wanted w JOIN tasks t ON t.state = w.state WHERE w.id < 2", [toS20, toOpen]],
];

Deno.test("an item that moves between the parts of a read is given once", async (t) => {
  for (const [sql, moves] of cases) {
    await t.step(sql, async () => {
      await withMoving(moves, async (world, moved) => {
        const { rows } = await world.run(sql);
        assert.ok(moved(), "The read was over before the item moved.");
        const [first = "[]"] = rows;
        // Ten and ten: the one that moved is among those of where it was seen first.
        assert.equal(sql.includes("count(") ? JSON.parse(first)[0] : rows.length, 20, rows.join(" "));
      });
    });
  }
});
