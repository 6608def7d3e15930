import assert from "node:assert/strict";
import { createLogger } from "../../src/telemetry/log.ts";
import { type Standstill, warnOfStandstills, watchLoop } from "../../src/telemetry/loop_watch.ts";

function compute(ms: number): void {
  const from = performance.now();
  while (performance.now() - from < ms);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

Deno.test("a standstill is noticed with its length, by the clock and by what was computed", async () => {
  const seen: Standstill[] = [];
  const end = watchLoop({ longerThanMs: 60, everyMs: 5, onStandstill: (one) => seen.push(one) });
  await pause(20);
  compute(200);
  await pause(20);
  end();
  compute(200);
  await pause(20);
  const longest = seen.toSorted((a, b) => b.ms - a.ms)[0];
  assert.ok(longest !== undefined && longest.ms >= 190, JSON.stringify(seen));
  // At least half of it by ourselves, also on a machine that others load.
  assert.ok(longest.cpuMs >= 20 && longest.cpuMs <= longest.ms, JSON.stringify(longest));
});

Deno.test("an idle loop has no standstills", async () => {
  const seen: Standstill[] = [];
  const end = watchLoop({ longerThanMs: 500, everyMs: 5, onStandstill: (one) => seen.push(one) });
  await pause(200);
  end();
  assert.deepEqual(seen, []);
});

Deno.test("a long standstill of our own is a warning, the next one within a minute is not", async () => {
  const lines: string[] = [];
  let now = 0;
  const end = warnOfStandstills(createLogger({ write: (line) => lines.push(line) }), () => now);
  for (const at of [0, 30_000, 61_000]) {
    now = at;
    await pause(60);
    // As much as is certain to be this process's, however busy the machine is.
    const cpu = () =>
      Deno.readTextFileSync("/proc/self/stat").split(") ")[1]?.split(" ").slice(11, 13).map(Number);
    const used = () => (cpu() ?? []).reduce((sum, ticks) => sum + ticks, 0) * 10;
    const from = used();
    while (used() - from < 700);
    await pause(120);
  }
  end();
  const warned = lines.map((line) => JSON.parse(line));
  assert.equal(warned.length, 2, lines.join("\n"));
  for (const { level, cpu_ms, ms } of warned) assert.ok(level === "warn" && cpu_ms >= 500 && ms >= cpu_ms);
});
