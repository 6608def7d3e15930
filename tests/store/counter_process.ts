/** Adds to a counter in a kv store by compare-and-set: `counter_process.ts STORE NAME TIMES`. */
import { openStore } from "../../src/store/mod.ts";
import { addTo } from "./counter.ts";

const [spec = "", name = "", times = ""] = Deno.args;
const store = await openStore(spec);
await addTo(store, name, Number(times));
await store.close();
console.log("done");
