import { openKv } from "../../src/store/drivers/kv.ts";
import { openMemory } from "../../src/store/drivers/memory.ts";
import { storeContract } from "./contract.ts";

storeContract("memory", () => Promise.resolve(openMemory()));
storeContract("kv", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/store.db`;
  const store = openKv(await Deno.openKv(path), { reader: await Deno.openKv(path) });
  const close = async () => {
    await store.close();
    await Deno.remove(folder, { recursive: true });
  };
  return { ...store, close };
});
