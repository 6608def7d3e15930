/**
 * Sales and staff, of which all is known, for statements with slips.
 * @module
 */
import type { Job } from "../../../src/engine/messages/job.ts";
import { openEvidenceWorld } from "../../evidence/world.ts";
import { num, toItem } from "../../fixtures/tables.ts";

/** `half` is whole but for one, `ep` seconds since 1970 from 2026-01-01 on, `dur` lengths of time, `pct` texts with a sign. */
const sales = Array.from({ length: 24 }, (_, at) => ({
  id: `s${at}`,
  shop: ["Berlin", "O'Brien", "Rome"][at % 3] ?? "",
  status: at % 2 === 0 ? "paid" : "open",
  price: num(`${at}.5`),
  n: num(String(at)),
  half: num(at === 3 ? "1.5" : String(at + 1)),
  ep: num(String(1767225600 + at * 86400)),
  day: `2026-01-${String(at + 1).padStart(2, "0")}`,
  dur: `${at} minutes`,
  pct: `${at}%`,
  code: `a${at}`,
  tags: [`t${at}`, "vip"],
  gift: at % 4 === 0,
  ...(at % 2 === 0 ? {} : { phone: `+${at}` }),
  buyer: { name: `n${at}`, address: { city: `c${at}` } },
}));
const emp = Array.from({ length: 6 }, (_, at) => ({ id: `e${at}`, name: `n${at}`, salary: num(`${at}.5`) }));

const world = await openEvidenceWorld();
for (const [name, items] of Object.entries({ sales, emp, "Ware-House": emp })) {
  world.tables.set(name, { name, hash: "id", items: items.map(toItem), served: [] });
}
const who = await world.fresh(1_000);
/** Closes the world of these tables. */
export const close = () => world.close();

/** Runs a statement over what is known. */
export const run = (sql: string, parameters: Job["parameters"] = []) =>
  who.run(sql, undefined, undefined, parameters);
