/**
 * The contract of a store driver. A driver joins by one line: `storeContract("name", open)`.
 * @module
 */
import assert from "node:assert/strict";
import { DynamoSqlError } from "../../src/errors.ts";
import type { Key, ListOptions, Mutation, Store } from "../../src/store/store.ts";

/** Opens a new, empty store; `close` of the store must release everything. */
export type OpenStore = () => Promise<Store>;

/** Registers the tests every driver must pass. */
export function storeContract(name: string, open: OpenStore): void {
  function rule(text: string, test: (store: Store) => Promise<void>): void {
    Deno.test(`${name} store: ${text}`, async () => {
      const store = await open();
      try {
        await test(store);
      } finally {
        await store.close();
      }
    });
  }

  rule("a key never written reads as null", async (store) => {
    assert.equal(await store.get(["nothing"]), null);
  });

  rule("values read back as written", async (store) => {
    for (const value of VALUES) {
      const version = await store.set(["v"], value);
      assert.deepEqual(await store.get(["v"]), { key: ["v"], value, version });
    }
  });

  rule("a property that is undefined is left out", async (store) => {
    await store.set(["v"], { a: 1, b: undefined });
    assert.deepEqual((await store.get(["v"]))?.value, { a: 1 });
  });

  rule("a value read is the reader's own", async (store) => {
    await store.set(["v"], { list: [1] });
    const first = await store.get<{ list: number[] }>(["v"]);
    first?.value.list.push(2);
    assert.deepEqual((await store.get(["v"]))?.value, { list: [1] });
  });

  rule("a value changed after it was written stays as written", async (store) => {
    const value = { list: [1] };
    await store.set(["v"], value);
    value.list.push(2);
    assert.deepEqual((await store.get(["v"]))?.value, { list: [1] });
  });

  rule("48 KiB fit, in any script; one byte more is too_large and writes nothing", async (store) => {
    for (const unit of ["a", "é", "語", "😀"]) {
      const room = 48 * 1024 - 2;
      const size = new TextEncoder().encode(unit).length;
      const text = unit.repeat(Math.floor(room / size)) + "a".repeat(room % size);
      await store.set(["v", unit], text);
      assert.equal((await store.get(["v", unit]))?.value, text);
      await assert.rejects(store.set(["w"], text + "a"), isCode("too_large"));
    }
    assert.equal(await store.get(["w"]), null);
  });

  rule("a refused value in a commit leaves the whole commit undone", async (store) => {
    const mutations: Mutation[] = [set(["a"], 1), set(["b"], "x".repeat(60_000))];
    await assert.rejects(store.commit([], mutations), isCode("too_large"));
    assert.equal(await store.get(["a"]), null);
  });

  rule("a value without a JSON form is refused", async (store) => {
    await assert.rejects(store.set(["v"], undefined), isCode("internal"));
    await assert.rejects(store.set(["v"], 1n), isCode("internal"));
  });

  rule("every write of a key changes its version, the same value included", async (store) => {
    const versions = new Set<string>();
    for (let round = 0; round < 5; round++) versions.add(await store.set(["v"], 1));
    await store.delete(["v"]);
    versions.add(await store.set(["v"], 1));
    assert.equal(versions.size, 6);
  });

  rule("a deleted key reads as null; deleting nothing is fine", async (store) => {
    await store.set(["v"], 1);
    await store.delete(["v"]);
    await store.delete(["v"]);
    assert.equal(await store.get(["v"]), null);
    assert.deepEqual(await keys(store, []), []);
  });

  rule("key parts may hold any characters, and none is mistaken for another", async (store) => {
    for (const part of PARTS) await store.set(["p", part, "x"], part);
    for (const part of PARTS) {
      const entry = await store.get(["p", part, "x"]);
      assert.deepEqual([entry?.key, entry?.value], [["p", part, "x"], part]);
      assert.deepEqual(await keys(store, ["p", part]), [["p", part, "x"]]);
    }
    assert.equal((await keys(store, ["p"])).length, PARTS.length);
  });

  rule("no key part may be empty or broken Unicode; no key may be empty or over long", async (store) => {
    for (const key of [[], [""], ["a", ""], ["\ud800"], ["a", "x\udc00y"], ["x".repeat(1001)]]) {
      await assert.rejects(store.get(key), isCode("internal"));
      await assert.rejects(store.set(key, 1), isCode("internal"));
      await assert.rejects(store.delete(key), isCode("internal"));
      await assert.rejects(store.commit([{ key, version: null }], []), isCode("internal"));
      await assert.rejects(store.commit([], [set(key, 1)]), isCode("internal"));
    }
  });

  rule("a key of 1,000 bytes works", async (store) => {
    const key = ["p", "x".repeat(990)];
    await store.set(key, 1);
    assert.deepEqual(await keys(store, ["p"]), [key]);
  });

  rule("a prefix matches whole parts only, and not the prefix itself", async (store) => {
    for (const key of [["a"], ["a", "b"], ["a", "b", "c"], ["a", "bb"], ["ab"], ["aa", "b"], ["A", "b"]]) {
      await store.set(key, 1);
    }
    assert.deepEqual(await keys(store, ["a"]), [["a", "b"], ["a", "b", "c"], ["a", "bb"]]);
    assert.deepEqual(await keys(store, ["a", "b"]), [["a", "b", "c"]]);
    assert.deepEqual(await keys(store, ["a", "b", "c"]), []);
    assert.equal((await keys(store, [])).length, 7);
  });

  rule(
    "a listing is in the order of the parts' UTF-8 bytes, whatever the order of writing",
    async (store) => {
      const ordered = [
        ["l", "\u0000"],
        ["l", "\u0001"],
        ["l", "A"],
        ["l", "a"],
        ["l", "a", "\u0000"],
        ["l", "a", "z"],
        ["l", "a\u0000"],
        ["l", "a!"],
        ["l", "aa"],
        ["l", "b"],
        ["l", "é"],
        ["l", "\uffff"],
        ["l", "😀"],
      ];
      for (const key of [...ordered].reverse()) await store.set(key, 1);
      assert.deepEqual(await keys(store, ["l"]), ordered);
    },
  );

  rule("a listing stops at its limit and goes on after a key", async (store) => {
    const all: Key[] = [];
    for (let index = 0; index < 250; index++) {
      const key = ["n", String(index).padStart(4, "0")];
      all.push(key);
      await store.set(key, index);
    }
    await store.set(["m", "before"], 1);
    await store.set(["o", "behind"], 1);
    const seen: Key[] = [];
    for (let page = 0; page < 10; page++) {
      const after = seen.at(-1);
      const part = await keys(store, ["n"], { limit: 60, ...(after === undefined ? {} : { after }) });
      seen.push(...part);
      if (part.length < 60) break;
    }
    assert.deepEqual(seen, all);
    assert.deepEqual(await keys(store, ["n"], { limit: 0 }), []);
  });

  rule("`after` need not exist, nor lie under the prefix", async (store) => {
    for (const part of ["a", "c", "e"]) await store.set(["p", part], 1);
    assert.deepEqual(await keys(store, ["p"], { after: ["p", "b"] }), [["p", "c"], ["p", "e"]]);
    assert.deepEqual(await keys(store, ["p"], { after: ["p", "c"] }), [["p", "e"]]);
    assert.deepEqual(await keys(store, ["p"], { after: ["p", "z"] }), []);
    assert.equal((await keys(store, ["p"], { after: ["p"] })).length, 3);
    assert.equal((await keys(store, ["p"], { after: ["o", "z"] })).length, 3);
    assert.deepEqual(await keys(store, ["p"], { after: ["q"] }), []);
  });

  rule("an expired entry is absent: for get, list and its limit, and commit", async (store) => {
    const past = Date.now() - 1;
    const gone = await store.set(["e", "1"], "old", { expiresAt: past });
    await store.set(["e", "2"], "new", { expiresAt: Date.now() + 60_000 });
    await store.set(["e", "3"], "new");
    assert.equal(await store.get(["e", "1"]), null);
    assert.deepEqual(await keys(store, ["e"], { limit: 2 }), [["e", "2"], ["e", "3"]]);
    assert.equal(await store.commit([{ key: ["e", "1"], version: gone }], [set(["r"], 1)]), false);
    assert.equal(await store.get(["r"]), null);
    assert.equal(
      await store.commit([{ key: ["e", "1"], version: null }], [set(["e", "1"], "again")]),
      true,
    );
    assert.equal((await store.get(["e", "1"]))?.value, "again");
  });

  rule(
    "a version holds in a commit until its entry expires, whether a write, a read or a list gave it",
    async (store) => {
      const expiresAt = Date.now() + 60_000;
      const written = await store.set(["e"], 1, { expiresAt });
      const read = (await store.get(["e"]))?.version ?? null;
      assert.equal(read, written);
      for await (const entry of store.list([])) assert.equal(entry.version, written);
      const again: Mutation = { type: "set", key: ["e"], value: 2, expiresAt };
      assert.equal(await store.commit([{ key: ["e"], version: read }], [again]), true);
      assert.equal(await store.commit([{ key: ["e"], version: read }], [again]), false);
    },
  );

  rule("an entry expires while the store is open", async (store) => {
    const expiresAt = Date.now() + 150;
    await store.set(["e"], 1, { expiresAt });
    const entry = await store.get(["e"]);
    // A machine busy for 150 ms may already be past it; then only the second half says something.
    if (Date.now() < expiresAt) assert.equal(entry?.value, 1);
    await new Promise((resolve) => setTimeout(resolve, expiresAt + 20 - Date.now()));
    assert.equal(await store.get(["e"]), null);
    assert.equal(await store.commit([{ key: ["e"], version: entry?.version ?? "x" }], []), false);
    assert.equal(await store.commit([{ key: ["e"], version: null }], []), true);
  });

  rule("writing again without an expiry lifts it; a commit can set one", async (store) => {
    await store.set(["e"], 1, { expiresAt: Date.now() - 1 });
    await store.set(["e"], 2);
    assert.equal((await store.get(["e"]))?.value, 2);
    await store.commit([], [{ type: "set", key: ["e"], value: 3, expiresAt: Date.now() - 1 }]);
    assert.equal(await store.get(["e"]), null);
  });

  rule("a commit holds only if every check does", async (store) => {
    const a = await store.set(["a"], 1);
    const b = await store.set(["b"], 1);
    const ok = { key: ["a"], version: a };
    assert.equal(await store.commit([ok, { key: ["b"], version: "wrong" }], [set(["a"], 2)]), false);
    assert.equal(await store.commit([ok, { key: ["b"], version: null }], [set(["a"], 2)]), false);
    assert.equal(await store.commit([ok, { key: ["c"], version: b }], [set(["a"], 2)]), false);
    assert.deepEqual((await store.get(["a"]))?.value, 1);
    assert.equal(await store.commit([ok, { key: ["c"], version: null }], [set(["a"], 2)]), true);
    assert.equal(await store.commit([ok], [set(["a"], 3)]), false);
    assert.deepEqual((await store.get(["a"]))?.value, 2);
  });

  rule("a commit sets and deletes several keys at once, 25 in all", async (store) => {
    await store.set(["gone"], 1);
    const mutations: Mutation[] = [{ type: "delete", key: ["gone"] }];
    for (let index = 0; index < 24; index++) mutations.push(set(["k", String(index)], index));
    const checks = mutations.slice(1).map(({ key }) => ({ key, version: null }));
    assert.equal(await store.commit(checks, mutations), true);
    assert.equal((await keys(store, ["k"])).length, 24);
    assert.equal(await store.get(["gone"]), null);
    assert.equal(await store.commit(checks, mutations), false);
    await assert.rejects(store.commit([], [...mutations, set(["more"], 1)]), isCode("internal"));
  });

  rule("a commit that names one key twice is refused", async (store) => {
    await assert.rejects(store.commit([], [set(["a"], 1), set(["a"], 2)]), isCode("internal"));
    assert.equal(await store.get(["a"]), null);
  });

  rule("of many commits racing for one key exactly one wins", async (store) => {
    const outcomes = await Promise.all(
      Array.from(
        { length: 20 },
        (_, index) =>
          store.commit([{ key: ["race"], version: null }], [
            set(["race"], index),
            set(["by", `${index}`], 1),
          ]),
      ),
    );
    const winners = outcomes.flatMap((won, index) => won ? [index] : []);
    assert.equal(winners.length, 1);
    assert.equal((await store.get(["race"]))?.value, winners[0]);
    assert.deepEqual(await keys(store, ["by"]), [["by", String(winners[0])]]);
  });

  rule("of many commits racing for an expired key exactly one wins", async (store) => {
    await store.set(["race"], "old", { expiresAt: Date.now() - 1 });
    const outcomes = await Promise.all(
      Array.from(
        { length: 20 },
        (_, index) => store.commit([{ key: ["race"], version: null }], [set(["race"], index)]),
      ),
    );
    assert.equal(outcomes.filter((won) => won).length, 1);
    assert.equal((await store.get(["race"]))?.value, outcomes.indexOf(true));
  });

  rule("parallel changes by compare-and-set lose no update", async (store) => {
    await store.set(["sum"], 0);
    await Promise.all(Array.from({ length: 10 }, async () => {
      for (let done = 0; done < 5;) {
        const entry = await store.get<number>(["sum"]);
        const next = (entry?.value ?? 0) + 1;
        if (await store.commit([{ key: ["sum"], version: entry?.version ?? null }], [set(["sum"], next)])) {
          done++;
        }
      }
    }));
    assert.equal((await store.get(["sum"]))?.value, 50);
  });

  rule("what is written together is seen together", async (store) => {
    let writing = true;
    const writer = (async () => {
      for (let index = 0; index < 100; index++) {
        await store.commit([], [set(["t", "a"], index), set(["t", "b"], index)]);
      }
      writing = false;
    })();
    while (writing) {
      const seen: unknown[] = [];
      for await (const entry of store.list(["t"])) seen.push(entry.value);
      assert.ok(seen.length === 0 || (seen.length === 2 && seen[0] === seen[1]), `torn: ${seen}`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await writer;
  });
}

const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1.5,
  1e300,
  Number.MAX_SAFE_INTEGER,
  "",
  "plain",
  'ünï ⁊ 語 😀 \u0000 \u2028 " \\ \n',
  [],
  {},
  [[], {}, [null]],
  { "": 1, "a b": { "ключ": ["😀"] }, constructor: 1, deep: { deeper: { deepest: [] } } },
];

const PARTS = [
  "a/b",
  "a",
  "b",
  "a\u0000b",
  ":",
  "#",
  " ",
  "a b",
  "%2F",
  "..",
  "😀",
  "é",
  "e\u0301",
  "[",
  '"',
  "\\",
];

function set(key: Key, value: unknown): Mutation {
  return { type: "set", key, value };
}

async function keys(store: Store, prefix: Key, options: ListOptions = {}): Promise<Key[]> {
  const found: Key[] = [];
  for await (const entry of store.list(prefix, options)) found.push(entry.key);
  return found;
}

function isCode(code: string) {
  return (error: unknown) => error instanceof DynamoSqlError && error.code === code;
}
