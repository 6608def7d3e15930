/**
 * The demo's tables in small, with values that can be reckoned with by hand.
 * @module
 */
import { num, raw } from "../fixtures/tables.ts";
import type { Item } from "../../src/dynamodb/access.ts";
import { toItem } from "../fixtures/tables.ts";

/** A table of the shop. */
export interface ShopTable {
  readonly hash: string;
  readonly sort?: string;
  readonly items: readonly Item[];
}

const customer = (
  id: string,
  name: string,
  country: string,
  created_at: string,
  [street, city, postcode]: readonly [string, string, string],
  newsletter: boolean,
  more: Record<string, unknown>,
) =>
  toItem({
    customer_id: id,
    name,
    email: `${name.toLowerCase().replace(" ", ".")}${Number(id.slice(1))}@example.com`,
    country,
    created_at,
    address: { street, city, postcode, country },
    newsletter,
    ...more,
  });

const tags = (...texts: string[]) => raw({ SS: texts });

const order = (
  number: number,
  customer: number,
  status: string,
  total: string,
  created_at: string,
  method: string,
  more: Record<string, unknown> = {},
) =>
  toItem({
    order_id: `O0000${number}`,
    customer_id: `C000${customer}`,
    status,
    total: num(total),
    currency: "EUR",
    created_at,
    shipping: { method, ...("shipped_at" in more ? { tracking: `TR1000000${number}` } : {}) },
    ...more,
  });

const line = (order: number, line_no: number, sku: string, quantity: number, price: string, more = {}) =>
  toItem({ order_id: `O0000${order}`, line_no, sku, quantity, unit_price: num(price), ...more });

const event = (session: number, occurred_at: string, type: string, properties: unknown, more = {}) =>
  toItem({ session_id: `S000${session}`, occurred_at, type, properties, ...more });

/** The tables by name. */
export const SHOP: Readonly<Record<string, ShopTable>> = {
  customers: {
    hash: "customer_id",
    items: [
      customer("C0001", "Ada Bauer", "DE", "2025-01-15T09:30:00Z", ["Lindenweg 5", "Berlin", "10115"], true, {
        loyalty: { tier: "gold", points: 1200 },
        tags: tags("b2b", "vip"),
        phone: "+49 30 1234567",
      }),
      customer(
        "C0002",
        "Carlos Costa",
        "ES",
        "2025-02-28T23:15:00Z",
        ["Calle Mayor 12", "Madrid", "28001"],
        false,
        { tags: tags("gifts"), phone: null },
      ),
      customer(
        "C0003",
        "Emma Dubois",
        "FR",
        "2025-03-31T12:00:00Z",
        ["Rue de la Gare 7", "Paris", "75001"],
        true,
        { loyalty: { tier: "silver", points: 90 } },
      ),
      customer(
        "C0004",
        "Finn Weber",
        "DE",
        "2025-12-31T00:00:00Z",
        ["Hauptstrasse 1", "Hamburg", "20095"],
        false,
        { tags: tags("camping", "kids") },
      ),
      customer(
        "C0005",
        "Grace Quinn",
        "IE",
        "2024-02-29T18:45:10Z",
        ["High Street 3", "Dublin", "D01"],
        true,
        {
          loyalty: { tier: "gold", points: 4000 },
          phone: "+353 1 555",
        },
      ),
    ],
  },
  products: {
    hash: "sku",
    items: [
      ["KIT-001", "Chef's knife", "kitchen", "89.90", 12, { weight_kg: num("0.25"), ratings: [5, 4, 5] }],
      ["KIT-002", "Kettle", "kitchen", "45.50", 0, { weight_kg: num("1.2"), ratings: [3] }],
      ["OFF-001", "Notebook", "office", "4.99", 250, {}],
      ["OFF-002", "Desk lamp", "office", "39.00", 7, { weight_kg: num("1.8"), discontinued: true }],
      ["OUT-001", "Tent", "outdoor", "199.95", 3, { weight_kg: num("4.5"), ratings: [4, 4] }],
      ["TOY-001", "Kite", "toys", "15.25", 40, { weight_kg: num("0.4") }],
    ].map(([sku, name, category, price, stock, more]) =>
      toItem({ sku, name, category, price: num(String(price)), stock, ...Object(more) })
    ),
  },
  orders: {
    hash: "order_id",
    items: [
      order(1, 1, "delivered", "94.89", "2025-03-01T10:00:00Z", "standard", {
        shipped_at: "2025-03-03T08:00:00Z",
        coupon: "WELCOME10",
      }),
      order(2, 1, "shipped", "39.00", "2025-11-30T23:30:00Z", "express", {
        shipped_at: "2025-12-02T01:30:00Z",
      }),
      order(3, 2, "cancelled", "15.25", "2025-03-31T00:00:00Z", "standard"),
      order(4, 3, "delivered", "245.45", "2025-04-01T12:15:30Z", "pickup", {
        shipped_at: "2025-04-04T12:15:30Z",
        coupon: "SPRING26",
      }),
      order(5, 3, "pending", "9.98", "2025-12-31T23:59:59Z", "standard"),
      order(6, 4, "returned", "179.96", "2026-01-01T00:00:00Z", "express"),
      order(7, 5, "delivered", "30.50", "2026-01-05T07:08:09Z", "standard", {
        shipped_at: "2026-01-07T07:08:09Z",
        coupon: "WELCOME10",
        gift_note: "Happy birthday!",
      }),
      order(8, 5, "paid", "89.90", "2026-02-28T16:20:00Z", "express"),
    ],
  },
  order_items: {
    hash: "order_id",
    sort: "line_no:N",
    items: [
      line(1, 1, "KIT-001", 1, "89.90"),
      line(1, 2, "OFF-001", 1, "4.99"),
      line(2, 1, "OFF-002", 1, "39.00"),
      line(3, 1, "TOY-001", 1, "15.25"),
      line(4, 1, "OUT-001", 1, "199.95"),
      line(4, 2, "KIT-002", 1, "45.50"),
      line(5, 1, "OFF-001", 2, "4.99"),
      line(6, 1, "OUT-001", 1, "199.95", { discount_percent: 10 }),
      line(7, 1, "TOY-001", 2, "15.25"),
      line(8, 1, "KIT-001", 1, "89.90"),
    ],
  },
  events: {
    hash: "session_id",
    sort: "occurred_at",
    items: [
      event(1, "2025-06-01T08:00:00Z", "page_view", { path: "/sale", ms: 120 }, {
        customer_id: "C0001",
        value: 10,
      }),
      event(1, "2025-06-01T08:00:30Z", "search", { terms: "camping", results: 3 }, { customer_id: "C0001" }),
      event(1, "2025-06-01T08:02:00Z", "add_to_cart", { sku: "OUT-001", quantity: 2 }, {
        customer_id: "C0001",
      }),
      event(2, "2025-06-02T23:59:50Z", "page_view", { path: "/", ms: 900 }, { value: "unknown" }),
      event(2, "2025-06-03T00:01:10Z", "checkout", { step: 1, device: { os: "ios" } }, {
        customer_id: "C0002",
      }),
      event(3, "2025-06-07T10:00:00Z", "page_view", { path: "/kitchen/knives", ms: 80 }, {
        customer_id: "C0005",
        value: 7,
      }),
    ],
  },
};
