import assert from "node:assert/strict";
import { dateForm, isBasic } from "../../src/catalog/date_evidence.ts";
import { observe } from "../../src/catalog/evidence.ts";
import { mergeAttributes, widenAttributes, widens } from "../../src/catalog/widen.ts";

const texts = (...all: string[]) => observe(all.map((S) => ({ d: { S } })));

Deno.test("a text is a date of the extended form, of the basic form, or none", () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    extended: [
      "2024-01-02",
      "2024-01-02T03:04",
      "2024-01-02 03:04:05",
      "2024-01-02T03:04:05.678901234Z",
      "2024-01-02T03:04+02",
      "2024-01-02T03:04:05-05:30",
    ],
    basic: ["20240102", "20240102T030405", "20240102T030405Z", "20240102T030405+0200"],
    none: [
      "",
      "2024",
      "12345678",
      "2024-1-2",
      "2024-01-02Z",
      "2024-01-02T24:00:00",
      "2024-01-02T03:04:05+0200",
      "20240102T0304",
      "20240102T030405+02",
      "2024-01-02T03:04:05 Europe/Berlin",
      "epoch",
    ],
  };
  for (const [form, all] of Object.entries(cases)) {
    for (const text of all) assert.equal(dateForm(text) ?? "none", form, text);
  }
});

Deno.test("a column has the basic form if at most one date in a hundred is of the other", () => {
  assert.equal(isBasic(undefined), false);
  assert.equal(isBasic({ extended: 0, basic: 0 }), false);
  assert.equal(isBasic({ extended: 0, basic: 1 }), true);
  assert.equal(isBasic({ extended: 1, basic: 99 }), true);
  assert.equal(isBasic({ extended: 1, basic: 98 }), false);
  assert.equal(isBasic({ extended: 50, basic: 50 }), false);
});

Deno.test("dates are counted, parts of a sample add up, later evidence widens", () => {
  const some = texts("20240102", "x", "2024-01-02");
  assert.deepEqual(some["d"]?.dates, { extended: 1, basic: 1 });
  assert.equal(texts("x")["d"]?.dates, undefined);
  const more = texts("20240102", "20240103");
  assert.deepEqual(mergeAttributes(some, more)["d"]?.dates, { extended: 1, basic: 3 });
  assert.deepEqual(widenAttributes(some, more)["d"]?.dates, { extended: 1, basic: 2 });
  assert.deepEqual(widenAttributes(texts("x"), more)["d"]?.dates, { extended: 0, basic: 2 });
  assert.equal(widens(more, texts("20240104")), false);
  assert.equal(widens(more, texts("2024-01-04")), true);
  assert.equal(widens(texts("x"), texts("20240104")), true);
});
