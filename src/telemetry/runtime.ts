/**
 * The runtime is what a part takes from the world, as parameters: tests own the time and the chance, and read the log.
 * @module
 */
import type { Clock } from "../lib/clock.ts";
import { type Random, systemRandom } from "../lib/random.ts";
import { type Logger, silentLogger } from "./log.ts";

/** Made once, by whoever puts the parts together. */
export interface Runtime {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/** The system's time and chance, and no log. */
export const systemRuntime: Runtime = { clock: () => Date.now(), random: systemRandom, log: silentLogger };
