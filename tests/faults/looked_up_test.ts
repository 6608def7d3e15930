/** What a join with LIMIT looks up by key is a part of its table, though the other table was read whole. */
import assert from "node:assert/strict";
import { asking, faultTest } from "./asking.ts";

/** One in twenty is a number; the orders ask for texts alone. */
const customers = Array.from({ length: 300 }, (_, n) => ({
  id: `c${n}`,
  v: n % 20 === 7 ? n : "x",
  l: [n % 20 === 7 ? n : "x"],
  m: { k: n % 20 === 7 ? n : "x" },
}));
const orders = Array.from(
  { length: 12 },
  (_, n) => ({ id: `o${n}`, ref: `c${n * 20}`, w: n === 3 ? 1 : "y" }),
);

for (const sample of [10, 30, 60]) {
  faultTest(`What is looked up tells no shares of its table, with a sample of ${sample}`, async () => {
    for (const [shown, value] of [["v", "7"], ["l", ["7"]], ["m", { k: "7" }], ["m.k", "7"]] as const) {
      await asking({ customers, orders }, async (asks) => {
        const look = `SELECT ${shown} FROM customers c WHERE id = 'c7'`;
        assert.deepEqual(JSON.parse((await asks.inOrder(look))[0] ?? ""), [value]);
        const join = `SELECT o.id, o.w, c.${shown} FROM orders o JOIN customers c ON c.id = o.ref LIMIT 100`;
        assert.equal((await asks.rows(join)).length, 12);
        assert.deepEqual(JSON.parse((await asks.inOrder(look))[0] ?? ""), [value], shown);
      }, sample);
    }
  });
}
