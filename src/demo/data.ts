/**
 * The demo data set: a small web shop as DynamoDB items. Nested maps, lists, sets, sparse and mixed attributes.
 * Dates lie in the year before the day of the start, so that "the last 30 days" finds something.
 * @module
 */
import type { AttributeValue, Item } from "../dynamodb/access.ts";
import { type Chance, chance } from "./random.ts";
import {
  CATEGORIES,
  CITIES,
  COUPONS,
  EVENT_TYPES,
  FAMILY_NAMES,
  GIVEN_NAMES,
  PAGES,
  STATUSES,
  STREETS,
  TAGS,
} from "./words.ts";
import { defined } from "../lib/defined.ts";

/** Items by table name. */
export type DataSet = { readonly [table: string]: readonly Item[] };

const S = (text: string): AttributeValue => ({ S: text });
const N = (value: number | string): AttributeValue => ({ N: String(value) });
const M = (item: Item): AttributeValue => ({ M: item });
/** Money: whole cents → a decimal number with two digits. */
const money = (cents: number) => N((cents / 100).toFixed(2));

const DAY = 86_400_000;
/** Days from the first date to the last: 360 of orders, and 4 of chance. */
const SPAN_DAYS = 364;
const iso = (time: number) => new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
const padded = (number: number, width: number) => String(number).padStart(width, "0");

/**
 * The whole data set, about 4,000 items; equal for every moment of one day (UTC) but for the dates of another.
 * @param now milliseconds since the epoch
 */
export function demoData(now: number): DataSet {
  const start = Math.floor(now / DAY) * DAY - SPAN_DAYS * DAY;
  const dice = chance(20_251_001);
  const products = makeProducts(dice);
  const customers = Array.from({ length: 200 }, (_, index) => makeCustomer(dice, start, index + 1));
  const orders: Item[] = [];
  const orderItems: Item[] = [];
  for (let number = 1; number <= 800; number++) {
    const lines = makeLines(dice, number, products);
    orderItems.push(...lines.items);
    orders.push(makeOrder(dice, start, number, lines.total));
  }
  const events = Array.from({ length: 1_000 }, (_, index) => makeEvent(dice, start, index, products));
  return { customers, products: products.map((one) => one.item), orders, order_items: orderItems, events };
}

function address(dice: Chance): Item {
  const [city, country, postcode] = dice.pick(CITIES);
  return {
    street: S(`${dice.pick(STREETS)} ${dice.between(1, 180)}`),
    city: S(city),
    postcode: S(postcode),
    country: S(country),
  };
}

function makeCustomer(dice: Chance, start: number, number: number): Item {
  const given = dice.pick(GIVEN_NAMES);
  const family = dice.pick(FAMILY_NAMES);
  const home = address(dice);
  return {
    customer_id: S(`C${padded(number, 4)}`),
    name: S(`${given} ${family}`),
    email: S(`${given}.${family}${number}@example.com`.toLowerCase()),
    country: home["country"] ?? S("DE"),
    created_at: S(iso(start + dice.between(0, 250 * DAY))),
    address: M(home),
    newsletter: { BOOL: dice.often(0.4) },
    ...defined({
      loyalty: dice.often(0.3)
        ? M({
          tier: S(dice.pick(["silver", "gold", "platinum"])),
          points: N(dice.between(10, 9_000)),
        })
        : undefined,
      tags: dice.often(0.35) ? { SS: [...new Set([dice.pick(TAGS), dice.pick(TAGS)])] } : undefined,
    }),
    ...(dice.often(0.1) ? { phone: { NULL: true } } : dice.often(0.6) ? { phone: S(phone(dice)) } : {}),
  };
}

const phone = (dice: Chance) => `+49 30 ${dice.between(1_000_000, 9_999_999)}`;

interface Product {
  readonly item: Item;
  readonly sku: string;
  readonly cents: number;
}

function makeProducts(dice: Chance): Product[] {
  return CATEGORIES.flatMap(([category, prefix, names]) =>
    names.map((name, index) => {
      const sku = `${prefix}-${padded(index + 1, 3)}`;
      const cents = dice.between(3, 240) * 100 - dice.pick([1, 5, 10, 50]);
      const item: Item = {
        sku: S(sku),
        name: S(name),
        category: S(category),
        price: money(cents),
        stock: N(dice.between(0, 400)),
        ...defined({
          weight_kg: dice.often(0.7) ? N((dice.between(1, 9_000) / 1000).toString()) : undefined,
          discontinued: dice.often(0.15) ? { BOOL: true } : undefined,
          ratings: dice.often(0.5)
            ? { L: Array.from({ length: dice.between(1, 6) }, () => N(dice.between(1, 5))) }
            : undefined,
        }),
      };
      return { item, sku, cents };
    })
  );
}

function makeLines(dice: Chance, order: number, products: readonly Product[]) {
  const skus = new Set(Array.from({ length: dice.between(1, 4) }, () => dice.pick(products)));
  let total = 0;
  const items = [...skus].map((product, index): Item => {
    const quantity = dice.pick([1, 1, 1, 2, 2, 3, 5]);
    const discount = dice.often(0.2) ? dice.pick([5, 10, 20]) : 0;
    total += Math.round((product.cents * quantity * (100 - discount)) / 100);
    return {
      order_id: S(`O${padded(order, 5)}`),
      line_no: N(index + 1),
      sku: S(product.sku),
      quantity: N(quantity),
      unit_price: money(product.cents),
      ...defined({ discount_percent: discount === 0 ? undefined : N(discount) }),
    };
  });
  return { items, total };
}

function makeOrder(dice: Chance, start: number, number: number, total: number): Item {
  const placed = start + Math.floor((number / 800) * 360 * DAY) + dice.between(0, 4 * DAY);
  const status = number > 760 ? dice.pick(["pending", "paid"]) : dice.pick(STATUSES);
  const shipped = status === "shipped" || status === "delivered";
  return {
    order_id: S(`O${padded(number, 5)}`),
    customer_id: S(`C${padded(dice.between(1, 200), 4)}`),
    status: S(status),
    total: money(total),
    currency: S("EUR"),
    created_at: S(iso(placed)),
    shipping: M({
      method: S(dice.pick(["standard", "standard", "express", "pickup"])),
      address: M(address(dice)),
      ...defined({ tracking: shipped ? S(`TR${dice.between(10_000_000, 99_999_999)}`) : undefined }),
    }),
    ...defined({
      shipped_at: shipped ? S(iso(placed + dice.between(DAY, 3 * DAY))) : undefined,
      coupon: dice.often(0.18) ? S(dice.pick(COUPONS)) : undefined,
      gift_note: dice.often(0.05) ? S("Happy birthday!") : undefined,
    }),
  };
}

/** An event's `properties` depend on its type, and `value` is a number or a word: the shapes real logs have. */
function makeEvent(dice: Chance, start: number, index: number, products: readonly Product[]): Item {
  const type = dice.pick(EVENT_TYPES);
  const properties: { [name: string]: Item } = {
    page_view: { path: S(dice.pick(PAGES)), ms: N(dice.between(40, 2_400)) },
    search: { terms: S(dice.pick(TAGS)), results: N(dice.between(0, 40)) },
    add_to_cart: { sku: S(dice.pick(products).sku), quantity: N(dice.between(1, 3)) },
    checkout: { step: N(dice.between(1, 4)), device: M({ os: S(dice.pick(["ios", "android", "web"])) }) },
  };
  return {
    session_id: S(`S${padded(dice.between(1, 160), 4)}`),
    occurred_at: S(iso(start + index * Math.floor((360 * DAY) / 1_000) + dice.between(0, 3_600_000))),
    type: S(type),
    properties: M(properties[type] ?? {}),
    ...defined({
      customer_id: dice.often(0.55) ? S(`C${padded(dice.between(1, 200), 4)}`) : undefined,
      value: dice.often(0.2) ? dice.often(0.8) ? N(dice.between(1, 100)) : S("unknown") : undefined,
    }),
  };
}
