import assert from "node:assert/strict";
import type { Job } from "../../../src/engine/messages/job.ts";
import { open } from "../world.ts";
import { close, run } from "./sales.ts";

Deno.test.afterAll(close);

/** A statement with a slip, what is said of it, and where it is told. */
type Slip = readonly [sql: string, said: RegExp, parameters?: Job["parameters"]];

const slips: Readonly<Record<string, readonly Slip[]>> = {
  "a text without quotes beside texts is told as a text": [
    [
      "SELECT id FROM sales WHERE status = paid",
      /^Column not found: paid \(.*\)\. If it is a text, write 'paid'\./,
    ],
    ["SELECT id FROM sales WHERE paid <> lower(status)", /\. If it is a text, write 'paid'\./],
    ["SELECT id FROM sales WHERE status IN (paid, 'open')", /\. If it is a text, write 'paid'\./],
    ["SELECT id FROM sales WHERE status LIKE pa", /\. If it is a text, write 'pa'\./],
    ["SELECT id FROM sales WHERE status BETWEEN aa AND 'x'", /\. If it is a text, write 'aa'\./],
    ["SELECT CASE status WHEN paid THEN 1 END FROM sales", /\. If it is a text, write 'paid'\./],
    ["SELECT id FROM sales WHERE buyer.name = anna", /\. If it is a text, write 'anna'\./],
    ["SELECT id FROM sales WHERE list_contains(tags, vip)", /\. If it is a text, write 'vip'\./],
    ["SELECT id FROM sales WHERE price = abc", /^(?!.*If it is a text)/],
    ["SELECT id FROM sales WHERE statu = 'paid'", /^(?!.*If it is a text).*Nearest: status/],
    [
      'SELECT s.id FROM sales s, emp e WHERE s.status = "paid"',
      /qualify it .*If it is a text, write 'paid'\./,
    ],
  ],
  "what means something else in other engines is told in our words": [
    ["SELECT id FROM sales WHERE tags && 't1'", /^(?!.* AND 't1')/],
    ['SELECT buyer @> \'{"name":"n1"}\' FROM sales', /^(?!.*list_value)/],
    ["SELECT id FROM sales WHERE begins_with(id)", /write starts_with\(a, 'x'\), or a LIKE 'x%'/],
    ["SELECT id FROM sales WHERE attribute_exists(day, id)", /write a IS NOT NULL/],
  ],
  "&&, || and ! between conditions are told as AND, OR and NOT": [
    ["SELECT id FROM sales WHERE status = 'paid' && price > 10", /^Conditions .* AND, not by &&.*column 44/],
    ["SELECT id FROM sales WHERE status = 'paid' || shop = 'Rome'", /^Conditions .* by OR; .*column 44/],
    ["SELECT id FROM sales WHERE (shop LIKE 'B%' || shop LIKE 'R%') AND n > 1", /^Conditions .* by OR;/],
    ["SELECT id FROM sales s JOIN emp e ON s.id = e.id && e.name = 'n1'", /^Conditions .* AND, not by &&/],
    ["SELECT id FROM sales WHERE n = 1 = true", /^Syntax error/],
    ["SELECT id FROM sales WHERE '&&' = shop = true", /^Syntax error/],
    [
      "SELECT id FROM sales WHERE n IN (SELECT n FROM sales WHERE 'a' || id = 'as1') = x = y",
      /^Syntax error/,
    ],
    ["SELECT id FROM sales WHERE !(status = 'paid')", /^There is no operator ! here: write NOT \(/],
    ["SELECT id FROM sales WHERE !gift", /: write NOT \(/],
    [
      "SELECT id FROM sales WHERE NOT gift || shop = 'Rome'",
      /^gift is BOOLEAN, .* \(line 1, column 37\): write OR, /,
    ],
    ["SELECT id FROM sales WHERE NOT (gift && shop = 'Rome')", /: write AND\.$/],
    ["SELECT id FROM sales WHERE gift && shop || code = 'Rome'", /^(?!.*write shop)/],
  ],
  "a key of a map in double quotes is told to be a text": [
    [
      "SELECT id FROM sales WHERE buyer[\"name\"] = 'n1'",
      /^Column not found: name .*: write buyer\['name'\]\./,
    ],
    ['SELECT s.buyer["nmae"] FROM sales s', /: write s\.buyer\['nmae'\]\./],
    ['SELECT buyer["shop"] FROM sales', /^The key of a map is a text, in single quotes: write m\['key'\]/],
  ],
  "a key that no map has is told with those that there are": [
    [
      "SELECT buyer.town FROM sales",
      /^Column not found: buyer\.town .*\. There are buyer\.address, buyer\.name\. If few/,
    ],
    ["SELECT buyer.address.cty FROM sales", /Nearest: buyer\.address\.city\./],
  ],
  "what other engines write is told in our words where the parser stops": [
    [
      "SELECT string_agg(upper(shop), ',') WITHIN GROUP (ORDER BY shop) FROM sales",
      /write string_agg\(x, ',' ORDER BY x\) \(/,
    ],
    ["SELECT group_concat(upper(shop) SEPARATOR ';') FROM sales", /: write string_agg\(x, ';'\)/],
    ["SELECT id FROM sales WHERE shop ILIKE ANY (ARRAY['b%', 'r%'])", /^LIKE ANY is not known: write .* OR /],
    [
      "SELECT json_group_array(shop ORDER BY shop) FROM sales",
      /^json_group_array\(\) takes no .*: write to_json\(list/,
    ],
    [
      "SELECT json_group_object(id, shop ORDER BY id) FROM sales",
      /^json_group_object\(\) takes no DISTINCT, FILTER/,
    ],
    ["SELECT id FROM sales WHERE shop RLIKE 'B.*'", /: write regexp_matches/],
    ["SELECT id FROM sales LIMIT 3 WITH TIES", /: write QUALIFY rank\(\)/],
    ["SELECT id FROM sales WHERE n IN 3", /^IN takes its values in parentheses.*column 33/],
    ["SELECT id FROM sales WHERE n BETWEEN 1, 2", /^BETWEEN takes AND/],
    ["SELECT id FROM sales LIMIT 5 ORDER BY n", /^ORDER BY stands before LIMIT/],
    ["SELECT now() - INTERVAL ? DAY", /INTERVAL \(\$1\) DAY/, [3]],
    ["SELECT id FROM sales WHERE shop = ‘Rome’", /^Column not found: .* write 'Rome'\.(?!.*Nearest)/],
    ["SELECT id FROM sales WHERE shop = “New York”", /^A text stands in straight single quotes/],
    ["INSERT INTO sales VALUE {'id': 1}", /^INSERT is not allowed/],
    ["SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY n) OVER () FROM sales", /: write quantile_cont\(/],
    [
      "SELECT cardinality(tags) FROM sales",
      /^cardinality\(\) is of maps, and this is a list: write len\(tags\)\.$/,
    ],
    ["SELECT n::money FROM sales", /^There is no type money: types are /],
    [
      "SELECT id FROM sales WHERE status = @status",
      /: @ is the absolute value, and a parameter is written \$name\./,
    ],
  ],
  "a text in the place of a column, or of a whole number, is told as one": [
    ["SELECT id FROM sales ORDER BY 'price'", /this is a text: write ORDER BY price \(line 1, column 31\)/],
    ["SELECT id FROM sales ORDER BY $1", /a parameter is a value: write the name into the SQL\.$/, ["price"]],
    [
      "SELECT status, count(*) FROM sales GROUP BY 'status'",
      /this is a text: write GROUP BY status \(line 1, column 45\)/,
    ],
    ["SELECT id FROM sales LIMIT 'x'", /^LIMIT takes a whole number \(/],
    ["SELECT id FROM sales LIMIT 1.5", /^LIMIT takes a whole number \(/],
    ["SELECT id FROM sales LIMIT $1", /^LIMIT takes a whole number/, [1.5]],
    ["SELECT id FROM sales LIMIT 5 OFFSET 0.5", /^OFFSET takes a whole number/],
  ],
  "an aggregate where rows are picked or joined is told with a query": [
    ["SELECT id FROM sales WHERE price = max(price)", /: compare with a query, \(SELECT max\(…\) FROM …\)/],
    ["SELECT count(*) FROM sales s JOIN emp e ON sum(s.n) > 1", /^ON takes no aggregate/],
  ],
  "values that are sent in another way are told how": [
    ["SELECT id FROM sales WHERE shop = $a", /\$a\. Its name is sent without \$: a\.$/, { "$a": "x" }],
    ["SELECT id FROM sales WHERE shop = $a", /values are sent as an object/, ["x"]],
    ["SELECT id FROM sales WHERE shop = ?", /values are sent as a list/, { a: "x" }],
    ["SELECT id FROM sales WHERE shop = $a", /^No value is given for the parameter \$a\.$/, { b: "x" }],
  ],
  "a constant that is none of what it is compared with is told before anything is read": [
    [
      "SELECT id FROM sales WHERE day::DATE > 'last week'",
      /^'last week' is no DATE \(line 1, column 40\)\. (?!.*Consumed)/,
    ],
    ["SELECT id FROM sales WHERE day::DATE > $1", /^\$1 is no DATE\. Send it as 2026-01-31\.$/, [
      "last week",
    ]],
    [
      "SELECT id FROM sales WHERE date_trunc('month', day) = '2026-13-01'",
      /^'2026-13-01' is no TIMESTAMP (?!.*Consumed)/,
    ],
    [
      "SELECT id FROM sales WHERE '2026-02-30' BETWEEN day::DATE AND now()",
      /^'2026-02-30' is no DATE (?!.*Consumed)/,
    ],
    ["SELECT shop FROM sales GROUP BY shop HAVING count(*) > 'x'", /^'x' is no BIGINT (?!.*Consumed)/],
  ],
  "a format that is given last is told to come first, and no number is made the format": [
    ["SELECT format(price, 'C2') FROM sales", /: the format comes first, as in format/],
    ["SELECT format(price, 'n2', 'de-de') FROM sales", /: the format comes first, as in format/],
    ["SELECT printf(price, '%d') FROM sales", /: the format comes first, as in printf/],
  ],
  "a quote in a text is told to be written twice": [
    [
      "SELECT id FROM sales WHERE shop = 'O'Brien'",
      /^A single quote inside a text is written twice.*column 38/,
    ],
    ["SELECT 'it's' FROM sales", /^A single quote inside a text is written twice/],
    ["SELECT id FROM sales WHERE shop = 'O' x y", /^Syntax error/],
  ],
  "candidates of an ambiguous name can be written so": [
    ['SELECT name FROM emp, "Ware-House"', /^Ambiguous .* name can be emp\.name or "Ware-House"\.name \(/],
    [
      "SELECT a.name, id FROM emp a JOIN emp b ON a.id = b.id",
      /: id can be a\.id or b\.id \(line 1, column 16\)/,
    ],
    ['SELECT "emp.name" FROM emp, "Ware-House"', /quoted apart: emp\.name\./],
    ['SELECT "Ware-House.name" FROM emp, "Ware-House"', /quoted apart: "Ware-House"\.name\./],
  ],
  "a table's name that is none is told as such": [
    ["SELECT x.id FROM sales f", /^FROM has no table or alias x \(line 1, column 8\)\. There is f\.$/],
    ["SELECT sales.id FROM sales f", /no table or alias sales .*There is f\.$/],
    ["SELECT x.id, y.n FROM sales x JOIN sales z USING (id)", /no table or alias y .*There are x, z\.$/],
    ["SELECT f.foo FROM sales f", /^Column not found: f\.foo /],
    ["SELECT buyr.name FROM sales", /^Column not found: buyr\.name .*Nearest: buyer\./],
  ],
  "a column that one side of USING lacks is told with the side": [
    ["SELECT price FROM sales JOIN emp USING (price)", /, and emp has no price \(line 1/],
    ["SELECT price FROM sales JOIN emp USING (salry)", /, and sales has no salry \(/],
    ["SELECT price FROM sales s JOIN (SELECT id FROM emp) e USING (name)", /, and s has no name \(/],
  ],
  "what stands beside an aggregate is told as no group": [
    [
      "SELECT id, price - avg(price) FROM sales GROUP BY ALL",
      /^price stands .* GROUP BY price, or avg\(…\) OVER.*column 12/,
    ],
    ["SELECT status || count(*) FROM sales GROUP BY ALL", /^status stands .*count\(\*\) OVER \(\)/],
    [
      "SELECT s.price - coalesce(sum(e.salary), 0) FROM sales s, emp e GROUP BY ALL",
      /^s\.price stands .*sum\(…\)/,
    ],
  ],
  "what a clause does not take is told with the one that does": [
    [
      "SELECT status, count(*) c FROM sales WHERE c > 3 GROUP BY status",
      /write HAVING after GROUP BY \(line 1, column 44\)/,
    ],
    [
      "SELECT status FROM sales WHERE sum(n) > 3 GROUP BY status",
      /write HAVING after GROUP BY \(line 1, column 32\)/,
    ],
    ["SELECT row_number() OVER () r FROM sales WHERE r = 1", /write QUALIFY after .*\(line 1, column 48\)/],
    ["SELECT id FROM sales WHERE row_number() OVER () = 1", /write QUALIFY after .*\(line 1, column 28\)/],
  ],
  "a part of dates that is none is named, and no type is blamed": [
    [
      "SELECT date_trunc('mnth', day) FROM sales",
      /^'mnth' is no part of dates: use year, [^.]*\.( Consumed|$)/,
    ],
    ["SELECT extract(mnth FROM day) FROM sales", /^'mnth' is no part of dates/],
    ["SELECT date_part(status, day::DATE) FROM sales", /^A date part is not known: use year/],
    [
      "SELECT datediff(week, day, now()) FROM sales",
      /^Column not found: week .*\. Parts of dates are texts: write 'week'\./,
    ],
    ["SELECT date_trunc(week, day) FROM sales", /Parts of dates are texts: write 'week'\./],
  ],
  "texts that are added are told to be joined": [
    ["SELECT shop + status FROM sales", /: write shop \|\| status\./],
  ],
  "SQL of other engines is told with what to write": [
    ["SELECT id FROM sales WHERE rownum < 3", /^Column not found: rownum .*LIMIT/],
    ["SELECT sysdate FROM sales", /^Column not found: sysdate .* Write now\(\)/],
    ["SELECT buyer.address.* FROM sales", /^\.\* takes a table or a column alone: .*column 22/],
    ["SELECT (buyer.address).* FROM sales", /^\.\* takes a table or a column alone/],
  ],
  "a parameter that is written as elsewhere is told as it is here": [
    ["SELECT id FROM sales WHERE day >= :from", /^A parameter is written \$name.*column 35/, { from: "x" }],
    ["SELECT id FROM sales WHERE day >= @from", /^A parameter is written \$name/, { from: "x" }],
    ["SELECT id FROM sales WHERE day >= :1", /^A parameter is written \$name/, ["x"]],
    ["SELECT id FROM sales WHERE n >= @low", /no parameter \$low\. Write \$low for @low\./, { low: 3 }],
  ],
  "what a parameter is to be sent as is told, and no literal": [
    ["SELECT id FROM sales WHERE day >= $from::DATE", /^\$from is no DATE .*Send it as 2026-01-31\.$/, {
      from: "02/01/2026",
    }],
    ["SELECT id FROM sales WHERE day >= ?::TIMESTAMP", /Send it as 2026-01-31 12:00:00\.$/, ["02/01/2026"]],
    ["SELECT ?::INTERVAL", /Send it as 30 days\.$/, ["x"]],
    ["SELECT '02/01/2026'::DATE", /Write DATE '2026-01-31'/],
  ],
  "of parameters with equal values the one that stands there is named": [
    ["SELECT id FROM sales WHERE price > ? AND id = ?", /, \$1 is a text/, ["a", "a"]],
    ["SELECT id FROM sales WHERE id = $y AND price > $x", /, \$x is a text/, { x: "a", y: "a" }],
    ["SELECT ? || 'x', ? + 1, ? || 'y'", /\$2 is a text.*write TRY_CAST\(\? AS DECIMAL\(38,9\)\) \+ 1\./, [
      "1",
      "1",
      "1",
    ]],
    ["SELECT $1 || 'x', $2 + 1", /write TRY_CAST\(\$2 AS DECIMAL\(38,9\)\) \+ 1\./, ["1", "1"]],
  ],
  "arguments are shown as they are written": [
    [
      "SELECT substr(code, half) > 5 FROM sales",
      /\. substr\(code, half\) is VARCHAR, 5 is INTEGER: write TRY_CAST\(substr\(code, half\) AS DECIMAL\(38,9\)\) > 5\./,
    ],
    ["SELECT lpad(code, half, '0') + 1 FROM sales", /\. lpad\(code, half, '0'\) is VARCHAR, /],
    ["SELECT code[half] > 5 FROM sales", /\. code\[half\] is VARCHAR, /],
    ["SELECT printf('%i', 1e20::DOUBLE)", /\. CAST\(1e20 AS DOUBLE\) is DOUBLE: a cast .* does not help/],
  ],
  "no order of texts is advised among numbers, dates and lengths of time": [
    [
      "SELECT id FROM sales WHERE pct > 5",
      /pct is VARCHAR .*: a text that is no number is neither more nor less than one \(/,
    ],
    ["SELECT id FROM sales WHERE pct BETWEEN 5 AND 6", /: a text that is no number is neither more nor less/],
    ["SELECT greatest(pct, n) FROM sales", /: a text that is no number is neither more nor less/],
    [
      "SELECT id FROM sales WHERE day::DATE >= '02/01/2026'",
      /^'02\/01\/2026' is no DATE .*Write DATE '2026-01-31'/,
    ],
    ["SELECT id FROM sales WHERE day::DATE = ?", /^\$1 is no DATE\. Send it as 2026-01-31\./, ["02/01/2026"]],
  ],
  "formats that do not fit say so": [
    [
      "SELECT format('{} {}', price) FROM sales",
      /^format\(\) or printf\(\) has more placeholders than values/,
    ],
    [
      "SELECT printf('%s %s', code) FROM sales",
      /^format\(\) or printf\(\) has more placeholders than values/,
    ],
    ["SELECT format('{:t}', price) FROM sales", /^The format of format\(\) or printf\(\) is not valid/],
  ],
};
for (const [name, cases] of Object.entries(slips)) {
  Deno.test({
    name,
    ...open,
    async fn() {
      for (const [sql, said, parameters] of cases) {
        const outcome = await run(sql, parameters);
        assert.ok("code" in outcome, sql);
        assert.match(outcome.message, said, sql);
      }
    },
  });
}

/** Names in double quotes that nothing has, and what is said besides. */
const quoted: readonly (readonly [string, RegExp])[] = [
  [
    'SELECT id FROM sales WHERE shop = "O\'Brien"',
    /this spelling\. Text stands in single quotes: write 'O''Brien'\.$/,
  ],
  ['SELECT id FROM sales WHERE status LIKE "pa%"', /Text stands in single quotes: write 'pa%'\.$/],
  ['SELECT id FROM sales WHERE "paid" IN (status)', /Text stands in single quotes: write 'paid'\.$/],
  ['SELECT "rare" FROM sales', /this spelling\.$/],
  ['SELECT "emp.name" FROM emp', /quoted apart: emp\.name\.$/],
  ['SELECT "x".id FROM sales f', /FROM has no table or alias x either: there is f\.$/],
];
for (const [sql, said] of quoted) {
  Deno.test({
    name: `a name in double quotes that nothing has is warned of with what may be meant: ${sql}`,
    ...open,
    async fn() {
      const outcome = await run(sql);
      assert.ok("answer" in outcome);
      assert.ok(outcome.warnings.some((warning) => said.test(warning)), outcome.warnings.join("\n"));
    },
  });
}

Deno.test({
  name: "a column without a name is named by its parameters, not by what they hold",
  ...open,
  async fn() {
    const cases: readonly (readonly [string, Job["parameters"], readonly string[]])[] = [
      ["SELECT typeof($1)", [1], ["typeof($1)"]],
      ["SELECT typeof($1)", ["secret"], ["typeof($1)"]],
      ["SELECT typeof($1)", [true], ["typeof($1)"]],
      ["SELECT ?, ? AS two", ["secret", "secret"], ["$1", "two"]],
      ["SELECT id, upper(?) || id FROM emp LIMIT 1", ["secret"], ["id", "(upper($1) || id)"]],
      ["SELECT id || $x FROM emp UNION SELECT id || $y FROM emp", { x: "secret", y: "secret" }, [
        "(id || $x)",
      ]],
      ["SELECT id || $x, count(*) AS c FROM emp GROUP BY id || $x", { x: "secret" }, ["(id || $x)", "c"]],
      ["SELECT unnest([1, 2]) AS u, 'plain'", [], ["u", "'plain'"]],
    ];
    for (const [sql, parameters, names] of cases) {
      const outcome = await run(sql, parameters);
      assert.deepEqual("answer" in outcome ? outcome.answer.names : outcome.message, names, sql);
    }
  },
});
