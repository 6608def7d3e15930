import assert from "node:assert/strict";
import { dateForm, datesOfAll, isBasic } from "../../src/catalog/date_evidence.ts";
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

Deno.test("what was read of all dates takes the place of what a sample met, in either direction", () => {
  const all = (extended: number, basic: number) => ({
    d: { types: { S: 0 }, dates: { extended, basic, all: true as const }, bytes: 0 },
  });
  const dates = (...[known, seen]: Parameters<typeof widenAttributes>) =>
    widenAttributes(known, seen)["d"]?.dates;
  const old = texts("2024-01-02", "2024-01-03");
  assert.deepEqual(dates(old, all(2, 998)), { extended: 2, basic: 998, all: true });
  assert.equal(widens(old, all(2, 998)), true);
  assert.equal(widens(texts("20240102"), all(2, 998)), false);
  // A new sample, beside what was known before.
  assert.deepEqual(dates(all(0, 0), all(2, 998)), { extended: 2, basic: 998, all: true });
  assert.deepEqual(dates(texts("2024-01-02"), all(2, 998)), { extended: 2, basic: 998, all: true });
  assert.deepEqual(dates(all(2, 998), texts("2024-01-02")), { extended: 2, basic: 998, all: true });
});

Deno.test("a read of some items says how many dates there are of all, as far as the sample lets expect", () => {
  const sampled = { extended: 0, basic: 10 };
  // Ten of a hundred: a thousand in the table.
  assert.deepEqual(datesOfAll(sampled, { extended: 9, basic: 3 }, 100, false), {
    extended: 9,
    basic: 1000,
    all: true,
  });
  assert.equal(isBasic(datesOfAll(sampled, { extended: 9, basic: 3 }, 100, false)), true);
  assert.equal(isBasic(datesOfAll(sampled, { extended: 11, basic: 3 }, 100, false)), false);
  assert.deepEqual(datesOfAll(sampled, { extended: 9, basic: 3 }, 100, true), {
    extended: 9,
    basic: 3,
    all: true,
  });
  const known = { extended: 0, basic: 500, all: true as const };
  assert.deepEqual(datesOfAll(known, { extended: 9, basic: 3 }, 100, false), {
    extended: 9,
    basic: 500,
    all: true,
  });
});
