/**
 * A grouped aggregate over a long scan, against loops that only count: items a second and peak memory.
 * @module
 */
import { type EngineWorld, module } from "./engine_world.ts";
import { type Measured, median, took } from "./measure.ts";

const ITEMS = 1_000_000;
const MANY_ITEMS = 5_000_000;
/** Segments of every contender: what the planner chooses for a table of this size. */
const SEGMENTS = 4;
const ROUNDS = 3;
/** Fewer for the slowest: its pace is even. */
const SDK_ITEMS = 100_000;

/** What is measured for its pace, and what besides for its memory. */
const TOTALS = "count(*), sum(total)";
const AVERAGES = "count(*), avg(total)";

/** Rounds of the three contenders in turn, so that a busy machine is busy for all. */
export async function measureScan(world: EngineWorld): Promise<Measured[]> {
  const rounds: { engine: number; sdk: number; bare: number }[] = [];
  await aggregate(world, 50_000);
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({
      engine: await aggregate(world, ITEMS),
      bare: await loop(world, "fetch", ITEMS),
      sdk: await loop(world, "sdk", SDK_ITEMS),
    });
  }
  const alone = async (items: number, aggregates = TOTALS) => {
    await world.freshEngine();
    return { rate: await aggregate(world, items, aggregates), mb: world.peakMb() };
  };
  const { mb: oneMillion } = await alone(ITEMS);
  const { mb: manyMb, rate: many } = await alone(MANY_ITEMS);
  const { mb: averagesMb } = await alone(ITEMS, AVERAGES);
  const { mb: manyAveragesMb } = await alone(MANY_ITEMS, AVERAGES);
  const perSecond = (name: string, rate: number) => line(name, `${Math.round(rate / 1000)} k/s`, "(no aim)");
  const overSdk = median(rounds.map(({ engine, sdk }) => engine / sdk));
  const overBare = median(rounds.map(({ engine, bare }) => engine / bare));
  return [
    perSecond("scan 1 M, GROUP BY in the engine, items", median(rounds.map(({ engine }) => engine))),
    perSecond("scan, AWS SDK loop that counts, items", median(rounds.map(({ sdk }) => sdk))),
    perSecond("scan, fetch + JSON.parse loop, items", median(rounds.map(({ bare }) => bare))),
    line("scan, engine ÷ AWS SDK loop", overSdk.toFixed(2), "≥ 3", overSdk >= 3),
    line("scan, engine ÷ fetch + JSON.parse", overBare.toFixed(2), "≥ 0.6", overBare >= 0.6),
    perSecond("scan 5 M, GROUP BY in the engine, items", many),
    line(
      "engine's peak memory, 1 M",
      `${oneMillion.toFixed(0)} MB`,
      "≤ 600 MB",
      oneMillion <= 600,
    ),
    line("engine's peak memory, 5 M", `${manyMb.toFixed(0)} MB`, "≤ 600 MB", manyMb <= 600),
    line("peak memory, 5 M ÷ 1 M", (manyMb / oneMillion).toFixed(2), "≤ 1.10", manyMb <= oneMillion * 1.1),
    line(
      "engine's peak memory, avg, 5 M",
      `${manyAveragesMb.toFixed(0)} MB`,
      "≤ 600 MB",
      manyAveragesMb <= 600,
    ),
    line(
      "peak memory, avg, 5 M ÷ 1 M",
      (manyAveragesMb / averagesMb).toFixed(2),
      "≤ 1.10",
      manyAveragesMb <= averagesMb * 1.1,
    ),
  ];
}

/** Items a second of the statement; checks that it counted them all. */
async function aggregate(world: EngineWorld, items: number, aggregates = TOTALS): Promise<number> {
  const sql = `SELECT status, ${aggregates} FROM replay_${items} GROUP BY 1 ORDER BY 1`;
  let read = 0;
  const ms = await took(async () => {
    const { executed, rows } = await world.run(sql, { scanSegmentsMax: SEGMENTS });
    read = executed.stats.itemsRead;
    const counted = rows.reduce((sum: number, row) => sum + Number(Array.isArray(row) ? row[1] : NaN), 0);
    if (read < items || counted !== read) throw new Error(`The engine counted ${counted} of ${read} items.`);
  });
  return read / ms * 1000;
}

async function loop(world: EngineWorld, which: "sdk" | "fetch", items: number): Promise<number> {
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      module("scan_loop.ts"),
      which,
      world.replayUrl,
      `replay_${items}`,
      String(SEGMENTS),
    ],
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`The ${which} loop failed.`);
  const counted: { items: number; ms: number } = JSON.parse(new TextDecoder().decode(stdout));
  return counted.items / counted.ms * 1000;
}

function line(name: string, value: string, aim: string, met = true): Measured {
  return { name, value, aim, met };
}
