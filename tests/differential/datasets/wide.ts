import { num } from "../../fixtures/tables.ts";
import type { Dataset } from "../dataset.ts";

/** 240 attributes, some with names that SQL and DynamoDB find awkward, some that differ only by case. */
export function wide(): Dataset {
  return {
    name: "wide",
    tables: [{
      name: "Wide-Table.v1",
      hash: "id",
      gsis: [{ name: "by.status", hash: "Status", sort: "a.b:N" }],
      items: Array.from({ length: 60 }, (_, at) => ({
        id: `w${String(at).padStart(2, "0")}`,
        ...Object.fromEntries(
          Array.from({ length: 225 }, (_, n) => [`attr${n}`, value(at, n)]),
        ),
        Status: at % 2 === 0 ? "open" : "Closed",
        status: at % 3,
        STATUS: at % 4 === 0 ? true : undefined,
        "a.b": at % 5 === 4 ? undefined : at % 5,
        "a": at % 2 === 0 ? { b: at, c: "x" } : undefined,
        "with space": at % 3 === 0 ? `s${at % 4}` : undefined,
        'quo"te': at % 7,
        "apo'strophe": `o'${at % 3}`,
        "select": at % 6,
        "from": at % 2 === 0 ? "here" : "there",
        "group": at % 4 === 0 ? "g" : undefined,
        "size": at,
        "#hash": at % 2,
        ":colon": `c${at % 2}`,
        "ünï": `ü${at % 3}`,
        "1st": at % 3 === 0,
        "": undefined,
      })),
    }, {
      name: "order",
      hash: "key",
      sort: "value:N",
      items: Array.from({ length: 20 }, (_, at) => ({
        key: `w${String(at % 10).padStart(2, "0")}`,
        value: at,
        table: `t${at % 3}`,
      })),
    }],
  };
}

/** One attribute in five missing; texts, numbers, truth values in turn. */
function value(at: number, n: number): unknown {
  if ((at + n) % 5 === 0) return undefined;
  switch (n % 4) {
    case 0:
      return `v${(at * n) % 11}`;
    case 1:
      return (at * 7 + n) % 13;
    case 2:
      return num(`${at % 4}.${n % 10}5`);
    default:
      return at % 2 === 0;
  }
}
