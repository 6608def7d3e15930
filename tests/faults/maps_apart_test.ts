/** JSON in rows and maps is met by value; maps that are no structs are not silently compared with dates in structs. */
import assert from "node:assert/strict";
import { askingAnyhow, faultTest } from "./asking.ts";

/** `j` is a number, a text of one, a map or a truth value in turn; `jt` a map in every third item; `wide` has other keys in each. */
const items = Array.from({ length: 30 }, (_, i) => {
  const t = `2026-01-08T0${i % 9}:00:00Z`;
  const zip = String(i % 12).padStart(3, "0");
  return {
    id: `i${String(i).padStart(3, "0")}`,
    n: i % 12,
    f: (i % 12) / 4,
    zip,
    ts: t,
    s: { n: i % 12, t },
    j: i % 4 === 0 ? i % 12 : i % 4 === 1 ? zip : i % 4 === 2 ? { a: i } : i % 8 === 3,
    jt: i % 3 === 0 ? { t } : `x${i}`,
    jl: i % 3 === 0 ? [{ t }] : "none",
    wide: { [`k${i * 3}`]: t, [`k${i * 3 + 1}`]: "y", [`k${i * 3 + 2}`]: "z" },
  };
});

// Texts are in i001, i005 and so on, numbers in i000, i004 and so on, of which n / 4 equals n where n is 0.
const texts = ["i001", "i005", "i009", "i013", "i017", "i021", "i025", "i029"];
const zeros = ["i000", "i012", "i024"];
const found: readonly (readonly [where: string, ids: readonly string[]])[] = [
  ["(j, 1) = ANY ([(zip, 1)])", texts],
  ["(zip, 1) = ANY ([(j, 1)])", texts],
  ["(j, 1) IN [(zip, 1)]", texts],
  ["(j, 1) = ANY ([('005', 1)])", ["i005", "i017", "i029"]],
  ["(j, 1) = ANY ([(f, 1)])", zeros],
  ["(zip, 1) <> ALL ([(j, 1)]) AND n = 5", []],
  ["MAP {'p': j} = MAP {'p': f}", zeros],
  ["MAP {'p': j} = {'p': f}", zeros],
  ["MAP {'p': zip} = MAP {'p': j}", texts],
  ["{'p': zip} = MAP {'p': j}", texts],
  ["jt = {'t': '2026-01-08T03:00:00Z'}", ["i003", "i012", "i021"]],
  ["wide = {'k0': '2026-01-08T00:00:00Z', 'k1': 'y', 'k2': 'z'}", ["i000"]],
];

const at3 = "TIMESTAMP '2026-01-08 03:00:00'";
const apart: readonly (readonly [where: string, says: RegExp])[] = [
  [`jt = {'t': ${at3}}`, /of jt .* CAST\(jt\.t AS TIMESTAMP\) = …/],
  [`{'t': ${at3}} <> jt`, /of jt .* CAST\(jt\.t AS TIMESTAMP\) = …/],
  [`jt IN ({'t': ${at3}}, {'t': NULL})`, /of jt .* CAST\(jt\.t AS TIMESTAMP\) = …/],
  ["jt = {'t': ts::TIMESTAMP}", /of jt .* CAST\(jt\.t AS TIMESTAMP\) = …/],
  [`{'t': ${at3}} = ANY ([jt])`, /of jt would compare TIMESTAMP/],
  [`(jt, n) = ({'t': ${at3}}, n)`, /of jt, n would compare TIMESTAMP/],
  [`jl = [{'t': ${at3}}]`, /of jl would compare TIMESTAMP/],
  [`list_contains(jl, {'t': ${at3}})`, /of jl would compare TIMESTAMP/],
  [`wide = {'k0': ${at3}, 'k1': 'y', 'k2': 'z'}`, /of wide .* CAST\(wide\['k0'\] AS TIMESTAMP\) = …/],
  ["MAP {concat('n', ''): zip} = {'n': s.n}", /of zip would compare BIGINT/],
  ["{'t': s.t} = MAP {concat('t', ''): ts::TIMESTAMP}", /of ts would compare TIMESTAMP/],
];

faultTest(
  "JSON in rows of lists that are searched, and in maps that are written, is met by value",
  () =>
    askingAnyhow({ items }, async ({ rows }, sampled) => {
      for (const [where, ids] of found) {
        const given = await rows(`SELECT id FROM items WHERE ${where}`);
        assert.deepEqual(given.map((row) => JSON.parse(row)[0]), ids, `${where}, ${sampled}`);
      }
    }),
);

faultTest(
  "Maps that are JSON, or have no fixed keys, are refused beside structs with dates, and the parts named",
  () =>
    askingAnyhow({ items }, async ({ refused }, sampled) => {
      for (const [where, says] of apart) {
        const { code, message } = await refused(`SELECT id FROM items WHERE ${where}`);
        assert.equal(code, "type_mismatch", `${where}, ${sampled}`);
        assert.match(message, says);
      }
    }),
);
