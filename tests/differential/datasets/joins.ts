import { num } from "../../fixtures/tables.ts";
import { type Dataset, random } from "../dataset.ts";

/** Tables that refer to each other: small ones whose keys drive the reads of large ones; keys missing, doubled, dangling. */
export function joins(): Dataset {
  const next = random(9);
  const padding = "x".repeat(300);
  const people = Array.from({ length: 700 }, (_, id) => ({
    id: num(id === 5 ? "5.50" : String(id)),
    name: `p${id}`,
    team: id % 4 === 3 ? undefined : `t${id % 90}`,
    boss: id === 0 ? null : Math.floor(id / 7),
    padding,
  }));
  const logs = Array.from({ length: 900 }, (_, at) => ({
    team: `t${at % 120}`,
    seq: num(String(Math.floor(at / 120))),
    person: at % 11 === 0 ? undefined : at % 800,
    word: at % 13 === 0 ? null : `w${Math.floor(next() * 40)}`,
    padding,
  }));
  const dirty = [num("1"), num("1.0"), num("5.5"), 2, 2, null, undefined, num("-3"), 650, 9_999];
  const visits = dirty.map((person, at) => ({
    id: `v${at}`,
    person,
    team: at === 4 ? null : at === 7 ? undefined : at === 8 ? "" : `t${at * 17}`,
    seq: at % 3 === 2 ? undefined : num(at % 2 === 0 ? "1.0" : "2"),
  }));
  return {
    name: "joins",
    tables: [
      {
        name: "people",
        hash: "id:N",
        gsis: [{ name: "by_team", hash: "team", project: ["name"] }],
        items: people,
      },
      {
        name: "logs",
        hash: "team",
        sort: "seq:N",
        gsis: [{ name: "by_person", hash: "person:N", sort: "word" }],
        // A GSI's key attribute cannot be NULL.
        items: logs.map((log) => ({ ...log, word: log.word ?? undefined })),
      },
      { name: "visits", hash: "id", items: visits },
    ],
  };
}
