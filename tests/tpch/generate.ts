/**
 * The eight TPC-H tables at a small scale: column domains and relations as in clause 4.2.3 of the specification,
 * reproducible, with natural keys, a few secondary indexes, dates as ISO text and money as exact numbers.
 *
 * `deno run -A tests/tpch/generate.ts [scale]` prints each table's size and first item.
 * @module
 */
import { type Dataset, type DataTable, pick, random } from "../differential/dataset.ts";
import { num } from "../fixtures/tables.ts";
import {
  adjectives,
  colors,
  containers,
  instructions,
  modes,
  nations,
  nouns,
  priorities,
  regions,
  segments,
  types,
} from "./words.ts";

/** An item before it is one. */
type Row = Record<string, unknown>;

/**
 * The tables; scale 0.001 = 1,500 orders with some 6,000 line items. There are 20 suppliers, 300 customers and 400
 * parts at least: with fewer, no values would make every query meet rows.
 */
export function tpch(scale: number): Dataset {
  const make = source(scale);
  const parts = make.parts();
  const { orders, lines } = make.orders();
  return {
    name: "tpch",
    tables: [
      { name: "region", hash: "r_regionkey:N", items: make.regions() },
      {
        name: "nation",
        hash: "n_nationkey:N",
        gsis: [{ name: "nation_by_name", hash: "n_name" }],
        items: make.nations(),
      },
      {
        name: "supplier",
        hash: "s_suppkey:N",
        gsis: [{ name: "supplier_by_nation", hash: "s_nationkey:N" }],
        items: make.suppliers(),
      },
      {
        name: "customer",
        hash: "c_custkey:N",
        gsis: [{ name: "customer_by_segment", hash: "c_mktsegment", sort: "c_custkey:N" }],
        items: make.customers(),
      },
      {
        name: "part",
        hash: "p_partkey:N",
        gsis: [
          { name: "part_by_brand", hash: "p_brand", sort: "p_container" },
          { name: "part_by_size", hash: "p_size:N", project: ["p_type", "p_mfgr"] },
        ],
        items: parts,
      },
      {
        name: "partsupp",
        hash: "ps_partkey:N",
        sort: "ps_suppkey:N",
        gsis: [{ name: "partsupp_by_supplier", hash: "ps_suppkey:N", sort: "ps_partkey:N" }],
        items: make.partSuppliers(),
      },
      {
        name: "orders",
        hash: "o_orderkey:N",
        gsis: [{ name: "orders_by_customer", hash: "o_custkey:N", sort: "o_orderdate" }],
        items: orders,
      },
      {
        name: "lineitem",
        hash: "l_orderkey:N",
        sort: "l_linenumber:N",
        gsis: [{ name: "lineitem_by_part", hash: "l_partkey:N", sort: "l_quantity:N" }],
        items: lines,
      },
    ] satisfies DataTable[],
  };
}

function source(scale: number) {
  const next = random(22);
  const count = { suppliers: 10_000, parts: 200_000, customers: 150_000, orders: 1_500_000 };
  const suppliers = Math.max(20, 4 * Math.round(count.suppliers * scale / 4));
  const parts = Math.max(400, Math.round(count.parts * scale));
  const customers = Math.max(300, 3 * Math.round(count.customers * scale / 3));

  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const word = (words: readonly [string, ...string[]]) => pick(next, [...words]);
  const comment = () => `${word(adjectives)} ${word(nouns)} among the ${word(adjectives)} ${word(nouns)}`;
  const balance = () => money(between(-99_999, 999_999));
  const phone = (nation: number) =>
    `${nation + 10}-${between(100, 999)}-${between(100, 999)}-${between(1000, 9999)}`;
  // The specification's own spreading of suppliers over parts repeats itself where suppliers are as few as here.
  const supplierOf = (part: number, nth: number) => (part + nth * suppliers / 4) % suppliers + 1;

  /** In cents. */
  const priceOf = (part: number) => 90_000 + Math.floor(part / 10) % 20_001 + 100 * (part % 1_000);

  return {
    regions: () => regions.map((name, at): Row => ({ r_regionkey: at, r_name: name, r_comment: comment() })),
    nations: () =>
      nations.map(([name, region], at): Row => ({
        n_nationkey: at,
        n_name: name,
        n_regionkey: region,
        n_comment: comment(),
      })),
    suppliers: () =>
      keys(suppliers).map((key): Row => {
        const nation = between(0, 24);
        return {
          s_suppkey: key,
          s_name: numbered("Supplier", key),
          s_address: comment().replaceAll(" ", ""),
          s_nationkey: nation,
          s_phone: phone(nation),
          s_acctbal: balance(),
          s_comment: key % 10 === 7 ? `${comment()} Customer ${word(nouns)} Complaints` : comment(),
        };
      }),
    customers: () =>
      keys(customers).map((key): Row => {
        const nation = between(0, 24);
        return {
          c_custkey: key,
          c_name: numbered("Customer", key),
          c_address: comment().replaceAll(" ", ""),
          c_nationkey: nation,
          c_phone: phone(nation),
          c_acctbal: balance(),
          c_mktsegment: word(segments),
          c_comment: comment(),
        };
      }),
    parts: () =>
      keys(parts).map((key): Row => {
        const maker = between(1, 5);
        return {
          p_partkey: key,
          p_name: names(() => word(colors), 5).join(" "),
          p_mfgr: `Manufacturer#${maker}`,
          p_brand: `Brand#${maker}${between(1, 5)}`,
          p_type: types.map(word).join(" "),
          p_size: between(1, 50),
          p_container: containers.map(word).join(" "),
          p_retailprice: money(priceOf(key)),
          p_comment: comment(),
        };
      }),
    partSuppliers: () =>
      keys(parts).flatMap((part) =>
        [0, 1, 2, 3].map((nth): Row => ({
          ps_partkey: part,
          ps_suppkey: supplierOf(part, nth),
          ps_availqty: between(1, 9_999),
          ps_supplycost: money(between(100, 100_000)),
          ps_comment: comment(),
        }))
      ),
    orders() {
      const lines: Row[] = [];
      const orders = keys(Math.round(count.orders * scale)).map((n): Row => {
        // Of every 32 keys 8 are used, and every third customer never orders.
        const key = Math.floor((n - 1) / 8) * 32 + (n - 1) % 8 + 1;
        const customer = 3 * between(0, Math.floor(customers / 3) - 1) + between(1, 2);
        const ordered = between(day("1992-01-01"), day("1998-08-02"));
        let total = 0;
        const states = keys(between(1, 7)).map((number) => {
          const part = between(1, parts);
          const quantity = between(1, 50);
          const price = quantity * priceOf(part);
          const discount = between(0, 10);
          const tax = between(0, 8);
          const shipped = ordered + between(1, 121);
          const received = shipped + between(1, 30);
          const state = shipped > today ? "O" : "F";
          total += Math.round(price * (100 + tax) * (100 - discount) / 10_000);
          lines.push({
            l_orderkey: key,
            l_partkey: part,
            l_suppkey: supplierOf(part, between(0, 3)),
            l_linenumber: number,
            l_quantity: quantity,
            l_extendedprice: money(price),
            l_discount: money(discount),
            l_tax: money(tax),
            l_returnflag: received > today ? "N" : word(["R", "A"]),
            l_linestatus: state,
            l_shipdate: date(shipped),
            l_commitdate: date(ordered + between(30, 90)),
            l_receiptdate: date(received),
            l_shipinstruct: word(instructions),
            l_shipmode: word(modes),
            l_comment: comment(),
          });
          return state;
        });
        return {
          o_orderkey: key,
          o_custkey: customer,
          o_orderstatus: states.every((state) => state === states[0]) ? states[0] : "P",
          o_totalprice: money(total),
          o_orderdate: date(ordered),
          o_orderpriority: word(priorities),
          o_clerk: numbered("Clerk", between(1, 20)),
          o_shippriority: 0,
          o_comment: comment(),
        };
      });
      return { orders, lines };
    },
  };
}

/** The day on which the specification's world is looked at. */
const today = day("1995-06-17");

function day(iso: string): number {
  return Date.parse(iso) / 86_400_000;
}

function date(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, 10);
}

function money(cents: number): unknown {
  return num((cents / 100).toFixed(2));
}

function numbered(kind: string, key: number): string {
  return `${kind}#${String(key).padStart(9, "0")}`;
}

function keys(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at + 1);
}

/** Different words. */
function names(word: () => string, count: number): string[] {
  const words = new Set<string>();
  while (words.size < count) words.add(word());
  return [...words];
}

if (import.meta.main) {
  for (const { name, items } of tpch(Number(Deno.args[0] ?? "0.001")).tables) {
    console.log(name, items.length, items[0]);
  }
}
