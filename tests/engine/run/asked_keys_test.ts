import assert from "node:assert/strict";
import { open } from "../world.ts";
import { close, run } from "./sales.ts";

Deno.test.afterAll(close);

/** Keys that arrows and functions ask for, and the place of which no value was met; null = no warning. */
const askedKeys: readonly (readonly [string, string | null])[] = [
  ["SELECT buyer->>'$.town' FROM sales", "buyer.town"],
  ["SELECT buyer->>'town' FROM sales LIMIT 1", "buyer.town"],
  ["SELECT buyer->'town' FROM sales WHERE id = 's1'", "buyer.town"],
  ["SELECT count(*) FROM sales WHERE buyer->>'$.town' = 'Berlin'", "buyer.town"],
  ["SELECT json_extract_string(buyer, '$.town') FROM sales", "buyer.town"],
  ["SELECT json_extract(buyer, '$.\"town\"') FROM sales", "buyer.town"],
  ["SELECT element_at(buyer, 'town') FROM sales", "buyer.town"],
  ["SELECT map_extract(buyer, 'town') FROM sales", "buyer.town"],
  // Keys of JSON are of one case.
  ["SELECT buyer->>'Name' FROM sales", "buyer.Name"],
  ["SELECT buyer->'address'->>'zip' FROM sales", "buyer.address.zip"],
  ["SELECT buyer.address->>'$.zip' FROM sales", "buyer.address.zip"],
  ["SELECT s.buyer->>'$.adress.city' FROM sales s", "buyer.adress"],
  ["SELECT max(x->>'town') FROM (SELECT buyer AS x FROM sales)", "buyer.town"],
  ["SELECT shop, count(buyer->>'town') FROM sales GROUP BY shop", "buyer.town"],
  ["SELECT *, buyer->>'town' FROM sales", "buyer.town"],
  ["SELECT buyer->>'name', buyer->>'$.address.city', buyer->'$.address' FROM sales", null],
  ["SELECT element_at(buyer, 'name') FROM sales", null],
  ["SELECT json_exists(buyer, '$.town') FROM sales", null],
  ["SELECT list_transform([buyer], lambda b: b->>'$.name') FROM sales", null],
];
for (const [sql, place] of askedKeys) {
  Deno.test({
    name: `a key that no map has is told of, however it is asked for: ${sql}`,
    ...open,
    async fn() {
      const outcome = await run(sql);
      assert.ok("answer" in outcome, sql);
      const told = place === null ? [] : [
        `No value of sales.${place} was met: no map that came has a key of this spelling.`,
      ];
      assert.deepEqual(outcome.warnings, told);
    },
  });
}
