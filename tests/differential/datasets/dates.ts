import { type Dataset, random } from "../dataset.ts";

/** Dates and times as text, some of them none; epoch numbers. */
export function dates(): Dataset {
  const next = random(6);
  const start = Date.UTC(2024, 0, 28);
  return {
    name: "dates",
    tables: [{
      name: "events",
      hash: "device",
      sort: "ts",
      gsis: [{ name: "by_day", hash: "day", sort: "ts" }],
      items: Array.from({ length: 150 }, (_, n) => {
        const time = new Date(start + n * 7_000_000);
        return {
          device: `d${n % 5}`,
          ts: time.toISOString(),
          day: time.toISOString().slice(0, 10),
          seen: n % 10 === 0
            ? "never"
            : n % 15 === 1
            ? undefined
            : time.toISOString().slice(0, 19).replace("T", " "),
          epoch: Math.floor(time.getTime() / 1000),
          level: ["info", "warn", "error"][Math.floor(next() * 3)],
          value: Math.floor(next() * 1000) / 10,
        };
      }),
    }],
  };
}
