/**
 * Random values of DynamoDB, by kind.
 * @module
 */
import type { AttributeValue, Item } from "../../../src/dynamodb/access.ts";
import type { Chance } from "../../sql/plan/random_sql.ts";

/** Makes a value; undefined = none. */
export type Make = (dice: Chance) => AttributeValue | undefined;

const S = (text: string): AttributeValue => ({ S: text });
const N = (number: string | number): AttributeValue => ({ N: String(number) });

/** Texts, some of which look like numbers. */
export const text: Make = (dice) =>
  S(dice.pick(["a", "b", "fox", "zebra", "Oslo", "10", "7.5", "é", "", "it's"]));
/** Whole numbers. */
export const whole: Make = (dice) => N(dice.below(40) - 5);
/** Numbers of one to three decimals. */
export const decimal: Make = (dice) => N(`${dice.below(30)}.${dice.pick(["5", "25", "75", "125", "1"])}`);
/** Computed floats. */
export const float: Make = (dice) => N(String(0.1 * (1 + dice.below(9)) + 0.2));
/** Numbers of 29 digits. */
export const huge: Make = (dice) => N(`1234567890123456789012345678${dice.below(10)}.5`);
/** Whole numbers past BIGINT. */
export const long: Make = (dice) => N(`1234567890123456789012${dice.below(10)}`);
/** Booleans. */
export const flag: Make = (dice) => ({ BOOL: dice.maybe(0.5) });
/** Bytes. */
export const bytes: Make = (dice) => ({ B: dice.pick(["AQI=", "AQ==", "/w=="]) });
/** NULL. */
export const nothing: Make = () => ({ NULL: true });
/** Days and instants in ISO 8601. */
export const date: Make = (dice) =>
  S(
    `202${dice.below(4)}-0${1 + dice.below(9)}-1${dice.below(9)}${
      dice.pick(["", "", "T10:30:00Z", " 23:45:00", "T01:30:00+02:00"])
    }`,
  );
/** Texts that are no dates, though they may look like one. */
export const noDate: Make = (dice) => S(dice.pick(["n/a", "2020/01/05", "tbd", "2024-13-01", ""]));
/** Numbers in texts. */
export const numberText: Make = (dice) => S(dice.pick(["1", "10.5", "-3", "1e3", "007"]));

/** How often what is rare comes. */
export const SHARES = [0.0001, 0.003, 0.005, 0.009, 0.011, 0.02, 0.03, 0.05] as const;

/** Mostly one, rarely the other. */
export function rarely(dice: Chance, usual: Make, odd: Make): Make {
  const share = dice.pick(SHARES);
  return (each) => each.maybe(share) ? odd(each) : usual(each);
}

/** There with this probability. */
export function sometimes(share: number, make: Make): Make {
  return (dice) => dice.maybe(share) ? make(dice) : undefined;
}

/** Any of them. */
export function among(...makes: readonly Make[]): Make {
  return (dice) => dice.pick(makes)(dice);
}

/** Numbers that rarely widen, or are all alike. */
export function numbers(dice: Chance): Make {
  return dice.maybe(0.4)
    ? rarely(dice, whole, dice.pick([decimal, float, huge, long]))
    : dice.pick([whole, decimal, float, rarely(dice, decimal, huge), rarely(dice, decimal, float)]);
}

/** Maps of these fields. */
export function map(fields: Readonly<Record<string, Make>>): Make {
  return (dice) => {
    const M: Item = Object.fromEntries(
      Object.entries(fields).flatMap(([key, make]) => {
        const value = make(dice);
        return value === undefined ? [] : [[key, value] as const];
      }),
    );
    return { M };
  };
}

/** Lists of up to three. */
export function list(make: Make): Make {
  return (dice) => ({ L: Array.from({ length: dice.below(4) }, () => make(dice) ?? { NULL: true }) });
}

/** Maps that share few of their keys. */
export function dictionary(keys: number, make: Make): Make {
  return (dice) => ({
    M: Object.fromEntries(
      Array.from({ length: 4 }, () => [`k${dice.below(keys)}`, make(dice) ?? N(1)] as const),
    ),
  });
}
