/**
 * Tables for statements that SQLite takes as well: texts, whole numbers and decimals, many of them missing, under keys
 * and indexes by which a planner would read them.
 * @module
 */
import type { TestIndex } from "../../fixtures/tables.ts";
import { num } from "../../fixtures/tables.ts";
import { chance } from "../../sql/plan/random_sql.ts";

/** What a column holds. */
export type Kind = "text" | "whole" | "decimal";

/** A column: its name, what it holds, and whether it leads a key or an index. */
export interface Column {
  readonly name: string;
  readonly kind: Kind;
  readonly key: boolean;
}

/** A table with its items as rows; null = the item lacks the attribute. */
export interface Table {
  readonly name: string;
  readonly hash: string;
  readonly sort?: string;
  readonly gsis: readonly TestIndex[];
  readonly columns: readonly Column[];
  /** Names of columns that together tell items apart. */
  readonly unique: readonly string[];
  readonly rows: readonly Readonly<Record<string, string | number | null>>[];
}

/** Values that conditions compare with; each kind has some that no item holds. */
export const VALUES: { readonly [K in Kind]: readonly string[] } = {
  text: ["a", "ab", "b", "Ab", "c1", "c2", "c7", "o3", "o11", "2026-02", "2026-03-05", "zz", "paid", "open"],
  whole: ["0", "1", "2", "3", "5", "-4", "12", "40"],
  decimal: ["0", "0.5", "1.25", "2.5", "-3.75", "10", "99.99"],
};

const text = (name: string, key = false): Column => ({ name, kind: "text", key });
const whole = (name: string, key = false): Column => ({ name, kind: "whole", key });
const decimal = (name: string): Column => ({ name, kind: "decimal", key: false });

/** The tables of a seed. */
export function tablesOf(seed: number): readonly Table[] {
  const dice = chance(seed);
  const some = <T>(share: number, value: T): T | null => dice.maybe(share) ? value : null;
  const word = () => dice.pick(["a", "ab", "b", "Ab", "zz", "c"]);
  const cents = () => (dice.below(4_000) - 1_000) / 100;
  const day = () => `2026-0${1 + dice.below(4)}-0${1 + dice.below(9)}`;
  const customers = Array.from({ length: 30 }, (_, at) => ({
    cid: `c${at}`,
    name: some(0.8, word()),
    city: some(0.7, word()),
    tier: some(0.8, dice.below(5)),
    credit: some(0.6, cents()),
    ref: some(0.6, `c${dice.below(34)}`),
  }));
  const orders = Array.from({ length: 60 }, (_, at) => ({
    cid: `c${dice.below(33)}`,
    seq: at,
    oid: some(0.9, `o${at % 40}`),
    at: some(0.9, day()),
    status: some(0.8, dice.pick(["paid", "open", "void"])),
    amount: some(0.8, cents()),
    qty: some(0.7, dice.below(14) - 4),
  }));
  const lines = Array.from({ length: 80 }, (_, at) => ({
    oid: `o${at % 45}`,
    line: Math.floor(at / 45),
    sku: some(0.85, word()),
    price: some(0.8, cents()),
    n: some(0.75, dice.below(7)),
  }));
  return [
    {
      name: "customers",
      hash: "cid",
      gsis: [{ name: "by_city", hash: "city", sort: "tier:N" }, { name: "by_ref", hash: "ref", project: [] }],
      columns: [
        text("cid", true),
        text("name"),
        text("city", true),
        whole("tier"),
        decimal("credit"),
        text("ref", true),
      ],
      unique: ["cid"],
      rows: customers,
    },
    {
      name: "orders",
      hash: "cid",
      sort: "seq:N",
      gsis: [{ name: "by_status", hash: "status", sort: "at" }, { name: "by_oid", hash: "oid" }],
      columns: [
        ...[text("cid", true), whole("seq"), text("oid", true), text("at"), text("status", true)],
        ...[decimal("amount"), whole("qty")],
      ],
      unique: ["seq"],
      rows: orders,
    },
    {
      name: "lines",
      hash: "oid",
      sort: "line:N",
      gsis: [{ name: "by_sku", hash: "sku", project: ["n"] }, { name: "by_n", hash: "n:N" }],
      columns: [text("oid", true), whole("line"), text("sku", true), decimal("price"), whole("n", true)],
      unique: ["oid", "line"],
      rows: lines,
    },
  ];
}

/** A row as an item of DynamoDB: what is null is not there. */
export function itemOf(row: Table["rows"][number]): Record<string, unknown> {
  const held = Object.entries(row).filter(([, value]) => value !== null);
  return Object.fromEntries(
    held.map(([name, value]) => [name, typeof value === "number" ? num(`${value}`) : value]),
  );
}
