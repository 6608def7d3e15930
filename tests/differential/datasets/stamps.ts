import { num } from "../../fixtures/tables.ts";
import type { Dataset } from "../dataset.ts";

/** Instants as people write them: with zones, without seconds, not at all; epochs in seconds and milliseconds. */
export function stamps(): Dataset {
  const base = Date.UTC(2023, 11, 30, 22, 15);
  return {
    name: "stamps",
    tables: [{
      name: "visits",
      hash: "site",
      sort: "at_ms:N",
      gsis: [{ name: "by_date", hash: "date", sort: "iso" }],
      items: Array.from({ length: 96 }, (_, at) => {
        const ms = base + at * 5_400_000;
        const iso = new Date(ms).toISOString();
        return {
          site: `s${at % 4}`,
          at_ms: num(String(ms)),
          iso,
          date: iso.slice(0, 10),
          local: iso.slice(0, 19).replace("T", " "),
          zoned: at % 3 === 0
            ? `${iso.slice(0, 19)}+02:00`
            : at % 3 === 1
            ? `${iso.slice(0, 19)}Z`
            : undefined,
          dirty: ["yesterday", iso.slice(0, 10), "", iso.slice(0, 19), "2024-02-30", undefined][at % 6],
          seconds: Math.floor(ms / 1000),
          stay: num((at * 0.5).toFixed(1)),
          hour: iso.slice(11, 19),
        };
      }),
    }],
  };
}
