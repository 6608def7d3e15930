import type { Dataset } from "../dataset.ts";

/** Attributes that differ only by case: in both tables, in one, as the key of one and no key of the other. */
export function twins(): Dataset {
  return {
    name: "twins",
    tables: [{
      name: "people",
      hash: "Id",
      gsis: [{ name: "by_code", hash: "Code" }],
      items: Array.from({ length: 40 }, (_, at) => ({
        Id: `p${at}`,
        id: `p${(at * 7) % 40}`,
        Code: at % 3 === 0 ? undefined : `k${at % 8}`,
        code: at % 4 === 0 ? undefined : `k${at % 5}`,
        rank: at % 6,
      })),
    }, {
      // The same twins, met in the other order.
      name: "visits",
      hash: "id",
      sort: "at:N",
      items: Array.from({ length: 60 }, (_, at) => ({
        id: `p${(at * 3) % 50}`,
        at,
        Id: at % 5 === 0 ? undefined : `p${at % 45}`,
        place: `x${at % 4}`,
      })),
    }, {
      // One of each pair only.
      name: "codes",
      hash: "Code",
      items: Array.from({ length: 10 }, (_, at) => ({ Code: `k${at}`, label: `label ${at}`, rank: at % 4 })),
    }],
  };
}
