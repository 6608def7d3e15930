/**
 * Random tables of heterogeneous items under keys of every form, with indexes, in a width that {@link ../items.ts} lacks.
 * @module
 */
import type { AttributeValue, Item } from "../../../src/dynamodb/access.ts";
import type { Chance } from "../../sql/plan/random_sql.ts";
import type { MemoryTable } from "../dynamodb/server.ts";
import { type Profile, profiles, type WideKind } from "./profiles.ts";
import { sometimes, text } from "./values.ts";

/** A place that statements can name. */
export interface WidePlace {
  readonly attribute: string;
  /** SQL after `alias.`, for example `"doc".price`. */
  readonly path: string;
  readonly kind: WideKind;
}

/** A random table; `id` differs in each of its items. */
export interface WideTable {
  readonly table: MemoryTable;
  readonly places: readonly WidePlace[];
}

/** Names that must be quoted, or are words of SQL, or of no plain letters. */
const ODD_NAMES = ["order", "a b", "x.y", "Größe", "select", 'q"t', "value"];

/** Keys of tables: of text, of numbers, of both. */
const KEYS = [
  { hash: "id" },
  { hash: "id" },
  { hash: "id:N" },
  { hash: "pk", sort: "id" },
  { hash: "pk", sort: "id:N" },
  { hash: "pk:N", sort: "id" },
] as const;

interface Attribute extends Profile {
  readonly name: string;
}

/** Items of a few attributes; rare things may come anywhere, so also where nobody looked. */
export function wideTable(dice: Chance, name: string): WideTable {
  const odd = [...ODD_NAMES];
  const attributes: Attribute[] = Array.from({ length: 3 + dice.below(4) }, (_, at) => {
    const named = dice.maybe(0.12) ? odd.splice(dice.below(odd.length), 1)[0] : undefined;
    return { name: named ?? `a${at}`, ...dice.pick(profiles)(dice) };
  });
  if (dice.maybe(0.08)) {
    attributes.push({ name: "A0", make: sometimes(dice.pick([0.02, 0.5]), text), places: [["", "text"]] });
  }
  const missing = attributes.map(() => dice.pick([0, 0, 0.1, 0.5]));
  const count = dice.pick([12, 40, 120, 300]);
  const keys: { readonly hash: string; readonly sort?: string } = dice.pick(KEYS);
  const [numeric, partitioned] = [
    [keys.hash, keys.sort].includes("id:N"),
    keys.hash.startsWith("pk") ? keys.hash : null,
  ];
  const items = Array.from({ length: count }, (_, at): Item => {
    const given: [string, AttributeValue][] = [
      ["id", numeric ? { N: String(at) } : { S: `i${at}` }],
      ["g", { N: String(at % 7) }],
    ];
    if (partitioned !== null) {
      given.push(["pk", partitioned === "pk" ? { S: `p${at % 5}` } : { N: String(at % 5) }]);
    }
    // The key of a sparse index.
    if (dice.maybe(0.3)) given.push(["s", { S: dice.pick(["a", "fox", "x"]) }]);
    for (const [index, { name, make }] of attributes.entries()) {
      const value = dice.maybe(missing[index] ?? 0)
        ? dice.maybe(0.2) ? { NULL: true as const } : undefined
        : make(dice);
      if (value !== undefined) given.push([name, value]);
    }
    return Object.fromEntries(given);
  });
  const idKey = numeric ? "id:N" : "id";
  return {
    table: {
      name,
      ...keys,
      gsis: [{ name: "by_g", hash: "g:N", sort: idKey }, { name: "by_s", hash: "s", sort: "g:N" }],
      items,
      pageItems: dice.pick([7, 50, 1_000]),
      served: [],
    },
    places: [
      { attribute: "id", path: '"id"', kind: numeric ? "number" : "text" },
      { attribute: "g", path: '"g"', kind: "number" },
      { attribute: "s", path: '"s"', kind: "text" },
      ...(partitioned === null
        ? []
        : [{ attribute: "pk", path: '"pk"', kind: partitioned === "pk" ? "text" : "number" } as const]),
      ...attributes.flatMap(({ name, places }) =>
        places.map(([path, kind]) => ({
          attribute: name,
          path: `"${name.replaceAll('"', '""')}"${path}`,
          kind,
        }))
      ),
    ],
  };
}
