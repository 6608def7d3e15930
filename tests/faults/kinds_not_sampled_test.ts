/**
 * Kinds that a small sample did not meet: an error about them comes only once what is read bears it out.
 */
import assert from "node:assert/strict";
import { asking, faultTest } from "./asking.ts";

/** From item 300 on, every fifth is of a kind of its own: 60 of 600. */
const kinds = Array.from({ length: 600 }, (_, n) => {
  const late = n >= 300 && n % 5 === 4;
  return {
    id: `k${String(n).padStart(3, "0")}`,
    n,
    j: late ? { k: n, deep: { "x y": [n, -n] } } : "text",
    lists: late ? { k: n } : n % 2 === 0 ? ["a"] : "b",
    st: late ? { x: 1 } : n % 2 === 0 ? 5 : "BAD",
    name: "abc",
  };
});

// Of 600 items, 300 are even; of the 60 late ones (304, 309, … 599), every other is: 30.
const cases: readonly (readonly [sql: string, right: unknown])[] = [
  ["SELECT max(j.k) FROM kinds", [[599]]],
  ['SELECT max(j."k"), min(j."k") FROM kinds', [[599, 304]]],
  ["SELECT max(j['k']) FROM kinds", [[599]]],
  ["SELECT count(*) FROM kinds WHERE j.k > 590", [[2]]],
  ["SELECT max(j.deep.\"x y\"[1]), min(j.deep['x y'][2]) FROM kinds", [[599, -599]]],
  ["SELECT max(x.j.k) FROM (SELECT j FROM kinds) x", [[599]]],
  ["SELECT j.k::JSON FROM kinds ORDER BY j.k DESC NULLS LAST LIMIT 1", [[599]]],
  ["SELECT max(lists.k) FROM kinds", [[599]]],
  ["SELECT count(*) FROM kinds WHERE st = 5", [[270]]],
  ["SELECT count(*) FROM kinds WHERE 5 = st", [[270]]],
  ["SELECT count(*) FROM kinds WHERE st IN ('BAD', 5)", [[540]]],
  ["SELECT count(*) FROM kinds WHERE st BETWEEN 4 AND 6", [[270]]],
];

for (const [sql, right] of cases) {
  faultTest(`Kinds that a small sample did not meet: ${sql}`, async () => {
    for (const sample of [1_000, 7]) {
      await asking({ kinds }, async (asks) => {
        for (const _time of [1, 2]) {
          const rows = (await asks.inOrder(sql)).map((row) => JSON.parse(row));
          assert.deepEqual(rows, right, `sample of ${sample}`);
        }
      }, sample);
    }
  });
}

faultTest("A step into texts is NULL with a warning, whatever was looked at", async () => {
  for (const sample of [1_000, 400, 7]) {
    for (const key of ["k", '"k"']) {
      await asking({ kinds }, async (asks) => {
        for (
          const [sql, rows, met] of [
            [`SELECT name.${key} FROM kinds LIMIT 2`, ["[null]", "[null]"], "2"],
            [`SELECT name.${key} FROM kinds WHERE id = 'k007'`, ["[null]"], "1"],
            [`SELECT max(name.${key}), count(*) FROM kinds`, ["[null,600]"], "600"],
            [`SELECT count(*) FROM kinds WHERE name.${key} = 5`, ["[0]"], "600"],
          ] as const
        ) {
          for (const _time of [1, 2]) {
            const { answer, warnings } = await asks.answer(sql);
            assert.deepEqual(answer.rows, rows, `${sql}, sample of ${sample}`);
            assert.match(
              warnings.join(),
              new RegExp(`(?:^|,)${met} values? of kinds\\.name (?:is|are) not `),
            );
            assert.match(warnings.join(), /No value of kinds\.name\.k was met/);
          }
        }
        // No item can have a key of its table that is a map.
        const ofKey = await asks.outcome('SELECT id."k" FROM kinds');
        assert.ok("code" in ofKey && ofKey.code === "type_mismatch");
      }, sample);
    }
  }
});

faultTest("A text compared with a number is refused after reading where little was looked at", async () => {
  for (const sample of [1_000, 7]) {
    await asking({ kinds }, async (asks) => {
      const outcome = await asks.outcome("SELECT count(*) FROM kinds WHERE name = 5");
      assert.ok("code" in outcome && outcome.code === "type_mismatch");
      assert.match(outcome.message, /^"name" is VARCHAR \(texts only\), 5 is INTEGER: write "name" = '5'/);
      assert.equal(outcome.message.includes("600 items"), sample === 7);
    }, sample);
  }
});

faultTest(
  "A cursor goes on where an element of a list is met that the first page had no value of",
  async () => {
    const paged = Array.from({ length: 12 }, (_, n) => ({
      id: `p${String(n).padStart(2, "0")}`,
      n,
      j: n % 3 === 0 ? "text" : n % 3 === 1 ? ["a", n] : { k: n, l: [n, 2], t: "xy" },
    }));
    const right = (value: (n: number) => unknown) =>
      paged.map(({ n }) => JSON.stringify([n, n % 3 === 2 ? value(n) : null]));
    for (
      const [expression, value] of [
        ["j.l[1]", (n: number) => n],
        ['j."l"[2]', () => 2],
        ["j['l'][-2]", (n: number) => n],
        ["j.t[2]", () => "y"],
      ] as const
    ) {
      await asking({ paged }, async (asks) => {
        await asks.answer("SELECT n, j[1] FROM paged");
        for (const pageRows of [1, 2, 5, 1_000]) {
          const { answer } = await asks.answer(`SELECT n, ${expression} FROM paged`, pageRows);
          assert.deepEqual(answer.rows, right(value), `${expression}, pages of ${pageRows}`);
        }
      }, 7);
    }
  },
);
