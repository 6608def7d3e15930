/** What several processes do to one store at once. */
import type { Mutation, Store } from "../../src/store/store.ts";

/** Adds 1 to the shared counter `times` times, leaving a trace of each under `name`. */
export async function addTo(store: Store, name: string, times: number): Promise<void> {
  for (let index = 0; index < times;) {
    const entry = await store.get<number>(["counter"]);
    const trace: Mutation = { type: "set", key: ["trace", name, String(index)], value: index };
    const next: Mutation = { type: "set", key: ["counter"], value: (entry?.value ?? 0) + 1 };
    if (await store.commit([{ key: ["counter"], version: entry?.version ?? null }], [next, trace])) index++;
  }
}
