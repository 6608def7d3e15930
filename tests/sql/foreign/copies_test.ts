/**
 * Foreign forms inside each other multiply what is in them within a bound.
 */
import assert from "node:assert/strict";
import { asking, faultTest } from "../../faults/asking.ts";

faultTest(
  "Foreign forms inside each other are refused where they would multiply what is in them",
  async () => {
    const nested = (times: number, before: string, inner: string, behind: string) =>
      `SELECT ${before.repeat(times)}${inner}${behind.repeat(times)} FROM one`;
    await asking({ one: [{ id: "1", n: 1, name: "abc" }] }, async (asks) => {
      for (
        const sql of [
          nested(24, "square(", "n", ")"),
          nested(12, "mid('a', ", "1", ", 1)"),
          nested(12, "mid(", "name", ", 1, 2)"),
          nested(20, "regexp_substr(", "name", ", 'a')"),
          nested(16, "div0(1, ", "n", ")"),
          // One inside the other, each a few times, and so often that the text is full of them.
          `SELECT ${
            Array(600).fill("square(square(square(square(square(square(n))))))").join(" + ")
          } FROM one`,
        ]
      ) {
        const { code, message } = await asks.refused(sql);
        assert.equal(code, "invalid_query", sql.slice(0, 80));
        assert.match(message, /^Calls of other engines' functions .*\(line 1, column \d+\)/);
      }
      assert.equal(await asks.value(nested(6, "square(", "n", ")")), 1);
      assert.equal(await asks.value(nested(4, "regexp_substr(", "name", ", 'b')")), "b");
      // Those that have each argument once add nothing, however deep.
      assert.equal(await asks.value(nested(100, "nvl(", "n", ", 2)")), 1);
      const wide = Array.from({ length: 300 }, (_, at) => `div0(n, n + ${at}) AS c${at}`).join();
      const answer = await asks.outcome(`SELECT ${wide} FROM one`);
      assert.equal("answer" in answer, true);
    });
  },
);
