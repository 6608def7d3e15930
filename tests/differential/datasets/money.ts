import { num } from "../../fixtures/tables.ts";
import type { Dataset } from "../dataset.ts";

/** Numbers of up to 38 digits, as keys too. */
export function money(): Dataset {
  return {
    name: "money",
    tables: [
      {
        name: "ledger",
        hash: "account",
        sort: "seq:N",
        items: Array.from({ length: 80 }, (_, at) => ({
          account: `a${at % 4}`,
          seq: num(String(9_007_199_254_740_990n + BigInt(at))),
          // 28 digits before the point and 10 after: DECIMAL(38,10).
          amount: num(
            `${at % 3 === 0 ? "-" : ""}${1234567890123456789012345678n - BigInt(at)}.${1000000001 + at * 7}`,
          ),
          huge: num(String(10n ** 37n + BigInt(at))),
          small: num(`0.${String(at + 1).padStart(20, "0")}`),
          cents: num((at * 0.01).toFixed(2)),
          count: at % 2 === 0 ? num(String(at)) : undefined,
        })),
      },
      {
        name: "by_number",
        hash: "n:N",
        items: Array.from(
          { length: 30 },
          (_, at) => ({ n: num(`${at}${at % 2 === 0 ? "" : ".25"}`), twice: at * 2 }),
        ),
      },
    ],
  };
}
