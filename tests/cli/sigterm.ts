/**
 * Ends servers at random moments, from their start on and under load.
 * @module
 */
import assert from "node:assert/strict";
import { openStore } from "../../src/store/mod.ts";
import { startServer } from "../fixtures/cli.ts";
import { callTool, childrenOf, hearsSigterm, lives, openEndingWorld, until } from "./ending_world.ts";

/** Milliseconds that an end may take, with what a busy machine adds. */
const END_MS = 9_500;

/**
 * Starts a server so many times, half of them under load, and sends each a SIGTERM at a moment of its own. Fails where
 * one does not end with exit code 0 in time, an engine or a folder is left, or what was answered is not counted.
 */
export async function endAtRandomMoments(times: number, seed: number): Promise<void> {
  const random = mulberry(seed);
  await using world = await openEndingWorld();
  let answered = 0;
  for (let time = 0; time < times; time++) {
    const spawned = Promise.withResolvers<number>();
    const starting = startServer(["--store", world.store], { env: world.env, onSpawn: spawned.resolve });
    const pid = await spawned.promise;
    const [moment, loaded] = [random(), random() < 0.6];
    let ended: Promise<number>;
    let engines: number[] = [];
    if (loaded) {
      const served = await starting;
      const token = await world.token(served);
      const calls = Array.from({ length: 4 }, async () => {
        // Until the server is gone.
        for (;;) if (/\[\[66\]\]/.test(await callTool(served, token, "run_sql", QUERY))) answered++;
      });
      const over = Promise.allSettled(calls);
      await new Promise((resolve) => setTimeout(resolve, moment * 3_000));
      engines = childrenOf(pid);
      const from = performance.now();
      ended = served.stop().finally(() => assert.ok(performance.now() - from < END_MS, `time ${time}`));
      await ended;
      await over;
    } else {
      await until(() => hearsSigterm(pid));
      await new Promise((resolve) => setTimeout(resolve, moment * 1_500));
      const from = performance.now();
      Deno.kill(pid, "SIGTERM");
      ended = starting.then((served) => served.stop("SIGCONT"), codeOf);
      await ended;
      assert.ok(performance.now() - from < END_MS, `time ${time}`);
    }
    assert.equal(await ended, 0, `time ${time} of seed ${seed}`);
    assert.deepEqual(engines.filter(lives), [], `time ${time} of seed ${seed}`);
    assert.deepEqual(world.temporary(), [], `time ${time} of seed ${seed}`);
  }
  assert.ok(answered > 0);
  assert.ok(
    await requestsCounted(world.store) >= answered,
    `fewer than ${answered} of seed ${seed} were counted`,
  );
}

/** Requests that the store counts for the tenant, over its days. */
async function requestsCounted(spec: string): Promise<number> {
  const store = await openStore(spec, { missing: "refuse" });
  let requests = 0;
  for await (const { value } of store.list<{ requests: number }>(["usage", "default"])) {
    requests += value.requests;
  }
  await store.close();
  return requests;
}

const QUERY = { sql: "SELECT sum(total) AS s FROM orders" };

/** The exit code of a server that ended before it listened. */
function codeOf(error: unknown): number {
  const code = /The server ended with (\d+) before/.exec(String(error))?.[1];
  if (code === undefined) throw error;
  return Number(code);
}

/** A small generator of numbers from 0 to 1 (Mulberry32): a seed tells the moments. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = state + 0x6d2b79f5 | 0;
    let mixed = Math.imul(state ^ state >>> 15, 1 | state);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  };
}
