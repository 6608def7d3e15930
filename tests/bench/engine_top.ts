/**
 * The newest order of each of 5,000 customers among a million, in the ways in which people write it, against a grouped
 * aggregate over the same items: seconds, and peak memory.
 * @module
 */
import type { EngineWorld } from "./engine_world.ts";
import { type Measured, median, took } from "./measure.ts";

const ITEMS = 1_000_000;
/** About as many are in the pages that are replayed. */
const CUSTOMERS = 5_000;
const ROUNDS = 3;

const TABLE = `replay_${ITEMS}`;
const COLUMNS = "customer_id, order_id, total";
const NEWEST_FIRST = "created_at DESC, order_id";
const RANK = `row_number() OVER (PARTITION BY customer_id ORDER BY ${NEWEST_FIRST})`;

/** Each gives a row a customer. */
const FORMS: readonly (readonly [name: string, sql: string])[] = [
  ["QUALIFY row_number() = 1", `SELECT ${COLUMNS} FROM ${TABLE} QUALIFY ${RANK} = 1`],
  [
    "CTE, WHERE rn = 1",
    `WITH ranked AS (SELECT ${COLUMNS}, ${RANK} AS rn FROM ${TABLE}) SELECT ${COLUMNS} FROM ranked WHERE rn = 1`,
  ],
  [
    "DISTINCT ON",
    `SELECT DISTINCT ON (customer_id) ${COLUMNS} FROM ${TABLE} ORDER BY customer_id, ${NEWEST_FIRST}`,
  ],
  [
    "arg_max(…) GROUP BY",
    `SELECT customer_id, arg_max(order_id, created_at), arg_max(total, created_at) FROM ${TABLE} GROUP BY 1`,
  ],
];

const GROUPS =
  `SELECT customer_id, count(*), sum(total), max(created_at), max(order_id) FROM ${TABLE} GROUP BY 1`;

/** Rounds of all forms in turn, each in a process of its own for its memory. */
export async function measureTop(world: EngineWorld): Promise<Measured[]> {
  const rounds = FORMS.map((): { ratio: number; ms: number; mb: number }[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    const groups = await alone(world, GROUPS);
    for (const [at, [, sql]] of FORMS.entries()) {
      const { ms, mb } = await alone(world, sql);
      rounds[at]?.push({ ratio: ms / groups.ms, ms, mb });
    }
  }
  return FORMS.flatMap(([name], at) => {
    const of = rounds[at] ?? [];
    const mb = Math.max(...of.map(({ mb }) => mb));
    return [
      line(
        `top 1 of each of 5,000 groups, 1 M, ${name}`,
        `${(median(of.map(({ ms }) => ms)) / 1000).toFixed(1)} s`,
      ),
      line(`time ÷ GROUP BY of the same columns`, median(of.map(({ ratio }) => ratio)).toFixed(2)),
      line(`engine's peak memory`, `${mb.toFixed(0)} MB`),
    ];
  });
}

async function alone(world: EngineWorld, sql: string): Promise<{ ms: number; mb: number }> {
  await world.freshEngine();
  await world.run("SELECT status, count(*) FROM replay_20000 GROUP BY 1");
  const ms = await took(async () => {
    const { rows } = await world.run(sql);
    if (Math.abs(rows.length - CUSTOMERS) > CUSTOMERS / 100) throw new Error(`${sql}: ${rows.length} rows.`);
  });
  return { ms, mb: world.peakMb() };
}

function line(name: string, value: string): Measured {
  return { name, value, aim: "(no aim)", met: true };
}
