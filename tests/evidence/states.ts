/**
 * States of knowledge, at random: what was sampled, when, and what ran before.
 * @module
 */
import type { Item } from "../../src/dynamodb/access.ts";
import type { Chance } from "../sql/plan/random_sql.ts";
import type { MemoryTable } from "./dynamodb/server.ts";
import type { Statement } from "./statements.ts";
import type { EvidenceWorld, Knowledge } from "./world.ts";

/** Somebody who knows something. */
export interface State {
  /** What it is, for messages. */
  readonly said: string;
  readonly knowledge: Knowledge;
  readonly pageRows: number;
  /** What happens between the pages of an answer. */
  between(): Promise<unknown>;
}

/** Rows of a page where there are pages. */
export const FEW = 5;

/** What a state is made from. */
export interface Surroundings {
  readonly world: EvidenceWorld;
  readonly dice: Chance;
  readonly tables: readonly MemoryTable[];
  readonly statements: readonly Statement[];
}

/** A random state. */
export async function randomState({ world, dice, tables, statements }: Surroundings): Promise<State> {
  for (const { served } of tables) served.length = 0;
  const sample = dice.pick([1, 3, 10, 30, 1_000_000]);
  const knowledge = await world.fresh(sample);
  const said = [`sample of ${sample}`];
  if (dice.maybe(0.35)) {
    const { name, before } = dice.pick(pasts)(dice);
    said.push(`looked at when ${name}`);
    for (const table of tables) {
      world.tables.set(table.name, before(table));
      await knowledge.look(table.name);
      world.tables.set(table.name, table);
    }
  }
  const [first] = tables;
  const another = () =>
    dice.maybe(0.6) || first === undefined ? dice.pick(statements).sql : dice.pick(others)(first.name);
  while (dice.maybe(0.4)) {
    const sql = another();
    said.push(`after ${sql}`);
    await knowledge.run(sql);
  }
  const pageRows = dice.maybe(0.3) ? FEW : 1_000;
  let between = () => Promise.resolve<unknown>(null);
  if (pageRows < 1_000) {
    said.push("in pages of 5");
    if (dice.maybe(0.5)) {
      const sql = another();
      said.push(`with ${sql} after the first page`);
      let done = false;
      between = async () => {
        if (done) return;
        done = true;
        await knowledge.run(sql);
      };
    }
  }
  return { said: said.join("; "), knowledge, pageRows, between };
}

/** The states of the first seeds that were kept, which have no others. */
export async function plainState({ world, dice, tables, statements }: Surroundings): Promise<State> {
  for (const { served } of tables) served.length = 0;
  const sample = dice.pick([1, 3, 10, 30, 1_000_000]);
  const knowledge = await world.fresh(sample);
  const said = [`sample of ${sample}`];
  if (dice.maybe(0.3)) {
    const share = dice.pick([0, 0.1, 0.5]);
    said.push(`looked at when ${share * 100} % of the items were there`);
    for (const table of tables) {
      const { items } = table;
      table.items = items.slice(0, Math.floor(items.length * share));
      await knowledge.look(table.name);
      table.items = items;
    }
  }
  while (dice.maybe(0.4)) {
    const { sql } = dice.pick(statements);
    said.push(`after ${sql}`);
    await knowledge.run(sql);
  }
  const pageRows = dice.maybe(0.3) ? FEW : 1_000;
  if (pageRows < 1_000) said.push("in pages of 5");
  return { said: said.join("; "), knowledge, pageRows, between: () => Promise.resolve(null) };
}

interface Past {
  readonly name: string;
  before(table: MemoryTable): MemoryTable;
}

/** What tables once were; items only came since, or attributes. */
const pasts: readonly ((dice: Chance) => Past)[] = [
  () => ({ name: "it was empty", before: (table) => ({ ...table, items: [] }) }),
  (dice) => {
    const share = dice.pick([0.1, 0.5, 0.9]);
    return {
      name: `${share * 100} % of the items were there`,
      before: (table) => ({ ...table, items: table.items.slice(0, Math.floor(table.items.length * share)) }),
    };
  },
  (dice) => {
    const missing = `a${dice.below(5)}`;
    return {
      name: `no item had ${missing}`,
      before: (table) => ({ ...table, items: table.items.map((item) => without(item, missing)) }),
    };
  },
  () => ({
    name: "maps were empty",
    before: (table) => ({
      ...table,
      items: table.items.map((item) =>
        Object.fromEntries(
          Object.entries(item).map(([name, value]) => [name, "M" in value ? { M: {} } : value] as const),
        )
      ),
    }),
  }),
  () => ({
    name: "it was another table, with another key",
    before: ({ name, items, served }) => ({
      name,
      tableId: "another",
      hash: "old",
      items: items.slice(0, 5).map((item, at) => ({ ...item, old: { S: `o${at}` } })),
      served,
    }),
  }),
];

function without(item: Item, name: string): Item {
  return Object.fromEntries(Object.entries(item).filter(([key]) => key !== name));
}

/** What others ask in the meantime, some of it in vain. */
const others: readonly ((table: string) => string)[] = [
  (table) => `SELECT * FROM ${table} LIMIT 3`,
  (table) => `SELECT count(*) FROM ${table}`,
  (table) => `SELECT t.id FROM ${table} t WHERE t.g = 1`,
  (table) => `SELECT t.id FROM ${table} t WHERE t.s = 'fox'`,
  (table) => `SELECT nowhere FROM ${table}`,
  // Fails while running, when all is read.
  (table) => `SELECT *, CAST('x' || t.g AS INTEGER) FROM ${table} t`,
  (table) => `SELECT t.id, t.a0, t.a1 FROM ${table} t WHERE t.a2 IS NULL LIMIT 2`,
  (table) => `SELECT max(t.a0) FROM ${table} t`,
];
