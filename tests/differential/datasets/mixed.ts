import { num } from "../../fixtures/tables.ts";
import { type Dataset, random } from "../dataset.ts";

/** Attributes of several types, names that SQL finds awkward, NULLs, empty texts. */
export function mixed(): Dataset {
  const next = random(2);
  const values = [
    "text",
    "5",
    "",
    num("5"),
    num("5.5"),
    num("-3"),
    true,
    false,
    null,
    undefined,
    "true",
    "Zebra",
    "éa",
  ];
  return {
    name: "mixed",
    tables: [{
      name: "things",
      hash: "id:N",
      items: Array.from({ length: 130 }, (_, at) => ({
        id: at,
        val: values[at % values.length],
        json: [{ a: at }, [1, "two", null], "plain", num("7"), undefined, { b: { c: [at] } }][at % 6],
        order: Math.floor(next() * 20),
        "a b": at % 3 === 0 ? `s${at % 7}` : undefined,
        "x.y": at % 4,
        Name: `N${at % 5}`,
        name: at % 2 === 0 ? `n${at % 3}` : undefined,
        select: at % 10 === 0 ? null : at % 2 === 0,
        nothing: at % 2 === 0 ? null : undefined,
        empty: at % 5 === 0 ? "" : "full",
      })),
    }],
  };
}
