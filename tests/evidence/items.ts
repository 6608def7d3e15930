/**
 * Random tables of heterogeneous items: attributes that few items have, odd values, numbers that widen, lists that mix,
 * names that differ by case, dictionaries.
 * @module
 */
import type { AttributeValue, Item } from "../../src/dynamodb/access.ts";
import type { Chance } from "../sql/plan/random_sql.ts";
import type { MemoryTable } from "./dynamodb/server.ts";

/** What an expression of a place gives; `mixed` places hold several kinds. */
export type Kind = "text" | "number" | "flag" | "numbers" | "texts" | "maps" | "map" | "mixed";

/** A place that statements can name, as an expression over a row. */
export interface Place {
  /** Of the attribute, for messages that must name it. */
  readonly attribute: string;
  /** After `alias.`, for example `"doc"."price"`. */
  readonly path: string;
  readonly kind: Kind;
}

/** A random table. */
export interface RandomTable {
  readonly table: MemoryTable;
  readonly places: readonly Place[];
}

type Make = (dice: Chance) => AttributeValue | undefined;

const S = (text: string): AttributeValue => ({ S: text });
const N = (number: string | number): AttributeValue => ({ N: String(number) });
const words = ["a", "b", "fox", "zebra", "Oslo", "10", "7.5", "é", ""];
const text: Make = (dice) => S(dice.pick(words));
const whole: Make = (dice) => N(dice.below(40) - 5);
const decimal: Make = (dice) => N(`${dice.below(30)}.${dice.pick(["5", "25", "75", "125", "1"])}`);
const float: Make = (dice) => N(String(0.1 * (1 + dice.below(9)) + 0.2));
const huge: Make = (dice) => N(`1234567890123456789012345678${dice.below(10)}.5`);
const flag: Make = (dice) => ({ BOOL: dice.maybe(0.5) });
const nothing: Make = () => ({ NULL: true });

/** How often what is rare comes. */
const shares = [0.0001, 0.003, 0.005, 0.02, 0.03, 0.05];

function rarely(dice: Chance, usual: Make, odd: Make): Make {
  const share = dice.pick(shares);
  return (each) => each.maybe(share) ? odd(each) : usual(each);
}

function sometimes(share: number, make: Make): Make {
  return (dice) => dice.maybe(share) ? make(dice) : undefined;
}

function numbers(dice: Chance): Make {
  return dice.maybe(0.4)
    ? rarely(dice, whole, dice.pick([decimal, float, huge]))
    : dice.pick([whole, decimal, float, rarely(dice, decimal, huge)]);
}

function map(fields: Readonly<Record<string, Make>>): Make {
  return (dice) => ({
    M: Object.fromEntries(
      Object.entries(fields).flatMap(([key, make]) => {
        const value = make(dice);
        return value === undefined ? [] : [[key, value] as const];
      }),
    ),
  });
}

function list(make: Make): Make {
  return (dice) => ({
    L: Array.from({ length: dice.below(4) }, () => make(dice) ?? { NULL: true }),
  });
}

interface Attribute {
  readonly name: string;
  readonly make: Make;
  readonly places: readonly (readonly [path: string, kind: Kind])[];
}

/** Ways to fill an attribute. */
const profiles: readonly ((dice: Chance, name: string) => Omit<Attribute, "name">)[] = [
  () => ({ make: text, places: [["", "text"]] }),
  (dice) => ({ make: numbers(dice), places: [["", "number"]] }),
  () => ({ make: flag, places: [["", "flag"]] }),
  (dice) => ({
    make: rarely(dice, numbers(dice), dice.pick([text, flag, list(whole)])),
    places: [["", "number"]],
  }),
  (dice) => ({
    make: rarely(dice, text, dice.pick([whole, flag, map({ p: whole })])),
    places: [["", "text"]],
  }),
  (dice) => ({
    make: sometimes(dice.pick([0.004, 0.02, 0.1]), dice.pick([text, whole, decimal])),
    places: [["", "mixed"]],
  }),
  (dice) => ({
    make: map({
      p: text,
      q: numbers(dice),
      r: sometimes(dice.pick(shares), decimal),
      inner: sometimes(0.8, map({ z: numbers(dice), w: sometimes(dice.pick(shares), text) })),
    }),
    places: [["", "map"], [".p", "text"], [".q", "number"], [".r", "number"], [".inner.z", "number"], [
      ".inner.w",
      "text",
    ]],
  }),
  (dice) => ({
    make: rarely(dice, map({ p: text, q: whole }), dice.pick([map({}), text, list(whole)])),
    places: [["", "map"], [".p", "text"], [".q", "number"]],
  }),
  (dice) => ({ make: list(numbers(dice)), places: [["", "numbers"], ["[1]", "number"]] }),
  (dice) => ({ make: list(rarely(dice, text, whole)), places: [["", "texts"], ["[1]", "text"]] }),
  (dice) => ({
    make: list(map({ sku: text, qty: numbers(dice), note: sometimes(dice.pick(shares), text) })),
    places: [["", "maps"], ["[1].sku", "text"], ["[1].qty", "number"], ["[1].note", "text"]],
  }),
  () => ({ make: (dice) => dice.pick([text, whole, flag])(dice), places: [["", "mixed"]] }),
  () => ({
    make: (dice) => dice.pick([text, whole, map({ p: text }), list(whole)])(dice),
    places: [["", "mixed"]],
  }),
  (dice) => ({
    make: rarely(dice, map({ k: whole, other: text }), map({ K: text })),
    places: [["", "map"], [".other", "text"], [".k", "number"], [".K", "text"], ['."k"', "number"]],
  }),
  () => ({
    make: (dice) => ({
      M: Object.fromEntries(Array.from({ length: 4 }, () => [`k${dice.below(90)}`, whole(dice) ?? N(1)])),
    }),
    places: [["", "map"], [".k7", "number"], ["['k12']", "number"]],
  }),
  () => ({ make: (dice) => ({ SS: [...new Set([dice.pick(["a", "b"]), "c"])] }), places: [["", "texts"]] }),
];

/** Items with a few such attributes; rare things may come anywhere, so also where nobody looked. */
export function randomTable(dice: Chance, name: string): RandomTable {
  const attributes: Attribute[] = Array.from({ length: 3 + dice.below(3) }, (_, at) => {
    const called = `a${at}`;
    return { name: called, ...dice.pick(profiles)(dice, called) };
  });
  if (dice.maybe(0.15)) {
    attributes.push({ name: "A0", make: sometimes(dice.pick([0.02, 0.5]), text), places: [["", "text"]] });
  }
  const missing = attributes.map(() => dice.pick([0, 0, 0.1, 0.5]));
  const count = dice.pick([12, 40, 120, 300]);
  const items = Array.from({ length: count }, (_, at): Item => ({
    id: S(`i${at}`),
    g: N(at % 7),
    ...Object.fromEntries(attributes.flatMap(({ name, make }, index) => {
      if (dice.maybe(missing[index] ?? 0)) {
        return dice.maybe(0.2) ? [[name, nothing(dice) ?? S("")] as const] : [];
      }
      const value = make(dice);
      return value === undefined ? [] : [[name, value] as const];
    })),
  }));
  return {
    table: tableOf(dice, name, items),
    places: [
      { attribute: "id", path: '"id"', kind: "text" },
      { attribute: "g", path: '"g"', kind: "number" },
      ...attributes.flatMap(({ name, places }) =>
        places.map(([path, kind]) => ({ attribute: name, path: `"${name}"${path}`, kind }))
      ),
    ],
  };
}

/** A table of items with `id` and `g`. */
export function tableOf(dice: Chance, name: string, items: readonly Item[]): MemoryTable {
  return {
    name,
    hash: "id",
    gsis: [{ name: "by_g", hash: "g:N", sort: "id" }],
    items,
    pageItems: dice.pick([7, 50, 1_000]),
    served: [],
  };
}
