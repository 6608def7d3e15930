/** What each kind of read answers to what the planner and the engine ask. */
import assert from "node:assert/strict";
import type { Access, GetRead, QueryRead, ScanRead } from "../../../src/dynamodb/access.ts";
import {
  ACCESS_KINDS,
  attributesAsked,
  filtersOf,
  indexOf,
  kindOf,
  tableScan,
  withAttributes,
} from "../../../src/sql/plan/access_kinds.ts";

const base = { table: "orders", attributes: ["id"], consistent: false } as const;
const get: GetRead = { ...base, kind: "get", keys: [{ id: { S: "?" }, day: { N: "7" } }] };
const query: QueryRead = {
  ...base,
  kind: "query",
  hash: { attribute: "id", values: [{ type: "S", value: "?" }] },
  filter: null,
  reverse: false,
  countOnly: false,
};
const scan: ScanRead = { ...base, kind: "scan", filter: null, segments: 4, countOnly: false };
const empty: Access = { kind: "empty", table: "orders" };

const open = { op: "=", attribute: "state", value: { type: "S", value: "open" } } as const;
const late = { op: "=", attribute: "state", value: { type: "S", value: "late" } } as const;
const text = (value: string) => ({ type: "S", value }) as const;

Deno.test("each kind is listed under its own name", () => {
  for (const access of [get, query, scan, empty]) {
    assert.equal(kindOf(access), ACCESS_KINDS[access.kind]);
  }
});

Deno.test("found keys take the place of a stand-in, and what was known of the key stays", () => {
  const parts = [{ from: "order_id", to: "id", type: "S" }] as const;
  const read = kindOf(get).withKeys(get, parts, [[text("a")], [text("b")]]);
  assert.deepEqual(read, {
    ...get,
    keys: [{ id: { S: "a" }, day: { N: "7" } }, { id: { S: "b" }, day: { N: "7" } }],
  });
  assert.deepEqual(kindOf(query).withKeys(query, parts, [[text("a")], [text("b")]]), {
    ...query,
    hash: { attribute: "id", values: [text("a"), text("b")] },
  });
  for (const each of [get, query]) {
    const none = kindOf(each).withKeys(each, parts, []);
    assert.equal(kindOf(none).keyCount(none), 0);
  }
});

Deno.test("found sort keys make a part each, in the partition that was known or found with them", () => {
  const ranged: QueryRead = {
    ...query,
    sort: { attribute: "day", range: { op: "=", value: text("?") } },
  };
  const day = { from: "day", to: "day", type: "S" } as const;
  const known = kindOf(ranged).withKeys(ranged, [day], [[text("d1")], [text("d2")]]);
  const part = (hash: string, sort: string) => ({
    hash: { attribute: "id", values: [text(hash)] },
    sort: { attribute: "day", range: { op: "=", value: text(sort) } },
    filter: null,
  });
  assert.deepEqual(known, { ...ranged, ...part("?", "d1"), more: [part("?", "d2")] });
  const id = { from: "order_id", to: "id", type: "S" } as const;
  const found = kindOf(ranged).withKeys(ranged, [id, day], [[text("a"), text("d1")]]);
  assert.deepEqual(found, { ...ranged, ...part("a", "d1") });
});

Deno.test("a read takes found keys only in the place of keys that it has", () => {
  const takes = (access: Access, ...names: string[]) => kindOf(access).takesKeys(access, new Set(names));
  assert.ok(takes(get, "id", "day") && takes(get, "id") && takes(query, "id"));
  assert.ok(!takes(get, "state") && !takes(query, "day") && !takes(scan, "id") && !takes(empty, "id"));
  assert.ok(!takes({ ...query, more: [query] }, "id"));
  const above = { attribute: "day", range: { op: ">", value: text("?") } } as const;
  assert.ok(!takes({ ...query, sort: above }, "day"));
});

Deno.test("reads that differ in attributes are one read of all, and Scans whatever they filter by", () => {
  const also = { ...get, attributes: ["day"] };
  assert.deepEqual(kindOf(get).common(get), kindOf(also).common(also));
  assert.deepEqual(kindOf(get).merged(get, [also]), { ...get, attributes: ["id", "day"] });
  const [one, other] = [{ ...scan, filter: open }, { ...scan, attributes: null, filter: late }];
  assert.deepEqual(kindOf(one).common(one), kindOf(other).common(other));
  assert.deepEqual(kindOf(one).merged(one, [other]), {
    ...scan,
    attributes: null,
    filter: { op: "or", args: [open, late] },
  });
  assert.deepEqual(attributesAsked(kindOf(one).merged(one, [scan])), ["id"]);
  assert.deepEqual(filtersOf(kindOf(one).merged(one, [scan])), []);
  // Items that are counted are counted by the filter; a Query's filter is its own.
  for (
    const pair of [[one, other].map((each) => ({ ...each, countOnly: true })), [query, {
      ...query,
      filter: open,
    }]]
  ) {
    const [a, b] = pair.map((each) => JSON.stringify(kindOf(each).common(each)));
    assert.notEqual(a, b);
  }
});

Deno.test("only a Scan of the table's items can serve whoever reads the table", () => {
  assert.equal(tableScan(scan), scan);
  for (const access of [get, query, empty, { ...scan, index: "by_state" }, { ...scan, countOnly: true }]) {
    assert.equal(tableScan(access), null);
  }
});

Deno.test("what a read begins with is its index, and what nothing is read of has no attributes", () => {
  assert.equal(indexOf({ ...query, index: "by_state", more: [query] }), "by_state");
  assert.equal(indexOf({ ...query, more: [{ ...query, index: "by_state" }] }), undefined);
  assert.deepEqual(filtersOf({ ...query, more: [{ ...query, filter: open }] }), [open]);
  assert.deepEqual([get, empty].map((each) => attributesAsked(withAttributes(each, null))), [null, []]);
});
