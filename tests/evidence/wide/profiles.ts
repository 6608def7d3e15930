/**
 * Ways in which attributes are filled, with the places in them that statements name.
 * @module
 */
import type { Chance } from "../../sql/plan/random_sql.ts";
import {
  among,
  bytes,
  date,
  decimal,
  dictionary,
  flag,
  list,
  type Make,
  map,
  noDate,
  nothing,
  numbers,
  numberText,
  rarely,
  SHARES,
  sometimes,
  text,
  whole,
} from "./values.ts";

/** What an expression of a place gives mostly; `mixed` places hold several kinds. */
export type WideKind =
  | "text"
  | "number"
  | "flag"
  | "date"
  | "binary"
  | "numbers"
  | "texts"
  | "maps"
  | "lists"
  | "map"
  | "mixed";

/** A way to fill an attribute. */
export interface Profile {
  readonly make: Make;
  /** SQL after the attribute's name, and what it gives. */
  readonly places: readonly (readonly [path: string, kind: WideKind])[];
}

const few = (dice: Chance) => dice.pick(SHARES);

/** All profiles; each call decides how rare what is rare is. */
export const profiles: readonly ((dice: Chance) => Profile)[] = [
  () => ({ make: text, places: [["", "text"]] }),
  (dice) => ({ make: numbers(dice), places: [["", "number"]] }),
  (dice) => ({ make: numbers(dice), places: [["", "number"]] }),
  (dice) => ({ make: rarely(dice, flag, dice.pick([text, whole])), places: [["", "flag"]] }),
  (dice) => ({
    make: rarely(dice, numbers(dice), dice.pick([text, flag, list(whole), map({})])),
    places: [["", "number"]],
  }),
  (dice) => ({
    make: rarely(dice, text, dice.pick([whole, flag, map({ p: whole }), bytes])),
    places: [["", "text"]],
  }),
  // Attributes that few items have.
  (dice) => ({ make: sometimes(dice.pick([0.004, 0.02, 0.1]), text), places: [["", "text"]] }),
  (dice) => ({ make: sometimes(dice.pick([0.004, 0.02, 0.1]), decimal), places: [["", "number"]] }),
  (dice) => ({ make: sometimes(dice.pick([0.004, 0.02, 0.1]), date), places: [["", "date"]] }),
  (dice) => ({
    make: sometimes(dice.pick([0.01, 0.1]), map({ p: text, q: numbers(dice) })),
    places: [["", "map"], [".p", "text"], [".q", "number"]],
  }),
  // Maps with keys that few of them have.
  (dice) => ({
    make: map({
      p: text,
      q: numbers(dice),
      r: sometimes(few(dice), decimal),
      d: sometimes(0.7, date),
      inner: sometimes(
        0.8,
        map({
          z: numbers(dice),
          w: sometimes(few(dice), text),
          deep: map({ v: sometimes(few(dice), whole) }),
        }),
      ),
    }),
    places: [
      ["", "map"],
      [".p", "text"],
      ["['p']", "text"],
      [".q", "number"],
      ['."r"', "number"],
      [".r", "number"],
      [".d", "date"],
      [".inner", "map"],
      [".inner.z", "number"],
      ['.inner."w"', "text"],
      ['.inner."deep"."v"', "number"],
    ],
  }),
  (dice) => ({
    make: rarely(dice, map({ p: text, q: whole }), dice.pick([map({}), text, list(whole), nothing])),
    places: [["", "map"], [".p", "text"], [".q", "number"]],
  }),
  (dice) => ({
    make: map({ p: rarely(dice, text, whole), q: rarely(dice, whole, text), f: rarely(dice, flag, text) }),
    places: [["", "map"], [".p", "text"], [".q", "number"], [".f", "flag"]],
  }),
  // Mostly empty maps and lists.
  (dice) => ({
    make: rarely(dice, map({}), map({ p: text, q: decimal })),
    places: [["", "map"], [".p", "text"], [".q", "number"]],
  }),
  (dice) => ({
    make: rarely(dice, () => ({ L: [] }), list(dice.pick([whole, decimal]))),
    places: [["", "numbers"], ["[1]", "number"]],
  }),
  (dice) => ({ make: list(numbers(dice)), places: [["", "numbers"], ["[1]", "number"], ["[2]", "number"]] }),
  (dice) => ({ make: list(rarely(dice, text, whole)), places: [["", "texts"], ["[1]", "text"]] }),
  () => ({ make: list(among(text, whole)), places: [["", "texts"], ["[1]", "text"]] }),
  (dice) => ({
    make: list(map({
      sku: text,
      qty: numbers(dice),
      note: sometimes(few(dice), text),
      dim: sometimes(0.5, map({ h: numbers(dice), c: sometimes(few(dice), text) })),
    })),
    places: [
      ["", "maps"],
      ["[1].sku", "text"],
      ["[1].qty", "number"],
      ["[2].qty", "number"],
      ['[1]."note"', "text"],
      ["[1].dim.h", "number"],
      ['[1].dim."c"', "text"],
    ],
  }),
  (dice) => ({
    make: map({ items: list(map({ sku: text, qty: numbers(dice) })), tags: list(text) }),
    places: [
      ["", "map"],
      [".items", "maps"],
      [".items[1].sku", "text"],
      [".items[1].qty", "number"],
      [".tags", "texts"],
      [".tags[1]", "text"],
    ],
  }),
  (dice) => ({
    make: list(list(numbers(dice))),
    places: [["", "lists"], ["[1]", "numbers"], ["[1][1]", "number"]],
  }),
  // Sets.
  () => ({ make: (dice) => ({ SS: [...new Set([dice.pick(["a", "b"]), "c"])] }), places: [["", "texts"]] }),
  () => ({
    make: (dice) => ({ NS: [...new Set([dice.pick(["1", "2.5"]), "3"])] }),
    places: [["", "numbers"], ["[1]", "number"]],
  }),
  // Several kinds.
  () => ({ make: among(text, whole, flag), places: [["", "mixed"]] }),
  () => ({
    make: among(text, whole, map({ p: text }), list(whole)),
    places: [["", "mixed"], [".p", "text"]],
  }),
  (dice) => ({
    make: among(map({ p: text, q: numbers(dice) }), text),
    places: [["", "mixed"], [".p", "text"], [".q", "number"]],
  }),
  (dice) => ({
    make: map({ p: text, m: among(text, numbers(dice), list(whole)) }),
    places: [[".m", "mixed"], [".p", "text"]],
  }),
  // Dictionaries.
  () => ({
    make: dictionary(90, whole),
    places: [["", "map"], ['."k7"', "number"], ["['k12']", "number"]],
  }),
  (dice) => ({
    make: dictionary(200, rarely(dice, decimal, text)),
    places: [["", "map"], ['."k7"', "number"], ["['k12']", "number"]],
  }),
  (dice) => ({
    make: dictionary(80, map({ n: numbers(dice) })),
    places: [["", "map"], ['."k7".n', "number"], ["['k12'].n", "number"]],
  }),
  // Keys that differ only by case.
  (dice) => ({
    make: rarely(dice, map({ k: whole, other: text }), map({ K: text })),
    places: [["", "map"], [".other", "text"]],
  }),
  // Dates, and what is none.
  () => ({ make: date, places: [["", "date"]] }),
  (dice) => ({ make: rarely(dice, date, dice.pick([noDate, whole])), places: [["", "date"]] }),
  () => ({ make: numberText, places: [["", "text"]] }),
  (dice) => ({ make: rarely(dice, bytes, text), places: [["", "binary"]] }),
];
