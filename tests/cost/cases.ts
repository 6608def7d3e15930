/** The read-cost suite, by topic. */
import type { CostCase } from "./case.ts";
import { byIndex } from "./cases/by_index.ts";
import { byHashOnly } from "./cases/by_key.ts";
import { bySort } from "./cases/by_sort.ts";
import { carried } from "./cases/carried.ts";
import { computedKeys } from "./cases/computed_keys.ts";
import { knownValues } from "./cases/known_values.ts";
import { lookupJoin } from "./cases/lookup_join.ts";
import { madeValues } from "./cases/made_values.ts";
import { dates } from "./cases/dates.ts";
import { early } from "./cases/early.ts";
import { singleTable } from "./cases/single_table.ts";
import { joinPrefix } from "./cases/join_prefix.ts";
import { tops } from "./cases/tops.ts";
import { subqueries } from "./cases/subqueries.ts";
import { windows } from "./cases/windows.ts";

/** The suite. */
export const cases: readonly CostCase[] = [
  ...byHashOnly,
  ...byIndex,
  ...bySort,
  ...madeValues,
  ...dates,
  ...early,
  ...carried,
  ...singleTable,
  ...joinPrefix,
  ...subqueries,
  ...lookupJoin,
  ...windows,
  ...tops,
  ...knownValues,
  ...computedKeys,
];
