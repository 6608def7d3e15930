/**
 * Measuring: rates, latencies, resident memory.
 * @module
 */

/** The middle value; of two middle ones the upper. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Calls `once` from `workers` loops for `milliseconds`; calls a second. */
export async function rate(
  once: () => Promise<void>,
  workers: number,
  milliseconds: number,
): Promise<number> {
  const from = performance.now();
  let calls = 0;
  await Promise.all(Array.from({ length: workers }, async () => {
    while (performance.now() - from < milliseconds) {
      await once();
      calls++;
    }
  }));
  return calls / ((performance.now() - from) / 1000);
}

/** Milliseconds that one call takes. */
export async function took(once: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await once();
  return performance.now() - from;
}

/** Resident memory of a process in MB (10^6 bytes), from /proc: Linux only. */
export function residentMb(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1];
  return Number(kib) * 1024 / 1e6;
}

/** Processor time that a process has spent so far, in milliseconds, from /proc: Linux only. To 10 ms. */
export function cpuMs(pid: number): number {
  // The second field is a name in parentheses, with spaces maybe; utime and stime are the 14th and 15th (proc(5)).
  const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Ids of a process's children. */
export function childPids(pid: number): number[] {
  const found = new Set<number>();
  for (const thread of Deno.readDirSync(`/proc/${pid}/task`)) {
    const text = Deno.readTextFileSync(`/proc/${pid}/task/${thread.name}/children`);
    for (const child of text.trim().split(/\s+/).filter(Boolean)) found.add(Number(child));
  }
  return [...found];
}

/** One line of the table. */
export interface Measured {
  readonly name: string;
  readonly value: string;
  readonly aim: string;
  readonly met: boolean;
}

/** The table that the bench prints. */
export function report(rows: readonly Measured[]): string {
  const lines = rows.map(({ name, value, aim, met }) => [name, value, aim, met ? "met" : "MISSED"]);
  const all = [["measure", "value", "aim", "verdict"], ...lines];
  const widths = [0, 1, 2].map((at) => Math.max(...all.map((row) => [...row[at] ?? ""].length)));
  return all.map((row) =>
    row.map((text, at) => text + " ".repeat(Math.max(0, (widths[at] ?? 0) - [...text].length))).join("  ")
      .trimEnd()
  ).join("\n");
}
