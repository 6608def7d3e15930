/** A text in a row, list or struct is read as it is beside a plain date, number or truth value. */
import assert from "node:assert/strict";
import { asking, faultTest } from "./asking.ts";

const items = Array.from({ length: 30 }, (_, i) => ({
  id: `i${String(i).padStart(3, "0")}`,
  n: i,
  f: i / 2,
  b: i % 2 === 0,
  l: [i, i + 1],
  d: `2026-01-0${i % 9 + 1}`,
  ts: `2026-01-08T0${i % 9}:00:00Z`,
}));

const cases: readonly (readonly [where: string, ids: readonly string[]])[] = [
  ["(ts::TIMESTAMP, n) = ('2026-01-08T02:00:00Z', 2)", ["i002"]],
  ["(ts::TIMESTAMP, n) = ('2026-01-08T04:00:00+02:00', 2)", ["i002"]],
  ["('2026-01-08T02:00Z', 2) = (ts::TIMESTAMP, n)", ["i002"]],
  ["(ts::TIMESTAMPTZ, n) = ('2026-01-08T04:00:00+02:00', 2)", ["i002"]],
  ["(ts::TIMESTAMP, n) IS NOT DISTINCT FROM ('2026-01-08T02:00:00Z', 2)", ["i002"]],
  ["(ts::TIMESTAMP, n) IS DISTINCT FROM ('2026-01-08T02:00:00Z', 2) AND n < 4", ["i000", "i001", "i003"]],
  ["NOT ((ts::TIMESTAMP, n) = ('2026-01-08T02:00:00Z', 2)) AND n < 4", ["i000", "i001", "i003"]],
  ["(ts::TIMESTAMP, n) IN (('2026-01-08T02:00:00Z', 2), ('2026-01-08T03:00:00+00:00', 3))", ["i002", "i003"]],
  ["(ts::TIMESTAMP, n) IN ((ts, 2), ('2026-01-08T03:00:00Z', 3))", ["i002", "i003"]],
  ["(ts::TIMESTAMP, n) NOT IN (('2026-01-08T02:00:00Z', 2)) AND n = 2", []],
  ["(d::TIMESTAMP, id) = ('2026-01-08', 'i007')", ["i007"]],
  ["(d::DATE, id) = ('2026-01-08T00:00:00Z', 'i007')", ["i007"]],
  ["(d::DATE, id) <> ('2026-01-08T00:00:00Z', 'i007') AND d = '2026-01-08'", ["i016", "i025"]],
  // Days 8 of i007, i016 and i025; days 9 of i008, i017 and i026.
  ["(d::DATE, id) > ('2026-01-08', 'i016')", ["i008", "i017", "i025", "i026"]],
  ["(d::DATE, id) <= ('2026-01-01T00:00:00Z', 'i009')", ["i000", "i009"]],
  ["(d::DATE, id) BETWEEN ('2026-01-08', 'i010') AND ('2026-01-09', 'i010')", ["i008", "i016", "i025"]],
  ["(d::DATE, id) NOT BETWEEN ('2026-01-01', 'i001') AND ('2026-01-10', '')", ["i000"]],
  ["[ts::TIMESTAMP] = ['2026-01-08T02:00:00Z'] AND n < 9", ["i002"]],
  ["[d::DATE] > ['2026-01-08']", ["i008", "i017", "i026"]],
  ["[[ts::TIMESTAMP]] = [['2026-01-08T02:00:00Z']] AND n < 9", ["i002"]],
  ["{'t': ts::TIMESTAMP} = {'t': '2026-01-08T02:00:00Z'} AND n < 9", ["i002"]],
  ["{'t': ts::TIMESTAMP, 'k': {'n': n}} = {'t': '2026-01-08T02:00:00Z', 'k': {'n': '2.0'}}", ["i002"]],
  ["(ts::TIMESTAMP::TIME, n) = ('02:00', 2)", ["i002"]],
  ["row(ts::TIMESTAMP) = row('2026-01-08T02:00:00Z') AND n < 9", ["i002"]],
  ["(n, 1) = ('7.0', 1)", ["i007"]],
  ["(n, 1) = ('07', 1)", ["i007"]],
  ["(n, 1) = ('7', '1.0')", ["i007"]],
  ["(n, 1) = ('7.5', 1)", []],
  ["(n, 1) IN (('7.0', 1), ('08', 1), (9, 1))", ["i007", "i008", "i009"]],
  ["(n, id) > ('27.5', '')", ["i028", "i029"]],
  ["(f, 1) = ('3.50', 1)", ["i007"]],
  ["[n] = ['7.0']", ["i007"]],
  ["l = ['7.0', '8']", ["i007"]],
  ["(b, n) = ('TRUE', 6)", ["i006"]],
  ["(id, d) = ('i007', '2026-01-08')", ["i007"]],
  ["[ts] = [TIMESTAMP '2026-01-08 07:00:00'] AND n < 9", ["i007"]],
  ["{'t': ts} = {'t': TIMESTAMP '2026-01-08 07:00:00'} AND n < 9", ["i007"]],
  ["row(ts) = row(TIMESTAMP '2026-01-08 07:00:00') AND n < 9", ["i007"]],
  ["row(ts) <> row(TIMESTAMP '2026-01-08 07:00:00') AND n IN (6, 7)", ["i006"]],
  ["(n, ts) = (7, TIMESTAMP '2026-01-08 07:00:00')", ["i007"]],
  // Texts stand for dates elsewhere, so that it does not bind as it is written.
  ["(n, 1) = ('7.0', 1) AND year(ts) = 2026", ["i007"]],
  ["(n, 1) IN (('7.0', 1), ('8', 1)) AND d < current_date", ["i007", "i008"]],
  ["(ts::TIMESTAMP, n) = ('2026-01-08T02:00:00Z', 2) AND month(ts) = 1", ["i002"]],
  ["(date_trunc('hour', ts), n) = ('2026-01-08T02:00:00Z', 2)", ["i002"]],
  ["[date_trunc('hour', ts)] = ['2026-01-08T02:00Z'] AND n < 9", ["i002"]],
];

for (const [where, ids] of cases) {
  faultTest(`Texts in rows: ${where}`, async () => {
    for (const sample of [7, 1, 1_000]) {
      await asking({ items }, async (asks) => {
        const rows = await asks.rows(`SELECT id FROM items WHERE ${where}`);
        assert.deepEqual(rows.map((row) => JSON.parse(row)[0]), ids, `${sample} sampled`);
      }, sample);
    }
  });
}

const refused = [
  "(ts::TIMESTAMP, n) = ('noon', 2)",
  "(n, 1) = ('seven', 1)",
  "(b, n) = ('maybe', 6)",
  "[d::DATE] = ['noon']",
];

for (const where of refused) {
  faultTest(`Texts in rows: what is none is told: ${where}`, async () => {
    for (const sample of [7, 1, 1_000]) {
      await asking({ items }, async (asks) => {
        const outcome = await asks.outcome(`SELECT id FROM items WHERE ${where}`);
        assert.ok("code" in outcome);
        assert.equal(outcome.code, "type_mismatch");
      }, sample);
    }
  });
}
