import assert from "node:assert/strict";
import type { Distinct, TableDescription } from "../../../src/catalog/description.ts";
import { distinctValues, partitionItems, selectivity, tableHeap } from "../../../src/sql/plan/estimate.ts";
import { described, key, planned } from "../described.ts";
import { testDialect } from "../duckdb_dialect.ts";

/** A table of a million items, of which some were sampled. */
function sampled(distinct: Distinct | undefined, itemCount = 1_000_000): TableDescription {
  const base = described("t", { key: key("id S"), itemCount, complete: false });
  const attribute = { types: { S: distinct?.items ?? 1_000 }, bytes: 10_000 };
  return {
    ...base,
    sample: { items: distinct?.items ?? 1_000, complete: false },
    attributes: { id: attribute, a: distinct === undefined ? attribute : { ...attribute, distinct } },
  };
}

Deno.test("values that were all seen often are all there are", () => {
  const table = sampled({ items: 1_000, values: 4, once: 0, pairs: 249_000 });
  assert.equal(distinctValues(table, "a"), 4);
  assert.equal(partitionItems(table, tableHeap(table), "a", false), 250_000);
  assert.equal(selectivity({ op: "=", attribute: "a", value: { type: "S", value: "x" } }, table), 0.25);
});

Deno.test("values seen once stand for the square root of the items they were drawn from", () => {
  // √(1,000,000 / 1,000) × 100 + 200
  const values = distinctValues(sampled({ items: 1_000, values: 300, once: 100, pairs: 5_000 }), "a");
  assert.ok(values !== null && Math.abs(values - (Math.sqrt(1_000) * 100 + 200)) < 1e-6, String(values));
});

Deno.test("where no two were alike, there are half a million values at least", () => {
  assert.equal(distinctValues(sampled({ items: 1_000, values: 1_000, once: 1_000, pairs: 0 }), "a"), 500_000);
});

Deno.test("an estimate is never more than the items, nor less than what was seen", () => {
  for (const items of [2, 10, 1_000]) {
    for (const values of [1, 2, items]) {
      for (const once of [0, 1, values]) {
        const table = sampled({ items, values, once, pairs: values === items ? 0 : items }, 2_000);
        const found = distinctValues(table, "a") ?? -1;
        assert.ok(found >= values - once && found <= 2_000, JSON.stringify({ items, values, once, found }));
      }
    }
  }
});

Deno.test("a description from before values were counted still plans, by the old guess", () => {
  const table = sampled(undefined);
  assert.equal(distinctValues(table, "a"), null);
  assert.equal(partitionItems(table, tableHeap(table), "a", false), 1_000);
});

Deno.test("an index whose few values each hold much of the table, to be fetched one by one, loses to a Scan", async () => {
  const dialect = await testDialect();
  try {
    const table = (values: number) => {
      const items = Array.from({ length: 1_000 }, (_, at) => ({
        id: { S: `${at}` },
        kind: { S: `k${at % values}` },
        text: { S: "x" },
      }));
      const base = described("t", {
        key: key("id S"),
        indexes: [{ name: "by_kind", key: key("kind S"), projection: "KEYS_ONLY" }],
        items,
        itemCount: 100_000,
        sizeBytes: 100_000 * 400,
        complete: false,
      });
      const distinct = {
        items: 1_000,
        values,
        once: values === 1_000 ? 1_000 : 0,
        pairs: values === 1_000 ? 0 : 1_000 * (1_000 / values - 1),
      };
      const kind = base.attributes.kind;
      return {
        ...base,
        attributes: { ...base.attributes, kind: { types: {}, bytes: 0, ...kind, distinct } },
      };
    };
    const access = async (values: number) =>
      (await planned(dialect, "SELECT text FROM t WHERE kind = 'k1'", [table(values)])).relations[0]?.chosen
        .access
        .kind;
    assert.equal(await access(3), "scan");
    assert.equal(await access(1_000), "query");
  } finally {
    dialect.connection.closeSync();
  }
});
