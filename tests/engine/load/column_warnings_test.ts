import assert from "node:assert/strict";
import { type ColumnWarning, withoutVague } from "../../../src/engine/load/column_warnings.ts";

Deno.test("what is counted of a place is not told once more without its count", () => {
  const told = (place: string, counted: boolean): ColumnWarning => ({
    text: `${place} ${counted}`,
    place,
    counted,
  });
  const other: ColumnWarning = { text: "something else" };
  const warnings = [
    told("t.a", false),
    told("t.a", true),
    told("t.b", true),
    told("t.b", false),
    other,
    told("t.a.b", false),
    told("u.a", false),
  ];
  assert.deepEqual(withoutVague(warnings), [
    "t.a true",
    "t.b true",
    "something else",
    "t.a.b false",
    "u.a false",
  ]);
});
