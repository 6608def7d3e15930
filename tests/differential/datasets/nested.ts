import { num } from "../../fixtures/tables.ts";
import { type Dataset, pick, random } from "../dataset.ts";

/** Maps, lists, sets and binary. */
export function nested(): Dataset {
  const next = random(3);
  return {
    name: "nested",
    tables: [{
      name: "products",
      hash: "category",
      sort: "sku",
      items: Array.from({ length: 90 }, (_, at) => ({
        category: pick(next, ["book", "tool", "toy"]),
        sku: `sku-${String(at).padStart(3, "0")}`,
        size: at % 5 === 0 ? undefined : { w: at, h: num(`${at}.5`), unit: at % 2 === 0 ? "cm" : null },
        parts: at % 4 === 0 ? [] : [{ id: at, label: `p${at}` }, { id: at + 1, label: `q${at % 3}` }],
        ratings: Array.from({ length: at % 4 }, (_, n) => 1 + (at + n) % 5),
        colours: at % 3 === 0 ? new Set([`c${at % 4}`, "red"]) : undefined,
        lots: at % 6 === 0 ? new Set([1, at + 2]) : undefined,
        image: at % 7 === 0 ? new Uint8Array([at, 0, 255]) : undefined,
        // Keys that differ from item to item: JSON.
        options: at % 2 === 0 ? { deep: { list: [at, "x"] }, [`k${at}`]: at } : [at],
        price: num((at * 1.25).toFixed(2)),
      })),
    }],
  };
}
