import assert from "node:assert/strict";
import { asking, faultTest } from "./asking.ts";

const TABLES = {
  items: [1, 2, 3, 4, 5, 6].map((n) => ({
    id: `i${n}`,
    n,
    flag: n % 2 === 0,
    flags: [n % 2 === 0, true],
    first: `a${n}`,
    last: `b${n}`,
  })),
};

const EVEN = ["i2", "i4", "i6"];

const CASES: readonly (readonly [string, readonly string[]])[] = [
  ["[flag] || [n > 3] = [true, false]", ["i2"]],
  ["[flag] || flags = [true, true, true]", EVEN],
  ["list_sort([flag]) || [true] = [true, true]", EVEN],
  ["list_filter([flag], lambda x: x) || [true] = [true, true]", EVEN],
  ["flags || [true] = [true, true, true]", EVEN],
  ["[flag, n > 3] && [true]", ["i2", "i4", "i5", "i6"]],
  // What a list says is a text of a list, not of what is inside.
  ["[n] = '[5]'", ["i5"]],
  ["'[5]' IN ([n], [n + 1])", ["i4", "i5"]],
];

for (const sampled of [1_000, 1, 7]) {
  faultTest(
    `a list is no truth value because one is inside, of ${sampled} sampled`,
    () =>
      asking(TABLES, async ({ rows }) => {
        for (const [condition, ids] of CASES) {
          assert.deepEqual(
            await rows(`SELECT id FROM items WHERE ${condition}`),
            ids.map((id) => JSON.stringify([id])),
            condition,
          );
        }
        assert.deepEqual(
          await rows(
            "SELECT n, list(flag) AS l FROM items GROUP BY ALL HAVING list(flag) || [true] = [true, true]",
          ),
          ["[2,[true]]", "[4,[true]]", "[6,[true]]"],
        );
        assert.deepEqual(
          await rows(
            "SELECT n FROM (SELECT n, list(flag) AS l FROM items GROUP BY ALL) WHERE l || [n > 4] = [true, true]",
          ),
          ["[6]"],
        );
      }, sampled),
  );

  faultTest(
    `what || joins as a condition is told with what to write, of ${sampled} sampled`,
    () =>
      asking(TABLES, async ({ outcome }) => {
        const told = async (condition: string) => {
          const found = await outcome(`SELECT id FROM items WHERE ${condition}`);
          return "code" in found ? `${found.code}: ${found.message}` : "rows";
        };
        const texts = /"first" \|\| "last" is VARCHAR, and conditions are joined by OR: write \("first"/;
        assert.match(await told("first || last"), texts);
        assert.match(await told("n > 3 AND first || last"), texts);
        assert.match(
          await told("flags || [true]"),
          /^type_mismatch: .*flags \|\| list_value\(true\) is BOOLEAN\[\], /,
        );
        assert.match(await told("flag || n = 5"), /^type_mismatch: flag is BOOLEAN, and \|\| joins texts/);
        assert.match(
          await told("[flag][1] AND flag || last = 'x'"),
          /^type_mismatch: flag is BOOLEAN, and \|\| joins/,
        );
      }, sampled),
  );
}
