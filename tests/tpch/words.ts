/**
 * The words of the TPC-H columns (TPC-H specification, clause 4.2.2.13).
 * @module
 */

/** A list that is not empty. */
export type Words = readonly [string, ...string[]];

/** Regions by `r_regionkey`. */
export const regions: Words = ["AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST"];

/** Nations by `n_nationkey`, each with its region. */
export const nations: readonly (readonly [name: string, region: number])[] = [
  ["ALGERIA", 0],
  ["ARGENTINA", 1],
  ["BRAZIL", 1],
  ["CANADA", 1],
  ["EGYPT", 4],
  ["ETHIOPIA", 0],
  ["FRANCE", 3],
  ["GERMANY", 3],
  ["INDIA", 2],
  ["INDONESIA", 2],
  ["IRAN", 4],
  ["IRAQ", 4],
  ["JAPAN", 2],
  ["JORDAN", 4],
  ["KENYA", 0],
  ["MOROCCO", 0],
  ["MOZAMBIQUE", 0],
  ["PERU", 1],
  ["CHINA", 2],
  ["ROMANIA", 3],
  ["SAUDI ARABIA", 4],
  ["VIETNAM", 2],
  ["RUSSIA", 3],
  ["UNITED KINGDOM", 3],
  ["UNITED STATES", 1],
];

/** Words of `p_name`. A part of the specification's list: more of it would leave none twice at this scale. */
export const colors: Words = [
  "almond",
  "azure",
  "blush",
  "chocolate",
  "coral",
  "forest",
  "frosted",
  "green",
  "indian",
  "lemon",
  "linen",
  "midnight",
  "orchid",
  "peach",
  "rosy",
  "salmon",
  "snow",
  "steel",
  "thistle",
  "wheat",
];

/** Syllables of `p_type`. */
export const types: readonly [Words, Words, Words] = [
  ["STANDARD", "SMALL", "MEDIUM", "LARGE", "ECONOMY", "PROMO"],
  ["ANODIZED", "BURNISHED", "PLATED", "POLISHED", "BRUSHED"],
  ["TIN", "NICKEL", "BRASS", "STEEL", "COPPER"],
];

/** Syllables of `p_container`. */
export const containers: readonly [Words, Words] = [
  ["SM", "LG", "MED", "JUMBO", "WRAP"],
  ["CASE", "BOX", "BAG", "JAR", "PKG", "PACK", "CAN", "DRUM"],
];

/** `c_mktsegment`. */
export const segments: Words = ["AUTOMOBILE", "BUILDING", "FURNITURE", "MACHINERY", "HOUSEHOLD"];

/** `o_orderpriority`. */
export const priorities: Words = ["1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW"];

/** `l_shipinstruct`. */
export const instructions: Words = ["DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN"];

/** `l_shipmode`. */
export const modes: Words = ["REG AIR", "AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB"];

/** Words of the comments. */
export const nouns: Words = ["packages", "requests", "accounts", "deposits", "foxes", "ideas", "theodolites"];

/** Words of the comments. */
export const adjectives: Words = [
  "furious",
  "sly",
  "careful",
  "special",
  "quick",
  "regular",
  "final",
  "pending",
];
