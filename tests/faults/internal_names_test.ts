import assert from "node:assert/strict";
import { asking, faultTest } from "./asking.ts";

/** Texts of which the last of 50 is otherwise: nobody meets it before all is read, and it counts. */
const odd = (usual: unknown, other: unknown) =>
  Array.from({ length: 50 }, (_, at) => at === 49 ? other : usual);

faultTest(
  "Attributes may be called as the engine's own columns are, while their kinds turn out",
  () =>
    asking({
      things: odd("text", { m: 1 }).map((value, at) => ({
        id: `i${at}`,
        value,
        row: value,
        loaded: value,
        recalled: value,
        rowid: at === 49 ? "last" : 49 - at,
      })),
    }, async ({ value, rows }) => {
      for (const name of ['"value"', '"row"', "loaded", "recalled"]) {
        assert.equal(await value(`SELECT count(*) FROM things WHERE ${name} = 'text'`), 49, name);
        assert.deepEqual(await rows(`SELECT ${name} FROM things WHERE id = 'i49'`), ['[{"m":1}]'], name);
      }
      assert.deepEqual(await rows("SELECT id, value, rowid FROM things WHERE id IN ('i3', 'i49')"), [
        '["i3","text","46"]',
        '["i49",{"m":1},"last"]',
      ]);
      assert.deepEqual(await rows("SELECT * FROM things WHERE id = 'i7'"), [
        '["i7","text","text","text","42","text"]',
      ]);
    }, 5),
);

faultTest("An attribute called `rowid` that comes late hides no row from another", () =>
  asking({
    late: Array.from({ length: 40 }, (_, at) => ({
      id: `i${at}`,
      word: at === 39 ? { m: 1 } : "text",
      ...(at > 20 ? { rowid: 7, a: at, b: at, c: at, d: at, e: at, f: at, g: at, h: at, i: at } : {}),
    })),
  }, async ({ answer }) => {
    const { answer: { rows, names } } = await answer("SELECT * FROM late");
    assert.ok(names.includes("rowid"), `${names}`);
    assert.equal(rows.length, 40);
    assert.equal(rows.filter((row) => row.includes('"text"')).length, 39);
    assert.equal(rows.filter((row) => row.includes('{"m":1}')).length, 1);
  }, 3));

faultTest(
  "Columns without a name are called alike, whether or not names that differ by case are known",
  () =>
    asking({
      things: Array.from(
        { length: 30 },
        (_, at) => ({ id: `i${at}`, n: at, ...(at === 29 ? { N: "x" } : {}) }),
      ),
      plain: [{ id: "a", n: 1 }],
    }, async ({ answer }) => {
      const select = "SELECT count(*), max(n), count(*) FILTER (WHERE n > 1), n + 1, upper(id), [n], (n, 1)";
      const by = "GROUP BY n, id";
      const { answer: { names } } = await answer(`${select} FROM plain ${by}`);
      for (const sample of ["first", "again"]) {
        assert.deepEqual((await answer(`${select} FROM things ${by}`)).answer.names, names, sample);
        await answer("SELECT * FROM things");
      }
    }, 3),
);
