import { num } from "../../fixtures/tables.ts";
import { type Dataset, pick, random } from "../dataset.ts";

const words = ["a", "ab", "b", "c", "d", "zz", "", "Ab", "%", "é"] as const;

/** Small tables for random statements: few values, so that joins and predicates hit, and many of them missing. */
export function randomTables(): Dataset {
  const next = random(77);
  const some = <T>(share: number, value: T): T | undefined => next() < share ? value : undefined;
  const plain = (indexed: readonly string[]) => {
    const word = (share: number, name: string) => {
      const chosen = pick(next, words);
      // An index key cannot be empty.
      return some(share, indexed.includes(name) && chosen === "" ? "a" : chosen);
    };
    return {
      x: word(0.8, "x"),
      y: word(0.7, "y"),
      n: some(0.8, Math.floor(next() * 6)),
      m: some(0.8, num(pick(next, ["1", "2", "2.5", "3", "-0.25"]))),
      f: some(0.7, next() < 0.5),
      at: some(
        0.8,
        pick(next, [
          "2024-01-05",
          "2024-02-29",
          "2024-02-29T10:30:00",
          "2024-02-29T10:30:00Z",
          "never",
          "2025-13-01",
        ]),
      ),
      mix: pick(next, ["1", num("1"), true, "a", undefined, null]),
      l: some(0.6, Array.from({ length: Math.floor(next() * 3) }, () => Math.floor(next() * 4))),
      g: some(0.3, new Set([pick(next, ["a", "b"]), "c"])),
      o: some(0.6, { p: pick(next, words), q: Math.floor(next() * 4) }),
      j: pick<unknown>(next, [{ p: "a", q: 1 }, "a", "b", num("5"), num("2.5"), [1, "x"], undefined, null]),
      "a.b": some(0.5, Math.floor(next() * 3)),
      order: word(0.5, "order"),
    };
  };
  return {
    name: "random",
    tables: [
      {
        name: "pairs",
        hash: "pk",
        sort: "sk:N",
        gsis: [
          { name: "by_x", hash: "x", sort: "n:N" },
          { name: "by_y", hash: "y", project: [] },
          { name: "by_n", hash: "n:N", project: ["x", "m"] },
        ],
        lsis: [{ name: "by_order", hash: "pk", sort: "order" }],
        items: Array.from({ length: 36 }, (_, at) => ({
          pk: words[at % 5],
          sk: Math.floor(at / 5),
          ...plain(["x", "y", "n", "order"]),
          pad: "-".repeat(2_000),
        })),
      },
      {
        // Large enough that many items by their keys cost less than a Scan.
        name: "heavy",
        hash: "x",
        sort: "n:N",
        gsis: [{ name: "by_y", hash: "y" }, { name: "by_m", hash: "m:N", project: ["y"] }],
        items: Array.from({ length: 48 }, (_, at) => ({
          ...plain(["y", "m"]),
          x: words[at % 6] || "q",
          n: Math.floor(at / 6),
          pad: "-".repeat(6_000),
        })),
      },
      {
        name: "ones",
        hash: "x",
        gsis: [{ name: "by_at", hash: "at" }, { name: "by_m", hash: "m:N", sort: "y" }],
        items: Array.from({ length: 14 }, (_, at) => ({
          ...plain(["y", "at", "m"]),
          x: `${words[at % 6]}${at < 6 ? "" : at}`,
        })),
      },
      {
        name: "nums",
        hash: "n:N",
        sort: "at",
        items: Array.from({ length: 24 }, (_, at) => ({
          ...plain([]),
          n: num(["0", "1", "2", "2.5", "3", "4"][at % 6] ?? "0"),
          at: `2024-0${1 + Math.floor(at / 6)}-1${at % 3}`,
        })),
      },
      { name: "void", hash: "x", sort: "n:N", items: [] },
    ],
  };
}
