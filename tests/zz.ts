import { openWorld } from "./engine/world.ts";
import { createTable, num, putItems } from "./fixtures/tables.ts";
const world = await openWorld({ sampleItems: 3 });
await createTable(world.database, { name: "docs", hash: "p", sort: "n:N" });
const manyKeys = (n: number) =>
  Object.fromEntries(Array.from({ length: 70 }, (_, key) => [`k${key}`, n * 100 + key]));
await putItems(world.database, "docs", [
  { p: "a", n: 1, doc: { price: num("1.5"), name: "x", items: [{ sku: "s1" }, { sku: "s2", qty: 2 }] } },
  { p: "a", n: 2, doc: { price: num("999.5"), name: "y", items: [] }, tags: ["t1", "t2"], big: manyKeys(2) },
  { p: "a", n: 3, doc: { name: "z" }, tags: ["t3"], big: manyKeys(3), price: 7 },
  { p: "a", n: 4, doc: { price: num("4999.5"), name: "x", rare: "only here" }, tags: [] },
  { p: "a", n: 5, doc: { price: num("4999.5"), name: "y" }, tags: ["t5", "t6", "t7"], late: { deep: 5 } },
]);
for (const sql of Deno.readTextFileSync("/tmp/q.sql").split(";\n").filter((x) => x.trim() !== "")) {
  try {
    const a = await world.run(sql.trim());
    console.log(
      sql.trim(),
      "\n  =>",
      a.columns.map((c) => `${c.name}:${c.type}`).join(" "),
      "\n  ",
      a.rows.join(" ").slice(0, 400),
      a.warnings.join("|"),
    );
  } catch (e) {
    console.log(
      sql.trim(),
      "\n  => ERR",
      String((e as Error).message),
      (e as { detail?: { cause?: unknown } }).detail?.cause ?? "",
    );
  }
}
world.close();
Deno.exit(0);
