import { openKv } from "../../src/store/kv.ts";
import { openMemory } from "../../src/store/memory.ts";
import { storeContract } from "./store.ts";

storeContract("memory", () => Promise.resolve(openMemory()));
storeContract("kv", async () => {
  const folder = await Deno.makeTempDir();
  const store = openKv(await Deno.openKv(`${folder}/store.db`));
  const close = async () => {
    await store.close();
    await Deno.remove(folder, { recursive: true });
  };
  return { ...store, close };
});
