/** A text in a row, list or struct is read as it is beside a plain date, number or truth value. */
import assert from "node:assert/strict";
import { asking, askingAnyhow, faultTest } from "./asking.ts";

const items = Array.from({ length: 30 }, (_, i) => ({
  id: `i${String(i).padStart(3, "0")}`,
  n: i,
  f: i / 2,
  b: i % 2 === 0,
  l: [i, i + 1],
  zip: String(i).padStart(3, "0"),
  k: `k${i}`,
  m: { a: i, z: String(i).padStart(3, "0"), t: `2026-01-08T0${i % 9}:00:00Z` },
  d: `2026-01-0${i % 9 + 1}`,
  ts: `2026-01-08T0${i % 9}:00:00Z`,
}));

const conditions: readonly (readonly [where: string, ids: readonly string[]])[] = [
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
  // Texts of columns, and of what is calculated.
  ["(zip, k) = (n, k) AND n < 2", ["i000", "i001"]],
  ["(zip, k) <> (n, k)", []],
  ["(zip, k) IN ((n, k)) AND n = 7", ["i007"]],
  ["(zip, k) NOT IN ((n, k))", []],
  ["(zip, k) IS DISTINCT FROM (n, k)", []],
  ["(n, 1) IN (('05', 1), (zip, 1)) AND n < 2", ["i000", "i001"]],
  ["(n, k) > (zip, 'k28') AND n >= 28", ["i029"]],
  ["[zip] = [n] AND n = 7", ["i007"]],
  ["[zip, '8'] = l", ["i007"]],
  ["[zip, '8'] = l OR [n, n + 1] <> l", ["i007"]],
  ["{'z': zip, 'l': [zip]} = {'l': [n], 'z': n} AND n = 7", ["i007"]],
  ["MAP {'a': n} = MAP {'a': '7.0'}", ["i007"]],
  ["MAP {n: 1} = MAP {'07': 1}", ["i007"]],
  ["MAP {'a': n} = MAP {'a': zip} AND n = 7", ["i007"]],
  ["row(n) = row(f::VARCHAR) AND n < 3", ["i000"]],
  [
    "(ts::TIMESTAMP, n) = CASE WHEN n > 3 THEN ('2026-01-08T05:00:00Z', 5) ELSE ('2026-01-08T02:00:00Z', 2) END",
    [
      "i002",
      "i005",
    ],
  ],
  ["(ts::TIMESTAMP, n) = if(n > 3, ('2026-01-08T05:00:00Z', 5), NULL)", ["i005"]],
  ["(ts::TIMESTAMP, n) = coalesce(NULL, ('2026-01-08T05:00:00Z', 5))", ["i005"]],
  ["[n] = coalesce(NULL, ['5.0'])", ["i005"]],
  ["(ts::TIMESTAMP, n) = (SELECT ('2026-01-08T02:00:00Z', 2))", ["i002"]],
  ["(ts::TIMESTAMP, n) <> (SELECT ('2026-01-08T02:00:00Z', 2)) AND n IN (1, 2)", ["i001"]],
  ["(n, 1) = (SELECT (min(zip), 1) FROM items)", ["i000"]],
  ["EXISTS (SELECT 1 FROM items o WHERE (o.zip, o.n) = (items.n, 7))", ["i007"]],
  ["len(list_filter([(n, 1)], lambda x: x = (zip, 1))) = 1 AND n = 7", ["i007"]],
  ["nullif((n, 1), (zip, 1)) IS NOT NULL", []],
  ["list_contains([(n, ts::TIMESTAMP)], ('5.0', '2026-01-08T05:00:00Z'))", ["i005"]],
  ["list_position([(n, 1)], ('5.0', 1)) = 1", ["i005"]],
  ["m = MAP {'a': '5', 'z': '005', 't': '2026-01-08T05:00:00Z'}", ["i005"]],
  ["MAP {'a': '5.0', 'z': '005', 't': '2026-01-08T05:00:00Z'} = m", ["i005"]],
  ["m = {'a': '5.0', 'z': '005', 't': TIMESTAMP '2026-01-08 05:00:00'}", ["i005"]],
  ["m <> {'a': '5.0', 'z': n, 't': ts} AND n IN (4, 5)", ["i004"]],
  ["m = MAP {'a': 5}", []],
  ["map_from_entries([('a', n)]) = {'a': '5.0'}", ["i005"]],
  // Lists that are searched: of i004 [4, 5], of i005 [5, 6].
  ["l && ['5.0', '4.5']", ["i004", "i005"]],
  ["list_has_all(l, ['06', '5'])", ["i005"]],
  ["list_contains(l, '5.5')", []],
  ["len(list_intersect(l, ['5.0', '17'])) = 1 AND n < 5", ["i004"]],
  ["(n, 1) = ANY ([('5.0', 1), ('06', 1)])", ["i005", "i006"]],
  ["(n, 1) <> ALL ([('0.0', 1), ('01', 1)]) AND n < 3", ["i002"]],
  ["(n, d::DATE) = ANY ([('5.0', '2026-01-06')])", ["i005"]],
  ["n = ANY (['5.0', '6.5'])", ["i005"]],
  ["n IN ['5.0', '6.5']", ["i005"]],
  ["(n, 1) IN [('5.0', 1), ('06', 1)]", ["i005", "i006"]],
  ["(ts::TIMESTAMP, n) IN (SELECT '2026-01-08T02:00:00Z', 2)", ["i002"]],
  ["(n, ts::TIMESTAMP) NOT IN (SELECT 2, '2026-01-08T02:00:00Z') AND n IN (1, 2)", ["i001"]],
  // A text that the statement makes of a number is one.
  ["CAST([n] AS VARCHAR[]) = ['7']", ["i007"]],
  ["[n]::VARCHAR[] = [zip]", []],
  // Fields by their names, whatever their case.
  ["{'A': ts::TIMESTAMP, 'b': d::DATE} = {'b': '2026-01-06', 'a': '2026-01-08T05:00:00Z'}", [
    "i005",
    "i014",
    "i023",
  ]],
  ["{'A': ts::TIMESTAMP, 'b': d::DATE} <> {'b': '2026-01-06', 'a': '2026-01-08T05:00:00Z'} AND n IN (4, 5)", [
    "i004",
  ]],
  [
    "{'A': d::DATE, 'b': ts::TIMESTAMP} = {'B': '2026-01-08T05:00:00Z', 'a': '2026-01-06T05:00:00Z'} AND n = 5",
    [
      "i005",
    ],
  ],
  ["{'A': ts::TIMESTAMP, 'b': n} = {'b': '5.0', 'a': '2026-01-08T05:00:00Z'}", ["i005"]],
  ["{'A': n, 'b': zip} = {'B': n, 'a': zip} AND n = 7", ["i007"]],
];

const statements: readonly (readonly [sql: string, ids: readonly string[]])[] = [
  ["SELECT a.id FROM items a JOIN items b ON (a.zip, a.k) = (b.n, b.k) WHERE a.n = 7", ["i007"]],
  ["WITH p AS (SELECT '7.0' AS k) SELECT i.id FROM items i, p WHERE (i.n, 1) = (p.k, 1)", ["i007"]],
  ["WITH p AS (SELECT '7.5' AS k) SELECT i.id FROM items i, p WHERE (i.n, 1) = (p.k, 1)", []],
  [
    "WITH p AS (SELECT ('2026-01-08T02:00:00Z', 2) AS k) SELECT id FROM items, p WHERE (ts::TIMESTAMP, n) = p.k",
    [
      "i002",
    ],
  ],
  [
    "WITH p AS (SELECT (zip, 1) AS k FROM items), q AS (SELECT id, (n, 1) AS k FROM items) " +
    "SELECT q.id FROM p JOIN q ON q.k = p.k WHERE q.id = 'i007'",
    ["i007"],
  ],
  ["SELECT id FROM items JOIN (VALUES ('k3', '3.0'), ('k4', '4'), ('k5', '6')) v(c, s) ON (k, n) = (c, s)", [
    "i003",
    "i004",
  ]],
  ["SELECT 'same' AS id FROM items HAVING list(n ORDER BY n) = list(zip ORDER BY zip)", ["same"]],
];

const cases = [
  ...conditions.map(([where, ids]) => [`SELECT id FROM items WHERE ${where}`, ids] as const),
  ...statements,
];

for (const [sql, ids] of cases) {
  faultTest(
    `Texts in rows: ${sql.replace("SELECT id FROM items WHERE ", "")}`,
    () =>
      askingAnyhow({ items }, async ({ rows }, sampled) => {
        assert.deepEqual((await rows(sql)).map((row) => JSON.parse(row)[0]), ids, sampled);
      }),
  );
}

/** Read, then told, as `zip = 5` and `n = 'seven'` are; with what to write. */
const unlike: readonly (readonly [where: string, write: RegExp])[] = [
  ["(zip, 1) = (5, 1)", /write \(TRY_CAST\(zip AS DECIMAL\(38,9\)\), 1\) = \(5, 1\)/],
  ["(zip, 1) <> (5, 1)", /zip is VARCHAR \(texts only\), 5 is INTEGER: write \(TRY_CAST/],
  ["(zip, n) IN ((5, 5))", /zip is VARCHAR \(texts only\), 5 is INTEGER: write \(TRY_CAST/],
  ["(zip, n) NOT IN ((5, 5), (6, 6))", /zip is VARCHAR \(texts only\), 5 is INTEGER.*: write \(TRY_CAST/],
  ["[zip] = [5]", /zip is VARCHAR \(texts only\), 5 is INTEGER: write list_value\(TRY_CAST/],
  [
    "{'z': zip} = {'z': 5}",
    /write struct_pack\(z := TRY_CAST\(zip AS DECIMAL\(38,9\)\)\) = struct_pack\(z := 5\)/,
  ],
  ["{'z': zip} IS DISTINCT FROM {'Z': 5}", /zip is VARCHAR \(texts only\), 5 is INTEGER: write struct_pack/],
  ["(n, zip) BETWEEN (1, 2) AND (4, 5)", /zip is VARCHAR \(texts only\)/],
  ["(zip, 1) = (true, 1)", /zip is VARCHAR \(texts only\), true is BOOLEAN/],
  ["(n, 1) = (k, 1)", /n is BIGINT \(numbers only\), k is VARCHAR \(texts only\)/],
];

for (const [where, write] of unlike) {
  faultTest(
    `Texts in rows: a column of texts beside a number is told: ${where}`,
    () =>
      askingAnyhow({ items }, async ({ refused }, sampled) => {
        const { code, message } = await refused(`SELECT id FROM items WHERE ${where}`);
        assert.equal(code, "type_mismatch", sampled);
        assert.match(message, write, sampled);
      }),
  );
}

faultTest("Texts in rows: what would be compared as it is spelled is refused", async () => {
  const both =
    "WITH p AS (SELECT (zip, 1) AS k FROM items), q AS (SELECT (n, 1) AS k FROM items) SELECT 1 FROM p";
  for (const sql of [`${both} JOIN q USING (k)`, `${both} NATURAL JOIN q`]) {
    await asking({ items }, async ({ refused }) => {
      const { code, message } = await refused(sql);
      assert.equal(code, "type_mismatch");
      assert.match(
        message,
        /comparison of k would compare BIGINT with texts .*: write TRY_CAST\(… AS BIGINT\)/,
      );
    });
  }
});

const grown = Array.from({ length: 1_000 }, (_, at) => ({
  id: `i${String(at).padStart(4, "0")}`,
  zz: at < 900 ? at : `t${at}`,
  b2: at < 900 ? at % 2 === 0 : "maybe",
  lst: at < 900 ? [at] : [`t${at}`],
  ss: new Set<string | number>(at < 900 ? [at, at + 1] : ["a", `z${at}`]),
}));
const judgedLate: readonly (readonly [where: string, ids: readonly string[]])[] = [
  ["(zz, 1) = ('t950', 1)", ["i0950"]],
  ["[zz] = ['t950']", ["i0950"]],
  ["(zz, 1) IN (('t950', 1), ('t951', 1))", ["i0950", "i0951"]],
  ["(zz, id) > ('t998', '')", ["i0998", "i0999"]],
  ["lst = ['t950']", ["i0950"]],
  ["ss = ['a', 'z950']", ["i0950"]],
  ["(b2, id) > ('maybe', 'i0998') AND id > 'i0900'", ["i0999"]],
];

for (const [where, ids] of judgedLate) {
  faultTest(`Texts in rows: what is read decides whether a text can be there: ${where}`, async () => {
    for (const [sample, page] of [[7, 1_000], [7, 20], [320, 20], [1_000, 1_000]]) {
      await asking({ grown }, async (asks) => {
        for (const run of [1, 2]) {
          const { answer } = await asks.answer(`SELECT id FROM grown WHERE ${where} ORDER BY id`, page);
          assert.deepEqual(
            answer.rows.map((row) => JSON.parse(row)[0]),
            ids,
            `${sample} sampled, run ${run}`,
          );
        }
      }, sample);
    }
  });
}

faultTest("Texts in rows: what can be no date or number is told before anything is read", async () => {
  await asking({ items }, async ({ refused }) => {
    for (
      const where of [
        "(d::DATE, n) >= ('today', 0)",
        "(n, 1) = ('x', 1)",
        "(k, n) IN (('k3', 'x'), ('k4', 5))",
      ]
    ) {
      const { code, message } = await refused(`SELECT id FROM items WHERE ${where}`);
      assert.equal(code, "type_mismatch");
      assert.doesNotMatch(message, /Consumed/);
    }
  });
});

const none = [
  "(ts::TIMESTAMP, n) = ('noon', 2)",
  "(n, 1) = ('seven', 1)",
  "(b, n) = ('maybe', 6)",
  "[d::DATE] = ['noon']",
];

for (const where of none) {
  faultTest(
    `Texts in rows: what is none is told: ${where}`,
    () =>
      askingAnyhow({ items }, async ({ refused }, sampled) => {
        const { code } = await refused(`SELECT id FROM items WHERE ${where}`);
        assert.equal(code, "type_mismatch", sampled);
      }),
  );
}
