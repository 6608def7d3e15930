/**
 * Ends more servers at random moments than the suite does: `deno task sigterm 200 [SEED]`.
 * @module
 */
import { endAtRandomMoments } from "./sigterm.ts";

const [times = "200", seed = "1"] = Deno.args;
await endAtRandomMoments(Number(times), Number(seed));
console.log(`${times} ends of seed ${seed}: each with exit code 0 in time, and nothing left.`);
Deno.exit(0);
