import { num } from "../../fixtures/tables.ts";
import { type Dataset, random } from "../dataset.ts";

/** Binary keys and values, sets of each kind (in the order that DynamoDB returns), empty texts and lists, a table of one item and one of none. */
export function bytes(): Dataset {
  const next = random(9);
  return {
    name: "bytes",
    tables: [
      {
        name: "blobs",
        hash: "digest:B",
        sort: "part:N",
        gsis: [{ name: "by_owner", hash: "owner", sort: "digest:B" }],
        items: Array.from({ length: 48 }, (_, at) => ({
          digest: new Uint8Array([at % 6, 255 - (at % 6), 0]),
          part: Math.floor(at / 6),
          owner: at % 4 === 0 ? undefined : `u${at % 3}`,
          body: at % 5 === 0
            ? undefined
            : new Uint8Array(Array.from({ length: at % 7 }, (_, n) => (at * 31 + n) % 256)),
          chunks: at % 3 === 0 ? new Set([new Uint8Array([at]), new Uint8Array([at, 1])]) : undefined,
          labels: at % 2 === 0 ? new Set(["", "all", `l${at % 4}`]) : undefined,
          sizes: at % 4 === 1 ? new Set([num("1.5"), num(String(at + 1))]) : undefined,
          caption: [
            "",
            " ",
            "x",
            "a\nb",
            "tab\there",
            "naïve",
            "日本",
            "😀",
            "O'Hara",
            'say "hi"',
            "back\\slash",
            "%_",
          ][at % 12],
          words: at % 3 === 0 ? [] : ["", `w${at % 5}`],
          weight: num((next() * 10).toFixed(3)),
        })),
      },
      { name: "none", hash: "k:B", sort: "s", items: [] },
      {
        name: "single_item",
        hash: "k:B",
        items: [{ k: new Uint8Array([7]), text: "", list: [], deep: { a: { b: { c: 1 } } } }],
      },
    ],
  };
}
