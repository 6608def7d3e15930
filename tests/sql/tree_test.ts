import assert from "node:assert/strict";
import fc from "fast-check";
import { DynamoSqlError } from "../../src/errors.ts";
import {
  children,
  list,
  location,
  mapChildren,
  MAX_TREE_DEPTH,
  type Node,
  node,
  nodes,
  Numeral,
  numeral,
  readTree,
  str,
  strs,
  transform,
  type TreeValue,
  walk,
  writeTree,
} from "../../src/sql/tree.ts";
import { testDialect } from "./duckdb_dialect.ts";

const number = fc.oneof(
  fc.bigInt().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom("18446744073709551615", "1.0", "1e400", "-0.0", "Infinity", "-Infinity", "NaN"),
).map((text) => new Numeral(text));
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("Infinity", '"Infinity', "\\", '\\"NaN', "a\\\\", "\u0000", "-Infinity, NaN"),
);
const { value } = fc.letrec<{ value: TreeValue; node: Node }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constant(null),
    fc.boolean(),
    text,
    number,
    fc.array(tie("value"), { maxLength: 4 }),
    tie("node"),
  ),
  node: fc.dictionary(text.filter((name) => name !== "__proto__"), tie("value"), { noNullPrototype: true }),
}));

Deno.test("any tree survives writing and reading, every digit of it", () => {
  fc.assert(
    fc.property(value, (member) => {
      assert.deepEqual(readTree(writeTree({ member })), { member });
    }),
    { numRuns: 1000 },
  );
});

Deno.test("what DuckDB serializes is written back byte for byte", async () => {
  const dialect = await testDialect();
  for (
    const sql of [
      "SELECT 1.5, -1.5, 1.2345678901234567890123456789012345678, 340282366920938463463374607431768211455",
      "SELECT 1e400, -1e400, 1e-400, 1e5, 0.1, 12345678901234567890123456789012345678",
      "SELECT 'Infinity', 'NaN', '\"Infinity\"', '\\', '\\\"', 'é😀', ' -Infinity,' AS \"Infinity\"",
      "SELECT 170141183460469231731687303715884105727, -170141183460469231731687303715884105728",
    ]
  ) {
    const json = await dialect.serialize(sql);
    assert.equal(writeTree(readTree(json)), json, sql);
  }
});

Deno.test("accessors give an empty answer where the member is of another kind", () => {
  const of = readTree('{"a":"x","b":[1,"y",{"c":2}],"d":{"e":null},"query_location":18446744073709551615}');
  assert.equal(str(of, "a"), "x");
  assert.equal(str(of, "b"), "");
  assert.equal(list(of, "b").length, 3);
  assert.equal(nodes(of, "b").length, 1);
  assert.deepEqual(strs(of, "b"), ["y"]);
  assert.equal(node(of, "a"), null);
  assert.equal(numeral(of, "a"), null);
  assert.equal(location(of), null);
  assert.equal(location(readTree('{"query_location":7}')), 7);
  assert.equal(children(of).length, 2);
});

Deno.test("walk visits parents first and stays out where told", () => {
  const seen: string[] = [];
  walk(readTree('{"n":"1","l":[{"n":"2","x":{"n":"3"}},{"n":"4"}]}'), (of) => {
    seen.push(str(of, "n"));
    return str(of, "n") !== "2";
  });
  assert.deepEqual(seen, ["1", "2", "4"]);
});

Deno.test("transform replaces children first and shares what does not change", () => {
  const root = readTree('{"l":[{"n":"1"},{"n":"2"}],"same":{"n":"3"}}');
  const replaced = transform(root, (of) => str(of, "n") === "2" ? { ...of, n: "two" } : of);
  assert.equal(writeTree(replaced), '{"l":[{"n":"1"},{"n":"two"}],"same":{"n":"3"}}');
  assert.equal(replaced["same"], root["same"]);
  assert.equal(transform(root, (of) => of), root);
  assert.equal(mapChildren(root, (of) => of), root);
});

Deno.test("a tree too deep for the stack is a clean error, one at the limit is read", () => {
  const nested = (depth: number) => `{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`;
  assert.equal(writeTree(readTree(nested(MAX_TREE_DEPTH - 1))), nested(MAX_TREE_DEPTH - 1));
  for (const depth of [MAX_TREE_DEPTH, 1_000_000]) {
    assert.throws(
      () => readTree(nested(depth)),
      (error) => error instanceof DynamoSqlError && error.code === "invalid_query",
    );
  }
});
