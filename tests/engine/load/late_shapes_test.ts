/** A column turns to another kind in mid-read, and its values go on to differ: all are shown, or told of. */
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { openMemoryDynamodb } from "../../evidence/dynamodb/server.ts";
import { num, toItem } from "../../fixtures/tables.ts";
import { open } from "../world.ts";
import { worldsOf } from "../worlds.ts";

const ITEMS = 2_900;
/**
 * The first item that has anything but its key and number and NULL: a small sample does not see it, and it is
 * the last that is loaded before there are others that differ.
 */
const FIRST = 2_047;
/** A sample looks at the first items of each of so many parts of a table: those have nothing but their key, number and NULLs. */
const PARTS = 8;
const isBare = (n: number) =>
  n < FIRST ||
  Array.from({ length: PARTS }, (_, at) => n - Math.floor(ITEMS * at / PARTS)).some((after) =>
    after >= 0 && after < 3
  );
/** From here on, values differ from the first of their kind. */
const THEN = 2_100;
/** From here on, they differ once more. */
const AGAIN = 2_400;

const dynamodb = openMemoryDynamodb();
Deno.test.afterAll(() => dynamodb.close());
const [one, ten, all] = await worldsOf([1, 10, ITEMS + 1], { endpoint: dynamodb.endpoint });

/** What an attribute holds in item `n`, after one text that is in none but the first item. */
interface Case {
  readonly value: (n: number) => unknown;
  /** What the answer shows of it; absent = the same. */
  readonly shown?: (n: number) => unknown;
  /** The text of the first item, inside of what the others hold. Absent = the text alone. */
  readonly first?: (text: string) => unknown;
  /** What the answer shows of that; absent = NULL. */
  readonly firstShown?: unknown;
  readonly type: string;
  /** Places, from the attribute, with values that are told of. */
  readonly told: readonly string[];
}

const KEYS = `STRUCT(${Array.from({ length: 53 }, (_, at) => `k${at} BIGINT`).sort().join(", ")})`;
const keysOf = (n: number) =>
  Object.fromEntries(Array.from({ length: 4 }, (_, at) => [`k${n % 50 + at}`, n]));
const float = (n: number) => `0.123456${n}1`;
const exact = (n: number) => `0.1234567890123456789${n}1`;
const late = (n: number, before: unknown, after: unknown): unknown => n < THEN ? before : after;

const cases: Readonly<Record<string, Case>> = {
  decimals: {
    value: (n) => late(n, n, num(`${n}.25`)),
    shown: (n) => late(n, n, n + 0.25),
    type: "DECIMAL(18,2)",
    told: [""],
  },
  large: {
    value: (n) => late(n, n, num(`12345678901234567890${n}`)),
    shown: (n) => late(n, String(n), `12345678901234567890${n}`),
    type: "DECIMAL(38,0)",
    told: [""],
  },
  floats: {
    value: (n) => late(n, n, num(float(n))),
    shown: (n) => late(n, n, Number(float(n))),
    type: "DOUBLE",
    told: [""],
  },
  exact: {
    value: (n) => num(n < THEN ? float(n) : exact(n)),
    shown: (n) => late(n, float(n), exact(n)),
    type: "DECIMAL(38,24)",
    told: [""],
  },
  maps: {
    value: (n) => late(n, { a: n }, n < AGAIN ? { a: n, b: `x${n}` } : { a: num(`${n}.5`), c: [n] }),
    shown: (n) => ({
      a: n < AGAIN ? n : n + 0.5,
      b: n >= THEN && n < AGAIN ? `x${n}` : null,
      c: n < AGAIN ? null : [n],
    }),
    type: "STRUCT(a DECIMAL(18,1), b VARCHAR, c BIGINT[])",
    told: [""],
  },
  rare: {
    value: (n) => ({ a: n === 2_600 ? "rare" : n, m: late(n, n, n % 2 === 0 ? n : `t${n}`) }),
    shown: (n) => ({ a: n === 2_600 ? null : n, m: n < THEN || n % 2 === 0 ? String(n) : `t${n}` }),
    type: "STRUCT(a BIGINT, m VARCHAR)",
    told: ["", ".a"],
  },
  early: {
    value: (n) => ({ a: n === 2_050 ? "rare" : n }),
    shown: (n) => ({ a: n === 2_050 ? null : n }),
    type: "STRUCT(a BIGINT)",
    told: ["", ".a"],
  },
  keys: { value: keysOf, type: KEYS, told: [""] },
  dictionary: {
    value: (n) => ({ [`k${n < THEN ? 0 : n}`]: n }),
    type: "MAP(VARCHAR, BIGINT)",
    told: [""],
  },
  lists: {
    value: (n) => late(n, [n], [n, num(`${n}.5`)]),
    shown: (n) => late(n, [n], [n, n + 0.5]),
    type: "DECIMAL(18,1)[]",
    told: [""],
  },
  elements: {
    value: (n) => late(n, [n], [n, num(`${n}.125`)]),
    shown: (n) => late(n, [n], [n, n + 0.125]),
    first: (text) => [text],
    firstShown: [null],
    type: "DECIMAL(18,3)[]",
    told: ["[]"],
  },
  listed: {
    value: (n) => late(n, [{ a: n }], [{ a: n }, { b: num(`${n}.5`) }]),
    shown: (n) => late(n, [{ a: n, b: null }], [{ a: n, b: null }, { a: null, b: n + 0.5 }]),
    first: (text) => [text],
    firstShown: [null],
    type: "STRUCT(a BIGINT, b DECIMAL(18,1))[]",
    told: ["[]"],
  },
  within: {
    value: (n) => ({ k: late(n, n, num(`${n}.5`)), l: n }),
    shown: (n) => ({ k: late(n, n, n + 0.5), l: n }),
    first: (text) => ({ k: text }),
    firstShown: { k: null, l: null },
    type: "STRUCT(k DECIMAL(18,1), l BIGINT)",
    told: [".k"],
  },
  deeper: {
    value: (n) => ({ k: late(n, { x: n }, { x: num(`${n}.5`), y: "y" }) }),
    shown: (n) => ({ k: late(n, { x: n, y: null }, { x: n + 0.5, y: "y" }) }),
    first: (text) => ({ k: text }),
    firstShown: { k: null },
    type: "STRUCT(k STRUCT(x DECIMAL(18,1), y VARCHAR))",
    told: [".k"],
  },
};
const names = Object.keys(cases).sort();

const firstOf = ({ first = (text: string) => text }: Case) => first("alone");

/** In the second table, the sample sees the text. */
const tables = { late: FIRST, seen: 0 };
const odd = new Map(Object.entries(tables));
for (const [table, first] of odd) {
  dynamodb.tables.set(table, {
    name: table,
    hash: "id",
    itemBytes: 20,
    items: Array.from({ length: ITEMS }, (_, n) =>
      toItem({
        id: `k${n}`,
        n,
        ...Object.fromEntries(names.map((name) => {
          const each = cases[name];
          if (n !== first && (each === undefined || isBare(n))) return [name, n === 0 ? null : undefined];
          return [name, n === first ? each && firstOf(each) : each?.value(n)];
        })),
      })),
    pageItems: FIRST + 1,
    served: [],
  });
}

/** Numbers and their texts are one; a map's missing keys are NULL. */
function plain(value: unknown): unknown {
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== null).sort(([one], [other]) =>
      one < other ? -1 : 1
    )
      .map(([name, member]) => [name, plain(member)]),
  );
}

function wanted(table: string, name: string, n: number): unknown {
  const each = cases[name];
  const first = odd.get(table);
  if (each === undefined || (n !== first && isBare(n))) return null;
  if (n === first) return plain(each.firstShown ?? null);
  if (each.shown !== undefined) return plain(each.shown(n));
  const value = each.value(n);
  return plain(value);
}

const list = names.map((name) => `"${name}"`).join(", ");
const statements = [
  `SELECT id, n, ${list} FROM late`,
  `SELECT id, n, ${list} FROM late ORDER BY n DESC`,
  `SELECT id, n, ${list} FROM late WHERE decimals IS NULL OR n > 7`,
  "SELECT * FROM late",
  "SELECT * FROM late ORDER BY n DESC",
  "SELECT * FROM (SELECT * FROM late)",
  "SELECT * FROM (SELECT * FROM late) ORDER BY n DESC",
  "SELECT *, decimals AS again, deeper.k.x AS x FROM late ORDER BY n",
  `SELECT id, n, ${list} FROM seen ORDER BY n DESC`,
  "SELECT * FROM seen ORDER BY n DESC",
];

for (const [sampleItems, world] of [[1, one], [10, ten], [ITEMS + 1, all]] as const) {
  for (const sql of statements) {
    Deno.test({
      name:
        `values that differ from those by which their column turned are shown, where ${sampleItems} items ` +
        `were looked at: ${sql.replace(list, "…")}`,
      ...open,
      async fn() {
        const table = sql.includes("seen") ? "seen" : "late";
        const { rows, columns, warnings } = await world.run(sql, { pageRows: ITEMS });
        assert.equal(rows.length, ITEMS);
        const at = new Map(columns.map(({ name }, at) => [name, at]));
        const place = (name: string) => at.get(name) ?? -1;
        const values = rows.map((row): readonly unknown[] => JSON.parse(row));
        for (const name of names) {
          const each = cases[name];
          const type = columns[place(name)]?.type.replaceAll('"', "");
          const wrong = values.find((row) =>
            !isDeepStrictEqual(plain(row[place(name)]), wanted(table, name, Number(row[place("n")])))
          );
          const told = new Set(
            warnings.flatMap((warning) =>
              new RegExp(`^1 value of ${table}\\.${name}(\\S*) is not`).exec(warning)?.[1] ?? []
            ),
          );
          assert.deepEqual(
            {
              name,
              type,
              wrong: wrong === undefined ? null : [wrong[place("n")], wrong[place(name)]],
              told: [...told].sort(),
            },
            { name, type: each?.type, wrong: null, told: each?.told },
          );
        }
      },
    });
  }

  const paths: readonly (readonly [sql: string, name: string, pick: (shown: unknown) => unknown])[] = [
    ["within.k", "within", (shown) => member(shown, "k")],
    ["deeper.k.x", "deeper", (shown) => member(member(shown, "k"), "x")],
    ["maps.a", "maps", (shown) => member(shown, "a")],
    ["rare.m", "rare", (shown) => member(shown, "m")],
    ["elements[1]", "elements", (shown) => member(shown, "0")],
    ["lists[2]", "lists", (shown) => member(shown, "1")],
    ["listed[2].b", "listed", (shown) => member(member(shown, "1"), "b")],
    ["deeper.k", "deeper", (shown) => member(shown, "k")],
    ['dictionary."k2700"', "dictionary", (shown) => member(shown, "k2700")],
  ];
  for (const order of ["", " ORDER BY n DESC"]) {
    Deno.test({
      name:
        `paths to values that differ from those by which their place turned show them, where ${sampleItems} ` +
        `items were looked at${order === "" ? "" : ", in order"}`,
      ...open,
      async fn() {
        for (const [path, name, pick] of paths) {
          const { rows } = await world.run(`SELECT n, ${path} FROM late${order}`, { pageRows: ITEMS });
          assert.equal(rows.length, ITEMS);
          for (const row of rows) {
            const [n, value]: readonly unknown[] = JSON.parse(row);
            assert.deepEqual(
              plain(value),
              pick(wanted("late", name, Number(n))) ?? null,
              `${path} of item ${n}`,
            );
          }
        }
      },
    });
  }
}

function member(value: unknown, name: string): unknown {
  return value !== null && typeof value === "object" ? new Map(Object.entries(value)).get(name) : undefined;
}
